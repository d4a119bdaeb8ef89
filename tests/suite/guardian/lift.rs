//! `lift_pause`: by the guardian at any time, by anyone after the end.

use {
    super::kit::*,
    breakwater::{errors::GovernanceError, events::PauseLifted, state::Action},
    breakwater_testkit::*,
};

#[test]
fn a72_before_its_end_only_the_guardian_lifts_a_pause_and_then_anyone() {
    let mut w = World::new();
    let (start, stranger) = (w.now(), w.wallet_address());
    w.pause().ok();
    for after in [0, 1, PAUSE - 1] {
        w.set_time(start + after);
        for other in [stranger, w.bootstrap, w.keeper] {
            lift_by(&mut w, other).refused(GovernanceError::PauseRunning);
        }
        let base = w.svm.clone();
        lift(&mut w).ok();
        w.svm = base;
    }
    for after in [PAUSE, PAUSE + 1, 30 * DAY] {
        w.set_time(start + after);
        for sender in [stranger, w.guardian] {
            let base = w.svm.clone();
            lift_by(&mut w, sender).emits(PauseLifted { at: start + after }).ok();
            assert_eq!(w.config().paused_until.get(), 0);
            w.svm = base;
        }
    }
}

#[test]
fn a72_the_end_of_a_chained_pause_is_that_of_the_last() {
    let mut w = World::new();
    let (start, stranger) = (w.now(), w.wallet_address());
    w.pause().ok();
    w.pause().ok();
    for after in [PAUSE, 2 * PAUSE - 1] {
        w.set_time(start + after);
        lift_by(&mut w, stranger).refused(GovernanceError::PauseRunning);
    }
    w.set_time(start + 2 * PAUSE);
    lift_by(&mut w, stranger).ok();
}

#[test]
fn a72_business_is_open_in_the_second_in_which_the_guardian_lifts_the_pause() {
    let mut w = World::new();
    let underwriter = w.underwriter(SENIOR, 1_000 * USDC);
    w.fund(underwriter, 1_000 * USDC);
    w.pause().ok();
    w.pause().ok();
    w.advance(1);
    assert!(is_paused(&mut w, &underwriter));
    lift(&mut w).ok();
    assert!(!is_paused(&mut w, &underwriter));
}

#[test]
fn what_is_not_paused_is_not_lifted() {
    let mut w = World::new();
    let stranger = w.wallet_address();
    for _ in 0..2 {
        for sender in [w.guardian, stranger] {
            lift_by(&mut w, sender).refused(GovernanceError::NotPaused);
        }
        w.pause().ok();
        lift(&mut w).ok();
    }
}

#[test]
fn a72_the_rest_is_counted_from_when_a_pause_was_lifted() {
    let mut w = World::new();
    let start = w.now();
    w.pause().ok();
    w.pause().ok();
    w.advance(HOUR);
    lift(&mut w).ok();
    w.set_time(start + HOUR + PAUSE - 1);
    w.pause().refused(GovernanceError::PausedTooOften);
    w.advance(1);
    w.pause().ok();
}

#[test]
fn a72_lifting_a_pause_that_is_over_moves_no_rest() {
    for lifted_after in [0, 1, PAUSE - 1] {
        let mut w = World::new();
        let (start, stranger) = (w.now(), w.wallet_address());
        w.pause().ok();
        w.pause().ok();
        w.set_time(start + 2 * PAUSE + lifted_after);
        lift_by(&mut w, stranger).ok();
        w.set_time(start + 3 * PAUSE - 1);
        w.pause().refused(GovernanceError::PausedTooOften);
        w.advance(1);
        w.pause().ok();
    }
}

#[test]
fn a72_without_a_guardian_a_pause_runs_to_its_end_and_anyone_lifts_it() {
    let mut w = World::new();
    // Paused when the action that names nobody is executed.
    w.pause().ok();
    w.enact(Action::NameGuardian {
        guardian: Address::default(),
    })
    .ok();
    let (old, stranger) = (w.guardian, w.wallet_address());
    for sender in [old, stranger, w.bootstrap] {
        lift_by(&mut w, sender).refused(GovernanceError::PauseRunning);
    }
    w.advance(PAUSE);
    lift_by(&mut w, stranger).ok();
}
