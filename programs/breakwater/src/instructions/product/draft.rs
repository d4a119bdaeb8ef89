//! Drafts a product that sources decide, with its watch. Terms with four sources do not fit one transaction: sources follow, then the seal.

use {
    super::terms_args::{LimitsArgs, ParametricArgs, TermsArgs},
    crate::{
        constants::*,
        errors::{AccessError, EscrowError, GovernanceError, OrMath, ProductError},
        events::ProductDrafted,
        instructions::{no_extra, now},
        state::{Config, Electorate, Escrow, Kind, Limits, ParametricTerms, Pool, Product, ProductStatus, ProductTerms, Watch},
    },
    anchor_lang::prelude::*,
    breakwater_math::{time, turnout},
};

#[derive(Accounts)]
pub struct DraftProduct {
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
    #[account(init, payer = drafter, seeds = [b"watch", product.address().as_ref()], bump)]
    pub watch: Account<Watch>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Whoever could propose, or the bootstrap authority, shall draft, while new business is not paused and the pool not retired. A draft binds nobody:
///   the members, or the bootstrap authority after its delay, decide about its seal.
/// - The kind shall be one that sources decide. Terms, parametric terms and limits shall lie within their bounds; nothing shall be sold from a draft.
pub fn handler(ctx: &mut Context<DraftProduct>, group: u8, terms: TermsArgs, parametric: ParametricArgs, limits: LimitsArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (bump, watch_bump) = (ctx.bumps.product, ctx.bumps.watch);
    let a = &mut ctx.accounts;
    a.config.check_open(at)?;
    a.pool.check_not_retired()?;
    check_drafter(&a.config, a.drafter.address(), a.electorate.as_deref(), a.escrow.as_deref(), at)?;
    let kind = write_draft(&mut a.product, group, terms, limits, at)?;
    require!(kind.has_watch(), ProductError::WatchMismatch);
    let product = &mut a.product;
    product.bump = bump;
    product.id = a.pool.product_count;
    product.pool = *a.pool.address();
    product.rent_payer = *a.drafter.address();
    let watch = &mut a.watch;
    watch.version = VERSION;
    watch.bump = watch_bump;
    watch.product = *product.address();
    watch.pool = *a.pool.address();
    watch.terms = ParametricTerms::from(parametric);
    watch.terms.check_draft()?;
    a.product.limits.check(kind, watch.terms.largest.get())?;
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

/// What a draft of any kind has. Its address fields are the caller's to write.
pub(super) fn write_draft(product: &mut Product, group: u8, terms: TermsArgs, limits: LimitsArgs, at: i64) -> Result<Kind> {
    require!(usize::from(group) < GROUPS, ProductError::UnknownGroup);
    product.version = VERSION;
    product.status = ProductStatus::Draft as u8;
    product.group = group;
    product.terms = ProductTerms::from(terms);
    product.limits = Limits::from(limits);
    product.drafted_at = at.into();
    product.rolled_day = time::day_of(at).or_math()?.into();
    product.terms.check()
}

/// Whoever could propose a product can draft one, so that drafts are no cheaper than proposals; so can the bootstrap authority.
#[inline(never)]
pub(super) fn check_drafter(config: &Config, drafter: &Address, all: Option<&Electorate>, own: Option<&Escrow>, at: i64) -> Result<()> {
    let (Some(all), Some(own)) = (all, own) else {
        require!(config.is_bootstrap(drafter, at), GovernanceError::BelowProposers);
        return Ok(());
    };
    let size = all.size(at)?;
    let least = turnout::part_ceil(size, config.voting.threshold_bps.get()).or_math()?;
    require!(size > 0 && own.weight(at)? >= least, GovernanceError::BelowProposers);
    Ok(())
}
