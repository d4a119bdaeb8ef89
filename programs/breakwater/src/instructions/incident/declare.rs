//! Declares an incident of a product that jurors decide.

// The framework's derive binds instruction arguments also where it does not read them.
#![allow(unused_variables)]

use {
    crate::{
        constants::{DECLARE_PART, ELECTORATE, VERSION},
        errors::{CaseError, ClaimError, EscrowError, IncidentError, OrMath, PoolError},
        events::IncidentDeclared,
        instructions::{claim::file::count_filed, no_extra, now},
        ops::tokens,
        state::{About, Case, Court, Electorate, Escrow, EvidenceArgs, Incident, Opening, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::{bond, payout, tally, time},
};

#[derive(Accounts)]
pub struct DeclareIncident {
    /// A juror; pays bond and rent.
    #[account(mut)]
    pub declarer: Signer,
    #[account(constraint = escrow.owner == *declarer.address() @ CaseError::WrongJuror)]
    pub escrow: Account<Escrow>,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub product: Account<Product>,
    #[account(mut, constraint = court.pool == *pool.address() @ CaseError::WrongCourt)]
    pub court: Account<Court>,
    #[account(address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(init, payer = declarer, seeds = [b"incident", product.address().as_ref(), &product.incident_count.get().to_le_bytes()], bump)]
    pub incident: Account<Incident>,
    #[account(init, payer = declarer, seeds = [b"case", incident.address().as_ref(), &[0u8; 4]], bump)]
    pub case: Account<Case>,
    #[account(
        mut,
        constraint = *source.mint() == court.mint @ PoolError::WrongMint,
        constraint = source.owner() == declarer.address() @ PoolError::WrongTokenOwner
    )]
    pub source: Account<TokenAccount>,
    #[account(mut, address = court.vault @ CaseError::WrongBondVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Any escrow whose aged weight reaches the court's threshold, or a hundredth of the electorate, shall declare, on a product that jurors decide
///   and that is settled by incident.
/// - The day shall lie at most the grace back, time in which others were undecided left out, and 60 days; at most four shall be undecided, each
///   of another day; a day that was denied or drawn shall be declared once more, for a double bond.
/// - Eligible shall be exactly the cover that was in force on that day, as far as it is left; all of it shall be undecided from now on (INV-13).
/// - The bond shall be 0.5 % of it, and not below the fee.
pub fn handler(ctx: &mut Context<DeclareIncident>, event_day: u32, evidence: EvidenceArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (bump, case_bump) = (ctx.bumps.incident, ctx.bumps.case);
    let a = &mut ctx.accounts;
    let size = a.electorate.for_round(at)?;
    // No threshold of a court keeps everybody from declaring: that would pause what has been sold.
    let least = a.court.declare_least.get().min(size.0 / DECLARE_PART);
    require!(a.escrow.weight(at)? >= least.max(1), ClaimError::BelowThreshold);
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let again = a.product.check_declarable(event_day, time::day_of(at).or_math()?)?;
    let eligible = a.product.in_force_on(event_day)?;
    require!(eligible > 0, IncidentError::NothingEligible);
    let number = a.product.mark_incident(time::midnight(event_day))?;
    a.product.open_declared(&mut a.pool, eligible)?;
    count_filed(&mut a.product, &mut a.pool);
    let deductible = a.product.terms.deductible_bps.get();
    let incident = &mut a.incident;
    incident.version = VERSION;
    incident.bump = bump;
    incident.number = number.into();
    incident.product = *a.product.address();
    incident.rent_payer = *a.declarer.address();
    incident.opened_at = at.into();
    incident.declare(event_day, eligible, deductible);
    let bond = bond::incident_ceil(eligible, a.court.fee.get(), again).or_math()?;
    let opening = Opening {
        about: About::Incident,
        number: 0,
        subject: *a.incident.address(),
        product: *a.product.address(),
        pool: *a.pool.address(),
        court: *a.court.address(),
        claimant: *a.declarer.address(),
        base: eligible,
        deductible: payout::deductible_ceil(eligible, deductible).or_math()?,
        limit: eligible,
        bond,
        large: tally::is_large(a.product.provisional.get(), a.pool.capital()?),
    };
    a.case.bump = case_bump;
    a.case.open(&opening, &a.court, &evidence, size, at)?;
    a.court.count_case()?;
    a.court.take(bond)?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.declarer, bond)?;
    a.product.check_invariants()?;
    a.court.check_invariants(a.vault.amount())?;
    emit!(IncidentDeclared {
        incident: *a.incident.address(),
        case: *a.case.address(),
        product: *a.product.address(),
        declarer: *a.declarer.address(),
        event_day,
        eligible,
        bond,
        at
    });
    Ok(())
}
