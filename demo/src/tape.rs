//! What the sources of a scenario publish, at any time.
//!
//! The replay re-publishes each source's last price at every observation. Before all sources have a price it stands still at
//! the prices of that moment (cover is sold there); after a source's last row that source says nothing any more.

use {
    crate::{
        series::Series,
        terms::Terms,
        time::{DAY, HOUR},
    },
    anyhow::{Result, bail},
};

/// Beyond the strike by this much (parts per thousand), observations come every step; farther above, every hour.
const NEAR_PERMILLE: i64 = 1;
/// A breach in which no window closed ends by twelve recoveries: so long the keeper goes on closely.
const AFTERWARDS: i64 = 2 * HOUR;
/// How far above the guard the prices before the replay are put when they lie below it.
const ABOVE_GUARD: i64 = 1_000_000;

/// See the module.
#[derive(Clone, Debug)]
pub struct Tape {
    /// The sources, in the order of the terms.
    pub series: Vec<Series>,
    /// From here on every source has a price.
    pub from: i64,
    /// Last row of any source.
    pub to: i64,
    /// Prices before `from`, one per source.
    pub before: Vec<i64>,
    /// Whether `before` had to be lifted above the guard, so that cover could be sold.
    pub lifted: bool,
}

/// Which side of the strike the sources are on together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Breach,
    Recovery,
    Neutral,
}

impl Tape {
    /// Lays the series side by side.
    pub fn new(series: Vec<Series>, terms: &Terms) -> Result<Self> {
        terms.check(series.len())?;
        let from = series.iter().map(Series::first).max().unwrap_or_default();
        let to = series.iter().map(Series::last).max().unwrap_or_default();
        let mut before = Vec::new();
        for one in &series {
            let Some(price) = one.at(from) else {
                bail!(
                    "{}: its last row is from {}, before another source's first from {}. The sources of one product must overlap in time",
                    one.file,
                    crate::time::utc(one.last()),
                    crate::time::utc(from)
                );
            };
            before.push(price);
        }
        let least = terms.guard_price() + ABOVE_GUARD;
        let lifted = before.iter().any(|price| *price <= terms.guard_price());
        if lifted {
            before.iter_mut().for_each(|price| *price = least.max(*price));
        }
        Ok(Self {
            series,
            from,
            to,
            before,
            lifted,
        })
    }

    /// What each source says at `t`.
    pub fn at(&self, t: i64) -> Vec<Option<i64>> {
        if t < self.from {
            return self.before.iter().copied().map(Some).collect();
        }
        self.series.iter().map(|one| one.at(t)).collect()
    }

    /// Until when at least `need` sources have a price.
    pub fn readable_until(&self, need: usize) -> i64 {
        let mut ends: Vec<i64> = self.series.iter().map(Series::last).collect();
        ends.sort_unstable_by(|a, b| b.cmp(a));
        ends.get(need.saturating_sub(1)).copied().unwrap_or(self.from)
    }

    /// Times of the observations from `from` to the end: every step near the strike and for two hours after, else every hour.
    /// Whole steps of unix time.
    pub fn schedule(&self, terms: &Terms) -> Vec<i64> {
        let step = i64::from(terms.step);
        let idle = (HOUR + step - 1) / step;
        let near = terms.strike + terms.strike / 1_000 * NEAR_PERMILLE;
        let mut ticks = Vec::new();
        let mut close_until = i64::MIN;
        for k in (self.from + step - 1).div_euclid(step)..=self.to.div_euclid(step) {
            let t = k * step;
            let low = self.series.iter().filter_map(|one| one.at(t)).min();
            if low.is_some_and(|price| price < near) {
                close_until = t + AFTERWARDS;
            }
            if k % idle == 0 || t <= close_until {
                ticks.push(t);
            }
        }
        ticks
    }

    /// First and last whole day of the replay, as day numbers.
    pub fn days(&self) -> (i64, i64) {
        (self.from.div_euclid(DAY), self.to.div_euclid(DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of (minutes after a round hour, price in thousandths).
    pub fn series(rows: &[(i64, i64)]) -> Series {
        let lines: String = rows
            .iter()
            .map(|(m, p)| format!("{},{}.{:03}\n", 1_700_006_400 + m * 60, p / 1_000, p % 1_000))
            .collect();
        Series::parse("x", "x.csv", &format!("timestamp,price\n{lines}")).unwrap()
    }

    #[test]
    fn before_all_have_a_price_the_replay_stands_still_and_after_its_end_a_source_is_silent() {
        let tape = Tape::new(
            vec![series(&[(0, 1_000), (60, 990), (120, 980)]), series(&[(30, 1_010), (300, 1_020)])],
            &Terms::new(2),
        )
        .unwrap();
        let t = 1_700_006_400;
        assert_eq!((tape.from, tape.to), (t + 1_800, t + 18_000));
        assert_eq!(tape.at(t - 99 * DAY), [Some(1_000_000_000), Some(1_010_000_000)]);
        assert_eq!(tape.at(t + 3_600), [Some(990_000_000), Some(1_010_000_000)]);
        assert_eq!(tape.at(t + 7_201), [None, Some(1_010_000_000)]);
        assert_eq!((tape.readable_until(2), tape.readable_until(1)), (t + 7_200, t + 18_000));
        assert!(!tape.lifted);
    }

    #[test]
    fn prices_before_the_replay_are_lifted_above_the_guard_when_nothing_could_be_sold_there() {
        let tape = Tape::new(vec![series(&[(0, 960), (60, 990)])], &Terms::new(1)).unwrap();
        assert!(tape.lifted);
        assert_eq!(tape.before, [970_000_000]);
    }

    #[test]
    fn observations_come_every_step_near_the_strike_and_every_hour_elsewhere() {
        let tape = Tape::new(vec![series(&[(0, 1_000), (90, 949), (100, 1_000), (180, 1_000)])], &Terms::new(1)).unwrap();
        let minutes: Vec<i64> = tape.schedule(&Terms::new(1)).iter().map(|t| (t - tape.from) / 60).collect();
        let closely: Vec<i64> = (90..=180).step_by(5).collect();
        assert_eq!(minutes, [[0, 60].as_slice(), &closely].concat());
    }

    #[test]
    fn sources_that_do_not_overlap_are_refused() {
        let error = Tape::new(
            vec![series(&[(0, 1_000), (1, 1_000)]), series(&[(2, 1_000), (3, 1_000)])],
            &Terms::new(2),
        )
        .unwrap_err();
        assert!(error.to_string().contains("must overlap in time"), "{error}");
    }
}
