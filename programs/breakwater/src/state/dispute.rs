//! Disputes of steps that sources have made: which can be disputed, and what a case makes of them.

use {
    super::{
        incident::{Incident, Step, StepState},
        policy::Policy,
        tranche::add,
    },
    crate::{
        constants::*,
        errors::{IncidentError, OrMath},
    },
    anchor_lang::prelude::*,
    breakwater_math::{ladder, wide},
};

/// End of the wait of a step that waits for a case about a later one.
const UNTIL_CONCLUDED: i64 = i64::MAX;

impl Step {
    /// It waits, and was never disputed.
    fn may_be_disputed(&self, now: i64) -> bool {
        self.state == StepState::Waiting as u8 && now < self.final_at.get() && self.heard == 0
    }
}

impl Incident {
    /// A step in its wait is disputed: it and all later ones wait for the case. Earlier ones that could still be disputed wait too: a case about
    /// a later step would shield them. Returns what it takes, atoms.
    pub fn dispute(&mut self, index: u8, now: i64) -> Result<u64> {
        require!(self.case_open == 0, IncidentError::CaseOpen);
        require!(index < self.step_count && index >= self.decided, IncidentError::NotDisputable);
        let step = &mut self.ladder[usize::from(index)];
        require!(step.may_be_disputed(now), IncidentError::NotDisputable);
        (step.state, step.heard) = (StepState::Disputed as u8, 1);
        let needed = step.needed.get();
        for earlier in self.ladder.iter_mut().take(usize::from(index)) {
            if earlier.may_be_disputed(now) {
                earlier.final_at = UNTIL_CONCLUDED.into();
            }
        }
        self.case_open = 1;
        self.cases = self.cases.checked_add(1).ok_or(IncidentError::IncidentLedgerBroken)?;
        Ok(needed)
    }

    /// The case is over and the step stands: it is final at once.
    pub fn stand(&mut self, index: u8, now: i64) {
        self.resume(index, now);
        let step = &mut self.ladder[usize::from(index) % MAX_STEPS];
        (step.state, step.final_at) = (StepState::Waiting as u8, now.into());
    }

    /// No case is open any more: whoever wanted to dispute another step meanwhile has a day for it.
    fn resume(&mut self, disputed: u8, now: i64) {
        self.case_open = 0;
        let day = now.saturating_add(LARGE_STEP_WAIT);
        let (from, count) = (usize::from(self.decided), usize::from(self.step_count));
        for (number, step) in self.ladder.iter_mut().enumerate().take(count).skip(from) {
            if step.final_at.get() == UNTIL_CONCLUDED {
                step.final_at = day.into();
            } else if step.heard == 0 && number > usize::from(disputed) {
                step.final_at = step.final_at.get().max(day).into();
            }
        }
    }

    /// The case is over and the step is void, with all later ones; final steps are never touched. Its window counts no more; the windows of later
    /// steps, which nobody has judged, can make steps again, and so for three days, however long the case took.
    pub fn void(&mut self, index: u8, now: i64) -> Result<()> {
        self.resume(index, now);
        let (from, count) = (usize::from(index), usize::from(self.step_count));
        require!(index >= self.decided && from < count, IncidentError::IncidentLedgerBroken);
        self.void_until = self.void_until.get().max(self.ladder[from].window_start.get()).into();
        for step in self.ladder.iter_mut().take(count).skip(from) {
            step.state = StepState::Void as u8;
        }
        (self.reopened_at, self.last_used) = (now.into(), 0);
        // Steps before the disputed one are still due.
        self.skip_void();
        Ok(())
    }

    /// Jurors have voided a step less than three days ago.
    pub fn is_reopened(&self, now: i64) -> bool {
        !self.reopened_at.is_zero() && now.saturating_sub(self.reopened_at.get()) <= TAIL_SECONDS
    }

    /// Void steps are decided.
    pub(super) fn skip_void(&mut self) {
        let is_void = |step: Option<&Step>| step.is_some_and(|s| s.state == StepState::Void as u8);
        while self.decided < self.step_count && is_void(self.ladder.get(usize::from(self.decided))) {
            self.decided = self.decided.saturating_add(1);
        }
    }

    /// A step may come from a window that starts then: jurors have voided none as late.
    pub fn may_use(&self, window_start: i64) -> bool {
        self.void_until.is_zero() || window_start > self.void_until.get()
    }

    /// The bond of a dispute that failed is the holders', who had to wait: it is shared out by cover.
    pub fn add_bonus(&mut self, amount: u64) -> Result<()> {
        self.bonus = add(self.bonus, amount)?;
        self.funded = add(self.funded, amount)?;
        Ok(())
    }

    /// A policy's part of it, rounded down: by its cover among all that the first step could pay. It gets it when it passes, beside what the steps
    /// pay: within the cover, whoever is paid whole would get nothing for the wait.
    #[inline(never)]
    pub fn bonus_of(&self, policy: &Policy, base: u64) -> Result<u64> {
        let first = &self.ladder[0];
        if self.bonus.is_zero() || first.eligible.is_zero() || first.window_start.get() >= policy.ends_at() {
            return Ok(0);
        }
        wide::mul_div_floor(base.min(first.eligible.get()), self.bonus.get(), first.eligible.get()).or_math()
    }

    /// What all final steps have made due to a policy so far, of `base` atoms. Steps that were funded whole add up to one ratio, rounded down
    /// once; a step that was cut pays its own part, rounded down. Never above the base.
    #[inline(never)]
    pub(super) fn due_so_far(&self, policy: &Policy, base: u64) -> Result<u64> {
        let (mut whole, mut due) = (0u64, 0u64);
        for step in self.steps().iter().filter(|s| s.pays(policy)) {
            let (rise, funded, needed) = (step.rise.get(), step.funded.get(), step.needed.get());
            let part = if self.declared == 1 {
                let owed = self.declared_due(policy, base, rise)?;
                if step.cut == 0 || needed == 0 {
                    owed
                } else {
                    wide::mul_div_floor(owed, funded.min(needed), needed).or_math()?
                }
            } else if step.cut == 0 {
                whole = whole.checked_add(rise).ok_or(IncidentError::IncidentLedgerBroken)?;
                0
            } else {
                ladder::due_floor(base, rise, funded, needed).or_math()?
            };
            due = due.checked_add(part).ok_or(IncidentError::IncidentLedgerBroken)?;
        }
        let whole = breakwater_math::payout::amount_floor(base, whole).or_math()?;
        Ok(due.checked_add(whole).ok_or(IncidentError::IncidentLedgerBroken)?.min(base))
    }
}
