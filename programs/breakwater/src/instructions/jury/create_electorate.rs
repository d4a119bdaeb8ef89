//! Creates the electorate with the vault of locked tokens.

use {
    crate::{
        constants::{CONFIG, VERSION},
        errors::{AccessError, OrMath},
        events::ElectorateCreated,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Config, Electorate},
    },
    anchor_lang::prelude::*,
    breakwater_math::time,
};

#[derive(Accounts)]
pub struct CreateElectorate {
    /// Pays the rent.
    #[account(mut, address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(init, payer = governance, seeds = [b"electorate"], bump)]
    pub electorate: Account<Electorate>,
    /// CHECK: the handler refuses anything but an SPL Token mint, by name.
    pub mint: UncheckedAccount,
    /// CHECK: created in the handler, once the mint is known to be one that this protocol takes.
    #[account(mut, seeds = [b"vault", electorate.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Only governance shall create the electorate, and there shall be one.
/// - Its mint shall be the governance mint of the configuration, which it names if none is named yet, and which nothing names anew.
/// - The mint shall be an SPL Token mint; a Token-2022 mint shall be refused by name.
/// - The vault shall be owned by the electorate and the electorate shall start empty.
pub fn handler(ctx: &mut Context<CreateElectorate>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (bump, vault_bump) = (ctx.bumps.electorate, ctx.bumps.vault);
    let a = &mut ctx.accounts;
    tokens::check_mint(a.mint.account())?;
    a.config.name_governance_mint(*a.mint.address())?;
    let (payer, authority) = (a.governance.account(), a.electorate.account());
    tokens::create_vault(payer, a.vault.account(), a.mint.account(), authority, vault_bump)?;
    let electorate = &mut a.electorate;
    electorate.version = VERSION;
    electorate.bump = bump;
    electorate.vault_bump = vault_bump;
    electorate.rolled_day = time::day_of(at).or_math()?.into();
    electorate.mint = *a.mint.address();
    electorate.vault = *a.vault.address();
    electorate.rent_payer = *a.governance.address();
    emit!(ElectorateCreated {
        mint: *a.mint.address(),
        vault: *a.vault.address(),
        at
    });
    Ok(())
}
