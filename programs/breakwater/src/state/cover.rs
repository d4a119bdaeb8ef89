//! A product's cover by day: what is sold, extended, cancelled, paid and what ends. The pool's sums follow.

use {
    super::{
        episode::MARK_OPEN,
        policy::Policy,
        pool::Pool,
        product::{Product, slot},
        solvency::Counted,
        tranche::{add, sub},
    },
    crate::{
        constants::*,
        errors::{OrMath, PolicyError, ProductError},
    },
    anchor_lang::prelude::*,
    breakwater_math::{PPB, rate, time},
};

impl Product {
    /// Counts every midnight since the last call: cover starts, cover ends, and slots that will be reused are cleared.
    /// At most 512 steps. The pool's sums follow.
    #[inline(never)]
    pub fn roll(&mut self, pool: &mut Pool, now: i64) -> Result<()> {
        let today = time::day_of(now).or_math()?;
        let from = self.rolled_day.get();
        require!(today >= from, ProductError::ProductClockWentBack);
        if today == from {
            return Ok(());
        }
        // 512 as a number of days: it fits.
        let (stop, grace) = (today.min(from.saturating_add(RING as u32)), self.grace());
        for day in from.saturating_add(1)..=stop {
            let over = self.ends[slot(day.saturating_sub(grace))].get();
            self.active = sub(self.active, over)?;
            if grace > 0 {
                self.in_grace = sub(add(self.in_grace, self.ends[slot(day)].get())?, over)?;
            }
            if !self.provisional.is_zero() {
                // It counts up to provisional only, and a roll must never fail.
                self.ended_at_stake = self.ended_at_stake.saturating_add(over);
            }
            self.waiting = sub(self.waiting, self.starts[slot(day)].get())?;
            let started = &mut self.latest_ends[day as usize % START_SLOTS];
            self.in_force_until = self.in_force_until.max(*started);
            *started = 0u32.into();
            let reused = slot(day.saturating_add(MAX_AHEAD_DAYS));
            self.starts[reused] = 0u64.into();
            self.ends[reused] = 0u64.into();
        }
        if stop < today {
            // Longer than the ring is long: everything in it is over.
            self.starts = [PodU64::default(); RING];
            self.ends = [PodU64::default(); RING];
        }
        self.rolled_day = today.into();
        self.sync(pool)
    }

    /// The pool's sums follow this product's ledger: call after every change of cover, severity or what is undecided.
    #[inline(never)]
    pub fn sync(&mut self, pool: &mut Pool) -> Result<()> {
        let (active, ended) = (self.active.get(), self.stake_on_ended());
        // Several declared incidents, or a breach and claims of an outage, count the same cover, which can be lost once.
        let most = if self.is_assessed() || !self.open_claims.is_zero() {
            active.saturating_add(self.ended_at_stake.get())
        } else {
            u64::MAX
        };
        let undecided = self.provisional.get().min(most);
        // What is lost to cover that runs on lowers that cover too.
        let if_lost = active.saturating_sub(undecided.saturating_sub(ended));
        let severity = self.limits.severity.get();
        let exposure = |cover: u64| {
            if severity == PPB {
                Ok(cover)
            } else {
                rate::share_ceil(cover, severity).or_math()
            }
        };
        let new = Counted {
            active: active.into(),
            if_lost: if_lost.into(),
            exposure: exposure(active)?.into(),
            exposure_if_lost: exposure(if_lost)?.into(),
            provisional: undecided.into(),
            ended_at_stake: ended.into(),
        };
        pool.recount(self.id.get(), self.group, &self.counted, &new)?;
        self.counted = new;
        Ok(())
    }

    /// Whole days after its end in which cover is active still: losses of its term may be reported, and the capital stays.
    pub(super) fn grace(&self) -> u32 {
        self.terms.grace_days.get().into()
    }

    /// The last day whose ends are active no more.
    pub(super) fn inactive_through(&self) -> u32 {
        self.rolled_day.get().saturating_sub(self.grace())
    }

    /// Cover that has not ended, waiting or in force, on the day of the last roll: the price follows it.
    pub fn unexpired(&self) -> Result<u64> {
        Ok(sub(self.active, self.in_grace.get())?.get())
    }

    /// Cover past waiting and not ended, on the day of the last roll.
    pub fn in_force(&self) -> Result<u64> {
        Ok(sub(self.active, self.waiting.get())?
            .get()
            .checked_sub(self.in_grace.get())
            .ok_or(ProductError::ProductLedgerBroken)?)
    }

