//! Gives notice on shares of one tranche.

use {
    crate::{
        errors::{AccessError, OrMath, PoolError},
        events::WithdrawalRequested,
        instructions::{no_extra, now},
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

/// A number of shares as two halves: 128-bit integers do not travel in instruction data.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct Shares {
    pub low: u64,
    pub high: u64,
}

impl Shares {
    /// The whole number.
    pub fn get(self) -> u128 {
        (u128::from(self.high) << 64) | u128::from(self.low)
    }
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
    let generation = a.pool.tranche(tranche)?.generation.get();
    let day = time::first_midnight_after_days(at, u32::from(a.pool.notice_days)).or_math()?;
    a.position.part(tranche, generation)?.apply_request(shares, day)?;
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
