//! Pays out a matured request, whole or as far as capital is free. Anyone may send it, so that it is no free option.

use {
    crate::{
        constants::UNDECIDED_NOTICED,
        errors::{OrMath, PoolError},
        events::CapitalWithdrawn,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Pool, Position},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::{shares, time},
};

#[derive(Accounts)]
pub struct ExecuteWithdrawal {
    /// Anyone.
    pub executor: Signer,
    #[account(mut, address = position.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub position: Account<Position>,
    /// Any token account of the owner: one that they gave away must not keep a matured request standing.
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - The notice shall be over. Shares shall be priced as if everything undecided were lost (R17), and nothing shall leave while that lowers their
///   price by more than a thousandth: then only the owner may choose to. While something is undecided as many shares as atoms shall stay.
/// - While open incidents have reserved money of the tranche that may come
///   back, or more than a hundredth of its capital is on its way back, only the owner shall send it.
/// - As much as is free shall leave, up to the whole request, rounded down; nothing free is an error.
/// - Money shall go to an account of the owner only (R7), and to one with a delegate only if it is the associated
///   one or the owner signs. The vault shall fall by exactly that amount (INV-03).
pub fn handler(ctx: &mut Context<ExecuteWithdrawal>, tranche: u8) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let owner = a.position.owner;
    tokens::check_owned(&a.destination, &owner, &a.pool.mint)?;
    if a.destination.has_delegate() && owner != *a.executor.address() {
        // A delegate must not be able to choose the account that it may spend from.
        tokens::check_associated(a.destination.address(), &owner, &a.pool.mint)?;
    }
    a.pool.recognise(at)?;
    // Somebody's dust in a breach must not make everybody's request an option of its owner: at a price that is hardly lower they are executed.
    let (assets, undecided) = (a.pool.assets_if_lost(tranche)?, !a.pool.provisional.is_zero());
    let book = a.pool.tranche(tranche)?;
    let (capital, total) = (book.capital.get(), book.shares.get());
    require!(capital.saturating_sub(assets) <= capital / UNDECIDED_NOTICED, PoolError::Undecided);
    // Nobody else may make an owner leave what may come back to them or is on its way (ADR 18).
    require!(!book.awaits_returns(at)? || owner == *a.executor.address(), PoolError::Unsettled);
    let held = a.position.part(tranche, book)?;
    let (pending, day) = (held.pending.get(), held.matures_day.get());
    require!(pending > 0, PoolError::NoRequest);
    require!(time::midnight(day) <= at, PoolError::NotMatured);
    let (part, amount) = leaving(&a.pool, tranche, pending, assets)?;
    let stay = total.saturating_sub(part) >= u128::from(capital.saturating_sub(amount));
    require!(!undecided || stay, PoolError::LastOut);
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
        at_lower_price: undecided,
        tranche_capital,
        at
    });
    Ok(())
}

/// Shares that leave now and what they are paid: all of the request, or as much as is free and may go before what is undecided is decided.
fn leaving(pool: &Pool, tranche: u8, pending: u128, assets: u64) -> Result<(u128, u64)> {
    let book = pool.tranche(tranche)?;
    let (total, capital) = (book.shares.get(), book.capital.get());
    // As many shares as atoms stay (LastOut); of a tranche's only owner twice what is undecided, and two for rounding, see to that.
    let lost = u128::from(capital.saturating_sub(assets));
    let keep = if pool.provisional.is_zero() {
        0
    } else {
        lost.saturating_mul(2).saturating_add(2)
    };
    let pending = pending.min(total.saturating_sub(keep));
    require!(pending > 0, PoolError::LastOut);
    let whole = book.value(pending, assets)?;
    // With the last share all of the tranche's capital leaves: what it is not paid goes to the reserve, which backs no cover.
    let leaves = if pending == total { capital } else { whole };
    if pool.may_leave(tranche, leaves)? {
        return Ok((pending, whole));
    }
    let most = pending.min(total.saturating_sub(1));
    let part = shares::for_assets_floor(pool.free(tranche)?, assets, total).or_math()?.min(most);
    let amount = book.value(part, assets)?;
    require!(part > 0 && (amount > 0 || whole == 0), PoolError::NotFree);
    Ok((part, amount))
}
