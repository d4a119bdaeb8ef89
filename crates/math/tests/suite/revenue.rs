use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{MathError, revenue},
    proptest::prelude::*,
};

const WHOLE: u64 = 30 * 86_400;

#[test]
fn the_escrows_share_is_rounded_down() {
    assert_eq!((revenue::share_floor(999, 2_000), revenue::share_floor(4, 2_000)), (Ok(199), Ok(0)));
    assert_eq!(revenue::share_floor(u64::MAX, 10_000), Ok(u64::MAX));
}

#[test]
fn a_stream_that_starts_alone_lasts_its_whole_time() {
    let started = revenue::join(0, 0, 0, WHOLE * 7, WHOLE).unwrap();
    assert_eq!((started.rate, started.seconds, started.rest), (7 << 64, WHOLE, 0));
    assert_eq!(revenue::join(0, 0, 0, 0, WHOLE), Err(MathError::DivideByZero));
}

#[test]
fn streams_that_meet_last_as_long_as_their_average() {
    let started = revenue::join(10 << 64, 100, 0, 1_000, 300).unwrap();
    assert_eq!((started.seconds, started.rate), (200, 10 << 64));
}

/// The known grief of such streams: a crumb that begins the thirty days anew.
#[test]
fn r20_a_thousand_crumbs_in_one_second_stretch_nothing() {
    let (mut rate, mut left, mut rest) = ((1_000_000u128 << 64) / 864_000, 864_000u64, 0);
    for _ in 0..1_000 {
        let started = revenue::join(rate, left, rest, 1, WHOLE).unwrap();
        assert!(started.seconds <= left + 1 && started.seconds >= left);
        (rate, left, rest) = (started.rate, started.seconds, started.rest);
    }
    assert!(left <= 864_000 + 1_728, "as long as one sweep of a thousand atoms: {left}");
}

proptest! {
    #![proptest_config(cases())]

    /// Nothing is lost and nothing is made, to the last bit; the time lies between the two that meet.
    #[test]
    fn a42_what_joins_is_what_streams_and_what_is_left(rate in any_u128(), left in 0u64..=WHOLE, waits in any_u128(), new in any_u64()) {
        let running = big(rate) * left;
        let total = &running + waits + (big(new) << 64u32);
        match revenue::join(rate, left, waits, new, WHOLE) {
            Ok(s) => {
                prop_assert_eq!(big(s.rate) * s.seconds + s.rest, total);
                prop_assert!(s.rest < u128::from(s.seconds));
                prop_assert!(s.seconds <= WHOLE && (running == big(0u32) || s.seconds >= left));
            }
            Err(MathError::DivideByZero) => prop_assert!(total < (big(1u32) << 64u32)),
            Err(_) => prop_assert!(ceil(running, big(1u32) << 64u32) + new + (waits >> 64) >= big(1u32) << 64u32),
        }
    }

    #[test]
    fn a42_what_each_token_gets_and_what_is_left_is_what_streamed(streamed in any_u128(), locked in any_u64()) {
        match revenue::per_token_floor(streamed, locked) {
            Ok((each, rest)) => {
                prop_assert_eq!(big(each) * locked + rest, big(streamed));
                prop_assert!(rest < u128::from(locked));
            }
            Err(error) => prop_assert_eq!((locked, error), (0, MathError::DivideByZero)),
        }
    }

    /// However often the sum per token has begun anew.
    #[test]
    fn what_is_earned_is_exact(locked in any_u64(), from in any_u128(), gained in any_u128()) {
        let wanted = u128_of(big(locked) * gained).ok_or(MathError::Overflow);
        prop_assert_eq!(revenue::earned(locked, from, from.wrapping_add(gained)), wanted);
    }

    /// However what is locked is divided among owners, together they earn all that was given per token.
    #[test]
    fn a42_parts_earn_what_the_whole_earns(parts in prop::collection::vec(0u64..1 << 56, 1..20), from in any_u128(), gained in 0u128..1 << 64) {
        let to = from.wrapping_add(gained);
        let whole = revenue::earned(parts.iter().sum(), from, to).unwrap();
        let sum: u128 = parts.iter().map(|part| revenue::earned(*part, from, to).unwrap()).sum();
        prop_assert_eq!(sum, whole);
    }
}
