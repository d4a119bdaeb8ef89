use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        MathError,
        window::{Advance, Closed, Rules, Window},
    },
    proptest::prelude::*,
};

/// The protocol's defaults.
const HOUR: Rules = Rules {
    length: 3_600,
    min_count: 12,
    spacing: 240,
    max_gap: 600,
};
const T0: i64 = 1_678_492_800;

/// Windows by their definition, from the whole list of observations.
struct Reference {
    rules: Rules,
    counted: Vec<(i64, i64)>,
}

impl Reference {
    fn observe(&mut self, now: i64, price: i64) -> Advance {
        let Some(&(last, _)) = self.counted.last() else {
            self.counted = vec![(now, price)];
            return Advance::Started;
        };
        if now - last < i64::from(self.rules.spacing) {
            return Advance::Ignored;
        }
        if now - last > i64::from(self.rules.max_gap) {
            self.counted = vec![(now, price)];
            return Advance::Started;
        }
        self.counted.push((now, price));
        let start = self.counted[0].0;
        if now - start < i64::from(self.rules.length) || self.counted.len() < usize::from(self.rules.min_count) {
            return Advance::Counted;
        }
        // Price by price and second by second, as a sum of big integers.
        let stood = self.counted.windows(2).map(|w| big(w[0].1 as u64) * (w[1].0 - w[0].0) as u64);
        let average = ceil(stood.sum(), big((now - start) as u64));
        self.counted = vec![(now, price)];
        Advance::Closed(Closed {
            start,
            price: i64::try_from(average).unwrap(),
        })
    }
}

fn rules() -> impl Strategy<Value = Rules> {
    (1u32..4_000, 1u16..14, 1u32..300, 0u32..600).prop_map(|(length, min_count, spacing, more)| Rules {
        length,
        min_count,
        spacing,
        max_gap: spacing + more,
    })
}

#[test]
fn rules_that_can_never_be_met_are_refused() {
    assert_eq!(HOUR.check(), Ok(()));
    for bad in [
        Rules { length: 0, ..HOUR },
        Rules { min_count: 0, ..HOUR },
        Rules { spacing: 0, ..HOUR },
        Rules {
            max_gap: HOUR.spacing - 1,
            ..HOUR
        },
    ] {
        assert_eq!(bad.check(), Err(MathError::InvalidTerms));
    }
}

#[test]
fn an_hour_of_twelve_observations_closes_and_the_next_window_begins_there() {
    let mut w = Window::default();
    assert_eq!(w.on_breach(&HOUR, T0, 940_000_000), Ok(Advance::Started));
    for i in 1..12 {
        assert_eq!(w.on_breach(&HOUR, T0 + 300 * i, 940_000_000), Ok(Advance::Counted));
    }
    // the price of the closing observation weighs only in the next window
    let end = T0 + 3_600;
    assert_eq!(
        w.on_breach(&HOUR, end, 1),
        Ok(Advance::Closed(Closed {
            start: T0,
            price: 940_000_000
        }))
    );
    assert_eq!(
        w,
        Window {
            start: end,
            last: end,
            priced_at: end,
            last_price: 1,
            weighted: 0,
            count: 1
        }
    );
}

#[test]
fn length_alone_or_count_alone_closes_nothing() {
    let mut few = Window::default();
    for i in 0..11 {
        assert!(!matches!(few.on_breach(&HOUR, T0 + 360 * i, 9), Ok(Advance::Closed(_))));
    }
    assert_eq!((few.last - few.start, few.count), (3_600, 11));
    let mut short = Window::default();
    for i in 0..15 {
        assert!(!matches!(short.on_breach(&HOUR, T0 + 240 * i, 9), Ok(Advance::Closed(_))));
    }
    assert_eq!((short.last - short.start, short.count), (3_360, 15));
    assert!(matches!(short.on_breach(&HOUR, T0 + 3_600, 9), Ok(Advance::Closed(_))));
}

#[test]
fn spacing_and_gap_hold_to_the_second() {
    let mut w = Window::default();
    w.on_breach(&HOUR, T0, 9).unwrap();
    let before = w;
    for early in [T0 + 239, T0, T0 - 1, 1] {
        assert_eq!(w.on_breach(&HOUR, early, 5), Ok(Advance::Ignored));
        assert_eq!(w, before);
    }
    assert_eq!(w.on_breach(&HOUR, T0 + 240, 9), Ok(Advance::Counted));
    assert_eq!(w.on_breach(&HOUR, T0 + 840, 9), Ok(Advance::Counted));
    assert_eq!(w.on_breach(&HOUR, T0 + 1_441, 7), Ok(Advance::Started));
    assert_eq!(
        w,
        Window {
            start: T0 + 1_441,
            last: T0 + 1_441,
            priced_at: T0 + 1_441,
            last_price: 7,
            weighted: 0,
            count: 1
        }
    );
}

#[test]
fn a_dropped_window_leaves_nothing() {
    let mut w = Window::default();
    w.on_breach(&HOUR, T0, 9).unwrap();
    w.drop_open();
    assert_eq!(w, Window::default());
    assert_eq!(w.on_breach(&HOUR, T0 + 1, 9), Ok(Advance::Started));
}

