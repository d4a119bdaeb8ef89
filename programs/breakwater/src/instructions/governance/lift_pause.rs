//! Ends a pause of new business.

use {
    crate::{
        constants::CONFIG,
        errors::AccessError,
        events::PauseLifted,
        instructions::{no_extra, now},
        ops::nonce::refuse_durable_nonce,
        state::Config,
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct LiftPause {
    pub sender: Signer,
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    /// CHECK: its address is checked where it is read.
    pub instructions: UncheckedAccount,
}

/// Specification:
/// - The guardian shall lift a pause at any time; anyone shall once its time is over, which has opened new business already.
/// - A lifted pause shall count as one.
/// - A transaction with a durable nonce shall be refused.
pub fn handler(ctx: &mut Context<LiftPause>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    refuse_durable_nonce(a.instructions.account())?;
    let by_guardian = Config::is_named(a.sender.address(), &a.config.guardian);
    a.config.lift_pause(by_guardian, at)?;
    emit!(PauseLifted { at });
    Ok(())
}
