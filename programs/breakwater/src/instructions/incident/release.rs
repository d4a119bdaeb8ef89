//! Lets an incident that cut its policies wait for recoveries, once all of them are settled.

use {
    crate::{
        errors::{IncidentError, PoolError},
        events::IncidentReleased,
        instructions::{no_extra, now},
        state::{Incident, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct ReleaseIncident {
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
/// - The incident shall be sealed and all its eligible cover passed, or counted when there is no bonus to give; something shall be lacking, else
///   it is closed at once.
/// - What its steps reserved and no policy needed shall go back to those it was taken from (ADR 18).
/// - Later incidents and policies shall not wait for it any more.
pub fn handler(ctx: &mut Context<ReleaseIncident>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let number = a.incident.number.get();
    require!(a.incident.sealed == 1, IncidentError::NotSealed);
    require!(a.incident.recovering == 0, IncidentError::AlreadySettled);
    require!(a.incident.may_close(at, a.product.lowered(number)), IncidentError::NotAllPassed);
    require!(!a.incident.is_over(at), IncidentError::NothingLacking);
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let left = a.incident.release()?;
    let back = a.incident.taken.back(left);
    a.pool.return_reserved(&a.incident.taken, left, at)?;
    a.product.lower_loss(left)?;
    a.incident.taken.lower(&back)?;
    a.product.mark_recovering(number)?;
    a.product.check_invariants()?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(IncidentReleased {
        incident: *a.incident.address(),
        shortfall: a.incident.shortfall.get(),
        left,
        at
    });
    Ok(())
}
