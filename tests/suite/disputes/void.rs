//! A disputed step that is void, with all later ones.

use {
    super::kit::*,
    crate::incident::kit::*,
    breakwater::{errors::IncidentError, state::StepState::*},
    breakwater_testkit::*,
};

#[test]
fn r23_void_gives_the_bond_back_and_the_pool_pays_the_fee() {
    let (mut w, product, p) = stepped(&[40]);
    let case = dispute(&mut w, &product, 0);
    judge(&mut w, &[(case, VOID)]);
    w.send("recognise", client::ix::roll_product(w.pool, product)).result.ok();
    let before = w.pool();
    conclude(&mut w, &product);
    let after = w.pool();
    assert_eq!(w.case(&case).bond_back.get(), 600 * USDC);
    assert_eq!((w.case(&case).fees.get(), w.incident(&product, 0).bonus.get()), (100 * USDC, 0));
    assert_eq!(after.reserve, before.reserve, "junior pays");
    assert_eq!(
        (after.payable.get(), after.shortfall.get(), after.loss_total.get()),
        (0, 0, before.loss_total.get())
    );
    w.settle(&product, 0, &p[0]).refused(IncidentError::NothingToPay);
    put_away(&mut w, &case);
    seal(&mut w, &product);
    w.close_incident(&product, 0).ok();
    w.assert_books();
}

#[test]
fn it_takes_all_later_steps_with_it_and_no_earlier_one() {
    for step in [0u8, 1, 2] {
        let (mut w, product, p) = stepped(&[40, 60, 80]);
        disputed(&mut w, &product, step, VOID);
        w.advance(DAY);
        let wanted: Vec<u8> = (0..3).map(|n| if n < step { Waiting as u8 } else { Void as u8 }).collect();
        assert_eq!(states(&w, &product), wanted);
        for _ in 0..step {
            w.finalise(&product, 0).ok();
            w.assert_books();
        }
        w.finalise(&product, 0).refused(IncidentError::NothingDue);
        assert_eq!(w.incident(&product, 0).final_ratio.get(), percent([0, 40, 60][usize::from(step)]));
        seal(&mut w, &product);
        for (policy, cover) in p.iter().zip([100_000, 50_000]) {
            let got = paid(&mut w, &product, policy);
            assert_eq!(got, cover * USDC / 100 * [0, 40, 60][usize::from(step)]);
        }
        w.close_incident(&product, 0).ok();
        w.assert_books();
    }
}

/// The earlier step has been final before, so nothing is left to decide.
#[test]
fn a_final_step_is_never_touched() {
    let (mut w, product, p) = stepped(&[40, 60]);
    w.advance(DAY - HOUR);
    let case = dispute(&mut w, &product, 1);
    w.finalise(&product, 0).ok();
    assert_eq!(paid(&mut w, &product, &p[0]), 40_000 * USDC);
    w.finalise(&product, 0).refused(IncidentError::Disputed);
    judge(&mut w, &[(case, VOID)]);
    conclude(&mut w, &product);
    assert_eq!(states(&w, &product), of([Final, Void]));
    assert_eq!(paid(&mut w, &product, &p[1]), 20_000 * USDC);
    seal(&mut w, &product);
    for policy in &p {
        assert_eq!(paid(&mut w, &product, policy), 0, "it passes");
    }
    w.close_incident(&product, 0).ok();
    w.assert_books();
}

#[test]
fn no_step_comes_from_a_window_that_was_voided_or_from_one_before_it() {
    let (mut w, product, _) = stepped(&[40]);
    // A window of this very day, after the voided one, counts; the deepest of the day is kept.
    let voided = w.incident(&product, 0).ladder[0].window_start.get();
    disputed(&mut w, &product, 0, VOID);
    assert_eq!(w.incident(&product, 0).void_until.get(), voided);
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    fall(&mut w, &product, price_at(30));
    w.raise(&product, 0).ok();
    w.assert_books();
    let i = w.incident(&product, 0);
    assert_eq!(i.ladder[1].rise.get(), percent(30), "compared with nothing");
    assert_eq!(states(&w, &product), of([Void, Waiting]));
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    w.assert_books();
    assert_eq!(w.incident(&product, 0).funded.get(), 45_000 * USDC);
}

