//! Retires a product: nothing new is sold, sold cover runs on.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, PoolError, ProductError},
        events::ProductRetired,
        instructions::{no_extra, now},
        state::{Config, Pool, Product, ProductStatus},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct RetireProduct {
    #[account(address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub product: Account<Product>,
}

/// Specification:
/// - Only governance shall retire, and only a listed product.
pub fn handler(ctx: &mut Context<RetireProduct>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(a.product.status == ProductStatus::Listed as u8, ProductError::NotListed);
    a.product.status = ProductStatus::Retired as u8;
    a.pool.listed_products = a.pool.listed_products.saturating_sub(1);
    emit!(ProductRetired {
        product: *a.product.address(),
        at
    });
    Ok(())
}
