//! Drafts a product that jurors decide. It has no watch.

use {
    super::{
        draft::write_draft,
        terms_args::{LimitsArgs, TermsArgs},
    },
    crate::{
        constants::CONFIG,
        errors::{AccessError, ProductError},
        events::ProductDrafted,
        instructions::{no_extra, now},
        state::{Config, Pool, Product},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct DraftAssessed {
    /// Pays the rent.
    #[account(mut, address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(init, payer = governance, seeds = [b"product", pool.address().as_ref(), &pool.product_count.get().to_le_bytes()], bump)]
    pub product: Account<Product>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Only governance shall draft, and only while new business is not paused.
/// - The kind shall be one that jurors decide; its severity shall be at least 50 %.
/// - Terms and limits shall lie within their bounds; nothing shall be sold from a draft.
pub fn handler(ctx: &mut Context<DraftAssessed>, group: u8, terms: TermsArgs, limits: LimitsArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.product;
    let a = &mut ctx.accounts;
    a.config.check_open(at)?;
    let kind = write_draft(&mut a.product, group, terms, limits, at)?;
    require!(!kind.has_watch(), ProductError::WatchMismatch);
    a.product.limits.check(kind, 0)?;
    let product = &mut a.product;
    product.bump = bump;
    product.id = a.pool.product_count;
    product.pool = *a.pool.address();
    product.rent_payer = *a.governance.address();
    let id = a.pool.count_product()?;
    emit!(ProductDrafted {
        product: *a.product.address(),
        pool: *a.pool.address(),
        id,
        kind: kind as u8,
        at
    });
    Ok(())
}
