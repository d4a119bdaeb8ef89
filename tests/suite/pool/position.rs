//! `open_position` and `close_position`.

use {
    super::{second_pool, tamper::*},
    breakwater::{
        errors::{AccessError, PoolError},
        events::{PositionClosed, PositionOpened},
        state::{Position, PositionTranche},
    },
    breakwater_testkit::{client::ix, *},
    bytemuck::Zeroable,
    solana_instruction_error::InstructionError::*,
};

#[test]
fn a_position_starts_empty_in_the_generations_of_now() {
    let mut w = World::new();
    let mut pool = w.pool();
    (pool.tranches[0].generation, pool.tranches[1].generation) = (3.into(), 1.into());
    w.write(&w.pool.clone(), &*pool);
    let owner = w.wallet_address();
    let said = PositionOpened {
        pool: w.pool,
        owner,
        at: w.now(),
    };
    w.open_position(&owner).emits(said).ok();
    let seeds: [&[u8]; 3] = [b"position", w.pool.as_ref(), owner.as_ref()];
    let (address, bump) = Address::find_program_address(&seeds, &breakwater::ID);
    assert_eq!(address, pda::position(&w.pool, &owner));
    let part = |generation: u32| PositionTranche {
        generation: generation.into(),
        ..Zeroable::zeroed()
    };
    let wanted = Position {
        version: 1,
        bump,
        pool: w.pool,
        owner,
        tranches: [part(3), part(1)],
        ..Zeroable::zeroed()
    };
    assert_eq!(bytemuck::bytes_of(&*w.position(&owner)), bytemuck::bytes_of(&wanted));
    assert_eq!(w.pool().open_positions.get(), 1);
}

#[test]
fn open_position_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let owner = w.wallet_address();
    let ix = ix::open_position(w.pool, owner);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn one_position_per_owner_and_pool() {
    let mut w = World::new();
    let owner = w.wallet_address();
    w.open_position(&owner).ok();
    w.open_position(&owner).refused_by_framework(IN_USE);
    let second = second_pool(&mut w);
    w.send_all(&[ix::open_position(second, owner)]).ok();
    assert_eq!(w.pool().open_positions.get(), 1);
}

#[test]
fn a02_nobody_opens_a_position_for_another() {
    let mut w = World::new();
    let (owner, other) = (w.wallet_address(), w.wallet_address());
    // Signed by another, at the owner's address.
    let mut bad = ix::open_position(w.pool, other);
    bad.accounts[2].pubkey = pda::position(&w.pool, &owner);
    w.send_all(&[bad]).refused_by_framework(InvalidSeeds);
    // At the address in another pool.
    let mut bad = ix::open_position(w.pool, owner);
    bad.accounts[2].pubkey = pda::position(&pda::pool(1), &owner);
    w.send_all(&[bad]).refused_by_framework(InvalidSeeds);
}

#[test]
fn a16_lamports_at_the_address_do_not_stop_a_position() {
    let mut w = World::new();
    let owner = w.actor(10 * USDC);
    let position = pda::position(&w.pool, &owner);
    give_lamports(&mut w, &position, 900_000);
    w.open_position(&owner).ok();
    w.deposit(&owner, JUNIOR, 10 * USDC).ok();
    assert_eq!(w.svm.get_balance(&position), Some(w.svm.minimum_balance_for_rent_exemption(368)));
}

#[test]
fn the_count_of_positions_never_wraps() {
    let mut w = World::new();
    let mut pool = w.pool();
    pool.open_positions = u32::MAX.into();
    w.write(&w.pool.clone(), &*pool);
    let owner = w.wallet_address();
    w.open_position(&owner).refused(PoolError::PoolLedgerBroken);
}

#[test]
fn inv20_closing_gives_exactly_the_lamports_back_to_the_owner() {
    let mut w = World::new();
    let owner = w.wallet_address();
    let before = w.svm.get_balance(&owner).expect("a wallet");
    w.open_position(&owner).ok();
    let position = pda::position(&w.pool, &owner);
    let rent = w.svm.minimum_balance_for_rent_exemption(368);
    assert_eq!(w.svm.get_balance(&owner), Some(before - rent));
    // What somebody gave to the account comes along.
    give_lamports(&mut w, &position, 12_345);
    let said = PositionClosed {
        pool: w.pool,
        owner,
        at: w.now(),
    };
    w.close_position(&owner).emits(said).ok();
    assert_eq!(w.svm.get_balance(&owner), Some(before + 12_345));
    assert!(w.svm.get_account(&position).is_none_or(|a| a.lamports == 0 && a.data.is_empty()));
    assert_eq!(w.pool().open_positions.get(), 0);
}

