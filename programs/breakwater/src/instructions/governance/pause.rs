//! The guardian pauses new business.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, GovernanceError},
        events::BusinessPaused,
        instructions::{no_extra, now},
        ops::nonce::refuse_durable_nonce,
        state::Config,
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct PauseBusiness {
    #[account(address = config.guardian @ GovernanceError::NotGuardian)]
    pub guardian: Signer,
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    /// CHECK: its address is checked where it is read.
    pub instructions: UncheckedAccount,
}

/// Specification:
/// - Only the guardian shall pause, nobody when there is none, and only new business: deposits, sales, extensions, drafts.
/// - A pause shall last six hours, at most two without a rest as long as one, at most three in seven days.
/// - A transaction with a durable nonce shall be refused.
pub fn handler(ctx: &mut Context<PauseBusiness>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    refuse_durable_nonce(a.instructions.account())?;
    require!(
        Config::is_named(a.guardian.address(), &a.config.guardian),
        GovernanceError::NotGuardian
    );
    a.config.pause(at)?;
    emit!(BusinessPaused {
        until: a.config.paused_until.get(),
        at
    });
    Ok(())
}
