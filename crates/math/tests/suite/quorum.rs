use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        MathError,
        quorum::{self, Interval, MAX_SOURCES, Signal, View},
    },
    proptest::prelude::*,
};

const STRIKE: i64 = 950_000_000;

fn interval() -> impl Strategy<Value = Interval> {
    (near_peg(), 0i64..300_000_000, 0u8..4).prop_map(|(price, width, kind)| match kind {
        0 => Interval {
            low: STRIKE - width,
            high: STRIKE - 1 + width % 3,
        }, // at the strike from below
        1 => Interval {
            low: STRIKE - 1 + width % 3,
            high: STRIKE + 2 + width,
        }, // at it from above
        _ => Interval {
            low: price - width,
            high: price + width,
        },
    })
}

fn intervals() -> impl Strategy<Value = Vec<Interval>> {
    prop::collection::vec(interval(), 1..=MAX_SOURCES)
}

fn point(price: i64) -> Interval {
    Interval { low: price, high: price }
}

fn signal(intervals: &[Interval], m: usize) -> Signal {
    quorum::view(intervals, m).unwrap().signal(STRIKE)
}

#[test]
fn a_quorum_needs_its_sources() {
    assert_eq!(quorum::view(&[], 1), Err(MathError::TooFewSources));
    assert_eq!(quorum::view(&[point(1)], 2), Err(MathError::TooFewSources));
    assert_eq!(quorum::view(&[point(1)], usize::MAX), Err(MathError::TooFewSources));
    assert_eq!(quorum::view(&[point(1)], 0), Err(MathError::OutOfRange));
    assert_eq!(quorum::view(&[point(1); 5], 2), Err(MathError::OutOfRange));
    assert_eq!(quorum::view(&[Interval { low: 2, high: 1 }], 1), Err(MathError::OutOfRange));
}

#[test]
fn a_rule_needs_a_majority() {
    let good: Vec<_> = (0..6)
        .flat_map(|m| (0..6).map(move |n| (m, n)))
        .filter(|&(m, n)| quorum::check_rule(m, n).is_ok())
        .collect();
    assert_eq!(good, [(1, 1), (2, 2), (2, 3), (3, 3), (3, 4), (4, 4)]);
}

/// R11: strike ± 1 tick.
#[test]
fn exactly_at_the_strike_is_neutral() {
    for m in 1..=2 {
        assert_eq!(signal(&[point(STRIKE); 2], m), Signal::Neutral);
        assert_eq!(signal(&[point(STRIKE - 1); 2], m), Signal::Breach);
        assert_eq!(signal(&[point(STRIKE + 1); 2], m), Signal::Recovery);
    }
    assert_eq!(
        signal(
            &[Interval {
                low: STRIKE - 9,
                high: STRIKE
            }; 2],
            2
        ),
        Signal::Neutral
    );
    assert_eq!(
        signal(
            &[Interval {
                low: STRIKE,
                high: STRIKE + 9
            }; 2],
            2
        ),
        Signal::Neutral
    );
}

/// 11 March 2023: two sources 8 % apart, both far below the peg, are a breach.
#[test]
fn sources_need_not_agree_within_a_spread() {
    let view = quorum::view(&[point(875_000_000), point(945_000_000)], 2).unwrap();
    assert_eq!(
        view,
        View {
            breach_price: 945_000_000,
            recovery_price: 875_000_000,
            lowest: 875_000_000
        }
    );
    assert_eq!(view.signal(STRIKE), Signal::Breach);
}

#[test]
fn intervals_widen_outwards_and_stop_at_zero() {
    let at = |price, deviation, k| quorum::interval(price, deviation, k);
    assert_eq!(
        at(1_000_000_000, 1_000_001, 21_200),
        Ok(Interval {
            low: 997_879_997,
            high: 1_002_120_003
        })
    );
    assert_eq!(at(100, 1_000, 10_000), Ok(Interval { low: 0, high: 1_100 }));
    assert_eq!(at(100, 0, u32::MAX), Ok(point(100)));
    assert_eq!(at(0, 1, 1), Ok(Interval { low: 0, high: 1 }));
    assert_eq!(at(-1, 0, 0), Err(MathError::OutOfRange));
    assert_eq!(at(1, -1, 0), Err(MathError::OutOfRange));
    assert_eq!(at(i64::MAX, 1, 1), Err(MathError::Overflow));
    assert_eq!(at(1, i64::MAX, u32::MAX), Err(MathError::Overflow));
}

