//! Delivers a juror's fee that could not be delivered when the ballot was settled. Anyone may send it.

use {
    crate::{
        errors::CaseError,
        events::FeePaid,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Ballot, Court},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct PayJuror {
    /// Anyone.
    pub caller: Signer,
    #[account(mut, address = ballot.court @ CaseError::WrongCourt)]
    pub court: Account<Court>,
    #[account(mut, close = juror)]
    pub ballot: Account<Ballot>,
    /// CHECK: gets the ballot's rent.
    #[account(mut, unsafe(dup), address = ballot.juror @ CaseError::WrongJuror)]
    pub juror: UncheckedAccount,
    /// The juror's associated account, or any account of theirs when they sign.
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    #[account(mut, address = court.vault @ CaseError::WrongBondVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - The ballot shall be settled with a fee that waits, which shall go to the juror and to nobody else; the ballot shall then be closed.
pub fn handler(ctx: &mut Context<PayJuror>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let (juror, fee) = (a.ballot.juror, a.ballot.fee_owed.get());
    require!(a.ballot.settled == 1 && fee > 0, CaseError::CaseNotEnded);
    tokens::check_destination(&a.destination, &juror, &a.court.mint, juror == *a.caller.address())?;
    a.ballot.fee_owed = 0u64.into();
    a.court.give(fee)?;
    tokens::refund(&a.token_program, &a.court, &mut a.vault, a.destination.account(), fee)?;
    a.court.check_invariants(a.vault.amount())?;
    emit!(FeePaid {
        case: a.ballot.case,
        juror,
        amount: fee,
        at
    });
    Ok(())
}
