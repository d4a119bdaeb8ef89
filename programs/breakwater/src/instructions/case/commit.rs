//! Casts a ballot: its choice is hidden until the reveal phase.

use {
    super::{check_impartial, risk},
    crate::{
        constants::VERSION,
        errors::CaseError,
        events::BallotCommitted,
        instructions::{no_extra, now},
        state::{Ballot, Case, Escrow, HIDDEN, Pool},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct CommitBallot {
    /// Votes, and pays the rent.
    #[account(mut)]
    pub juror: Signer,
    #[account(mut)]
    pub case: Account<Case>,
    #[account(address = case.pool @ CaseError::WrongSubject)]
    pub pool: Account<Pool>,
    /// CHECK: the juror's position in the pool, or its canonical address when there is none; checked in the handler.
    pub position: UncheckedAccount,
    #[account(mut, constraint = escrow.owner == *juror.address() @ CaseError::WrongJuror)]
    pub escrow: Account<Escrow>,
    #[account(init, payer = juror, seeds = [b"ballot", case.address().as_ref(), &[case.round], juror.address().as_ref()], bump)]
    pub ballot: Account<Ballot>,
    pub system_program: Program<System>,
}

/// Specification:
/// - A ballot shall be committed in the commit phase of the round that runs, once per juror and round.
/// - It shall weigh what the juror has locked for a week when the round opened, is not under notice, and not more than the cap.
/// - The claimant, and whoever holds more than 0.5 % of the pool, shall have no vote; the position's address shall be canonical.
/// - The escrow shall have at most 32 open ballots, which together can lose at most what it has locked; until they are settled nothing
///   leaves it (INV-11).
pub fn handler(ctx: &mut Context<CommitBallot>, commitment: [u8; 32]) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.ballot;
    let a = &mut ctx.accounts;
    let juror = *a.juror.address();
    a.case.check_commit(at)?;
    let capital = a.pool.capital()?;
    check_impartial(&a.case, (&a.pool, a.pool.address()), capital, a.position.account(), &juror)?;
    let weight = a.escrow.weight(a.case.current().opened_at.get())?;
    let weight = a.case.apply_commit(weight)?;
    a.escrow.open_ballot(risk(weight)?)?;
    let ballot = &mut a.ballot;
    ballot.version = VERSION;
    ballot.bump = bump;
    ballot.round = a.case.round;
    ballot.choice = HIDDEN;
    ballot.case = *a.case.address();
    ballot.juror = juror;
    ballot.court = a.case.court;
    ballot.commitment = commitment;
    (ballot.weight, ballot.capital) = (weight.into(), capital.into());
    emit!(BallotCommitted {
        case: *a.case.address(),
        juror,
        round: a.case.round,
        weight,
        at
    });
    Ok(())
}
