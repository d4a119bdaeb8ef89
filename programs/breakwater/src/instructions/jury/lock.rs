//! Locks governance tokens.

use {
    crate::{
        constants::ELECTORATE,
        errors::{AccessError, EscrowError, PoolError},
        events::TokensLocked,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Electorate, Escrow},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::time,
};

#[derive(Accounts)]
pub struct LockTokens {
    pub owner: Signer,
    #[account(mut, address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(mut, constraint = escrow.owner == *owner.address() @ AccessError::NotOwner)]
    pub escrow: Account<Escrow>,
    #[account(
        mut,
        constraint = *source.mint() == electorate.mint @ PoolError::WrongMint,
        constraint = source.owner() == owner.address() @ PoolError::WrongTokenOwner
    )]
    pub source: Account<TokenAccount>,
    #[account(mut, address = electorate.vault @ EscrowError::WrongEscrowVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Only the owner shall lock, from a token account of theirs, and more than nothing.
/// - What is locked shall count as locked from the first midnight on, and have a weight a week after that; what was locked before
///   shall keep its own age.
/// - What the escrow has earned of the share of fees shall be credited before, so that new tokens earn from now on only.
/// - The vault shall grow by exactly `amount` (INV-03).
pub fn handler(ctx: &mut Context<LockTokens>, amount: u64) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(amount > 0, PoolError::ZeroAmount);
    a.electorate.roll(at)?;
    a.electorate.settle_revenue(&mut a.escrow, at)?;
    let since = a.escrow.apply_lock(amount, at)?;
    a.electorate.apply_lock(amount, since)?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.owner, amount)?;
    a.escrow.check_invariants()?;
    a.electorate.check_invariants(a.vault.amount())?;
    emit!(TokensLocked {
        owner: *a.owner.address(),
        amount,
        locked: a.escrow.locked.get(),
        counts_from: time::midnight(since),
        at
    });
    Ok(())
}
