//! A disputed step that stands: final at once, later steps have a day.

use {
    super::kit::*,
    crate::incident::kit::*,
    breakwater::{
        errors::IncidentError,
        events::{DisputeConcluded, StepDisputed},
        state::{StepState::*, ruling},
    },
    breakwater_testkit::*,
};

#[test]
fn the_bond_is_one_percent_of_what_the_step_takes_and_at_least_the_fee() {
    for (cover, bond) in [
        (10_000 * USDC, 100 * USDC),
        (25_000 * USDC, 100 * USDC),
        (25_000 * USDC + 100, 100 * USDC + 1),
        (100_000 * USDC, 400 * USDC),
    ] {
        let (mut w, product, _) = courted(&[]);
        w.holder(&product, cover, 60);
        w.advance(3 * DAY);
        strike(&mut w, &product, price_at(40));
        let source = w.purse(&doubter());
        let (had, at) = (w.balance(&source), w.now());
        let said = StepDisputed {
            incident: pda::incident(&product, 0),
            case: pda::case(&pda::incident(&product, 0), 0),
            step: 0,
            disputer: doubter(),
            bond,
            at,
        };
        w.dispute(&product, &doubter(), 0, 0).emits(said).ok();
        w.assert_books();
        assert_eq!(had - w.balance(&source), bond);
        assert_eq!(w.court().held.get(), bond);
    }
}

#[test]
fn anybody_disputes_without_an_escrow() {
    let (mut w, product, _) = stepped(&[40]);
    let anybody = w.wallet_address();
    w.dispute(&product, &anybody, 0, 0).ok();
    assert_eq!(states(&w, &product), of([Disputed]));
    w.assert_books();
}

#[test]
fn a_step_that_stands_is_final_at_once() {
    let (mut w, product, p) = stepped(&[40]);
    let case = dispute(&mut w, &product, 0);
    judge(&mut w, &[(case, STANDS)]);
    w.finalise(&product, 0).refused(IncidentError::Disputed);
    let said = DisputeConcluded {
        incident: pda::incident(&product, 0),
        step: 0,
        ruling: ruling::STANDS,
        at: w.now(),
    };
    w.conclude_dispute(&product, 0, 0).emits(said).ok();
    w.assert_books();
    w.finalise(&product, 0).ok();
    w.assert_books();
    assert_eq!(states(&w, &product), of([Final]));
    assert_eq!(paid(&mut w, &product, &p[0]), 40_000 * USDC);
    seal(&mut w, &product);
    // Two thirds of what is left of a bond of 600.
    assert_eq!(paid(&mut w, &product, &p[0]), 500 * USDC * 2 / 3);
    put_away(&mut w, &case);
}

#[test]
fn a_draw_and_a_missed_quorum_stand() {
    for missed in [false, true] {
        let (mut w, product, p) = stepped(&[40]);
        let case = dispute(&mut w, &product, 0);
        let bonus = if missed {
            nobody_votes(&mut w, &case);
            600 // nobody can take the fee
        } else {
            let mut votes = World::votes(0, 3, STANDS);
            votes.extend(World::votes(3, 6, VOID));
            judge_by(&mut w, &[(case, votes)]);
            let fees = w.case(&case).fees.get() / USDC;
            600 - fees
        };
        assert_eq!(w.case(&case).ruling, ruling::DRAW);
        conclude(&mut w, &product);
        assert_eq!(w.incident(&product, 0).bonus.get(), bonus * USDC);
        w.finalise(&product, 0).ok();
        assert_eq!(states(&w, &product), of([Final]));
        assert_eq!(paid(&mut w, &product, &p[1]), 20_000 * USDC);
        seal(&mut w, &product);
        assert_eq!(paid(&mut w, &product, &p[1]), bonus * USDC / 3);
        put_away(&mut w, &case);
    }
}

#[test]
fn later_steps_wait_and_have_a_day_then() {
    let (mut w, product, _) = stepped(&[40, 60, 80]);
    let case = dispute(&mut w, &product, 0);
    w.advance(2 * DAY);
    // Their own wait is over long ago.
    for step in [1, 2] {
        w.dispute(&product, &doubter(), 0, step).refused(IncidentError::CaseOpen);
    }
    w.finalise(&product, 0).refused(IncidentError::Disputed);
    judge(&mut w, &[(case, STANDS)]);
    conclude(&mut w, &product);
    let at = w.now();
    let finals: Vec<i64> = w.incident(&product, 0).steps().iter().map(|step| step.final_at.get()).collect();
    assert_eq!(finals, [at, at + DAY, at + DAY]);
    w.finalise(&product, 0).ok();
    w.finalise(&product, 0).refused(IncidentError::StillWaiting);
    w.advance(DAY - 1);
    w.finalise(&product, 0).refused(IncidentError::StillWaiting);
    // The last second in which they can be disputed.
    let case = dispute(&mut w, &product, 1);
    w.advance(1);
    w.finalise(&product, 0).refused(IncidentError::Disputed);
    assert_eq!(states(&w, &product), of([Final, Disputed, Waiting]));
    judge(&mut w, &[(case, STANDS)]);
    conclude(&mut w, &product);
    w.finalise(&product, 0).ok();
    w.finalise(&product, 0).refused(IncidentError::StillWaiting);
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    w.assert_books();
    assert_eq!(w.incident(&product, 0).final_ratio.get(), percent(80));
}

#[test]
fn a_step_is_disputed_once() {
    let (mut w, product, _) = stepped(&[40, 60]);
    disputed(&mut w, &product, 1, STANDS);
    w.dispute(&product, &doubter(), 0, 1).refused(IncidentError::NotDisputable);
}

#[test]
fn the_last_second_of_the_wait_is_the_last_to_dispute_in() {
    for (depth, wait) in [(10, 6 * HOUR), (40, 24 * HOUR)] {
        let (mut w, product, _) = stepped(&[depth]);
        let final_at = w.incident(&product, 0).ladder[0].final_at.get();
        assert_eq!(final_at - w.now(), wait);
        w.set_time(final_at);
        w.dispute(&product, &doubter(), 0, 0).refused(IncidentError::NotDisputable);
        w.advance(-1);
        dispute(&mut w, &product, 0);
    }
}

#[test]
fn an_appeal_turns_a_decision_and_its_price_goes_the_right_way() {
    let (mut w, product, _) = stepped(&[40]);
    let case = dispute(&mut w, &product, 0);
    w.vote(&case, &World::votes(0, VOTERS, VOID));
    let other = w.wallet_address();
    w.appeal(&case, &other).ok();
    w.assert_books();
    w.conclude_dispute(&product, 0, 0)
        .refused(breakwater::errors::CaseError::CaseNotEnded);
    w.vote(&case, &World::votes(0, 12, STANDS));
    conclude(&mut w, &product);
    assert_eq!(states(&w, &product), of([Waiting]));
    w.finalise(&product, 0).ok();
    put_away(&mut w, &case);
}
