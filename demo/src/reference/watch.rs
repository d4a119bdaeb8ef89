//! Observations: which side of the strike, which windows close at which average, when a breach is over.

use {
    crate::{
        record::Window,
        tape::Side,
        terms::Terms,
        time::{DAY, day_of},
    },
    std::collections::BTreeMap,
};

const SILENCE: i64 = 14 * DAY;

/// The sources' view together: the price that `need` of them do not exceed, and on which side of the strike they are.
pub fn view(prices: &[i64], need: usize, strike: i64) -> (i64, Side) {
    let mut rising = prices.to_vec();
    rising.sort_unstable();
    let breach_price = rising[need - 1];
    let recovery_price = rising[rising.len() - need];
    let side = match () {
        () if breach_price < strike => Side::Breach,
        () if recovery_price > strike => Side::Recovery,
        () => Side::Neutral,
    };
    (breach_price, side)
}

/// Payout at a price: nothing from the strike up, everything from the exhaustion down, straight in between, rounded down.
pub fn ratio(terms: &Terms, price: i64) -> u64 {
    match price {
        p if p >= terms.strike => 0,
        p if p <= terms.exhaustion => 1_000_000_000,
        p => (i128::from(terms.strike - p) * 1_000_000_000 / i128::from(terms.strike - terms.exhaustion)) as u64,
    }
}

/// What an observation changed.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Seen {
    pub breach_starts: bool,
    pub breach_ends: bool,
    pub closed: Option<Window>,
}

/// Everything the observations of one product have come to.
#[derive(Default)]
pub struct Watch {
    pub in_breach: bool,
    pub observed_at: i64,
    pub lowest: i64,
    last_breach: i64,
    recoveries: usize,
    last_recovery: i64,
    /// Times of the counted observations of the open window.
    counted: Vec<i64>,
    /// Every reading since it opened: time and price.
    priced: Vec<(i64, i64)>,
    /// Sources in the last reading.
    pub sources: usize,
    /// Windows of the running breach.
    pub windows: usize,
    /// Deepest window of each day, with the breach it belongs to; the last 64 days.
    pub deepest: BTreeMap<i64, (u32, Window)>,
}

impl Watch {
    /// One observation at `t`.
    pub fn observe(&mut self, terms: &Terms, t: i64, prices: &[i64]) -> (Side, Seen) {
        let (price, side) = view(prices, terms.need, terms.strike);
        self.observed_at = t;
        self.lowest = prices.iter().copied().min().unwrap_or_default();
        self.sources = prices.len();
        if !self.counted.is_empty() {
            self.priced.push((t, price));
        }
        let seen = match side {
            Side::Breach => self.breach(terms, t, price),
            Side::Recovery => self.recovery(terms, t),
            Side::Neutral => Seen::default(),
        };
        (side, seen)
    }

    fn breach(&mut self, terms: &Terms, t: i64, price: i64) -> Seen {
        let mut seen = Seen {
            breach_starts: !self.in_breach,
            ..Seen::default()
        };
        if seen.breach_starts {
            self.in_breach = true;
            self.windows = 0;
            self.drop_open();
        }
        self.last_breach = t;
        self.recoveries = 0;
        match self.counted.last() {
            Some(last) if t - last < i64::from(terms.spacing()) => return seen,
            Some(last) if t - last <= i64::from(terms.max_gap()) => self.counted.push(t),
            _ => self.open(t, price),
        }
        let start = self.counted[0];
        if t - start >= i64::from(terms.window) && self.counted.len() >= usize::from(terms.min_count()) {
            seen.closed = Some(Window {
                start,
                closed_at: t,
                price: average(&self.priced),
            });
            self.windows += 1;
            self.open(t, price);
        }
        seen
    }

    fn open(&mut self, t: i64, price: i64) {
        self.counted = vec![t];
        self.priced = vec![(t, price)];
    }

    fn drop_open(&mut self) {
        self.counted.clear();
        self.priced.clear();
    }

