//! Gives notice on shares of one tranche.

use {
    crate::{
        errors::{AccessError, OrMath, PoolError},
        events::WithdrawalRequested,
        instructions::{no_extra, now, pool::shares_arg::Shares},
        state::{Pool, Position},
    },
    anchor_lang::prelude::*,
    breakwater_math::time,
};

#[derive(Accounts)]
pub struct RequestWithdrawal {
    pub owner: Signer,
    #[account(mut, address = position.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = position.owner == *owner.address() @ AccessError::NotOwner)]
    pub position: Account<Position>,
}

/// Specification:
/// - Only the owner shall give notice, on shares they have, and on one request per tranche at a time.
/// - The request shall mature at the first midnight at least the pool's notice away, and shall never lapse.
/// - Pending shares shall stay at risk and keep earning (INV-13).
pub fn handler(ctx: &mut Context<RequestWithdrawal>, tranche: u8, shares: Shares) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let shares = shares.get();
    let a = &mut ctx.accounts;
    require!(shares > 0, PoolError::ZeroAmount);
    a.pool.recognise(at)?;
    let day = time::first_midnight_after_days(at, u32::from(a.pool.notice_days)).or_math()?;
    a.position.part(tranche, a.pool.tranche(tranche)?)?.apply_request(shares, day)?;
    let book = a.pool.tranche_mut(tranche)?;
    book.apply_request(shares, day)?;
    book.check_invariants()?;
    let matures_at = time::midnight(day);
    emit!(WithdrawalRequested {
        pool: *a.pool.address(),
        owner: *a.owner.address(),
        tranche,
        matures_at,
        at
    });
    Ok(())
}
