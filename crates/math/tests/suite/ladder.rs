use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        MathError, PPB,
        ladder::{self, MAX_STEPS, STEP_MIN_RISE},
        payout::PayoutCurve,
    },
    proptest::prelude::*,
};

#[test]
fn a_step_rises_five_points_or_reaches_the_largest() {
    let q = |ratio, last| ladder::qualifies(ratio, last, PPB, STEP_MIN_RISE);
    assert!(!q(40_000_000, 40_000_000));
    assert!(!q(89_999_999, 40_000_000));
    assert!(q(90_000_000, 40_000_000));
    assert!(q(PPB, PPB - 1));
    assert!(!q(PPB, PPB));
    assert!(!q(0, 1));
    // the first step and the one last step of any size
    assert!(ladder::qualifies(1, 0, PPB, 1));
    assert!(!ladder::qualifies(0, 0, PPB, 0));
}

#[test]
fn nothing_needed_is_nothing_due() {
    assert_eq!(ladder::due_floor(100, PPB, 0, 0), Ok(0));
    assert_eq!(ladder::due_floor(100, 0, 0, 0), Ok(0));
    assert_eq!(ladder::needed_ceil(0, PPB), Ok(0));
    assert_eq!(ladder::needed_ceil(1, 1), Ok(1));
    assert_eq!(ladder::needed_ceil(1, PPB + 1), Err(MathError::OutOfRange));
    assert_eq!(ladder::due_floor(1, PPB + 1, 1, 1), Err(MathError::OutOfRange));
    // funded beyond need pays the need
    assert_eq!(ladder::due_floor(100, PPB, 500, 100), Ok(100));
}

/// ADR 14: of 100 in force 60 end after a first window of 30 %, whose step waits. What windows still to close can add is 70 % of the 40
/// that run; without it the larger of 30 and 40 would be held, and 58 can be lost.
#[test]
fn what_is_still_to_come_counts_ended_cover_by_closed_windows_and_running_cover_by_all() {
    let points = |n: u64| n * (PPB / 100);
    assert_eq!(ladder::to_come_ceil(100, 40, points(30), points(30), PPB), Ok(28));
    // a closed window of 50 % that no step has taken yet
    assert_eq!(ladder::to_come_ceil(100, 40, points(30), points(50), PPB), Ok(20 + 20));
    // the breach is over; a window below the last step adds nothing
    assert_eq!(ladder::to_come_ceil(100, 0, points(30), points(50), PPB), Ok(20));
    assert_eq!(ladder::to_come_ceil(100, 0, points(30), 0, PPB), Ok(0));
    assert_eq!(ladder::to_come_ceil(3, 3, 0, 1, 2), Ok(2), "each part is rounded up");
    assert_eq!(ladder::to_come_ceil(1, 1, 2, 0, 1), Err(MathError::OutOfRange));
    assert_eq!(ladder::to_come_ceil(u64::MAX, u64::MAX, 0, PPB / 2, PPB), Err(MathError::Overflow));
}

/// The longest path there is: every step by the least rise from a first of one billionth.
#[test]
fn the_slowest_fall_takes_exactly_the_most_steps() {
    let mut last = 0;
    let mut steps = 0;
    for ratio in 1..=20 {
        let ratio = 1 + (ratio - 1) * STEP_MIN_RISE;
        assert!(ladder::qualifies(ratio, last, PPB, if steps == 0 { 1 } else { STEP_MIN_RISE }));
        last = ratio;
        steps += 1;
    }
    assert!(!ladder::qualifies(PPB - 1, last, PPB, STEP_MIN_RISE));
    assert!(ladder::qualifies(PPB, last, PPB, STEP_MIN_RISE));
    assert_eq!(steps + 1, MAX_STEPS);
}

