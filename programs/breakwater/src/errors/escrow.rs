//! Governance tokens that jurors lock.

use anchor_lang::prelude::*;

/// Codes from 6700; a code is written down and never moves.
#[error_code(offset = 6700)]
#[derive(Debug, PartialEq, Eq)]
pub enum EscrowError {
    #[msg("The ledger of locked tokens would not add up: nothing was changed")]
    EscrowLedgerBroken = 0,
    #[msg("The clock is behind the last day that was counted")]
    EscrowClockWentBack = 1,
    #[msg("The account is not the electorate")]
    WrongElectorate = 2,
    #[msg("The account is not the vault of locked tokens")]
    WrongEscrowVault = 3,
    #[msg("The configuration names another governance mint")]
    WrongGovernanceMint = 4,
    #[msg("The escrow has less locked than that")]
    NotEnoughLocked = 5,
    #[msg("Nothing in this escrow is being unlocked: request it first")]
    NothingUnlocking = 6,
    #[msg("The notice of this unlock is not over")]
    NoticeRunning = 7,
    #[msg("The escrow has ballots that are not settled: settle them first")]
    BallotsOpen = 8,
    #[msg("The escrow has 32 ballots that are not settled: settle one first")]
    TooManyBallots = 9,
    #[msg("The escrow still holds tokens: unlock them first")]
    EscrowNotEmpty = 10,
    #[msg("The escrow no longer knows what it weighed so long ago")]
    WeightForgotten = 11,
    #[msg("The escrow has votes that are not closed: close them first, after the end of their votes")]
    VotesOpen = 12,
    #[msg("The escrow has 32 votes that are not closed: close one first")]
    TooManyVotes = 13,
}
