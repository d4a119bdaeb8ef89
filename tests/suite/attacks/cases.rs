//! Attacks on cases: disputes that pay what was voided or lock what stands, days that come back, votes that are lost by others' acts.

use {
    crate::{claims::kit::*, incident::kit::*},
    breakwater_testkit::{courts::*, *},
};

/// A de-peg product with a court, and two policies of 40,000 in force.
fn disputable() -> (World, Address, [Address; 2]) {
    let (mut w, product) = world();
    w.seat_court();
    let policies = [0, 1].map(|_| w.holder(&product, 40_000 * USDC, 90).1);
    w.advance(3 * DAY);
    (w, product, policies)
}

/// Step 1, which raises the payout from 20 % to 70 %, is disputed while step 0 waits or is final. Returns the case.
fn raise_and_dispute(w: &mut World, product: &Address) -> Address {
    fall(w, product, price_at(70));
    w.raise(product, 0).ok();
    let disputer = w.wallet_address();
    w.dispute(product, &disputer, 0, 1).ok();
    pda::case(&pda::incident(product, 0), 0)
}

#[test]
fn a_step_that_jurors_void_is_never_paid_though_an_earlier_one_was_not_final_yet() {
    let (mut w, product, policies) = disputable();
    strike(&mut w, &product, price_at(20));
    let case = raise_and_dispute(&mut w, &product);
    w.decide(&case, 1);
    w.conclude_dispute(&product, 0, 0).ok();
    w.assert_books();
    w.advance(24 * HOUR); // whoever wanted to dispute step 0 meanwhile
    w.finalise(&product, 0).ok();
    w.finalise(&product, 0).refused(breakwater::errors::IncidentError::NothingDue);
    let paid = policies.map(|policy| settled(&mut w, &product, 0, &policy));
    assert_eq!(paid, [8_000 * USDC; 2], "the step of 20 %, not the void one of 70 %");
    recover_and_seal(&mut w, &product, 0);
    settle_and_close(&mut w, &product, 0, &policies);
    assert_eq!(w.pool().provisional.get(), 0);
}

#[test]
fn a17_a_bonus_that_comes_after_a_payment_locks_neither_step_nor_settlement() {
    let (mut w, product, [first, second]) = disputable();
    strike_and_finalise(&mut w, &product, price_at(20));
    assert_eq!(settled(&mut w, &product, 0, &first), 8_000 * USDC);
    let case = raise_and_dispute(&mut w, &product);
    w.decide(&case, 0);
    w.conclude_dispute(&product, 0, 0).ok();
    w.finalise(&product, 0).ok();
    w.assert_books();
    assert_eq!(settled(&mut w, &product, 0, &first), 20_000 * USDC);
    assert_eq!(settled(&mut w, &product, 0, &second), 28_000 * USDC);
    recover_and_seal(&mut w, &product, 0);
    // The step takes 40,000, the bond is 1 % of it: 300 beside the fee, for two equal covers.
    let bonus = [first, second].map(|policy| settled(&mut w, &product, 0, &policy));
    assert_eq!(bonus, [150 * USDC; 2]);
    w.close_incident(&product, 0).ok();
    w.assert_books();
}

/// Short policies of a product whose incidents jurors declare, with five days of grace.
fn short_terms() -> AssessedSpec {
    let mut spec = by_incident();
    spec.terms.waiting_days = 1;
    spec.terms.min_days = 7;
    spec.terms.grace_days = 5;
    spec
}

#[test]
fn a51_a_day_that_was_too_old_does_not_come_back_when_another_is_declared() {
    let mut w = World::new();
    let product = w.assessed(&short_terms());
    w.underwriter(SENIOR, 400_000 * USDC);
    let (_, short) = w.holder(&product, 30_000 * USDC, 7); // days 2 to 7
    let (_, long) = w.holder(&product, 1_000 * USDC, 60);
    let day0 = w.today();
    w.set_time(day(4, 1));
    let (outcome, number) = w.declare(&product, &juror(24), day0 + 3);
    outcome.ok();
    w.decide(&pda::case(&pda::incident(&product, number), 0), 0);
    w.set_time(day(12, 1));
    w.conclude_declared(&product, number).ok();
    w.close_incident(&product, number).ok();
    // Six days after the decision nothing of the short policy can be declared: it closes.
    w.set_time(day(18, 1));
    let (outcome, _) = w.declare(&product, &juror(24), day0 + 7);
    outcome.refused(6900 + breakwater::errors::ClaimError::EventTooOld as u32);
    w.close_policy(&product, &short).ok();
    w.roll(&product).ok();
    w.assert_books();
    let (outcome, second) = w.declare(&product, &juror(24), day0 + 17);
    outcome.ok();
    // Its day is as old as before, and the 30,000 that closed are no cover.
    let (outcome, third) = w.declare(&product, &juror(23), day0 + 7);
    if outcome.result.is_ok() {
        let eligible = w.incident(&product, third).cover.get();
        panic!(
            "a day that was too old is declared: {eligible} eligible, {} policies left",
            w.product(&product).open_policies.get()
        );
    }
    outcome.refused(6900 + breakwater::errors::ClaimError::EventTooOld as u32);
    w.decide(&pda::case(&pda::incident(&product, second), 0), 20);
    w.conclude_declared(&product, second).ok();
    w.settle(&product, second, &long).ok();
    w.assert_books();
}

