//! Pays out of the treasury, by proposal.

use {
    crate::{
        bounds,
        constants::CONFIG,
        errors::{AccessError, GovernanceError, TreasuryError},
        events::TreasurySpent,
        instructions::{no_extra, now},
        ops::{authority, tokens},
        state::{Action, Config, Proposal, Purse},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct SpendFromPurse {
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    #[account(mut)]
    pub purse: Account<Purse>,
    #[account(mut, address = purse.vault @ TreasuryError::WrongPurseVault)]
    pub vault: Account<TokenAccount>,
    /// The receiver's associated token account.
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - A proposal that spends from this purse shall be executed, and no other (INV-17): its amount, to its receiver's associated token account.
/// - At once no more than the treasury's cap shall leave, and after that what becomes free again, in a straight line over a period: what is
///   above it shall wait, and be dead after the window.
/// - A pool's capital and reserve, bonds and locked tokens shall be out of reach.
pub fn handler(ctx: &mut Context<SpendFromPurse>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let Action::Spend { mint, to, amount } = a.proposal.action else {
        return authority::wrong_action();
    };
    require!(mint == a.purse.mint, GovernanceError::OtherSubject);
    authority::execute(&mut a.proposal, &mut a.config, 0, at)?;
    require!(bounds::SPENDING.holds(amount), GovernanceError::BadAmount);
    tokens::check_destination(&a.destination, &to, &mint, false)?;
    a.purse.apply_spend(amount, a.config.voting.spend_bps.get(), at)?;
    tokens::spend(&a.token_program, &a.purse, &mut a.vault, a.destination.account(), amount)?;
    a.purse.check_invariants(a.vault.amount())?;
    emit!(TreasurySpent {
        mint,
        to,
        amount,
        held: a.purse.held.get(),
        at
    });
    Ok(())
}
