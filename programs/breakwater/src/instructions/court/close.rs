//! Closes a pool's court with its vault, and gives the rent back.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, CaseError, TreasuryError},
        events::CourtClosed,
        instructions::{no_extra, now, treasury::check_purse},
        ops::tokens,
        state::{Config, Court, Pool, Purse},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct CloseCourt {
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(address = court.pool @ CaseError::WrongCourt)]
    pub pool: Account<Pool>,
    #[account(mut, close = rent_payer)]
    pub court: Account<Court>,
    #[account(mut, address = court.vault @ CaseError::WrongBondVault)]
    pub vault: Account<TokenAccount>,
    /// The treasury's purse of the pool's mint.
    #[account(mut)]
    pub purse: Account<Purse>,
    #[account(mut, address = purse.vault @ TreasuryError::WrongPurseVault)]
    pub purse_vault: Account<TokenAccount>,
    /// CHECK: gets the rent of both accounts; must be who paid it.
    #[account(mut, unsafe(dup), address = court.rent_payer @ AccessError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Anyone shall close the court of a retired pool, once the pool has no product and the court no open case and no fee that waits for a juror
///   (A-18, INV-18).
/// - What rounding left, and what was given to the vault, shall go to the treasury's purse of the pool's mint.
/// - The rent of court and vault shall go to who paid it (INV-20).
pub fn handler(ctx: &mut Context<CloseCourt>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    check_purse(&a.purse, &a.purse_vault, &a.court.mint)?;
    a.pool.check_retired()?;
    let idle = a.pool.open_products.is_zero() && a.court.open_cases.is_zero();
    require!(idle && a.court.held == a.court.left, CaseError::CourtBusy);
    let left = a.vault.amount();
    if left > 0 {
        a.purse.apply_income(left)?;
        tokens::refund(&a.token_program, &a.court, &mut a.vault, a.purse_vault.account(), left)?;
    }
    a.purse.check_invariants(a.purse_vault.amount())?;
    tokens::close_bonds(&a.token_program, &a.court, &mut a.vault, &mut a.rent_payer)?;
    emit!(CourtClosed {
        court: *a.court.address(),
        left,
        at
    });
    Ok(())
}
