//! Creates the protocol's configuration, once, by whoever may upgrade the program.

use {
    crate::{
        constants::*,
        errors::AccessError,
        events::Initialised,
        instructions::{no_extra, now},
        state::Config,
    },
    anchor_lang::prelude::*,
};

/// The upgradeable loader, which owns ProgramData.
pub const UPGRADEABLE_LOADER: Address = anchor_lang::address!("BPFLoaderUpgradeab1e11111111111111111111111");

/// Who governs, what fees are and who shares in them.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct InitialiseArgs {
    pub governance: Address,
    pub guardian: Address,
    /// Mint of the fees of which escrows get a share; zero for none.
    pub revenue_mint: Address,
    /// Protocol fee on each premium, basis points.
    pub fee_bps: u16,
    /// The escrows' share of swept fees, basis points.
    pub revenue_bps: u16,
}

#[derive(Accounts)]
pub struct Initialise {
    /// The program's upgrade authority; pays the rent.
    #[account(mut)]
    pub authority: Signer,
    #[account(init, payer = authority, seeds = [b"config"], bump)]
    pub config: Account<Config>,
    /// CHECK: address, owner and content are checked in the handler.
    pub program_data: UncheckedAccount,
    pub system_program: Program<System>,
}

/// Specification:
/// - The signer shall be the upgrade authority that ProgramData names; a program without one shall be refused.
/// - The configuration shall be created once only.
/// - Governance shall be set; the fee and the escrows' share of it shall lie within their bounds.
pub fn handler(ctx: &mut Context<Initialise>, args: InitialiseArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.config;
    let a = &mut ctx.accounts;
    check_upgrade_authority(a.program_data.account(), a.authority.address())?;
    *a.config = Config {
        version: VERSION,
        bump,
        fee_bps: args.fee_bps.into(),
        governance: args.governance,
        guardian: args.guardian,
        revenue_mint: args.revenue_mint,
        revenue_bps: args.revenue_bps.into(),
        initialised_at: at.into(),
        ..bytemuck::Zeroable::zeroed()
    };
    a.config.check_invariants()?;
    emit!(Initialised {
        governance: args.governance,
        revenue_mint: args.revenue_mint,
        fee_bps: args.fee_bps,
        revenue_bps: args.revenue_bps,
        at
    });
    Ok(())
}

/// ProgramData: tag 3 (u32), slot (u64), option of the authority (u8), authority (32 bytes).
fn check_upgrade_authority(account: &AccountView, signer: &Address) -> Result<()> {
    let (expected, _) = Address::find_program_address(&[crate::ID.as_ref()], &UPGRADEABLE_LOADER);
    require!(
        *account.address() == expected && account.owned_by(&UPGRADEABLE_LOADER),
        AccessError::WrongProgramData
    );
    let data = account.try_borrow()?;
    require!(data.get(0..4) == Some(&[3, 0, 0, 0]), AccessError::WrongProgramData);
    require!(data.get(12) == Some(&1), AccessError::NoUpgradeAuthority);
    require!(data.get(13..45) == Some(signer.as_ref()), AccessError::NotUpgradeAuthority);
    Ok(())
}
