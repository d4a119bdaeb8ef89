//! Reveals a ballot. Anyone who knows choice and salt may send it.

use {
    super::check_impartial,
    crate::{
        errors::CaseError,
        events::BallotRevealed,
        instructions::{no_extra, now},
        state::{Ballot, Case, Pool},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct RevealBallot {
    #[account(mut, address = ballot.case @ CaseError::BallotOfOtherCase)]
    pub case: Account<Case>,
    #[account(address = case.pool @ CaseError::WrongSubject)]
    pub pool: Account<Pool>,
    /// CHECK: the juror's position in the pool, or its canonical address when there is none; checked in the handler.
    pub position: UncheckedAccount,
    #[account(mut)]
    pub ballot: Account<Ballot>,
}

/// Specification:
/// - A ballot shall be revealed in the reveal phase of its own round, once, with the choice and salt of its commitment.
/// - Whoever has come to hold more than 0.5 % of the pool since shall have no vote, of the pool as it was at the commitment if others have left it
///   meanwhile.
/// - Its weight shall be added to the tally of its choice, and to no other (INV-10).
pub fn handler(ctx: &mut Context<RevealBallot>, choice: u8, salt: [u8; 32]) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let juror = a.ballot.juror;
    a.case.check_reveal(a.ballot.round, at)?;
    let capital = a.pool.capital()?.max(a.ballot.capital.get());
    check_impartial(&a.case, (&a.pool, a.pool.address()), capital, a.position.account(), &juror)?;
    let form = a.case.form();
    a.ballot.reveal(form, choice, &salt)?;
    let weight = a.ballot.weight.get();
    a.case.apply_reveal(choice, weight)?;
    emit!(BallotRevealed {
        case: *a.case.address(),
        juror,
        choice,
        weight,
        at
    });
    Ok(())
}
