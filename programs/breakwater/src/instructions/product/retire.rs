//! Retires a product: nothing new is sold, sold cover runs on.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, GovernanceError, PoolError, ProductError},
        events::ProductRetired,
        instructions::{no_extra, now},
        ops::authority,
        state::{Action, Config, Pool, Product, ProductStatus, Proposal},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct RetireProduct {
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    /// The proposal; none for a product of a pool that nobody uses, once governance has been silent for 180 days.
    #[account(mut)]
    pub proposal: Option<BorshAccount<Proposal>>,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub product: Account<Product>,
}

/// Specification:
/// - A proposal that retires this product shall be executed, and no other (INV-17); only a listed product shall be retired.
/// - Without one anyone shall retire a product of a pool without shares and active cover, once nothing was executed for 180 days (INV-18).
pub fn handler(ctx: &mut Context<RetireProduct>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(a.product.status == ProductStatus::Listed as u8, ProductError::NotListed);
    match &mut a.proposal {
        Some(proposal) => {
            let Action::RetireProduct { product } = proposal.action else {
                return authority::wrong_action();
            };
            require!(product == *a.product.address(), GovernanceError::OtherSubject);
            authority::execute(proposal, &mut a.config, a.product.revision.get(), at)?;
        }
        None => authority::check_abandoned(&a.config, &a.pool, at)?,
    }
    a.product.revise();
    a.product.status = ProductStatus::Retired as u8;
    a.pool.listed_products = a.pool.listed_products.saturating_sub(1);
    emit!(ProductRetired {
        product: *a.product.address(),
        at
    });
    Ok(())
}