#[test]
fn a73_nobody_can_take_a_jurors_vote_and_one_percent_by_leaving_the_pool() {
    let mut w = World::new();
    let product = w.assessed(&AssessedSpec::default());
    w.underwriter(JUNIOR, 100_000 * USDC);
    let small = juror(0);
    w.fund(small, 2_000 * USDC);
    w.open_position(&small).ok();
    w.deposit(&small, SENIOR, 2_000 * USDC).ok(); // 0.4 % of the pool
    let whale = w.underwriter(SENIOR, 398_000 * USDC);
    let (_, policy) = w.holder(&product, 10_000 * USDC, 60);
    w.request_all(&whale, SENIOR).ok();
    w.set_time(world::START + 10 * DAY + 3_600);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 1_000 * USDC).ok();
    let case = key.case(0);
    w.to_commit(&case);
    for n in 0..20 {
        w.commit(&case, &juror(n), 10).ok();
    }
    w.to_reveal(&case);
    let shares = w.position(&whale).tranches[1].shares.get() / 2;
    w.withdraw(&whale, SENIOR, shares, 1).ok();
    // Who comes to hold more by a deposit of their own has no vote.
    let late = juror(1);
    w.fund(late, 5_000 * USDC);
    w.open_position(&late).ok();
    w.deposit(&late, SENIOR, 5_000 * USDC).ok();
    w.reveal(&case, &late, 10)
        .refused(6800 + breakwater::errors::CaseError::ConflictOfInterest as u32);
    for n in (0..20).filter(|n| *n != 1) {
        w.reveal(&case, &juror(n), 10).ok();
    }
    w.assert_books();
}

#[test]
fn a79_lamports_at_an_address_that_will_be_a_claim_case_or_ballot_stop_nobody() {
    let (mut w, product, policy) = insured();
    let key = w.claim_key(&product, &policy, w.today() - 1);
    for address in [key.claim(), key.case(0), pda::ballot(&key.case(0), 0, &juror(0))] {
        w.svm.airdrop(&address, 1_000_000).expect("lamports");
    }
    w.file_claim(&key, 1_000 * USDC).ok();
    w.to_commit(&key.case(0));
    w.commit(&key.case(0), &juror(0), 3).ok();
    w.assert_books();
}

/// The first step takes 5 %, the later one all; the first is disputed, so the bond and the weight of the vote are for 5 %.
#[test]
fn r10_a_void_that_cancels_later_steps_outweighs_what_it_takes_from_holders() {
    let (mut w, product) = world();
    w.seat_court();
    w.underwriter(SENIOR, 12_000_000 * USDC);
    let (_, policy) = w.holder(&product, 8_000_000 * USDC, 90);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(5));
    let disputer = w.wallet_address();
    w.dispute(&product, &disputer, 0, 0).ok();
    fall(&mut w, &product, price_at(100));
    w.raise(&product, 0).ok();
    let case = pda::case(&pda::incident(&product, 0), 0);
    // Five jurors of 25, 20 % of the electorate, worth 10 million.
    w.vote(&case, &World::votes(0, 5, 1));
    let of = w.case(&case);
    assert_eq!(
        (of.phase, of.round),
        (1, 1),
        "8 million are not taken from holders by votes worth 10"
    );
    let _ = policy;
}

