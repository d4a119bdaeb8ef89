//! Replaces the program by the build that was decided on.

use {
    crate::{
        constants::*,
        errors::AccessError,
        events::ProgramUpgraded,
        instructions::{no_extra, now},
        ops::{loader, nonce::refuse_durable_nonce},
        state::Config,
    },
    anchor_lang::prelude::*,
};

/// What is decided: neither a buffer nor its owner, but the bytes and where their rent goes.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct UpgradeArgs {
    /// SHA-256 of the whole build, as it lies in the buffer.
    pub hash: [u8; 32],
    /// Gets the buffer's lamports: whoever paid for the upload.
    pub spill: Address,
}

#[derive(Accounts)]
pub struct UpgradeProgram {
    // PLACEHOLDER: signer, `config` and the argument give way to the proposal and to `ops::authority::execute`.
    #[account(address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    /// CHECK: address, owner and content are checked in the handler.
    #[account(mut)]
    pub program_data: UncheckedAccount,
    /// CHECK: the loader compares it with ProgramData.
    #[account(mut)]
    pub program: UncheckedAccount,
    /// CHECK: owner, authority and content are checked in the handler.
    #[account(mut)]
    pub buffer: UncheckedAccount,
    /// CHECK: compared with what was decided.
    #[account(mut)]
    pub spill: UncheckedAccount,
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
/// - Only what was decided shall upgrade the program: bytes with this hash, hashed in this instruction, from a buffer that is in the program's
///   own hands.
/// - The buffer's lamports shall go to the address that was decided on.
/// - The program's upgrade authority shall be the same PDA afterwards.
/// - A transaction with a durable nonce shall be refused.
pub fn handler(ctx: &mut Context<UpgradeProgram>, args: UpgradeArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &ctx.accounts;
    refuse_durable_nonce(a.instructions.account())?;
    let upgrade = loader::Upgrade {
        program_data: a.program_data.account(),
        program: a.program.account(),
        buffer: a.buffer.account(),
        spill: a.spill.account(),
        rent: a.rent.account(),
        clock: a.clock.account(),
        authority: a.upgrade_authority.account(),
    };
    loader::upgrade(&upgrade, &args.hash, &args.spill)?;
    emit!(ProgramUpgraded { hash: args.hash, at });
    Ok(())
}
