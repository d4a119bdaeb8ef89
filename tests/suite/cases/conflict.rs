//! Who has no vote, and who gains nothing by voting twice.

use {
    super::kit::*,
    crate::{claims::kit::*, incident::kit::write_capital},
    breakwater::errors::CaseError,
    breakwater_math::weight,
    breakwater_testkit::{
        courts::{TOKEN, juror},
        *,
    },
};

#[test]
fn a73_the_claimant_has_no_vote() {
    let (mut w, product, policy) = insured();
    let key = w.claim_key(&product, &policy, w.today() - 1);
    let holder = claimant(&w, &key);
    let now = w.now();
    w.set_time(now - 20 * DAY);
    w.with_escrow(&holder, 20_000 * TOKEN);
    w.set_time(now);
    w.file_claim(&key, 40_000 * USDC).ok();
    let case = key.case(0);
    w.to_commit(&case);
    w.commit(&case, &holder, 20).refused(CaseError::ConflictOfInterest);
    w.commit(&case, &juror(0), 20).ok();
}

#[test]
fn a73_whoever_declares_an_incident_has_no_vote_in_it() {
    let (mut w, product, _) = insured_under(&by_incident());
    let day = w.today() - 1;
    let (outcome, number) = w.declare(&product, &juror(0), day);
    outcome.ok();
    let case = pda::case(&pda::incident(&product, number), 0);
    w.to_commit(&case);
    w.commit(&case, &juror(0), 20).refused(CaseError::ConflictOfInterest);
}

/// Sets senior capital so that this juror's junior position is worth exactly 0.5 % of the pool, or an atom more than that allows.
fn own_half_a_percent(w: &mut World, owner: &Address, more: bool) {
    let (pool, position) = (w.pool(), w.position(owner));
    let junior = pool.tranches[0].capital.get();
    let value = pool.tranches[0].value(position.tranches[0].shares.get(), junior).expect("a value");
    write_capital(w, junior, value * 200 - junior - u64::from(more));
    assert_eq!(weight::is_conflicted(value, w.pool().capital().expect("a sum")), more);
}

fn deposit(w: &mut World, owner: &Address, amount: u64) {
    w.fund(*owner, amount);
    w.open_position(owner).ok();
    w.deposit(owner, JUNIOR, amount).ok();
}

#[test]
fn a73_exactly_half_a_percent_of_the_pool_votes_and_an_atom_more_does_not() {
    let (mut w, _, case) = voting();
    deposit(&mut w, &juror(0), 3_000 * USDC);
    own_half_a_percent(&mut w, &juror(0), true);
    w.commit(&case, &juror(0), 20).refused(CaseError::ConflictOfInterest);
    own_half_a_percent(&mut w, &juror(0), false);
    w.commit(&case, &juror(0), 20).ok();
    w.to_reveal(&case);
    // That others leave takes nobody's vote.
    own_half_a_percent(&mut w, &juror(0), true);
    w.reveal(&case, &juror(0), 20).ok();
}

#[test]
fn a73_who_buys_into_the_pool_after_committing_does_not_reveal() {
    let (mut w, _, case) = voting();
    w.commit(&case, &juror(0), 20).ok();
    deposit(&mut w, &juror(0), 5_000 * USDC);
    w.to_reveal(&case);
    w.reveal(&case, &juror(0), 20).refused(CaseError::ConflictOfInterest);
    assert_eq!(w.case(&case).rounds[0].revealed.get(), 0);
    w.assert_books();
}

/// What is on its way out still loses with the pool.
#[test]
fn a73_a_pending_withdrawal_is_held_all_the_same() {
    let (mut w, _, case) = voting();
    deposit(&mut w, &juror(0), 5_000 * USDC);
    w.request_all(&juror(0), JUNIOR).ok();
    w.commit(&case, &juror(0), 20).refused(CaseError::ConflictOfInterest);
}

