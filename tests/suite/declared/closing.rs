//! The end of a declared incident: at once when it owes nobody, else when all have passed, or after a year (INV-18).

use {
    super::kit::*,
    breakwater::{
        errors::{AccessError, IncidentError},
        events::IncidentClosed,
    },
    breakwater_testkit::{client::ix, courts::juror, *},
};

#[test]
fn inv20_a_denied_or_drawn_one_closes_at_once_and_gives_its_rent_to_the_declarer() {
    for drawn in [false, true] {
        let (mut w, product, _) = insured_by(&[10_000]);
        let n = declare_ago(&mut w, &product, 1);
        if drawn {
            nobody_votes(&mut w, &case_of(&product, n));
            conclude(&mut w, &product, n);
        } else {
            decide(&mut w, &product, n, NOTHING);
        }
        let address = pda::incident(&product, n);
        let (rent, before) = (
            w.svm.get_balance(&address).expect("rent"),
            w.svm.get_balance(&juror(24)).expect("lamports"),
        );
        let other = w.wallet_address();
        let wrong = ix::close_incident(w.pool, product, n, other);
        w.send_all(&[wrong]).refused(AccessError::WrongRentPayer);
        let said = IncidentClosed {
            incident: address,
            paid: 0,
            left: 0,
            at: w.now(),
        };
        w.close_incident(&product, n).emits(said).ok();
        assert_eq!(w.svm.get_balance(&juror(24)).expect("lamports") - before, rent);
        w.assert_books();
        put_away(&mut w, &case_of(&product, n));
    }
}

#[test]
fn an_accepted_one_closes_when_its_last_policy_has_passed() {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    let n = happened(&mut w, &product, ALL);
    settled(&mut w, &product, n, &p[0]);
    w.close_incident(&product, n).refused(IncidentError::NotAllPassed);
    settled(&mut w, &product, n, &p[1]);
    w.close_incident(&product, n).ok();
    w.assert_books();
}

#[test]
fn what_rounding_left_over_goes_back_where_it_came_from() {
    let (mut w, product) = market(&crate::claims::kit::by_incident());
    let policies = [10_000_003, 10_000_007, 10_000_013].map(|cover| w.holder(&product, cover, 60).1);
    to_day(&mut w, 10, 1);
    let n = happened(&mut w, &product, 7);
    for policy in &policies {
        settled(&mut w, &product, n, policy);
    }
    let i = w.incident(&product, n);
    let left = i.funded.get() - i.paid.get();
    assert!(left > 0 && left < 6);
    let returning = w.pool().tranches[0].may_return.get();
    assert_eq!(returning, left);
    let said = IncidentClosed {
        incident: pda::incident(&product, n),
        paid: i.paid.get(),
        left,
        at: w.now(),
    };
    w.close_incident(&product, n).emits(said).ok();
    w.assert_books();
    assert_eq!((w.pool().payable.get(), w.pool().tranches[0].may_return.get()), (0, 0));
}

#[test]
fn inv18_an_accepted_one_that_nobody_settles_closes_after_a_year_and_all_goes_back() {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    let n = happened(&mut w, &product, ALL);
    settled(&mut w, &product, n, &p[1]);
    let sealed_at = w.incident(&product, n).sealed_at.get();
    w.set_time(sealed_at + 365 * DAY - 1);
    w.close_incident(&product, n).refused(IncidentError::NotAllPassed);
    w.advance(1);
    w.close_incident(&product, n).ok();
    w.assert_books();
    assert_eq!(w.pool().payable.get(), 0);
    for policy in &p {
        w.close_policy(&product, policy).ok();
    }
    put_away(&mut w, &case_of(&product, n));
}

#[test]
fn inv18_a_policy_is_still_paid_on_the_last_day_of_that_year() {
    let (mut w, product, p) = insured_by(&[10_000]);
    let n = happened(&mut w, &product, ALL);
    w.advance(364 * DAY);
    assert_eq!(settled(&mut w, &product, n, &p[0]), 9_500 * USDC);
    w.close_incident(&product, n).ok();
    w.assert_books();
    w.close_policy(&product, &p[0]).ok();
    w.assert_books();
}

#[test]
fn inv18_two_years_without_anybody_end_in_a_draw_and_everything_closes() {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    let n = declare_ago(&mut w, &product, 1);
    w.advance(750 * DAY);
    w.roll(&product).ok();
    w.assert_books();
    for policy in &p {
        w.close_policy(&product, policy)
            .refused(breakwater::errors::ClaimError::StillDeclarable);
    }
    nobody_votes(&mut w, &case_of(&product, n));
    conclude(&mut w, &product, n);
    w.close_incident(&product, n).ok();
    put_away(&mut w, &case_of(&product, n));
    for policy in &p {
        w.close_policy(&product, policy).ok();
    }
    w.assert_books();
    assert_eq!(w.pool().provisional.get(), 0);
}

#[test]
fn inv18_a_decision_that_nobody_concludes_for_two_years_still_pays() {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    let n = declare_ago(&mut w, &product, 1);
    judge(&mut w, &[(case_of(&product, n), ALL)]);
    w.advance(750 * DAY);
    conclude(&mut w, &product, n);
    assert_eq!(settled(&mut w, &product, n, &p[0]), 9_500 * USDC);
    assert_eq!(settled(&mut w, &product, n, &p[1]), 3_800 * USDC);
    w.close_incident(&product, n).ok();
    w.assert_books();
    for policy in &p {
        w.close_policy(&product, policy).ok();
    }
    w.assert_books();
    w.retire(&product).ok();
    w.close_product(&product).ok();
}

#[test]
fn inv20_at_the_end_everything_closes_and_all_money_leaves() {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    let mut numbers = vec![];
    for choice in [NOTHING, 9, ABUSIVE] {
        let n = happened(&mut w, &product, choice);
        numbers.push(n);
        for policy in &p {
            settled(&mut w, &product, n, policy);
        }
        w.close_incident(&product, n).ok();
        put_away(&mut w, &case_of(&product, n));
    }
    to_day(&mut w, 200, 1);
    for policy in &p {
        w.close_policy(&product, policy).ok();
    }
    w.retire(&product).ok();
    w.close_product(&product).ok();
    w.close_court().ok();
    w.assert_books();
    assert_eq!(w.pool().payable.get(), 0);
}
