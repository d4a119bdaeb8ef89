//! An incident: one event on a product, with a ladder of steps that follow a falling price down.

use {
    super::{
        losses::{Back, LossTaken, Taken},
        policy::Policy,
        tranche::{add, sub},
        watch::DayDeepest,
    },
    crate::{
        constants::*,
        errors::{IncidentError, OrMath},
    },
    anchor_lang::prelude::*,
    breakwater_math::{ladder, payout, time},
    bytemuck::{Pod, Zeroable},
};

/// Life of a step. Stored as a byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum StepState {
    /// In its wait; may be disputed.
    Waiting = 1,
    /// Money is reserved; it pays.
    Final = 2,
    /// A case is open; this and later steps wait for it.
    Disputed = 3,
    /// Cancelled by a case.
    Void = 4,
}

/// What became of the money that a cut incident had reserved and did not need. Stored as a byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum TopUp {
    /// Not every policy has been counted, or no step was cut.
    Open = 0,
    /// It was added to the steps that were cut: policies settle once more.
    Added = 1,
    /// There was nothing to add.
    Nothing = 2,
}

/// One rung: a closed window and what it raises the payout to.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Step {
    /// Start of the window (unix seconds): policies that ended before it get nothing from this step.
    pub window_start: PodI64,
    /// Its time-weighted breach price, scale 1e9.
    pub price: PodI64,
    /// Payout after this step, parts per billion of cover.
    pub ratio: PodU64,
    /// Rise over the last step that stands, fixed when the step is final.
    pub rise: PodU64,
    /// Upper bound of the cover that this step pays, atoms.
    pub eligible: PodU64,
    /// Eligible cover times rise, rounded up, atoms.
    pub needed: PodU64,
    /// What the pool could reserve of it; the rest is the step's cut.
    pub funded: PodU64,
    /// When the step may become final (unix seconds).
    pub final_at: PodI64,
    /// A [`StepState`].
    pub state: u8,
    /// 1 when the pool could not fund it whole; stays 1 when what was left over tops it up.
    pub cut: u8,
    /// 1 once a case was opened about it: it is disputed once.
    pub heard: u8,
    pub _pad: [u8; 5],
    /// What this step owes the policies that were counted, each part rounded down, atoms; kept for steps that were cut.
    pub actual: PodU64,
}

/// PDA: `["incident", product, number]`.
#[account]
pub struct Incident {
    pub version: u8,
    pub bump: u8,
    /// Steps added.
    pub step_count: u8,
    /// Steps that are final or void; the next one to decide.
    pub decided: u8,
    /// 1 once nothing can be added or decided any more.
    pub sealed: u8,
    /// 1 once the last step of any size was added.
    pub last_used: u8,
    /// 1 when a final step was cut.
    pub cut: u8,
    /// A [`TopUp`].
    pub top_up: u8,
    pub number: PodU32,
    /// Episode it was opened from.
    pub episode: PodU32,
    pub product: Address,
    /// Gets the rent back.
    pub rent_payer: Address,
    /// First breach observation of the episode (unix seconds).
    pub first_breach: PodI64,
    pub opened_at: PodI64,
    /// When it was sealed (unix seconds); its year begins here.
    pub sealed_at: PodI64,
    /// E0: cover in force at the first breach, atoms.
    pub cover: PodU64,
    /// L: cover sold and still waiting then, atoms.
    pub waiting: PodU64,
    /// Largest payout of the curve, parts per billion.
    pub largest: PodU64,
    /// Ratio of the highest final step, parts per billion.
    pub final_ratio: PodU64,
    /// What pool and product hold as undecided for it, atoms.
    pub provisional: PodU64,
    /// Reserved by final steps, atoms.
    pub funded: PodU64,
    /// Paid or owed to policies, their parts of `bonus` among it, atoms.
    pub paid: PodU64,
    /// Cover of policies that passed: nothing more can come to them.
    pub passed: PodU64,
    /// What final steps lacked, atoms.
    pub shortfall: PodU64,
    /// Cover of policies that were counted, when a step was cut.
    pub counted: PodU64,
    /// What the steps that were funded whole owe the policies that were counted, atoms.
    pub actual: PodU64,
    /// Policies that passed.
    pub policies_passed: PodU32,
    /// 1 once all has been settled and only recoveries can come, for policies that were cut.
    pub recovering: u8,
    pub _pad2: [u8; 3],
    pub ladder: [Step; MAX_STEPS],
    /// Where the reserved money came from.
    pub taken: Taken,
    /// Recoveries that were added to it, atoms.
    pub recovered: PodU64,
    /// What was recovered last can be collected until then, at least (unix seconds); 0 before the first recovery.
    pub collect_until: PodI64,
    /// Bonds of disputes that failed, for the holders who had to wait, beside their cover, atoms; part of `funded`.
    pub bonus: PodU64,
    /// Windows up to this start make no step: jurors have voided one (unix seconds).
    pub void_until: PodI64,
    /// Deductible of a declared incident, basis points of cover.
    pub deductible_bps: PodU16,
    /// 1 when a juror declared it.
    pub declared: u8,
    /// Cases about it so far; the next case's number.
    pub cases: u8,
    /// 1 while one of them is open.
    pub case_open: u8,
    pub _pad3: [u8; 3],
    /// When jurors last voided a step (unix seconds): steps can be added for three days from then, also when the breach has been over for longer.
    pub reopened_at: PodI64,
    pub reserved: [u8; 8],
}

