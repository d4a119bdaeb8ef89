//! `execute_withdrawal`.

use {
    super::{tamper::*, *},
    breakwater::{errors::PoolError, events::CapitalWithdrawn},
    solana_instruction_error::InstructionError::*,
};

/// An underwriter whose whole request is matured, in a pool without cover.
fn matured(w: &mut World, tranche: u8, amount: u64) -> Address {
    let owner = w.underwriter(tranche, amount);
    w.request_all(&owner, tranche).ok();
    w.advance(9 * DAY);
    owner
}

fn execution(w: &World, executor: &Address, owner: &Address, destination: &Address, tranche: u8) -> Instruction {
    ix::execute_withdrawal(w.pool, *executor, *owner, *destination, tranche)
}

#[test]
fn anyone_pays_a_matured_request_to_its_owner_in_full() {
    for tranche in [JUNIOR, SENIOR] {
        let mut w = World::new();
        let amount = 12_345_678;
        let owner = matured(&mut w, tranche, amount);
        let vault = pda::vault(&w.pool);
        let said = CapitalWithdrawn {
            pool: w.pool,
            owner,
            tranche,
            amount,
            at_lower_price: false,
            tranche_capital: 0,
            at: w.now(),
        };
        w.execute(&owner, tranche).emits(said).ok();
        assert_eq!((w.wallet(&owner), w.balance(&vault), w.wallet(&w.keeper)), (amount, 0, 0));
        let (pool, part) = (w.pool(), w.position(&owner).tranches[usize::from(tranche)]);
        assert!(
            bytemuck::bytes_of(&pool.tranches[usize::from(tranche)]).iter().all(|b| *b == 0),
            "an empty tranche is as new"
        );
        assert_eq!((part.shares.get(), part.pending.get(), part.matures_day.get()), (0, 0, 0));
        w.execute(&owner, tranche).refused(PoolError::NoRequest);
        w.assert_books();
    }
}

#[test]
fn execute_withdrawal_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let owner = matured(&mut w, JUNIOR, 10 * USDC);
    let (keeper, ata) = (w.keeper, pda::associated_token(&owner, &w.mint));
    let ix = execution(&w, &keeper, &owner, &ata, JUNIOR);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn not_a_second_before_the_midnight_and_from_it_on() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 10 * USDC);
    w.request_all(&owner, SENIOR).ok();
    let midnight = i64::from(w.position(&owner).tranches[1].matures_day.get()) * DAY;
    w.execute(&owner, SENIOR).refused(PoolError::NotMatured);
    w.set_time(midnight - 1);
    w.execute(&owner, SENIOR).refused(PoolError::NotMatured);
    w.set_time(midnight);
    w.execute(&owner, SENIOR).ok();
}

#[test]
fn a_part_of_the_request_leaves_the_rest_of_the_shares_in_place() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 10 * USDC);
    w.request(&owner, SENIOR, 3_000_000_000).ok();
    w.advance(9 * DAY);
    w.execute(&owner, SENIOR).ok();
    assert_eq!((w.wallet(&owner), worth(&w, &owner, SENIOR)), (3 * USDC, 7 * USDC));
    let book = w.pool().tranches[1];
    assert_eq!(
        (book.shares.get(), book.issued_for.get(), book.pending_shares.get()),
        (7_000_000_000, 7 * USDC, 0)
    );
    // The rest may be requested anew.
    w.request_all(&owner, SENIOR).ok();
    w.assert_books();
}