proptest! {
    #![proptest_config(cases())]

    /// Any path of closed windows, a first step of any size, then raises, then one last of any size.
    #[test]
    fn no_price_path_makes_more_than_21_steps(
        mut prices in prop::collection::vec(0i64..1_000_000_000, 1..120),
        largest in 1..=PPB, fall in any::<bool>(), binary in any::<bool>(),
    ) {
        let curve = PayoutCurve { attachment: 999_999_999, exhaustion: 0, largest, binary };
        if fall {
            prices.sort_unstable_by_key(|&p| std::cmp::Reverse(p));
        }
        let (mut last, mut steps, mut paid) = (0, 0, 0);
        let (after, during) = prices.split_last().unwrap();
        let mut step = |price: i64, least: u64| {
            let ratio = curve.ratio_floor(price).unwrap();
            if ladder::qualifies(ratio, last, largest, least) {
                paid += ratio - last;
                last = ratio;
                steps += 1;
            }
            steps
        };
        for &price in during {
            let least = if step(price, u64::MAX) == 0 { 1 } else { STEP_MIN_RISE };
            step(price, least);
        }
        step(*after, 1);
        prop_assert!(steps <= MAX_STEPS, "{} steps", steps);
        prop_assert!(paid == last && paid <= largest);
    }

    /// Whatever the cut and however the cover is divided, a step never pays more than it was funded with.
    #[test]
    fn what_is_due_never_passes_what_was_funded(
        bases in prop::collection::vec(any_u64().prop_map(|x| x >> 6), 0..40), slack in any_u64(), rise in any_ratio(), cut in any_ratio(),
    ) {
        let eligible = bases.iter().sum::<u64>().saturating_add(slack >> 8);
        let needed = ladder::needed_ceil(eligible, rise).unwrap();
        prop_assert_eq!(big(needed), ceil(big(eligible) * rise, big(PPB)));
        let funded = u64_of(floor(big(needed) * cut, big(PPB))).unwrap();
        let mut sum = 0u128;
        for &base in &bases {
            let due = ladder::due_floor(base, rise, funded, needed).unwrap();
            prop_assert!(due <= base);
            sum += u128::from(due);
        }
        prop_assert!(sum <= u128::from(funded));
    }

    #[test]
    fn what_is_due_is_exact(base in any_u64(), rise in any_ratio(), funded in any_u64(), needed in any_u64()) {
        let share = floor(big(base) * rise, big(PPB));
        let exact = if needed == 0 { Some(0) } else { u64_of(floor(share * funded.min(needed), big(needed))) };
        prop_assert_eq!(ladder::due_floor(base, rise, funded, needed).ok(), exact);
    }

    #[test]
    fn qualifying_is_exact(ratio in any_ratio(), last in any_ratio(), largest in any_ratio(), least in any_ratio()) {
        for ratio in [ratio, largest, last.saturating_add(least), (last.saturating_add(least)).saturating_sub(1)] {
            let rise = i128::from(ratio) - i128::from(last);
            let exact = rise > 0 && (rise >= i128::from(least) || ratio == largest);
            prop_assert_eq!(ladder::qualifies(ratio, last, largest, least), exact);
        }
    }

    #[test]
    fn what_is_to_come_is_exact(later in any_u64(), running in any_u64(), last in any_ratio(), deepest in any_ratio(), largest in any_ratio()) {
        let (last, largest) = (last.min(largest), largest.max(last));
        let reached = deepest.max(last).min(largest);
        let part = |cover: u64, rise: u64| ceil(big(cover) * rise, big(PPB));
        let exact = if largest > PPB { None } else { u64_of(part(later, reached - last) + part(running, largest - reached)) };
        prop_assert_eq!(ladder::to_come_ceil(later, running, last, deepest, largest).ok(), exact);
    }

    /// Whatever windows come and whenever policies end, no ladder pays more than was held (ADR 14).
    #[test]
    fn no_ladder_takes_more_than_was_held(
        policies in prop::collection::vec((1u64..1 << 40, 0u64..20), 1..12),
        windows in prop::collection::vec((0u64..20, any_ratio()), 0..30), last in any_ratio(), today in 0u64..20,
    ) {
        let last = last.min(PPB);
        let mut windows: Vec<_> = windows.into_iter().map(|(day, ratio)| (day, ratio.min(PPB))).collect();
        windows.sort_unstable();
        let cover_after = |day: u64| policies.iter().filter(|(_, end)| *end > day).map(|(cover, _)| cover).sum::<u64>();
        let deepest = windows.iter().filter(|(day, _)| *day < today).map(|(_, r)| *r).max().unwrap_or(0);
        let held = ladder::to_come_ceil(cover_after(0), cover_after(today), last, deepest, PPB).unwrap();
        // Each policy gets the deepest window that began before its end.
        let gets = |&(cover, end): &(u64, u64)| {
            let best = windows.iter().filter(|(day, _)| *day < end).map(|(_, r)| *r).max().unwrap_or(0);
            u128::from(cover) * u128::from(best.saturating_sub(last)) / u128::from(PPB)
        };
        prop_assert!(policies.iter().map(gets).sum::<u128>() <= u128::from(held));
    }

    #[test]
    fn the_bound_of_eligible_cover_is_exact(e0 in any_u64(), ended in any_u64(), waiting in any_u64()) {
        let later = BigInt::from(e0) - ended + waiting;
        let exact = BigInt::from(e0).min(later).max(BigInt::from(0));
        prop_assert_eq!(BigInt::from(ladder::eligible_bound(e0, ended, waiting)), exact);
    }

    /// The bound holds: it is never below the cover that is really eligible, for any of it that ended.
    #[test]
    fn the_bound_is_never_below_the_eligible_cover(e0 in any_u64(), waiting in any_u64(), x in any_u64(), y in any_u64()) {
        // of what ended, `x` was in force at the first breach and `y` was waiting then, so not eligible
        let (x, y) = (x % e0.max(1), y % waiting.max(1));
        if let Some(ended) = x.checked_add(y) {
            prop_assert!(ladder::eligible_bound(e0, ended, waiting) >= e0 - x);
        }
    }
}
