//! Ends a pause of new business.

use {
    crate::{
        constants::CONFIG,
        errors::AccessError,
        events::PauseLifted,
        instructions::{no_extra, now},
        state::Config,
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct LiftPause {
    pub sender: Signer,
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
}

/// Specification:
/// - The guardian shall lift a pause at any time; anyone shall once its time is over, which has opened new business already.
/// - A lifted pause shall count as one.
pub fn handler(ctx: &mut Context<LiftPause>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let by_guardian = a.config.guardian == *a.sender.address();
    a.config.lift_pause(by_guardian, at)?;
    emit!(PauseLifted { at });
    Ok(())
}