    fn recovery(&mut self, terms: &Terms, t: i64) -> Seen {
        let too_soon = self.last_recovery > 0 && t - self.last_recovery < i64::from(terms.spacing());
        if !self.in_breach || too_soon {
            return Seen::default();
        }
        self.recoveries += 1;
        self.last_recovery = t;
        if self.recoveries >= 2 {
            self.drop_open();
        }
        Seen {
            breach_ends: self.recovered(t),
            ..Seen::default()
        }
    }

    fn recovered(&self, t: i64) -> bool {
        self.recoveries >= 12 && (t - self.last_breach >= DAY || self.windows == 0)
    }

    /// Twelve recoveries in a row (and a day of them once a window has closed), two weeks without a breach observation, or a
    /// day without any observation before a window closed.
    pub fn is_over(&self, t: i64) -> bool {
        let silent = t - self.last_breach >= SILENCE || (self.windows == 0 && t - self.observed_at >= DAY);
        self.in_breach && (self.recovered(t) || silent)
    }

    /// The breach is over.
    pub fn end(&mut self) {
        self.in_breach = false;
        self.recoveries = 0;
        self.last_recovery = 0;
        self.drop_open();
    }

    /// Keeps the deepest window of its day.
    pub fn keep(&mut self, breach: u32, window: Window) {
        let day = day_of(window.start);
        let better = self
            .deepest
            .get(&day)
            .is_none_or(|(of, kept)| *of != breach || window.price < kept.price);
        if better {
            self.deepest.insert(day, (breach, window));
        }
        self.deepest.retain(|kept, _| kept + 64 > day);
    }
}

