//! Pays an owner what was recovered for their shares of the last closed generation.

use {
    crate::{
        errors::{AccessError, PoolError},
        events::RecoveryFetched,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Pool, Position},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct FetchRecovery {
    pub owner: Signer,
    #[account(mut, address = position.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = position.owner == *owner.address() @ AccessError::NotOwner)]
    pub position: Account<Position>,
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Only the owner shall fetch, to an account of theirs.
/// - They shall get their shares' part of what was recovered since they last fetched, rounded down, once.
/// - Shares of older generations shall be worth nothing. The vault shall fall by exactly the amount (INV-03).
pub fn handler(ctx: &mut Context<FetchRecovery>, tranche: u8) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let owner = *a.owner.address();
    tokens::check_destination(&a.destination, &owner, &a.pool.mint, true)?;
    let book = a.pool.tranche(tranche)?;
    let (generation, per_share) = (book.generation.get(), book.recovery_per_share.get());
    let amount = a.position.part(tranche, book)?.fetch_recovery(generation, per_share)?;
    require!(amount > 0, PoolError::NothingRecovered);
    a.pool.pay_recovery(tranche, amount)?;
    tokens::push(&a.token_program, &a.pool, &mut a.vault, a.destination.account(), amount)?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(RecoveryFetched {
        pool: *a.pool.address(),
        owner,
        tranche,
        amount,
        at
    });
    Ok(())
}
