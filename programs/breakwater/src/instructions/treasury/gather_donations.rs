//! Counts what was sent to a purse's vault without being said. Anyone may send it.

use {
    crate::{
        errors::TreasuryError,
        events::DonationsGathered,
        instructions::{no_extra, now},
        state::Purse,
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct GatherDonations {
    #[account(mut)]
    pub purse: Account<Purse>,
    #[account(address = purse.vault @ TreasuryError::WrongPurseVault)]
    pub vault: Account<TokenAccount>,
}

/// Specification:
/// - Exactly what the vault holds beyond the ledger shall become the treasury's, and there shall be something.
/// - No token shall move.
pub fn handler(ctx: &mut Context<GatherDonations>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let amount = a.purse.surplus(a.vault.amount())?;
    require!(amount > 0, TreasuryError::NothingToGather);
    a.purse.apply_income(amount)?;
    a.purse.check_invariants(a.vault.amount())?;
    emit!(DonationsGathered {
        purse: *a.purse.address(),
        amount,
        held: a.purse.held.get(),
        at
    });
    Ok(())
}
