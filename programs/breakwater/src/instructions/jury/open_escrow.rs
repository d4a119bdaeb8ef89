//! Opens an owner's escrow.

use {
    crate::{
        constants::{ELECTORATE, VERSION},
        errors::{EscrowError, OrMath},
        events::EscrowOpened,
        instructions::{no_extra, now},
        state::{Electorate, Escrow},
    },
    anchor_lang::prelude::*,
    breakwater_math::time,
};

#[derive(Accounts)]
pub struct OpenEscrow {
    /// Owns the escrow and pays its rent.
    #[account(mut)]
    pub owner: Signer,
    #[account(mut, address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(init, payer = owner, seeds = [b"escrow", owner.address().as_ref()], bump)]
    pub escrow: Account<Escrow>,
    pub system_program: Program<System>,
}

/// Specification:
/// - The owner shall sign and shall have one escrow.
/// - The escrow shall start empty and be counted.
pub fn handler(ctx: &mut Context<OpenEscrow>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.escrow;
    let a = &mut ctx.accounts;
    a.escrow.version = VERSION;
    a.escrow.bump = bump;
    a.escrow.rolled_day = time::day_of(at).or_math()?.into();
    a.escrow.owner = *a.owner.address();
    a.electorate.apply_open()?;
    emit!(EscrowOpened {
        owner: *a.owner.address(),
        escrows: a.electorate.escrows.get(),
        at
    });
    Ok(())
}
