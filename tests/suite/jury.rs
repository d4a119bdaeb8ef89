//! Jurors: what they lock, what it weighs, and how it leaves.

mod ages;
mod attacks;
mod close;
mod create;
mod discount;
mod lock;
mod open;
mod orders;
mod request;
mod unlock;

use breakwater_testkit::{jurors::GOVERNANCE_MINT, *};

/// The notice of an unlock.
const NOTICE: i64 = 7 * DAY;

/// A world with an electorate, at noon.
fn world() -> World {
    let mut w = World::new();
    w.electorate().ok();
    w
}

/// As [`world`], with one juror who has just locked so much.
fn one(amount: u64) -> (World, Address) {
    let mut w = world();
    let owner = w.juror(amount);
    (w, owner)
}

/// The owner's governance tokens outside of their escrow.
fn purse(w: &World, owner: &Address) -> u64 {
    w.balance(&pda::associated_token(owner, &GOVERNANCE_MINT))
}

/// The vault of locked tokens.
fn vault() -> Address {
    pda::vault(&pda::electorate())
}

/// Today, by number.
fn today(w: &World) -> u32 {
    u32::try_from(w.now() / DAY).expect("a day")
}

/// So many midnights later, at the same time of day.
fn days(w: &mut World, count: i64) {
    w.advance(count * DAY);
}

/// The electorate now.
fn size(w: &World) -> u64 {
    w.voters().size(w.now()).expect("a size")
}

/// A second electorate that the program owns, at another address: nothing but a forged state could make one.
fn second_electorate(w: &mut World) -> Address {
    crate::pool::tamper::copy_owned_by(w, &pda::electorate(), breakwater::ID)
}
