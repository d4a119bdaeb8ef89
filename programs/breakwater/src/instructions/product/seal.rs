//! Seals the terms by their hash and lists the product: from here on nobody changes them.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, GovernanceError, PoolError, ProductError},
        events::ProductSealed,
        instructions::product::terms_args::LimitsArgs,
        instructions::{no_extra, now},
        ops::{authority, sale::check_watch},
        state::{Action, Config, Limits, ParametricTerms, Pool, Product, ProductStatus, ProductTerms, Proposal, Watch},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct SealProduct {
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub product: Account<Product>,
    /// The product's watch, if its kind has one.
    pub watch: Option<Account<Watch>>,
}

/// Specification:
/// - A proposal that seals this draft shall be executed, and no other (INV-17), in a pool that is not retired.
/// - The hash shall be that of the drafted terms and sources, and group and limits those that were proposed, so that nothing else than what was
///   read is sealed.
/// - Of a kind that sources decide enough shall agree: at least two of several, and each another feed. Kinds whose rules are not whole shall be
///   refused.
pub fn handler(ctx: &mut Context<SealProduct>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let Action::SealProduct {
        product,
        terms_hash,
        group,
        limits,
    } = a.proposal.action
    else {
        return authority::wrong_action();
    };
    require!(product == *a.product.address(), GovernanceError::OtherSubject);
    a.pool.check_not_retired()?;
    authority::execute(&mut a.proposal, &mut a.config, a.product.revision.get(), at)?;
    check_watch(&a.product, a.product.address(), a.watch.as_deref())?;
    check_seal(&a.product, a.watch.as_deref(), &terms_hash, group, &limits)?;
    a.product.revise();
    a.product.terms_hash = terms_hash;
    a.product.status = ProductStatus::Listed as u8;
    a.pool.listed_products = a.pool.listed_products.saturating_add(1);
    emit!(ProductSealed {
        product: *a.product.address(),
        terms_hash,
        at
    });
    Ok(())
}

/// SHA-256 over the bytes of the terms as the accounts hold them: product terms, then, for a kind with a watch, parametric terms with all four
/// source slots.
pub fn hash_terms(terms: &ProductTerms, parametric: Option<&ParametricTerms>) -> [u8; 32] {
    const A: usize = core::mem::size_of::<ProductTerms>();
    const B: usize = core::mem::size_of::<ParametricTerms>();
    let Some(parametric) = parametric else {
        return anchor_lang::prelude::sha256(bytemuck::bytes_of(terms));
    };
    let mut bytes = [0u8; A + B];
    bytes[..A].copy_from_slice(bytemuck::bytes_of(terms));
    bytes[A..].copy_from_slice(bytemuck::bytes_of(parametric));
    anchor_lang::prelude::sha256(&bytes)
}

/// What is sealed is a draft whose rules are whole, with exactly these terms, group and limits.
pub(crate) fn check_seal(draft: &Product, watch: Option<&Watch>, terms_hash: &[u8; 32], group: u8, limits: &LimitsArgs) -> Result<()> {
    require!(draft.status == ProductStatus::Draft as u8, ProductError::NotDraft);
    require!(draft.kind()?.is_sealable(), ProductError::NotSealable);
    let parametric = watch.map(|watch| &watch.terms);
    parametric.map_or(Ok(()), ParametricTerms::check_sealed)?;
    require!(hash_terms(&draft.terms, parametric) == *terms_hash, ProductError::WrongTermsHash);
    let same = bytemuck::bytes_of(&draft.limits) == bytemuck::bytes_of(&Limits::from(*limits));
    require!(same && draft.group == group, GovernanceError::OtherLimits);
    Ok(())
}
