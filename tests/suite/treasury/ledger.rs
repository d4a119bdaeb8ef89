//! The share's ledger at its edges: the sum per token that begins anew, a clock that goes back, one atom that is locked.

use super::*;

#[test]
fn the_sum_per_token_may_begin_anew() {
    let mut w = world();
    let owner = member(&mut w, 1_000);
    let (mut all, mut escrow, address) = (w.voters(), w.escrow(&owner), pda::escrow(&owner));
    all.revenue_per_token = u128::MAX.into();
    escrow.revenue_paid = u128::MAX.into();
    w.write(&pda::electorate(), &*all);
    w.write(&address, &*escrow);
    share(&mut w, 1_000_000);
    w.advance(STREAM);
    w.claim_revenue(&owner).ok();
    assert_eq!(w.wallet(&owner), 999_999);
    assert!(w.voters().revenue_per_token.get() < 1 << 80);
    w.assert_books();
}

#[test]
fn one_atom_alone_earns_everything_and_votes_on() {
    let mut w = world();
    let owner = member(&mut w, 1);
    for _ in 0..20 {
        share(&mut w, 1 << 50);
        w.advance(STREAM);
    }
    w.grant(&owner, 5);
    w.lock(&owner, 5).ok();
    assert_eq!(due(&w, &owner), (20 << 50) - 1);
    w.claim_revenue(&owner).ok();
    w.assert_books();
}

#[test]
fn a_clock_that_goes_back_streams_nothing_twice() {
    let mut w = world();
    let owner = member(&mut w, 1_000);
    share(&mut w, 3_000_000);
    w.advance(10 * DAY);
    w.claim_revenue(&owner).ok();
    let now = w.now();
    w.set_time(now - 3_600);
    w.claim_revenue(&owner).refused(breakwater::errors::TreasuryError::NoRevenueDue);
    share(&mut w, 3_000_000);
    w.assert_books();
    w.set_time(now);
    w.claim_revenue(&owner).refused(breakwater::errors::TreasuryError::NoRevenueDue);
    w.advance(60 * DAY);
    w.claim_revenue(&owner).ok();
    assert_eq!(w.wallet(&owner), 6_000_000 - 1);
    w.assert_books();
}
