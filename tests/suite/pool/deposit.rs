//! `deposit`.

use {
    super::{tamper::*, *},
    breakwater::{
        errors::{AccessError, PoolError},
        events::CapitalDeposited,
    },
    solana_instruction_error::InstructionError::*,
};

/// A deposit that is right but for what the test changes.
fn deposit_of(w: &World, owner: &Address, tranche: u8, amount: u64, min_shares: u128) -> Instruction {
    ix::deposit(w.pool, *owner, pda::associated_token(owner, &w.mint), tranche, amount, min_shares)
}

/// An owner with a position and tokens, and no deposit yet.
fn newcomer(w: &mut World, amount: u64) -> Address {
    let owner = w.actor(amount);
    w.open_position(&owner).ok();
    owner
}

#[test]
fn the_first_deposit_gets_a_thousand_shares_per_atom_and_moves_exactly_its_amount() {
    for tranche in [JUNIOR, SENIOR] {
        let mut w = World::new();
        let owner = newcomer(&mut w, 25 * USDC);
        let amount = 12_345_678;
        let said = CapitalDeposited {
            pool: w.pool,
            owner,
            tranche,
            amount,
            tranche_capital: amount,
            at: w.now(),
        };
        w.deposit(&owner, tranche, amount).emits(said).ok();
        let (pool, index) = (w.pool(), usize::from(tranche));
        let (book, other) = (&pool.tranches[index], &pool.tranches[1 - index]);
        assert_eq!(book.shares.get(), 12_345_678_000);
        assert_eq!((book.capital.get(), book.issued_for.get()), (amount, amount));
        assert!(bytemuck::bytes_of(other).iter().all(|b| *b == 0), "the other tranche is untouched");
        assert_eq!(w.position(&owner).tranches[index].shares.get(), 12_345_678_000);
        assert_eq!(w.balance(&pool.vault), amount);
        assert_eq!(w.wallet(&owner), 25 * USDC - amount);
        // All premium goes to the only tranche with capital.
        assert_eq!(pool.junior_split.get(), if tranche == JUNIOR { 1_000_000_000 } else { 0 });
        w.assert_books();
    }
}

#[test]
fn a_later_deposit_gets_shares_at_the_price_of_the_moment_rounded_down() {
    let mut w = World::new();
    let first = w.underwriter(SENIOR, 1_000 * USDC);
    // A price that does not divide: capital grew by 77.777777 USDC of premium.
    let (mut pool, vault) = (w.pool(), pda::vault(&w.pool));
    pool.tranches[1].capital = 1_077_777_777.into();
    w.write(&w.pool.clone(), &*pool);
    let (mint, address) = (w.mint, w.pool);
    w.put_token(vault, &mint, &address, 1_077_777_777);
    let before = worth(&w, &first, SENIOR);
    let second = w.underwriter(SENIOR, 333_333_333);
    // 333,333,333 · (10^12 + 1,000) / 1,077,777,778 = 309,278,350,451.9…
    let shares: u128 = 333_333_333 * (1_000_000_000_000 + 1_000) / 1_077_777_778;
    assert_eq!(shares, 309_278_350_451);
    assert_eq!(w.position(&second).tranches[1].shares.get(), shares);
    assert_eq!(w.pool().tranches[1].capital.get(), 1_411_111_110);
    // INV-07: nobody else lost, and nobody gained more than what rounding left behind.
    assert_eq!((before, worth(&w, &first, SENIOR)), (1_077_777_776, 1_077_777_776));
    assert!((333_333_332..=333_333_333).contains(&worth(&w, &second, SENIOR)));
}

#[test]
fn deposit_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let owner = newcomer(&mut w, 10 * USDC);
    let ix = deposit_of(&w, &owner, JUNIOR, 10 * USDC, 0);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a42_premium_is_recognised_before_the_share_price_is_read() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let early = w.underwriter(SENIOR, 200_000 * USDC);
    w.holder(&product, 50_000 * USDC, 30);
    w.advance(15 * DAY);
    let late = w.underwriter(SENIOR, 200_000 * USDC);
    let (pool, now) = (w.pool(), w.now());
    assert_eq!(pool.recognised_at.get(), now);
    // Half a month of premium belongs to who bore the risk; the newcomer's shares are worth what was paid for them.
    assert!(worth(&w, &early, SENIOR) > 200_035 * USDC);
    assert!((200_000 * USDC - 1..=200_000 * USDC).contains(&worth(&w, &late, SENIOR)));
    // From here on both earn alike, but for the rounding of one atom.
    let (a, b) = (worth(&w, &early, SENIOR), worth(&w, &late, SENIOR));
    w.advance(5 * DAY);
    w.underwriter(SENIOR, 10 * USDC);
    let (grown, new) = (worth(&w, &early, SENIOR) - a, worth(&w, &late, SENIOR) - b);
    let (by_share, by_share_new) = (
        u128::from(grown) * 1_000_000 / u128::from(a),
        u128::from(new) * 1_000_000 / u128::from(b),
    );
    assert!(grown > 0 && by_share.abs_diff(by_share_new) <= 1, "{grown} on {a}, {new} on {b}");
}

