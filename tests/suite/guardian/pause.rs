//! `pause`: who, how long, how often. Every boundary to the second.

use {
    super::kit::*,
    breakwater::{errors::GovernanceError, events::BusinessPaused, state::Action},
    breakwater_testkit::{client::ix, *},
};

const TOO_OFTEN: GovernanceError = GovernanceError::PausedTooOften;

/// A pause now is refused; nothing changes.
#[track_caller]
fn refused_now(w: &mut World) {
    w.pause().refused(TOO_OFTEN);
}

/// Whether a pause at this time would be accepted; the world stays as it is.
#[track_caller]
fn accepted_at(w: &mut World, at: i64) -> bool {
    let base = w.svm.clone();
    w.set_time(at);
    let name = w.pause().name();
    w.svm = base;
    assert!(["ok", "GovernanceError::PausedTooOften"].contains(&name.as_str()), "{name}");
    name == "ok"
}

/// The first second in which a pause is accepted: not the second before, and still one second later.
#[track_caller]
fn first_accepted(w: &mut World, at: i64) {
    assert_eq!([-1, 0, 1].map(|by| accepted_at(w, at + by)), [false, true, true]);
    w.set_time(at);
}

#[test]
fn a72_only_the_guardian_pauses() {
    let mut w = World::new();
    let stranger = w.wallet_address();
    for other in [w.bootstrap, w.keeper, w.fee_payer, stranger] {
        w.send_all(&[ix::pause(other)]).refused(GovernanceError::NotGuardian);
    }
    w.pause().ok();
}

#[test]
fn a72_a_guardian_that_was_replaced_pauses_no_more_and_lifts_nothing_before_its_end() {
    let mut w = World::new();
    let (old, new) = (w.guardian, w.wallet_address());
    w.enact(Action::NameGuardian { guardian: new }).ok();
    w.pause().refused(GovernanceError::NotGuardian);
    w.send_all(&[ix::pause(new)]).ok();
    lift_by(&mut w, old).refused(GovernanceError::PauseRunning);
    lift_by(&mut w, new).ok();
}

/// Nobody can sign for the zero address: the runtime verifies signatures strictly, and small points have none.
#[test]
fn a72_without_a_guardian_nobody_pauses() {
    let mut w = World::new();
    w.enact(Action::NameGuardian {
        guardian: Address::default(),
    })
    .ok();
    assert_eq!(w.config().guardian, Address::default());
    for other in [w.guardian, w.bootstrap, w.keeper] {
        w.send_all(&[ix::pause(other)]).refused(GovernanceError::NotGuardian);
    }
}

#[test]
fn a72_a_pause_lasts_six_hours_to_the_second() {
    let mut w = World::new();
    let underwriter = w.underwriter(SENIOR, 1_000 * USDC);
    w.fund(underwriter, 1_000 * USDC);
    let start = w.now();
    let said = BusinessPaused {
        until: start + PAUSE,
        at: start,
    };
    assert!(!is_paused(&mut w, &underwriter));
    w.pause().emits(said).ok();
    for (after, paused) in [(0, true), (1, true), (PAUSE - 1, true), (PAUSE, false), (PAUSE + 1, false)] {
        w.set_time(start + after);
        assert_eq!(is_paused(&mut w, &underwriter), paused, "{after}");
    }
}

#[test]
fn a72_a_second_pause_adds_six_hours_to_the_first_whenever_in_it_it_comes_and_a_third_does_not() {
    for after in [0, 1, 3 * HOUR, PAUSE - 1] {
        let mut w = World::new();
        let underwriter = w.underwriter(SENIOR, 1_000 * USDC);
        w.fund(underwriter, 1_000 * USDC);
        let start = w.now();
        w.pause().ok();
        w.advance(after);
        w.pause()
            .emits(BusinessPaused {
                until: start + 2 * PAUSE,
                at: start + after,
            })
            .ok();
        refused_now(&mut w);
        for (at, paused) in [(2 * PAUSE - 1, true), (2 * PAUSE, false)] {
            w.set_time(start + at);
            assert_eq!(is_paused(&mut w, &underwriter), paused, "{at}");
            refused_now(&mut w);
        }
    }
}

#[test]
fn a72_after_two_in_a_row_a_rest_as_long_as_a_pause_is_due() {
    // The second follows in the first, at its end, or up to a second before the rest is complete.
    for gap in [0, 1, HOUR, PAUSE - 1] {
        let mut w = World::new();
        let start = w.now();
        w.pause().ok();
        w.set_time(start + PAUSE + gap);
        w.pause().ok();
        let end = start + 2 * PAUSE + gap;
        refused_now(&mut w);
        assert!(!accepted_at(&mut w, end));
        first_accepted(&mut w, end + PAUSE);
        w.pause().ok();
    }
}

#[test]
fn a72_after_a_rest_two_in_a_row_are_free_again() {
    let mut w = World::new();
    let start = w.now();
    w.pause().ok();
    // A second before the rest is complete the next one is the second in a row; then it is the first.
    for (gap, third) in [(PAUSE - 1, false), (PAUSE, true), (PAUSE + 1, true)] {
        let base = w.svm.clone();
        w.set_time(start + PAUSE + gap);
        w.pause().ok();
        assert_eq!(accepted_at(&mut w, start + PAUSE + gap), third, "{gap}");
        w.svm = base;
    }
}

#[test]
fn a72_three_in_seven_days_and_the_fourth_when_the_first_began_seven_days_ago() {
    let mut w = World::new();
    let start = w.now();
    for day in [0, 2, 4] {
        w.set_time(start + day * DAY);
        w.pause().ok();
    }
    assert!(!accepted_at(&mut w, start + 5 * DAY));
    first_accepted(&mut w, start + WEEK);
    w.pause().ok();
    // And the next one follows the second.
    first_accepted(&mut w, start + 2 * DAY + WEEK);
}

#[test]
fn a72_the_span_is_counted_from_when_pauses_were_called_also_of_chained_ones() {
    let mut w = World::new();
    let start = w.now();
    w.pause().ok();
    w.advance(HOUR);
    w.pause().ok();
    w.set_time(start + 3 * PAUSE);
    w.pause().ok();
    refused_now(&mut w);
    first_accepted(&mut w, start + WEEK);
    w.pause().ok();
    // The second was called an hour after the first.
    first_accepted(&mut w, start + WEEK + HOUR);
    w.pause().ok();
    // The third is out of the span, but two followed each other: a rest is due.
    assert!(!accepted_at(&mut w, start + WEEK + 2 * PAUSE));
    first_accepted(&mut w, start + WEEK + 3 * PAUSE);
}

#[test]
fn a72_pauses_that_are_lifted_at_once_count_in_full() {
    let mut w = World::new();
    let start = w.now();
    w.pause().ok();
    lift(&mut w).ok();
    w.pause().ok();
    lift(&mut w).ok();
    // Two in a row, however short.
    refused_now(&mut w);
    first_accepted(&mut w, start + PAUSE);
    w.pause().ok();
    lift(&mut w).ok();
    assert!(!accepted_at(&mut w, start + 3 * PAUSE));
    first_accepted(&mut w, start + WEEK);
}

#[test]
fn a72_a_pause_that_follows_a_lifted_one_lasts_six_hours_from_when_it_is_called() {
    let mut w = World::new();
    let start = w.now();
    w.pause().ok();
    w.advance(HOUR);
    lift(&mut w).ok();
    w.advance(HOUR);
    w.pause()
        .emits(BusinessPaused {
            until: start + 2 * HOUR + PAUSE,
            at: start + 2 * HOUR,
        })
        .ok();
}
