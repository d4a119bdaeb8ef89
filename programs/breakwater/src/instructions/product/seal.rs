//! Seals the terms by their hash and lists the product: from here on nobody changes them.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, PoolError, ProductError},
        events::ProductSealed,
        instructions::{no_extra, now},
        ops::sale::check_watch,
        state::{Config, ParametricTerms, Pool, Product, ProductStatus, ProductTerms, Watch},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct SealProduct {
    #[account(address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub product: Account<Product>,
    /// The product's watch, if its kind has one.
    pub watch: Option<Account<Watch>>,
}

/// Specification:
/// - Only governance shall seal, and only a draft.
/// - The hash shall be that of the drafted terms and sources, so that nothing else than what was read is sealed.
/// - Of a kind that sources decide enough shall agree: at least two of several, and each another feed. Kinds whose rules are not whole shall be
///   refused.
pub fn handler(ctx: &mut Context<SealProduct>, terms_hash: [u8; 32]) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(a.product.status == ProductStatus::Draft as u8, ProductError::NotDraft);
    require!(a.product.kind()?.is_sealable(), ProductError::NotSealable);
    check_watch(&a.product, a.product.address(), a.watch.as_deref())?;
    let parametric = a.watch.as_ref().map(|watch| &watch.terms);
    parametric.map_or(Ok(()), ParametricTerms::check_sealed)?;
    require!(hash_terms(&a.product.terms, parametric) == terms_hash, ProductError::WrongTermsHash);
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
