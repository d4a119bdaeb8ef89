//! A product: one insurable risk in one pool, its cover by day, its episodes and the marks of its incidents.

use {
    super::{
        declared::Declarations,
        episode::{Episode, EpisodeState, IncidentMark, MARK_FREE, MARK_OPEN, MARK_RECOVERING},
        policy::Policy,
        pool::Pool,
        solvency::Counted,
        terms::{Kind, Limits, ProductTerms},
        tranche::{add, sub},
    },
    crate::{
        constants::*,
        errors::{IncidentError, OrMath, ProductError},
    },
    anchor_lang::prelude::*,
    breakwater_math::{ladder, payout},
    bytemuck::Zeroable,
};

/// Life of a product. Stored as a byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ProductStatus {
    /// Terms are being written; nothing is sold.
    Draft = 0,
    /// Terms are sealed and cover is sold.
    Listed = 1,
    /// Nothing new is sold; sold cover runs on.
    Retired = 2,
}

/// PDA: `["product", pool, id]`.
#[account]
pub struct Product {
    pub version: u8,
    pub bump: u8,
    /// A [`ProductStatus`].
    pub status: u8,
    /// Risk group of the pool.
    pub group: u8,
    pub id: PodU32,
    pub pool: Address,
    /// Gets the rent of product and watch back.
    pub rent_payer: Address,
    // --- sealed terms
    pub terms: ProductTerms,
    /// SHA-256 over the sealed terms; zero until sealed.
    pub terms_hash: [u8; 32],
    // --- limits
    pub limits: Limits,
    /// Auditor of the covered code, as attested.
    pub auditor: Address,
    /// Hash of the audit report.
    pub audit_hash: [u8; 32],
    /// Day of the audit.
    pub audit_day: PodU32,
    pub _pad: [u8; 4],
    /// Experience loading, parts per billion, at `loading_at`.
    pub loading: PodU64,
    pub loading_at: PodI64,
    // --- cover, atoms
    /// Midnights up to this day are counted.
    pub rolled_day: PodU32,
    pub _pad2: [u8; 4],
    /// Cover whose end and grace are not over, waiting cover included.
    pub active: PodU64,
    /// The part of `active` whose force has not started.
    pub waiting: PodU64,
    /// What the pool counts of this product.
    pub counted: Counted,
    /// Cover that has ended while something was undecided; what may be lost to it lowers no active cover.
    pub ended_at_stake: PodU64,
    /// What this product holds as undecided in its pool.
    pub provisional: PodU64,
    /// Cover by the day of its start of force, modulo 512.
    pub starts: [PodU64; RING],
    /// Cover by the day of its end, modulo 512.
    pub ends: [PodU64; RING],
    /// Latest end of the policies that start on a day still ahead, by day number modulo 32.
    pub latest_ends: [PodU32; START_SLOTS],
    /// Day at whose midnight the last policy ends that has started so far.
    pub in_force_until: PodU32,
    pub _pad3: [u8; 4],
    // --- incidents
    /// Episodes so far; number n lies in slot n modulo 4.
    pub episode_count: PodU32,
    /// Incidents so far; the next one's number.
    pub incident_count: PodU32,
    pub open_incidents: PodU32,
    pub open_policies: PodU32,
    pub episodes: [Episode; EPISODES],
    pub marks: [IncidentMark; INCIDENT_MARKS],
    // --- figures, for readers
    pub premium_total: PodU64,
    pub cover_total: PodU64,
    pub paid_total: PodU64,
    pub policies_sold: PodU32,
    pub claims_filed: PodU32,
    pub claims_accepted: PodU32,
    pub claims_denied: PodU32,
    /// Losses ever made final, less what was reserved and not needed; atoms.
    pub loss_total: PodU64,
    /// Payments to policies …
    pub payments: PodU32,
    /// … and the seconds from event to payment of all of them together.
    pub payment_seconds: PodU64,
    /// The part of `active` that has ended: cover whose grace is running.
    pub in_grace: PodU64,
    /// Claims whose amount is undecided.
    pub open_claims: PodU32,
    /// Declared incidents that are not decided.
    pub declarations: Declarations,
    /// The part of `provisional` that claims hold, atoms.
    pub claimed: PodU64,
    /// When it was drafted (unix seconds).
    pub drafted_at: PodI64,
    /// How often an action changed this product.
    pub revision: PodU32,
    pub reserved: [u8; 32],
}

const _: () = assert!(core::mem::size_of::<Product>() <= 10_232);

impl Product {
    /// An action changes this product.
    pub fn revise(&mut self) {
        self.revision = self.revision.get().wrapping_add(1).into();
    }

