use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{DAY, MathError, stream, time},
    proptest::prelude::*,
};

#[test]
fn nothing_streams_over_no_time() {
    assert_eq!(stream::rate_floor(5, 0), Err(MathError::DivideByZero));
    assert_eq!(stream::rate_floor(0, 5), Ok(0));
}

#[test]
fn a_stream_lasts_as_many_whole_seconds_as_its_money() {
    let rate = stream::rate_floor(1_000, 10).unwrap();
    assert_eq!(stream::seconds_floor(1_000, rate), Ok(10));
    assert_eq!(stream::seconds_floor(1_099, rate), Ok(10));
    assert_eq!(stream::seconds_floor(1_100, rate), Ok(11));
    assert_eq!(stream::seconds_floor(0, rate), Ok(0));
    assert_eq!(stream::seconds_floor(1, 0), Err(MathError::DivideByZero));
    assert_eq!(stream::seconds_floor(u64::MAX, 1), Err(MathError::Overflow));
}

#[test]
fn an_atom_counts_as_unearned_until_it_is_wholly_earned() {
    let rate = stream::rate_floor(1, 10).unwrap();
    let q = stream::add(0, rate, 10).unwrap();
    assert_eq!(stream::atoms_ceil(q), Ok(1));
    assert_eq!(stream::atoms_ceil(stream::take(q, rate, 9).unwrap()), Ok(1));
    assert_eq!(stream::take(q, rate, 10), Ok(0));
    assert_eq!(stream::take(q, rate, 11), Err(MathError::OutOfRange));
    assert_eq!(stream::atoms_ceil(u128::MAX), Err(MathError::Overflow));
}

/// Policies sold at any second, each ending at a midnight, with the pool touched at random times in between.
#[derive(Clone, Debug)]
struct Sale {
    after: u32,
    amount: u64,
    days: u32,
}

fn sales() -> impl Strategy<Value = Vec<Sale>> {
    let sale = (0u32..200_000, amount(), 1u32..20).prop_map(|(after, x, days)| Sale {
        after,
        amount: x >> 4,
        days,
    });
    prop::collection::vec(sale, 1..12)
}

/// Recognises from `since` to `now`: one take per run between midnights, as the ring of stops requires.
fn recognise(q: &mut u128, rate: &mut u128, stops: &mut Vec<(i64, u128)>, since: i64, now: i64) -> u128 {
    let (start, mut at) = (*q, since);
    stops.sort_unstable();
    while let Some(&(end, ended)) = stops.first().filter(|(end, _)| *end <= now) {
        *q = stream::take(*q, *rate, (end - at) as u64).unwrap();
        *rate -= ended;
        at = end;
        stops.remove(0);
    }
    *q = stream::take(*q, *rate, (now - at) as u64).unwrap();
    start - *q
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn rates_and_sums_are_exact(amount in any_u64(), seconds in any_u64(), q in any_u128(), rate in any_u128()) {
        let exact = (seconds > 0).then(|| floor(big(amount) << 64, big(seconds.max(1))));
        prop_assert_eq!(stream::rate_floor(amount, seconds).ok(), exact.and_then(u128_of));
        prop_assert_eq!(stream::atoms_ceil(q).ok(), u64_of(ceil(big(q), big(1u8) << 64)));
        let moved = big(rate) * seconds;
        prop_assert_eq!(stream::add(q, rate, seconds).ok(), u128_of(big(q) + &moved));
        let left = (big(q) >= moved).then(|| big(q) - moved);
        prop_assert_eq!(stream::take(q, rate, seconds).ok(), left.and_then(u128_of));
    }

    /// A stream never promises more than was paid; what it leaves behind is below a second's worth of 2^-64 atoms.
    #[test]
    fn the_remainder_of_a_stream_is_dust(amount in any_u64(), seconds in 1u64..40_000_000) {
        let q = stream::add(0, stream::rate_floor(amount, seconds).unwrap(), seconds).unwrap();
        let left = (u128::from(amount) << 64) - q;
        prop_assert!(left < u128::from(seconds));
        prop_assert!(stream::atoms_ceil(q).unwrap() <= amount);
    }

    /// For any interleaving of sales and recognitions all takes add up to all adds and nothing is left.
    #[test]
    fn everything_added_is_taken_and_nothing_is_left(sales in sales(), touches in prop::collection::vec(0u32..100_000, 12)) {
        let (mut q, mut rate, mut stops) = (0u128, 0u128, Vec::new());
        let (mut added, mut taken, mut now) = (0u128, 0u128, 1_678_492_800i64);
        for (sale, touch) in sales.iter().zip(touches) {
            for later in [now + i64::from(touch), now + i64::from(touch) + i64::from(sale.after)] {
                taken += recognise(&mut q, &mut rate, &mut stops, now, later);
                now = later;
            }
            let end = time::midnight(time::first_midnight_after_days(now, sale.days).unwrap());
            let new = stream::rate_floor(sale.amount, (end - now) as u64).unwrap();
            let grown = stream::add(q, new, (end - now) as u64).unwrap();
            added += grown - q;
            q = grown;
            rate += new;
            stops.push((end, new));
        }
        taken += recognise(&mut q, &mut rate, &mut stops, now, now + 21 * DAY);
        prop_assert_eq!((q, rate, added), (0, 0, taken));
    }
}
