//! Takes a withdrawal request back, at its cost.

use {
    crate::{
        constants::CANCEL_COST_PPB,
        errors::{AccessError, OrMath, PoolError},
        events::WithdrawalCancelled,
        instructions::{no_extra, now},
        state::{Pool, Position},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::{PPB, time, wide},
};

#[derive(Accounts)]
pub struct CancelWithdrawal {
    pub owner: Signer,
    #[account(mut, address = position.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = position.owner == *owner.address() @ AccessError::NotOwner)]
    pub position: Account<Position>,
    #[account(address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
}

/// Specification:
/// - Only the owner shall cancel, and the whole request.
/// - 0.25 % of the requested shares shall be burned, rounded up, and their value shall stream to the tranches over 90 days,
///   so that a standing request is no free option and no share price rises at once.
pub fn handler(ctx: &mut Context<CancelWithdrawal>, tranche: u8) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.pool.recognise(at)?;
    let book = a.pool.tranche(tranche)?;
    let (generation, assets) = (book.generation.get(), book.capital.get());
    let part = a.position.part(tranche, generation)?;
    let (pending, day) = (part.pending.get(), part.matures_day.get());
    require!(pending > 0, PoolError::NoRequest);
    let burned = wide::mul_div_128_ceil(pending, CANCEL_COST_PPB, u128::from(PPB)).or_math()?;
    part.drop_request(pending)?;
    part.burn(burned)?;
    let book = a.pool.tranche_mut(tranche)?;
    let cost = book.value(burned, assets)?;
    book.drop_request(pending, day, time::midnight(day) <= at)?;
    book.apply_exit(burned, cost)?;
    a.pool.stream_back(cost, at)?;
    a.pool.after_exit(tranche)?;
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