impl Step {
    /// The step is final and its window began before the policy's end.
    pub fn pays(&self, policy: &Policy) -> bool {
        self.state == StepState::Final as u8 && self.window_start.get() < policy.ends_at()
    }
}

impl Incident {
    /// Steps added so far.
    pub fn steps(&self) -> &[Step] {
        &self.ladder[..usize::from(self.step_count).min(MAX_STEPS)]
    }

    /// The last step that is not void.
    pub fn last_standing(&self) -> Option<&Step> {
        self.steps().iter().rev().find(|s| s.state != StepState::Void as u8)
    }

    /// Ratio of the last step that is not void.
    fn last_ratio(&self) -> u64 {
        self.last_standing().map_or(0, |s| s.ratio.get())
    }

    /// Adds a step. `pool_capital` decides how long it waits.
    #[inline(never)]
    pub fn add_step(&mut self, window: &DayDeepest, ratio: u64, eligible: u64, pool_capital: u64, now: i64) -> Result<()> {
        let last = self.last_ratio();
        require!(usize::from(self.step_count) < MAX_STEPS, IncidentError::LadderFull);
        let rise = ratio.checked_sub(last).ok_or(IncidentError::RiseTooSmall)?;
        let needed = ladder::needed_ceil(eligible, rise).or_math()?;
        let large = needed > breakwater_math::rate::share_floor(pool_capital, LARGE_STEP_PPB).or_math()?;
        let wait = if large { LARGE_STEP_WAIT } else { STEP_WAIT };
        self.ladder[usize::from(self.step_count)] = Step {
            window_start: window.start,
            price: window.price,
            ratio: ratio.into(),
            rise: rise.into(),
            eligible: eligible.into(),
            needed: needed.into(),
            final_at: now.saturating_add(wait).into(),
            state: StepState::Waiting as u8,
            ..Step::zeroed()
        };
        self.step_count = self.step_count.checked_add(1).ok_or(IncidentError::LadderFull)?;
        Ok(())
    }

    /// The step that is next to be decided, if its wait is over.
    pub fn due_step(&self, now: i64) -> Result<&Step> {
        let step = self.steps().get(usize::from(self.decided)).ok_or(IncidentError::NothingDue)?;
        require!(step.state != StepState::Disputed as u8, IncidentError::Disputed);
        require!(now >= step.final_at.get(), IncidentError::StillWaiting);
        Ok(step)
    }

