//! The treasury's purses, and the escrows' share of fees.

mod claim;
mod ledger;
mod orders;
mod purse;
mod spend;
mod stream;
mod sweep;

use breakwater_testkit::{jurors::GOVERNANCE_MINT, *};

/// Seconds over which a share streams.
const STREAM: i64 = 30 * DAY;

/// A world with an electorate in which escrows can have a share of fees.
fn world() -> World {
    let mut w = World::new();
    w.electorate().ok();
    w.open_revenue().ok();
    w
}

/// The pool owes `fees`, as if premiums had brought them; the money comes from nowhere.
fn owe(w: &mut World, fees: u64) {
    let (address, mint, vault) = (w.pool, w.mint, pda::vault(&w.pool));
    let mut pool = w.pool();
    pool.fees_owed = (pool.fees_owed.get() + fees).into();
    w.write(&address, &*pool);
    let before = w.balance(&vault);
    w.put_token(vault, &mint, &address, before + fees);
}

/// Sweeps so much that `share` atoms are the escrows'.
#[track_caller]
fn share(w: &mut World, share: u64) {
    owe(w, share * 5);
    w.sweep().ok();
}

/// A juror with tokens and an account that takes their share.
fn member(w: &mut World, amount: u64) -> Address {
    let owner = w.juror(amount);
    w.fund(owner, 0);
    owner
}

/// Whole atoms that are due to an owner now.
fn due(w: &World, owner: &Address) -> u64 {
    u64::try_from(w.revenue_due(owner) >> 64).expect("atoms")
}