/// Two incidents count cover that has ended: the pool counts all that can be lost.
#[test]
fn inv02_ended_cover_of_two_declared_incidents_is_undecided_whole() {
    let mut w = World::new();
    let product = w.assessed(&short_terms());
    w.underwriter(SENIOR, 400_000 * USDC);
    let day0 = w.today();
    let (_, early) = w.holder(&product, 8_000 * USDC, 7); // force: days 2 to 7, grace over at 13
    w.set_time(day(6, 1));
    let (_, keep) = w.holder(&product, 1_000 * USDC, 60); // from day 8
    let (_, late) = w.holder(&product, 10_000 * USDC, 7); // days 8 to 13, grace over at 19
    w.set_time(day(8, 1));
    let (outcome, zero) = w.declare(&product, &juror(24), day0 + 6);
    outcome.ok();
    let case = pda::case(&pda::incident(&product, zero), 0);
    w.decide(&case, 0);
    w.set_time(day(17, 1)); // the grace of `early` is over meanwhile
    w.conclude_declared(&product, zero).ok();
    w.close_incident(&product, zero).ok();
    assert_eq!(w.pool().provisional.get(), 0);
    w.declare(&product, &juror(24), day0 + 13).0.ok(); // late and keep
    w.set_time(day(19, 1)); // the grace of `late` is over
    w.roll(&product).ok();
    assert_eq!(w.pool().provisional.get(), 11_000 * USDC);
    let (outcome, _) = w.declare(&product, &juror(23), day0 + 7); // early alone
    outcome.ok();
    assert_eq!(w.pool().provisional.get(), 19_000 * USDC, "all three can be lost");
    let _ = (early, keep, late);
}

/// An outage claim during a breach asks for cover that the breach counts already.
#[test]
fn inv02_cover_is_undecided_once_though_it_is_claimed_in_a_breach() {
    let (mut w, product) = world();
    w.seat_court();
    let (_, policy) = w.holder(&product, 100_000 * USDC, 90);
    w.advance(5 * DAY); // a hole
    see(&mut w, &product, price_at(40)).ok();
    assert_eq!(w.pool().provisional.get(), 100_000 * USDC);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 100_000 * USDC).ok();
    assert_eq!(w.pool().provisional.get(), 100_000 * USDC, "never above the cover at stake");
}

/// The bond of a failed dispute is 1 % of 80,000: what is left of it beside the fee is the holders', who had to wait.
#[test]
fn the_bond_of_a_failed_dispute_reaches_holders_who_are_paid_their_whole_cover() {
    let (mut w, product, policies) = disputable();
    strike(&mut w, &product, price_at(100));
    let disputer = w.wallet_address();
    w.dispute(&product, &disputer, 0, 0).ok();
    w.decide(&pda::case(&pda::incident(&product, 0), 0), 0);
    w.conclude_dispute(&product, 0, 0).ok();
    assert_eq!(w.incident(&product, 0).bonus.get(), 700 * USDC);
    w.finalise(&product, 0).ok();
    let before = w.pool().reserve.get() + w.pool().payable.get();
    let paid = policies.map(|policy| settled(&mut w, &product, 0, &policy));
    assert_eq!(paid, [40_350 * USDC; 2], "{before} was reserved");
    assert_eq!(policies.map(|policy| w.policy(&policy).paid.get()), [40_000 * USDC; 2]);
    w.assert_books();
}

/// A day stays declarable for as long as another was undecided, also when the grace of its cover is over: the capital stays as long.
#[test]
fn inv02_capital_stays_as_long_as_a_day_of_ended_cover_can_be_declared() {
    let mut w = World::new();
    let product = w.assessed(&short_terms());
    let owner = w.underwriter(SENIOR, 400_000 * USDC);
    let day0 = w.today();
    let (_, short) = w.holder(&product, 30_000 * USDC, 7); // days 2 to 7, grace over at 12
    w.set_time(day(5, 1));
    w.request_all(&owner, SENIOR).ok();
    w.set_time(day(6, 1));
    let (outcome, first) = w.declare(&product, &juror(24), day0 + 5);
    outcome.ok();
    w.decide(&pda::case(&pda::incident(&product, first), 0), 0);
    w.set_time(day(16, 1));
    w.conclude_declared(&product, first).ok();
    w.close_incident(&product, first).ok();
    let _ = w.execute(&owner, SENIOR);
    w.assert_books();
    let (outcome, second) = w.declare(&product, &juror(24), day0 + 6);
    outcome.ok();
    w.decide(&pda::case(&pda::incident(&product, second), 0), 20);
    w.conclude_declared(&product, second).ok();
    w.settle(&product, second, &short).ok();
    assert_eq!(w.policy(&short).paid.get(), 28_500 * USDC);
    w.assert_books();
}
