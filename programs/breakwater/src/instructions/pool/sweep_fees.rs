//! Moves owed fees to the treasury. Anyone may send it.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, PoolError},
        events::FeesSwept,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Config, Pool},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct SweepFees {
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The treasury's associated token account.
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Exactly the owed fees shall go to the treasury's associated token account, and nowhere else.
pub fn handler(ctx: &mut Context<SweepFees>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    tokens::check_destination(&a.destination, &a.config.treasury, &a.pool.mint, false)?;
    let amount = a.pool.fees_owed.get();
    require!(amount > 0, PoolError::NothingToSweep);
    a.pool.fees_owed = 0u64.into();
    tokens::push(&a.token_program, &a.pool, &mut a.vault, a.destination.account(), amount)?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(FeesSwept {
        pool: *a.pool.address(),
        amount,
        at
    });
    Ok(())
}
