//! Gives a bond, or the price of an appeal, back to whoever paid it. Anyone may send it.

use {
    crate::{
        errors::CaseError,
        events::BondRefunded,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Case, Court},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct RefundBond {
    /// Anyone.
    pub caller: Signer,
    #[account(mut)]
    pub case: Account<Case>,
    #[account(mut, address = case.court @ CaseError::WrongCourt)]
    pub court: Account<Court>,
    /// The payer's associated account, or any account of theirs when they sign.
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    #[account(mut, address = court.vault @ CaseError::WrongBondVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - What goes back of the bond shall go to the claimant, what goes back of the appeal's price to the appellant, and to nobody else.
/// - Each shall go once.
pub fn handler(ctx: &mut Context<RefundBond>, appeal: bool) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let case = &mut a.case;
    let (to, amount) = if appeal {
        (case.appellant, core::mem::take(&mut case.appeal_back).get())
    } else {
        (case.claimant, core::mem::take(&mut case.bond_back).get())
    };
    require!(amount > 0, CaseError::NothingToRefund);
    tokens::check_destination(&a.destination, &to, &a.court.mint, to == *a.caller.address())?;
    a.court.give(amount)?;
    tokens::refund(&a.token_program, &a.court, &mut a.vault, a.destination.account(), amount)?;
    a.court.check_invariants(a.vault.amount())?;
    emit!(BondRefunded {
        case: *a.case.address(),
        to,
        amount,
        at
    });
    Ok(())
}
