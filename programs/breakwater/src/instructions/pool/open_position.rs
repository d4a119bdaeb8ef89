//! Opens an underwriter's position in a pool.

use {
    crate::{
        constants::VERSION,
        errors::PoolError,
        events::PositionOpened,
        instructions::{no_extra, now},
        state::{Pool, Position},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct OpenPosition {
    /// Owns the position and pays its rent.
    #[account(mut)]
    pub owner: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(init, payer = owner, seeds = [b"position", pool.address().as_ref(), owner.address().as_ref()], bump)]
    pub position: Account<Position>,
    pub system_program: Program<System>,
}

/// Specification:
/// - The owner shall sign and shall have one position per pool.
/// - A retired pool shall take no new one: an empty position would keep its rewards and its reserve locked for ever.
/// - The position shall start empty, in the generations the tranches have now.
pub fn handler(ctx: &mut Context<OpenPosition>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    ctx.accounts.pool.check_not_retired()?;
    let bump = ctx.bumps.position;
    let a = &mut ctx.accounts;
    a.position.version = VERSION;
    a.position.bump = bump;
    a.position.pool = *a.pool.address();
    a.position.owner = *a.owner.address();
    for index in 0..2 {
        a.position.tranches[index].generation = a.pool.tranches[index].generation;
    }
    a.pool.open_positions = a
        .pool
        .open_positions
        .get()
        .checked_add(1)
        .ok_or(PoolError::PoolLedgerBroken)?
        .into();
    emit!(PositionOpened {
        pool: *a.pool.address(),
        owner: *a.owner.address(),
        at
    });
    Ok(())
}
