//! Ends a claim that was refused and is not filed again: by its holder at any time, by anyone once the time is over.

use {
    crate::{
        errors::{ClaimError, PolicyError, PoolError},
        events::ClaimExpired,
        instructions::{no_extra, now},
        state::{Claim, ClaimState, Policy, Pool, Product},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct GiveUpClaim {
    /// The holder, or anyone once the time is over.
    pub caller: Signer,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    #[account(mut, address = claim.policy @ ClaimError::ClaimOfOtherPolicy)]
    pub policy: Account<Policy>,
    #[account(mut)]
    pub claim: Account<Claim>,
}

/// Specification:
/// - A claim that was denied or drawn and can still be filed again shall be ended by its holder only; afterwards by anyone.
/// - Its amount shall be undecided no more.
pub fn handler(ctx: &mut Context<GiveUpClaim>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(a.claim.is(ClaimState::Refused), ClaimError::CannotWithdraw);
    let own = *a.caller.address() == a.policy.holder;
    require!(own || at >= a.claim.refile_until.get(), ClaimError::CannotWithdraw);
    a.product.roll(&mut a.pool, at)?;
    let held = a.claim.requested.get();
    a.product.end_claim(&mut a.pool, held)?;
    a.policy.end_claim();
    a.claim.state = ClaimState::Denied as u8;
    a.claim.decided_at = at.into();
    a.product.check_invariants()?;
    emit!(ClaimExpired {
        claim: *a.claim.address(),
        policy: *a.policy.address(),
        at
    });
    Ok(())
}
