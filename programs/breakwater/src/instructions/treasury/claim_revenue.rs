//! Pays an escrow's owner what is due of the share of fees. Anyone may send it.

use {
    crate::{
        constants::{ELECTORATE, REVENUE_VAULT},
        errors::{EscrowError, TreasuryError},
        events::RevenueClaimed,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Electorate, Escrow},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct ClaimRevenue {
    /// Anyone.
    pub caller: Signer,
    #[account(mut, address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(mut)]
    pub escrow: Account<Escrow>,
    /// The owner's associated account, or any account of theirs when they sign.
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    #[account(mut, address = REVENUE_VAULT @ TreasuryError::WrongRevenueVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - All that an escrow has earned by now shall go to its owner, in whole atoms, and to nobody else (R7).
/// - What all escrows can claim shall never pass what was swept to them, in any order of calls.
/// - Neither ballots nor notice nor a pause shall stop it.
pub fn handler(ctx: &mut Context<ClaimRevenue>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let owner = a.escrow.owner;
    let signs = owner == *a.caller.address();
    tokens::check_destination(&a.destination, &owner, &a.electorate.revenue_mint, signs)?;
    a.electorate.settle_revenue(&mut a.escrow, at)?;
    let amount = a.electorate.take_revenue(&mut a.escrow)?;
    tokens::release(&a.token_program, &a.electorate, &mut a.vault, a.destination.account(), amount)?;
    a.electorate.check_revenue(a.vault.amount())?;
    emit!(RevenueClaimed { owner, amount, at });
    Ok(())
}
