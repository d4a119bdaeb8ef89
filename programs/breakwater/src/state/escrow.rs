//! Governance tokens that one owner has locked. What they weigh follows from the midnights since which they have been locked, never from a balance.

use {
    crate::{
        constants::*,
        errors::{CaseError, EscrowError, OrMath},
    },
    anchor_lang::prelude::*,
    breakwater_math::time,
};

/// PDA: `["escrow", owner]`. Opened by its owner's signature.
#[account]
pub struct Escrow {
    pub version: u8,
    pub bump: u8,
    /// Ballots that are not settled, at most [`MAX_BALLOTS`]; while there is one nothing leaves.
    pub open_ballots: u8,
    /// Votes on proposals that are not closed, at most [`MAX_VOTES`]; while there is one nothing leaves.
    pub open_votes: u8,
    /// Days up to this one are counted.
    pub rolled_day: PodU32,
    /// Signs everything, and paid the rent.
    pub owner: Address,
    /// Locked and not under notice, atoms: `old` and all of `since`.
    pub locked: PodU64,
    /// Under notice, atoms; weighs nothing.
    pub unlocking: PodU64,
    /// From this time on it can be taken (unix seconds); 0 when nothing is under notice.
    pub unlock_at: PodI64,
    /// Locked since a midnight that lies [`DISCOUNT_AGE_DAYS`] days back or more, atoms.
    pub old: PodU64,
    /// Locked since later midnights, atoms: the slot of a midnight is its day number modulo the number of slots.
    pub since: [PodU64; ESCROW_SLOTS],
    /// The most that the ballots which are not settled can lose, atoms.
    pub at_risk: PodU64,
    /// The electorate's sum per locked atom up to which this escrow has been credited, Q64 atoms.
    pub revenue_paid: PodU128,
    /// Share of fees that is due, Q64 atoms of the revenue mint.
    pub revenue_due: PodU128,
    pub reserved: [u8; 56],
}

const _: () = assert!(core::mem::size_of::<Escrow>() == 8 + 32 + 4 * 8 + 8 * ESCROW_SLOTS + 96);
// Each midnight from 29 days back to tomorrow has a slot of its own.
const _: () = assert!((DISCOUNT_AGE_DAYS as usize) < ESCROW_SLOTS);

/// What a request takes out of the electorate.
pub struct Leaving {
    /// Had aged, atoms.
    pub aged: u64,
    /// Had not, atoms, by the midnight since which it was locked: tomorrow, today, yesterday …
    pub fresh: [u64; JUROR_AGE_DAYS as usize + 1],
}

pub(super) fn add(sum: PodU64, part: u64) -> Result<PodU64> {
    Ok(sum.get().checked_add(part).ok_or(EscrowError::EscrowLedgerBroken)?.into())
}

pub(super) fn sub(sum: PodU64, part: u64) -> Result<PodU64> {
    Ok(sum.get().checked_sub(part).ok_or(EscrowError::EscrowLedgerBroken)?.into())
}

fn slot(day: u32) -> usize {
    day as usize % ESCROW_SLOTS
}

impl Escrow {
    /// The oldest midnight that has a slot.
    fn first(&self) -> u32 {
        self.rolled_day.get().saturating_sub(DISCOUNT_AGE_DAYS - 1)
    }

    /// The latest midnight that has one: what is locked during a day counts from the next midnight on.
    fn last(&self) -> u32 {
        self.rolled_day.get().saturating_add(1)
    }

    /// Counts the midnights that have passed; after any silence at most 31 steps.
    fn roll(&mut self, today: u32) -> Result<()> {
        require!(today >= self.rolled_day.get(), EscrowError::EscrowClockWentBack);
        let (mut day, mut old) = (self.first(), self.old.get());
        let aged = today.saturating_sub(DISCOUNT_AGE_DAYS);
        if aged >= self.last() {
            for since in &mut self.since {
                old = old.checked_add(since.get()).ok_or(EscrowError::EscrowLedgerBroken)?;
                *since = 0u64.into();
            }
        } else {
            while day <= aged {
                let since = &mut self.since[slot(day)];
                old = old.checked_add(since.get()).ok_or(EscrowError::EscrowLedgerBroken)?;
                *since = 0u64.into();
                day = day.wrapping_add(1); // at most `last`
            }
        }
        self.old = old.into();
        self.rolled_day = today.into();
        Ok(())
    }