    /// The product's kind.
    pub fn kind(&self) -> Result<Kind> {
        Ok(Kind::try_from(self.terms.kind)?)
    }

    /// Terms are sealed and cover is sold.
    pub fn check_listed(&self) -> Result<()> {
        require!(self.status == ProductStatus::Listed as u8, ProductError::NotListed);
        Ok(())
    }

    /// The part of this product's provisional that may be lost to cover that has ended, at most.
    pub(super) fn stake_on_ended(&self) -> u64 {
        self.ended_at_stake.get().min(self.provisional.get())
    }

    /// The episode with this number, if its slot still holds it.
    pub fn episode(&self, number: u32) -> Option<&Episode> {
        Some(&self.episodes[number as usize % EPISODES]).filter(|e| e.number.get() == number && number > 0)
    }

    /// The episode with this number, to write.
    pub fn episode_mut(&mut self, number: u32) -> Result<&mut Episode> {
        let episode = &mut self.episodes[number as usize % EPISODES];
        require!(episode.number.get() == number && number > 0, IncidentError::NoEpisode);
        Ok(episode)
    }

    /// A breach starts: cover in force now is at stake, up to the largest payout. Call after [`Product::roll`].
    #[inline(never)]
    pub fn start_episode(&mut self, pool: &mut Pool, now: i64, largest: u64) -> Result<()> {
        let number = self.next_episode()?;
        let cover = self.in_force()?;
        let waiting = self.waiting.get();
        let at_stake = ladder::needed_ceil(cover, largest).or_math()?;
        let slot = &mut self.episodes[number as usize % EPISODES];
        // The slot's last episode ended more than its tail ago; what it still held goes with it.
        let left = slot.provisional.get();
        *slot = Episode {
            number: number.into(),
            state: EpisodeState::Running as u8,
            first_breach: now.into(),
            cover: cover.into(),
            waiting: waiting.into(),
            provisional: at_stake.into(),
            until: self.in_force_until,
            ..Episode::zeroed()
        };
        self.episode_count = number.into();
        self.replace_provisional(pool, left, at_stake)
    }

    /// A breach that ended before any window had closed leaves its number to the next one, so that wicks never push an episode
    /// out of its slot within its tail.
    fn next_episode(&self) -> Result<u32> {
        let last = self.episode_count.get();
        match self.episode(last) {
            Some(episode) if !episode.is_open() && episode.triggered == 0 => Ok(last),
            _ => last.checked_add(1).ok_or_else(|| ProductError::ProductLedgerBroken.into()),
        }
    }

    /// Replaces `old` by `new` in what this product and its pool hold as undecided; when nothing is left, no ended cover is at stake.
    #[inline(never)]
    pub fn replace_provisional(&mut self, pool: &mut Pool, old: u64, new: u64) -> Result<()> {
        self.provisional = add(sub(self.provisional, old)?, new)?;
        if self.provisional.is_zero() {
            self.ended_at_stake = 0u64.into();
        }
        self.sync(pool)
    }

    /// Marks a new incident; the slot of an open one is never reused.
    pub fn mark_incident(&mut self, first_breach: i64) -> Result<u32> {
        let number = self.incident_count.get();
        let mark = &mut self.marks[number as usize % INCIDENT_MARKS];
        require!(mark.open == MARK_FREE, IncidentError::TooManyOpen);
        *mark = IncidentMark {
            first_breach: first_breach.into(),
            number: number.into(),
            open: MARK_OPEN,
            cut: 0,
            denied: 0,
            _pad: 0,
            lowered: 0u64.into(),
        };
        self.incident_count = number.checked_add(1).ok_or(ProductError::ProductLedgerBroken)?.into();
        self.skip_taken()?;
        self.open_incidents = self
            .open_incidents
            .get()
            .checked_add(1)
            .ok_or(ProductError::ProductLedgerBroken)?
            .into();
        Ok(number)
    }

    /// The next incident's number is one whose mark is free, if there is any: an old incident that stays open for recoveries stops no new one.
    fn skip_taken(&mut self) -> Result<()> {
        for _ in 0..INCIDENT_MARKS {
            let next = self.incident_count.get();
            if self.marks[next as usize % INCIDENT_MARKS].open == MARK_FREE {
                return Ok(());
            }
            self.incident_count = next.checked_add(1).ok_or(ProductError::ProductLedgerBroken)?.into();
        }
        Ok(())
    }

    /// The incident account is closed: nothing waits for it any more.
    pub fn unmark_incident(&mut self, number: u32) -> Result<()> {
        let mark = &mut self.marks[number as usize % INCIDENT_MARKS];
        require!(mark.open != MARK_FREE && mark.number.get() == number, IncidentError::NoEpisode);
        mark.open = MARK_FREE;
        self.open_incidents = self
            .open_incidents
            .get()
            .checked_sub(1)
            .ok_or(ProductError::ProductLedgerBroken)?
            .into();
        self.skip_taken()
    }

