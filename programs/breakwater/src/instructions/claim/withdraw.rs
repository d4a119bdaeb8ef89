//! Takes a claim back while nobody can have voted.

use {
    crate::{
        errors::{CaseError, ClaimError, PolicyError, PoolError},
        events::ClaimWithdrawn,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Case, Claim, ClaimState, Court, Policy, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct WithdrawClaim {
    pub holder: Signer,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    #[account(mut, constraint = policy.holder == *holder.address() @ PolicyError::WrongHolder)]
    pub policy: Account<Policy>,
    #[account(mut, constraint = claim.policy == *policy.address() @ ClaimError::ClaimOfOtherPolicy)]
    pub claim: Account<Claim>,
    #[account(mut, constraint = case.subject == *claim.address() @ CaseError::WrongSubject)]
    pub case: Account<Case>,
    #[account(mut, address = case.court @ CaseError::WrongCourt)]
    pub court: Account<Court>,
    #[account(mut, address = court.vault @ CaseError::WrongBondVault)]
    pub bonds: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Only the holder shall withdraw, while the evidence phase of the first round runs; its day can then not be claimed again.
/// - The fee shall be the pool's, as its reserve: a request that is made and taken back holds up others. The rest of the bond goes back.
/// - The amount shall be undecided no more.
pub fn handler(ctx: &mut Context<WithdrawClaim>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(a.claim.is(ClaimState::Open), ClaimError::CannotWithdraw);
    a.case.withdraw(at)?;
    a.claim.state = ClaimState::Withdrawn as u8;
    a.claim.decided_at = at.into();
    a.policy.end_claim();
    a.product.roll(&mut a.pool, at)?;
    let held = a.claim.requested.get();
    a.product.end_claim(&mut a.pool, held)?;
    let kept = core::mem::take(&mut a.case.bond_rest).get();
    a.court.give(kept)?;
    a.pool.keep(kept)?;
    tokens::refund(&a.token_program, &a.court, &mut a.bonds, a.vault.account(), kept)?;
    a.court.check_invariants(a.bonds.amount())?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(ClaimWithdrawn {
        claim: *a.claim.address(),
        policy: *a.policy.address(),
        at
    });
    Ok(())
}
