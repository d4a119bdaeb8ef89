//! Pays money into a purse. Anyone may send it.

use {
    super::check_purse,
    crate::{
        errors::{PoolError, TreasuryError},
        events::PurseFunded,
        instructions::{no_extra, now},
        ops::tokens,
        state::Purse,
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct FundPurse {
    pub payer: Signer,
    #[account(mut)]
    pub purse: Account<Purse>,
    #[account(
        mut,
        constraint = *source.mint() == purse.mint @ PoolError::WrongMint,
        constraint = source.owner() == payer.address() @ PoolError::WrongTokenOwner
    )]
    pub source: Account<TokenAccount>,
    #[account(mut, address = purse.vault @ TreasuryError::WrongPurseVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Anyone shall pay in, from a token account of theirs, and more than nothing.
/// - Vault and ledger shall grow by exactly `amount` (INV-03).
pub fn handler(ctx: &mut Context<FundPurse>, amount: u64) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(amount > 0, PoolError::ZeroAmount);
    check_purse(&a.purse, &a.vault, a.source.mint())?;
    a.purse.apply_income(amount)?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.payer, amount)?;
    a.purse.check_invariants(a.vault.amount())?;
    emit!(PurseFunded {
        purse: *a.purse.address(),
        payer: *a.payer.address(),
        amount,
        held: a.purse.held.get(),
        at
    });
    Ok(())
}
