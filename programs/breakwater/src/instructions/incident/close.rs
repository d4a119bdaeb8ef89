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
/// - The incident shall be sealed, and all eligible cover passed or a year over (INV-18).
/// - What its steps reserved and no policy needed shall stream back to the tranches over 90 days.
/// - The rent shall go to who paid it (INV-20).
pub fn handler(ctx: &mut Context<CloseIncident>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(a.incident.sealed == 1, IncidentError::NotSealed);
    let lowered = a.product.lowered(a.incident.number.get());
    require!(a.incident.may_close(at, lowered), IncidentError::NotAllPassed);
    let paid = a.incident.paid.get();
    let left = a
        .incident
        .funded
        .get()
        .checked_sub(paid)
        .ok_or(IncidentError::IncidentLedgerBroken)?;
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    a.pool.return_reserved(left, at)?;
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
