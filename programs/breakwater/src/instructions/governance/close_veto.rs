//! Closes a veto that is a year old.

use {
    crate::{
        constants::VETO_LIFE,
        errors::{AccessError, GovernanceError},
        events::VetoClosed,
        instructions::{no_extra, now},
        state::Veto,
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct CloseVeto {
    #[account(mut, close = rent_payer)]
    pub veto: Account<Veto>,
    /// CHECK: gets the rent; must be who paid it.
    #[account(mut, address = veto.rent_payer @ AccessError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

/// Specification:
/// - Anyone shall close a veto after a year; the rent shall go to who paid it (INV-20).
pub fn handler(ctx: &mut Context<CloseVeto>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(at.saturating_sub(a.veto.at.get()) >= VETO_LIFE, GovernanceError::VetoYoung);
    emit!(VetoClosed { hash: a.veto.hash, at });
    Ok(())
}
