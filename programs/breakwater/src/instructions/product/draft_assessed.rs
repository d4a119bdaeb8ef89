//! Drafts a product that jurors decide. It has no watch.

use {
    super::{
        draft::{check_drafter, write_draft},
        terms_args::{LimitsArgs, TermsArgs},
    },
    crate::{
        constants::{CONFIG, ELECTORATE},
        errors::{AccessError, EscrowError, ProductError},
        events::ProductDrafted,
        instructions::{no_extra, now},
        state::{Config, Electorate, Escrow, Pool, Product},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct DraftAssessed {
    /// Pays the rent, adds sources and may close the draft.
    #[account(mut)]
    pub drafter: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    /// The electorate, unless the bootstrap authority drafts.
    #[account(address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Option<Account<Electorate>>,
    /// The drafter's escrow, unless the bootstrap authority drafts.
    #[account(constraint = escrow.owner == *drafter.address() @ AccessError::NotOwner)]
    pub escrow: Option<Account<Escrow>>,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(init, payer = drafter, seeds = [b"product", pool.address().as_ref(), &pool.product_count.get().to_le_bytes()], bump)]
    pub product: Account<Product>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Whoever could propose, or the bootstrap authority, shall draft, while new business is not paused and the pool not retired. A draft binds nobody:
///   the members, or the bootstrap authority after its delay, decide about its seal.
/// - The kind shall be one that jurors decide; its severity shall be at least 50 %.
/// - Terms and limits shall lie within their bounds; nothing shall be sold from a draft.
pub fn handler(ctx: &mut Context<DraftAssessed>, group: u8, terms: TermsArgs, limits: LimitsArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.product;
    let a = &mut ctx.accounts;
    a.config.check_open(at)?;
    a.pool.check_not_retired()?;
    check_drafter(&a.config, a.drafter.address(), a.electorate.as_deref(), a.escrow.as_deref(), at)?;
    let kind = write_draft(&mut a.product, group, terms, limits, at)?;
    require!(!kind.has_watch(), ProductError::WatchMismatch);
    a.product.limits.check(kind, 0)?;
    let product = &mut a.product;
    product.bump = bump;
    product.id = a.pool.product_count;
    product.pool = *a.pool.address();
    product.rent_payer = *a.drafter.address();
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
