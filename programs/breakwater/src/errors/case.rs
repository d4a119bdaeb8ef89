//! Courts, cases, ballots.

use anchor_lang::prelude::*;

/// Codes from 6800; a code is written down and never moves.
#[error_code(offset = 6800)]
#[derive(Debug, PartialEq, Eq)]
pub enum CaseError {
    #[msg("The case would pay out more than it collected: nothing was changed")]
    CaseLedgerBroken = 0,
    #[msg("The account is not the court of this pool")]
    WrongCourt = 1,
    #[msg("The account is not the court's vault of bonds")]
    WrongBondVault = 2,
    #[msg("A parameter of the court is outside its bounds")]
    BadCourt = 3,
    #[msg("Ballots are committed between the end of the evidence phase and the start of the reveal phase of a round")]
    NotCommitPhase = 4,
    #[msg("Ballots are revealed between the end of the commit phase and the end of the reveal phase of their round")]
    NotRevealPhase = 5,
    #[msg("A case can be appealed once, after a decision and before its appeal window ends")]
    NotAppealable = 6,
    #[msg("The phase that runs has not ended: wait for its end")]
    PhaseRunning = 7,
    #[msg("The case has not ended: advance it when its last phase is over")]
    CaseNotEnded = 8,
    #[msg("The case has ended: nothing more can be decided in it")]
    CaseEnded = 9,
    #[msg("The escrow has no weight in this round: tokens count once they had been locked for a week when it opened")]
    NoWeight = 10,
    #[msg("Whoever opened the case, and whoever holds more than 0.5 % of the pool, has no vote in it")]
    ConflictOfInterest = 11,
    #[msg("The account is not the juror's position in the pool: pass the canonical address, also when nothing exists there")]
    NotCanonical = 12,
    #[msg("There is no such choice: 0 to 21 for a request, 0 and 1 for a dispute")]
    UnknownChoice = 13,
    #[msg("Choice and salt do not make the commitment")]
    WrongReveal = 14,
    #[msg("The ballot was revealed")]
    AlreadyRevealed = 15,
    #[msg("The case is about something else")]
    WrongSubject = 16,
    #[msg("The ballot belongs to another case")]
    BallotOfOtherCase = 17,
    #[msg("The account is not the juror's, or not the juror's escrow")]
    WrongJuror = 18,
    #[msg("Ballots of the case are not settled: settle them first")]
    BallotsUnsettled = 19,
    #[msg("A bond or an appeal's price has not gone back: refund it first")]
    RefundsWait = 20,
    #[msg("There is nothing to refund")]
    NothingToRefund = 21,
    #[msg("The open ballots of this escrow could lose more than it has locked: settle some first")]
    TooMuchAtRisk = 22,
    #[msg("The ballot was settled")]
    BallotSettled = 23,
    #[msg("Claim, incident or dispute must be concluded first")]
    NotConcluded = 24,
    #[msg("The court has open cases, or the pool has products: close them first")]
    CourtBusy = 25,
    #[msg("Products that jurors decide are sold with the pool's court and the electorate; the others without")]
    CourtMismatch = 26,
    #[msg(
        "The cap, or the cover with this sale, is above 15 % of the value of the aged electorate: a verdict would cost less than it can win"
    )]
    ElectorateTooSmall = 27,
    #[msg("The juror's fee cannot be delivered to this account")]
    FeeUndeliverable = 28,
    #[msg("The evidence phase of the round is over")]
    NotEvidencePhase = 29,
    #[msg("The pool's court is open: close it first")]
    CourtOpen = 30,
    #[msg("The worth of the governance token moves to at most twice or half of what it was, and once in seven days")]
    ValueMoved = 31,
}
