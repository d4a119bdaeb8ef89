//! A pool: capital in one mint, in two tranches, and the ledger of everything the vault owes.

use {
    super::tranche::{Closed, JUNIOR, SENIOR, Tranche, add, add128, sub, sub128},
    crate::{
        constants::*,
        errors::{GovernanceError, OrMath, PoolError},
    },
    anchor_lang::prelude::*,
    breakwater_math::{rate, stream, time, tranche as formula},
    bytemuck::{Pod, Zeroable},
};

/// Exposure of one risk group.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Group {
    /// Sum of active cover times severity, in atoms.
    pub exposure: PodU64,
    /// The same of the active cover that is left if everything undecided is lost.
    pub exposure_if_lost: PodU64,
    /// Highest share of capital that the group may take, in basis points.
    pub cap_bps: PodU16,
}

/// Active cover of the products whose number is the slot's modulo [`COVER_SLOTS`]: no product of it has more (ADR 17).
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct CoverSlot {
    /// As of each product's last roll, atoms.
    pub active: PodU64,
    /// What is left of it if everything undecided is lost.
    pub if_lost: PodU64,
}

/// PDA: `["pool", id]`. Ledger fields decide everything; the vault's balance is only checked against their sum.
#[account]
pub struct Pool {
    pub version: u8,
    pub bump: u8,
    pub vault_bump: u8,
    /// Decimals of the mint.
    pub decimals: u8,
    pub id: PodU32,
    /// The one mint of this pool; SPL Token only.
    pub mint: Address,
    /// Token account of all the pool's money, owned by this account.
    pub vault: Address,
    /// Gets the rent back when the pool is closed.
    pub rent_payer: Address,
    // --- time
    /// Premium is recognised and requests are matured up to here (unix seconds).
    pub recognised_at: PodI64,
    // --- ledger, in atoms
    /// Junior, then senior.
    pub tranches: [Tranche; 2],
    /// Third in the loss order; fed by premiums.
    pub reserve: PodU64,
    /// Reserved for policies by final decisions and not yet paid.
    pub payable: PodU64,
    /// Protocol fees, until they are swept.
    pub fees_owed: PodU64,
    /// What would be lost if everything undecided went against the pool.
    pub provisional: PodU64,
    /// The part of `provisional` that may be lost to cover that has ended: losing it lowers no active cover.
    pub ended_at_stake: PodU64,
    /// Cover of all products whose end and grace are not over, as of each product's last roll.
    pub active_cover: PodU64,
    /// Final losses that nobody could fund.
    pub shortfall: PodU64,
    // --- premium not yet earned
    /// Unearned premium, Q64.64 atoms: exactly the sum of stream times seconds left.
    pub unearned: PodU128,
    /// Premium earned per second, Q64.64.
    pub stream: PodU128,
    /// Part of `stream` that ends at each midnight, by day number modulo 448.
    pub stream_ends: [PodU128; STREAM_SLOTS],
    /// Junior's part of earned premium, parts per billion; fixed at the last deposit, exit or loss.
    pub junior_split: PodU64,
    /// Fraction of an atom (parts per billion) that junior is still owed.
    pub split_carry: PodU64,
    // --- parameters
    /// Weight of junior capital against senior capital in the split, parts per billion (3e9 = threefold).
    pub junior_weight: PodU64,
    /// Smallest deposit, in atoms.
    pub min_deposit: PodU64,
    /// Share of each premium that goes to the reserve, in basis points.
    pub reserve_bps: PodU16,
    /// Required capital is multiplied by this, in basis points (10,000 = once).
    pub margin_bps: PodU16,
    /// Correlation between risk groups, in basis points.
    pub correlation_bps: PodU16,
    /// Junior's least share of R (what the exposures require before the margin), in basis points.
    pub junior_floor_bps: PodU16,
    /// Notice of a withdrawal, in days.
    pub notice_days: u8,
    /// 1 once it takes no capital and no products any more.
    pub retired: u8,
    pub _pad: [u8; 2],
    /// Risk groups.
    pub groups: [Group; GROUPS],
    /// Active cover by product number.
    pub cover_slots: [CoverSlot; COVER_SLOTS],
    // --- counters
    /// Products created so far; the next product's id.
    pub product_count: PodU32,
    /// Products that are not closed.
    pub open_products: PodU32,
    /// Positions that are not closed.
    pub open_positions: PodU32,
    // --- figures, for readers
    /// Premium ever paid in, atoms.
    pub premium_total: PodU64,
    /// Cover ever sold, atoms.
    pub cover_total: PodU64,
    /// Losses ever made final, less what was reserved and not needed; atoms.
    pub loss_total: PodU64,
    /// Payments ever made to holders, atoms.
    pub paid_total: PodU64,
    /// Recoveries ever paid in, atoms.
    pub recovered_total: PodU64,
    /// Products that are listed now.
    pub listed_products: PodU32,
    pub claims_filed: PodU32,
    pub claims_accepted: PodU32,
    pub claims_denied: PodU32,
    // --- governance tokens for underwriters
    /// Streams to the tranches, Q64 atoms per second …
    pub reward_rate: PodU128,
    /// … until this time (unix seconds).
    pub reward_until: PodI64,
    /// Ever given to the tranches since the pool's rewards were opened, Q64 atoms: no more can ever be claimed.
    pub rewards_assigned: PodU128,
    /// How often an action changed this pool.
    pub revision: PodU32,
    pub reserved: [u8; 60],
}

