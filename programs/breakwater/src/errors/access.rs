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
    #[msg("The program has no upgrade authority, so nobody can prove the right to initialise it: deploy it with one")]
    NoUpgradeAuthority = 2,
    #[msg("The account is not this program's ProgramData")]
    WrongProgramData = 3,
    #[msg("New business is paused: wait until it is open again. Exits, payments and settlement go on")]
    Paused = 4,
    #[msg("The fee is above its hard bound of 30 %")]
    FeeOutOfBounds = 5,
    #[msg("An address that must be set is zero")]
    ZeroAddress = 6,
    #[msg("The rent goes back to whoever paid it, and this is not that account: pass the account that is stored as its payer")]
    WrongRentPayer = 7,
    #[msg("The instruction was given more accounts than it takes: pass exactly those that the IDL lists")]
    UnexpectedAccount = 8,
    #[msg("Only the owner of this account may do this")]
    NotOwner = 9,
    #[msg("Discount tiers must rise, and none may pass 20 %")]
    BadDiscounts = 10,
    #[msg("The account is not the protocol's configuration: pass the address that is made from the seed config")]
    WrongConfig = 11,
}