#[test]
fn impossible_observations_change_nothing() {
    let mut w = Window::default();
    w.on_breach(&HOUR, T0, 9).unwrap();
    let before = w;
    assert_eq!(w.on_breach(&HOUR, 0, 9), Err(MathError::OutOfRange));
    assert_eq!(w.on_breach(&HOUR, -5, 9), Err(MathError::OutOfRange));
    assert_eq!(w.on_breach(&HOUR, T0 + 300, -1), Err(MathError::OutOfRange));
    let mut full = Window {
        weighted: u128::MAX,
        ..before
    };
    assert_eq!(full.on_breach(&HOUR, T0 + 300, 9), Err(MathError::Overflow));
    assert_eq!(
        (w, full),
        (
            before,
            Window {
                weighted: u128::MAX,
                ..before
            }
        )
    );
}

/// A short wick inside an hour moves the average by its share of the hour, no more.
#[test]
fn a_wick_weighs_by_the_time_it_stood() {
    let mut w = Window::default();
    let mut closed = None;
    for i in 0..=12 {
        let price = if i == 6 { 100_000_000 } else { 940_000_000 };
        if let Advance::Closed(c) = w.on_breach(&HOUR, T0 + 300 * i, price).unwrap() {
            closed = Some(c);
        }
    }
    assert_eq!(
        closed,
        Some(Closed {
            start: T0,
            price: 870_000_000
        })
    );
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn windows_equal_the_definition_over_any_series(
        rules in rules(), series in prop::collection::vec((0u32..700, any_price(), 0u8..40), 1..60),
    ) {
        prop_assert_eq!(rules.check(), Ok(()));
        let mut window = Window::default();
        let mut reference = Reference { rules, counted: Vec::new() };
        let mut now = T0;
        for (after, price, kind) in series {
            now += i64::from(after);
            if kind == 0 {
                window.drop_open();
                reference.counted.clear();
            } else {
                prop_assert_eq!(window.on_breach(&rules, now, price), Ok(reference.observe(now, price)));
            }
            let (first, last) = (reference.counted.first(), reference.counted.last());
            prop_assert_eq!(window.start, first.map_or(0, |x| x.0));
            prop_assert_eq!((window.last, window.last_price), last.copied().unwrap_or_default());
            prop_assert_eq!(usize::from(window.count), reference.counted.len());
        }
    }

    /// The average lies within the prices that were seen, and a higher series never pays more.
    #[test]
    fn the_average_lies_between_the_prices_and_rises_with_them(
        prices in prop::collection::vec(any_price(), 13), gaps in prop::collection::vec(300u32..=600, 12), rise in 0i64..1_000_000,
    ) {
        let run = |bonus: i64| {
            let (mut w, mut now, mut gaps) = (Window::default(), T0, gaps.iter());
            for price in &prices {
                if let Advance::Closed(c) = w.on_breach(&HOUR, now, (price >> 1) + bonus).unwrap() {
                    return Some(c.price);
                }
                now += gaps.next().map_or(0, |&gap| i64::from(gap));
            }
            None
        };
        let average = run(0).unwrap();
        let weighing = &prices[..12];
        prop_assert!(weighing.iter().any(|p| p >> 1 <= average) && weighing.iter().any(|p| p >> 1 >= average));
        prop_assert!(run(rise).unwrap() >= average);
    }

    /// Nobody can fill a window faster than its length, or with fewer observations than its count.
    #[test]
    fn windows_never_close_early(rules in rules(), series in prop::collection::vec((0u32..400, near_peg()), 1..80)) {
        let (mut w, mut now, mut counted) = (Window::default(), T0, 0u16);
        for (after, price) in series {
            now += i64::from(after);
            match w.on_breach(&rules, now, price).unwrap() {
                Advance::Ignored => {}
                Advance::Started => counted = 1,
                Advance::Counted => counted += 1,
                Advance::Closed(c) => {
                    prop_assert!(counted + 1 >= rules.min_count && now - c.start >= i64::from(rules.length));
                    counted = 1;
                }
            }
        }
    }
}

/// whoever picks the seconds at which observations count does not pick the price: every reading stands until the next.
#[test]
fn a57_every_reading_prices_the_window_for_as_long_as_it_stands() {
    let mut w = Window::default();
    let mut weighted = 0u128;
    for i in 0..=12 {
        let at = T0 + 300 * i;
        w.reprice(at, 100).unwrap();
        match w.on_breach(&HOUR, at, 100).unwrap() {
            Advance::Closed(closed) => {
                // 100 for one second in each five minutes, 1,000 for the other 299.
                assert_eq!((i, weighted), (12, 12 * (100 + 299 * 1_000)));
                assert_eq!(closed, Closed { start: T0, price: 997 });
                return;
            }
            _ => assert!(i < 12),
        }
        w.reprice(at + 1, 1_000).unwrap();
        weighted += 100 + 299 * 1_000;
    }
}

#[test]
fn a_reading_without_an_open_window_or_from_the_past_prices_nothing() {
    let mut w = Window::default();
    w.reprice(T0, 5).unwrap();
    assert_eq!(w, Window::default());
    w.on_breach(&HOUR, T0, 9).unwrap();
    let before = w;
    w.reprice(T0, 5).unwrap();
    w.reprice(T0 - 1, 5).unwrap();
    assert_eq!(w, before);
    assert_eq!(w.reprice(0, 5), Err(MathError::OutOfRange));
    assert_eq!(w.reprice(T0 + 1, -1), Err(MathError::OutOfRange));
}
