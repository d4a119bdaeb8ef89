//! `close_pool`.

use {
    super::{tamper::*, *},
    breakwater::{
        errors::{AccessError, CaseError, GovernanceError, PoolError, TreasuryError},
        events::PoolClosed,
        state::{Action, Pool},
    },
    solana_instruction_error::InstructionError::*,
};

/// A pool in which cover was sold and has ended, and that everybody has left; its product is retired and still open.
fn deserted() -> (World, Address) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 100_000 * USDC);
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    w.request_all(&owner, SENIOR).ok();
    w.advance(40 * DAY);
    w.roll(&product).ok();
    w.execute(&owner, SENIOR).ok();
    w.close_position(&owner).ok();
    w.close_policy(&product, &policy).ok();
    w.retire(&product).ok();
    (w, product)
}

/// A retired pool that only waits to be closed, with a reserve.
fn closable() -> World {
    let (mut w, product) = deserted();
    w.close_product(&product).ok();
    w.sweep().ok();
    w.retire_pool();
    w
}

/// Closes the pool, its rent to `payer`.
fn close_for(w: &World, payer: &Address) -> Instruction {
    ix::close_pool(w.pool, w.mint, *payer)
}

fn lamports(w: &World, address: &Address) -> u64 {
    w.svm.get_balance(address).unwrap_or(0)
}

fn is_gone(w: &World, address: &Address) -> bool {
    w.svm
        .get_account(address)
        .is_none_or(|a| a.lamports == 0 && a.data.is_empty() && a.owner == pda::SYSTEM)
}

/// Who paid the pool's rent, from now on.
fn set_rent_payer(w: &mut World, payer: Address) {
    let mut pool = w.pool();
    pool.rent_payer = payer;
    w.write(&w.pool.clone(), &*pool);
}

#[test]
fn inv20_both_rents_go_to_who_paid_them_and_reserve_and_donations_to_the_treasury() {
    let mut w = closable();
    let (pool, vault) = (w.pool, pda::vault(&w.pool));
    let reserve = w.pool().reserve.get();
    assert!(reserve > 0 && w.balance(&vault) == reserve);
    let give = donation(&mut w, 777);
    w.send_all(&[give]).ok();
    let supply = w.token_supply();
    // What somebody gave to the accounts comes along.
    give_lamports(&mut w, &pool, 12_345);
    give_lamports(&mut w, &vault, 678);
    let rents = [core::mem::size_of::<Pool>() + 8, 165].map(|size| w.svm.minimum_balance_for_rent_exemption(size));
    let (before, fees, surplus) = (lamports(&w, &w.keeper), w.treasury(), 777);
    let said = PoolClosed {
        pool,
        reserve,
        surplus,
        at: w.now(),
    };
    w.close_pool().emits(said).ok();
    assert_eq!(lamports(&w, &w.keeper), before + rents[0] + rents[1] + 12_345 + 678);
    assert_eq!(
        (w.treasury(), w.treasury_purse().held.get()),
        (fees + reserve + 777, fees + reserve + 777),
        "INV-03"
    );
    assert!(is_gone(&w, &pool) && is_gone(&w, &vault));
    assert_eq!(w.token_supply(), supply, "INV-04");
    w.assert_books();
}

#[test]
fn with_nothing_left_no_transfer_is_made() {
    let calls = |w: &mut World| {
        let closed = w.close_pool().result.expect("accepted");
        let called = format!("Program {} invoke [2]", pda::TOKEN);
        closed.logs.iter().filter(|line| line.starts_with(&called)).count()
    };
    let mut w = World::new();
    assert_eq!(calls(&mut w), 1, "the vault is closed");
    assert_eq!(w.treasury(), 0);
    assert_eq!(calls(&mut closable()), 2, "the reserve is moved before");
}

#[test]
fn close_pool_takes_exactly_what_it_declares() {
    let mut w = closable();
    // Anyone sends it: nobody signs.
    let payer = w.wallet_address();
    set_rent_payer(&mut w, payer);
    let (before, bootstrap) = (lamports(&w, &payer), lamports(&w, &w.bootstrap));
    let ix = close_for(&w, &payer);
    assert!(ix.accounts.iter().all(|account| !account.is_signer));
    refused_unless_as_declared_with(&mut w, &ix, &[7]).ok();
    assert!(lamports(&w, &payer) > before);
    assert_eq!(lamports(&w, &w.bootstrap), bootstrap);
}

