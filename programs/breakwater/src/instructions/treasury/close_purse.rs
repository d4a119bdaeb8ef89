//! Closes an empty purse with its vault, and gives the rent back. Anyone may send it.

use {
    crate::{
        errors::{AccessError, TreasuryError},
        events::PurseClosed,
        instructions::{no_extra, now},
        ops::tokens,
        state::Purse,
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct ClosePurse {
    #[account(mut, close = rent_payer)]
    pub purse: Account<Purse>,
    #[account(mut, address = purse.vault @ TreasuryError::WrongPurseVault)]
    pub vault: Account<TokenAccount>,
    /// CHECK: gets the rent of both accounts; must be who paid it.
    #[account(mut, address = purse.rent_payer @ AccessError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Anyone shall close a purse that holds nothing, of which nothing counts as spent lately: a new one of the same mint would forget it.
/// - What was given to the vault shall not be lost or taken: it shall be gathered first, and is the treasury's then.
/// - The rent of purse and vault shall go to who paid it (INV-20).
pub fn handler(ctx: &mut Context<ClosePurse>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.purse.check_empty(a.vault.amount(), at)?;
    tokens::close_purse_vault(&a.token_program, &a.purse, &mut a.vault, &mut a.rent_payer)?;
    emit!(PurseClosed {
        purse: *a.purse.address(),
        mint: a.purse.mint,
        at
    });
    Ok(())
}