#[test]
fn a_deposit_is_priced_as_if_nothing_undecided_were_lost() {
    let mut w = World::new();
    let first = w.underwriter(JUNIOR, 100 * USDC);
    let mut pool = w.pool();
    pool.provisional = (60 * USDC).into();
    w.write(&w.pool.clone(), &*pool);
    let second = w.underwriter(JUNIOR, 50 * USDC);
    assert_eq!(w.position(&second).tranches[0].shares.get(), 50_000_000_000);
    assert_eq!(worth(&w, &first, JUNIOR), 100 * USDC);
}

#[test]
fn min_shares_are_met_exactly_or_the_deposit_is_refused() {
    let mut w = World::new();
    let owner = newcomer(&mut w, 10 * USDC);
    for min_shares in [10_000_000_001, u128::from(u64::MAX), 1 << 64, u128::MAX] {
        let ix = deposit_of(&w, &owner, SENIOR, 10 * USDC, min_shares);
        w.send_all(&[ix]).refused(PoolError::SlippageShares);
    }
    let ix = deposit_of(&w, &owner, SENIOR, 10 * USDC, 10_000_000_000);
    w.send_all(&[ix]).ok();
}

#[test]
fn a30_amounts_that_are_nothing_too_small_or_not_there() {
    let mut w = World::new();
    let owner = newcomer(&mut w, 10 * USDC);
    w.deposit(&owner, JUNIOR, 0).refused(PoolError::ZeroAmount);
    w.deposit(&owner, JUNIOR, 1).refused(PoolError::BelowMinimumDeposit);
    w.deposit(&owner, JUNIOR, USDC - 1).refused(PoolError::BelowMinimumDeposit);
    w.deposit(&owner, JUNIOR, 10 * USDC + 1).refused(PoolError::SourceShort);
    w.deposit(&owner, JUNIOR, u64::MAX).refused(PoolError::SourceShort);
    w.deposit(&owner, JUNIOR, USDC).ok();
    w.deposit(&owner, JUNIOR, 9 * USDC).ok();
}

#[test]
fn a30_a_pool_never_holds_more_than_a_u64() {
    let mut w = World::new();
    let whale = newcomer(&mut w, u64::MAX);
    w.deposit(&whale, JUNIOR, u64::MAX).ok();
    assert_eq!(w.pool().tranches[0].capital.get(), u64::MAX);
    assert_eq!(w.position(&whale).tranches[0].shares.get(), u128::from(u64::MAX) * 1_000);
    w.assert_books();
    let next = newcomer(&mut w, 10 * USDC);
    w.deposit(&next, JUNIOR, 10 * USDC).refused(PoolError::PoolLedgerBroken);
    // The other tranche is no way round: the token program wraps, and the vault is found to have moved by another amount (INV-03).
    w.deposit(&next, SENIOR, 10 * USDC).refused(PoolError::VaultMoved);
}

#[test]
fn there_are_two_tranches() {
    let mut w = World::new();
    let owner = newcomer(&mut w, 10 * USDC);
    for tranche in [2, 3, 127, 128, 255] {
        w.deposit(&owner, tranche, 10 * USDC).refused(PoolError::UnknownTranche);
    }
}

#[test]
fn a72_a_pause_stops_deposits_until_its_second_has_come() {
    let mut w = World::new();
    let owner = newcomer(&mut w, 10 * USDC);
    let now = w.now();
    for until in [now + 1, now + 6 * 3_600, i64::MAX] {
        pause_until(&mut w, until);
        w.deposit(&owner, JUNIOR, 10 * USDC).refused(AccessError::Paused);
    }
    pause_until(&mut w, now);
    w.deposit(&owner, JUNIOR, 10 * USDC).ok();
}

