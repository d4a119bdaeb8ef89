//! The escrows' share of fees: how it streams, who gets it. All in Q64 atoms of the revenue mint, without rounding until it is paid: what is due, what
//! streams and what waits add up to what is held.

use {
    super::{Electorate, Escrow},
    crate::{
        constants::REVENUE_SECONDS,
        errors::{OrMath, TreasuryError},
    },
    anchor_lang::prelude::*,
    breakwater_math::{revenue, wide},
};

fn add(sum: PodU128, part: u128) -> Result<PodU128> {
    let sum = sum.get().checked_add(part).ok_or(TreasuryError::TreasuryLedgerBroken)?;
    Ok(sum.into())
}

impl Electorate {
    /// Seconds that the stream has still to go from where it was last counted.
    fn revenue_left(&self) -> u64 {
        u64::try_from(self.revenue_until.get().saturating_sub(self.revenue_at.get())).unwrap_or(0)
    }

    /// Gives what has streamed by now to all that is locked now. Comes before any change of what is locked; costs nothing when nothing streams.
    /// What streams while nothing is locked, and what division leaves, waits for the next sweep: it belongs to nobody, least of all to who locks next.
    fn stream_revenue(&mut self, at: i64) -> Result<()> {
        let rate = self.revenue_rate.get();
        if rate == 0 || at <= self.revenue_at.get() {
            return Ok(());
        }
        let to = at.min(self.revenue_until.get());
        let seconds = u64::try_from(to.saturating_sub(self.revenue_at.get())).unwrap_or(0);
        let streamed = wide::mul_128_by_64(rate, seconds).or_math()?;
        let waits = if self.locked.is_zero() {
            streamed
        } else {
            let (each, rest) = revenue::per_token_floor(streamed, self.locked.get()).or_math()?;
            // Begins anew after 2^128: only differences count, and none is as large.
            self.revenue_per_token = self.revenue_per_token.get().wrapping_add(each).into();
            rest
        };
        self.revenue_waits = add(self.revenue_waits, waits)?;
        self.revenue_at = to.into();
        if self.revenue_left() == 0 {
            self.revenue_rate = 0u128.into();
        }
        Ok(())
    }

    /// Credits an escrow with all it has earned by now. Comes before any change of what it has locked.
    pub fn settle_revenue(&mut self, escrow: &mut Escrow, at: i64) -> Result<()> {
        self.stream_revenue(at)?;
        let (from, to) = (escrow.revenue_paid, self.revenue_per_token);
        if from != to {
            let earned = revenue::earned(escrow.locked.get(), from.get(), to.get()).or_math()?;
            escrow.revenue_due = add(escrow.revenue_due, earned)?;
            escrow.revenue_paid = to;
        }
        Ok(())
    }

    /// `amount` atoms were swept to the escrows: they stream over 30 days, together with what streams already and what waits.
    pub fn apply_revenue(&mut self, amount: u64, at: i64) -> Result<()> {
        self.stream_revenue(at)?;
        let (rate, waits) = (self.revenue_rate.get(), self.revenue_waits.get());
        let left = if rate == 0 { 0 } else { self.revenue_left() };
        let started = revenue::join(rate, left, waits, amount, REVENUE_SECONDS).or_math()?;
        let from = self.revenue_at.get().max(at);
        let until = i64::try_from(started.seconds).ok().and_then(|seconds| from.checked_add(seconds));
        let held = self.revenue_held.get().checked_add(amount);
        self.revenue_rate = started.rate.into();
        self.revenue_waits = started.rest.into();
        self.revenue_at = from.into();
        self.revenue_until = until.ok_or(TreasuryError::TreasuryLedgerBroken)?.into();
        self.revenue_held = held.ok_or(TreasuryError::TreasuryLedgerBroken)?.into();
        Ok(())
    }

    /// Takes all whole atoms that are due to a settled escrow; the fraction of the last one stays due.
    pub fn take_revenue(&mut self, escrow: &mut Escrow) -> Result<u64> {
        let (amount, rest) = escrow.revenue_parts();
        require!(amount > 0, TreasuryError::NoRevenueDue);
        escrow.revenue_due = rest.into();
        let held = self.revenue_held.get().checked_sub(amount);
        self.revenue_held = held.ok_or(TreasuryError::TreasuryLedgerBroken)?.into();
        Ok(amount)
    }

    /// An escrow without tokens leaves: nothing may be due to it but the fraction of an atom, which waits for the next sweep.
    pub fn drop_revenue(&mut self, escrow: &Escrow) -> Result<()> {
        let (amount, rest) = escrow.revenue_parts();
        require!(amount == 0, TreasuryError::RevenueLeft);
        self.revenue_waits = add(self.revenue_waits, rest)?;
        Ok(())
    }

    /// The vault has what is held, and what streams and waits is a part of it (INV-01).
    pub fn check_revenue(&self, vault: u64) -> Result<()> {
        require!(self.revenue_held.get() <= vault, TreasuryError::TreasuryLedgerBroken);
        let streams = wide::mul_128_by_64(self.revenue_rate.get(), self.revenue_left()).or_math()?;
        let ahead = add(self.revenue_waits, streams)?;
        require!(
            ahead.get() <= wide::join(self.revenue_held.get(), 0),
            TreasuryError::TreasuryLedgerBroken
        );
        Ok(())
    }
}

impl Escrow {
    /// What is due to a settled escrow: whole atoms, rounded down, and the rest in Q64 atoms.
    pub fn revenue_parts(&self) -> (u64, u128) {
        let due = self.revenue_due.get();
        (wide::high(due), wide::join(0, wide::low(due)))
    }
}
