//! Of governance tokens for underwriters.

use anchor_lang::prelude::*;

/// A pool's underwriters can be given governance tokens.
#[event]
pub struct RewardsOpened {
    pub pool: Address,
    pub mint: Address,
    pub vault: Address,
    pub at: i64,
}

/// An owner got what one tranche of their position had earned.
#[event]
pub struct RewardsClaimed {
    pub pool: Address,
    pub owner: Address,
    pub tranche: u8,
    pub amount: u64,
    pub at: i64,
}

/// Everybody has left; what nobody had earned, and what was given to the vault, went to the treasury.
#[event]
pub struct RewardsClosed {
    pub pool: Address,
    pub unassigned: u64,
    pub surplus: u64,
    pub at: i64,
}

/// Governance tokens stream to a pool's underwriters.
#[event]
pub struct RewardsEmitted {
    pub pool: Address,
    pub amount: u64,
    pub until: i64,
    pub at: i64,
}
