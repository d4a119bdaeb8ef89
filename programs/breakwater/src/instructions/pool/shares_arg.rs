//! Shares as an argument.

use anchor_lang::prelude::*;

/// A number of shares as two halves: 128-bit integers do not travel in instruction data.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct Shares {
    pub low: u64,
    pub high: u64,
}

impl Shares {
    /// The whole number.
    pub fn get(self) -> u128 {
        (u128::from(self.high) << 64) | u128::from(self.low)
    }
}
