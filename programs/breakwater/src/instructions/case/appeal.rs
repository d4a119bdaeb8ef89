//! Appeals a decision.

use {
    crate::{
        constants::ELECTORATE,
        errors::{CaseError, EscrowError, PoolError},
        events::CaseAppealed,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Case, Court, Electorate},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct AppealCase {
    /// Anyone; pays twice the fee.
    pub appellant: Signer,
    #[account(mut)]
    pub case: Account<Case>,
    #[account(mut, address = case.court @ CaseError::WrongCourt)]
    pub court: Account<Court>,
    #[account(address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(
        mut,
        constraint = *source.mint() == court.mint @ PoolError::WrongMint,
        constraint = source.owner() == appellant.address() @ PoolError::WrongTokenOwner
    )]
    pub source: Account<TokenAccount>,
    #[account(mut, address = court.vault @ CaseError::WrongBondVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - A decided case shall be appealed once, within its appeal window, by anyone who pays twice the fee.
/// - A new round shall open with the electorate of now and a double quorum.
pub fn handler(ctx: &mut Context<AppealCase>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let size = a.electorate.for_round(at)?;
    let price = a.case.apply_appeal(*a.appellant.address(), size, at)?;
    a.court.take(price)?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.appellant, price)?;
    a.court.check_invariants(a.vault.amount())?;
    emit!(CaseAppealed {
        case: *a.case.address(),
        appellant: *a.appellant.address(),
        price,
        at
    });
    Ok(())
}
