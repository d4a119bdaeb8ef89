//! Closes an empty position and gives its rent back to the owner.

use {
    crate::{
        errors::{AccessError, PoolError},
        events::PositionClosed,
        instructions::{no_extra, now},
        state::{JUNIOR, Pool, Position, SENIOR},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct ClosePosition {
    /// The owner; anyone when the pool is retired.
    pub sender: Signer,
    #[account(mut, address = position.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, close = owner)]
    pub position: Account<Position>,
    /// CHECK: gets the rent; must be the position's owner.
    #[account(mut, unsafe(dup), address = position.owner @ AccessError::NotOwner)]
    pub owner: UncheckedAccount,
}

/// Specification:
/// - The owner shall close a position, and only one without living shares and without a recovery to fetch or a whole atom of rewards to claim
///
/// - In a retired pool anyone shall close what an owner has left, unless it has shares of the last closed generation, for which something may
///   still be recovered: who is gone keeps nothing open (INV-18).
/// - Its shares of a closed generation shall be given up: later recoveries are for those who kept theirs.
/// - The rent shall go back to the owner (INV-20).
pub fn handler(ctx: &mut Context<ClosePosition>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    if a.position.owner != *a.sender.address() {
        require!(a.pool.retired != 0 && a.position.hopes_for_nothing(&a.pool), AccessError::NotOwner);
    }
    for index in [JUNIOR, SENIOR] {
        a.pool.close_part(&mut a.position, index)?;
    }
    a.pool.open_positions = a
        .pool
        .open_positions
        .get()
        .checked_sub(1)
        .ok_or(PoolError::PoolLedgerBroken)?
        .into();
    emit!(PositionClosed {
        pool: *a.pool.address(),
        owner: *a.owner.address(),
        at
    });
    Ok(())
}
