//! Counts the midnights that have passed on a product: cover starts, cover ends. Anyone may send it.

use {
    crate::{
        errors::{OrMath, PoolError, ProductError},
        instructions::{no_extra, now},
        state::{Pool, Product},
    },
    anchor_lang::prelude::*,
    breakwater_math::time,
};

#[derive(Accounts)]
pub struct RollProduct {
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub product: Account<Product>,
}

/// Specification:
/// - Cover that ended shall leave the active sums of product and pool, without any oracle.
/// - At most 512 steps shall be taken however long ago the last roll was.
pub fn handler(ctx: &mut Context<RollProduct>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(
        time::day_of(at).or_math()? > a.product.rolled_day.get(),
        ProductError::NothingToRoll
    );
    a.product.roll(&mut a.pool, at)?;
    a.product.check_invariants()
}
