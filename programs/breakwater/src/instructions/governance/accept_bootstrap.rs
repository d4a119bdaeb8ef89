//! A key that was named accepts the bootstrap authority; the old one is nothing at once.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, GovernanceError},
        events::BootstrapAccepted,
        instructions::{no_extra, now},
        ops::nonce::refuse_durable_nonce,
        state::{Config, Topic},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct AcceptBootstrap {
    #[account(address = config.pending_bootstrap @ GovernanceError::NotNamed)]
    pub named: Signer,
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    /// CHECK: its address is checked where it is read.
    pub instructions: UncheckedAccount,
}

/// Specification:
/// - Only the key that an executed action has named shall accept, while there is a bootstrap authority; when none
///   is named, nobody shall.
/// - From then on the old key shall queue and execute nothing, and the 180 days shall not start anew.
/// - A transaction with a durable nonce shall be refused.
pub fn handler(ctx: &mut Context<AcceptBootstrap>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    refuse_durable_nonce(a.instructions.account())?;
    let config = &mut a.config;
    require!(
        Config::is_named(a.named.address(), &config.pending_bootstrap),
        GovernanceError::NotNamed
    );
    require!(config.is_bootstrap(&config.bootstrap, at), GovernanceError::BootstrapOver);
    config.bootstrap = config.pending_bootstrap;
    config.pending_bootstrap = Address::default();
    config.revise(Topic::Authority);
    emit!(BootstrapAccepted {
        bootstrap: config.bootstrap,
        at
    });
    Ok(())
}