#[test]
fn inv18_a_pool_that_is_not_retired_is_closed_by_nobody() {
    let (mut w, product) = deserted();
    w.close_product(&product).ok();
    w.sweep().ok();
    let close = close_for(&w, &w.keeper);
    w.send_all(std::slice::from_ref(&close)).refused(GovernanceError::PoolNotRetired);
    // However long nobody governs.
    w.advance(1_000 * DAY);
    w.send_all(std::slice::from_ref(&close)).refused(GovernanceError::PoolNotRetired);
    w.send_all(&[ix::retire_pool(None, w.pool), close]).ok();
}

#[test]
fn a18_the_rents_go_to_nobody_else() {
    let mut w = closable();
    let thief = w.wallet_address();
    for other in [thief, w.guardian, w.bootstrap] {
        let bad = close_for(&w, &other);
        w.send_all(&[bad]).refused(AccessError::WrongRentPayer);
    }
    // Nor into an account of this very instruction.
    for other in [w.pool, pda::vault(&w.pool), pda::purse(&w.mint), w.treasury_vault()] {
        let bad = close_for(&w, &other);
        w.send_all(&[bad]).refused_by_framework(DUPLICATE);
    }
}

#[test]
fn a18_who_paid_the_rent_may_be_the_bootstrap_authority_a_keeper_or_a_wallet_that_was_emptied() {
    let mut w = closable();
    let rents = lamports(&w, &w.pool) + lamports(&w, &pda::vault(&w.pool));
    let base = w.svm.clone();
    for payer in [w.bootstrap, w.keeper, Address::new_from_array([0x5e; 32])] {
        w.svm = base.clone();
        set_rent_payer(&mut w, payer);
        let before = lamports(&w, &payer);
        w.close_pool().ok();
        assert_eq!(lamports(&w, &payer), before + rents);
    }
}

#[test]
fn a06_what_is_left_goes_to_the_vault_of_the_purse_of_the_pool_s_mint_only() {
    let mut empty = World::new();
    empty.retire_pool();
    for mut w in [closable(), empty] {
        let (mint, thief, payer, purse, vault) = (w.mint, w.actor(0), w.keeper, pda::purse(&w.mint), w.treasury_vault());
        let right = close_for(&w, &payer);
        let auxiliary = token_account(&mut w, &mint, &purse, 0);
        for other in [auxiliary, pda::associated_token(&thief, &mint)] {
            w.send_all(&[right.swapped(&vault, &other)]).refused(TreasuryError::WrongPurseVault);
        }
        let fake = lookalike_mint(&mut w);
        w.send_all(&[ix::open_purse(thief, fake)]).ok();
        w.send_all(&[ix::close_pool(w.pool, fake, payer)])
            .refused(TreasuryError::WrongPurse);
    }
}

#[test]
fn a26_a_frozen_vault_of_the_treasury_keeps_the_pool_until_it_is_thawed() {
    let mut w = closable();
    let (mint, purse, vault, fees) = (w.mint, pda::purse(&w.mint), w.treasury_vault(), w.treasury());
    w.put(vault, pda::TOKEN, tokens::token_bytes(&mint, &purse, fees, 2));
    w.close_pool().refused(PoolError::DestinationFrozen);
    w.put_token(vault, &mint, &purse, fees);
    w.close_pool().ok();
}

#[test]
fn a26_a_frozen_vault_closes_only_when_it_is_empty() {
    for amount in [0, 5] {
        let mut w = World::new();
        let (mint, pool, vault) = (w.mint, w.pool, pda::vault(&w.pool));
        w.put(vault, pda::TOKEN, tokens::token_bytes(&mint, &pool, amount, 2));
        if amount == 0 {
            w.close_pool().ok();
        } else {
            w.close_pool().refused_by_framework(Custom(17));
        }
    }
}

#[test]
fn a04_the_vault_is_this_pool_s() {
    let mut w = closable();
    let second = second_pool(&mut w);
    let (mint, pool, payer) = (w.mint, w.pool, w.keeper);
    let right = close_for(&w, &payer);
    let auxiliary = token_account(&mut w, &mint, &pool, 0);
    for other in [pda::vault(&second), auxiliary] {
        w.send_all(&[right.swapped(&pda::vault(&pool), &other)])
            .refused(PoolError::WrongVault);
    }
    let family = right.swapped(&pool, &second).swapped(&pda::court(&pool), &pda::court(&second));
    let family = family.swapped(&pda::rewards(&pool), &pda::rewards(&second));
    w.send_all(&[family]).refused(PoolError::WrongVault);
}