    /// What the due step takes from the pool: eligible cover times its rise over the last final step, rounded up.
    /// `lowered` is what earlier incidents have paid meanwhile to policies that this one counts.
    pub fn due_amount(&self, now: i64, lowered: u64) -> Result<(u64, u64)> {
        let step = self.due_step(now)?;
        let rise = step
            .ratio
            .get()
            .checked_sub(self.final_ratio.get())
            .ok_or(IncidentError::IncidentLedgerBroken)?;
        let eligible = step.eligible.get().min(self.cover.get().saturating_sub(lowered));
        Ok((rise, ladder::needed_ceil(eligible, rise).or_math()?))
    }

    /// The due step is final: `taken` was reserved for it.
    pub fn finalise(&mut self, rise: u64, needed: u64, taken: &LossTaken) -> Result<()> {
        let step = &mut self.ladder[usize::from(self.decided)];
        // Rounded down: the rest of a ladder must find what it needs, rounded up.
        let decided = payout::amount_floor(step.eligible.get(), step.rise.get()).or_math()?;
        self.provisional = self.provisional.saturating_sub(decided);
        step.rise = rise.into();
        step.needed = needed.into();
        step.funded = taken.funded.into();
        step.cut = u8::from(taken.shortfall > 0);
        step.state = StepState::Final as u8;
        self.cut |= step.cut;
        self.final_ratio = step.ratio;
        self.decided = self.decided.checked_add(1).ok_or(IncidentError::IncidentLedgerBroken)?;
        self.skip_void();
        self.funded = add(self.funded, taken.funded)?;
        self.shortfall = add(self.shortfall, taken.shortfall)?;
        self.taken.record(taken)
    }

    /// What was reserved and not paid.
    pub fn unpaid(&self) -> u64 {
        self.funded.get().saturating_sub(self.paid.get())
    }

    /// What was reserved and not paid, by where it would go back to.
    pub fn back(&self) -> Back {
        self.taken.back(self.unpaid())
    }

    /// Upper bound of what can still be lost: steps that wait, then what windows that have closed can add, none deeper than
    /// `deepest`, and up to the largest payout what windows still to close can pay to `running` atoms of cover.
    /// `lowered` is what earlier incidents have paid meanwhile to policies that this one counts.
    #[inline(never)]
    pub fn undecided(&self, lowered: u64, deepest: u64, running: u64) -> Result<u64> {
        let last = self.last_ratio();
        let left = self.cover.get().saturating_sub(lowered);
        let later = self.last_standing().map_or(left, |s| s.eligible.get().min(left));
        let mut sum = ladder::to_come_ceil(later, running.min(left), last, deepest, self.largest.get()).or_math()?;
        let waits = |step: &&Step| step.state != StepState::Void as u8;
        for step in self.steps().iter().skip(usize::from(self.decided)).filter(waits) {
            sum = sum.checked_add(step.needed.get()).ok_or(IncidentError::IncidentLedgerBroken)?;
        }
        Ok(sum)
    }

    /// What is held as undecided falls, and never rises, to [`Incident::undecided`]. Returns what was held and what is.
    pub fn lower_held(&mut self, lowered: u64, deepest: u64, running: u64) -> Result<(u64, u64)> {
        let held = self.provisional.get();
        let left = held.min(self.undecided(lowered, deepest, running)?);
        self.provisional = left.into();
        Ok((held, left))
    }

    /// Every step is decided, and no more can come: raising is over, or the largest payout is final.
    pub fn may_seal(&self, may_raise: bool) -> bool {
        self.decided == self.step_count && (!may_raise || self.final_ratio == self.largest)
    }

    /// What the policy gets from all final steps whose window began before its end, less what it got.
    #[inline(never)]
    pub fn due_to(&self, policy: &Policy) -> Result<u64> {
        let base = policy.base_for(self.number.get())?;
        let due = self.due_so_far(policy, base)?;
        due.checked_sub(policy.paid_by(self.number.get()))
            .ok_or_else(|| IncidentError::IncidentLedgerBroken.into())
    }

    /// A policy that settles now passes: no step can come, and none was cut or all that was left over has been given out.
    pub fn lets_pass(&self) -> bool {
        self.sealed == 1 && (self.cut == 0 || self.top_up != TopUp::Open as u8)
    }