#[test]
fn a40_capital_that_backs_cover_stays_and_what_is_free_leaves_in_part() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let (owner, other) = (w.underwriter(SENIOR, 60_000 * USDC), w.underwriter(SENIOR, 10_000 * USDC));
    w.request_all(&owner, SENIOR).ok();
    w.request_all(&other, SENIOR).ok();
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    w.advance(9 * DAY);
    let policy = w.policy(&policy);
    // Premium (3.4), by plain arithmetic: area from 0 to 50,000 under the line from 2 % at 0 to 8 % at 8 million, 30.5 days.
    let (cover, seconds) = (50_000_000_000u128, 30 * 86_400 + 43_200u128);
    let area = 20_000_000 * cover + (60_000_000 * cover * cover).div_ceil(2 * 8_000_000_000_000);
    let premium = (area * seconds).div_ceil(31_536_000 * 1_000_000_000);
    assert_eq!(u128::from(policy.premium.get()), premium);
    let rest = premium - (premium * 5).div_ceil(100) - premium * 5 / 100;
    let rate = (rest << 64) / seconds;
    let unearned = (rate * (seconds - 9 * 86_400)).div_ceil(1 << 64);
    let (capital, shares) = (70_000_000_000 + rest - unearned, 70_000_000_000_000u128);
    let free = capital - cover;
    let part = free * (shares + 1_000) / (capital + 1);
    let amount = u64::try_from(part * (capital + 1) / (shares + 1_000)).expect("atoms");
    w.execute(&owner, SENIOR).ok();
    assert_eq!(w.wallet(&owner), amount);
    assert_eq!(w.position(&owner).tranches[1].pending.get(), 60_000_000_000_000 - part);
    let left = w.pool().tranches[1].capital.get();
    assert!((50_000 * USDC..=50_000 * USDC + 1).contains(&left), "{left}");
    // Not an atom more, for nobody, until cover ends or premium comes in.
    w.execute(&owner, SENIOR).refused(PoolError::NotFree);
    w.execute(&other, SENIOR).refused(PoolError::NotFree);
    w.assert_books();
    // A product that nobody rolled overstates its cover, which is safe: only premium is free until somebody does.
    w.advance(40 * DAY);
    w.execute(&owner, SENIOR).ok();
    assert!(w.pool().tranches[1].capital.get() >= 50_000 * USDC);
    w.execute(&owner, SENIOR).refused(PoolError::NotFree);
    w.roll(&product).ok();
    w.execute(&owner, SENIOR).ok();
    w.execute(&other, SENIOR).ok();
    assert_eq!(w.pool().tranches[1].capital.get(), 0);
    w.assert_books();
}

#[test]
fn a40_exactly_the_free_capital_leaves() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 100 * USDC);
    w.request_all(&owner, SENIOR).ok();
    w.advance(9 * DAY);
    for (cover, left) in [(100 * USDC, 100 * USDC), (99_999_999, 99_999_999), (40 * USDC, 40 * USDC)] {
        w.write_cover(cover, 0, 0);
        let outcome = w.execute(&owner, SENIOR);
        if cover == 100 * USDC {
            outcome.refused(PoolError::NotFree);
        } else {
            outcome.ok();
        }
        assert_eq!(w.pool().tranches[1].capital.get(), left);
        w.execute(&owner, SENIOR).refused(PoolError::NotFree);
    }
    assert_eq!(w.wallet(&owner), 60 * USDC);
}

#[test]
fn a37_nobody_leaves_at_the_full_price_while_anything_is_undecided() {
    let mut w = World::new();
    let owner = matured(&mut w, JUNIOR, 10 * USDC);
    let noticed = 10 * USDC / 1_000;
    for provisional in [noticed + 1, 5 * USDC, u64::MAX] {
        let mut pool = w.pool();
        pool.provisional = provisional.into();
        w.write(&w.pool.clone(), &*pool);
        w.execute(&owner, JUNIOR).refused(PoolError::Undecided);
    }
    // A thousandth of the price is not noticed; twice as many shares as that may take atoms stay, and two.
    let mut pool = w.pool();
    pool.provisional = noticed.into();
    w.write(&w.pool.clone(), &*pool);
    let base = w.svm.clone();
    w.execute(&owner, JUNIOR).ok();
    assert_eq!(w.position(&owner).tranches[0].shares.get(), u128::from(2 * noticed + 2));
    w.execute(&owner, JUNIOR).refused(PoolError::Undecided);
    w.svm = base;
    let mut pool = w.pool();
    pool.provisional = 0.into();
    w.write(&w.pool.clone(), &*pool);
    w.execute(&owner, JUNIOR).ok();
}

