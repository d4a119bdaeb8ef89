//! Which cover of a product a window can pay, at most: an upper bound that never grows with the day of the window (ADR 14).

use {
    super::{
        episode::MARK_OPEN,
        pool::Pool,
        product::{Product, slot},
    },
    crate::{
        constants::{READABLE_PAST_DAYS, RING},
        errors::OrMath,
    },
    anchor_lang::prelude::*,
    breakwater_math::{PPB, ladder, time, wide},
};

impl Product {
    /// The first day after `since` whose slots can still be read.
    fn first_readable(&self, since: u32) -> u32 {
        since
            .saturating_add(1)
            .max(self.rolled_day.get().saturating_sub(READABLE_PAST_DAYS))
    }

    /// What a ring of this product counts after the day of `since` up to the day of `until`, both as midnights. Cover that was sold again
    /// and again may add up to more than 64 bits.
    #[inline(never)]
    fn between(&self, ring: &[PodU64; RING], since: u32, until: u32) -> u128 {
        let days = self.first_readable(since)..=until;
        days.fold(0u128, |sum, day| sum.saturating_add(ring[slot(day)].get().into()))
    }

    /// Ended cover is at stake only if it ended after the first breach of something that is still open; as long as its grace lasts, it is
    /// active and not counted here. Returns what is at stake no more.
    #[inline(never)]
    pub fn recount_ended(&mut self, pool: &mut Pool) -> Result<u64> {
        if !self.open_claims.is_zero() {
            // Their events may lie before anything else that is open.
            return Ok(0);
        }
        // A triggered breach is counted by its incident, as long as that is open.
        let untriggered = self.episodes.iter().filter(|e| e.is_open() && e.triggered == 0);
        let breaches = untriggered.map(|e| e.first_breach.get());
        let incidents = self.marks.iter().filter(|m| m.open == MARK_OPEN).map(|m| m.first_breach.get());
        let Some(first) = breaches.chain(incidents).min() else {
            return Ok(0);
        };
        let since = time::day_of(first).or_math()?;
        if self.first_readable(since) > since.saturating_add(1) {
            return Ok(0);
        }
        let ended = u64::try_from(self.between(&self.ends, since, self.inactive_through())).unwrap_or(u64::MAX);
        let stake = self.stake_on_ended();
        self.ended_at_stake = self.ended_at_stake.get().min(ended).into();
        self.sync(pool)?;
        Ok(stake.saturating_sub(self.stake_on_ended()))
    }

    /// Days that every policy is in force, at least.
    fn shortest_force(&self) -> u32 {
        let (days, waiting) = (self.terms.min_days.get(), self.terms.waiting_days.get().max(1));
        u32::from(days.saturating_sub(waiting))
    }

    /// Upper bound of the cover that a window starting at `window_start` can pay, for an incident with `cover` and `waiting` at its
    /// first breach that has made `paid_ratio` final: E0 less what ended since, the least of all days up to the window's, where only
    /// cover that began in time to have ended excuses an end; and never above what is left of all that had not ended then, less what
    /// began too late to be eligible, of which each policy has kept at least the unpaid part of its base.
    pub fn eligible_at(&self, first_breach: i64, window_start: i64, cover: u64, waiting: u64, paid_ratio: u64) -> Result<u64> {
        let (since, day) = (time::day_of(first_breach).or_math()?, time::day_of(window_start).or_math()?);
        let bound = self.not_ended(since, day, cover, waiting);
        let late = since.max(day.saturating_sub(self.shortest_force()));
        let left = u128::from(self.in_force()?)
            .saturating_add(self.between(&self.ends, day, self.rolled_day.get()))
            .saturating_sub(self.between(&self.starts, late, self.rolled_day.get()));
        let unpaid = PPB.saturating_sub(paid_ratio);
        if unpaid == 0 {
            return Ok(bound);
        }
        let gross = left.saturating_mul(u128::from(PPB));
        let gross = wide::div_128_by_64_ceil(gross, unpaid).or_math()?;
        Ok(u64::try_from(gross).map_or(bound, |gross| bound.min(gross)))
    }

    /// The part of `cover`, in force on the day of `since`, that had not ended by the midnight of `day`, at most. What has ended may have
    /// been `waiting` on the day of `since`, as far as it began in time; if those days are not readable any more, all of it may.
    #[inline(never)]
    fn not_ended(&self, since: u32, day: u32, cover: u64, waiting: u64) -> u64 {
        let (first, shortest) = (self.first_readable(since), self.shortest_force());
        let whole = first == since.saturating_add(1);
        let (mut bound, mut ended, mut began) = (cover, 0u128, 0u128);
        for midnight in first..=day {
            ended = ended.saturating_add(self.ends[slot(midnight)].get().into());
            let start = midnight.saturating_sub(shortest);
            if start > since {
                began = began.saturating_add(self.starts[slot(start)].get().into());
            }
            let excused = if whole { began.min(waiting.into()) } else { waiting.into() };
            let gone = u64::try_from(ended.saturating_sub(excused)).unwrap_or(u64::MAX);
            bound = bound.min(ladder::eligible_bound(cover, gone, 0));
        }
        bound
    }
}