    /// New cover from the midnight of `start` to the midnight of `end`. Call after [`Product::roll`] and [`Product::check_end`].
    pub fn apply_sale(&mut self, pool: &mut Pool, cover: u64, start: u32, end: u32) -> Result<()> {
        require!(end > start && start > self.rolled_day.get(), PolicyError::PeriodOutOfBounds);
        self.starts[slot(start)] = add(self.starts[slot(start)], cover)?;
        self.ends[slot(end)] = add(self.ends[slot(end)], cover)?;
        let latest = &mut self.latest_ends[start as usize % START_SLOTS];
        *latest = (*latest).max(end.into());
        self.active = add(self.active, cover)?;
        self.waiting = add(self.waiting, cover)?;
        self.cover_total = add(self.cover_total, cover)?;
        pool.cover_total = add(pool.cover_total, cover)?;
        self.sync(pool)
    }

    /// A payment lowers the policy's remaining cover and with it every sum that counts it, later incidents' among them.
    /// Call after [`Product::roll`] and [`Policy::apply_settlement`].
    #[inline(never)]
    pub fn apply_payment(&mut self, pool: &mut Pool, policy: &Policy, amount: u64) -> Result<()> {
        let (start, end, today) = (policy.start_day.get(), policy.end_day.get(), self.rolled_day.get());
        for (day, ring) in [(start, &mut self.starts), (end, &mut self.ends)] {
            if day.saturating_add(READABLE_PAST_DAYS) >= today {
                ring[slot(day)] = sub(ring[slot(day)], amount)?;
            }
        }
        if end > self.inactive_through() {
            self.active = sub(self.active, amount)?;
            if end <= today {
                self.in_grace = sub(self.in_grace, amount)?;
            }
        }
        for mark in self.marks.iter_mut().filter(|mark| mark.open == MARK_OPEN) {
            let number = mark.number.get();
            // An incident that has counted the policy or let it pass has done so with what the cover was then.
            let to_count = policy.next_incident.get() <= number && !policy.is_counted_by(number);
            if policy.incident.get() <= number && to_count && policy.in_force_at(mark.first_breach.get())? {
                mark.lowered = add(mark.lowered, amount)?;
            }
        }
        for episode in &mut self.episodes {
            // Cover of an untriggered episode is counted before any incident of it exists: it follows the payment.
            if episode.is_open() && episode.triggered == 0 && policy.in_force_at(episode.first_breach.get())? {
                episode.cover = sub(episode.cover, amount)?;
            }
        }
        self.paid_total = add(self.paid_total, amount)?;
        self.sync(pool)
    }

    /// A policy gets its part of the bonds of disputes that failed. It is beside the cover: no sum that counts cover follows it.
    pub fn count_bonus(&mut self, amount: u64) -> Result<()> {
        self.paid_total = add(self.paid_total, amount)?;
        Ok(())
    }

    /// A period of this many days is sold.
    pub fn check_days(&self, days: u16) -> Result<()> {
        require!(
            days >= self.terms.min_days.get() && days <= self.terms.max_days.get(),
            PolicyError::PeriodOutOfBounds
        );
        Ok(())
    }

    /// An end with its grace lies within the rings. Call after [`Product::roll`].
    pub fn check_end(&self, end: u32) -> Result<()> {
        let ahead = end.saturating_add(self.grace()).saturating_sub(self.rolled_day.get());
        require!(ahead <= MAX_AHEAD_DAYS, PolicyError::PeriodTooFar);
        Ok(())
    }

    /// A policy's cover, `remaining` of it, goes on to another end. Call after [`Product::roll`], before the policy changes.
    #[inline(never)]
    pub fn move_end(&mut self, policy: &Policy, remaining: u64, end: u32) -> Result<()> {
        let (start, old) = (policy.start_day.get(), policy.end_day.get());
        self.ends[slot(old)] = sub(self.ends[slot(old)], remaining)?;
        self.ends[slot(end)] = add(self.ends[slot(end)], remaining)?;
        if start > self.rolled_day.get() {
            let latest = &mut self.latest_ends[start as usize % START_SLOTS];
            *latest = (*latest).max(end.into());
        } else {
            self.in_force_until = self.in_force_until.max(end.into());
        }
        Ok(())
    }

    /// A policy's cover, `remaining` of it, leaves every sum. Call after [`Product::roll`]; the end lies ahead.
    #[inline(never)]
    pub fn apply_cancellation(&mut self, pool: &mut Pool, policy: &Policy, remaining: u64) -> Result<()> {
        let (start, end, today) = (policy.start_day.get(), policy.end_day.get(), self.rolled_day.get());
        for (day, ring) in [(start, &mut self.starts), (end, &mut self.ends)] {
            if day.saturating_add(READABLE_PAST_DAYS) >= today {
                ring[slot(day)] = sub(ring[slot(day)], remaining)?;
            }
        }
        self.active = sub(self.active, remaining)?;
        if start > today {
            self.waiting = sub(self.waiting, remaining)?;
        }
        self.open_policies = self
            .open_policies
            .get()
            .checked_sub(1)
            .ok_or(PolicyError::PolicyLedgerBroken)?
            .into();
        self.sync(pool)
    }
}
