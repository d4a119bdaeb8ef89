//! An underwriter's shares in one pool.

use {
    super::{
        pool::Pool,
        tranche::{Tranche, add128, sub128},
    },
    crate::errors::{OrMath, PoolError, RewardError},
    anchor_lang::prelude::*,
    breakwater_math::{recovery, reward},
    bytemuck::{Pod, Zeroable},
};

/// Shares of one tranche, and at most one pending withdrawal.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct PositionTranche {
    /// Shares, the pending ones among them.
    pub shares: PodU128,
    /// Shares under a withdrawal request.
    pub pending: PodU128,
    /// Reward accumulator up to which rewards are counted, Q64.
    pub reward_debt: PodU128,
    /// Rewards counted and not claimed, Q64 atoms.
    pub reward_due: PodU128,
    /// Recovery accumulator at the last change, Q64.
    pub recovery_debt: PodU128,
    /// Tranche generation these shares belong to.
    pub generation: PodU32,
    /// Day whose midnight matures the request; 0 when there is none.
    pub matures_day: PodU32,
    /// Shares of the generation before, which may still have recoveries to come.
    pub closed_shares: PodU128,
    /// That generation.
    pub closed_generation: PodU32,
    pub _pad: [u8; 4],
}

/// PDA: `["position", pool, owner]`. Opened by its owner's signature.
#[account]
pub struct Position {
    pub version: u8,
    pub bump: u8,
    pub _pad: [u8; 6],
    pub pool: Address,
    pub owner: Address,
    /// Junior, then senior.
    pub tranches: [PositionTranche; 2],
    pub reserved: [u8; 64],
}

const _: () = assert!(core::mem::size_of::<Position>() == 8 + 64 + 2 * 112 + 64);

impl Position {
    /// No share of the last closed generation of a tranche: nothing can be recovered for it.
    pub fn hopes_for_nothing(&self, pool: &Pool) -> bool {
        self.tranches.iter().zip(&pool.tranches).all(|(part, tranche)| {
            let last = tranche.generation.get().checked_sub(1);
            let closed = !part.closed_shares.is_zero() && Some(part.closed_generation.get()) == last;
            let unseen = !part.shares.is_zero() && Some(part.generation.get()) == last;
            !closed && !unseen
        })
    }

    /// The part in this tranche, with its rewards counted, brought to the tranche's generation: shares of an older one are worth nothing.
    /// There is no other way to a part that can be written, so no share changes before its rewards are counted.
    pub fn part(&mut self, index: u8, tranche: &Tranche) -> Result<&mut PositionTranche> {
        let part = self.tranches.get_mut(usize::from(index)).ok_or(PoolError::UnknownTranche)?;
        part.count_rewards(tranche)?;
        let generation = tranche.generation.get();
        if part.generation.get() != generation {
            // Only the last closed generation can have recoveries: older shares are gone.
            let last = part.generation.get().checked_add(1) == Some(generation);
            *part = PositionTranche {
                generation: generation.into(),
                reward_debt: part.reward_debt,
                reward_due: part.reward_due,
                closed_shares: if last { part.shares } else { 0u128.into() },
                closed_generation: if last { part.generation } else { 0u32.into() },
                ..PositionTranche::zeroed()
            };
        }
        Ok(part)
    }
}

impl PositionTranche {
    /// Counts what the shares have earned: until now, or until their generation closed if it was the last to close. Of an older one it is not
    /// known any more; nobody gets it.
    fn count_rewards(&mut self, tranche: &Tranche) -> Result<()> {
        let (debt, now) = (self.reward_debt.get(), tranche.reward_per_share.get());
        if debt == now {
            return Ok(());
        }
        let living = tranche.generation.get();
        let until = match self.generation.get() {
            own if own == living => now,
            own if own.checked_add(1) == Some(living) => tranche.closed_reward_per_share.get(),
            _ => debt,
        };
        let rise = until.checked_sub(debt).ok_or(RewardError::RewardLedgerBroken)?;
        self.reward_due = add128(self.reward_due, reward::earned(self.shares.get(), rise).or_math()?)?;
        self.reward_debt = now.into();
        Ok(())
    }

    /// Whole atoms of what is due, which are paid now; the fraction stays due.
    pub fn claim_rewards(&mut self) -> u64 {
        let (atoms, fraction) = reward::atoms_floor(self.reward_due.get());
        self.reward_due = fraction.into();
        atoms
    }

    /// An atom or more can be claimed.
    pub fn has_rewards(&self) -> bool {
        reward::atoms_floor(self.reward_due.get()).0 > 0
    }

    /// New shares.
    pub fn apply_deposit(&mut self, issued: u128) -> Result<()> {
        self.shares = add128(self.shares, issued)?;
        Ok(())
    }

    /// A request of `part` shares maturing at the midnight of `day`.
    pub fn apply_request(&mut self, part: u128, day: u32) -> Result<()> {
        require!(self.pending.is_zero(), PoolError::RequestPending);
        require!(part <= self.shares.get(), PoolError::NotEnoughShares);
        self.pending = part.into();
        self.matures_day = day.into();
        Ok(())
    }

    /// `part` of the requested shares are executed or cancelled; the last of them ends the request.
    pub fn drop_request(&mut self, part: u128) -> Result<()> {
        self.pending = sub128(self.pending, part)?;
        if self.pending.is_zero() {
            self.matures_day = 0u32.into();
        }
        Ok(())
    }

    /// What can be fetched of recoveries for the last closed generation, and marks it as fetched. `generation` is the living one.
    pub fn fetch_recovery(&mut self, generation: u32, per_share: u128) -> Result<u64> {
        if self.closed_shares.is_zero() || self.closed_generation.get().checked_add(1) != Some(generation) {
            return Ok(0);
        }
        let news = per_share.checked_sub(self.recovery_debt.get()).ok_or(PoolError::PoolLedgerBroken)?;
        self.recovery_debt = per_share.into();
        recovery::due_floor(self.closed_shares.get(), news).or_math()
    }

    /// Shares leave.
    pub fn burn(&mut self, part: u128) -> Result<()> {
        self.shares = sub128(self.shares, part)?;
        Ok(())
    }
}