    /// All policies of an incident are settled: only recoveries can come, and no later incident waits for it.
    pub fn mark_recovering(&mut self, number: u32) -> Result<()> {
        let mark = &mut self.marks[number as usize % INCIDENT_MARKS];
        require!(mark.open == MARK_OPEN && mark.number.get() == number, IncidentError::NoEpisode);
        mark.open = MARK_RECOVERING;
        Ok(())
    }

    /// A final step of an incident could not be funded whole.
    pub fn mark_cut(&mut self, number: u32) {
        self.marks[number as usize % INCIDENT_MARKS].cut = 1;
    }

    /// Whether recoveries of an incident that could not be funded whole can still come to the policy, now or once it is released.
    pub fn may_recover(&self, policy: &Policy) -> Result<bool> {
        if policy.remaining()? == 0 {
            return Ok(false);
        }
        let lacking = |mark: &&IncidentMark| mark.open == MARK_RECOVERING || (mark.open == MARK_OPEN && mark.cut == 1);
        for mark in self.marks.iter().filter(lacking) {
            if policy.may_collect(mark.number.get()) && policy.in_force_at(mark.first_breach.get())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether recoveries of an incident before `number` can still come to the policy: a payment by that one would end it.
    pub fn recovers_earlier(&self, policy: &Policy, number: u32) -> Result<bool> {
        for mark in self
            .marks
            .iter()
            .filter(|mark| mark.open == MARK_RECOVERING && mark.number.get() < number)
        {
            if policy.may_collect(mark.number.get()) && policy.in_force_at(mark.first_breach.get())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether an incident after `number` has counted the policy with the cover that it has now, and not let it pass yet.
    pub fn is_counted_later(&self, policy: &Policy, number: u32) -> bool {
        let Some(by) = policy.counted_by.get().checked_sub(1) else {
            return false;
        };
        let mark = &self.marks[by as usize % INCIDENT_MARKS];
        by > number && policy.next_incident.get() <= by && mark.open == MARK_OPEN && mark.number.get() == by
    }

    /// Whether an incident before `number` is still open: what it pays is not known yet, and lowers the cover of this one.
    pub fn has_earlier_open(&self, number: u32) -> bool {
        self.marks.iter().any(|mark| mark.open == MARK_OPEN && mark.number.get() < number)
    }

    /// By how much the cover of this incident is lower than when it was opened.
    pub fn lowered(&self, number: u32) -> u64 {
        let mark = &self.marks[number as usize % INCIDENT_MARKS];
        if mark.open == MARK_OPEN && mark.number.get() == number {
            mark.lowered.get()
        } else {
            0
        }
    }

    /// Whether an incident before `number` that the policy is eligible for is still open.
    #[inline(never)]
    pub fn owes_earlier(&self, policy: &Policy, number: u32) -> Result<bool> {
        let before = |mark: &&IncidentMark| mark.number.get() >= policy.next_incident.get() && mark.number.get() < number;
        for mark in self.marks.iter().filter(|mark| mark.open == MARK_OPEN).filter(before) {
            if policy.in_force_at(mark.first_breach.get())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A breach or an incident of this product is not over: what is sold and what has ended must stay as it is. A claim holds back its own policy only.
    pub fn is_undecided(&self) -> bool {
        let open = self.marks.iter().any(|mark| mark.open == MARK_OPEN);
        // The tail of a breach that was triggered belongs to its incident.
        let breach = |e: &Episode| e.state == EpisodeState::Running as u8 || (e.is_open() && e.triggered == 0);
        open || self.provisional.get() > self.claimed.get() || self.episodes.iter().any(breach)
    }

    /// Whether an episode that the policy is eligible for can still be triggered.
    pub fn may_still_trigger(&self, policy: &Policy) -> Result<bool> {
        for episode in &self.episodes {
            if episode.is_open() && episode.triggered == 0 && policy.in_force_at(episode.first_breach.get())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Largest payment the ratio allows, rounded down.
    pub fn payout(base: u64, ratio: u64) -> Result<u64> {
        payout::amount_floor(base, ratio).or_math()
    }

    /// Truths that hold after every instruction.
    pub fn check_invariants(&self) -> Result<()> {
        let parts = self.waiting.get().saturating_add(self.in_grace.get());
        require!(parts <= self.active.get(), ProductError::ProductLedgerBroken);
        Ok(())
    }
}

pub(super) fn slot(day: u32) -> usize {
    day as usize % RING
}
