//! Closes a claim that is over, and gives its rent back. Anyone may send it.

use {
    crate::{
        errors::{AccessError, ClaimError, PolicyError},
        events::ClaimClosed,
        instructions::{no_extra, now},
        state::{Claim, Policy, Product},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct CloseClaim {
    #[account(address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    #[account(mut, address = claim.policy @ ClaimError::ClaimOfOtherPolicy)]
    pub policy: Account<Policy>,
    #[account(mut, close = rent_payer)]
    pub claim: Account<Claim>,
    /// CHECK: gets the rent; must be who paid it.
    #[account(mut, address = claim.rent_payer @ AccessError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

/// Specification:
/// - It shall be decided for good, and what it lacked recovered or a year over.
/// - Nobody shall be able to claim its day again: the policy's grace is over, or its cover wholly paid.
/// - The rent shall go to who paid it (INV-20).
pub fn handler(ctx: &mut Context<CloseClaim>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let grace = a.policy.grace_ends(a.product.terms.grace_days.get());
    a.claim.check_over(grace, a.policy.remaining()?, at)?;
    a.policy.close_claim()?;
    emit!(ClaimClosed {
        claim: *a.claim.address(),
        policy: *a.policy.address(),
        at
    });
    Ok(())
}
