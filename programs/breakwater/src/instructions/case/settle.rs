//! Settles a ballot by the final decision: what it loses, what it wins, and its fee. Anyone may send it.

use {
    super::risk,
    crate::{
        constants::ELECTORATE,
        errors::{CaseError, EscrowError, OrMath},
        events::BallotSettled,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Ballot, Case, CasePhase, Court, Electorate, Escrow},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::slash,
};

#[derive(Accounts)]
pub struct SettleBallot {
    #[account(mut, address = ballot.case @ CaseError::BallotOfOtherCase)]
    pub case: Account<Case>,
    #[account(mut, address = case.court @ CaseError::WrongCourt)]
    pub court: Account<Court>,
    #[account(mut)]
    pub ballot: Account<Ballot>,
    #[account(mut, constraint = escrow.owner == ballot.juror @ CaseError::WrongJuror)]
    pub escrow: Account<Escrow>,
    #[account(mut, address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    /// CHECK: gets the ballot's rent.
    #[account(mut, address = ballot.juror @ CaseError::WrongJuror)]
    pub juror: UncheckedAccount,
    /// CHECK: the juror's associated token account; when it cannot take the fee, the fee waits in the ballot.
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(mut, address = court.vault @ CaseError::WrongBondVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - The case shall have ended; each ballot shall be settled once.
/// - A ballot that was not revealed shall lose 1 %, one on the losing side 0.16 %, rounded up; none on a draw. What was locked first, and has voted, goes first.
/// - A ballot on the winning side shall get its part of all that is lost in the case, inside its escrow, and of the fees, both rounded down;
///   what is given shall never pass what is collected, in every order (INV-16).
/// - What the escrow has earned of the share of fees before shall stay due.
/// - A fee that cannot be delivered shall wait in the ballot and stop nobody else; else the ballot shall be closed, and its rent is the juror's.
pub fn handler(ctx: &mut Context<SettleBallot>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(
        a.case.is(CasePhase::Ended) || a.case.is(CasePhase::Concluded),
        CaseError::CaseNotEnded
    );
    require!(a.ballot.settled == 0, CaseError::BallotSettled);
    let weight = a.ballot.weight.get();
    let (vote, decision) = (a.ballot.side(a.case.form()), a.case.side());
    let lost = slash::slash_ceil(weight, vote, decision).or_math()?;
    let (won, fee) = if slash::is_coherent(vote, decision) {
        a.case.shares(weight)?
    } else {
        (0, 0)
    };
    if fee > 0 {
        // Without a fee nothing goes there.
        tokens::check_associated(a.destination.address(), &a.ballot.juror, &a.court.mint)?;
    }
    a.escrow.settle_ballot(risk(weight)?)?;
    a.case.settle_ballot(won, fee)?;
    move_tokens(a, lost, won, at)?;
    a.ballot.settled = 1;
    a.ballot.fee_owed = fee.into();
    deliver_fee(a)?;
    emit!(BallotSettled {
        case: *a.case.address(),
        juror: a.ballot.juror,
        lost,
        won,
        fee,
        at
    });
    if a.ballot.fee_owed.is_zero() {
        a.ballot.close(*a.juror.account())?;
    }
    Ok(())
}

/// Slash and reward stay in the vault of locked tokens: only the ledgers move, both by as much. The slots of each follow in the same steps.
fn move_tokens(a: &mut SettleBallot, lost: u64, won: u64, at: i64) -> Result<()> {
    if lost == 0 && won == 0 {
        return Ok(());
    }
    let others = a.electorate.of_others(&a.escrow)?;
    a.electorate.roll(at)?;
    a.electorate.settle_revenue(&mut a.escrow, at)?;
    if lost > 0 {
        let (leaving, noticed) = a.escrow.apply_slash(lost, at)?;
        a.electorate.apply_slash(lost, &leaving, noticed)?;
    }
    if won > 0 {
        let since = a.escrow.apply_lock(won, at)?;
        a.electorate.apply_reward(won, since)?;
    }
    require!(a.electorate.of_others(&a.escrow)? == others, EscrowError::EscrowLedgerBroken);
    a.escrow.check_notice()
}

fn deliver_fee(a: &mut SettleBallot) -> Result<()> {
    let fee = a.ballot.fee_owed.get();
    if fee > 0 && tokens::can_receive(a.destination.account(), &a.ballot.juror, &a.court.mint) {
        a.ballot.fee_owed = 0u64.into();
        a.court.give(fee)?;
        tokens::refund(&a.token_program, &a.court, &mut a.vault, a.destination.account(), fee)?;
        a.court.check_invariants(a.vault.amount())?;
    }
    Ok(())
}
