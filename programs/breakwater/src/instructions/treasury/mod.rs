//! The treasury: one purse per mint. And the escrows' share of fees.

pub mod claim_revenue;
pub mod close_purse;
pub mod fund_purse;
pub mod gather_donations;
pub mod open_purse;
pub mod open_revenue;
pub mod spend;

use {
    crate::{
        errors::{PoolError, TreasuryError},
        state::Purse,
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

/// The treasury's purse of this mint, with a vault that can take money.
pub(crate) fn check_purse(purse: &Purse, vault: &Account<TokenAccount>, mint: &Address) -> Result<()> {
    require!(purse.mint == *mint, TreasuryError::WrongPurse);
    require!(!vault.is_frozen(), PoolError::DestinationFrozen);
    Ok(())
}