const _: () = assert!(core::mem::size_of::<Pool>() <= 10_232);

impl Pool {
    /// An action changes this pool.
    pub fn revise(&mut self) {
        self.revision = self.revision.get().wrapping_add(1).into();
    }

    /// It takes capital and products.
    pub fn check_not_retired(&self) -> Result<()> {
        require!(self.retired == 0, GovernanceError::PoolRetired);
        Ok(())
    }

    /// Nobody can put anything into it any more.
    pub fn check_retired(&self) -> Result<()> {
        require!(self.retired != 0, GovernanceError::PoolNotRetired);
        Ok(())
    }

    /// Capital of both tranches, atoms.
    pub fn capital(&self) -> Result<u64> {
        self.tranches[JUNIOR]
            .capital
            .get()
            .checked_add(self.tranches[SENIOR].capital.get())
            .ok_or_else(|| PoolError::PoolLedgerBroken.into())
    }

    /// Unearned premium in atoms, rounded up (it is a debt).
    pub fn unearned_atoms(&self) -> Result<u64> {
        stream::atoms_ceil(self.unearned.get()).or_math()
    }

    /// Everything the vault must hold at least: capital + unearned + what is on its way back + reserve + payable + fees (INV-01).
    #[inline(never)]
    pub fn owed(&self) -> Result<u64> {
        let at = self.recognised_at.get();
        let (junior, senior) = (
            self.tranches[JUNIOR].returning_atoms(at)?,
            self.tranches[SENIOR].returning_atoms(at)?,
        );
        [
            self.unearned_atoms()?,
            junior,
            senior,
            self.reserve.get(),
            self.payable.get(),
            self.fees_owed.get(),
        ]
        .iter()
        .try_fold(self.capital()?, |sum, part| sum.checked_add(*part))
        .ok_or_else(|| PoolError::PoolLedgerBroken.into())
    }

    /// The tranche with this number.
    pub fn tranche(&self, index: u8) -> Result<&Tranche> {
        self.tranches
            .get(usize::from(index))
            .ok_or_else(|| PoolError::UnknownTranche.into())
    }

    /// The tranche with this number, to write.
    pub fn tranche_mut(&mut self, index: u8) -> Result<&mut Tranche> {
        self.tranches
            .get_mut(usize::from(index))
            .ok_or_else(|| PoolError::UnknownTranche.into())
    }

    /// Recognises premium to the second and matures requests, midnight by midnight: at most 448 steps however long ago the last call was.
    #[inline(never)]
    pub fn recognise(&mut self, now: i64) -> Result<()> {
        let from = self.recognised_at.get();
        require!(now >= from, PoolError::PoolClockWentBack);
        if now == from {
            return Ok(());
        }
        if !self.reward_rate.is_zero() {
            self.accrue_rewards(from, now)?;
        }
        let before = self.unearned_atoms()?;
        let (mut q, mut rate, mut at) = (self.unearned.get(), self.stream.get(), from);
        let last_day = time::day_of(now).or_math()?;
        let first_day = time::day_of(from).or_math()?.checked_add(1).ok_or(PoolError::PoolLedgerBroken)?;
        // Streams end within 402 days and requests mature within 30: after 448 midnights nothing is left to stop.
        let stop = last_day.min(first_day.saturating_add(STREAM_SLOTS as u32));
        // Slots of a tranche hold what is pending and has not matured: mostly nothing.
        let waits = [JUNIOR, SENIOR].map(|index| self.tranches[index].pending_shares != self.tranches[index].matured_shares);
        let (mut day, mut next) = (first_day, first_day as usize % STREAM_SLOTS);
        while day <= stop {
            let slot = &mut self.stream_ends[next];
            next = if next == STREAM_SLOTS - 1 { 0 } else { next + 1 };
            let ends = slot.get();
            if ends != 0 {
                // The rate changes only here: up to here it is one product, exactly what one for each day adds up to.
                let midnight = time::midnight(day);
                q = stream::take(q, rate, elapsed(at, midnight)?).or_math()?;
                at = midnight;
                rate = rate.checked_sub(ends).ok_or(PoolError::PoolLedgerBroken)?;
                *slot = 0u128.into();
            }
            for index in [JUNIOR, SENIOR] {
                if waits[index] {
                    self.tranches[index].mature(day)?;
                }
            }
            day = day.saturating_add(1);
        }
        let until = if stop == last_day { now } else { time::midnight(stop) };
        q = stream::take(q, rate, elapsed(at, until)?).or_math()?;
        self.unearned = q.into();
        self.stream = rate.into();
        self.recognised_at = now.into();
        let earned = before.checked_sub(self.unearned_atoms()?).ok_or(PoolError::PoolLedgerBroken)?;
        self.earn(earned)?;
        for index in [JUNIOR, SENIOR] {
            let back = self.tranches[index].take_returned(from, now)?;
            self.tranches[index].capital = add(self.tranches[index].capital, back)?;
        }
        Ok(())
    }

