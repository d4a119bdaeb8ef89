//! Closes an empty escrow and gives its rent back to the owner.

use {
    crate::{
        constants::ELECTORATE,
        errors::{AccessError, EscrowError},
        events::EscrowClosed,
        instructions::{no_extra, now},
        state::{Electorate, Escrow},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct CloseEscrow {
    /// Gets the rent back.
    #[account(mut)]
    pub owner: Signer,
    #[account(mut, address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(mut, close = owner, constraint = escrow.owner == *owner.address() @ AccessError::NotOwner)]
    pub escrow: Account<Escrow>,
}

/// Specification:
/// - Only the owner shall close an escrow, and only one without tokens and without unsettled ballots, to which no share of fees is due.
/// - The rent shall go back to the owner, who paid it (INV-20), and the escrow shall be counted no longer.
pub fn handler(ctx: &mut Context<CloseEscrow>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.escrow.check_empty()?;
    a.electorate.drop_revenue(&a.escrow)?;
    a.electorate.apply_close()?;
    emit!(EscrowClosed {
        owner: *a.owner.address(),
        escrows: a.electorate.escrows.get(),
        at
    });
    Ok(())
}
