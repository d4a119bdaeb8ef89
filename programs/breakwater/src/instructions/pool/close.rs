//! Closes a pool that everybody has left, with its vault, and gives the rent back.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, CaseError, PoolError, RewardError, TreasuryError},
        events::PoolClosed,
        instructions::{no_extra, now, treasury::check_purse},
        ops::tokens,
        state::{Config, Pool, Purse},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct ClosePool {
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut, close = rent_payer)]
    pub pool: Account<Pool>,
    /// CHECK: the address of the pool's court, where nothing may be any more.
    #[account(seeds = [b"court", pool.address().as_ref()], bump, constraint = court.account().data_len() == 0 @ CaseError::CourtOpen)]
    pub court: UncheckedAccount,
    /// CHECK: the address of the pool's rewards, which must be closed first: nobody could afterwards.
    #[account(seeds = [b"rewards", pool.address().as_ref()], bump, constraint = rewards.account().data_len() == 0 @ RewardError::RewardsOpen)]
    pub rewards: UncheckedAccount,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    /// The treasury's purse of the pool's mint.
    #[account(mut)]
    pub purse: Account<Purse>,
    #[account(mut, address = purse.vault @ TreasuryError::WrongPurseVault)]
    pub purse_vault: Account<TokenAccount>,
    /// CHECK: gets the rent of both accounts; must be who paid it.
    #[account(mut, unsafe(dup), address = pool.rent_payer @ AccessError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Anyone shall close a retired pool without open products and positions, and without a court or rewards (A-18, INV-18).
/// - With premium recognised, nobody shall be owed anything: capital, unearned premium, payments and fees shall be zero, and nothing undecided.
/// - The reserve and what was given to the vault shall go to the treasury's purse of the mint, and nowhere else (ADR 13).
/// - The rent of pool and vault shall go to who paid it (INV-20), and the pool's number shall never be used again.
pub fn handler(ctx: &mut Context<ClosePool>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    check_purse(&a.purse, &a.purse_vault, &a.pool.mint)?;
    a.pool.check_retired()?;
    a.pool.recognise(at)?;
    a.pool.check_left()?;
    // All of the balance: a donation sent just before must not keep the vault open.
    let (reserve, left) = (a.pool.reserve.get(), a.vault.amount());
    let surplus = left.checked_sub(reserve).ok_or(PoolError::PoolLedgerBroken)?;
    a.pool.reserve = 0u64.into();
    if left > 0 {
        a.purse.apply_income(left)?;
        tokens::push(&a.token_program, &a.pool, &mut a.vault, a.purse_vault.account(), left)?;
    }
    a.pool.check_invariants(a.vault.amount())?;
    a.purse.check_invariants(a.purse_vault.amount())?;
    tokens::close_vault(&a.token_program, &a.pool, &mut a.vault, &mut a.rent_payer)?;
    emit!(PoolClosed {
        pool: *a.pool.address(),
        reserve,
        surplus,
        at
    });
    Ok(())
}