#[test]
fn a73_the_position_has_to_be_the_canonical_one() {
    let (mut w, _, case) = voting();
    deposit(&mut w, &juror(0), 5_000 * USDC);
    let own = pda::position(&w.pool, &juror(0));
    // A juror's who has none, another pool's, a wallet, and one under a bump that nobody can use.
    let other_pool = pda::position(&pda::pool(7), &juror(0));
    let (_, bump) = Address::find_program_address(&[b"position", w.pool.as_ref(), juror(0).as_ref()], &breakwater::ID);
    let owner = juror(0);
    let lower = (0..bump).rev().find_map(|bump| {
        let seeds: &[&[u8]] = &[b"position", w.pool.as_ref(), owner.as_ref(), &[bump]];
        Address::create_program_address(seeds, &breakwater::ID).ok()
    });
    let wrong = [pda::position(&w.pool, &juror(1)), other_pool, juror(0), lower.expect("an address")];
    for position in wrong {
        let mut commit = commit_ix(&w, &case, FIRST, &juror(0), 20);
        commit
            .accounts
            .iter_mut()
            .find(|meta| meta.pubkey == own)
            .expect("the position")
            .pubkey = position;
        let outcome = w.send("commit_ballot", commit);
        if position == juror(0) {
            assert!(outcome.result.is_err() && !outcome.changed, "{}", outcome.name());
        } else {
            outcome.refused(CaseError::NotCanonical);
        }
    }
    w.commit(&case, &juror(1), 20).ok();
    w.to_reveal(&case);
    let mut reveal = reveal_ix(&w, &case, FIRST, &juror(1), 20);
    let own = pda::position(&w.pool, &juror(1));
    reveal
        .accounts
        .iter_mut()
        .find(|meta| meta.pubkey == own)
        .expect("the position")
        .pubkey = pda::position(&w.pool, &juror(2));
    w.send("reveal_ballot", reveal).refused(CaseError::NotCanonical);
}

/// One person with two wallets on both sides: one of them loses what the other gets a part of.
#[test]
fn a73_two_wallets_on_both_sides_end_with_less_than_on_one() {
    let tokens = |both_sides: bool| {
        let (mut w, key) = claimed();
        let case = key.case(0);
        let mut votes = World::votes(0, 20, 20);
        votes[19].1 = if both_sides { 0 } else { 20 };
        votes[18].1 = 20;
        // Somebody else is wrong, so that there is something to win.
        votes[0].1 = 0;
        w.vote(&case, &votes);
        w.end_case(&case);
        for n in 0..20 {
            w.settle_ballot(&case, &juror(n), FIRST).ok();
        }
        w.assert_books();
        let locked = |n| w.escrow(&juror(n)).locked.get();
        let fees = |n| w.wallet(&juror(n));
        (locked(18) + locked(19), fees(18) + fees(19))
    };
    let (one, one_fee) = tokens(false);
    let (both, both_fee) = tokens(true);
    assert!(one > 2 * WEIGHT && both < 2 * WEIGHT, "{one} {both}");
    assert!(both_fee < one_fee);
}

/// All jurors are one person, who also pays the bond: tokens and money that come out are never more than what went in.
#[test]
fn a73_alone_on_both_sides_nothing_is_won() {
    for wrong in [1, 5, 9] {
        let (mut w, key) = claimed();
        let case = key.case(0);
        let holder = claimant(&w, &key);
        let money = |w: &World| (0..20).map(|n| w.wallet(&juror(n))).sum::<u64>() + w.wallet(&holder);
        let before = money(&w) + w.case(&case).bond.get();
        let mut votes = World::votes(0, 20, 0);
        for vote in &mut votes[..wrong] {
            vote.1 = 20;
        }
        round(&mut w, &case, &votes, 1);
        w.end_case(&case);
        w.conclude_claim(&key, 0).ok();
        for n in 0..20 {
            w.settle_ballot(&case, &juror(n), FIRST).ok();
        }
        w.refund(&case, false).ok();
        let locked: u64 = (0..20).map(|n| w.escrow(&juror(n)).locked.get()).sum();
        assert!(locked <= 20 * WEIGHT, "{wrong} wrong");
        assert!(money(&w) <= before, "{wrong} wrong");
        w.assert_books();
    }
}
