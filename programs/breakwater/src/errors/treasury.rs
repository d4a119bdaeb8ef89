//! The treasury's purses, and the escrows' share of fees.

use anchor_lang::prelude::*;

/// Codes from 7100; a code is written down and never moves.
#[error_code(offset = 7100)]
#[derive(Debug, PartialEq, Eq)]
pub enum TreasuryError {
    #[msg("The treasury's ledger would not add up: nothing was changed")]
    TreasuryLedgerBroken = 0,
    #[msg("The account is not the treasury's purse for this mint")]
    WrongPurse = 1,
    #[msg("The account is not the vault of this purse")]
    WrongPurseVault = 2,
    #[msg("The purse still holds money: it is spent by proposal")]
    PurseNotEmpty = 3,
    #[msg("Something was given to the vault of this purse: gather it first, then it is the treasury's")]
    DonationsLeft = 4,
    #[msg("The purse has spent within its period: close it when that is over")]
    SpentRecently = 5,
    #[msg("The vault of this purse holds no more than its ledger says")]
    NothingToGather = 6,
    #[msg("The cap of spending lies outside of its hard bounds of 0.01 % and 25 % per period")]
    CapOutOfBounds = 7,
    #[msg("More than may leave in this period: wait, or spend less")]
    AboveCap = 8,
    #[msg("The purse does not hold that much")]
    NotEnoughHeld = 9,
    #[msg("The escrows' share of fees is above its hard bound of 50 %")]
    RevenueOutOfBounds = 10,
    #[msg("The account is not the vault of the escrows' share")]
    WrongRevenueVault = 11,
    #[msg("Nothing of the escrows' share is due to this escrow")]
    NoRevenueDue = 12,
    #[msg("A share of fees is due to this escrow: claim it first")]
    RevenueLeft = 13,
    #[msg("The vault of the escrows' share exists already")]
    RevenueOpen = 14,
    #[msg("The mint is not that of the escrows' share")]
    WrongRevenueMint = 15,
}
