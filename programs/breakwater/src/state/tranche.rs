//! One of a pool's two layers of capital.

use {
    crate::{
        constants::*,
        errors::{OrMath, PoolError},
    },
    anchor_lang::prelude::*,
    breakwater_math::{shares, tranche as formula},
    bytemuck::{Pod, Zeroable},
};

/// Takes losses first, earns more.
pub const JUNIOR: usize = 0;
/// Takes losses after junior.
pub const SENIOR: usize = 1;

/// Capital and shares of one layer. Shares are u128 so that a tranche can lose all but a millionth and still count exactly.
#[derive(Clone, Copy, Pod, Zeroable, IdlType)]
#[repr(C)]
pub struct Tranche {
    /// Assets of this layer, in atoms.
    pub capital: PodU64,
    /// What the living shares were issued for, in atoms; capital below a millionth of it closes the generation.
    pub issued_for: PodU64,
    /// Living shares.
    pub shares: PodU128,
    /// Shares under a withdrawal request, matured or not. They stay at risk and keep earning.
    pub pending_shares: PodU128,
    /// The part of `pending_shares` whose notice is over.
    pub matured_shares: PodU128,
    /// Governance-token rewards per share, Q64.
    pub reward_per_share: PodU128,
    /// Shares of the last closed generation.
    pub closed_shares: PodU128,
    /// Recoveries per share of the last closed generation, Q64.
    pub recovery_per_share: PodU128,
    /// Rises when the tranche is wiped out; shares of older generations are worth nothing.
    pub generation: PodU32,
    pub _pad: [u8; 4],
    pub reserved: [u8; 40],
    /// Shares that mature at each midnight, by day number modulo 32.
    pub maturing: [PodU128; MATURITY_SLOTS],
}

const _: () = assert!(core::mem::size_of::<Tranche>() == 8 * 2 + 16 * 6 + 8 + 40 + 16 * 32);

impl Tranche {
    /// Shares for a deposit, rounded down (in favour of the pool), priced as if nothing undecided were lost.
    pub fn shares_for_deposit(&self, amount: u64) -> Result<u128> {
        shares::for_deposit_floor(amount, self.capital.get(), self.shares.get()).or_math()
    }

    /// Value of shares when the tranche is worth `assets`, rounded down.
    pub fn value(&self, part: u128, assets: u64) -> Result<u64> {
        shares::value_floor(part, assets, self.shares.get()).or_math()
    }

    /// New shares against new capital.
    pub fn apply_deposit(&mut self, amount: u64, issued: u128) -> Result<()> {
        self.capital = add(self.capital, amount)?;
        self.issued_for = add(self.issued_for, amount)?;
        self.shares = add128(self.shares, issued)?;
        require!(self.shares.get() <= MAX_SHARES, PoolError::TooManyShares);
        Ok(())
    }

    /// Shares leave for `assets`. What they were issued for leaves with them, in proportion, rounded down.
    #[inline(never)]
    pub fn apply_exit(&mut self, part: u128, assets: u64) -> Result<()> {
        let shares = self.shares.get();
        let issued = breakwater_math::wide::mul_div_128_floor(part, self.issued_for.get(), shares.max(1)).or_math()?;
        let issued = u64::try_from(issued).map_err(|_| PoolError::PoolLedgerBroken)?;
        self.issued_for = sub(self.issued_for, issued)?;
        self.capital = sub(self.capital, assets)?;
        self.shares = sub128(self.shares, part)?;
        Ok(())
    }

    /// A request of `part` shares that matures at the midnight of `day`.
    pub fn apply_request(&mut self, part: u128, day: u32) -> Result<()> {
        self.pending_shares = add128(self.pending_shares, part)?;
        let slot = &mut self.maturing[maturity_slot(day)];
        *slot = add128(*slot, part)?;
        Ok(())
    }

    /// Requested shares are executed or cancelled; `day` is when they mature or did.
    pub fn drop_request(&mut self, part: u128, day: u32, matured: bool) -> Result<()> {
        self.pending_shares = sub128(self.pending_shares, part)?;
        if matured {
            self.matured_shares = sub128(self.matured_shares, part)?;
        } else {
            let slot = &mut self.maturing[maturity_slot(day)];
            *slot = sub128(*slot, part)?;
        }
        Ok(())
    }

    /// The midnight of `day` has come.
    pub fn mature(&mut self, day: u32) -> Result<()> {
        let slot = &mut self.maturing[maturity_slot(day)];
        if !slot.is_zero() {
            self.matured_shares = add128(self.matured_shares, slot.get())?;
            *slot = 0u128.into();
        }
        Ok(())
    }

    /// Takes a loss; closes the generation if the tranche is wiped out. Returns the crumbs that belong to nobody then.
    #[inline(never)]
    pub fn apply_loss(&mut self, loss: u64) -> Result<u64> {
        self.capital = sub(self.capital, loss)?;
        if self.shares.is_zero() || !formula::is_wiped_out(self.capital.get(), self.issued_for.get()) {
            return Ok(0);
        }
        let crumbs = self.capital.get();
        self.closed_shares = self.shares;
        self.recovery_per_share = 0u128.into();
        self.clear();
        self.generation = self.generation.get().checked_add(1).ok_or(PoolError::PoolLedgerBroken)?.into();
        Ok(crumbs)
    }

    /// The last share has left: rounding crumbs belong to nobody. Returns them.
    pub fn take_crumbs(&mut self) -> u64 {
        if !self.shares.is_zero() {
            return 0;
        }
        let crumbs = self.capital.get();
        self.clear();
        crumbs
    }

    #[inline(never)]
    fn clear(&mut self) {
        self.capital = 0u64.into();
        self.issued_for = 0u64.into();
        self.shares = 0u128.into();
        self.pending_shares = 0u128.into();
        self.matured_shares = 0u128.into();
        self.maturing = [PodU128::default(); MATURITY_SLOTS];
    }

    /// Truths that hold after every instruction.
    pub fn check_invariants(&self) -> Result<()> {
        require!(self.pending_shares.get() <= self.shares.get(), PoolError::PoolLedgerBroken);
        require!(self.matured_shares.get() <= self.pending_shares.get(), PoolError::PoolLedgerBroken);
        require!(!self.shares.is_zero() || self.capital.is_zero(), PoolError::PoolLedgerBroken);
        Ok(())
    }
}

fn maturity_slot(day: u32) -> usize {
    day as usize % MATURITY_SLOTS
}

/// Checked addition on a stored amount.
pub(crate) fn add(a: PodU64, b: u64) -> Result<PodU64> {
    a.get()
        .checked_add(b)
        .map(Into::into)
        .ok_or_else(|| PoolError::PoolLedgerBroken.into())
}

/// Checked subtraction on a stored amount.
pub(crate) fn sub(a: PodU64, b: u64) -> Result<PodU64> {
    a.get()
        .checked_sub(b)
        .map(Into::into)
        .ok_or_else(|| PoolError::PoolLedgerBroken.into())
}

/// Checked addition on stored shares.
pub(crate) fn add128(a: PodU128, b: u128) -> Result<PodU128> {
    a.get()
        .checked_add(b)
        .map(Into::into)
        .ok_or_else(|| PoolError::PoolLedgerBroken.into())
}

/// Checked subtraction on stored shares.
pub(crate) fn sub128(a: PodU128, b: u128) -> Result<PodU128> {
    a.get()
        .checked_sub(b)
        .map(Into::into)
        .ok_or_else(|| PoolError::PoolLedgerBroken.into())
}