    /// Earned premium goes to the tranches by the fixed split; with both empty, to the reserve.
    fn earn(&mut self, earned: u64) -> Result<()> {
        if earned == 0 {
            return Ok(());
        }
        let (junior, senior) = (self.tranches[JUNIOR].shares.is_zero(), self.tranches[SENIOR].shares.is_zero());
        match (junior, senior) {
            (true, true) => self.reserve = add(self.reserve, earned)?,
            (true, false) => self.tranches[SENIOR].capital = add(self.tranches[SENIOR].capital, earned)?,
            (false, true) => self.tranches[JUNIOR].capital = add(self.tranches[JUNIOR].capital, earned)?,
            (false, false) => {
                let (to_junior, to_senior, carry) = formula::split(earned, self.junior_split.get(), self.split_carry.get()).or_math()?;
                self.tranches[JUNIOR].capital = add(self.tranches[JUNIOR].capital, to_junior)?;
                self.tranches[SENIOR].capital = add(self.tranches[SENIOR].capital, to_senior)?;
                self.split_carry = carry.into();
            }
        }
        Ok(())
    }

    /// Streams `amount` to the tranches until the midnight of `end_day`. The rounding remainder is earned at once.
    /// Call after [`Pool::recognise`].
    #[inline(never)]
    pub fn stream_in(&mut self, amount: u64, now: i64, end_day: u32) -> Result<u128> {
        let seconds = elapsed(now, time::midnight(end_day))?;
        let rate = stream::rate_floor(amount, seconds).or_math()?;
        let before = self.unearned_atoms()?;
        self.unearned = stream::add(self.unearned.get(), rate, seconds).or_math()?.into();
        self.stream = add128(self.stream, rate)?;
        let slot = &mut self.stream_ends[end_day as usize % STREAM_SLOTS];
        *slot = add128(*slot, rate)?;
        let streamed = self.unearned_atoms()?.checked_sub(before).ok_or(PoolError::PoolLedgerBroken)?;
        self.earn(amount.checked_sub(streamed).ok_or(PoolError::PoolLedgerBroken)?)?;
        Ok(rate)
    }

    /// Takes what is left of one stream of `rate` that ends at the midnight of `end_day` out of the pool: the atoms that the ledger holds for it,
    /// none when it has ended. Call after [`Pool::recognise`].
    #[inline(never)]
    pub fn take_stream(&mut self, rate: u128, now: i64, end_day: u32) -> Result<u64> {
        let end = time::midnight(end_day);
        if end <= now || rate == 0 {
            return Ok(0);
        }
        let before = self.unearned_atoms()?;
        self.unearned = stream::take(self.unearned.get(), rate, elapsed(now, end)?).or_math()?.into();
        self.stream = sub128(self.stream, rate)?;
        let slot = &mut self.stream_ends[end_day as usize % STREAM_SLOTS];
        *slot = sub128(*slot, rate)?;
        before
            .checked_sub(self.unearned_atoms()?)
            .ok_or_else(|| PoolError::PoolLedgerBroken.into())
    }

    /// `more` joins a stream that ends at the midnight of a day. Together they end at the midnight of `end`, or as much earlier as it takes to
    /// stream no more slowly than before: what is earned at any time is no less than without it. Returns the new rate and its last day.
    #[inline(never)]
    pub fn extend_stream(&mut self, old: (u128, u32), more: u64, now: i64, end: u32) -> Result<(u128, u32)> {
        let (rate, until) = old;
        let left = self.take_stream(rate, now, until)?;
        let total = left.checked_add(more).ok_or(PoolError::PoolLedgerBroken)?;
        let even = stream::rate_floor(total, elapsed(now, time::midnight(end))?).or_math()?;
        let mut stop = end;
        if left > 0 && even < rate {
            let seconds = stream::seconds_floor(total, rate).or_math()?;
            let empty = i64::try_from(seconds)
                .ok()
                .and_then(|s| now.checked_add(s))
                .ok_or(PoolError::PoolLedgerBroken)?;
            stop = time::day_of(empty).or_math()?.clamp(until, end);
        }
        Ok((self.stream_in(total, now, stop)?, stop))
    }

