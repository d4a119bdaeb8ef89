//! The second round of an incident that had cut its policies. A step counts its cover by an upper bound; when every policy has been counted
//! it is known what the steps really owe, and what they had reserved beyond that is added to those that were cut.

use {
    super::{
        incident::{Incident, Step, StepState, TopUp},
        policy::Policy,
        tranche::add,
    },
    crate::errors::{IncidentError, OrMath},
    anchor_lang::prelude::*,
    breakwater_math::payout,
};

impl Incident {
    /// The policy must be counted before it can pass: a step was cut, none can come, and this incident has not counted it.
    pub fn must_count(&self, policy: &Policy) -> bool {
        self.sealed == 1 && self.cut == 1 && !policy.is_counted_by(self.number.get())
    }

    /// Counts what the final steps would owe a policy of `base` atoms had none been cut. Once per policy, after sealing.
    #[inline(never)]
    pub fn count(&mut self, policy: &Policy, base: u64) -> Result<()> {
        let mut whole = 0u64;
        if self.declared == 1 {
            let owed = self.declared_due(policy, base, self.ladder[0].rise.get())?;
            self.ladder[0].actual = add(self.ladder[0].actual, owed)?;
            self.counted = add(self.counted, base)?;
            return Ok(());
        }
        for step in self.ladder.iter_mut().filter(|s| s.pays(policy)) {
            if step.cut == 0 {
                whole = whole.checked_add(step.rise.get()).ok_or(IncidentError::IncidentLedgerBroken)?;
            } else {
                step.actual = add(step.actual, payout::amount_floor(base, step.rise.get()).or_math()?)?;
            }
        }
        self.actual = add(self.actual, payout::amount_floor(base, whole).or_math()?)?;
        self.counted = add(self.counted, base)?;
        Ok(())
    }

    /// Every policy that this incident can pay has been counted, and what is left over was not given out yet.
    /// `lowered` is what earlier incidents have paid meanwhile to policies that this one counts.
    pub fn may_top_up(&self, lowered: u64) -> bool {
        let open = self.sealed == 1 && self.cut == 1 && self.top_up == TopUp::Open as u8;
        open && self.counted.get() >= self.cover.get().saturating_sub(lowered)
    }

    /// Gives what is left over to the steps that were cut, in their order, each up to what it really owes. The same for all policies
    /// of a step. Returns by how much the shortfall falls.
    #[inline(never)]
    pub fn give_left_over(&mut self) -> Result<u64> {
        let mut spare = self.left_over()?;
        let (mut better, mut shortfall) = (false, 0u64);
        for step in self.ladder.iter_mut().filter(|s| was_cut(s)) {
            let (needed, funded) = (step.needed.get().min(step.actual.get()), step.funded.get().min(step.actual.get()));
            let more = spare.min(needed.saturating_sub(funded));
            let now_funded = funded.checked_add(more).ok_or(IncidentError::IncidentLedgerBroken)?;
            better |= ratio_rises((step.funded.get(), step.needed.get()), (now_funded, needed));
            spare = spare.saturating_sub(more);
            shortfall = shortfall.saturating_add(needed.saturating_sub(now_funded));
            (step.needed, step.funded) = (needed.into(), now_funded.into());
        }
        self.top_up = if better { TopUp::Added } else { TopUp::Nothing } as u8;
        let fallen = self.shortfall.get().saturating_sub(shortfall);
        self.shortfall = shortfall.into();
        Ok(fallen)
    }

    /// What all final steps reserved beyond what they owe.
    fn left_over(&self) -> Result<u64> {
        let mut spare = 0u64;
        for step in self.steps().iter().filter(|s| s.state == StepState::Final as u8) {
            let owed = if step.cut == 1 { step.actual.get() } else { 0 };
            let part = step.funded.get().saturating_sub(owed);
            spare = spare.checked_add(part).ok_or(IncidentError::IncidentLedgerBroken)?;
        }
        Ok(spare.saturating_sub(self.actual.get()))
    }
}

fn was_cut(step: &Step) -> bool {
    step.state == StepState::Final as u8 && step.cut == 1
}

/// A policy gets more of its due than before: funded by needed has risen.
fn ratio_rises(before: (u64, u64), after: (u64, u64)) -> bool {
    let cross = |a: u64, b: u64| u128::from(a).saturating_mul(u128::from(b)); // 64 by 64 bits: never saturates
    cross(after.0, before.1) > cross(before.0, after.1)
}
