//! All locked governance tokens together: whoever decides cases.

use {
    super::escrow::{Escrow, Leaving, add, sub},
    crate::{
        constants::*,
        errors::{EscrowError, OrMath},
    },
    anchor_lang::prelude::*,
    breakwater_math::time,
};

/// One for the protocol. PDA: `["electorate"]`. Its vault holds what all escrows hold.
#[account]
pub struct Electorate {
    pub version: u8,
    pub bump: u8,
    pub vault_bump: u8,
    pub _pad: u8,
    /// Days up to this one are counted.
    pub rolled_day: PodU32,
    /// Open escrows.
    pub escrows: PodU32,
    pub _pad2: [u8; 4],
    /// The governance mint.
    pub mint: Address,
    pub vault: Address,
    /// Paid the rent.
    pub rent_payer: Address,
    /// Locked and not under notice in all escrows, atoms: `aged` and all of `ageing`.
    pub locked: PodU64,
    /// Under notice in all escrows, atoms.
    pub unlocking: PodU64,
    /// Locked for [`JUROR_AGE_DAYS`] days or more, atoms.
    pub aged: PodU64,
    /// Locked for less, atoms, by the midnight at which it will have aged: its slot is the day number modulo the number of slots.
    pub ageing: [PodU64; ELECTORATE_SLOTS],
    /// `aged` at the end of each of the last days, which is that day's smallest; of the day last counted, as it is now.
    pub totals: [PodU64; ELECTORATE_SLOTS],
    /// Ever taken from ballots, atoms …
    pub slashed: PodU64,
    /// … and ever given to ballots: may run ahead of it by what ballots that are not settled yet have lost.
    pub rewarded: PodU64,
    /// Mint of the escrows' share of fees; zero until its vault exists.
    pub revenue_mint: Address,
    /// Paid the rent of that vault.
    pub revenue_rent_payer: Address,
    /// Ever streamed per locked atom, Q64 atoms, modulo 2^128.
    pub revenue_per_token: PodU128,
    /// Streams to what is locked, Q64 atoms per second …
    pub revenue_rate: PodU128,
    /// … until this time (unix seconds).
    pub revenue_until: PodI64,
    /// What streamed before this time is counted (unix seconds).
    pub revenue_at: PodI64,
    /// Streamed while nothing was locked, or is left over from divisions, Q64 atoms: joins the next sweep.
    pub revenue_waits: PodU128,
    /// The escrows' share in its vault, atoms: due, streaming or waiting.
    pub revenue_held: PodU64,
    pub reserved: [u8; 104],
}

const _: () = assert!(core::mem::size_of::<Electorate>() == 16 + 3 * 32 + 3 * 8 + 2 * 8 * ELECTORATE_SLOTS + 256);
// Tokens age at one of the next eight midnights, and eight days' totals are read.
const _: () = assert!(JUROR_AGE_DAYS as usize + 1 < ELECTORATE_SLOTS && ELECTORATE_LAG_DAYS as usize + 1 < ELECTORATE_SLOTS);

fn slot(day: u32) -> usize {
    day as usize % ELECTORATE_SLOTS
}

impl Electorate {
    /// Counts the midnights that have passed: at most 16 steps after any silence, because after 8 nothing is left to age.
    pub fn roll(&mut self, at: i64) -> Result<()> {
        let (from, today) = (self.rolled_day.get(), time::day_of(at).or_math()?);
        require!(today >= from, EscrowError::EscrowClockWentBack);
        let stop = today.min(from.saturating_add(ELECTORATE_SLOTS as u32));
        let (mut day, mut aged) = (from, self.aged.get());
        while day < stop {
            day = day.wrapping_add(1); // at most `stop`
            let ages = &mut self.ageing[slot(day)];
            aged = aged.checked_add(ages.get()).ok_or(EscrowError::EscrowLedgerBroken)?;
            *ages = 0u64.into();
            self.totals[slot(day)] = aged.into();
        }
        self.aged = aged.into();
        if stop < today {
            self.totals = [self.aged; ELECTORATE_SLOTS];
        }
        self.rolled_day = today.into();
        Ok(())
    }

    /// Aged weight at the end of this day, or now if it is today; at most a week before the day last counted. Exact without rolling first.
    fn total(&self, day: u32) -> Result<u64> {
        let from = self.rolled_day.get();
        if day <= from {
            return Ok(self.totals[slot(day)].get());
        }
        let stop = day.min(from.saturating_add(JUROR_AGE_DAYS + 1));
        let (mut next, mut sum) = (from, self.aged.get());
        while next < stop {
            next = next.wrapping_add(1); // at most `stop`
            sum = sum
                .checked_add(self.ageing[slot(next)].get())
                .ok_or(EscrowError::EscrowLedgerBroken)?;
        }
        Ok(sum)
    }

    /// The electorate at this time, atoms: the smaller of today's aged weight and that at the end of the day a week ago.
    pub fn size(&self, at: i64) -> Result<u64> {
        let today = time::day_of(at).or_math()?;
        require!(today >= self.rolled_day.get(), EscrowError::EscrowClockWentBack);
        Ok(self.total(today)?.min(self.total(today.saturating_sub(ELECTORATE_LAG_DAYS))?))
    }

