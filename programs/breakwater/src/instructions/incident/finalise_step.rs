//! Makes the next step final once its wait is over: the money is reserved in the same instruction. Anyone may send it.

use {
    crate::{
        errors::{IncidentError, PoolError},
        events::StepFinal,
        instructions::{no_extra, now},
        state::{Episode, Incident, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct FinaliseStep {
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = incident.product @ IncidentError::OtherProduct)]
    pub product: Account<Product>,
    #[account(mut)]
    pub incident: Account<Incident>,
    #[account(address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
}

/// Specification:
/// - Steps shall become final in their order, each when its wait is over; an open case shall hold it and the later ones.
/// - No step shall become final while an earlier incident of the product is open: what it pays lowers the cover of this one.
/// - Eligible cover times rise, rounded up, shall move from capital to payable through the loss order (R23);
///   what is missing shall be the step's cut and a shortfall.
/// - What is undecided shall fall by what was decided, and to what later steps can still take.
pub fn handler(ctx: &mut Context<FinaliseStep>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let number = a.incident.number.get();
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let index = a.incident.decided;
    let lowered = a.product.lowered(number);
    let (rise, needed) = a.incident.due_amount(at, lowered)?;
    require!(!a.product.has_earlier_open(number), IncidentError::EarlierOpen);
    let taken = a.pool.take_loss(needed)?;
    let held = a.incident.provisional.get();
    // All that an incident pays falls on junior first, whichever step took it: what may come back is attributed anew.
    let before = a.incident.taken.to_living(a.incident.unpaid(), &a.pool);
    a.incident.finalise(rise, needed, &taken)?;
    let after = a.incident.taken.to_living(a.incident.unpaid(), &a.pool);
    a.pool.replace_may_return(before, after)?;
    a.product.book_loss(needed)?;
    if taken.shortfall > 0 {
        a.product.mark_cut(number);
    }
    let deepest = if may_raise(&a.product, &a.incident, at) {
        a.incident.largest.get()
    } else {
        0
    };
    let (_, left) = a.incident.lower_held(lowered, deepest, 0)?;
    a.product.replace_provisional(&mut a.pool, held, left)?;
    a.product.check_invariants()?;
    a.incident.check_invariants()?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(StepFinal {
        incident: *a.incident.address(),
        step: index,
        ratio: a.incident.final_ratio.get(),
        needed,
        funded: taken.funded,
        pool_capital: a.pool.capital()?,
        at,
    });
    Ok(())
}

/// Steps can still be added to this incident.
pub(super) fn may_raise(product: &Product, incident: &Incident, at: i64) -> bool {
    let open = |e: &Episode| e.may_raise(at) || incident.is_reopened(at);
    product.episode(incident.episode.get()).is_some_and(open)
}