#[test]
fn a04_a_position_takes_deposits_of_its_owner_in_its_pool() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    let (owner, other) = (newcomer(&mut w, 10 * USDC), newcomer(&mut w, 10 * USDC));
    w.send_all(&[ix::open_position(second, owner)]).ok();
    let right = deposit_of(&w, &owner, JUNIOR, 10 * USDC, 0);
    let (own, others) = (pda::position(&w.pool, &owner), pda::position(&w.pool, &other));
    w.send_all(&[right.swapped(&own, &others)]).refused(AccessError::NotOwner);
    w.send_all(&[right.swapped(&own, &pda::position(&second, &owner))])
        .refused(PoolError::WrongPool);
    w.send_all(&[right.swapped(&w.pool, &second)]).refused(PoolError::WrongPool);
}

#[test]
fn a06_money_comes_from_the_owner_s_own_account_of_the_pool_s_mint() {
    let mut w = World::new();
    let (owner, other) = (newcomer(&mut w, 10 * USDC), w.actor(10 * USDC));
    let right = deposit_of(&w, &owner, JUNIOR, 10 * USDC, 0);
    let (mint, ata) = (w.mint, pda::associated_token(&owner, &w.mint));
    let fake = lookalike_mint(&mut w);
    let lookalike = token_account(&mut w, &fake, &owner, 10 * USDC);
    w.send_all(&[right.swapped(&ata, &lookalike)]).refused(PoolError::WrongMint);
    let others = pda::associated_token(&other, &mint);
    w.send_all(&[right.swapped(&ata, &others)]).refused(PoolError::WrongTokenOwner);
    // Another account of the owner is as good as the associated one.
    let auxiliary = token_account(&mut w, &mint, &owner, 10 * USDC);
    w.send_all(&[right.swapped(&ata, &auxiliary)]).ok();
}

#[test]
fn a06_money_goes_to_the_recorded_vault_only() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    let owner = newcomer(&mut w, 10 * USDC);
    let right = deposit_of(&w, &owner, JUNIOR, 10 * USDC, 0);
    let (mint, pool, vault) = (w.mint, w.pool, pda::vault(&w.pool));
    let auxiliary = token_account(&mut w, &mint, &pool, 0);
    let own = token_account(&mut w, &mint, &owner, 0);
    for other in [auxiliary, own, pda::vault(&second)] {
        w.send_all(&[right.swapped(&vault, &other)]).refused(PoolError::WrongVault);
    }
}

#[test]
fn a26_a_frozen_source_pays_nothing_and_a_delegate_may_not_deposit() {
    let mut w = World::new();
    let owner = newcomer(&mut w, 10 * USDC);
    let (mint, ata) = (w.mint, pda::associated_token(&owner, &w.mint));
    w.put(ata, pda::TOKEN, tokens::token_bytes(&mint, &owner, 10 * USDC, 2));
    w.deposit(&owner, JUNIOR, 10 * USDC).refused_by_framework(Custom(17));
    // A delegate of somebody's tokens is not their owner.
    let victim = w.actor(10 * USDC);
    let mut data = tokens::token_bytes(&mint, &victim, 10 * USDC, 1);
    data[72] = 1;
    data[76..108].copy_from_slice(owner.as_ref());
    data[121..129].copy_from_slice(&(10 * USDC).to_le_bytes());
    let delegated = pda::associated_token(&victim, &mint);
    w.put(delegated, pda::TOKEN, data);
    let bad = deposit_of(&w, &owner, JUNIOR, 10 * USDC, 0).swapped(&ata, &delegated);
    w.send_all(&[bad]).refused(PoolError::WrongTokenOwner);
}

#[test]
fn a_clock_behind_the_last_recognition_is_refused() {
    let mut w = World::new();
    let owner = newcomer(&mut w, 10 * USDC);
    w.advance(-1);
    w.deposit(&owner, JUNIOR, 10 * USDC).refused(PoolError::PoolClockWentBack);
    w.advance(1);
    w.deposit(&owner, JUNIOR, 10 * USDC).ok();
}

#[test]
fn a30_a_tranche_whose_shares_have_become_too_many_takes_no_deposit_and_lets_everybody_leave() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.request_all(&owner, JUNIOR).ok();
    w.advance(9 * DAY);
    w.fund(owner, 2 * USDC);
    let (address, mut pool) = (w.pool, *w.pool());
    let most = breakwater::constants::MAX_SHARES;
    pool.tranches[0].shares = most.into();
    w.write(&address, &pool);
    w.deposit(&owner, JUNIOR, USDC).refused(PoolError::TooManyShares);
    w.deposit(&owner, SENIOR, USDC).ok();
    w.execute(&owner, JUNIOR).ok();
}
