//! The terms a scenario runs under: those of the product, of the pool and of the price of cover.

use {
    crate::format::{self, USDC},
    anyhow::{Result, bail},
};

/// Most sources of a product.
pub const MAX_SOURCES: usize = 4;

/// See the module. Prices at scale 1e9, times in seconds, ratios and rates in parts per billion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Below it is a breach, and the payout begins (the attachment is the strike).
    pub strike: i64,
    /// At and below it the whole cover is paid.
    pub exhaustion: i64,
    /// Sources that must agree.
    pub need: usize,
    /// Length of an observation window.
    pub window: u32,
    /// The keeper observes this often near a breach.
    pub step: u32,
    /// Nothing is sold within this of the strike, basis points.
    pub guard_bps: u16,
    /// Days until bought cover begins.
    pub waiting_days: u16,
    /// Shortest and longest period, days.
    pub periods: (u16, u16),
    /// Smallest cover, atoms.
    pub min_cover: u64,
    /// Protocol's part of a premium, basis points.
    pub fee_bps: u16,
    /// Reserve's part of a premium, basis points.
    pub reserve_bps: u16,
    /// Junior's weight in the premium split.
    pub junior_weight: u64,
    /// Annual rates at utilisation 0, at the kink and at 1; the kink; the least.
    pub rate_base: u64,
    pub rate_kink: u64,
    pub rate_full: u64,
    pub kink: u64,
    pub rate_minimum: u64,
}

impl Terms {
    /// 0.95 to 0.80, one-hour windows observed every five minutes, by `need` sources.
    pub fn new(need: usize) -> Self {
        Self {
            strike: 950_000_000,
            exhaustion: 800_000_000,
            need,
            window: 3_600,
            step: 300,
            guard_bps: 200,
            waiting_days: 3,
            periods: (7, 365),
            min_cover: 10 * USDC,
            fee_bps: 500,
            reserve_bps: 500,
            junior_weight: 3_000_000_000,
            rate_base: 20_000_000,
            rate_kink: 80_000_000,
            rate_full: 400_000_000,
            kink: 800_000_000,
            rate_minimum: 10_000_000,
        }
    }

    /// Least time between counted observations: four fifths of the step, so that a keeper may be late by a fifth.
    pub fn spacing(&self) -> u32 {
        (self.step / 5 * 4).max(60)
    }

    /// A pause between breach observations above two steps restarts the window.
    pub fn max_gap(&self) -> u32 {
        self.step * 2
    }

    /// Breach observations a window needs: as many as the steps that fit, three at least.
    pub fn min_count(&self) -> u16 {
        u16::try_from(self.window / self.step).unwrap_or(u16::MAX).max(3)
    }

    /// Days that every policy is in force, at least: periods begin at purchase, and force at a midnight.
    pub fn shortest_force(&self) -> i64 {
        i64::from(self.periods.0.saturating_sub(self.waiting_days.max(1)))
    }

    /// Price at or below which nothing is sold: the strike and the guard, rounded up.
    pub fn guard_price(&self) -> i64 {
        let band = (i128::from(self.strike) * i128::from(self.guard_bps) + 9_999) / 10_000;
        self.strike + band as i64
    }

    /// Whether a product can have these terms over `sources` sources; says which flag to change.
    pub fn check(&self, sources: usize) -> Result<()> {
        if sources == 0 || sources > MAX_SOURCES {
            bail!("{sources} sources: a product has one to four. Give --prices once per source");
        }
        if self.need == 0 || self.need > sources {
            bail!(
                "--need {}: with {} it must lie from 1 to {sources}",
                self.need,
                format::count(sources, "source", "sources")
            );
        }
        if sources > 1 && 2 * self.need <= sources {
            bail!(
                "--need {}: of {sources} sources more than half must agree, or a breach and a recovery could hold at once",
                self.need
            );
        }
        if self.exhaustion >= self.strike {
            bail!(
                "--exhaustion {}: it must lie below the strike {}, or nothing lies between no payment and the whole cover",
                format::price(self.exhaustion),
                format::price(self.strike)
            );
        }
        if self.step < 60 || self.step > 43_199 {
            bail!("--step {}: seconds between observations, from 60 to 43199", self.step);
        }
        if self.window < 900 || self.window > 604_800 {
            bail!("--window {}: seconds, from 900 (15 min) to 604800 (7 d)", self.window);
        }
        if self.window / self.step < 3 {
            bail!(
                "--window {} --step {}: a window needs three observations at least; take a longer window or a shorter step",
                self.window,
                self.step
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_documented_ones() {
        let terms = Terms::new(2);
        assert_eq!((terms.spacing(), terms.max_gap(), terms.min_count()), (240, 600, 12));
        assert_eq!(terms.guard_price(), 969_000_000);
        assert!(terms.check(2).is_ok());
    }

    #[test]
    fn every_bound_names_its_flag() {
        let wrong = |change: fn(&mut Terms), sources: usize| {
            let mut terms = Terms::new(2);
            change(&mut terms);
            terms.check(sources).unwrap_err().to_string()
        };
        assert!(wrong(|_| {}, 0).contains("--prices"));
        assert!(wrong(|_| {}, 5).contains("--prices"));
        assert!(wrong(|_| {}, 1).starts_with("--need 2: with 1 source it must lie from 1 to 1"));
        assert!(wrong(|_| {}, 4).contains("more than half"));
        assert!(wrong(|t| t.exhaustion = 950_000_000, 2).starts_with("--exhaustion 0.95"));
        assert!(wrong(|t| t.step = 59, 2).starts_with("--step 59"));
        assert!(wrong(|t| t.window = 899, 2).starts_with("--window 899"));
        assert!(wrong(|t| t.step = 1_800, 2).contains("three observations"));
    }
}
