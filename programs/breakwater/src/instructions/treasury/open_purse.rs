//! Opens the treasury's purse of one mint. Anyone may send it.

use {
    crate::{
        constants::VERSION,
        events::PurseOpened,
        instructions::{no_extra, now},
        ops::tokens,
        state::Purse,
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct OpenPurse {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer,
    #[account(init, payer = payer, seeds = [b"purse", mint.address().as_ref()], bump)]
    pub purse: Account<Purse>,
    /// CHECK: the handler refuses anything but an SPL Token mint, by name.
    pub mint: UncheckedAccount,
    /// CHECK: created in the handler, once the mint is known to be one that this protocol takes.
    #[account(mut, seeds = [b"vault", purse.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Anyone shall open a purse and pay its rent, and a mint shall have one.
/// - The mint shall be an SPL Token mint; a Token-2022 mint shall be refused by name.
/// - The vault shall be owned by the purse and the purse shall start empty.
pub fn handler(ctx: &mut Context<OpenPurse>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (bump, vault_bump) = (ctx.bumps.purse, ctx.bumps.vault);
    let a = &mut ctx.accounts;
    tokens::check_mint(a.mint.account())?;
    let (payer, authority) = (a.payer.account(), a.purse.account());
    tokens::create_vault(payer, a.vault.account(), a.mint.account(), authority, vault_bump)?;
    let purse = &mut a.purse;
    purse.version = VERSION;
    purse.bump = bump;
    purse.vault_bump = vault_bump;
    purse.mint = *a.mint.address();
    purse.vault = *a.vault.address();
    purse.rent_payer = *a.payer.address();
    emit!(PurseOpened {
        purse: *a.purse.address(),
        mint: *a.mint.address(),
        at
    });
    Ok(())
}
