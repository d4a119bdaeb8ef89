//! Lets an owner leave with matured shares at the price that counts everything undecided as lost.

use {
    crate::{
        errors::{AccessError, PoolError},
        events::CapitalWithdrawn,
        instructions::{no_extra, now, pool::shares_arg::Shares},
        ops::tokens,
        state::{Pool, Position},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::time,
};

#[derive(Accounts)]
pub struct Withdraw {
    pub owner: Signer,
    #[account(mut, address = position.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = position.owner == *owner.address() @ AccessError::NotOwner)]
    pub position: Account<Position>,
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Only the owner shall leave this way, with matured shares.
/// - Shares shall be priced as if everything undecided were lost, in loss order, rounded down (R17).
/// - The amount shall be at least `min_assets`, which shall not be zero, and shall be free.
/// - While something is undecided as many shares as atoms shall stay, so that what leavers leave behind bears losses in its place.
pub fn handler(ctx: &mut Context<Withdraw>, tranche: u8, shares: Shares, min_assets: u64) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let part = shares.get();
    let a = &mut ctx.accounts;
    require!(part > 0, PoolError::ZeroAmount);
    require!(min_assets > 0, PoolError::MinAssetsZero);
    let owner = *a.owner.address();
    tokens::check_destination(&a.destination, &owner, &a.pool.mint, true)?;
    a.pool.recognise(at)?;
    let (assets, provisional) = (a.pool.assets_if_lost(tranche)?, a.pool.provisional.get());
    let book = a.pool.tranche(tranche)?;
    let held = a.position.part(tranche, book)?;
    let (pending, day) = (held.pending.get(), held.matures_day.get());
    require!(pending > 0, PoolError::NoRequest);
    require!(part <= pending, PoolError::NotEnoughShares);
    require!(time::midnight(day) <= at, PoolError::NotMatured);
    let amount = book.value(part, assets)?;
    require!(amount >= min_assets, PoolError::SlippageAssets);
    // With the last share all of the tranche's capital leaves: what it is not paid goes to the reserve, which backs no cover.
    let leaves = if part == book.shares.get() { book.capital.get() } else { amount };
    require!(a.pool.may_leave(tranche, leaves)?, PoolError::NotFree);
    // What leavers leave behind must stay the tranche's until it is decided, and no share may be worth more than an atom.
    let left = book.capital.get().checked_sub(amount).ok_or(PoolError::PoolLedgerBroken)?;
    let stay = book.shares.get().checked_sub(part).ok_or(PoolError::PoolLedgerBroken)?;
    require!(provisional == 0 || stay >= u128::from(left), PoolError::LastOut);
    held.drop_request(part)?;
    held.burn(part)?;
    let book = a.pool.tranche_mut(tranche)?;
    book.drop_request(part, day, true)?;
    book.apply_exit(part, amount)?;
    a.pool.after_exit(tranche, at)?;
    tokens::push(&a.token_program, &a.pool, &mut a.vault, a.destination.account(), amount)?;
    a.pool.check_invariants(a.vault.amount())?;
    let tranche_capital = a.pool.tranche(tranche)?.capital.get();
    emit!(CapitalWithdrawn {
        pool: *a.pool.address(),
        owner,
        tranche,
        amount,
        at_lower_price: true,
        tranche_capital,
        at
    });
    Ok(())
}
