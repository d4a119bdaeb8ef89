//! Seals an incident to which nothing can come any more, and frees what was held for it. Anyone may send it.

use {
    super::finalise_step::may_raise,
    crate::{
        errors::{IncidentError, PoolError},
        events::IncidentSealed,
        instructions::{no_extra, now},
        state::{Incident, Pool, Product},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct SealIncident {
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = incident.product @ IncidentError::OtherProduct)]
    pub product: Account<Product>,
    #[account(mut)]
    pub incident: Account<Incident>,
}

/// Specification:
/// - Every step shall be decided, and raising over or the largest payout final.
/// - What was held as undecided shall be subtracted exactly.
pub fn handler(ctx: &mut Context<SealIncident>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(a.incident.sealed == 0, IncidentError::AlreadySealed);
    require!(a.incident.declared == 0, IncidentError::DecidedByCase);
    a.product.roll(&mut a.pool, at)?;
    require!(
        a.incident.may_seal(may_raise(&a.product, &a.incident, at)),
        IncidentError::BreachNotOver
    );
    a.incident.sealed = 1;
    a.incident.sealed_at = at.into();
    let held = a.incident.provisional.get();
    a.incident.provisional = 0u64.into();
    a.product.replace_provisional(&mut a.pool, held, 0)?;
    a.product.check_invariants()?;
    emit!(IncidentSealed {
        incident: *a.incident.address(),
        funded: a.incident.funded.get(),
        at
    });
    Ok(())
}