#[test]
fn a37_a_breach_holds_matured_requests_back_until_it_is_over() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 100_000 * USDC);
    w.request(&owner, SENIOR, 10_000_000_000_000).ok();
    w.holder(&product, 50_000 * USDC, 30);
    w.advance(9 * DAY);
    w.observe_at(&product, 900_000_000).ok();
    w.execute(&owner, SENIOR).refused(PoolError::Undecided);
    // No window closed; a day without a breach ends it.
    for _ in 0..300 {
        w.advance(300);
        w.observe_at(&product, 1_000_000_000).ok();
    }
    assert!(w.pool().provisional.is_zero());
    w.execute(&owner, SENIOR).ok();
    assert!(w.wallet(&owner) > 10_000 * USDC);
}

#[test]
fn only_a_standing_request_of_a_known_tranche_is_executed() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.execute(&owner, JUNIOR).refused(PoolError::NoRequest);
    w.request_all(&owner, JUNIOR).ok();
    w.advance(9 * DAY);
    w.execute(&owner, SENIOR).refused(PoolError::NoRequest);
    for tranche in [2, 3, 127, 128, 255] {
        w.execute(&owner, tranche).refused(PoolError::UnknownTranche);
    }
}

#[test]
fn a06_a_third_party_pays_to_an_account_of_the_owner_only() {
    let mut w = World::new();
    let owner = matured(&mut w, JUNIOR, 10 * USDC);
    let (keeper, ata) = (w.keeper, pda::associated_token(&owner, &w.mint));
    let keepers = w.fund(keeper, 0);
    let fake = lookalike_mint(&mut w);
    let lookalike = token_account(&mut w, &fake, &owner, 0);
    let cases = [(keepers, PoolError::WrongTokenOwner), (lookalike, PoolError::WrongMint)];
    for (destination, error) in cases {
        let ix = execution(&w, &keeper, &owner, &destination, JUNIOR);
        w.send_all(&[ix]).refused(error);
    }
    // The look-alike's associated account is no way round, nor is an account that does not exist.
    let lookalike_ata = pda::associated_token(&owner, &fake);
    w.put_token(lookalike_ata, &fake, &owner, 0);
    let ix = execution(&w, &keeper, &owner, &lookalike_ata, JUNIOR);
    w.send_all(&[ix]).refused(PoolError::WrongMint);
    let nowhere = Address::new_from_array([0x33; 32]);
    let ix = execution(&w, &keeper, &owner, &nowhere, JUNIOR);
    w.send_all(&[ix]).refused_by_framework(AccountDataTooSmall);
    let ix = execution(&w, &keeper, &owner, &ata, JUNIOR);
    w.send_all(&[ix]).ok();
}

#[test]
fn the_owner_may_name_any_account_of_theirs() {
    let mut w = World::new();
    let owner = matured(&mut w, JUNIOR, 10 * USDC);
    let (mint, other) = (w.mint, w.actor(0));
    let auxiliary = token_account(&mut w, &mint, &owner, 0);
    let others = pda::associated_token(&other, &mint);
    let ix = execution(&w, &owner, &owner, &others, JUNIOR);
    w.send_all(&[ix]).refused(PoolError::WrongTokenOwner);
    let ix = execution(&w, &owner, &owner, &auxiliary, JUNIOR);
    w.send_all(&[ix]).ok();
    assert_eq!(w.balance(&auxiliary), 10 * USDC);
}

