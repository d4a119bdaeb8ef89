//! `sweep_fees`.

use {
    super::{tamper::*, *},
    breakwater::{
        errors::{PoolError, TreasuryError},
        events::FeesSwept,
    },
};

/// A pool that owes fees for one sale, and how much.
fn owing() -> (World, u64) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 100_000 * USDC);
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    // 5 % of the premium, rounded up.
    let fee = (w.policy(&policy).premium.get() * 5).div_ceil(100);
    (w, fee)
}

#[test]
fn exactly_the_owed_fees_go_to_the_treasury_and_once() {
    let (mut w, fee) = owing();
    assert_eq!(w.pool().fees_owed.get(), fee);
    let vault = w.balance(&pda::vault(&w.pool));
    let said = FeesSwept {
        pool: w.pool,
        amount: fee,
        to_escrows: 0,
        at: w.now(),
    };
    w.sweep().emits(said).ok();
    assert_eq!(
        (w.treasury(), w.balance(&pda::vault(&w.pool)), w.pool().fees_owed.get()),
        (fee, vault - fee, 0)
    );
    assert_eq!(
        (w.treasury_purse().held.get(), w.treasury_purse().taken_in.get()),
        (fee, fee),
        "INV-03"
    );
    w.sweep().refused(PoolError::NothingToSweep);
    w.assert_books();
}

#[test]
fn sweep_fees_takes_exactly_what_it_declares() {
    let (mut w, _) = owing();
    w.electorate().ok();
    w.open_revenue().ok();
    let ix = ix::sweep_fees(w.pool, w.mint);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a06_fees_go_to_the_vault_of_the_purse_of_the_pool_s_mint_only() {
    let (mut w, fee) = owing();
    let (mint, thief, vault, purse) = (w.mint, w.actor(0), w.treasury_vault(), pda::purse(&w.mint));
    let right = ix::sweep_fees(w.pool, mint);
    let auxiliary = token_account(&mut w, &mint, &purse, 0);
    for other in [auxiliary, pda::associated_token(&thief, &mint)] {
        w.send_all(&[right.swapped(&vault, &other)]).refused(TreasuryError::WrongPurseVault);
    }
    let fake = lookalike_mint(&mut w);
    w.send_all(&[ix::open_purse(thief, fake)]).ok();
    w.send_all(&[ix::sweep_fees(w.pool, fake)]).refused(TreasuryError::WrongPurse);
    w.put(vault, pda::TOKEN, tokens::token_bytes(&mint, &purse, 0, 2));
    w.sweep().refused(PoolError::DestinationFrozen);
    w.put_token(vault, &mint, &purse, 0);
    w.sweep().ok();
    assert_eq!(w.treasury(), fee);
}

#[test]
fn a06_fees_come_from_this_pool_s_vault_only() {
    let (mut w, _) = owing();
    let second = second_pool(&mut w);
    in_pool(&mut w, second, |w| w.underwriter(JUNIOR, 1_000 * USDC));
    let (mint, pool) = (w.mint, w.pool);
    let right = ix::sweep_fees(pool, mint);
    let auxiliary = token_account(&mut w, &mint, &pool, 1_000 * USDC);
    for other in [pda::vault(&second), auxiliary] {
        w.send_all(&[right.swapped(&pda::vault(&pool), &other)])
            .refused(PoolError::WrongVault);
    }
    // The other pool owes nothing, and its vault stays shut for this one's fees.
    w.send_all(&[right.swapped(&pool, &second).swapped(&pda::vault(&pool), &pda::vault(&second))])
        .refused(PoolError::NothingToSweep);
    w.send_all(&[right.swapped(&pool, &second)]).refused(PoolError::WrongVault);
}

#[test]
fn a72_a_pause_stops_no_fees() {
    let (mut w, _) = owing();
    pause_until(&mut w, i64::MAX);
    w.sweep().ok();
}
