//! Sets what premiums cost less for who has aged escrow.

use {
    crate::{
        constants::{CONFIG, DISCOUNT_TIERS},
        errors::AccessError,
        events::DiscountsSet,
        instructions::{no_extra, now},
        state::{Config, DiscountTier},
    },
    anchor_lang::prelude::*,
};

/// One tier; units as in [`DiscountTier`].
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct DiscountArgs {
    pub least: u64,
    pub discount: u64,
}

#[derive(Accounts)]
pub struct SetDiscounts {
    #[account(address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
}

/// Specification:
/// - Only governance shall set tiers. Both columns shall rise, unused tiers be zero at the end, and no discount pass 20 % (A-71).
pub fn handler(ctx: &mut Context<SetDiscounts>, tiers: [DiscountArgs; DISCOUNT_TIERS]) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.config.discounts = tiers.map(|tier| DiscountTier {
        least: tier.least.into(),
        discount: tier.discount.into(),
    });
    a.config.check_invariants()?;
    emit!(DiscountsSet {
        largest: tiers.iter().map(|tier| tier.discount).max().unwrap_or(0),
        at
    });
    Ok(())
}