    /// `amount` of what was reserved goes to one policy.
    pub fn apply_payment(&mut self, amount: u64) -> Result<()> {
        self.paid = add(self.paid, amount)?;
        require!(self.paid.get() <= self.funded.get(), IncidentError::IncidentLedgerBroken);
        Ok(())
    }

    /// The policy passes: nothing more can come to it from here.
    pub fn pass(&mut self, base: u64) -> Result<()> {
        self.passed = add(self.passed, base)?;
        self.policies_passed = self
            .policies_passed
            .get()
            .checked_add(1)
            .ok_or(IncidentError::IncidentLedgerBroken)?
            .into();
        Ok(())
    }

    /// Money was recovered for policies that were cut: it goes to the steps that lack it, in their order. Returns how much of it.
    #[inline(never)]
    pub fn recover(&mut self, amount: u64, now: i64) -> Result<u64> {
        let mut left = amount;
        for step in self.ladder.iter_mut().filter(|s| s.state == StepState::Final as u8 && s.cut == 1) {
            let more = left.min(step.needed.get().saturating_sub(step.funded.get()));
            step.funded = add(step.funded, more)?;
            left = left.saturating_sub(more);
        }
        let used = amount.saturating_sub(left);
        self.funded = add(self.funded, used)?;
        self.recovered = add(self.recovered, used)?;
        self.shortfall = sub(self.shortfall, used)?;
        if used > 0 {
            let latest = self.sealed_at.get().saturating_add(INCIDENT_LIFE).saturating_add(MAX_COLLECT_TIME);
            self.collect_until = now.saturating_add(COLLECT_TIME).min(latest).into();
        }
        Ok(used)
    }

    /// All has been settled; what its policies lacked can still be recovered, for a year. Returns what was left over.
    pub fn release(&mut self) -> Result<u64> {
        let left = self.reserved()?;
        self.funded = self.paid;
        self.recovering = 1;
        Ok(left)
    }

    /// What is held for its policies and not paid.
    pub fn reserved(&self) -> Result<u64> {
        Ok(sub(self.funded, self.paid.get())?.get())
    }

    /// Nothing can come to any policy from here: nothing was lacking, or less than an atom for each, or what lacked was recovered and fetched,
    /// or its year is over and the time to collect what came last.
    pub fn is_over(&self, now: i64) -> bool {
        let lacking = self.shortfall.get() > u64::from(self.policies_passed.get());
        let fetched = self.recovering == 0 || self.paid == self.funded;
        (!lacking && fetched) || (self.has_had_its_year(now) && now >= self.collect_until.get())
    }

    /// A year has passed since the seal.
    pub fn has_had_its_year(&self, now: i64) -> bool {
        self.sealed == 1 && now.saturating_sub(self.sealed_at.get()) >= INCIDENT_LIFE
    }

    /// All eligible cover has passed, or was counted and nothing could be added to it, or the incident has had its year. A bonus is given to who
    /// passes: as long as there is one, being counted is not enough.
    pub fn may_close(&self, now: i64, lowered: u64) -> bool {
        let cover = self.cover.get().saturating_sub(lowered);
        let counted = self.top_up == TopUp::Nothing as u8 && self.bonus.is_zero();
        let over = self.passed.get() >= cover || counted;
        self.sealed == 1 && (over || self.owes_nobody() || self.has_had_its_year(now))
    }

    /// Day from which the next step may be taken.
    pub fn next_day(&self) -> Result<u32> {
        let from = self.last_standing().map_or(self.first_breach.get(), |s| s.window_start.get());
        time::day_of(from).or_math()
    }

    /// Truths that hold after every instruction.
    pub fn check_invariants(&self) -> Result<()> {
        require!(self.paid.get() <= self.funded.get(), IncidentError::IncidentLedgerBroken);
        require!(self.decided <= self.step_count, IncidentError::IncidentLedgerBroken);
        Ok(())
    }
}
