//! Replaces the program by the build that was decided on.

use {
    crate::{
        constants::*,
        errors::AccessError,
        events::ProgramUpgraded,
        instructions::{no_extra, now},
        ops::{authority, loader, nonce::refuse_durable_nonce},
        state::{Action, Config, Proposal, Topic},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct UpgradeProgram {
    /// Whoever uploaded the build: the buffer's authority. Gets its lamports.
    #[account(mut)]
    pub uploader: Signer,
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    /// CHECK: address, owner and content are checked in the handler.
    #[account(mut)]
    pub program_data: UncheckedAccount,
    /// CHECK: the loader compares it with ProgramData.
    #[account(mut)]
    pub program: UncheckedAccount,
    /// CHECK: owner, authority and content are checked in the handler.
    #[account(mut)]
    pub buffer: UncheckedAccount,
    /// CHECK: the loader compares it.
    pub rent: UncheckedAccount,
    /// CHECK: the loader compares it.
    pub clock: UncheckedAccount,
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
/// - A proposal that upgrades shall be executed, and no other (INV-17): to bytes with its hash, hashed in this instruction.
/// - The buffer shall be its uploader's, who signs, until this instruction takes it; its lamports shall go back to them.
/// - The program's upgrade authority shall be the same PDA afterwards.
/// - A transaction with a durable nonce shall be refused.
pub fn handler(ctx: &mut Context<UpgradeProgram>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    refuse_durable_nonce(a.instructions.account())?;
    let Action::Upgrade { hash } = a.proposal.action else {
        return authority::wrong_action();
    };
    let revision = a.config.revision(Topic::Program);
    authority::execute(&mut a.proposal, &mut a.config, revision, at)?;
    a.config.revise(Topic::Program);
    let upgrade = loader::Upgrade {
        program_data: a.program_data.account(),
        program: a.program.account(),
        buffer: a.buffer.account(),
        uploader: a.uploader.account(),
        rent: a.rent.account(),
        clock: a.clock.account(),
        authority: a.upgrade_authority.account(),
    };
    loader::upgrade(&upgrade, &hash)?;
    emit!(ProgramUpgraded { hash, at });
    Ok(())
}
