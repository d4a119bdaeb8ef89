//! What somebody would try who wants weight without having tokens locked for it.

use {super::*, breakwater::errors::EscrowError, breakwater_testkit::client::ix};

#[test]
fn a61_lock_notice_and_unlock_in_one_transaction_is_refused() {
    let mut w = world();
    let owner = w.wallet_address();
    let purse = w.grant(&owner, 1_000_000);
    let all = [
        ix::open_escrow(owner),
        ix::lock(owner, purse, 1_000_000),
        ix::request_unlock(owner, 1_000_000),
        ix::unlock(owner, purse),
    ];
    w.send_all(&all).refused(EscrowError::NoticeRunning);
    // Without the last step the tokens are stuck for the notice and weigh nothing.
    w.send_all(&all[..3]).ok();
    assert_eq!((w.weight(&owner), w.voters().locked.get()), (0, 0));
    w.assert_books();
}

#[test]
fn a61_what_is_locked_a_second_before_a_round_opens_weighs_nothing_in_it() {
    let (mut w, _juror) = one(1_000);
    days(&mut w, 20);
    w.next_midnight();
    w.advance(-1);
    let whale = w.juror(1_000_000_000);
    w.advance(1);
    let opened_at = w.now();
    for _ in 0..7 {
        assert_eq!((w.weight(&whale), w.escrow(&whale).weight(opened_at)), (0, Ok(0)));
        assert_eq!(size(&w), 1_000, "and the electorate does not notice it");
        days(&mut w, 1);
    }
    assert_eq!((w.weight(&whale), w.escrow(&whale).weight(opened_at)), (1_000_000_000, Ok(0)));
}

#[test]
fn a61_whoever_joins_for_a_day_of_large_electorate_is_not_counted_until_a_week_later() {
    let (mut w, _juror) = one(1_000);
    days(&mut w, 20);
    let whale = w.juror(1_000_000);
    for _ in 0..14 {
        days(&mut w, 1);
        assert_eq!(size(&w), 1_000);
    }
    // And who leaves before that was never counted.
    w.request_unlock(&whale, 1_000_000).ok();
    days(&mut w, 10);
    assert_eq!(size(&w), 1_000);
}

#[test]
fn a62_the_same_tokens_weigh_in_one_escrow_at_a_time() {
    let (mut w, first) = one(1_000);
    let second = w.juror(1);
    days(&mut w, 20);
    // The first wallet votes, leaves and sends its tokens to the second one.
    w.request_unlock(&first, 1_000).ok();
    w.advance(NOTICE);
    w.unlock(&first).ok();
    let gift = purse(&w, &first);
    w.put_token(pda::associated_token(&first, &GOVERNANCE_MINT), &GOVERNANCE_MINT, &first, 0);
    w.grant(&second, gift);
    w.lock(&second, gift).ok();
    for _ in 0..8 {
        assert_eq!((w.weight(&first), w.weight(&second)), (0, 1));
        days(&mut w, 1);
    }
    assert_eq!(w.weight(&second), 1_001);
    w.assert_books();
}

#[test]
fn a62_locking_again_what_is_under_notice_needs_the_tokens() {
    let (mut w, owner) = one(1_000);
    days(&mut w, 20);
    w.request_unlock(&owner, 1_000).ok();
    w.lock(&owner, 1).refused(breakwater::errors::PoolError::SourceShort);
    w.advance(NOTICE);
    w.unlock(&owner).ok();
    w.lock(&owner, 1_000).ok();
    // They start anew.
    assert_eq!(w.weight(&owner), 0);
    days(&mut w, 7);
    assert_eq!(w.weight(&owner), 0);
    days(&mut w, 1);
    assert_eq!(w.weight(&owner), 1_000);
}

#[test]
fn a62_fresh_tokens_do_not_inherit_the_age_of_those_that_leave() {
    let (mut w, owner) = one(1_000);
    days(&mut w, 20);
    w.grant(&owner, 5_000);
    // Old ones out, fresh ones in, in one transaction and in both orders.
    let source = pda::associated_token(&owner, &GOVERNANCE_MINT);
    let (lock, request) = (ix::lock(owner, source, 1_000), ix::request_unlock(owner, 1_000));
    w.send_all(&[lock.clone(), request.clone()]).ok();
    // The fresh ones were taken back, the old ones stayed: nothing gained, nothing lost.
    assert_eq!((w.weight(&owner), w.voters().aged.get()), (1_000, 1_000));
    w.send_all(&[request, lock]).ok();
    assert_eq!((w.weight(&owner), w.voters().aged.get()), (0, 0));
    w.assert_books();
}

#[test]
fn a78_dust_costs_its_owner_and_nobody_else() {
    let (mut w, _juror) = one(1_000);
    let cost = |w: &mut World| {
        let owner = w.wallet_address();
        w.grant(&owner, 10);
        w.open_escrow(&owner).ok();
        w.lock(&owner, 10).ok()
    };
    let alone = cost(&mut w);
    for _ in 0..100 {
        w.juror(1);
    }
    let crowded = cost(&mut w);
    assert!(
        alone.abs_diff(crowded) < 20,
        "a lock costs {alone} alone and {crowded} among a hundred"
    );
    w.assert_books();
}

#[test]
fn nobody_but_its_owner_changes_an_escrow_or_takes_its_tokens() {
    let (mut w, owner) = one(1_000);
    let before = w.snapshot(&[pda::escrow(&owner)]);
    days(&mut w, 10);
    for other in [w.bootstrap, w.guardian, w.keeper] {
        w.grant(&other, 10);
        w.open_escrow(&other).ok();
        let purse = pda::associated_token(&other, &GOVERNANCE_MINT);
        for mut ix in [
            ix::lock(other, purse, 1),
            ix::request_unlock(other, 1),
            ix::unlock(other, purse),
            ix::close_escrow(other),
        ] {
            ix.accounts[2].pubkey = pda::escrow(&owner);
            w.send_all(&[ix]).refused(breakwater::errors::AccessError::NotOwner);
        }
    }
    assert_eq!(w.snapshot(&[pda::escrow(&owner)]), before);
}
