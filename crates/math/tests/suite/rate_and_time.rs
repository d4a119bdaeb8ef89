use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{BPS_PPB, DAY, MAX_AHEAD_DAYS, MathError, PPB, RING, YEAR, rate, time},
    proptest::prelude::*,
};

#[test]
fn constants_agree_with_each_other() {
    assert_eq!(rate::bps(10_000), PPB);
    assert_eq!(BPS_PPB * 10_000, PPB);
    assert_eq!(YEAR, 365 * DAY as u64);
    assert!((MAX_AHEAD_DAYS as usize) < RING);
    assert_eq!(rate::bps(u16::MAX), 6_553_500_000);
}

#[test]
fn days_begin_and_end_at_midnight() {
    assert_eq!(time::day_of(-1), Err(MathError::OutOfRange));
    assert_eq!(time::day_of(i64::MIN), Err(MathError::OutOfRange));
    assert_eq!(time::day_of(i64::MAX), Err(MathError::OutOfRange));
    assert_eq!(time::day_of(0), Ok(0));
    assert_eq!(time::day_of(DAY - 1), Ok(0));
    assert_eq!(time::day_of(DAY), Ok(1));
    // 2023-03-11 00:00:00 UTC, the day of the USDC de-peg
    assert_eq!(time::day_of(1_678_492_800), Ok(19_427));
    assert_eq!(time::midnight(19_427), 1_678_492_800);
    assert_eq!(time::day_of(time::midnight(u32::MAX)), Ok(u32::MAX));
    assert_eq!(time::day_of(time::midnight(u32::MAX) + DAY), Err(MathError::OutOfRange));
}

#[test]
fn a_purchase_at_midnight_ends_at_midnight_and_one_second_later_a_day_later() {
    let midnight = 1_678_492_800;
    assert_eq!(time::first_midnight_after_days(midnight, 30), Ok(19_457));
    assert_eq!(time::first_midnight_after_days(midnight + 1, 30), Ok(19_458));
    assert_eq!(time::first_midnight_after_days(midnight - 1, 30), Ok(19_457));
    assert_eq!(time::first_midnight_after_days(-1, 30), Err(MathError::OutOfRange));
    assert_eq!(time::first_midnight_after_days(0, u32::MAX), Ok(u32::MAX));
    assert_eq!(time::first_midnight_after_days(1, u32::MAX), Err(MathError::OutOfRange));
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn shares_of_an_amount_are_exact(amount in any_u64(), ppb in any_u64()) {
        let product = big(amount) * ppb;
        prop_assert_eq!(rate::share_floor(amount, ppb).ok(), u64_of(floor(product.clone(), big(PPB))));
        prop_assert_eq!(rate::share_ceil(amount, ppb).ok(), u64_of(ceil(product, big(PPB))));
    }

    #[test]
    fn a_ratio_of_at_most_100_percent_never_fails(amount in any_u64(), ppb in any_ratio()) {
        prop_assert!(rate::share_floor(amount, ppb).unwrap() <= rate::share_ceil(amount, ppb).unwrap());
        prop_assert!(rate::share_ceil(amount, ppb).unwrap() <= amount);
    }

    #[test]
    fn day_is_the_floor_of_time(t in any::<i64>().prop_flat_map(|t| (0u32..63).prop_map(move |s| t >> s))) {
        let exact = u32::try_from(t.div_euclid(86_400)).ok().filter(|_| t >= 0);
        prop_assert_eq!(time::day_of(t).ok(), exact);
    }

    /// The end is a midnight, not before what was paid for and less than a day after it.
    #[test]
    fn the_end_is_the_first_midnight_far_enough(now in 0i64..4_000_000_000_000, days in 0u32..1_000_000) {
        let end = time::midnight(time::first_midnight_after_days(now, days).unwrap());
        let least = now + i64::from(days) * 86_400;
        prop_assert!(end % 86_400 == 0 && least <= end && end < least + 86_400);
    }
}
