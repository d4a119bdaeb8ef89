//! Creates the protocol's configuration, once, by whoever may upgrade the program, and takes that right from them.

use {
    crate::{
        constants::*,
        errors::AccessError,
        events::Initialised,
        instructions::{no_extra, now},
        ops::{loader, nonce::refuse_durable_nonce, tokens},
        state::{Config, Dao, VotingArgs},
    },
    anchor_lang::prelude::*,
};

/// Who governs, what fees are and who shares in them.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct InitialiseArgs {
    /// May queue actions for the first 180 days.
    pub bootstrap: Address,
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
    #[account(init, payer = authority, seeds = [b"dao"], bump)]
    pub dao: Account<Dao>,
    /// CHECK: the handler refuses anything but an SPL Token mint without authorities, by name.
    pub governance_mint: UncheckedAccount,
    /// CHECK: created in the handler, for proposers' bonds.
    #[account(mut, seeds = [b"vault", dao.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    /// CHECK: address, owner and content are checked in the handler.
    #[account(mut)]
    pub program_data: UncheckedAccount,
    pub token_program: Program<Token>,
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
/// - The governance mint shall be an SPL Token mint that nobody can mint or freeze; a Token-2022 mint shall be refused by name.
/// - The bootstrap authority shall be set; the fee and the escrows' share of it shall lie within their bounds.
/// - The members' account shall exist from now on, with its own vault.
pub fn handler(ctx: &mut Context<Initialise>, args: InitialiseArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (bump, dao_bump, vault_bump) = (ctx.bumps.config, ctx.bumps.dao, ctx.bumps.vault);
    let a = &mut ctx.accounts;
    refuse_durable_nonce(a.instructions.account())?;
    loader::check_authority(a.program_data.account(), a.authority.address())?;
    tokens::check_mint(a.governance_mint.account())?;
    tokens::check_no_authority(a.governance_mint.account())?;
    require!(args.bootstrap != Address::default(), AccessError::ZeroAddress);
    let (payer, owner) = (a.authority.account(), a.dao.account());
    tokens::create_vault(payer, a.vault.account(), a.governance_mint.account(), owner, vault_bump)?;
    a.dao.write(
        (dao_bump, vault_bump),
        *a.governance_mint.address(),
        *a.vault.address(),
        *a.authority.address(),
    );
    *a.config = Config {
        version: VERSION,
        bump,
        fee_bps: args.fee_bps.into(),
        bootstrap: args.bootstrap,
        guardian: args.guardian,
        governance_mint: *a.governance_mint.address(),
        revenue_mint: args.revenue_mint,
        revenue_bps: args.revenue_bps.into(),
        voting: VotingArgs::START.into(),
        initialised_at: at.into(),
        acted_at: at.into(),
        ..bytemuck::Zeroable::zeroed()
    };
    a.config.check_invariants()?;
    loader::take_over(a.program_data.account(), a.authority.account(), a.upgrade_authority.account())?;
    emit!(Initialised {
        bootstrap: args.bootstrap,
        revenue_mint: args.revenue_mint,
        fee_bps: args.fee_bps,
        revenue_bps: args.revenue_bps,
        at
    });
    Ok(())
}
