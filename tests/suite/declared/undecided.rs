//! While declared incidents are undecided: what they hold, who may leave at which price, what can be done with policies.

use {
    super::kit::*,
    breakwater::errors::{ClaimError, IncidentError, PolicyError, PoolError, ProductError},
    breakwater_testkit::{courts::juror, *},
};

#[test]
fn at_most_four_are_undecided_each_of_another_day() {
    let (mut w, product, _) = insured_by(&[10_000]);
    let today = w.today();
    for n in 0..4 {
        if n < 2 {
            // Of the days 8 to 10 three are used here.
            declare(&mut w, &product, today - n);
        }
    }
    undeclarable(&mut w, &product, today, ClaimError::DayTaken);
    to_day(&mut w, 12, 1);
    let today = w.today();
    for day in [today, today - 1] {
        declare(&mut w, &product, day);
    }
    undeclarable(&mut w, &product, today - 2 - 2, ClaimError::TooManyDeclared);
    undeclarable(&mut w, &product, today, ClaimError::TooManyDeclared);
    assert_eq!(w.product(&product).declarations.open, 4);
    // One that is decided makes room for one more.
    nobody_votes(&mut w, &case_of(&product, 0));
    undeclarable(&mut w, &product, today - 4, ClaimError::TooManyDeclared);
    conclude(&mut w, &product, 0);
    declare(&mut w, &product, today - 4);
    undeclarable(&mut w, &product, today - 3, ClaimError::TooManyDeclared);
}

#[test]
fn inv13_all_eligible_cover_is_held_until_the_conclusion() {
    let (mut w, product, _) = insured_by(&[10_000, 4_000]);
    let n = declare_ago(&mut w, &product, 1);
    let case = case_of(&product, n);
    let held = |w: &World| {
        (
            w.incident(&product, n).provisional.get(),
            w.product(&product).provisional.get(),
            w.pool().provisional.get(),
        )
    };
    let all = (14_000 * USDC, 14_000 * USDC, 14_000 * USDC);
    assert_eq!(held(&w), all);
    w.vote(&case, &World::votes(0, VOTERS, NOTHING));
    assert_eq!(held(&w), all, "counted");
    w.end_case(&case);
    assert_eq!(held(&w), all, "ended");
    conclude(&mut w, &product, n);
    assert_eq!(held(&w), (0, 0, 0));
}

#[test]
fn inv13_incidents_that_count_the_same_cover_hold_it_once_in_the_pool() {
    let (mut w, product, _) = insured_by(&[10_000, 4_000]);
    for (ago, sum) in [(0, 14_000), (1, 28_000), (2, 42_000)] {
        declare_ago(&mut w, &product, ago);
        assert_eq!(w.product(&product).provisional.get(), sum * USDC);
        assert_eq!(w.pool().provisional.get(), 14_000 * USDC, "it can be lost once");
    }
    for (n, sum) in [(2, 28_000), (1, 14_000), (0, 0)] {
        nobody_votes(&mut w, &case_of(&product, n));
        conclude(&mut w, &product, n);
        assert_eq!(w.product(&product).provisional.get(), sum * USDC);
        assert_eq!(w.pool().provisional.get(), 14_000.min(sum) * USDC);
    }
}

#[test]
fn cover_that_ends_while_it_is_undecided_stays_at_stake() {
    let (mut w, product) = market(&with_grace(3));
    let (_, short) = w.holder(&product, 10_000 * USDC, 30);
    w.holder(&product, 4_000 * USDC, 60);
    let end = w.policy(&short).end_day.get();
    w.set_time(i64::from(end) * DAY + 60);
    let n = declare(&mut w, &product, end - 1);
    assert_eq!(w.pool().provisional.get(), 14_000 * USDC);
    judge(&mut w, &[(case_of(&product, n), ALL)]);
    for (days, active, ended) in [(59, 14_000, 0), (60, 4_000, 10_000)] {
        w.set_time(i64::from(end + days) * DAY);
        w.roll(&product).ok();
        w.assert_books();
        let p = w.product(&product);
        assert_eq!(
            (p.active.get(), p.ended_at_stake.get()),
            (active * USDC, ended * USDC),
            "day {days}"
        );
        assert_eq!(w.pool().provisional.get(), 14_000 * USDC);
    }
    conclude(&mut w, &product, n);
    assert_eq!(settled(&mut w, &product, n, &short), 9_500 * USDC);
}

#[test]
fn cover_whose_grace_was_over_before_the_declaration_is_active_and_at_stake() {
    let (mut w, product) = market(&with_grace(3));
    let (_, short) = w.holder(&product, 10_000 * USDC, 30);
    w.holder(&product, 4_000 * USDC, 90);
    let end = w.policy(&short).end_day.get();
    // Undecided from the end on: the last day of `short` stays declarable.
    w.set_time(i64::from(end) * DAY + 60);
    let first = declare(&mut w, &product, end);
    w.set_time(i64::from(end + 5) * DAY);
    let n = declare(&mut w, &product, end - 1);
    assert_eq!(w.incident(&product, n).cover.get(), 14_000 * USDC);
    assert_eq!(w.product(&product).active.get(), 14_000 * USDC);
    assert_eq!(w.product(&product).ended_at_stake.get(), 0);
    assert_eq!(w.pool().provisional.get(), 14_000 * USDC);
    nobody_votes(&mut w, &case_of(&product, first));
    conclude(&mut w, &product, first);
    w.close_incident(&product, first).ok();
    w.assert_books();
    nobody_votes(&mut w, &case_of(&product, n));
    conclude(&mut w, &product, n);
    assert_eq!(w.product(&product).ended_at_stake.get(), 0);
}

