//! What happens to an incident while a case about one of its steps is open.

use {
    super::kit::*,
    crate::incident::kit::*,
    breakwater::{errors::*, state::StepState::*},
    breakwater_testkit::*,
};

#[test]
fn steps_are_still_added_and_wait_for_the_case() {
    let (mut w, product, p) = stepped(&[40]);
    let case = dispute(&mut w, &product, 0);
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    w.assert_books();
    assert_eq!(
        w.incident(&product, 0).ladder[1].rise.get(),
        percent(20),
        "over the step in dispute"
    );
    w.advance(2 * DAY);
    w.finalise(&product, 0).refused(IncidentError::Disputed);
    judge(&mut w, &[(case, STANDS)]);
    conclude(&mut w, &product);
    w.finalise(&product, 0).ok();
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    w.assert_books();
    assert_eq!(paid(&mut w, &product, &p[1]), 30_000 * USDC);
    seal(&mut w, &product);
    let bonus = w.incident(&product, 0).bonus.get();
    assert_eq!(paid(&mut w, &product, &p[1]), bonus / 3);
}

#[test]
fn a_step_added_meanwhile_is_void_with_the_one_in_dispute() {
    let (mut w, product, _) = stepped(&[40]);
    let case = dispute(&mut w, &product, 0);
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    judge(&mut w, &[(case, VOID)]);
    conclude(&mut w, &product);
    assert_eq!(states(&w, &product), of([Void, Void]));
    // Its window was judged by nobody: it makes a step anew, over nothing.
    w.raise(&product, 0).ok();
    w.assert_books();
    assert_eq!(w.incident(&product, 0).ladder[2].rise.get(), percent(60));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
}

#[test]
fn nothing_is_sealed_settled_or_closed() {
    let (mut w, product, p) = stepped(&[40]);
    let case = dispute(&mut w, &product, 0);
    recover(&mut w, &product);
    w.advance(TAIL + 1);
    w.seal(&product, 0).refused(IncidentError::BreachNotOver);
    w.settle(&product, 0, &p[0]).refused(IncidentError::NothingToPay);
    w.close_incident(&product, 0).refused(IncidentError::NotSealed);
    w.release(&product, 0).refused(IncidentError::NotSealed);
    w.cancel_policy(&product, &p[0]).refused(PolicyError::ProductUndecided);
    w.transfer(&product, &p[0], doubter()).refused(PolicyError::ProductUndecided);
    judge(&mut w, &[(case, STANDS)]);
    w.seal(&product, 0).refused(IncidentError::BreachNotOver);
    conclude(&mut w, &product);
    w.seal(&product, 0).refused(IncidentError::BreachNotOver);
    w.finalise(&product, 0).ok();
    w.seal(&product, 0).ok();
    w.assert_books();
}

#[test]
fn inv13_a_recount_keeps_what_the_step_in_dispute_takes() {
    let (mut w, product, _) = stepped(&[40]);
    let case = dispute(&mut w, &product, 0);
    recover(&mut w, &product);
    let episode = w.watch(&product).episode.get();
    w.recount(&product, episode, Some(0)).ok();
    w.assert_books();
    assert_eq!(held(&w, &product), 60_000);
    w.advance(TAIL + 1);
    w.recount(&product, episode, Some(0)).refused(IncidentError::NothingToRelease);
    judge(&mut w, &[(case, STANDS)]);
    conclude(&mut w, &product);
    assert_eq!(held(&w, &product), 60_000);
    w.finalise(&product, 0).ok();
    w.assert_books();
    assert_eq!(held(&w, &product), 0);
}

#[test]
fn a_settlement_of_an_earlier_final_step_goes_on() {
    let (mut w, product, p) = stepped(&[40, 60]);
    // The first has waited its day, the second waits an hour more.
    w.advance(DAY - HOUR);
    let case = dispute(&mut w, &product, 1);
    w.finalise(&product, 0).ok();
    assert_eq!(paid(&mut w, &product, &p[0]), 40_000 * USDC);
    w.settle(&product, 0, &p[0]).refused(IncidentError::NothingToPay);
    judge(&mut w, &[(case, VOID)]);
    conclude(&mut w, &product);
    assert_eq!(paid(&mut w, &product, &p[1]), 20_000 * USDC);
}

/// Whoever wants a step to be final undisputed cannot keep others from disputing it by a dispute of a later one.
#[test]
fn a_dispute_of_a_later_step_shields_no_earlier_one() {
    let (mut w, product, p) = stepped(&[40, 60]);
    let shield = dispute(&mut w, &product, 1);
    w.dispute(&product, &doubter(), 0, 0).refused(IncidentError::CaseOpen);
    judge(&mut w, &[(shield, STANDS)]);
    w.finalise(&product, 0).refused(IncidentError::StillWaiting);
    conclude(&mut w, &product);
    let waits: Vec<i64> = w
        .incident(&product, 0)
        .steps()
        .iter()
        .map(|step| step.final_at.get() - w.now())
        .collect();
    assert_eq!(waits, [DAY, 0]);
    w.advance(DAY - 1);
    w.finalise(&product, 0).refused(IncidentError::StillWaiting);
    let case = dispute(&mut w, &product, 0);
    judge(&mut w, &[(case, VOID)]);
    conclude(&mut w, &product);
    assert_eq!(states(&w, &product), of([Void, Void]));
    seal(&mut w, &product);
    let bonus = w.incident(&product, 0).bonus.get();
    assert_eq!(paid(&mut w, &product, &p[1]), bonus / 3);
}

/// A dispute holds up the money of later incidents of the product, and of nothing else.
#[test]
fn a_later_incident_of_the_product_waits() {
    let (mut w, product, p) = stepped(&[40]);
    let case = dispute(&mut w, &product, 0);
    recover(&mut w, &product);
    let second = strike(&mut w, &product, price_at(20));
    w.assert_books();
    w.advance(DAY);
    w.finalise(&product, second).refused(IncidentError::EarlierOpen);
    judge(&mut w, &[(case, VOID)]);
    conclude(&mut w, &product);
    w.finalise(&product, second).refused(IncidentError::EarlierOpen);
    while w.seal(&product, 0).result.is_err() {
        w.advance(DAY);
    }
    w.close_incident(&product, 0).ok();
    w.finalise(&product, second).ok();
    w.assert_books();
    assert_eq!(settled(&mut w, &product, second, &p[1]), 10_000 * USDC);
}

#[test]
fn inv18_two_years_without_anybody_and_the_step_stands() {
    let (mut w, product, p) = stepped(&[40]);
    let case = dispute(&mut w, &product, 0);
    w.advance(700 * DAY);
    nobody_votes(&mut w, &case);
    conclude(&mut w, &product);
    w.finalise(&product, 0).ok();
    w.assert_books();
    assert_eq!(paid(&mut w, &product, &p[1]), 20_000 * USDC);
    seal(&mut w, &product);
    assert_eq!(paid(&mut w, &product, &p[1]), 200 * USDC, "a third of the whole bond");
    w.settle(&product, 0, &p[0]).ok();
    w.close_incident(&product, 0).ok();
    put_away(&mut w, &case);
    for policy in &p {
        w.close_policy(&product, policy).ok();
    }
    w.assert_books();
}
