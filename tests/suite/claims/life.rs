//! A whole life of a claim, of a declared incident and of a dispute.

use {
    super::kit::*,
    breakwater_testkit::{client::ix, courts::juror, *},
};

#[test]
fn an_accepted_claim_is_paid_within_eight_days_and_everything_closes() {
    let (mut w, key) = claimed();
    let (case, filed) = (key.case(0), w.now());
    w.assert_books();
    assert_eq!(w.pool().provisional.get(), 40_000 * USDC, "INV-13");
    // 14 of 20 for 50 %, 4 for nothing, 2 do not reveal.
    w.to_commit(&case);
    for n in 0..20 {
        w.commit(&case, &juror(n), if n < 14 { 10 } else { 0 }).ok();
    }
    w.assert_books();
    w.to_reveal(&case);
    for n in 0..18 {
        w.reveal(&case, &juror(n), if n < 14 { 10 } else { 0 }).ok();
    }
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.end_case(&case);
    w.assert_books();
    w.conclude_claim(&key, 0).ok();
    w.assert_books();
    let holder = w.policy(&key.policy).holder;
    let before = w.balance(&pda::associated_token(&holder, &w.mint));
    w.pay_claim(&key).ok();
    let after = w.balance(&pda::associated_token(&holder, &w.mint));
    assert_eq!(after - before, 18_000 * USDC, "half of 40,000 less the deductible of 5 % of cover");
    assert!(w.now() - filed <= 8 * DAY);
    for n in 0..20 {
        w.settle_ballot(&case, &juror(n), 0).ok();
        w.assert_books();
    }
    let all = w.voters();
    assert!(
        all.rewarded <= all.slashed,
        "Σ rewards {} ≤ Σ slashes {}",
        all.rewarded,
        all.slashed
    );
    w.refund(&case, false).ok();
    w.close_case(&case).ok();
    w.assert_books();
    let over = w.policy(&key.policy).end_day.get();
    w.set_time(i64::from(over + 35) * DAY);
    let close = ix::close_claim(&key, holder);
    w.send("close_claim", close).ok();
    w.assert_books();
}

#[test]
fn a_declared_incident_pays_every_policy_of_its_day() {
    let (mut w, product, policy) = insured_under(&by_incident());
    let (outcome, number) = w.declare(&product, &juror(24), w.today() - 1);
    outcome.ok();
    w.assert_books();
    let case = pda::case(&pda::incident(&product, number), 0);
    w.decide(&case, 20);
    w.conclude_declared(&product, number).ok();
    w.assert_books();
    w.settle(&product, number, &policy).ok();
    assert_eq!(w.policy(&policy).paid.get(), 38_000 * USDC);
    for n in 0..20 {
        w.settle_ballot(&case, &juror(n), 0).ok();
    }
    w.refund(&case, false).ok();
    w.close_case(&case).ok();
    w.assert_books();
}
