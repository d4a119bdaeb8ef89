//! Which days can be declared.

use {
    super::kit::*,
    breakwater::errors::{ClaimError, IncidentError, PolicyError},
    breakwater_testkit::*,
};

#[test]
fn today_can_be_declared_and_tomorrow_cannot() {
    let (mut w, product, _) = insured_by(&[10_000]);
    let today = w.today();
    undeclarable(&mut w, &product, today + 1, ClaimError::EventInFuture);
    undeclarable(&mut w, &product, u32::MAX, ClaimError::EventInFuture);
    let n = declare(&mut w, &product, today);
    assert_eq!(w.incident(&product, n).first_breach.get(), i64::from(today) * DAY);
}

#[test]
fn a_day_exactly_the_grace_back_can_be_declared_and_one_more_cannot() {
    for grace in [0u16, 5, 35] {
        let (mut w, product) = market(&with_grace(grace));
        w.holder(&product, 10_000 * USDC, 90);
        to_day(&mut w, 50, 1);
        let today = w.today();
        undeclarable(&mut w, &product, today - u32::from(grace) - 1, ClaimError::EventTooOld);
        undeclarable(&mut w, &product, 0, ClaimError::EventTooOld);
        declare(&mut w, &product, today - u32::from(grace));
    }
}

#[test]
fn the_last_second_of_the_grace_is_the_last_second_of_its_day() {
    let (mut w, product) = market(&with_grace(5));
    w.holder(&product, 10_000 * USDC, 90);
    let event = DAY_0 + 20;
    to_day(&mut w, 26, 0);
    undeclarable(&mut w, &product, event, ClaimError::EventTooOld);
    w.advance(-1);
    declare(&mut w, &product, event);
}

#[test]
fn time_in_which_another_was_undecided_does_not_count() {
    let (mut w, product) = market(&with_grace(5));
    w.holder(&product, 10_000 * USDC, 90);
    to_day(&mut w, 20, 1);
    let first = declare(&mut w, &product, DAY_0 + 20);
    // Seven days later the case has ended; the incident is still undecided until it is concluded.
    judge(&mut w, &[(case_of(&product, first), NOTHING)]);
    assert_eq!(w.today(), DAY_0 + 27);
    undeclarable(&mut w, &product, DAY_0 + 14, ClaimError::EventTooOld);
    let second = declare(&mut w, &product, DAY_0 + 15);
    conclude(&mut w, &product, first);
    judge(&mut w, &[(case_of(&product, second), NOTHING)]);
    conclude(&mut w, &product, second);
    assert_eq!(w.today(), DAY_0 + 34);
    // Days 20 to 34 were not counted; from now on days count again.
    for later in 0..=3 {
        to_day(&mut w, 34 + later, 23);
        let oldest = DAY_0 + 15 + later as u32;
        assert!(w.product(&product).is_declarable(oldest + u32::from(later == 0), w.today()));
        undeclarable(&mut w, &product, oldest - 1, ClaimError::EventTooOld);
    }
    declare(&mut w, &product, DAY_0 + 18);
}

#[test]
fn idle_days_between_two_times_count_for_days_before_and_within_them() {
    let (mut w, product) = market(&with_grace(5));
    w.holder(&product, 10_000 * USDC, 90);
    to_day(&mut w, 20, 1);
    let first = declare(&mut w, &product, DAY_0 + 20);
    decide(&mut w, &product, first, NOTHING);
    // Undecided from day 20 to 27, idle from 27 to 33.
    to_day(&mut w, 33, 1);
    let oldest = |w: &World| (DAY_0..DAY_0 + 34).find(|day| w.product(&product).is_declarable(*day, w.today()));
    assert_eq!(
        oldest(&w),
        Some(DAY_0 + 28),
        "a day of the undecided time has six idle days behind it"
    );
    declare(&mut w, &product, DAY_0 + 32);
    assert_eq!(oldest(&w), Some(DAY_0 + 28), "a declaration brings no day back");
    for day in [20, 22, 26, 27] {
        undeclarable(&mut w, &product, DAY_0 + day, ClaimError::EventTooOld);
    }
    declare(&mut w, &product, DAY_0 + 28);
}