    /// Atoms that on this day had been locked for `days` whole days, counted between midnights, and still are: rounded down to whole days, so
    /// that nothing is older than it is. Exact also for a day before the last change, as far back as the slots reach.
    pub fn aged(&self, days: u32, day: u32) -> Result<u64> {
        let reaches = day.checked_add(DISCOUNT_AGE_DAYS).zip(self.rolled_day.get().checked_add(days));
        require!(reaches.is_some_and(|(to, from)| from <= to), EscrowError::WeightForgotten);
        // All that is locked, less what came later: few slots, as `days` is short and the day recent.
        let mut late = 0u64;
        for since in day.saturating_sub(days).saturating_add(1).max(self.first())..=self.last() {
            // At most what is locked: the slots add up to it.
            late = late.wrapping_add(self.since[slot(since)].get());
        }
        Ok(sub(self.locked, late)?.get())
    }

    /// Weight in a round that was opened at this time: what aged later does not count, nor what is under notice now.
    pub fn weight(&self, opened_at: i64) -> Result<u64> {
        self.aged(JUROR_AGE_DAYS, time::day_of(opened_at).or_math()?)
    }

    /// New tokens. Returns the midnight from which on they count as locked: the first one from now on.
    pub fn apply_lock(&mut self, amount: u64, at: i64) -> Result<u32> {
        self.roll(time::day_of(at).or_math()?)?;
        let since = time::first_midnight_after_days(at, 0).or_math()?;
        self.since[slot(since)] = add(self.since[slot(since)], amount)?;
        self.locked = add(self.locked, amount)?;
        Ok(since)
    }

    /// Takes `amount` atoms out of what is locked: those that were locked last first, or first.
    fn take(&mut self, amount: u64, last_first: bool) -> Result<Leaving> {
        self.locked = sub(self.locked, amount)?;
        let mut leaving = Leaving {
            aged: 0,
            fresh: [0; JUROR_AGE_DAYS as usize + 1],
        };
        let mut left = amount;
        if !last_first {
            left = self.take_old(left, &mut leaving)?;
        }
        let (first, last) = (self.first(), self.last());
        let mut back = 0;
        let slots = last.saturating_sub(first).saturating_add(1);
        while left > 0 && back < slots {
            let nth = if last_first {
                back
            } else {
                slots.saturating_sub(1).saturating_sub(back)
            };
            let held = &mut self.since[slot(last.saturating_sub(nth))];
            if !held.is_zero() {
                let part = left.min(held.get());
                *held = sub(*held, part)?;
                left = left.saturating_sub(part);
                match leaving.fresh.get_mut(nth as usize) {
                    Some(fresh) => *fresh = part,
                    None => leaving.aged = leaving.aged.saturating_add(part), // at most `amount`
                }
            }
            back = back.saturating_add(1);
        }
        let left = self.take_old(left, &mut leaving)?;
        require!(left == 0, EscrowError::EscrowLedgerBroken);
        Ok(leaving)
    }

    /// Takes what there is of the oldest tokens, up to `left`. Returns what is still to be taken.
    fn take_old(&mut self, left: u64, leaving: &mut Leaving) -> Result<u64> {
        let part = left.min(self.old.get());
        self.old = sub(self.old, part)?;
        leaving.aged = leaving.aged.saturating_add(part);
        Ok(left.saturating_sub(part))
    }

    /// `amount` atoms are under notice, those that were locked last first: what stays was there all the time. With what was under notice
    /// already it waits the whole notice.
    pub fn apply_request(&mut self, amount: u64, at: i64) -> Result<Leaving> {
        self.roll(time::day_of(at).or_math()?)?;
        let leaving = self.take(amount, true)?;
        self.unlocking = add(self.unlocking, amount)?;
        self.unlock_at = at.checked_add(UNLOCK_NOTICE).ok_or(EscrowError::EscrowLedgerBroken)?.into();
        Ok(leaving)
    }

