//! Cover that sources decide is paid without anybody's key.

use {
    super::kit::*,
    crate::incident::kit::*,
    breakwater::errors::{AccessError, IncidentError},
    breakwater_testkit::{courts::*, *},
};

#[test]
fn inv18_a_depeg_after_the_keys_are_lost_is_observed_triggered_finalised_settled_and_paid_by_strangers_and_everything_closes() {
    let mut life = life();
    let depeg = life.depeg;
    let (hit, policy) = life.holder(&depeg, 50_000 * USDC, 30);
    let (unhurt, late) = life.holder(&depeg, 1_000 * USDC, 7);
    life.w.advance(3 * DAY);
    life.lose_keys();
    let before = life.w.wallet(&hit);
    let number = strike(&mut life.w, &depeg, price_at(50));
    life.w.advance(24 * HOUR);
    life.w.finalise(&depeg, number).ok();
    assert_eq!(settled(&mut life.w, &depeg, number, &policy), 25_000 * USDC, "half of the cover");
    assert_eq!(settled(&mut life.w, &depeg, number, &late), 500 * USDC);
    assert_eq!(life.w.wallet(&hit) - before, 25_000 * USDC);
    recover_and_seal(&mut life.w, &depeg, number);
    let _ = unhurt;
    let days = life.end();
    assert!(days < 400, "{days} days");
}

#[test]
fn inv18_a_breach_that_the_oracles_do_not_survive_ends_by_time_and_what_was_triggered_is_paid() {
    let mut life = life();
    let depeg = life.depeg;
    let (holder, policy) = life.holder(&depeg, 50_000 * USDC, 30);
    life.w.advance(3 * DAY);
    life.lose_keys();
    let number = strike(&mut life.w, &depeg, price_at(20));
    // No source says anything ever again.
    life.w.advance(24 * HOUR);
    life.w.finalise(&depeg, number).ok();
    let before = life.w.wallet(&holder);
    assert_eq!(settled(&mut life.w, &depeg, number, &policy), 10_000 * USDC);
    life.w.end_episode(&depeg).refused(IncidentError::BreachNotOver);
    assert_eq!(life.w.wallet(&holder) - before, 10_000 * USDC);
    life.end();
}

#[test]
fn inv18_when_the_oracles_die_too_an_outage_is_claimed_and_jurors_decide() {
    let mut life = life();
    let depeg = life.depeg;
    let (holder, policy) = life.holder(&depeg, 1_000 * USDC, 30);
    life.lose_keys();
    let first = life.w.policy(&policy).start_day.get();
    let key = life.w.claim_key(&depeg, &policy, first);
    life.w.set_time(i64::from(first) * DAY + 2 * DAY);
    life.w.file_claim(&key, 1_000 * USDC).ok();
    let case = key.case(0);
    life.w.decide(&case, 20);
    life.w.conclude_claim(&key, 0).ok();
    let before = life.w.wallet(&holder);
    life.w.pay_claim(&key).ok();
    assert_eq!(life.w.wallet(&holder) - before, 1_000 * USDC);
    life.end();
}

#[test]
fn inv18_a72_a_pause_that_was_set_in_the_last_second_of_the_guardians_life_ends_by_itself() {
    let mut life = life();
    let depeg = life.depeg;
    life.w.pause().ok();
    life.lose_keys();
    let buyer = life.junior;
    life.w.observe_at(&depeg, PAR).ok();
    life.w.advance(6 * HOUR - 1);
    life.w.observe_at(&depeg, PAR).ok();
    life.w.fund(buyer, 0);
    life.w.buy(&depeg, &buyer, 7, 1_000 * USDC, 30).refused(AccessError::Paused);
    life.w.advance(1);
    // Nobody has lifted it.
    let rich = life.w.keeper;
    life.w.deposit(&rich, SENIOR, USDC).refused_somehow();
    let holder = juror(3);
    life.w.buy(&depeg, &holder, 7, 1_000 * USDC, 30).ok();
    life.end();
}
