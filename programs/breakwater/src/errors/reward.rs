//! Governance tokens for underwriters.

use anchor_lang::prelude::*;

/// Codes from 7300; a code is written down and never moves.
#[error_code(offset = 7300)]
#[derive(Debug, PartialEq, Eq)]
pub enum RewardError {
    #[msg("The ledger of rewards would not add up: nothing was changed")]
    RewardLedgerBroken = 0,
    #[msg("The account is not the vault of these rewards")]
    WrongRewardsVault = 1,
    #[msg("The rewards belong to another pool")]
    WrongRewards = 2,
    #[msg("Less than an atom of rewards is due: nothing can be claimed now")]
    NothingToClaim = 3,
    #[msg("The position has rewards to claim: claim them first")]
    RewardsLeft = 4,
    #[msg("An emission lasts 7 to 365 days and brings at least one atom")]
    BadEmission = 5,
    #[msg("The pool still has positions, which may have rewards to claim: their owners close them first")]
    RewardsOwned = 6,
    #[msg("An emission is still running: close the rewards after its end")]
    EmissionRunning = 7,
    #[msg("The pool has rewards: close them first")]
    RewardsOpen = 8,
}
