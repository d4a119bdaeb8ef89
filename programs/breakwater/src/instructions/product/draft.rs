//! Drafts a product with its watch. Terms with four sources do not fit one transaction: sources follow, then the seal.

use {
    super::terms_args::{LimitsArgs, ParametricArgs, TermsArgs},
    crate::{
        constants::*,
        errors::{AccessError, OrMath, PoolError, ProductError},
        events::ProductDrafted,
        instructions::{no_extra, now},
        state::{Config, Limits, ParametricTerms, Pool, Product, ProductStatus, ProductTerms, Watch},
    },
    anchor_lang::prelude::*,
    breakwater_math::{PPB, time},
};

#[derive(Accounts)]
pub struct DraftProduct {
    /// Pays the rent.
    #[account(mut, address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(seeds = [b"config"], bump = config.bump)]
    pub config: Account<Config>,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(init, payer = governance, seeds = [b"product", pool.address().as_ref(), &pool.product_count.get().to_le_bytes()], bump)]
    pub product: Account<Product>,
    #[account(init, payer = governance, seeds = [b"watch", product.address().as_ref()], bump)]
    pub watch: Account<Watch>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Only governance shall draft, and only while new business is not paused.
/// - Terms, parametric terms and limits shall lie within their bounds; nothing shall be sold from a draft.
pub fn handler(ctx: &mut Context<DraftProduct>, group: u8, terms: TermsArgs, parametric: ParametricArgs, limits: LimitsArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (bump, watch_bump) = (ctx.bumps.product, ctx.bumps.watch);
    let a = &mut ctx.accounts;
    a.config.check_open(at)?;
    require!(usize::from(group) < GROUPS, ProductError::UnknownGroup);
    let id = a.pool.product_count.get();
    let product = &mut a.product;
    product.version = VERSION;
    product.bump = bump;
    product.status = ProductStatus::Draft as u8;
    product.group = group;
    product.id = id.into();
    product.pool = *a.pool.address();
    product.rent_payer = *a.governance.address();
    product.terms = ProductTerms::from(terms);
    product.rolled_day = time::day_of(at).or_math()?.into();
    let watch = &mut a.watch;
    watch.version = VERSION;
    watch.bump = watch_bump;
    watch.product = *product.address();
    watch.pool = *a.pool.address();
    watch.terms = ParametricTerms::from(parametric);
    let kind = product.terms.check()?;
    watch.terms.check_draft()?;
    product.limits = Limits::from(limits);
    check_limits(&product.limits, watch.terms.largest.get())?;
    a.pool.product_count = id.checked_add(1).ok_or(PoolError::PoolLedgerBroken)?.into();
    a.pool.open_products = a.pool.open_products.get().checked_add(1).ok_or(PoolError::PoolLedgerBroken)?.into();
    emit!(ProductDrafted {
        product: *a.product.address(),
        pool: *a.pool.address(),
        id,
        kind: kind as u8,
        at
    });
    Ok(())
}

/// Bounds of price, cap and severity.
pub(super) fn check_limits(limits: &Limits, largest: u64) -> Result<()> {
    require!(limits.cap.get() > 0, ProductError::BadLimits);
    require!(limits.curve().check().is_ok(), ProductError::BadLimits);
    require!(
        limits.severity.get() >= largest && limits.severity.get() <= PPB,
        ProductError::BadSeverity
    );
    Ok(())
}
