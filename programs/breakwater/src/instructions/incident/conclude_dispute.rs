//! Makes the decision about a disputed step the incident's. Anyone may send it.

use {
    crate::{
        errors::{CaseError, IncidentError, PoolError},
        events::DisputeConcluded,
        instructions::{no_extra, now},
        ops::bonds,
        state::{About, Case, Court, Incident, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::tally::Verdict,
};

#[derive(Accounts)]
pub struct ConcludeDispute {
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
/// - Its case shall have ended, and shall be concluded once.
/// - Void: the step and all later ones shall be cancelled, what was held for them shall fall to what can still come, and no step shall come from
///   a window up to its own (ADR 28); the pool shall give the fee back to the disputer.
/// - Steps that could not be disputed meanwhile shall have a day for it.
/// - Stands, a draw or a missed quorum: the step shall be final at once; what is left of the bond shall be the holders', by their cover and
///   beside it.
pub fn handler(ctx: &mut Context<ConcludeDispute>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let incident = *a.incident.address();
    a.case.conclude(About::Step, &incident)?;
    let step = a.case.step.get() as u8; // written from a byte
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let kept = core::mem::take(&mut a.case.bond_rest).get();
    if a.case.verdict() == Verdict::Void {
        a.pool.keep(kept)?;
        void(a, step, at)?;
    } else {
        a.incident.stand(step, at);
        // What is not paid goes back to who bore the loss, whether it was the pool's or the bond's.
        let before = a.incident.taken.to_living(a.incident.unpaid(), &a.pool);
        a.incident.add_bonus(kept)?;
        let after = a.incident.taken.to_living(a.incident.unpaid(), &a.pool);
        a.pool.replace_may_return(before, after)?;
        a.pool.reserve_bonus(kept)?;
        a.product.book_loss(kept)?;
    }
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
    emit!(DisputeConcluded {
        incident,
        step,
        ruling: a.case.ruling,
        at
    });
    Ok(())
}

fn void(a: &mut ConcludeDispute, step: u8, at: i64) -> Result<()> {
    a.incident.void(step, at)?;
    let number = a.incident.number.get();
    // As long as steps can be added, all that the curve can pay may come.
    let deepest = if super::finalise_step::may_raise(&a.product, &a.incident, at) {
        a.incident.largest.get()
    } else {
        0
    };
    let (held, left) = a.incident.lower_held(a.product.lowered(number), deepest, 0)?;
    a.product.replace_provisional(&mut a.pool, held, left)
}