    /// A ballot loses `amount` atoms: of what is locked, and what was locked first, which has voted; then of what is under notice. Returns both parts.
    pub fn apply_slash(&mut self, amount: u64, at: i64) -> Result<(Leaving, u64)> {
        self.roll(time::day_of(at).or_math()?)?;
        let locked = amount.min(self.locked.get());
        let noticed = amount.saturating_sub(locked);
        let leaving = self.take(locked, false)?;
        self.unlocking = sub(self.unlocking, noticed)?;
        if self.unlocking.is_zero() {
            self.unlock_at = 0i64.into();
        }
        Ok((leaving, noticed))
    }

    /// What can leave now: all that is under notice, once the notice is over and every ballot is settled.
    pub fn ready(&self, at: i64) -> Result<u64> {
        require!(!self.unlocking.is_zero(), EscrowError::NothingUnlocking);
        require!(self.open_ballots == 0, EscrowError::BallotsOpen);
        require!(self.open_votes == 0, EscrowError::VotesOpen);
        require!(at >= self.unlock_at.get(), EscrowError::NoticeRunning);
        Ok(self.unlocking.get())
    }

    /// What was under notice has left.
    pub fn apply_unlock(&mut self) {
        (self.unlocking, self.unlock_at) = (0u64.into(), 0i64.into());
    }

    /// A ballot is cast that can lose `risk`: from now on nothing leaves until it is settled. What all open ballots can lose never passes what is
    /// locked, so that every slash is collected, in whatever order they come.
    pub fn open_ballot(&mut self, risk: u64) -> Result<()> {
        require!(self.open_ballots < MAX_BALLOTS, EscrowError::TooManyBallots);
        self.open_ballots = self.open_ballots.saturating_add(1);
        self.at_risk = add(self.at_risk, risk)?;
        require!(self.at_risk.get() <= self.locked.get(), CaseError::TooMuchAtRisk);
        Ok(())
    }

    /// A ballot that could lose `risk` is settled.
    pub fn settle_ballot(&mut self, risk: u64) -> Result<()> {
        self.open_ballots = self.open_ballots.checked_sub(1).ok_or(EscrowError::EscrowLedgerBroken)?;
        self.at_risk = sub(self.at_risk, risk)?;
        Ok(())
    }

    /// A vote is cast: from now on nothing leaves until it is closed.
    pub fn open_vote(&mut self) -> Result<()> {
        require!(self.open_votes < MAX_VOTES, EscrowError::TooManyVotes);
        self.open_votes = self.open_votes.saturating_add(1);
        Ok(())
    }

    /// A vote whose proposal is no longer voted on is closed.
    pub fn close_vote(&mut self) -> Result<()> {
        self.open_votes = self.open_votes.checked_sub(1).ok_or(EscrowError::EscrowLedgerBroken)?;
        Ok(())
    }

    /// Nothing in it, and nothing that it answers for.
    pub fn check_empty(&self) -> Result<()> {
        require!(self.open_ballots == 0, EscrowError::BallotsOpen);
        require!(self.open_votes == 0, EscrowError::VotesOpen);
        require!(self.locked.is_zero() && self.unlocking.is_zero(), EscrowError::EscrowNotEmpty);
        Ok(())
    }

    /// The slots add up to what is locked, and what [`Escrow::check_notice`] says.
    pub fn check_invariants(&self) -> Result<()> {
        let (mut sum, mut wrapped) = (self.old.get(), false);
        for part in &self.since {
            let (next, over) = sum.overflowing_add(part.get());
            (sum, wrapped) = (next, wrapped | over);
        }
        require!(!wrapped, EscrowError::EscrowLedgerBroken);
        require!(sum == self.locked.get(), EscrowError::EscrowLedgerBroken);
        self.check_notice()
    }

    /// There is a time exactly when something is under notice, and not too many ballots are open.
    pub fn check_notice(&self) -> Result<()> {
        require!(
            self.unlocking.is_zero() == self.unlock_at.is_zero() && self.open_ballots <= MAX_BALLOTS,
            EscrowError::EscrowLedgerBroken
        );
        Ok(())
    }
}
