//! The treasury's money of one mint.

use {
    crate::{
        bounds,
        constants::*,
        errors::{OrMath, TreasuryError},
    },
    anchor_lang::prelude::*,
    breakwater_math::treasury,
};

/// PDA: `["purse", mint]`. Its vault takes what is swept and what closed pools and courts leave; only a proposal spends from it.
#[account]
pub struct Purse {
    pub version: u8,
    pub bump: u8,
    pub vault_bump: u8,
    pub _pad: [u8; 5],
    pub mint: Address,
    pub vault: Address,
    /// Paid the rent.
    pub rent_payer: Address,
    /// The treasury's money in the vault, atoms.
    pub held: PodU64,
    /// What was spent and has not fallen out of the count by `recent_at`, atoms …
    pub recent: PodU64,
    /// … which is when it was last counted (unix seconds).
    pub recent_at: PodI64,
    /// Ever taken in, atoms; stops at the largest number.
    pub taken_in: PodU64,
    /// Ever spent, atoms; stops at the largest number.
    pub spent_total: PodU64,
    pub reserved: [u8; 64],
}

const _: () = assert!(core::mem::size_of::<Purse>() == 8 + 3 * 32 + 5 * 8 + 64);

impl Purse {
    /// Money comes in.
    pub fn apply_income(&mut self, amount: u64) -> Result<()> {
        let held = self.held.get().checked_add(amount).ok_or(TreasuryError::TreasuryLedgerBroken)?;
        self.held = held.into();
        self.taken_in = self.taken_in.get().saturating_add(amount).into();
        Ok(())
    }

    /// What was spent within the last period and still counts, atoms, rounded up.
    pub fn recent(&self, at: i64) -> Result<u64> {
        let elapsed = u64::try_from(at.saturating_sub(self.recent_at.get())).unwrap_or(0);
        treasury::recent_ceil(self.recent.get(), elapsed, SPEND_PERIOD).or_math()
    }

    /// What may be spent at this time, atoms, under this cap per period.
    pub fn room(&self, cap_bps: u16, at: i64) -> Result<u64> {
        treasury::room(self.held.get(), self.recent(at)?, cap_bps).or_math()
    }

    /// Money leaves, within the cap per period (basis points of what is held and what was spent lately).
    pub fn apply_spend(&mut self, amount: u64, cap_bps: u16, at: i64) -> Result<()> {
        require!(bounds::SPEND.holds(cap_bps.into()), TreasuryError::CapOutOfBounds);
        require!(amount <= self.held.get(), TreasuryError::NotEnoughHeld);
        let recent = self.recent(at)?;
        require!(amount <= self.room(cap_bps, at)?, TreasuryError::AboveCap);
        self.held = self.held.get().saturating_sub(amount).into(); // not less, as was just checked
        self.recent = recent.checked_add(amount).ok_or(TreasuryError::TreasuryLedgerBroken)?.into();
        self.recent_at = self.recent_at.get().max(at).into();
        self.spent_total = self.spent_total.get().saturating_add(amount).into();
        Ok(())
    }

    /// What the vault holds beyond the ledger, atoms: it counts once it is gathered.
    pub fn surplus(&self, vault: u64) -> Result<u64> {
        vault
            .checked_sub(self.held.get())
            .ok_or_else(|| TreasuryError::TreasuryLedgerBroken.into())
    }

    /// Nothing in it, and nothing that a new purse of the same mint would forget: money that was given, or how much has been spent lately.
    pub fn check_empty(&self, vault: u64, at: i64) -> Result<()> {
        require!(self.held.is_zero(), TreasuryError::PurseNotEmpty);
        require!(vault == 0, TreasuryError::DonationsLeft);
        require!(self.recent(at)? == 0, TreasuryError::SpentRecently);
        Ok(())
    }

    /// The vault has what the ledger says; more only by donations that nobody has gathered (INV-01).
    pub fn check_invariants(&self, vault: u64) -> Result<()> {
        require!(self.held.get() <= vault, TreasuryError::TreasuryLedgerBroken);
        Ok(())
    }
}
