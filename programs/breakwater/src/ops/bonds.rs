//! Money between a court's vault of bonds and its pool's vault, with both ledgers.

use {
    super::tokens,
    crate::state::{Case, Court, Pool},
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

/// A bond that was lost goes to the pool's vault. The pool's ledger has been changed by the caller.
pub fn to_pool(
    program: &Program<Token>,
    court: &mut Account<Court>,
    bonds: &mut Account<TokenAccount>,
    vault: &mut Account<TokenAccount>,
    amount: u64,
) -> Result<()> {
    if amount == 0 {
        return Ok(());
    }
    court.give(amount)?;
    tokens::refund(program, court, bonds, vault.account(), amount)
}

/// The fee that a pool owes a claimant who was right goes to the court's vault, and waits for the claimant there. The pool's ledger has been
/// changed by the caller.
pub fn from_pool(
    program: &Program<Token>,
    pool: &Account<Pool>,
    vault: &mut Account<TokenAccount>,
    court: &mut Account<Court>,
    case: &mut Case,
    bonds: &mut Account<TokenAccount>,
    amount: u64,
) -> Result<()> {
    if amount == 0 {
        return Ok(());
    }
    court.take(amount)?;
    case.add_back(amount)?;
    tokens::push(program, pool, vault, bonds.account(), amount)
}