    /// What a cancellation keeps goes to the reserve, so that no share price rises.
    pub fn keep(&mut self, amount: u64) -> Result<()> {
        self.reserve = add(self.reserve, amount)?;
        Ok(())
    }

    /// Money that comes back streams to the tranches over 90 days, so that no share price rises at once.
    pub fn stream_back(&mut self, amount: u64, now: i64) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let end_day = time::first_midnight_after_days(now, (STREAM_BACK_SECONDS / 86_400) as u32).or_math()?;
        self.stream_in(amount, now, end_day).map(|_| ())
    }

    /// Fixes the split of premium again, after capital moved.
    #[inline(never)]
    pub fn fix_split(&mut self) -> Result<()> {
        let (junior, senior) = (self.tranches[JUNIOR].capital.get(), self.tranches[SENIOR].capital.get());
        self.junior_split = formula::junior_split(junior, senior, self.junior_weight.get()).or_math()?.into();
        Ok(())
    }

    /// What a tranche is worth if everything undecided is lost, in loss order.
    pub fn assets_if_lost(&self, index: u8) -> Result<u64> {
        let (junior, senior) = formula::after_provisional(
            self.tranches[JUNIOR].capital.get(),
            self.tranches[SENIOR].capital.get(),
            self.provisional.get(),
        );
        match usize::from(index) {
            JUNIOR => Ok(junior),
            SENIOR => Ok(senior),
            _ => Err(PoolError::UnknownTranche.into()),
        }
    }

    /// Reserved money is on its way to a holder.
    pub fn pay(&mut self, amount: u64) -> Result<()> {
        self.payable = sub(self.payable, amount)?;
        self.paid_total = add(self.paid_total, amount)?;
        Ok(())
    }

    /// Shares left a tranche: rounding crumbs of an emptied one go to the reserve, and the split is fixed again.
    pub fn after_exit(&mut self, index: u8, now: i64) -> Result<()> {
        let given_up = self.tranche_mut(index)?.take_crumbs(now)?;
        self.take_closed(given_up)?;
        self.fix_split()
    }

    /// What an emptied or closed tranche gives up: the reserve's, but for what the closed generation can fetch.
    pub(super) fn take_closed(&mut self, closed: Closed) -> Result<()> {
        let lost = closed.returning.checked_sub(closed.recovered).ok_or(PoolError::PoolLedgerBroken)?;
        self.payable = add(sub(self.payable, closed.forgotten)?, closed.recovered)?;
        for part in [closed.to_reserve, closed.forgotten, lost] {
            self.reserve = add(self.reserve, part)?;
        }
        Ok(())
    }

    /// A product is drafted. Returns its number.
    pub fn count_product(&mut self) -> Result<u32> {
        let id = self.product_count.get();
        self.product_count = id.checked_add(1).ok_or(PoolError::PoolLedgerBroken)?.into();
        self.open_products = self.open_products.get().checked_add(1).ok_or(PoolError::PoolLedgerBroken)?.into();
        Ok(id)
    }

    /// The part of a premium that goes to the reserve, parts per billion.
    pub fn reserve_ppb(&self) -> u64 {
        rate::bps(self.reserve_bps.get())
    }

    /// Everybody has left, and nobody has a claim on anything: only the reserve may remain. Call after [`Pool::recognise`].
    #[inline(never)]
    pub fn check_left(&self) -> Result<()> {
        require!(self.open_products.is_zero(), PoolError::ProductsOpen);
        require!(self.open_positions.is_zero(), PoolError::PositionsOpen);
        require!(
            self.owed()? == self.reserve.get() && self.provisional.is_zero(),
            PoolError::NotEmpty
        );
        Ok(())
    }

    /// Truths that hold after every instruction (INV-01 against the vault's balance).
    #[inline(never)]
    pub fn check_invariants(&self, vault_balance: u64) -> Result<()> {
        require!(vault_balance >= self.owed()?, PoolError::PoolLedgerBroken);
        require!(self.ended_at_stake.get() <= self.provisional.get(), PoolError::PoolLedgerBroken);
        self.tranches[JUNIOR].check_invariants()?;
        self.tranches[SENIOR].check_invariants()
    }
}

/// Seconds from `from` to `to`.
fn elapsed(from: i64, to: i64) -> Result<u64> {
    to.checked_sub(from)
        .and_then(|s| u64::try_from(s).ok())
        .ok_or_else(|| PoolError::PoolClockWentBack.into())
}
