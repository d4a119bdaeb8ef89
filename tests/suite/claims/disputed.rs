//! Disputed steps among others of their incident: what a case changes in the ladder and in the ledgers.

use {
    crate::incident::kit::*,
    breakwater::{
        errors::IncidentError,
        state::{StepState, ruling},
    },
    breakwater_testkit::{courts::juror, *},
};

/// 30,000 and 10,000 of cover for 60 days, struck at 40 %, in a world with a court. The pool has half a million.
fn struck() -> (World, Address, [Address; 2]) {
    let (mut w, product) = world();
    w.seat_court();
    let (_, first) = w.holder(&product, 30_000 * USDC, 60);
    let (_, second) = w.holder(&product, 10_000 * USDC, 60);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(40));
    (w, product, [first, second])
}

/// A step is disputed and the jurors choose.
fn heard(w: &mut World, product: &Address, step: u8, choice: u8) {
    w.dispute(product, &juror(24), 0, step).ok();
    let case = pda::case(&pda::incident(product, 0), 0);
    w.decide(&case, choice);
    w.conclude_dispute(product, 0, 0).ok();
    w.assert_books();
}

#[test]
fn a_void_step_is_never_final_though_an_earlier_one_became_final_after_the_case() {
    let (mut w, product, [policy, _]) = struck();
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    heard(&mut w, &product, 1, 1);
    assert_eq!(w.case(&pda::case(&pda::incident(&product, 0), 0)).ruling, ruling::VOID);
    w.finalise(&product, 0).refused(IncidentError::StillWaiting);
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.assert_books();
    w.finalise(&product, 0).refused(IncidentError::NothingDue);
    let incident = w.incident(&product, 0);
    assert_eq!(
        (incident.ladder[1].state, incident.final_ratio.get()),
        (StepState::Void as u8, percent(40))
    );
    assert_eq!(
        settled(&mut w, &product, 0, &policy),
        12_000 * USDC,
        "40 %, and nothing of the void 20"
    );
    // A deeper window goes on from the step that stands.
    fall(&mut w, &product, price_at(70));
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    assert_eq!(settled(&mut w, &product, 0, &policy), 9_000 * USDC, "from 40 to 70 %");
    recover_and_seal(&mut w, &product, 0);
}

#[test]
fn a_void_step_is_undecided_no_more_though_an_earlier_one_waits() {
    let (mut w, product, _) = struck();
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    w.dispute(&product, &juror(24), 0, 1).ok();
    // The breach ends, and during the case what later windows could take.
    recover(&mut w, &product);
    let case = pda::case(&pda::incident(&product, 0), 0);
    w.decide(&case, 1);
    w.conclude_dispute(&product, 0, 0).ok();
    w.assert_books();
    assert_eq!(
        w.pool().provisional.get(),
        40_000 * USDC,
        "for three days, what other windows can still make"
    );
    w.advance(72 * HOUR + 1);
    w.finalise(&product, 0).ok();
    assert_eq!(w.pool().provisional.get(), 0, "nothing of the void step");
    w.seal(&product, 0).ok();
    w.assert_books();
}

#[test]
fn the_bond_of_a_failed_dispute_stops_no_settlement_of_an_incident_that_has_paid() {
    let (mut w, product, policies) = struck();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    assert_eq!(settled(&mut w, &product, 0, &policies[0]), 12_000 * USDC);
    fall(&mut w, &product, price_at(100));
    w.raise(&product, 0).ok();
    heard(&mut w, &product, 1, 0);
    // The bond is 1 % of 24,000, 100 of it the fee.
    assert_eq!(w.incident(&product, 0).bonus.get(), 140 * USDC);
    w.finalise(&product, 0).ok();
    w.assert_books();
    // The whole cover is due and the policy passes: its part of the bond comes beside it.
    assert_eq!(settled(&mut w, &product, 0, &policies[0]), 18_105 * USDC);
    assert_eq!(settled(&mut w, &product, 0, &policies[1]), 10_035 * USDC);
}
