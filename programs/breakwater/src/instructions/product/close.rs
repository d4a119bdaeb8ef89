//! Closes a draft or a retired product, with its watch, and gives the rent back.

use {
    crate::{
        constants::DRAFT_LIFE,
        errors::{AccessError, GovernanceError, PoolError, ProductError},
        events::ProductClosed,
        instructions::{no_extra, now},
        ops::sale::check_watch,
        state::{Pool, Product, ProductStatus, Watch},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct CloseProduct {
    pub sender: Signer,
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
/// - Anyone shall close a retired product, and a draft of 90 days or of a retired pool; its drafter a draft at any time (INV-18).
/// - No policy, incident, open episode or undecided loss shall refer to it.
/// - The rent of product and watch, and unspent bounties, shall go to who paid the rent (INV-20).
pub fn handler(ctx: &mut Context<CloseProduct>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    check_watch(&a.product, a.product.address(), a.watch.as_deref())?;
    require!(a.product.status != ProductStatus::Listed as u8, ProductError::ProductStillOpen);
    if a.product.status == ProductStatus::Draft as u8 {
        let old = at.saturating_sub(a.product.drafted_at.get()) >= DRAFT_LIFE;
        let drafter = a.product.rent_payer == *a.sender.address();
        require!(old || drafter || a.pool.retired != 0, GovernanceError::NotDrafter);
    }
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
