//! Gives notice on locked tokens.

use {
    crate::{
        constants::ELECTORATE,
        errors::{AccessError, EscrowError, PoolError},
        events::UnlockRequested,
        instructions::{no_extra, now},
        state::{Electorate, Escrow},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct RequestUnlock {
    pub owner: Signer,
    #[account(mut, address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(mut, constraint = escrow.owner == *owner.address() @ AccessError::NotOwner)]
    pub escrow: Account<Escrow>,
}

/// Specification:
/// - Only the owner shall give notice, on more than nothing and at most on what is locked.
/// - What is under notice shall weigh nothing from now on, in the escrow and in the electorate; what was locked last shall be taken
///   first, so that the rest keeps its age.
/// - The notice shall be seven days, and start anew for everything that is under notice.
/// - What is under notice shall earn no share of fees from now on; what it has earned shall stay due.
/// - No token shall move.
pub fn handler(ctx: &mut Context<RequestUnlock>, amount: u64) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(amount > 0, PoolError::ZeroAmount);
    require!(amount <= a.escrow.locked.get(), EscrowError::NotEnoughLocked);
    a.electorate.roll(at)?;
    a.electorate.settle_revenue(&mut a.escrow, at)?;
    let leaving = a.escrow.apply_request(amount, at)?;
    a.electorate.apply_request(amount, &leaving)?;
    a.escrow.check_invariants()?;
    a.electorate.check_sums()?;
    emit!(UnlockRequested {
        owner: *a.owner.address(),
        amount,
        locked: a.escrow.locked.get(),
        unlocking: a.escrow.unlocking.get(),
        unlock_at: a.escrow.unlock_at.get(),
        at
    });
    Ok(())
}