#[test]
fn a04_the_court_is_this_pool_s() {
    let mut w = closable();
    let (pool, second, payer) = (w.pool, second_pool(&mut w), w.keeper);
    w.seat_court();
    let (right, empty) = (close_for(&w, &payer), w.wallet_address());
    for other in [pda::court(&second), empty, pda::config()] {
        w.send_all(&[right.swapped(&pda::court(&pool), &other)])
            .refused_by_framework(InvalidSeeds);
    }
    w.send_all(&[right.swapped(&pool, &second)]).refused_by_framework(InvalidSeeds);
}

#[test]
fn a18_a_pool_with_a_court_stays() {
    let mut w = closable();
    w.seat_court();
    w.close_pool().refused(CaseError::CourtOpen);
    w.close_court().ok();
    w.close_pool().ok();
    w.assert_books();
}

#[test]
fn a14_the_vault_is_not_the_destination_too() {
    let mut w = closable();
    let (vault, ata, payer) = (pda::vault(&w.pool), w.treasury_vault(), w.keeper);
    let right = close_for(&w, &payer);
    for bad in [right.swapped(&ata, &vault), right.swapped(&vault, &ata)] {
        w.send_all(&[bad]).refused_by_framework(DUPLICATE);
    }
}

#[test]
fn a18_a_pool_with_a_product_stays() {
    let (mut w, product) = deserted();
    w.sweep().ok();
    let draft = w.draft(&DepegSpec::default());
    w.close_pool().refused(PoolError::ProductsOpen);
    w.close_product(&product).ok();
    // A draft is one too.
    w.close_pool().refused(PoolError::ProductsOpen);
    w.close_product(&draft).ok();
    w.close_pool().ok();
}

#[test]
fn a18_a_pool_with_a_position_stays_though_it_is_empty() {
    let (mut w, product) = deserted();
    w.close_product(&product).ok();
    w.sweep().ok();
    let (owner, stranger) = (w.wallet_address(), w.wallet_address());
    w.open_position(&owner).ok();
    let close = ix::close_left_position(w.pool, stranger, owner);
    w.send_all(std::slice::from_ref(&close)).refused(AccessError::NotOwner);
    w.close_pool().refused(PoolError::PositionsOpen);
    // The pool is retired now: anyone closes it, and nobody opens another.
    w.open_position(&stranger).refused(GovernanceError::PoolRetired);
    w.send_all(&[close.swapped(&owner, &stranger)]).refused(AccessError::NotOwner);
    w.send_all(&[close]).ok();
    w.close_pool().ok();
}

#[test]
fn a18_a_pool_that_owes_fees_stays_until_they_are_swept() {
    let (mut w, product) = deserted();
    w.close_product(&product).ok();
    w.close_pool().refused(PoolError::NotEmpty);
    w.sweep().ok();
    w.close_pool().ok();
}

#[test]
fn a18_a_pool_with_premium_to_earn_stays_until_its_stream_is_dry() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 100_000 * USDC);
    w.fund(owner, 1_000 * USDC);
    // A recovery streams for 90 days, after the last underwriter has left to nobody: the reserve.
    let from = pda::associated_token(&owner, &w.mint);
    w.send_all(&[ix::recover(w.pool, owner, from, 0, 250 * USDC)]).ok();
    w.request_all(&owner, SENIOR).ok();
    w.advance(9 * DAY);
    w.execute(&owner, SENIOR).ok();
    w.close_position(&owner).ok();
    let (pool, left) = (w.pool(), w.balance(&pda::vault(&w.pool)));
    let last = pool.stream_ends.iter().position(|end| !end.is_zero()).expect("one end");
    let today = w.now() / DAY;
    let day = (today..today + 448)
        .find(|day| *day as usize % 448 == last)
        .expect("a day of the ring");
    w.set_time(day * DAY - 1);
    w.close_pool().refused(PoolError::NotEmpty);
    w.set_time(day * DAY);
    w.close_pool().ok();
    assert!(left > 200 * USDC);
    assert_eq!(w.treasury(), left);
}

#[test]
fn a18_each_thing_that_is_owed_keeps_a_pool_alone() {
    type Change = fn(&mut Pool);
    let changes: [(PoolError, Change); 8] = [
        (PoolError::ProductsOpen, |p| p.open_products = 1.into()),
        (PoolError::PositionsOpen, |p| p.open_positions = 1.into()),
        (PoolError::NotEmpty, |p| p.tranches[0].capital = 1.into()),
        (PoolError::NotEmpty, |p| p.tranches[1].capital = 1.into()),
        (PoolError::NotEmpty, |p| p.payable = 1.into()),
        (PoolError::NotEmpty, |p| p.fees_owed = 1.into()),
        (PoolError::NotEmpty, |p| p.unearned = 1.into()),
        (PoolError::NotEmpty, |p| p.provisional = 1.into()),
    ];
    for (line, (error, change)) in changes.into_iter().enumerate() {
        let mut w = closable();
        let give = donation(&mut w, 10 * USDC);
        w.send_all(&[give]).ok();
        let mut pool = w.pool();
        pool.recognised_at = w.now().into();
        change(&mut pool);
        w.write(&w.pool.clone(), &*pool);
        println!("case {line}");
        w.close_pool().refused(error);
    }
}