/// A declaration that made older days declarable again would count cover of policies that have been closed.
#[test]
fn a_closed_policy_is_never_counted_again() {
    let (mut w, product) = market(&with_grace(5));
    let (_, short) = w.holder(&product, 10_000 * USDC, 30);
    w.holder(&product, 4_000 * USDC, 90);
    let end = w.policy(&short).end_day.get();
    w.set_time((i64::from(end) - 10) * DAY + 60);
    let first = declare_ago(&mut w, &product, 0);
    decide(&mut w, &product, first, NOTHING);
    w.close_incident(&product, first).ok();
    w.set_time(i64::from(end + 5) * DAY);
    w.close_policy(&product, &short).ok();
    declare_ago(&mut w, &product, 0);
    undeclarable(&mut w, &product, end - 1, ClaimError::EventTooOld);
}

#[test]
fn no_day_more_than_sixty_days_back_can_be_declared() {
    let (mut w, product) = market(&with_grace(35));
    w.holder(&product, 10_000 * USDC, 150);
    to_day(&mut w, 20, 1);
    // Undecided for months: nobody does anything.
    let first = declare(&mut w, &product, DAY_0 + 20);
    to_day(&mut w, 75, 1);
    undeclarable(&mut w, &product, DAY_0 + 14, ClaimError::EventTooOld);
    declare(&mut w, &product, DAY_0 + 15);
    assert_eq!(w.product(&product).declarations.open, 2);
    nobody_votes(&mut w, &case_of(&product, first));
}

#[test]
fn a_day_without_cover_cannot_be_declared() {
    let (mut w, product) = market(&with_grace(35));
    let today = w.today();
    undeclarable(&mut w, &product, today, IncidentError::NothingEligible);
}

#[test]
fn a_policy_stays_until_no_day_of_it_can_be_declared() {
    let (mut w, product) = market(&with_grace(5));
    let (_, policy) = w.holder(&product, 10_000 * USDC, 30);
    w.holder(&product, 4_000 * USDC, 90);
    let end = w.policy(&policy).end_day.get();
    w.set_time(i64::from(end + 5) * DAY - 1);
    w.close_policy(&product, &policy).refused(PolicyError::PolicyNotOver);
    w.advance(1);
    w.roll(&product).ok();
    w.close_policy(&product, &policy).ok();
    w.assert_books();
}

#[test]
fn time_that_does_not_count_keeps_a_policy_declarable_after_its_grace() {
    let (mut w, product) = market(&with_grace(5));
    let (_, policy) = w.holder(&product, 10_000 * USDC, 30);
    w.holder(&product, 4_000 * USDC, 90);
    let end = w.policy(&policy).end_day.get();
    // Declared on the last day of the grace, for a day after its end: it has no part in it, and stays.
    w.set_time(i64::from(end + 5) * DAY - 60);
    let n = declare_ago(&mut w, &product, 0);
    w.advance(60);
    w.close_policy(&product, &policy).refused(ClaimError::StillDeclarable);
    decide(&mut w, &product, n, NOTHING);
    w.close_incident(&product, n).ok();
    // Five days of its last day's grace were counted before; the fifth ends with the day of the decision.
    w.close_policy(&product, &policy).refused(ClaimError::StillDeclarable);
    w.next_midnight();
    w.roll(&product).ok();
    w.close_policy(&product, &policy).ok();
    w.assert_books();
}

#[test]
fn a_policy_stays_while_anything_is_undecided() {
    let (mut w, product) = market(&with_grace(5));
    let (_, policy) = w.holder(&product, 10_000 * USDC, 30);
    w.holder(&product, 4_000 * USDC, 150);
    let end = w.policy(&policy).end_day.get();
    w.set_time(i64::from(end + 1) * DAY);
    let n = declare(&mut w, &product, end - 1);
    w.set_time(i64::from(end + 60) * DAY);
    w.close_policy(&product, &policy).refused(ClaimError::StillDeclarable);
    nobody_votes(&mut w, &case_of(&product, n));
    w.close_policy(&product, &policy).refused(ClaimError::StillDeclarable);
    conclude(&mut w, &product, n);
    // No day of it lies within 60 days any more; its incident is closed first.
    w.close_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
    w.close_incident(&product, n).ok();
    w.close_policy(&product, &policy).ok();
    w.assert_books();
}

#[test]
fn a_policy_that_was_wholly_paid_need_not_wait() {
    let mut spec = with_grace(35);
    spec.terms.deductible_bps = 0;
    let (mut w, product) = market(&spec);
    let (_, policy) = w.holder(&product, 10_000 * USDC, 60);
    to_day(&mut w, 10, 1);
    let n = happened(&mut w, &product, ALL);
    assert_eq!(settled(&mut w, &product, n, &policy), 10_000 * USDC);
    w.close_policy(&product, &policy).ok();
    w.assert_books();
    w.close_incident(&product, n).ok();
    w.assert_books();
}
