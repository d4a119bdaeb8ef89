//! A day that was declared: once more after a denial or a draw, never after it was accepted.

use {super::kit::*, breakwater::errors::ClaimError, breakwater_testkit::*};

/// Denied or drawn, and closed.
fn refused_day(w: &mut World, product: &Address, day: u32, drawn: bool) -> u32 {
    let n = declare(w, product, day);
    if drawn {
        nobody_votes(w, &case_of(product, n));
        conclude(w, product, n);
    } else {
        decide(w, product, n, NOTHING);
    }
    n
}

#[test]
fn a_denied_or_drawn_day_is_declared_once_more_for_a_double_bond_and_then_never() {
    for drawn in [[false, false], [true, false], [false, true], [true, true]] {
        let (mut w, product, _) = insured_by(&[100_000]);
        let day = w.today() - 1;
        let first = refused_day(&mut w, &product, day, drawn[0]);
        assert_eq!(w.case(&case_of(&product, first)).bond.get(), 500 * USDC);
        undeclarable(&mut w, &product, day, ClaimError::DayTaken); // its incident is closed first
        w.close_incident(&product, first).ok();
        let second = refused_day(&mut w, &product, day, drawn[1]);
        assert_eq!(w.case(&case_of(&product, second)).bond.get(), 1_000 * USDC);
        undeclarable(&mut w, &product, day, ClaimError::DayTaken);
        w.close_incident(&product, second).ok();
        undeclarable(&mut w, &product, day, ClaimError::DayTaken);
        // Another day costs what it costs.
        let other = declare(&mut w, &product, day - 1);
        assert_eq!(w.case(&case_of(&product, other)).bond.get(), 500 * USDC);
    }
}

#[test]
fn a_denied_day_is_accepted_the_second_time_and_then_never_declared_again() {
    let (mut w, product, p) = insured_by(&[100_000]);
    let day = w.today() - 1;
    let first = refused_day(&mut w, &product, day, false);
    w.close_incident(&product, first).ok();
    let second = declare(&mut w, &product, day);
    decide(&mut w, &product, second, ALL);
    undeclarable(&mut w, &product, day, ClaimError::DayTaken);
    assert_eq!(settled(&mut w, &product, second, &p[0]), 95_000 * USDC);
    w.close_incident(&product, second).ok();
    undeclarable(&mut w, &product, day, ClaimError::DayTaken);
}

#[test]
fn a46_an_accepted_day_is_never_declared_again() {
    let (mut w, product, p) = insured_by(&[100_000]);
    let day = w.today() - 1;
    let n = declare(&mut w, &product, day);
    undeclarable(&mut w, &product, day, ClaimError::DayTaken);
    decide(&mut w, &product, n, 10);
    undeclarable(&mut w, &product, day, ClaimError::DayTaken);
    settled(&mut w, &product, n, &p[0]);
    w.close_incident(&product, n).ok();
    w.assert_books();
    undeclarable(&mut w, &product, day, ClaimError::DayTaken);
}

/// Five percent of the cover, less a deductible of five percent: it was accepted, though it pays nobody.
#[test]
fn a46_a_day_accepted_for_less_than_the_deductible_is_never_declared_again() {
    let (mut w, product, _) = insured_by(&[100_000]);
    let day = w.today() - 1;
    let n = declare(&mut w, &product, day);
    decide(&mut w, &product, n, 1);
    assert_eq!(w.pool().claims_accepted.get(), 1);
    w.close_incident(&product, n).ok();
    w.assert_books();
    undeclarable(&mut w, &product, day, ClaimError::DayTaken);
}

#[test]
fn a_denied_day_is_not_declared_again_after_its_grace() {
    let (mut w, product) = market(&with_grace(5));
    w.holder(&product, 10_000 * USDC, 90);
    to_day(&mut w, 20, 1);
    let day = w.today();
    let n = refused_day(&mut w, &product, day, false);
    w.close_incident(&product, n).ok();
    // Undecided until day 27: five days are left.
    to_day(&mut w, 33, 0);
    undeclarable(&mut w, &product, day, ClaimError::EventTooOld);
    w.advance(-1);
    declare(&mut w, &product, day);
}
