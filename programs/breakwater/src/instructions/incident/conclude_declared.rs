//! Makes the decision about a declared incident the pool's. Anyone may send it.

use {
    crate::{
        errors::{CaseError, IncidentError, PoolError},
        events::DeclaredConcluded,
        instructions::{no_extra, now},
        ops::bonds,
        state::{About, Case, Court, Incident, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::tally::Verdict,
};

#[derive(Accounts)]
pub struct ConcludeDeclared {
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = incident.product @ IncidentError::OtherProduct)]
    pub product: Account<Product>,
    #[account(mut)]
    pub incident: Account<Incident>,
    #[account(mut)]
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
/// - Its case shall have ended, and shall be concluded once; an accepted one shall wait for earlier incidents of the product.
/// - Accepted: eligible cover times the share less the deductible, rounded up, shall move from capital to payable through the loss order in this
///   instruction (R23); what is missing shall be the cut, the same for every policy. The pool shall give the fee back to the declarer.
/// - The incident shall be sealed, and what it held undecided no more. A denied or drawn one shall owe nobody anything.
/// - A bond that is lost shall be the pool's reserve.
pub fn handler(ctx: &mut Context<ConcludeDeclared>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let incident = *a.incident.address();
    a.case.conclude(About::Incident, &incident)?;
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let held = a.incident.provisional.get();
    let (mut ratio, mut needed) = (0, 0);
    let verdict = a.case.verdict();
    if let Verdict::Share(share) = verdict {
        (ratio, needed) = accept(a, share, at)?;
    } else {
        a.incident.conclude_declared(0, 0, None, at)?;
    }
    let number = a.incident.number.get();
    let accepted = matches!(verdict, Verdict::Share(_));
    a.product.close_declared(&mut a.pool, number, held, accepted)?;
    count(a, verdict);
    let kept = core::mem::take(&mut a.case.bond_rest).get();
    a.pool.keep(kept)?;
    bonds::to_pool(&a.token_program, &mut a.court, &mut a.bonds, &mut a.vault, kept)?;
    let fee = a.pool.take_fee(a.case.pool_fee())?;
    bonds::from_pool(
        &a.token_program,
        &a.pool,
        &mut a.vault,
        &mut a.court,
        &mut a.case,
        &mut a.bonds,
        fee,
    )?;
    a.product.check_invariants()?;
    a.incident.check_invariants()?;
    a.court.check_invariants(a.bonds.amount())?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(DeclaredConcluded {
        incident,
        ruling: a.case.ruling,
        ratio,
        needed,
        funded: a.incident.funded.get(),
        at
    });
    Ok(())
}

/// Returns the ratio and what it takes.
fn accept(a: &mut ConcludeDeclared, share: u64, at: i64) -> Result<(u64, u64)> {
    let number = a.incident.number.get();
    require!(!a.product.has_earlier_open(number), IncidentError::EarlierOpen);
    let (ratio, needed) = a.incident.declared_need(share, a.product.lowered(number))?;
    let taken = a.pool.take_loss_before(needed, a.case.pool_fee())?;
    let before = a.incident.taken.to_living(a.incident.unpaid(), &a.pool);
    a.incident.conclude_declared(share, needed, Some(&taken), at)?;
    let after = a.incident.taken.to_living(a.incident.unpaid(), &a.pool);
    a.pool.replace_may_return(before, after)?;
    a.product.book_loss(needed)?;
    if taken.shortfall > 0 {
        a.product.mark_cut(number);
    }
    Ok((ratio, needed))
}

/// Figures, for readers.
fn count(a: &mut ConcludeDeclared, verdict: Verdict) {
    let (product, pool) = (&mut a.product, &mut a.pool);
    match verdict {
        Verdict::Share(_) => {
            product.claims_accepted = product.claims_accepted.saturating_add(1);
            pool.claims_accepted = pool.claims_accepted.saturating_add(1);
        }
        Verdict::Tie => {}
        _ => {
            product.claims_denied = product.claims_denied.saturating_add(1);
            pool.claims_denied = pool.claims_denied.saturating_add(1);
        }
    }
}
