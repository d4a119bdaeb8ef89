//! Takes tokens whose notice is over.

use {
    crate::{
        constants::ELECTORATE,
        errors::{AccessError, EscrowError},
        events::TokensUnlocked,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Electorate, Escrow},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct UnlockTokens {
    pub owner: Signer,
    #[account(mut, address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(mut, constraint = escrow.owner == *owner.address() @ AccessError::NotOwner)]
    pub escrow: Account<Escrow>,
    /// Any token account of the owner.
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    #[account(mut, address = electorate.vault @ EscrowError::WrongEscrowVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Only the owner shall take tokens, into a token account of theirs, and all that is under notice at once.
/// - The notice shall be over, and every ballot of the escrow settled (INV-11).
/// - The vault shall fall by exactly what was under notice (INV-03).
pub fn handler(ctx: &mut Context<UnlockTokens>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    tokens::check_owned(&a.destination, a.owner.address(), &a.electorate.mint)?;
    let amount = a.escrow.ready(at)?;
    a.escrow.apply_unlock();
    a.electorate.apply_unlock(amount)?;
    tokens::release(&a.token_program, &a.electorate, &mut a.vault, a.destination.account(), amount)?;
    a.escrow.check_invariants()?;
    a.electorate.check_invariants(a.vault.amount())?;
    emit!(TokensUnlocked {
        owner: *a.owner.address(),
        amount,
        at
    });
    Ok(())
}
