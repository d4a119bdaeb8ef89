//! `request_unlock`.

use {
    super::*,
    crate::pool::tamper::*,
    breakwater::{
        errors::{AccessError, EscrowError, PoolError},
        events::UnlockRequested,
    },
    breakwater_testkit::client::ix,
};

#[test]
fn a62_what_is_under_notice_weighs_nothing_at_once_and_no_token_moves() {
    let (mut w, owner) = one(1_000);
    days(&mut w, 20);
    assert_eq!((w.weight(&owner), size(&w)), (1_000, 1_000));
    let said = UnlockRequested {
        owner,
        amount: 300,
        locked: 700,
        unlocking: 300,
        unlock_at: w.now() + NOTICE,
        at: w.now(),
    };
    w.request_unlock(&owner, 300).emits(said).ok();
    assert_eq!((w.weight(&owner), size(&w)), (700, 700));
    let all = w.voters();
    assert_eq!((all.locked.get(), all.unlocking.get(), all.aged.get()), (700, 300, 700));
    assert_eq!((w.balance(&vault()), purse(&w, &owner)), (1_000, 0));
    w.assert_books();
    w.request_unlock(&owner, 700).ok();
    assert_eq!((w.weight(&owner), size(&w)), (0, 0));
    w.assert_books();
}

#[test]
fn request_unlock_takes_exactly_what_it_declares() {
    let (mut w, owner) = one(1_000);
    refused_unless_as_declared(&mut w, &ix::request_unlock(owner, 1_000)).ok();
}

#[test]
fn notice_is_given_on_more_than_nothing_and_at_most_on_what_is_locked() {
    let (mut w, owner) = one(1_000);
    w.request_unlock(&owner, 0).refused(PoolError::ZeroAmount);
    for much in [1_001, u64::MAX] {
        w.request_unlock(&owner, much).refused(EscrowError::NotEnoughLocked);
    }
    w.request_unlock(&owner, 600).ok();
    // What is under notice is not given notice on again.
    w.request_unlock(&owner, 401).refused(EscrowError::NotEnoughLocked);
    w.request_unlock(&owner, 400).ok();
}

#[test]
fn a02_only_the_owner_gives_notice() {
    let (mut w, owner) = one(1_000);
    let thief = w.juror(5);
    let bad = ix::request_unlock(owner, 5).swapped(&owner, &thief);
    w.send_all(&[bad]).refused(AccessError::NotOwner);
    let second = second_electorate(&mut w);
    let bad = ix::request_unlock(owner, 5).swapped(&pda::electorate(), &second);
    w.send_all(&[bad]).refused(EscrowError::WrongElectorate);
}

#[test]
fn what_was_locked_last_is_taken_first_and_the_rest_keeps_its_age() {
    // 100 each: forty days ago, twenty, ten, three, one, today.
    let mut w = world();
    let owner = w.wallet_address();
    w.grant(&owner, 600);
    w.open_escrow(&owner).ok();
    let mut last = 40;
    for ago in [40, 20, 10, 3, 1, 0] {
        days(&mut w, last - ago);
        last = ago;
        w.lock(&owner, 100).ok();
    }
    let base = w.svm.clone();
    for amount in (50..=600).step_by(50) {
        w.svm = base.clone();
        w.request_unlock(&owner, amount).ok();
        let (left, escrow, day) = (600 - amount, w.escrow(&owner), today(&w));
        assert_eq!(escrow.aged(7, day), Ok(left.min(300)), "after {amount}");
        assert_eq!(escrow.aged(30, day), Ok(left.min(100)), "after {amount}");
        assert_eq!(w.voters().aged.get(), left.min(300));
        w.assert_books();
        days(&mut w, 8);
        assert_eq!(w.weight(&owner), left);
    }
}

#[test]
fn a_second_notice_starts_the_first_anew() {
    let (mut w, owner) = one(1_000);
    w.request_unlock(&owner, 300).ok();
    w.advance(NOTICE - 1);
    w.request_unlock(&owner, 1).ok();
    assert_eq!(
        (w.escrow(&owner).unlocking.get(), w.escrow(&owner).unlock_at.get()),
        (301, w.now() + NOTICE)
    );
    w.advance(NOTICE - 1);
    w.unlock(&owner).refused(EscrowError::NoticeRunning);
    w.advance(1);
    w.unlock(&owner).ok();
    assert_eq!(purse(&w, &owner), 301);
}

#[test]
fn notice_can_be_given_while_ballots_are_open_and_the_clock_cannot_go_back() {
    let (mut w, owner) = one(1_000);
    let mut escrow = w.escrow(&owner);
    escrow.open_ballot(0).expect("a ballot");
    w.write(&pda::escrow(&owner), &*escrow);
    w.request_unlock(&owner, 300).ok();
    days(&mut w, -1);
    w.request_unlock(&owner, 300).refused(EscrowError::EscrowClockWentBack);
}

#[test]
fn sums_that_do_not_add_up_refuse_a_notice() {
    let (mut w, owner) = one(1_000);
    let all = w.voters();
    let mut bad = all.clone();
    bad.aged = 1.into();
    w.write(&pda::electorate(), &*bad);
    w.request_unlock(&owner, 1).refused(EscrowError::EscrowLedgerBroken);
    let mut short = all.clone();
    short.ageing = Default::default();
    w.write(&pda::electorate(), &*short);
    w.request_unlock(&owner, 1).refused(EscrowError::EscrowLedgerBroken);
}
