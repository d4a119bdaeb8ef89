//! Governance tokens for the underwriters of a pool: streamed to the tranches, counted per share, paid out of a vault that was filled in advance.

use {
    super::{
        pool::Pool,
        tranche::{JUNIOR, SENIOR, Tranche, add, add128},
    },
    crate::{
        bounds,
        constants::*,
        errors::{OrMath, RewardError},
    },
    anchor_lang::prelude::*,
    breakwater_math::{reward, stream, wide},
};

/// PDA: `["rewards", pool]`. What was put into its vault and what was claimed; the stream and the accumulators stand in the pool.
#[account]
pub struct Rewards {
    pub version: u8,
    pub bump: u8,
    pub vault_bump: u8,
    pub _pad: [u8; 5],
    pub pool: Address,
    /// The governance mint.
    pub mint: Address,
    /// Token account of all that was put in and not claimed, owned by this account.
    pub vault: Address,
    /// Gets the rent back when it is closed.
    pub rent_payer: Address,
    /// Ever put in, atoms.
    pub funded: PodU64,
    /// Ever claimed, atoms.
    pub claimed: PodU64,
    pub reserved: [u8; 32],
}

const _: () = assert!(core::mem::size_of::<Rewards>() == 8 + 4 * 32 + 2 * 8 + 32);

impl Rewards {
    /// What the vault must hold at least, atoms (INV-01).
    pub fn held(&self) -> Result<u64> {
        self.funded
            .get()
            .checked_sub(self.claimed.get())
            .ok_or_else(|| RewardError::RewardLedgerBroken.into())
    }

    /// `amount` more atoms are in the vault, and all that no tranche has been given yet streams from now on, for so many seconds: what still ran,
    /// what ran while nobody had shares, and the new tokens. What was given is never touched. Call after [`Pool::recognise`], and move
    /// the tokens in the same instruction: the one that executes a decision about emissions.
    #[inline(never)]
    pub fn apply_emission(&mut self, pool: &mut Pool, amount: u64, seconds: u64, at: i64) -> Result<()> {
        require!(bounds::EMISSION.holds(amount), RewardError::BadEmission);
        require!((MIN_EMISSION..=MAX_EMISSION).contains(&seconds), RewardError::BadEmission);
        require!(pool.recognised_at.get() == at, RewardError::RewardLedgerBroken);
        self.funded = add(self.funded, amount)?;
        let assigned = pool.rewards_assigned.get();
        let left = wide::join(self.funded.get(), 0).checked_sub(assigned);
        let rate = reward::rate_floor(left.ok_or(RewardError::RewardLedgerBroken)?, seconds).or_math()?;
        let until = i64::try_from(seconds).ok().and_then(|s| at.checked_add(s));
        pool.reward_rate = rate.into();
        pool.reward_until = until.ok_or(RewardError::RewardLedgerBroken)?.into();
        self.check_funded(pool)
    }

    /// `amount` atoms are on their way to an owner: never more than the tranches have been given.
    pub fn apply_claim(&mut self, pool: &Pool, amount: u64) -> Result<()> {
        self.claimed = add(self.claimed, amount)?;
        let (given, _) = reward::atoms_floor(pool.rewards_assigned.get());
        require!(self.claimed.get() <= given, RewardError::RewardLedgerBroken);
        self.check_funded(pool)
    }

    /// What the tranches were given and what is still to come was put in before: Σ claimable ≤ funded, whatever is called in which order.
    pub fn check_funded(&self, pool: &Pool) -> Result<()> {
        let seconds = u64::try_from(pool.reward_until.get().saturating_sub(pool.recognised_at.get())).unwrap_or(0);
        let promised = stream::add(pool.rewards_assigned.get(), pool.reward_rate.get(), seconds).or_math()?;
        require!(promised <= wide::join(self.funded.get(), 0), RewardError::RewardLedgerBroken);
        Ok(())
    }

    /// Everybody has left, and nothing streams any more: what is left in the vault is nobody's. The pool can have new rewards afterwards.
    pub fn apply_close(&mut self, pool: &mut Pool, at: i64) -> Result<u64> {
        require!(pool.open_positions.is_zero(), RewardError::RewardsOwned);
        require!(at >= pool.reward_until.get(), RewardError::EmissionRunning);
        let unassigned = self.held()?;
        self.claimed = self.funded;
        pool.reward_rate = 0u128.into();
        pool.reward_until = 0i64.into();
        pool.rewards_assigned = 0u128.into();
        for tranche in &mut pool.tranches {
            tranche.reward_per_share = 0u128.into();
            tranche.closed_reward_per_share = 0u128.into();
            tranche.reward_carry = 0u128.into();
        }
        Ok(unassigned)
    }
}

impl Pool {
    /// The stream ends now; the seconds up to now must be recognised.
    pub fn end_rewards(&mut self) {
        self.reward_rate = 0u128.into();
        self.reward_until = self.reward_until.get().min(self.recognised_at.get()).into();
    }

    /// Rewards of the seconds between, to the tranches by the fixed split; an empty tranche's go to the other. With both empty they stay
    /// unassigned in the vault, and the next emission streams them again.
    #[inline(never)]
    pub(super) fn accrue_rewards(&mut self, from: i64, now: i64) -> Result<()> {
        let (rate, until) = (self.reward_rate.get(), self.reward_until.get());
        if now >= until {
            self.reward_rate = 0u128.into();
        }
        let seconds = u64::try_from(now.min(until).saturating_sub(from)).unwrap_or(0);
        let empty = [JUNIOR, SENIOR].map(|index| self.tranches[index].shares.is_zero());
        if seconds == 0 || empty == [true, true] {
            return Ok(());
        }
        let earned = wide::mul_128_by_64(rate, seconds).or_math()?;
        self.rewards_assigned = add128(self.rewards_assigned, earned)?;
        match empty {
            [true, _] => self.tranches[SENIOR].give_rewards(earned),
            [_, true] => self.tranches[JUNIOR].give_rewards(earned),
            _ => {
                let (junior, senior) = reward::split_floor(earned, self.junior_split.get()).or_math()?;
                self.tranches[JUNIOR].give_rewards(junior)?;
                self.tranches[SENIOR].give_rewards(senior)
            }
        }
    }
}

impl Tranche {
    /// Rewards for the living shares, each alike; what is too little for that is carried.
    fn give_rewards(&mut self, earned: u128) -> Result<()> {
        let whole = add128(self.reward_carry, earned)?;
        let (rise, carry) = reward::per_share_floor(whole.get(), self.shares.get()).or_math()?;
        self.reward_per_share = add128(self.reward_per_share, rise)?;
        self.reward_carry = carry.into();
        Ok(())
    }
}
