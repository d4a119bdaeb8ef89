//! That the guardian has cancelled an action once.

use anchor_lang::prelude::*;

/// PDA: `["veto", hash]`: while it exists, the same action cannot be cancelled again if it was proposed after `at`.
#[account]
pub struct Veto {
    pub version: u8,
    pub bump: u8,
    pub _pad: [u8; 6],
    /// Hash of the cancelled action.
    pub hash: [u8; 32],
    /// Paid the rent and gets it back.
    pub rent_payer: Address,
    /// When it was cancelled first (unix seconds).
    pub at: PodI64,
}

const _: () = assert!(core::mem::size_of::<Veto>() == 8 + 2 * 32 + 8);
