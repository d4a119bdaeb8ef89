//! Of the treasury's purses and the escrows' share of fees.

use anchor_lang::prelude::*;

/// The treasury can take money of this mint.
#[event]
pub struct PurseOpened {
    pub purse: Address,
    pub mint: Address,
    pub at: i64,
}

/// An empty purse was closed.
#[event]
pub struct PurseClosed {
    pub purse: Address,
    pub mint: Address,
    pub at: i64,
}

/// Somebody paid money in.
#[event]
pub struct PurseFunded {
    pub purse: Address,
    pub payer: Address,
    pub amount: u64,
    /// What the purse holds now.
    pub held: u64,
    pub at: i64,
}

/// What was sent to a purse's vault without being said is the treasury's from now on.
#[event]
pub struct DonationsGathered {
    pub purse: Address,
    pub amount: u64,
    /// What the purse holds now.
    pub held: u64,
    pub at: i64,
}

/// Escrows can get a share of the fees of this mint.
#[event]
pub struct RevenueOpened {
    pub mint: Address,
    pub vault: Address,
    pub at: i64,
}

/// An owner got their share of fees.
#[event]
pub struct RevenueClaimed {
    pub owner: Address,
    pub amount: u64,
    pub at: i64,
}

/// The treasury has paid.
#[event]
pub struct TreasurySpent {
    pub mint: Address,
    pub to: Address,
    pub amount: u64,
    /// What the purse holds afterwards, atoms.
    pub held: u64,
    pub at: i64,
}