/// Each price weighs by the seconds until the next reading; rounded up.
fn average(priced: &[(i64, i64)]) -> i64 {
    let sum: i128 = priced
        .windows(2)
        .map(|pair| i128::from(pair[0].1) * i128::from(pair[1].0 - pair[0].0))
        .sum();
    let seconds = i128::from(priced[priced.len() - 1].0 - priced[0].0);
    ((sum + seconds - 1) / seconds) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_sources_the_higher_decides_a_breach_and_the_lower_a_recovery() {
        assert_eq!(view(&[940, 930], 2, 950), (940, Side::Breach));
        assert_eq!(view(&[200, 951], 2, 950), (951, Side::Neutral));
        assert_eq!(view(&[951, 3_990], 2, 950), (3_990, Side::Recovery));
        assert_eq!(view(&[200, 940, 951], 2, 950), (940, Side::Breach));
        assert_eq!(view(&[940, 951, 999], 2, 950), (951, Side::Recovery));
        assert_eq!(view(&[949], 1, 950), (949, Side::Breach));
        assert_eq!(view(&[950], 1, 950), (950, Side::Neutral));
    }

    #[test]
    fn the_ratio_is_a_straight_line_from_strike_to_exhaustion() {
        let terms = Terms::new(1);
        assert_eq!(ratio(&terms, 950_000_000), 0);
        assert_eq!(ratio(&terms, 949_999_999), 6); // 1 / 150,000,000 of 1e9 is 6.67
        assert_eq!(ratio(&terms, 875_000_000), 500_000_000);
        assert_eq!(ratio(&terms, 800_000_000), 1_000_000_000);
        assert_eq!(ratio(&terms, 1), 1_000_000_000);
    }

    #[test]
    fn an_average_weighs_by_time_and_leaves_out_the_last_price() {
        assert_eq!(average(&[(0, 900), (300, 800), (600, 1)]), 850);
        assert_eq!(average(&[(0, 900), (100, 800), (400, 1)]), 825);
        assert_eq!(average(&[(0, 10), (1, 11), (3, 0)]), 11); // 32 / 3, up
    }

    /// Breach observations every `step` seconds at these prices, from `t0`.
    fn feed(watch: &mut Watch, t0: i64, step: i64, prices: &[i64]) -> Vec<Seen> {
        let terms = Terms::new(1);
        (0i64..)
            .zip(prices)
            .map(|(i, price)| watch.observe(&terms, t0 + i * step, &[*price]).1)
            .collect()
    }

    #[test]
    fn a_window_closes_at_the_thirteenth_observation_of_five_minutes_and_the_next_begins_there() {
        let mut watch = Watch::default();
        let seen = feed(&mut watch, 1_000_200, 300, &[900_000_000; 25]);
        assert!(seen[0].breach_starts);
        let closed: Vec<(usize, i64)> = seen
            .iter()
            .enumerate()
            .filter_map(|(i, s)| s.closed.map(|w| (i, w.start)))
            .collect();
        assert_eq!(closed, [(12, 1_000_200), (24, 1_003_800)]);
        assert_eq!(watch.windows, 2);
    }

    #[test]
    fn a_gap_restarts_a_window_and_two_recoveries_drop_it() {
        let mut watch = Watch::default();
        feed(&mut watch, 1_000_000, 300, &[900_000_000; 12]);
        // 601 s after the last: the window starts again, so eleven more close nothing.
        let seen = feed(&mut watch, 1_000_000 + 3_300 + 601, 300, &[900_000_000; 12]);
        assert!(seen.iter().all(|s| s.closed.is_none()));
        feed(&mut watch, 1_010_000, 300, &[960_000_000; 2]);
        let seen = feed(&mut watch, 1_010_600, 300, &[900_000_000; 12]);
        assert!(seen.iter().all(|s| s.closed.is_none() && !s.breach_starts));
        assert_eq!(
            feed(&mut watch, 1_010_600 + 3_600, 300, &[900_000_000])[0].closed.map(|w| w.start),
            Some(1_010_600)
        );
    }

    #[test]
    fn every_reading_prices_the_open_window_whether_it_counts_or_not() {
        let mut watch = Watch::default();
        let terms = Terms::new(1);
        feed(&mut watch, 1_000_000, 300, &[900_000_000; 12]);
        // Neutral at 3,400 (a price of exactly the strike), a breach again at 3,500: too soon to count, but it prices.
        assert_eq!(watch.observe(&terms, 1_003_400, &[950_000_000]).0, Side::Neutral);
        assert_eq!(watch.observe(&terms, 1_003_500, &[800_000_000]).1, Seen::default());
        let closed = watch.observe(&terms, 1_003_600, &[700_000_000]).1.closed.unwrap();
        // 3,400 s at 0.9, 100 s at 0.95, 100 s at 0.8.
        assert_eq!(
            closed.price,
            (3_400 * 900_000_000 + 100 * 950_000_000 + 100 * 800_000_000) / 3_600 + 1
        );
    }

    #[test]
    fn a_breach_ends_by_recoveries_or_by_silence_and_sooner_when_no_window_had_closed() {
        let mut watch = Watch::default();
        feed(&mut watch, 1_000_000, 300, &[900_000_000; 13]);
        let seen = feed(&mut watch, 1_007_200, 3_600, &[960_000_000; 24]);
        assert!(
            seen[23].breach_ends && seen[..23].iter().all(|s| !s.breach_ends),
            "a day after the last breach"
        );
        watch.end();
        feed(&mut watch, 2_000_000, 300, &[900_000_000]);
        let seen = feed(&mut watch, 2_000_300, 300, &[960_000_000; 12]);
        assert!(
            seen[11].breach_ends && seen[..11].iter().all(|s| !s.breach_ends),
            "twelve recoveries, an hour"
        );
        watch.end();
        feed(&mut watch, 3_000_000, 300, &[900_000_000]);
        assert!(
            !watch.is_over(3_000_000 + DAY - 1) && watch.is_over(3_000_000 + DAY),
            "a day without a reading"
        );
        feed(&mut watch, 3_000_300, 300, &[900_000_000; 12]);
        assert_eq!(watch.windows, 1);
        assert!(!watch.is_over(3_003_600 + 13 * DAY) && watch.is_over(3_003_600 + SILENCE));
    }
}
