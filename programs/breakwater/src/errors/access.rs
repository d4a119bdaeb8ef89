//! Who may do what.

use anchor_lang::prelude::*;

/// Codes from 6000; a code is written down and never moves.
#[error_code(offset = 6000)]
#[derive(Debug, PartialEq, Eq)]
pub enum AccessError {
    #[msg("Only governance may do this")]
    NotGovernance = 0,
    #[msg("Only the program's upgrade authority may initialise the protocol")]
    NotUpgradeAuthority = 1,
    #[msg("The program has no upgrade authority, so nobody can prove the right to initialise it")]
    NoUpgradeAuthority = 2,
    #[msg("The account is not this program's ProgramData")]
    WrongProgramData = 3,
    #[msg("New business is paused")]
    Paused = 4,
    #[msg("The fee is above its hard bound")]
    FeeOutOfBounds = 5,
    #[msg("An address that must be set is zero")]
    ZeroAddress = 6,
    #[msg("The rent goes back to whoever paid it, and this is not that account")]
    WrongRentPayer = 7,
    #[msg("The instruction was given more accounts than it takes")]
    UnexpectedAccount = 8,
    #[msg("Only the owner of this account may do this")]
    NotOwner = 9,
    #[msg("Discount tiers must rise, and none may pass 20 %")]
    BadDiscounts = 10,
    #[msg("The account is not the protocol's configuration")]
    WrongConfig = 11,
}
