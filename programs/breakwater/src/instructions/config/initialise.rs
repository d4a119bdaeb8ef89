//! Creates the protocol's configuration, once, by whoever may upgrade the program, and takes that right from them.

use {
    crate::{
        constants::*,
        errors::AccessError,
        events::Initialised,
        instructions::{no_extra, now},
        ops::{loader, nonce::refuse_durable_nonce},
        state::Config,
    },
    anchor_lang::prelude::*,
};

/// Who governs and where fees go.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct InitialiseArgs {
    pub governance: Address,
    pub guardian: Address,
    pub treasury: Address,
    /// Protocol fee on each premium, basis points.
    pub fee_bps: u16,
}

#[derive(Accounts)]
pub struct Initialise {
    /// The program's upgrade authority; pays the rent.
    #[account(mut)]
    pub authority: Signer,
    #[account(init, payer = authority, seeds = [b"config"], bump)]
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
    pub system_program: Program<System>,
}

/// Specification:
/// - The signer shall be the upgrade authority that ProgramData names; a program without one shall be refused.
/// - The program's upgrade authority shall be a PDA of the program afterwards, and the signer shall have no right to upgrade left.
/// - A transaction with a durable nonce shall be refused.
/// - The configuration shall be created once only.
/// - Governance and treasury shall be set; the fee shall lie within its bound.
pub fn handler(ctx: &mut Context<Initialise>, args: InitialiseArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.config;
    let a = &mut ctx.accounts;
    refuse_durable_nonce(a.instructions.account())?;
    loader::check_authority(a.program_data.account(), a.authority.address())?;
    *a.config = Config {
        version: VERSION,
        bump,
        fee_bps: args.fee_bps.into(),
        governance: args.governance,
        guardian: args.guardian,
        treasury: args.treasury,
        initialised_at: at.into(),
        ..bytemuck::Zeroable::zeroed()
    };
    a.config.check_invariants()?;
    loader::take_over(a.program_data.account(), a.authority.account(), a.upgrade_authority.account())?;
    emit!(Initialised {
        governance: args.governance,
        treasury: args.treasury,
        fee_bps: args.fee_bps,
        at
    });
    Ok(())
}
