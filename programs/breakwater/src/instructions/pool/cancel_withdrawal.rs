//! Takes a withdrawal request back, at its cost.

use {
    crate::{
        constants::CANCEL_COST_PPB,
        errors::{AccessError, OrMath, PoolError},
        events::WithdrawalCancelled,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Pool, Position},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::{rate, time},
};

#[derive(Accounts)]
pub struct CancelWithdrawal {
    pub owner: Signer,
    #[account(mut, address = position.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = position.owner == *owner.address() @ AccessError::NotOwner)]
    pub position: Account<Position>,
    /// Pays the cost.
    #[account(
        mut,
        constraint = *source.mint() == pool.mint @ PoolError::WrongMint,
        constraint = source.owner() == owner.address() @ PoolError::WrongTokenOwner
    )]
    pub source: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Only the owner shall cancel, and the whole request.
/// - 0.25 % of the requested shares' value shall be paid by the owner, rounded up, and shall stream to the tranche over 90 days:
///   a standing request is no free option, no share price rises at once, and no capital leaves what backs cover (INV-02).
pub fn handler(ctx: &mut Context<CancelWithdrawal>, tranche: u8) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.pool.recognise(at)?;
    let book = a.pool.tranche(tranche)?;
    let part = a.position.part(tranche, book)?;
    let (pending, day) = (part.pending.get(), part.matures_day.get());
    require!(pending > 0, PoolError::NoRequest);
    let cost = rate::share_ceil(book.value(pending, book.capital.get())?, CANCEL_COST_PPB).or_math()?;
    part.drop_request(pending)?;
    a.pool.tranche_mut(tranche)?.drop_request(pending, day, time::midnight(day) <= at)?;
    let rest = a.pool.tranche_mut(tranche)?.stream_back(cost, at)?;
    a.pool.keep(rest)?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.owner, cost)?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(WithdrawalCancelled {
        pool: *a.pool.address(),
        owner: *a.owner.address(),
        tranche,
        cost,
        at
    });
    Ok(())
}
