//! Of jurors and what they have locked.

use anchor_lang::prelude::*;

/// Tokens of this mint can be locked.
#[event]
pub struct ElectorateCreated {
    pub mint: Address,
    pub vault: Address,
    pub at: i64,
}

/// An owner may lock.
#[event]
pub struct EscrowOpened {
    pub owner: Address,
    pub escrows: u32,
    pub at: i64,
}

/// Tokens were locked; they count from a midnight on.
#[event]
pub struct TokensLocked {
    pub owner: Address,
    pub amount: u64,
    /// Locked and not under notice in this escrow.
    pub locked: u64,
    pub counts_from: i64,
    pub at: i64,
}

/// Tokens are under notice and weigh nothing.
#[event]
pub struct UnlockRequested {
    pub owner: Address,
    pub amount: u64,
    /// Locked and not under notice in this escrow.
    pub locked: u64,
    /// Under notice in this escrow.
    pub unlocking: u64,
    pub unlock_at: i64,
    pub at: i64,
}

/// Tokens left.
#[event]
pub struct TokensUnlocked {
    pub owner: Address,
    pub amount: u64,
    pub at: i64,
}

/// An empty escrow was closed.
#[event]
pub struct EscrowClosed {
    pub owner: Address,
    pub escrows: u32,
    pub at: i64,
}
