//! Creates the vault of the escrows' share of fees. Anyone may send it: until it exists, all fees are the treasury's.

use {
    crate::{
        constants::{CONFIG, ELECTORATE},
        errors::{AccessError, EscrowError, TreasuryError},
        events::RevenueOpened,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Config, Electorate},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct OpenRevenue {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut, address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    /// CHECK: the handler refuses anything but an SPL Token mint, by name.
    #[account(address = config.revenue_mint @ TreasuryError::WrongRevenueMint)]
    pub mint: UncheckedAccount,
    /// CHECK: created in the handler.
    #[account(mut, seeds = [b"revenue", electorate.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Anyone shall create the vault and pay its rent, once, for the mint that the configuration names.
/// - The mint shall be an SPL Token mint; a Token-2022 mint shall be refused by name.
/// - The vault shall be owned by the electorate, and stay as long as it does, as the vault of locked tokens.
pub fn handler(ctx: &mut Context<OpenRevenue>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.vault;
    let a = &mut ctx.accounts;
    require!(a.electorate.revenue_mint == Address::default(), TreasuryError::RevenueOpen);
    tokens::check_mint(a.mint.account())?;
    let (payer, authority) = (a.payer.account(), a.electorate.account());
    tokens::create_vault_at(b"revenue", payer, a.vault.account(), a.mint.account(), authority, bump)?;
    a.electorate.revenue_mint = *a.mint.address();
    a.electorate.revenue_rent_payer = *a.payer.address();
    emit!(RevenueOpened {
        mint: *a.mint.address(),
        vault: *a.vault.address(),
        at
    });
    Ok(())
}
