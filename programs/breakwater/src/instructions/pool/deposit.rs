//! Puts capital into one tranche of a pool for shares of it.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, PoolError},
        events::CapitalDeposited,
        instructions::{no_extra, now, pool::shares_arg::Shares},
        ops::tokens,
        state::{Config, Pool, Position},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct Deposit {
    pub owner: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut, address = position.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = position.owner == *owner.address() @ AccessError::NotOwner)]
    pub position: Account<Position>,
    #[account(mut, constraint = *source.mint() == pool.mint @ PoolError::WrongMint, constraint = source.owner() == owner.address() @ PoolError::WrongTokenOwner)]
    pub source: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - New business shall not be paused and the pool not be retired; the amount shall be at least the pool's minimum.
/// - While something is undecided, who enters a tranche that was wiped out first shall put in at least a sixteenth of what the closed shares were issued for:
///   the next loss closes the new generation as well, and only the last closed one can be given anything back.
/// - Premium shall be recognised before the share price is read, and the position's rewards be counted before its shares change.
/// - Shares shall be priced as if nothing undecided were lost and all that may or will come back had come, rounded down (ADR 18),
///   and not be fewer than `min_shares`.
/// - The vault shall grow by exactly `amount` (INV-03) and no other share shall lose value (INV-07).
pub fn handler(ctx: &mut Context<Deposit>, tranche: u8, amount: u64, min_shares: Shares) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.config.check_open(at)?;
    a.pool.check_not_retired()?;
    require!(amount > 0, PoolError::ZeroAmount);
    require!(amount >= a.pool.min_deposit.get(), PoolError::BelowMinimumDeposit);
    a.pool.recognise(at)?;
    let book = a.pool.tranche(tranche)?;
    let shares = book.shares_for_deposit(amount, at)?;
    require!(shares > 0 && shares >= min_shares.get(), PoolError::SlippageShares);
    let enough = a.pool.provisional.is_zero() || amount >= book.least_new_start();
    require!(enough, PoolError::BelowMinimumDeposit);
    a.position.part(tranche, book)?.apply_deposit(shares)?;
    a.pool.tranche_mut(tranche)?.apply_deposit(amount, shares)?;
    a.pool.fix_split()?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.owner, amount)?;
    a.pool.check_invariants(a.vault.amount())?;
    let tranche_capital = a.pool.tranche(tranche)?.capital.get();
    emit!(CapitalDeposited {
        pool: *a.pool.address(),
        owner: *a.owner.address(),
        tranche,
        amount,
        tranche_capital,
        at
    });
    Ok(())
}
