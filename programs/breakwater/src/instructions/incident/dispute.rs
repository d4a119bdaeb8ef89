//! Disputes a step that sources have made.

// The framework's derive binds instruction arguments also where it does not read them.
#![allow(unused_variables)]

use {
    crate::{
        constants::ELECTORATE,
        errors::{CaseError, EscrowError, IncidentError, OrMath, PoolError},
        events::StepDisputed,
        instructions::{no_extra, now},
        ops::tokens,
        state::{About, Case, Court, Electorate, EvidenceArgs, Incident, Opening, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::bond,
};

#[derive(Accounts)]
pub struct DisputeStep {
    /// Anyone; pays bond and rent.
    #[account(mut)]
    pub disputer: Signer,
    #[account(address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(address = incident.product @ IncidentError::OtherProduct)]
    pub product: Account<Product>,
    #[account(mut)]
    pub incident: Account<Incident>,
    #[account(mut, constraint = court.pool == *pool.address() @ CaseError::WrongCourt)]
    pub court: Account<Court>,
    #[account(address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(init, payer = disputer, seeds = [b"case", incident.address().as_ref(), &u32::from(incident.cases).to_le_bytes()], bump)]
    pub case: Account<Case>,
    #[account(
        mut,
        constraint = *source.mint() == court.mint @ PoolError::WrongMint,
        constraint = source.owner() == disputer.address() @ PoolError::WrongTokenOwner
    )]
    pub source: Account<TokenAccount>,
    #[account(mut, address = court.vault @ CaseError::WrongBondVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Anyone shall dispute a step while it waits, once, with 1 % of what it takes and not less than the fee; one case of an incident shall be open
///   at a time.
/// - The step, all later ones and earlier ones in their wait shall wait for the case; final steps shall never be touched.
pub fn handler(ctx: &mut Context<DisputeStep>, step: u8, evidence: EvidenceArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.case;
    let a = &mut ctx.accounts;
    require!(a.incident.declared == 0, IncidentError::NotDisputable);
    let number = u32::from(a.incident.cases);
    let amount = a.incident.dispute(step, at)?;
    let bond = bond::dispute_ceil(amount, a.court.fee.get()).or_math()?;
    let opening = Opening {
        about: About::Step,
        number,
        subject: *a.incident.address(),
        product: *a.product.address(),
        pool: *a.pool.address(),
        court: *a.court.address(),
        claimant: *a.disputer.address(),
        base: amount,
        deductible: 0,
        // A void moves all that is still undecided, later steps among it.
        limit: amount.max(a.incident.provisional.get()),
        bond,
        large: false,
    };
    a.case.bump = bump;
    a.case.step = u32::from(step).into();
    let size = a.electorate.for_round(at)?;
    a.case.open(&opening, &a.court, &evidence, size, at)?;
    a.court.count_case()?;
    a.court.take(bond)?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.disputer, bond)?;
    a.court.check_invariants(a.vault.amount())?;
    emit!(StepDisputed {
        incident: *a.incident.address(),
        case: *a.case.address(),
        step,
        disputer: *a.disputer.address(),
        bond,
        at
    });
    Ok(())
}
