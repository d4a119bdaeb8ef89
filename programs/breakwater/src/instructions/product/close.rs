//! Closes a draft or a retired product, with its watch, and gives the rent back.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, PoolError, ProductError},
        events::ProductClosed,
        instructions::{no_extra, now},
        ops::sale::check_watch,
        state::{Config, Pool, Product, ProductStatus, Watch},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct CloseProduct {
    #[account(address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, close = rent_payer)]
    pub product: Account<Product>,
    /// The product's watch, if its kind has one.
    #[account(mut, close = rent_payer)]
    pub watch: Option<Account<Watch>>,
    /// CHECK: gets the rent of both accounts; must be who paid it.
    #[account(mut, unsafe(dup), address = product.rent_payer @ AccessError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

/// Specification:
/// - Only governance shall close, and only a draft or a retired product.
/// - No policy, incident, open episode or undecided loss shall refer to it.
/// - The rent of product and watch, and unspent bounties, shall go to who paid the rent (INV-20).
pub fn handler(ctx: &mut Context<CloseProduct>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    check_watch(&a.product, a.product.address(), a.watch.as_deref())?;
    require!(a.product.status != ProductStatus::Listed as u8, ProductError::ProductStillOpen);
    a.product.roll(&mut a.pool, at)?;
    let product = &a.product;
    let quiet = product.open_policies.is_zero() && product.open_incidents.is_zero() && product.active.is_zero();
    require!(quiet && product.provisional.is_zero(), ProductError::ProductStillOpen);
    require!(product.episodes.iter().all(|e| !e.is_open()), ProductError::ProductStillOpen);
    a.pool.open_products = a.pool.open_products.get().checked_sub(1).ok_or(PoolError::PoolLedgerBroken)?.into();
    emit!(ProductClosed {
        product: *a.product.address(),
        at
    });
    Ok(())
}
