//! Cover that jurors decide needs jurors and nobody else, and without them it ends too.

use {
    super::kit::*,
    crate::incident::kit::*,
    breakwater_testkit::{courts::*, *},
};

#[test]
fn inv18_a_claim_is_judged_by_people_who_are_nothing_else_and_paid_by_a_stranger() {
    let mut life = life();
    let product = life.claims;
    let (holder, policy) = life.holder(&product, 10_000 * USDC, 30);
    life.w.advance(5 * DAY);
    life.lose_keys();
    let key = life.w.claim_key(&product, &policy, life.w.today() - 1);
    life.w.file_claim(&key, 10_000 * USDC).ok();
    life.w.decide(&key.case(0), 20);
    life.w.conclude_claim(&key, 0).ok();
    let before = life.w.wallet(&holder);
    life.w.pay_claim(&key).ok();
    // 5 % deductible.
    assert_eq!(life.w.wallet(&holder) - before, 9_500 * USDC);
    let fees_before = life.w.wallet(&juror(0));
    let days = life.end();
    assert!(life.w.wallet(&juror(0)) > fees_before, "the jurors' fees are paid, too");
    assert!(days < 400, "{days} days");
}

#[test]
fn inv18_a_declared_incident_pays_all_its_policies_and_a_policy_that_nobody_claims_ends() {
    let mut life = life();
    let (product, other) = (life.declared, life.claims);
    let (one, first) = life.holder(&product, 10_000 * USDC, 30);
    let (two, second) = life.holder(&product, 4_000 * USDC, 30);
    let (_, idle) = life.holder(&other, 4_000 * USDC, 60);
    life.w.advance(5 * DAY);
    life.lose_keys();
    let before = [one, two].map(|who| life.w.wallet(&who));
    let day = life.w.today() - 1;
    let (declared, number) = life.w.declare(&product, &juror(24), day);
    declared.ok();
    let case = pda::case(&pda::incident(&product, number), 0);
    life.w.decide(&case, 10);
    life.w.conclude_declared(&product, number).ok();
    for policy in [first, second] {
        settled(&mut life.w, &product, number, &policy);
    }
    let got = [one, two].map(|who| life.w.wallet(&who));
    // Half of the loss, less what the deductible takes of it.
    assert!(got[0] > before[0] + 4_000 * USDC && got[1] > before[1] + 1_600 * USDC);
    assert_eq!((got[0] - before[0]) * 4, (got[1] - before[1]) * 10, "all policies alike");
    assert!(life.w.svm.get_account(&idle).is_some());
    life.end();
    assert!(life.w.svm.get_account(&idle).is_none_or(|a| a.lamports == 0), "ended unclaimed");
}

#[test]
fn inv18_a_step_is_disputed_judged_and_paid_or_voided_without_keys() {
    for (choice, paid) in [(0, 5_000 * USDC), (1, 0)] {
        let mut life = life();
        let depeg = life.depeg;
        let (holder, _) = life.holder(&depeg, 10_000 * USDC, 30);
        life.w.advance(3 * DAY);
        life.lose_keys();
        let number = strike(&mut life.w, &depeg, price_at(50));
        let disputer = juror(20);
        life.w.dispute(&depeg, &disputer, number, 0).ok();
        let case = pda::case(&pda::incident(&depeg, number), 0);
        life.w.vote(&case, &World::votes(0, 20, choice));
        life.w.end_case(&case);
        let voided = life.w.conclude_dispute(&depeg, number, 0).name();
        assert_eq!(voided, "ok");
        let before = life.w.wallet(&holder);
        let days = life.end();
        let got = life.w.wallet(&holder) - before;
        if paid == 0 {
            assert_eq!(got, 0, "the step is void");
        } else {
            assert!(got >= paid, "{got}: the step, and a part of the disputer's bond");
        }
        assert!(days < 460, "{days} days");
    }
}

#[test]
fn inv18_what_jurors_never_decide_ends_undecided_and_the_bond_comes_back() {
    let mut life = life();
    let (claims, declared) = (life.claims, life.declared);
    let (holder, policy) = life.holder(&claims, 10_000 * USDC, 30);
    let (_, _) = life.holder(&declared, 10_000 * USDC, 30);
    life.w.advance(5 * DAY);
    life.lose_keys();
    let key = life.w.claim_key(&claims, &policy, life.w.today() - 1);
    let before = life.w.wallet(&holder);
    life.w.file_claim(&key, 10_000 * USDC).ok();
    let day = life.w.today() - 1;
    life.w.declare(&declared, &juror(7), day).0.ok();
    // No juror ever votes, and they all leave.
    life.end();
    let fee = life.w.wallet(&holder);
    assert!(before - fee <= 200 * USDC, "at most the bond's fee is gone: {}", before - fee);
}