#[test]
fn inv01_a_pool_whose_books_do_not_add_up_stays() {
    type Change = fn(&mut Pool);
    let changes: [Change; 4] = [
        |p| p.reserve = (p.reserve.get() + 1).into(),
        |p| p.reserve = u64::MAX.into(),
        |p| p.ended_at_stake = (p.provisional.get() + 1).into(),
        |p| p.tranches[1].pending_shares = 1.into(),
    ];
    for (line, change) in changes.iter().enumerate() {
        let mut w = closable();
        let mut pool = w.pool();
        change(&mut pool);
        w.write(&w.pool.clone(), &*pool);
        println!("case {line}");
        w.close_pool().refused(PoolError::PoolLedgerBroken);
    }
}

#[test]
fn a_clock_behind_the_last_recognition_is_refused() {
    let mut w = closable();
    let at = w.pool().recognised_at.get();
    w.set_time(at - 1);
    w.close_pool().refused(PoolError::PoolClockWentBack);
    w.set_time(at);
    w.close_pool().ok();
}

#[test]
fn a32_a_donation_just_before_does_not_keep_the_vault_open() {
    let mut w = closable();
    let (before, reserve, payer) = (w.treasury(), w.pool().reserve.get(), w.keeper);
    let (give, late) = (donation(&mut w, 1), donation(&mut w, 1));
    let close = close_for(&w, &payer);
    // After the close there is nothing that takes it.
    assert!(w.send_all(&[close.clone(), late]).result.is_err());
    w.send_all(&[give, close]).ok();
    assert_eq!(w.treasury(), before + reserve + 1);
}

#[test]
fn a11_the_number_of_a_closed_pool_is_never_used_again() {
    let mut w = closable();
    let (first, vault) = (w.pool, pda::vault(&w.pool));
    w.close_pool().ok();
    assert_eq!(w.config().pool_count.get(), 1);
    let (queued, proposal) = w.queue_before(Action::CreatePool {
        mint: w.mint,
        parameters: PoolSpec::default().0,
    });
    queued.ok();
    let again = ix::create_pool(w.keeper, proposal, 0, w.mint);
    w.send_all(&[again]).refused_by_framework(InvalidSeeds);
    assert_eq!(second_pool(&mut w), pda::pool(1));
    assert!(is_gone(&w, &first) && is_gone(&w, &vault));
}

#[test]
fn a13_a_closed_pool_cannot_be_revived_with_lamports() {
    let mut w = closable();
    let (rich, owner, pool, payer) = (w.wallet_address(), w.wallet_address(), w.pool, w.keeper);
    let (mint, spec) = (w.mint, DepegSpec::default());
    let close = close_for(&w, &payer);
    let refund = |to: &Address| pay_lamports(&rich, to, 1_000_000_000);
    let id = w.pool().product_count.get();
    let draft = ix::draft_product(w.bootstrap, pool, id, spec.group, spec.terms, spec.parametric, spec.limits);
    for later in [ix::open_position(pool, owner), ix::sweep_fees(pool, mint), draft, close.clone()] {
        let revived = [close.clone(), refund(&pool), refund(&pda::vault(&pool)), later.clone()];
        w.send_all(&revived).refused_by_framework(AccountDataTooSmall);
        w.send_all(&[close.clone(), later]).refused_by_framework(AccountDataTooSmall);
    }
    // Lamports alone bring back nothing but lamports.
    w.send_all(&[close, refund(&pool), refund(&pda::vault(&pool))]).ok();
    for address in [pool, pda::vault(&pool)] {
        let account = w.svm.get_account(&address).expect("lamports");
        assert_eq!((account.owner, account.data.len()), (pda::SYSTEM, 0));
    }
    assert!(w.send_all(&[ix::open_position(pool, owner)]).result.is_err());
}

#[test]
fn a72_a_pause_keeps_no_pool_open() {
    let mut w = closable();
    pause_until(&mut w, i64::MAX);
    w.close_pool().ok();
}
