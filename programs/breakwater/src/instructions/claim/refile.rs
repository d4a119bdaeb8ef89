//! Files a claim again that was denied or drawn.

// The framework's derive binds instruction arguments also where it does not read them.
#![allow(unused_variables)]

use {
    super::open_case,
    crate::{
        constants::ELECTORATE,
        errors::{CaseError, ClaimError, EscrowError, PolicyError, PoolError},
        events::ClaimFiled,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Case, Claim, ClaimState, Court, Electorate, EvidenceArgs, Policy, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct RefileClaim {
    /// The policy's holder; pays bond and rent.
    #[account(mut)]
    pub holder: Signer,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    #[account(constraint = policy.holder == *holder.address() @ PolicyError::WrongHolder)]
    pub policy: Account<Policy>,
    #[account(mut, constraint = court.pool == *pool.address() @ CaseError::WrongCourt)]
    pub court: Account<Court>,
    #[account(address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(mut, constraint = claim.policy == *policy.address() @ ClaimError::ClaimOfOtherPolicy)]
    pub claim: Account<Claim>,
    #[account(init, payer = holder, seeds = [b"case", claim.address().as_ref(), &u32::from(claim.filings).to_le_bytes()], bump)]
    pub case: Account<Case>,
    #[account(
        mut,
        constraint = *source.mint() == court.mint @ PoolError::WrongMint,
        constraint = source.owner() == holder.address() @ PoolError::WrongTokenOwner
    )]
    pub source: Account<TokenAccount>,
    #[account(mut, address = court.vault @ CaseError::WrongBondVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Only the holder shall file again, once, a claim that was denied or drawn, within two weeks of that, and after a denial not beyond the grace.
/// - The bond shall be double; the amount may be another, above nothing and at most the cover that is left, and is what is undecided then.
pub fn handler(ctx: &mut Context<RefileClaim>, amount: u64, evidence: EvidenceArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.case;
    let a = &mut ctx.accounts;
    a.claim.check_refilable(at)?;
    require!(amount > 0, PoolError::ZeroAmount);
    require!(amount <= a.policy.remaining()?, ClaimError::AmountAboveCover);
    a.product.roll(&mut a.pool, at)?;
    let held = a.claim.requested.get();
    a.product.replace_claim(&mut a.pool, held, amount)?;
    super::file::count_filed(&mut a.product, &mut a.pool);
    let claim = &mut a.claim;
    claim.requested = amount.into();
    claim.filings = claim.filings.saturating_add(1);
    claim.state = ClaimState::Open as u8;
    claim.refile_until = 0i64.into();
    a.case.bump = bump;
    let addresses = (*a.claim.address(), *a.court.address());
    let size = a.electorate.for_round(at)?;
    let (policy, product) = (&a.policy, &a.product);
    let bond = open_case(
        &mut a.case,
        &mut a.court,
        policy,
        product,
        &a.pool,
        addresses,
        &a.claim,
        &evidence,
        size,
        at,
    )?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.holder, bond)?;
    a.court.check_invariants(a.vault.amount())?;
    emit!(ClaimFiled {
        claim: *a.claim.address(),
        policy: *a.policy.address(),
        case: *a.case.address(),
        event_day: a.claim.event_day.get(),
        filing: a.claim.filings,
        amount,
        bond,
        at
    });
    Ok(())
}
