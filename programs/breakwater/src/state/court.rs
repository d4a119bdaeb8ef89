//! A pool's court: what its cases cost and take, and the money that they hold.

use {
    super::tranche::{add, sub},
    crate::{bounds, constants::*, errors::CaseError},
    anchor_lang::prelude::*,
    breakwater_math::weight,
};

/// PDA: `["court", pool]`. Its vault holds bonds, prices of appeals and jurors' fees, apart from all money of the pool.
#[account]
pub struct Court {
    pub version: u8,
    pub bump: u8,
    pub vault_bump: u8,
    pub _pad: u8,
    /// Cases that are not closed.
    pub open_cases: PodU32,
    pub pool: Address,
    /// The pool's mint.
    pub mint: Address,
    pub vault: Address,
    /// Gets the rent back.
    pub rent_payer: Address,
    /// Worth of 1e9 atoms of the governance token in this pool, atoms of its mint.
    pub token_value: PodU64,
    /// Fee of a case, atoms: every bond contains it.
    pub fee: PodU64,
    /// Smallest bond of a claim, atoms.
    pub min_bond: PodU64,
    /// Aged weight from which on an escrow may declare an incident, atoms of the governance token; a hundredth of the electorate is always enough.
    pub declare_least: PodU64,
    /// Length of the evidence phase, seconds.
    pub evidence: PodU32,
    /// Length of the commit phase, seconds; twice as long in a second round.
    pub commit: PodU32,
    /// Length of the reveal phase, seconds; twice as long in a second round.
    pub reveal: PodU32,
    /// Length of the appeal window, seconds.
    pub appeal: PodU32,
    // --- ledger, atoms
    /// Bonds, prices of appeals, fees of jurors and `left`.
    pub held: PodU64,
    /// What rounding left of fees; part of `held`.
    pub left: PodU64,
    /// Cases ever opened.
    pub cases: PodU64,
    /// When the worth of the governance token was set last (unix seconds).
    pub value_set_at: PodI64,
    /// How often an action changed this court.
    pub revision: PodU32,
    pub _pad2: [u8; 4],
    pub reserved: [u8; 112],
}

const _: () = assert!(core::mem::size_of::<Court>() == 8 + 4 * 32 + 4 * 8 + 4 * 4 + 4 * 8 + 8 + 112);

impl Court {
    /// Every parameter lies inside its bounds.
    pub fn check_parameters(&self) -> Result<()> {
        let phases = bounds::EVIDENCE.holds(self.evidence.get().into())
            && bounds::COMMIT.holds(self.commit.get().into())
            && bounds::REVEAL.holds(self.reveal.get().into())
            && bounds::APPEAL.holds(self.appeal.get().into());
        let amounts = bounds::TOKEN_VALUE.holds(self.token_value.get())
            && bounds::CASE_FEE.holds(self.fee.get())
            && bounds::MIN_BOND.holds(self.min_bond.get())
            && bounds::DECLARE_LEAST.holds(self.declare_least.get());
        require!(phases && amounts, CaseError::BadCourt);
        Ok(())
    }

    /// The worth of the governance token becomes another: at most twice or half of what it was, and once a week. With 1 no verdict would ever weigh
    /// enough, with the largest number every one.
    pub fn check_value(&self, new: u64, now: i64) -> Result<()> {
        let old = self.token_value.get();
        if new == old {
            return Ok(());
        }
        let near = Self::is_near(old, new);
        let rested = now.saturating_sub(self.value_set_at.get()) >= VALUE_REST;
        require!(near && rested, CaseError::ValueMoved);
        Ok(())
    }

    /// At most twice or half of what it was.
    pub fn is_near(old: u64, new: u64) -> bool {
        new <= old.saturating_mul(2) && new >= old.div_ceil(2)
    }

    /// So much cover that jurors decide is at most 15 % of what the electorate is worth: a verdict costs more than it can win (R10).
    #[inline(never)]
    pub fn check_cap(&self, cover: u64, electorate: u64) -> Result<()> {
        let most = weight::assessed_cap_floor(electorate, self.token_value.get()).unwrap_or(0);
        require!(cover <= most, CaseError::ElectorateTooSmall);
        Ok(())
    }

    /// Money comes in.
    pub fn take(&mut self, amount: u64) -> Result<()> {
        self.held = add(self.held, amount)?;
        Ok(())
    }

    /// Money goes out.
    pub fn give(&mut self, amount: u64) -> Result<()> {
        self.held = sub(self.held, amount)?;
        Ok(())
    }

    /// A case is opened.
    pub fn count_case(&mut self) -> Result<()> {
        self.open_cases = self.open_cases.get().checked_add(1).ok_or(CaseError::CaseLedgerBroken)?.into();
        self.cases = add(self.cases, 1)?;
        Ok(())
    }

    /// A case is closed; `left` of its fees was shared out to nobody.
    pub fn close_case(&mut self, left: u64) -> Result<()> {
        self.open_cases = self.open_cases.get().checked_sub(1).ok_or(CaseError::CaseLedgerBroken)?.into();
        self.left = add(self.left, left)?;
        Ok(())
    }

    /// The vault has what the ledger says (INV-01); more only by donations, which count for nothing.
    pub fn check_invariants(&self, vault: u64) -> Result<()> {
        require!(
            vault >= self.held.get() && self.left.get() <= self.held.get(),
            CaseError::CaseLedgerBroken
        );
        Ok(())
    }
}
