//! Capital: pools, positions, deposits, withdrawals, and what both tranches bear and earn.

mod attacks;
mod cancel;
mod close_pool;
mod create;
mod deposit;
mod execute;
mod fees;
mod guards;
mod orderings;
mod parameters;
mod position;
mod request;
mod retire;
mod solvency;
pub mod tamper;
mod tranches;
mod withdraw;

use breakwater_testkit::{client::ix, *};

/// Value of `part` of all `shares` of a tranche with `assets`, by plain arithmetic.
pub fn value_of(part: u128, assets: u64, shares: u128) -> u64 {
    u64::try_from(part * (u128::from(assets) + 1) / (shares + 1_000)).expect("at most the assets")
}

/// A second pool of the same mint.
pub fn second_pool(w: &mut World) -> Address {
    let (pool, mint) = (pda::pool(w.config().pool_count.get()), w.mint);
    w.create_pool(mint, PoolSpec::default().0).ok();
    pool
}

/// Does something with another pool than the world's first.
pub fn in_pool<T>(w: &mut World, pool: Address, act: impl FnOnce(&mut World) -> T) -> T {
    let first = std::mem::replace(&mut w.pool, pool);
    let done = act(w);
    w.pool = first;
    done
}

/// A token account of `owner` that is not their associated one.
pub fn token_account(w: &mut World, mint: &Address, owner: &Address, amount: u64) -> Address {
    let address = w.wallet_address();
    w.put_token(address, mint, owner, amount);
    address
}

/// A mint that differs from the pool's in its address alone.
pub fn lookalike_mint(w: &mut World) -> Address {
    let mint = w.wallet_address();
    w.put_mint(mint, 6);
    mint
}

/// A real transfer of tokens to the pool's vault, as anybody may send it.
pub fn donation(w: &mut World, amount: u64) -> Instruction {
    let giver = w.actor(amount);
    let mut data = vec![3];
    data.extend(amount.to_le_bytes());
    let accounts = vec![
        anchor_lang::AccountMeta::new(pda::associated_token(&giver, &w.mint), false),
        anchor_lang::AccountMeta::new(pda::vault(&w.pool), false),
        anchor_lang::AccountMeta::new_readonly(giver, true),
    ];
    Instruction {
        program_id: pda::TOKEN,
        accounts,
        data,
    }
}

/// New business is paused until `at`.
pub fn pause_until(w: &mut World, at: i64) {
    let mut config = w.config();
    config.paused_until = at.into();
    w.write(&pda::config(), &*config);
}

/// What a position's shares of a tranche are worth now, by plain arithmetic.
pub fn worth(w: &World, owner: &Address, tranche: u8) -> u64 {
    let (pool, index) = (w.pool(), usize::from(tranche));
    let (book, part) = (&pool.tranches[index], w.position(owner).tranches[index]);
    let living = if part.generation == book.generation { part.shares.get() } else { 0 };
    value_of(living, book.capital.get(), book.shares.get())
}
