//! Files a claim.

// The framework's derive binds instruction arguments also where it does not read them.
#![allow(unused_variables)]

use {
    super::{check_event, open_case},
    crate::{
        constants::{ELECTORATE, VERSION},
        errors::{CaseError, ClaimError, EscrowError, PolicyError, PoolError},
        events::ClaimFiled,
        instructions::{no_extra, now},
        ops::{sale::check_watch, tokens},
        state::{Case, Claim, ClaimState, Court, Electorate, EvidenceArgs, Policy, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

/// What is claimed.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ClaimArgs {
    /// UTC day of the event.
    pub event_day: u32,
    /// Amount requested, atoms.
    pub amount: u64,
    pub evidence: EvidenceArgs,
}

#[derive(Accounts)]
#[instruction(args: ClaimArgs)]
pub struct FileClaim {
    /// The policy's holder; pays bond and rent.
    #[account(mut)]
    pub holder: Signer,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    /// The product's watch, if its kind has one.
    pub watch: Option<Account<Watch>>,
    #[account(mut, constraint = policy.holder == *holder.address() @ PolicyError::WrongHolder)]
    pub policy: Account<Policy>,
    #[account(mut, constraint = court.pool == *pool.address() @ CaseError::WrongCourt)]
    pub court: Account<Court>,
    #[account(address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(init, payer = holder, seeds = [b"claim", policy.address().as_ref(), &args.event_day.to_le_bytes()], bump)]
    pub claim: Account<Claim>,
    #[account(init, payer = holder, seeds = [b"case", claim.address().as_ref(), &[0u8; 4]], bump)]
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
/// - Only the holder shall claim, for an event of a day on which the policy was past waiting and in force, until the end of its grace and within
///   the product's claim window (A-43, A-44, INV-12).
/// - The amount shall be above nothing and at most the cover that is left; one claim of a policy shall be undecided at a time, and a day
///   shall be claimed once.
/// - A product that is settled by incidents shall take no claim, but for an event in an outage of its sources.
/// - The amount shall be undecided from now on (INV-13), and the bond, which contains the fee, in the court's vault.
/// - The case shall be opened with the court's rules of now, which nothing changes later (R27).
pub fn handler(ctx: &mut Context<FileClaim>, args: ClaimArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (claim_bump, case_bump) = (ctx.bumps.claim, ctx.bumps.case);
    let a = &mut ctx.accounts;
    check_watch(&a.product, a.product.address(), a.watch.as_deref())?;
    check_event(&a.policy, &a.product, a.watch.as_deref(), args.event_day, at)?;
    require!(args.amount > 0, PoolError::ZeroAmount);
    require!(args.amount <= a.policy.remaining()?, ClaimError::AmountAboveCover);
    a.policy.open_claim(true)?;
    a.product.roll(&mut a.pool, at)?;
    a.product.open_claim(&mut a.pool, args.amount)?;
    count_filed(&mut a.product, &mut a.pool);
    let claim = &mut a.claim;
    claim.version = VERSION;
    claim.bump = claim_bump;
    (claim.state, claim.filings) = (ClaimState::Open as u8, 1);
    claim.event_day = args.event_day.into();
    claim.policy = *a.policy.address();
    claim.product = *a.product.address();
    claim.rent_payer = *a.holder.address();
    claim.requested = args.amount.into();
    claim.filed_at = at.into();
    a.case.bump = case_bump;
    let addresses = (*a.claim.address(), *a.court.address());
    let size = a.electorate.for_round(at)?;
    let (policy, product, evidence) = (&a.policy, &a.product, &args.evidence);
    let bond = open_case(
        &mut a.case,
        &mut a.court,
        policy,
        product,
        &a.pool,
        addresses,
        &a.claim,
        evidence,
        size,
        at,
    )?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.holder, bond)?;
    a.court.check_invariants(a.vault.amount())?;
    emit!(ClaimFiled {
        claim: *a.claim.address(),
        policy: *a.policy.address(),
        case: *a.case.address(),
        event_day: args.event_day,
        filing: 1,
        amount: args.amount,
        bond,
        at
    });
    Ok(())
}

/// Figures, for readers.
pub(crate) fn count_filed(product: &mut Product, pool: &mut Pool) {
    product.claims_filed = product.claims_filed.saturating_add(1);
    pool.claims_filed = pool.claims_filed.saturating_add(1);
}