#[test]
fn a26_a_frozen_destination_is_refused_by_name_and_stops_nobody_else() {
    let mut w = World::new();
    let (owner, other) = (w.underwriter(JUNIOR, 10 * USDC), w.underwriter(JUNIOR, 10 * USDC));
    for who in [&owner, &other] {
        w.request_all(who, JUNIOR).ok();
    }
    w.advance(9 * DAY);
    let (mint, ata) = (w.mint, pda::associated_token(&owner, &w.mint));
    w.put(ata, pda::TOKEN, tokens::token_bytes(&mint, &owner, 0, 2));
    w.execute(&owner, JUNIOR).refused(PoolError::DestinationFrozen);
    let ix = execution(&w, &owner, &owner, &ata, JUNIOR);
    w.send_all(&[ix]).refused(PoolError::DestinationFrozen);
    w.execute(&other, JUNIOR).ok();
    w.put(ata, pda::TOKEN, tokens::token_bytes(&mint, &owner, 0, 1));
    w.execute(&owner, JUNIOR).ok();
    assert_eq!(w.wallet(&owner), 10 * USDC);
}

#[test]
fn a04_pool_position_and_vault_belong_together() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    let owner = matured(&mut w, JUNIOR, 10 * USDC);
    let rich = in_pool(&mut w, second, |w| w.underwriter(JUNIOR, 50 * USDC));
    let (mint, pool, keeper, ata) = (w.mint, w.pool, w.keeper, pda::associated_token(&owner, &w.mint));
    let right = execution(&w, &keeper, &owner, &ata, JUNIOR);
    w.send_all(&[right.swapped(&pool, &second)]).refused(PoolError::WrongPool);
    let foreign = pda::position(&second, &rich);
    w.send_all(&[right.swapped(&pda::position(&pool, &owner), &foreign)])
        .refused(PoolError::WrongPool);
    // A08: one pool's key never opens another's vault.
    w.send_all(&[right.swapped(&pda::vault(&pool), &pda::vault(&second))])
        .refused(PoolError::WrongVault);
    let auxiliary = token_account(&mut w, &mint, &pool, 50 * USDC);
    w.send_all(&[right.swapped(&pda::vault(&pool), &auxiliary)])
        .refused(PoolError::WrongVault);
    let both = right.swapped(&pool, &second).swapped(&pda::vault(&pool), &pda::vault(&second));
    w.send_all(&[both]).refused(PoolError::WrongPool);
}

#[test]
fn shares_that_are_worth_no_atom_leave_all_the_same() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.request(&owner, JUNIOR, 999).ok();
    w.advance(9 * DAY);
    w.execute(&owner, JUNIOR).ok();
    assert_eq!((w.wallet(&owner), w.pool().tranches[0].shares.get()), (0, 9_999_999_001));
    w.assert_books();
}

#[test]
fn the_last_rounding_crumbs_go_to_the_reserve() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.request(&owner, JUNIOR, 999).ok();
    w.advance(9 * DAY);
    w.execute(&owner, JUNIOR).ok();
    w.request_all(&owner, JUNIOR).ok();
    w.advance(9 * DAY);
    w.execute(&owner, JUNIOR).ok();
    // 9,999,999,001 shares at 10,000,001 / 10,000,000,001: one atom stays behind.
    assert_eq!(
        (w.wallet(&owner), w.pool().reserve.get(), w.pool().tranches[0].capital.get()),
        (9_999_999, 1, 0)
    );
    w.assert_books();
}

/// Whoever may spend from one of the owner's accounts cannot have a withdrawal paid into it.
#[test]
fn a52_a_delegate_does_not_choose_the_account_it_may_spend_from() {
    let mut w = World::new();
    let owner = matured(&mut w, JUNIOR, 10 * USDC);
    let (mint, keeper, ata) = (w.mint, w.keeper, pda::associated_token(&owner, &w.mint));
    let auxiliary = token_account(&mut w, &mint, &owner, 0);
    for account in [auxiliary, ata] {
        let mut data = tokens::token_bytes(&mint, &owner, 0, 1);
        data[72] = 1;
        data[76..108].copy_from_slice(keeper.as_ref());
        data[121..129].copy_from_slice(&u64::MAX.to_le_bytes());
        w.put(account, pda::TOKEN, data);
    }
    let ix = execution(&w, &keeper, &owner, &auxiliary, JUNIOR);
    w.send_all(&[ix]).refused(PoolError::NotAssociated);
    let ix = execution(&w, &keeper, &owner, &ata, JUNIOR);
    w.send_all(&[ix]).ok();
}
