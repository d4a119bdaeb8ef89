//! The last lines of defence: books that do not add up, numbers that do not fit, a clock that goes back.

use {
    super::*,
    breakwater::{
        errors::{ArithmeticError, PoolError},
        state::Pool,
    },
};

/// A pool with a matured request in both tranches, a fee that is owed, and the owner of all of it.
fn busy() -> (World, Address) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(JUNIOR, 10_000 * USDC);
    w.fund(owner, 20_000 * USDC);
    w.deposit(&owner, SENIOR, 10_000 * USDC).ok();
    w.request(&owner, JUNIOR, 1_000_000_000).ok();
    w.request(&owner, SENIOR, 1_000_000_000).ok();
    w.holder(&product, 1_000 * USDC, 30);
    w.advance(9 * DAY);
    (w, owner)
}

/// Everything that moves money of this owner or pool now.
fn moves(w: &World, owner: &Address) -> [(&'static str, Instruction); 5] {
    let ata = pda::associated_token(owner, &w.mint);
    [
        ("deposit", ix::deposit(w.pool, *owner, ata, JUNIOR, USDC, 0)),
        ("cancel_withdrawal", ix::cancel_withdrawal(w.pool, *owner, ata, JUNIOR)),
        ("execute_withdrawal", ix::execute_withdrawal(w.pool, w.keeper, *owner, ata, JUNIOR)),
        ("withdraw", ix::withdraw(w.pool, *owner, ata, SENIOR, 1_000_000, 1)),
        ("sweep_fees", ix::sweep_fees(w.pool, w.mint)),
    ]
}

#[test]
fn every_move_is_possible_in_the_world_of_these_tests() {
    for n in 0..5 {
        let (mut w, owner) = busy();
        let (name, ix) = moves(&w, &owner)[n].clone();
        println!("{name}");
        w.send_all(&[ix]).ok();
        w.assert_books();
    }
}

#[test]
fn inv01_a_pool_that_owes_more_than_its_vault_holds_moves_nothing() {
    type Change = fn(&mut Pool);
    let changes: [Change; 5] = [
        |p| p.reserve = (p.reserve.get() + 1_000_000 * USDC).into(),
        |p| p.payable = (1_000_000 * USDC).into(),
        |p| p.tranches[1].capital = (1_000_000 * USDC).into(),
        |p| p.unearned = (u128::from(1_000_000 * USDC) << 64).into(),
        // The sum itself does not fit.
        |p| p.reserve = u64::MAX.into(),
    ];
    for change in changes {
        let (mut w, owner) = busy();
        let mut pool = w.pool();
        change(&mut pool);
        w.write(&w.pool.clone(), &*pool);
        for (name, ix) in moves(&w, &owner) {
            println!("{name}");
            w.send_all(&[ix]).refused(PoolError::PoolLedgerBroken);
        }
    }
}

#[test]
fn inv05_sums_that_contradict_each_other_move_nothing() {
    type Change = fn(&mut Pool);
    let changes: [Change; 4] = [
        |p| p.ended_at_stake = (p.provisional.get() + 1).into(),
        |p| p.tranches[1].pending_shares = (p.tranches[1].shares.get() + 1).into(),
        |p| p.tranches[1].matured_shares = (p.tranches[1].pending_shares.get() + 1).into(),
        |p| (p.tranches[1].shares, p.tranches[1].pending_shares, p.tranches[1].maturing) = (0.into(), 0.into(), [0.into(); 32]),
    ];
    for (line, change) in changes.iter().enumerate() {
        let (mut w, owner) = busy();
        let mut pool = w.pool();
        pool.recognised_at = w.now().into();
        change(&mut pool);
        w.write(&w.pool.clone(), &*pool);
        let sweep = moves(&w, &owner)[4].1.clone();
        println!("case {line}");
        w.send_all(&[sweep]).refused(PoolError::PoolLedgerBroken);
    }
}

#[test]
fn a_clock_behind_the_last_recognition_moves_nothing() {
    let (mut w, owner) = busy();
    let ata = pda::associated_token(&owner, &w.mint);
    // Recognised now.
    w.send_all(&[ix::deposit(w.pool, owner, ata, SENIOR, USDC, 0)]).ok();
    w.advance(-1);
    for (name, ix) in moves(&w, &owner).into_iter().take(4) {
        println!("{name}");
        w.send_all(&[ix]).refused(PoolError::PoolClockWentBack);
    }
    w.request(&owner, JUNIOR, 1).refused(PoolError::PoolClockWentBack);
}

#[test]
fn inv07_a_deposit_that_would_get_no_share_is_refused() {
    let mut w = World::new();
    w.underwriter(SENIOR, 10 * USDC);
    let mut pool = w.pool();
    // One share that holds everything, as no sequence of instructions leaves it.
    (pool.tranches[1].shares, pool.tranches[1].capital) = (1.into(), (2_000 * USDC).into());
    w.write(&w.pool.clone(), &*pool);
    let owner = w.actor(10 * USDC);
    w.open_position(&owner).ok();
    w.deposit(&owner, SENIOR, USDC).refused(PoolError::SlippageShares);
}

#[test]
fn a30_shares_that_do_not_fit_are_refused() {
    let mut w = World::new();
    w.underwriter(SENIOR, 10 * USDC);
    let owner = w.actor(10 * USDC);
    w.open_position(&owner).ok();
    for shares in [u128::MAX, u128::MAX - 999] {
        let mut pool = w.pool();
        pool.tranches[1].shares = shares.into();
        w.write(&w.pool.clone(), &*pool);
        w.deposit(&owner, SENIOR, 10 * USDC).refused(ArithmeticError::Overflow);
    }
    // They fit by themselves and not together with those that exist.
    for (shares, amount) in [(u128::MAX - 1_000, 10 * USDC), (u128::MAX / 2 + 1, 11 * USDC)] {
        let mut pool = w.pool();
        pool.tranches[1].shares = shares.into();
        w.write(&w.pool.clone(), &*pool);
        w.fund(owner, 90 * USDC);
        w.deposit(&owner, SENIOR, amount).refused(PoolError::PoolLedgerBroken);
    }
}

#[test]
fn counts_never_fall_below_zero() {
    let mut w = World::new();
    let owner = w.wallet_address();
    w.open_position(&owner).ok();
    let product = w.draft(&DepegSpec::default());
    let mut pool = w.pool();
    (pool.open_positions, pool.open_products) = (0.into(), 0.into());
    w.write(&w.pool.clone(), &*pool);
    w.close_position(&owner).refused(PoolError::PoolLedgerBroken);
    w.close_product(&product).refused(PoolError::PoolLedgerBroken);
}
