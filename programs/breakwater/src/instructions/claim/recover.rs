//! Pays in what a claim lacked. Anyone may send it.

use {
    crate::{
        errors::{ClaimError, PolicyError, PoolError},
        events::ClaimRecovered,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Claim, Policy, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct RecoverClaim {
    /// Whoever has the money.
    pub payer: Signer,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    #[account(mut, address = claim.policy @ ClaimError::ClaimOfOtherPolicy)]
    pub policy: Account<Policy>,
    #[account(mut)]
    pub claim: Account<Claim>,
    #[account(
        mut,
        constraint = *source.mint() == pool.mint @ PoolError::WrongMint,
        constraint = source.owner() == payer.address() @ PoolError::WrongTokenOwner
    )]
    pub source: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - At most what the claim lacks, and what is left of the policy's cover, shall be paid in; it shall be owed to the policy at once.
/// - Nobody but the holder shall pay in while recoveries of an incident can still come to the policy: a payment for a claim ends them.
/// - No share price shall rise; the vault shall grow by exactly `amount` (INV-03).
pub fn handler(ctx: &mut Context<RecoverClaim>, amount: u64) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(amount > 0, PoolError::ZeroAmount);
    let lacks = a.claim.shortfall.get();
    require!(amount <= lacks && amount <= a.policy.remaining()?, ClaimError::AboveShortfall);
    let count = a.product.incident_count.get();
    let earlier = a.product.owes_earlier(&a.policy, count)? || a.product.may_still_trigger(&a.policy)?;
    require!(!earlier, PolicyError::PolicyStillOpen);
    let own = *a.payer.address() == a.policy.holder;
    require!(own || !a.product.may_recover(&a.policy)?, PolicyError::PolicyStillOpen);
    a.product.roll(&mut a.pool, at)?;
    a.claim.shortfall = lacks.saturating_sub(amount).into();
    a.pool.fund_shortfall(amount)?;
    a.policy.apply_claim(amount, count)?;
    a.product.apply_payment(&mut a.pool, &a.policy, amount)?;
    a.pool.count_recovery(amount)?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.payer, amount)?;
    a.product.check_invariants()?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(ClaimRecovered {
        claim: *a.claim.address(),
        payer: *a.payer.address(),
        amount,
        at
    });
    Ok(())
}