#[test]
fn inv07_who_leaves_before_the_decision_pays_for_all_of_it_and_who_enters_gains_nothing() {
    let (mut w, product) = market(&crate::claims::kit::by_incident());
    w.holder(&product, 200_000 * USDC, 60);
    let leaver = w.underwriter(SENIOR, 100_000 * USDC);
    let shares = w.position(&leaver).tranches[1].shares.get();
    w.request(&leaver, SENIOR, shares / 2).ok();
    to_day(&mut w, 10, 1);
    let n = declare_ago(&mut w, &product, 1);
    w.execute(&leaver, SENIOR).refused(PoolError::Undecided);
    let before = w.wallet(&leaver);
    w.withdraw(&leaver, SENIOR, shares / 2, 1).ok();
    w.assert_books();
    let got = w.wallet(&leaver) - before;
    // 200,000 undecided: junior's 100,000 first, then 100,000 of senior's 500,000, so that 80 % are left of 50,000.
    assert!(got.abs_diff(40_000 * USDC) < 200 * USDC, "{got}");
    let entering = w.actor(10_000 * USDC);
    w.open_position(&entering).ok();
    w.deposit(&entering, SENIOR, 10_000 * USDC).ok();
    w.assert_books();
    decide(&mut w, &product, n, NOTHING);
    let value = w.position(&entering).tranches[1].shares.get();
    w.request(&entering, SENIOR, value).ok();
    w.advance(8 * DAY);
    let before = w.wallet(&entering);
    w.execute(&entering, SENIOR).ok();
    let back = w.wallet(&entering) - before;
    assert!(
        back.abs_diff(10_000 * USDC) < 60 * USDC,
        "the denial gives who entered nothing: {back}"
    );
    w.assert_books();
}

#[test]
fn what_is_held_cannot_be_sold_again_and_new_cover_starts_after_it() {
    let (mut w, product, _) = insured_by(&[300_000]);
    declare_ago(&mut w, &product, 1);
    let buyer = w.actor(200_000 * USDC);
    w.buy(&product, &buyer, 0, 200_000 * USDC, 60)
        .refused(PolicyError::NotEnoughCapital);
    let (mut w, product, _) = insured_by(&[30_000]);
    let n = declare_ago(&mut w, &product, 0);
    let (_, later) = w.holder(&product, 10_000 * USDC, 60);
    w.assert_books();
    assert!(w.policy(&later).start_day.get() > w.today());
    decide(&mut w, &product, n, ALL);
    // It was sold after the incident was opened, and has nothing to do with it.
    w.settle(&product, n, &later).refused(IncidentError::AlreadySettled);
}

#[test]
fn policies_stay_as_they_are_until_it_is_closed() {
    let (mut w, product, p) = insured_by(&[10_000]);
    let n = declare_ago(&mut w, &product, 1);
    let to = w.wallet_address();
    let as_it_is = |w: &mut World| {
        w.extend(&product, &p[0], 30).refused(PolicyError::ProductUndecided);
        w.cancel_policy(&product, &p[0]).refused(PolicyError::ProductUndecided);
        w.transfer(&product, &p[0], to).refused(PolicyError::ProductUndecided);
    };
    as_it_is(&mut w);
    judge(&mut w, &[(case_of(&product, n), NOTHING)]);
    as_it_is(&mut w);
    conclude(&mut w, &product, n);
    as_it_is(&mut w);
    w.close_incident(&product, n).ok();
    w.transfer(&product, &p[0], to).ok();
    w.fund(to, 1_000 * USDC);
    w.extend(&product, &p[0], 30).ok();
    w.cancel_policy(&product, &p[0]).ok();
    w.assert_books();
}

#[test]
fn nothing_is_settled_or_closed_before_the_conclusion() {
    let (mut w, product, p) = insured_by(&[10_000]);
    let n = declare_ago(&mut w, &product, 1);
    let nothing = |w: &mut World| {
        w.settle(&product, n, &p[0]).refused(IncidentError::NothingToPay);
        w.close_incident(&product, n).refused(IncidentError::NotSealed);
        w.release(&product, n).refused(IncidentError::NotSealed);
        w.finalise(&product, n).refused(IncidentError::Disputed);
        w.seal(&product, n).refused(IncidentError::DecidedByCase);
    };
    nothing(&mut w);
    w.retire(&product).ok();
    w.close_product(&product).refused(ProductError::ProductStillOpen);
    judge(&mut w, &[(case_of(&product, n), ALL)]);
    w.settle(&product, n, &p[0]).refused(IncidentError::NothingToPay);
    w.close_incident(&product, n).refused(IncidentError::NotSealed);
    w.dispute(&product, &juror(9), n, 0).refused(IncidentError::NotDisputable);
    conclude(&mut w, &product, n);
    w.finalise(&product, n).refused(IncidentError::NothingDue);
    w.seal(&product, n).refused(IncidentError::AlreadySealed);
    w.dispute(&product, &juror(9), n, 0).refused(IncidentError::NotDisputable);
    assert_eq!(settled(&mut w, &product, n, &p[0]), 9_500 * USDC);
}

#[test]
fn a_retired_product_can_still_be_declared() {
    let (mut w, product, p) = insured_by(&[10_000]);
    w.retire(&product).ok();
    let n = happened(&mut w, &product, ALL);
    assert_eq!(settled(&mut w, &product, n, &p[0]), 9_500 * USDC);
}
