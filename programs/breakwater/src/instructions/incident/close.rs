//! Closes a sealed incident once every eligible policy has passed, or after its year. Anyone may send it.

use {
    crate::{
        errors::{AccessError, IncidentError, PoolError},
        events::IncidentClosed,
        instructions::{no_extra, now},
        state::{Incident, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct CloseIncident {
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = incident.product @ IncidentError::OtherProduct)]
    pub product: Account<Product>,
    #[account(mut, close = rent_payer)]
    pub incident: Account<Incident>,
    /// CHECK: gets the rent; must be who paid it.
    #[account(mut, address = incident.rent_payer @ AccessError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    #[account(address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
}

/// Specification:
/// - The incident shall be sealed, and all eligible cover passed or a year over (INV-18). One that cut its policies shall stay for recoveries
///   until its year is over, or until what was lacking was recovered and fetched.
/// - What its steps reserved and no policy needed shall go back to those it was taken from (ADR 18), to tranches over 90 days.
/// - The rent shall go to who paid it (INV-20).
pub fn handler(ctx: &mut Context<CloseIncident>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(a.incident.sealed == 1, IncidentError::NotSealed);
    let lowered = a.product.lowered(a.incident.number.get());
    require!(
        a.incident.recovering == 1 || a.incident.may_close(at, lowered),
        IncidentError::NotAllPassed
    );
    require!(a.incident.is_over(at), IncidentError::RecoveriesMayCome);
    let paid = a.incident.paid.get();
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let left = if a.incident.recovering == 1 {
        let left = a.incident.reserved()?;
        a.pool.return_recovered(&a.incident.taken, left, at)?;
        left
    } else {
        let left = a.incident.release()?;
        a.pool.return_reserved(&a.incident.taken, left, at)?;
        a.product.lower_loss(left)?;
        left
    };
    a.product.unmark_incident(a.incident.number.get())?;
    a.product.check_invariants()?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(IncidentClosed {
        incident: *a.incident.address(),
        paid,
        left,
        at
    });
    Ok(())
}
