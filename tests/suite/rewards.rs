//! Governance tokens for underwriters: opened, streamed, counted per share, claimed, closed (A-42, R1).

mod claim;
mod close;
mod emission;
mod model;
mod open;
mod orders;
mod wiped;

use breakwater_testkit::{jurors::GOVERNANCE_MINT, *};

/// One governance token, atoms.
const TOKEN: u64 = 1_000_000_000;
const WEEK: u64 = 7 * 86_400;

/// A pool whose rewards are open and empty.
fn opened() -> World {
    let mut w = World::new();
    w.open_rewards().ok();
    w
}

/// Governance tokens in the owner's associated account.
fn tokens(w: &World, owner: &Address) -> u64 {
    w.balance(&pda::associated_token(owner, &GOVERNANCE_MINT))
}

/// Whole atoms that one tranche of the owner's position could claim now.
fn claimable(w: &World, owner: &Address, tranche: u8) -> u64 {
    u64::try_from(w.rewards_due(owner, tranche) >> 64).expect("atoms")
}

/// A loss that is final, funded and paid at once: the pool is changed as the program's own rules change it.
fn lose(w: &mut World, amount: u64) {
    let (mut pool, address) = (w.pool(), w.pool);
    pool.recognise(w.now()).expect("a ledger that adds up");
    let loss = pool.take_loss(amount).expect("a loss");
    pool.pay(loss.funded).expect("what was reserved");
    let left = w.balance(&pool.vault) - loss.funded;
    let (vault, mint) = (pool.vault, w.mint);
    w.put_token(vault, &mint, &address, left);
    w.write(&address, &*pool);
}
