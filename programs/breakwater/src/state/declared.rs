//! Declared incidents of a product that jurors decide: which days can be declared, which cover they count, and what becomes of it.

use {
    super::{
        episode::{IncidentMark, MARK_FREE, MARK_OPEN},
        incident::{Incident, Step, StepState},
        losses::LossTaken,
        policy::Policy,
        pool::Pool,
        product::{Product, slot},
        terms::Kind,
    },
    crate::{
        constants::*,
        errors::{ClaimError, IncidentError, OrMath, ProductError},
    },
    anchor_lang::prelude::*,
    breakwater_math::{PPB, ladder, payout, rate, time},
    bytemuck::{Pod, Zeroable},
};

/// What a product remembers of the days behind it and of its declared incidents. In a set of days the lowest bit is `day`, the next one the
/// day before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Declarations {
    /// Days at whose end one was undecided: they count for no day's grace, since only four can be open.
    pub busy: PodU64,
    /// Days of events that were accepted: they are never declared again.
    pub accepted: PodU64,
    /// The last day on which one was declared or decided.
    pub day: PodU32,
    /// Declared incidents that are not decided.
    pub open: u8,
    pub _pad: [u8; 3],
}

/// The lowest `n` days of a set.
fn lowest(n: u32) -> u64 {
    1u64.checked_shl(n).map_or(u64::MAX, |next| next.wrapping_sub(1))
}

/// A set of days as it is read `days` later.
fn later(set: PodU64, days: u32) -> u64 {
    set.get().checked_shl(days).unwrap_or(0)
}

impl Declarations {
    /// Every day counts: as in a product that no juror has declared anything in.
    pub(super) fn all_counts(&self) -> bool {
        self.open == 0 && self.busy.is_zero()
    }

    /// [`Declarations::busy`] as of `today`.
    fn busy_until(&self, today: u32) -> u64 {
        let days = today.saturating_sub(self.day.get());
        let since = if self.open > 0 { lowest(days).wrapping_shl(1) } else { 0 };
        later(self.busy, days) | since
    }

    /// The sets are read from `today` on. Call before one is opened or decided.
    fn turn(&mut self, today: u32) {
        let days = today.saturating_sub(self.day.get());
        (self.busy, self.accepted) = (self.busy_until(today).into(), later(self.accepted, days).into());
        self.day = self.day.get().max(today).into();
    }

    /// An event of this day was accepted; for days that can still be declared.
    fn was_accepted(&self, event: u32, today: u32) -> bool {
        let set = later(self.accepted, today.saturating_sub(self.day.get()));
        set.checked_shr(today.saturating_sub(event)).unwrap_or(0) & 1 == 1
    }
}

impl Product {
    /// Jurors decide: no source does.
    pub fn is_assessed(&self) -> bool {
        self.terms.kind < Kind::Depeg as u8
    }

    /// Days between an event and `today` that count against the grace: those at whose end a declared incident was undecided do not.
    fn counted_days(&self, event: u32, today: u32) -> u32 {
        let days = today.saturating_sub(event);
        let busy = self.declarations.busy_until(today) & lowest(days).wrapping_shl(1);
        days.saturating_sub(busy.count_ones())
    }

    /// An event of this day can still be declared: it lies at most the grace back, time in which others were open left out, and 60 days.
    pub fn is_declarable(&self, event: u32, today: u32) -> bool {
        let near = today.saturating_sub(event) <= LOOK_BACK_DAYS;
        near && self.counted_days(event, today) <= self.grace()
    }

    /// The first day, not before `from`, whose events can still be declared `today`: the grace back, or further where time does not count. It
    /// never goes back, and cover that ended by its midnight is active no more.
    pub(super) fn first_declarable(&self, from: u32, today: u32) -> u32 {
        let last = today.saturating_sub(self.grace());
        if self.declarations.busy_until(today) == 0 {
            return last;
        }
        (from..last).find(|day| self.is_declarable(*day, today)).unwrap_or(last)
    }

    /// Cover that was in force on this day, exactly, as far as it is left now. Call after [`Product::roll`].
    pub fn in_force_on(&self, event: u32) -> Result<u64> {
        let today = self.rolled_day.get();
        let (mut ended, mut started) = (0u64, 0u64);
        for day in event.saturating_add(1)..=today {
            ended = ended.saturating_add(self.ends[slot(day)].get());
            started = started.saturating_add(self.starts[slot(day)].get());
        }
        self.in_force()?
            .checked_add(ended)
            .and_then(|sum| sum.checked_sub(started))
            .ok_or_else(|| ProductError::ProductLedgerBroken.into())
    }

    /// Times that this day was denied; refused when it is open, was accepted, or was denied as often as it may be.
    fn denials(&self, event: u32, today: u32) -> Result<u8> {
        // Its mark may have been reused.
        require!(!self.declarations.was_accepted(event, today), ClaimError::DayTaken);
        let at = time::midnight(event);
        let mut denied = 0u8;
        for mark in self.marks.iter().filter(|mark| mark.first_breach.get() == at) {
            let used = mark.open != MARK_FREE || mark.denied == 0;
            require!(!used, ClaimError::DayTaken);
            denied = denied.saturating_add(1);
        }
        require!(denied < MAX_DENIALS, ClaimError::DayTaken);
        Ok(denied)
    }

