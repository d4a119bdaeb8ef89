//! Gives a policy to another holder.

use {
    crate::{
        errors::{ClaimError, PolicyError},
        events::PolicyTransferred,
        instructions::{no_extra, now},
        state::{Policy, Product},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct TransferPolicy {
    pub holder: Signer,
    #[account(address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    #[account(mut, constraint = policy.holder == *holder.address() @ PolicyError::WrongHolder)]
    pub policy: Account<Policy>,
}

/// Specification:
/// - Only the holder shall give it, to an address that is set, with nothing owed.
/// - It shall be refused while a breach or an incident of the product or a claim of the policy is open: a right to a payment that is being decided stays where it is.
/// - The buyer, who gets the rent, and the account the cover is bound to shall stay.
pub fn handler(ctx: &mut Context<TransferPolicy>, to: Address) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(to != Address::default(), PolicyError::ZeroHolder);
    require!(a.policy.owed.is_zero(), PolicyError::StillOwed);
    require!(!a.product.is_undecided(), PolicyError::ProductUndecided);
    require!(a.policy.claim_open == 0, ClaimError::ClaimOpen);
    let from = a.policy.holder;
    a.policy.holder = to;
    emit!(PolicyTransferred {
        policy: *a.policy.address(),
        from,
        to,
        at
    });
    Ok(())
}
