//! Who may do what.

use anchor_lang::prelude::*;

/// Codes from 6000; a code is written down and never moves.
#[error_code(offset = 6000)]
#[derive(Debug, PartialEq, Eq)]
pub enum AccessError {
    #[msg("This is not the program's upgrade authority, which ProgramData names")]
    NotUpgradeAuthority = 1,
    #[msg("The program has no upgrade authority: nobody can initialise it (deploy it with one) or upgrade it any more")]
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
    #[msg(
        "A transaction that uses a durable nonce never expires, so what it does was decided at another time: send it with a recent blockhash"
    )]
    DurableNonce = 20,
    #[msg("The account is not the instructions sysvar, or it is not laid out as one")]
    WrongInstructionsSysvar = 21,
    #[msg("The account is not a buffer of the upgradeable loader")]
    WrongBuffer = 22,
    #[msg("Whoever uploaded the build, the buffer's authority, must sign")]
    NotUploader = 23,
    #[msg("The bytes in the buffer are not the build that was decided on: their SHA-256 is another")]
    WrongBuild = 24,
    #[msg("The account is not the upgradeable loader")]
    WrongLoader = 26,
    #[msg("The account is not the program's upgrade authority, the address that is made from the seed upgrade")]
    WrongUpgradeAuthority = 27,
    #[msg("The loader did not leave the upgrade authority that it was told to")]
    AuthorityNotMoved = 28,
}
