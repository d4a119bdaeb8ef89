//! Gives the right to upgrade the program up, for ever.

use {
    crate::{
        constants::*,
        errors::AccessError,
        events::UpgradesGivenUp,
        instructions::{no_extra, now},
        ops::{loader, nonce::refuse_durable_nonce},
        state::Config,
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct GiveUpUpgrades {
    // PLACEHOLDER: signer and `config` give way to the proposal and to `ops::authority::execute`.
    #[account(address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    /// CHECK: address, owner and content are checked in the handler.
    #[account(mut)]
    pub program_data: UncheckedAccount,
    /// CHECK: an address without data.
    #[account(address = UPGRADE_AUTHORITY @ AccessError::WrongUpgradeAuthority)]
    pub upgrade_authority: UncheckedAccount,
    /// CHECK: its address is checked where it is read.
    pub instructions: UncheckedAccount,
    /// CHECK: called, never read.
    #[account(address = UPGRADEABLE_LOADER @ AccessError::WrongLoader)]
    pub loader: UncheckedAccount,
}

/// Specification:
/// - The program shall have no upgrade authority afterwards; nobody shall be able to upgrade or extend it again.
/// - A transaction with a durable nonce shall be refused.
pub fn handler(ctx: &mut Context<GiveUpUpgrades>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &ctx.accounts;
    refuse_durable_nonce(a.instructions.account())?;
    loader::give_up(a.program_data.account(), a.upgrade_authority.account())?;
    emit!(UpgradesGivenUp { at });
    Ok(())
}