/// Also when the breach and its tail ended while the case was open.
#[test]
fn the_windows_of_later_steps_can_be_judged_for_three_days() {
    for late in [0, 1] {
        let (mut w, product, _) = stepped(&[40, 60]);
        let case = dispute(&mut w, &product, 0);
        recover(&mut w, &product);
        judge(&mut w, &[(case, VOID)]);
        conclude(&mut w, &product);
        let i = w.incident(&product, 0);
        assert_eq!(i.void_until, i.ladder[0].window_start);
        w.advance(TAIL + late);
        if late == 1 {
            w.raise(&product, 0).refused(IncidentError::RaiseClosed);
            continue;
        }
        w.raise(&product, 0).ok();
        w.assert_books();
        assert_eq!(w.incident(&product, 0).ladder[2].rise.get(), percent(60));
        dispute(&mut w, &product, 2);
    }
}

#[test]
fn the_next_step_is_compared_with_the_last_that_stands() {
    let (mut w, product, _) = stepped(&[40, 60]);
    disputed(&mut w, &product, 1, VOID);
    fall(&mut w, &product, price_at(44));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    fall(&mut w, &product, price_at(45));
    w.raise(&product, 0).ok();
    w.assert_books();
    assert_eq!(w.incident(&product, 0).ladder[2].rise.get(), percent(5));
}

/// What was voided is not money: whoever keeps the steps in their order finds nothing due from it, also when an earlier step was still
/// waiting at the decision.
#[test]
fn a_void_step_is_never_final_though_an_earlier_one_was_still_waiting() {
    let (mut w, product, p) = stepped(&[40, 60]);
    disputed(&mut w, &product, 1, VOID);
    fall(&mut w, &product, price_at(50));
    w.raise(&product, 0).ok();
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    w.finalise(&product, 0).ok();
    w.assert_books();
    assert_eq!(states(&w, &product), of([Final, Void, Final]));
    assert_eq!(w.incident(&product, 0).funded.get(), 75_000 * USDC);
    assert_eq!(paid(&mut w, &product, &p[0]), 50_000 * USDC);
    w.finalise(&product, 0).refused(IncidentError::NothingDue);
}

#[test]
fn inv13_what_is_held_falls_to_what_can_still_come() {
    // While the breach runs anything can still come.
    let (mut w, product, _) = stepped(&[40, 60]);
    let case = dispute(&mut w, &product, 1);
    assert_eq!(held(&w, &product), 150_000);
    judge(&mut w, &[(case, VOID)]);
    conclude(&mut w, &product);
    assert_eq!(held(&w, &product), 150_000);
    // Once the breach and its tail are over, only what waits can.
    let (mut w, product, _) = stepped(&[40, 60]);
    let case = dispute(&mut w, &product, 1);
    recover(&mut w, &product);
    judge(&mut w, &[(case, VOID)]);
    assert_eq!(held(&w, &product), 150_000);
    w.advance(2 * DAY);
    conclude(&mut w, &product);
    assert_eq!(held(&w, &product), 150_000, "for three days steps may come");
    w.advance(TAIL + 1);
    let episode = w.watch(&product).episode.get();
    w.recount(&product, episode, Some(0)).ok();
    assert_eq!(held(&w, &product), 60_000, "the step of 40 % still waits");
    w.finalise(&product, 0).ok();
    assert_eq!(held(&w, &product), 0);
    w.seal(&product, 0).ok();
    w.assert_books();
}

#[test]
fn an_incident_whose_steps_are_all_void_is_sealed_and_closed() {
    let (mut w, product, p) = stepped(&[40, 60]);
    let case = dispute(&mut w, &product, 0);
    w.seal(&product, 0).refused(IncidentError::BreachNotOver);
    recover(&mut w, &product);
    judge(&mut w, &[(case, VOID)]);
    w.advance(3 * DAY);
    w.seal(&product, 0).refused(IncidentError::BreachNotOver);
    conclude(&mut w, &product);
    w.advance(TAIL);
    w.seal(&product, 0).refused(IncidentError::BreachNotOver);
    w.advance(1);
    w.seal(&product, 0).ok();
    assert_eq!(held(&w, &product), 0);
    w.close_incident(&product, 0).ok();
    w.assert_books();
    w.transfer(&product, &p[0], doubter()).ok();
    put_away(&mut w, &case);
}

#[test]
fn a_pool_that_has_nothing_owes_no_fee() {
    let (mut w, product, _) = stepped(&[40]);
    let case = dispute(&mut w, &product, 0);
    judge(&mut w, &[(case, VOID)]);
    write_capital(&mut w, 0, 0);
    conclude(&mut w, &product);
    assert_eq!(w.case(&case).bond_back.get(), 500 * USDC);
    assert_eq!(w.pool().shortfall.get(), 0);
    put_away(&mut w, &case);
}
