//! Several incidents of one product: in their order, each policy once.

use {
    super::kit::*,
    breakwater::errors::{CaseError, IncidentError},
    breakwater_testkit::*,
};

/// Two incidents of other days, both accepted whole by the jurors, none concluded.
fn two() -> (World, Address, Vec<Address>) {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    for ago in [1, 2] {
        declare_ago(&mut w, &product, ago);
    }
    judge(&mut w, &[(case_of(&product, 0), 10), (case_of(&product, 1), ALL)]);
    (w, product, p)
}

#[test]
fn a_later_one_waits_until_the_earlier_one_is_settled_and_closed() {
    let (mut w, product, p) = two();
    w.conclude_declared(&product, 1).refused(IncidentError::EarlierOpen);
    conclude(&mut w, &product, 0);
    w.conclude_declared(&product, 1).refused(IncidentError::EarlierOpen);
    assert_eq!(settled(&mut w, &product, 0, &p[0]), 4_500 * USDC);
    w.conclude_declared(&product, 1).refused(IncidentError::EarlierOpen);
    assert_eq!(settled(&mut w, &product, 0, &p[1]), 1_800 * USDC);
    w.close_incident(&product, 0).ok();
    conclude(&mut w, &product, 1);
    // 95 % of what is left of 14,000.
    assert_eq!(w.incident(&product, 1).funded.get(), 7_315 * USDC);
    assert_eq!(settled(&mut w, &product, 1, &p[0]), 5_000 * USDC);
    assert_eq!(settled(&mut w, &product, 1, &p[1]), 2_000 * USDC);
    w.close_incident(&product, 1).ok();
    w.assert_books();
}

#[test]
fn a_denied_later_one_does_not_wait() {
    let (mut w, product, p) = insured_by(&[10_000]);
    for ago in [1, 2] {
        declare_ago(&mut w, &product, ago);
    }
    judge(&mut w, &[(case_of(&product, 0), ALL), (case_of(&product, 1), NOTHING)]);
    conclude(&mut w, &product, 1);
    w.settle(&product, 1, &p[0]).refused(IncidentError::OutOfOrder);
    w.close_incident(&product, 1).ok();
    w.assert_books();
    conclude(&mut w, &product, 0);
    assert_eq!(settled(&mut w, &product, 0, &p[0]), 9_500 * USDC);
    w.close_incident(&product, 0).ok();
    w.assert_books();
}

#[test]
fn an_earlier_one_that_is_denied_stops_nobody_once_it_is_closed() {
    let (mut w, product, p) = insured_by(&[10_000]);
    for ago in [1, 2] {
        declare_ago(&mut w, &product, ago);
    }
    judge(&mut w, &[(case_of(&product, 0), NOTHING), (case_of(&product, 1), ALL)]);
    w.conclude_declared(&product, 1).refused(IncidentError::EarlierOpen);
    conclude(&mut w, &product, 0);
    w.conclude_declared(&product, 1).refused(IncidentError::EarlierOpen);
    w.close_incident(&product, 0).ok();
    conclude(&mut w, &product, 1);
    assert_eq!(settled(&mut w, &product, 1, &p[0]), 9_500 * USDC);
    w.close_incident(&product, 1).ok();
    w.assert_books();
}

#[test]
fn a46_a_policy_is_settled_once_by_whoever_comes_first() {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    let n = happened(&mut w, &product, ALL);
    assert_eq!(settled(&mut w, &product, n, &p[0]), 9_500 * USDC);
    w.settle(&product, n, &p[0]).refused(IncidentError::AlreadySettled);
    // Twice in one transaction: neither happens.
    let settle = crate::incident::kit::settle_ix(&w, &product, n, &p[1]);
    w.send_all(&[settle.clone(), settle]).refused(IncidentError::AlreadySettled);
    assert_eq!(settled(&mut w, &product, n, &p[1]), 3_800 * USDC);
    w.settle(&product, n, &p[1]).refused(IncidentError::AlreadySettled);
    w.close_incident(&product, n).ok();
    w.assert_books();
}

#[test]
fn a46_a_case_is_concluded_once() {
    let (mut w, product, _) = insured_by(&[10_000]);
    let n = declare_ago(&mut w, &product, 1);
    w.conclude_declared(&product, n).refused(CaseError::CaseNotEnded);
    w.vote(&case_of(&product, n), &World::votes(0, VOTERS, ALL));
    w.conclude_declared(&product, n).refused(CaseError::CaseNotEnded);
    w.end_case(&case_of(&product, n));
    conclude(&mut w, &product, n);
    w.conclude_declared(&product, n).refused(CaseError::CaseNotEnded);
}

#[test]
fn a46_a_transfer_after_the_incident_is_closed_moves_no_payment() {
    let (mut w, product, p) = insured_by(&[10_000]);
    let n = happened(&mut w, &product, ALL);
    let holder = w.policy(&p[0]).holder;
    assert_eq!(settled(&mut w, &product, n, &p[0]), 9_500 * USDC);
    w.close_incident(&product, n).ok();
    let to = w.actor(0);
    w.transfer(&product, &p[0], to).ok();
    assert_eq!(w.wallet(&to), 0);
    assert!(w.wallet(&holder) >= 9_500 * USDC);
    w.assert_books();
}

/// A policy settles only those of its days: one that was not in force on the first day waits for nothing.
#[test]
fn a_policy_waits_only_for_incidents_that_count_it() {
    let (mut w, product) = market(&crate::claims::kit::by_incident());
    let (_, old) = w.holder(&product, 10_000 * USDC, 60);
    to_day(&mut w, 5, 1);
    let (_, young) = w.holder(&product, 4_000 * USDC, 60);
    to_day(&mut w, 15, 1);
    let before = declare(&mut w, &product, DAY_0 + 9);
    let after = declare(&mut w, &product, DAY_0 + 14);
    judge(&mut w, &[(case_of(&product, before), ALL), (case_of(&product, after), ALL)]);
    conclude(&mut w, &product, before);
    w.settle(&product, before, &young).refused(IncidentError::NotEligible);
    assert_eq!(settled(&mut w, &product, before, &old), 9_500 * USDC);
    w.close_incident(&product, before).ok();
    conclude(&mut w, &product, after);
    assert_eq!(w.incident(&product, after).funded.get(), 4_275 * USDC, "95 % of 4,500");
    assert_eq!(settled(&mut w, &product, after, &young), 3_800 * USDC);
    assert_eq!(
        settled(&mut w, &product, after, &old),
        0,
        "what is left of it is below its deductible"
    );
    w.close_incident(&product, after).ok();
    w.assert_books();
}