    /// The day can be declared now. Returns whether it was denied before.
    #[inline(never)]
    pub fn check_declarable(&self, event: u32, today: u32) -> Result<bool> {
        require!(self.is_assessed() && self.terms.by_incident == 1, ClaimError::SettledByClaim);
        require!(event <= today, ClaimError::EventInFuture);
        require!(self.is_declarable(event, today), ClaimError::EventTooOld);
        require!(self.declarations.open < MAX_DECLARED, ClaimError::TooManyDeclared);
        Ok(self.denials(event, today)? > 0)
    }

    /// A declared incident is opened: `eligible` is undecided. All of it is active: its day could be declared.
    pub fn open_declared(&mut self, pool: &mut Pool, eligible: u64) -> Result<()> {
        let today = self.rolled_day.get();
        let d = &mut self.declarations;
        d.turn(today);
        d.open = d.open.saturating_add(1);
        self.replace_provisional(pool, 0, eligible)
    }

    /// A declared incident is decided: what it held is free. After a denial or a draw its day may be declared once more.
    pub fn close_declared(&mut self, pool: &mut Pool, number: u32, held: u64, accepted: bool) -> Result<()> {
        let (today, d) = (self.rolled_day.get(), &mut self.declarations);
        d.turn(today);
        d.open = d.open.checked_sub(1).ok_or(ProductError::ProductLedgerBroken)?;
        let mark: &mut IncidentMark = &mut self.marks[number as usize % INCIDENT_MARKS];
        require!(mark.open == MARK_OPEN && mark.number.get() == number, IncidentError::NoEpisode);
        if accepted {
            let ago = today.saturating_sub(time::day_of(mark.first_breach.get()).or_math()?);
            d.accepted = (d.accepted.get() | 1u64.checked_shl(ago).unwrap_or(0)).into();
        } else {
            mark.denied = 1;
        }
        self.replace_provisional(pool, held, 0)
    }

    /// Nothing of this policy's term can be declared any more, and nothing declared is undecided.
    pub fn check_undeclarable(&self, policy: &Policy, today: u32) -> Result<()> {
        if self.is_assessed() && self.terms.by_incident == 1 && policy.remaining()? > 0 {
            let last = policy.end_day.get().saturating_sub(1);
            let open = self.declarations.open > 0 || self.is_declarable(last, today);
            require!(!open, ClaimError::StillDeclarable);
        }
        Ok(())
    }
}

impl Incident {
    /// What a declared incident pays of a policy's base at most, parts per billion: the share less the deductible.
    pub fn declared_ratio(&self, share: u64) -> u64 {
        share.saturating_sub(rate::bps(self.deductible_bps.get()))
    }

    /// The one step of an incident that a juror has declared: it waits for its case.
    pub fn declare(&mut self, event: u32, eligible: u64, deductible_bps: u16) {
        self.declared = 1;
        self.case_open = 1;
        self.cases = 1;
        self.deductible_bps = deductible_bps.into();
        self.first_breach = time::midnight(event).into();
        self.cover = eligible.into();
        self.largest = PPB.into();
        self.provisional = eligible.into();
        self.step_count = 1;
        self.ladder[0] = Step {
            window_start: time::midnight(event).into(),
            eligible: eligible.into(),
            state: StepState::Disputed as u8,
            heard: 1,
            ..Step::zeroed()
        };
    }

    /// What an accepted one takes from the pool, rounded up. `lowered` is what earlier incidents have paid meanwhile to policies that it counts.
    pub fn declared_need(&self, share: u64, lowered: u64) -> Result<(u64, u64)> {
        let ratio = self.declared_ratio(share);
        let eligible = self.cover.get().saturating_sub(lowered);
        Ok((ratio, ladder::needed_ceil(eligible, ratio).or_math()?))
    }

    /// Its case is over: the step is final, or void when nothing is paid, and nothing can come after it.
    pub fn conclude_declared(&mut self, share: u64, needed: u64, taken: Option<&LossTaken>, at: i64) -> Result<()> {
        self.case_open = 0;
        self.provisional = 0u64.into();
        match taken {
            Some(taken) => {
                self.ladder[0].ratio = share.into();
                self.finalise(share, needed, taken)?;
            }
            None => {
                self.ladder[0].state = StepState::Void as u8;
                self.decided = 1;
            }
        }
        self.sealed = 1;
        self.sealed_at = at.into();
        Ok(())
    }

    /// What the step of a declared incident owes a policy: the share of its base less the deductible, at most the base.
    pub(super) fn declared_due(&self, policy: &Policy, base: u64, share: u64) -> Result<u64> {
        let deductible = payout::deductible_ceil(policy.cover.get(), self.deductible_bps.get()).or_math()?;
        payout::assessed_floor(base, share, deductible, base, 0).or_math()
    }

    /// Nothing was ever reserved or lacking in it, and nothing can be: it owes nobody anything.
    pub fn owes_nobody(&self) -> bool {
        self.sealed == 1 && self.funded.is_zero() && self.shortfall.is_zero()
    }
}