#[test]
fn close_position_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let owner = w.wallet_address();
    w.open_position(&owner).ok();
    let ix = ix::close_position(w.pool, owner);
    refused_unless_as_declared_with(&mut w, &ix, &[0, 3]).ok();
}

#[test]
fn a18_nobody_closes_the_position_of_another() {
    let mut w = World::new();
    let (owner, thief) = (w.wallet_address(), w.wallet_address());
    w.open_position(&owner).ok();
    w.open_position(&thief).ok();
    let bad = ix::close_position(w.pool, owner).swapped(&owner, &thief);
    w.send_all(&[bad]).refused(AccessError::NotOwner);
}

#[test]
fn a04_a_position_is_closed_in_its_own_pool() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    let owner = w.wallet_address();
    w.open_position(&owner).ok();
    w.send_all(&[ix::open_position(second, owner)]).ok();
    let bad = ix::close_position(w.pool, owner).swapped(&w.pool, &second);
    w.send_all(&[bad]).refused(PoolError::WrongPool);
}

#[test]
fn a18_a_position_with_shares_stays() {
    for tranche in [JUNIOR, SENIOR] {
        let mut w = World::new();
        let owner = w.underwriter(tranche, 10 * USDC);
        w.close_position(&owner).refused(PoolError::NotEmpty);
        w.request_all(&owner, tranche).ok();
        w.close_position(&owner).refused(PoolError::NotEmpty);
        w.advance(9 * DAY);
        w.close_position(&owner).refused(PoolError::NotEmpty);
        w.execute(&owner, tranche).ok();
        w.close_position(&owner).ok();
    }
}

#[test]
fn shares_of_a_closed_generation_do_not_keep_a_position_open() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    let mut pool = w.pool();
    // As `take_loss` leaves it when junior loses all.
    pool.tranches[0] = Zeroable::zeroed();
    pool.tranches[0].generation = 1.into();
    pool.tranches[0].closed_shares = w.position(&owner).tranches[0].shares;
    w.write(&w.pool.clone(), &*pool);
    w.close_position(&owner).ok();
    assert_eq!(w.pool().open_positions.get(), 0);
}

#[test]
fn a13_a_closed_position_cannot_be_revived_with_lamports() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.fund(owner, 10 * USDC);
    w.request_all(&owner, JUNIOR).ok();
    w.advance(9 * DAY);
    w.execute(&owner, JUNIOR).ok();
    let position = pda::position(&w.pool, &owner);
    let close = ix::close_position(w.pool, owner);
    let refund = pay_lamports(&owner, &position, 10_000_000);
    let source = pda::associated_token(&owner, &w.mint);
    let deposit = ix::deposit(w.pool, owner, source, JUNIOR, 5 * USDC, 0);
    w.send_all(&[close.clone(), refund.clone(), deposit.clone()])
        .refused_by_framework(AccountDataTooSmall);
    w.send_all(&[close.clone(), deposit]).refused_by_framework(AccountDataTooSmall);
    w.send_all(&[close.clone(), refund, close.clone()])
        .refused_by_framework(AccountDataTooSmall);
    w.send_all(&[close.clone(), close]).refused_by_framework(AccountDataTooSmall);
}

#[test]
fn a11_a_position_opened_again_in_the_same_transaction_is_a_new_one() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 10 * USDC);
    w.request_all(&owner, SENIOR).ok();
    w.advance(9 * DAY);
    w.execute(&owner, SENIOR).ok();
    let (close, open) = (ix::close_position(w.pool, owner), ix::open_position(w.pool, owner));
    w.send_all(&[close, open]).ok();
    let position = w.position(&owner);
    assert_eq!(bytemuck::bytes_of(&position.tranches), [0; 224]);
    assert_eq!(w.pool().open_positions.get(), 1);
    w.assert_books();
}