    /// What had aged by now, atoms: all that can vote on what is proposed now. More than [`Electorate::size`] while the electorate grows.
    pub fn grown(&self, at: i64) -> Result<u64> {
        self.total(time::day_of(at).or_math()?)
    }

    /// An escrow is opened.
    pub fn apply_open(&mut self) -> Result<()> {
        self.escrows = self.escrows.get().checked_add(1).ok_or(EscrowError::EscrowLedgerBroken)?.into();
        Ok(())
    }

    /// An escrow is closed.
    pub fn apply_close(&mut self) -> Result<()> {
        self.escrows = self.escrows.get().checked_sub(1).ok_or(EscrowError::EscrowLedgerBroken)?.into();
        Ok(())
    }

    /// New tokens, locked since the midnight of this day.
    pub fn apply_lock(&mut self, amount: u64, since: u32) -> Result<()> {
        let ages = &mut self.ageing[slot(since.saturating_add(JUROR_AGE_DAYS))];
        *ages = add(*ages, amount)?;
        self.locked = add(self.locked, amount)?;
        Ok(())
    }

    /// Tokens are under notice from now on. The day must be counted.
    pub fn apply_request(&mut self, amount: u64, leaving: &Leaving) -> Result<()> {
        self.take(amount, leaving)?;
        self.unlocking = add(self.unlocking, amount)?;
        Ok(())
    }

    /// The parts that leave must add up to `amount`: so the ring goes on adding up to what is locked.
    fn take(&mut self, amount: u64, leaving: &Leaving) -> Result<()> {
        let today = self.rolled_day.get();
        let mut left = amount.checked_sub(leaving.aged).ok_or(EscrowError::EscrowLedgerBroken)?;
        if left > 0 {
            // Locked since tomorrow's midnight, since today's, yesterday's …
            let ages = (0..).map(|back: u32| today.saturating_add(1 + JUROR_AGE_DAYS).saturating_sub(back));
            for (day, part) in ages.zip(leaving.fresh).filter(|(_, part)| *part > 0) {
                self.ageing[slot(day)] = sub(self.ageing[slot(day)], part)?;
                left = left.checked_sub(part).ok_or(EscrowError::EscrowLedgerBroken)?;
            }
        }
        require!(left == 0, EscrowError::EscrowLedgerBroken);
        self.aged = sub(self.aged, leaving.aged)?;
        self.totals[slot(today)] = self.aged;
        self.locked = sub(self.locked, amount)?;
        Ok(())
    }

    /// A ballot has lost tokens: `amount` of them, `noticed` of which were under notice. The day must be counted.
    pub fn apply_slash(&mut self, amount: u64, leaving: &Leaving, noticed: u64) -> Result<()> {
        self.take(amount.saturating_sub(noticed), leaving)?;
        self.unlocking = sub(self.unlocking, noticed)?;
        self.slashed = add(self.slashed, amount)?;
        Ok(())
    }

    /// A ballot has won tokens, which count as locked since the midnight of this day.
    pub fn apply_reward(&mut self, amount: u64, since: u32) -> Result<()> {
        self.apply_lock(amount, since)?;
        self.rewarded = add(self.rewarded, amount)?;
        Ok(())
    }

    /// Tokens leave.
    pub fn apply_unlock(&mut self, amount: u64) -> Result<()> {
        self.unlocking = sub(self.unlocking, amount)?;
        Ok(())
    }

    /// What all other escrows have locked and under notice, by both ledgers: nothing that one escrow does changes it.
    pub fn of_others(&self, escrow: &Escrow) -> Result<(u64, u64)> {
        let (locked, unlocking) = (sub(self.locked, escrow.locked.get())?, sub(self.unlocking, escrow.unlocking.get())?);
        Ok((locked.get(), unlocking.get()))
    }

    /// The ring adds up to what is locked.
    pub fn check_sums(&self) -> Result<()> {
        let (mut sum, mut wrapped) = (self.aged.get(), false);
        for part in &self.ageing {
            let (next, over) = sum.overflowing_add(part.get());
            (sum, wrapped) = (next, wrapped | over);
        }
        require!(!wrapped, EscrowError::EscrowLedgerBroken);
        require!(sum == self.locked.get(), EscrowError::EscrowLedgerBroken);
        Ok(())
    }

    /// The vault has what is locked, what is under notice and what slashes left over; more only by donations, which count for nothing. A reward may
    /// be credited before the slash that pays it is taken: until then the loser's tokens, which cannot leave, stand for it.
    pub fn check_invariants(&self, vault: u64) -> Result<()> {
        self.check_sums()?;
        let owed = add(add(self.locked, self.unlocking.get())?, self.slashed.get())?;
        let held = vault.checked_add(self.rewarded.get()).ok_or(EscrowError::EscrowLedgerBroken)?;
        require!(owed.get() <= held, EscrowError::EscrowLedgerBroken);
        Ok(())
    }
}
