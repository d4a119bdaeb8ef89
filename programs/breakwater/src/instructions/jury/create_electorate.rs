//! Creates the electorate with the vault of locked tokens.

use {
    crate::{
        constants::{CONFIG, VERSION},
        errors::{AccessError, EscrowError, OrMath},
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
    #[account(mut)]
    pub payer: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(init, payer = payer, seeds = [b"electorate"], bump)]
    pub electorate: Account<Electorate>,
    /// CHECK: the governance mint, which was checked when it was named.
    #[account(address = config.governance_mint @ EscrowError::WrongGovernanceMint)]
    pub mint: UncheckedAccount,
    /// CHECK: created in the handler.
    #[account(mut, seeds = [b"vault", electorate.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Anyone shall create the electorate, and there shall be one: the members need nobody's leave.
/// - Its mint shall be the governance mint of the configuration, which was named with it and which nothing names anew.
/// - The vault shall be owned by the electorate and the electorate shall start empty.
pub fn handler(ctx: &mut Context<CreateElectorate>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (bump, vault_bump) = (ctx.bumps.electorate, ctx.bumps.vault);
    let a = &mut ctx.accounts;
    let (payer, authority) = (a.payer.account(), a.electorate.account());
    tokens::create_vault(payer, a.vault.account(), a.mint.account(), authority, vault_bump)?;
    let electorate = &mut a.electorate;
    electorate.version = VERSION;
    electorate.bump = bump;
    electorate.vault_bump = vault_bump;
    electorate.rolled_day = time::day_of(at).or_math()?.into();
    electorate.mint = *a.mint.address();
    electorate.vault = *a.vault.address();
    electorate.rent_payer = *a.payer.address();
    emit!(ElectorateCreated {
        mint: *a.mint.address(),
        vault: *a.vault.address(),
        at
    });
    Ok(())
}