#[test]
fn the_width_of_an_interval_is_rounded_up_and_needs_a_price() {
    let of = |price, high| quorum::width_bps_ceil(price, &Interval { low: 0, high });
    assert_eq!(of(1_000_000_000, 1_000_000_000), Ok(0));
    assert_eq!(of(1_000_000_000, 1_000_000_001), Ok(1), "a billionth is a basis point");
    assert_eq!(of(1_000_000_000, 1_020_000_000), Ok(200));
    assert_eq!(of(1, i64::MAX), Ok(u32::MAX));
    for (price, high) in [(0, 1), (-1, 1), (2, 1)] {
        assert_eq!(of(price, high), Err(MathError::OutOfRange), "{price}, {high}");
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn an_interval_is_exact(price in any_price(), deviation in any_price(), k in any::<u32>()) {
        let margin = BigInt::from(ceil(big(deviation as u64) * k, big(10_000u32)));
        let high = i64::try_from(price + &margin).ok();
        let low = i64::try_from((price - margin).max(BigInt::from(0))).unwrap();
        prop_assert_eq!(quorum::interval(price, deviation, k).ok(), high.map(|high| Interval { low, high }));
    }

    #[test]
    fn a_view_holds_the_mth_extremes(all in intervals(), m in 1usize..=MAX_SOURCES) {
        let mut highs: Vec<_> = all.iter().map(|i| i.high).collect();
        let mut lows: Vec<_> = all.iter().map(|i| i.low).collect();
        highs.sort_unstable();
        lows.sort_unstable_by_key(|&low| std::cmp::Reverse(low));
        let exact = (m <= all.len()).then(|| View {
            breach_price: highs[m - 1],
            recovery_price: lows[m - 1],
            lowest: *lows.last().unwrap(),
        });
        prop_assert_eq!(quorum::view(&all, m).ok(), exact);
    }

    /// The signals by their meaning: how many sources lie wholly on one side.
    #[test]
    fn a_signal_needs_m_sources_wholly_on_one_side(all in intervals(), m in 1usize..=MAX_SOURCES) {
        let m = 1 + m % all.len();
        let below = all.iter().filter(|i| i.high < STRIKE).count();
        let above = all.iter().filter(|i| i.low > STRIKE).count();
        let exact = if below >= m { Signal::Breach } else if above >= m { Signal::Recovery } else { Signal::Neutral };
        prop_assert_eq!(signal(&all, m), exact);
    }

    /// Leaving sources out never creates a breach or a recovery, for every rule that is one.
    #[test]
    fn leaving_a_source_out_decides_nothing(all in intervals(), m in 1usize..=MAX_SOURCES, keep in any::<u8>()) {
        let subset: Vec<_> = all.iter().enumerate().filter(|(i, _)| keep >> i & 1 == 1).map(|(_, i)| *i).collect();
        let Ok(part) = quorum::view(&subset, m) else {
            prop_assert!(subset.len() < m);
            return Ok(());
        };
        let full = quorum::view(&all, m).unwrap();
        prop_assert!(part.breach_price >= full.breach_price && part.recovery_price <= full.recovery_price);
        if quorum::check_rule(m, all.len()).is_ok() && part.signal(STRIKE) != Signal::Neutral {
            prop_assert_eq!(part.signal(STRIKE), full.signal(STRIKE));
        }
    }

    /// One source alone, whatever it says, creates no signal that the others do not already support.
    #[test]
    fn a_single_source_decides_nothing_when_two_are_needed(others in prop::collection::vec(interval(), 1..=3), liar in interval()) {
        let below = others.iter().any(|i| i.high < STRIKE);
        let above = others.iter().any(|i| i.low > STRIKE);
        let mut all = others;
        all.push(liar);
        let signal = signal(&all, 2);
        prop_assert!(signal != Signal::Breach || below);
        prop_assert!(signal != Signal::Recovery || above);
    }

    #[test]
    fn the_order_of_sources_does_not_matter(all in intervals(), m in 1usize..=MAX_SOURCES, turn in 0usize..4) {
        let mut turned = all.clone();
        turned.rotate_left(turn % all.len());
        prop_assert_eq!(quorum::view(&all, m), quorum::view(&turned, m));
        turned.reverse();
        prop_assert_eq!(quorum::view(&all, m), quorum::view(&turned, m));
    }
}
