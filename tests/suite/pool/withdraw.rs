//! `withdraw`: leaving at the price that counts everything undecided as lost.

use {
    super::{tamper::*, *},
    breakwater::{
        errors::{AccessError, PoolError},
        events::CapitalWithdrawn,
    },
};

/// Sets what is undecided, the cover that runs, and what of the undecided may be lost to cover that has ended.
fn undecided(w: &mut World, provisional: u64, active: u64, ended: u64) {
    w.write_cover(active, provisional, ended);
}

/// A hundred dollars in each tranche, of two owners each, all of it requested and matured.
fn hundred_each(w: &mut World) -> [Address; 4] {
    let owners = [JUNIOR, JUNIOR, SENIOR, SENIOR].map(|tranche| {
        let owner = w.underwriter(tranche, 50 * USDC);
        w.request_all(&owner, tranche).ok();
        owner
    });
    w.advance(9 * DAY);
    owners
}

#[test]
fn a37_the_price_counts_everything_undecided_as_lost_junior_first() {
    // Undecided, what half of junior is worth, what half of senior is worth.
    let cases = [
        (0, 50_000_000, 50_000_000),
        (30 * USDC, 35_000_000, 50_000_000),
        (100 * USDC - 2, 1, 50_000_000),
        (100 * USDC, 0, 50_000_000),
        (160 * USDC, 0, 20_000_000),
        (200 * USDC, 0, 0),
        (u64::MAX, 0, 0),
    ];
    for (provisional, junior, senior) in cases {
        for (tranche, amount) in [(JUNIOR, junior), (SENIOR, senior)] {
            let mut w = World::new();
            let owners = hundred_each(&mut w);
            undecided(&mut w, provisional, 0, 0);
            let owner = owners[usize::from(tranche) * 2];
            w.withdraw(&owner, tranche, 50_000_000_000, amount + 1)
                .refused(PoolError::SlippageAssets);
            if amount == 0 {
                continue;
            }
            let outcome = w.withdraw(&owner, tranche, 50_000_000_000, amount);
            // All that is undecided must stay in the pool: from 160 on, senior's half is not free either.
            if amount > 200 * USDC - provisional {
                outcome.refused(PoolError::NotFree);
                continue;
            }
            let at = w.now();
            let said = CapitalWithdrawn {
                pool: w.pool,
                owner,
                tranche,
                amount,
                at_lower_price: true,
                tranche_capital: 100 * USDC - amount,
                at,
            };
            outcome.emits(said).ok();
            assert_eq!(w.wallet(&owner), amount);
            assert_eq!(w.pool().tranches[usize::from(tranche)].capital.get(), 100 * USDC - amount);
        }
    }
}

#[test]
fn who_stays_is_worse_off_by_nobody_who_leaves_this_way() {
    let mut w = World::new();
    let owners = hundred_each(&mut w);
    undecided(&mut w, 60 * USDC, 60 * USDC, 60 * USDC);
    w.withdraw(&owners[0], JUNIOR, 50_000_000_000, 1).ok();
    assert_eq!(w.wallet(&owners[0]), 20 * USDC);
    // If all is lost, who stayed has what who left got; if nothing is, they keep what was left behind.
    let book = w.pool().tranches[0];
    assert_eq!(
        value_of(50_000_000_000, book.capital.get() - 60 * USDC, book.shares.get()),
        20 * USDC
    );
    assert_eq!(worth(&w, &owners[1], JUNIOR), 80 * USDC - 1);
}

#[test]
fn withdraw_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let owners = hundred_each(&mut w);
    undecided(&mut w, 30 * USDC, 0, 0);
    let ata = pda::associated_token(&owners[0], &w.mint);
    let ix = ix::withdraw(w.pool, owners[0], ata, JUNIOR, 50_000_000_000, 1);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn inv06_leaving_in_parts_never_pays_more_than_at_once() {
    for provisional in [0, 33_333_333] {
        let paid = |parts: &[u128]| {
            let mut w = World::new();
            let owners = hundred_each(&mut w);
            undecided(&mut w, provisional, 0, 0);
            for part in parts {
                w.withdraw(&owners[0], JUNIOR, *part, 1).ok();
            }
            (w.wallet(&owners[0]), w.position(&owners[0]).tranches[0].shares.get())
        };
        let (whole, _) = paid(&[50_000_000_000]);
        let (parts, left) = paid(&[7_777_777_777, 12_222_222_223, 1_000_003, 29_998_999_997]);
        assert_eq!(left, 0);
        assert!(parts <= whole && whole - parts <= 4, "{parts} of {whole}");
    }
}

#[test]
fn a30_the_least_amount_is_named_and_met() {
    let mut w = World::new();
    let owners = hundred_each(&mut w);
    w.withdraw(&owners[0], JUNIOR, 10_000_000_000, 0).refused(PoolError::MinAssetsZero);
    w.withdraw(&owners[0], JUNIOR, 10_000_000_000, 10 * USDC + 1)
        .refused(PoolError::SlippageAssets);
    w.withdraw(&owners[0], JUNIOR, 10_000_000_000, u64::MAX)
        .refused(PoolError::SlippageAssets);
    // Shares worth no atom cannot meet one.
    w.withdraw(&owners[0], JUNIOR, 999, 1).refused(PoolError::SlippageAssets);
    w.withdraw(&owners[0], JUNIOR, 10_000_000_000, 10 * USDC).ok();
    assert_eq!(w.wallet(&owners[0]), 10 * USDC);
}

#[test]
fn a30_no_more_than_is_requested_leaves() {
    let mut w = World::new();
    let owners = hundred_each(&mut w);
    w.withdraw(&owners[0], JUNIOR, 0, 1).refused(PoolError::ZeroAmount);
    for shares in [50_000_000_001, u128::from(u64::MAX), 1 << 64, u128::MAX] {
        w.withdraw(&owners[0], JUNIOR, shares, 1).refused(PoolError::NotEnoughShares);
    }
    w.withdraw(&owners[0], SENIOR, 1, 1).refused(PoolError::NoRequest);
    for tranche in [2, 3, 127, 128, 255] {
        w.withdraw(&owners[0], tranche, 1, 1).refused(PoolError::UnknownTranche);
    }
    w.withdraw(&owners[0], JUNIOR, 50_000_000_000, 1).ok();
    w.withdraw(&owners[0], JUNIOR, 1, 1).refused(PoolError::NoRequest);
}

#[test]
fn shares_without_a_request_stay() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 10 * USDC);
    w.withdraw(&owner, SENIOR, 1_000_000, 1).refused(PoolError::NoRequest);
    w.request(&owner, SENIOR, 4_000_000_000).ok();
    w.advance(9 * DAY);
    w.withdraw(&owner, SENIOR, 4_000_000_001, 1).refused(PoolError::NotEnoughShares);
    w.withdraw(&owner, SENIOR, 4_000_000_000, 1).ok();
    assert_eq!(w.position(&owner).tranches[1].shares.get(), 6_000_000_000);
    w.assert_books();
}

#[test]
fn not_a_second_before_the_midnight() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 10 * USDC);
    w.request_all(&owner, SENIOR).ok();
    let midnight = i64::from(w.position(&owner).tranches[1].matures_day.get()) * DAY;
    w.set_time(midnight - 1);
    w.withdraw(&owner, SENIOR, 1_000_000, 1).refused(PoolError::NotMatured);
    w.set_time(midnight);
    w.withdraw(&owner, SENIOR, 1_000_000, 1).ok();
}

#[test]
fn a40_the_cover_stays_to_the_atom_and_not_one_more() {
    // Capital 200. Provisional, active, ended at stake: what is free, by hand (ADR 14).
    let cases = [
        (0, 160, 0, 40),   // 200 - 160
        (0, 200, 0, 0),    // nothing
        (100, 120, 0, 80), // 200 - 120: what running cover loses lowers it
        (30, 120, 10, 70), // 200 - 120 - 10
        (30, 180, 30, 0),  // 200 - 180 - 30 < 0
        (170, 0, 170, 30), // 200 - 170
    ];
    for (provisional, active, ended, free) in cases {
        let mut w = World::new();
        let owners = hundred_each(&mut w);
        undecided(&mut w, provisional * USDC, active * USDC, ended * USDC);
        // Senior at 100 less what junior cannot bear, in shares of a thousandth of an atom each.
        let senior = 200 * USDC - (provisional * USDC).max(100 * USDC);
        let shares_of = |atoms: u64| (u128::from(atoms) * 100_000_001_000).div_ceil(u128::from(senior) + 1);
        for owner in [&owners[2], &owners[3]] {
            let free = free * USDC - (w.wallet(&owners[2]) + w.wallet(&owners[3]));
            let all = value_of(50_000_000_000, senior, 100_000_000_000);
            if all > free {
                w.withdraw(owner, SENIOR, shares_of(free + 1), free + 1).refused(PoolError::NotFree);
            }
            if free > 0 && owner == &owners[2] {
                let most = free.min(all);
                w.withdraw(owner, SENIOR, shares_of(most), most).ok();
                assert_eq!(w.wallet(owner), most);
            }
        }
    }
}

#[test]
fn a04_only_the_owner_leaves_from_their_position_of_this_pool() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    let owners = hundred_each(&mut w);
    let (mint, pool) = (w.mint, w.pool);
    let ata = pda::associated_token(&owners[0], &mint);
    let right = ix::withdraw(pool, owners[0], ata, JUNIOR, 1_000_000, 1);
    let thiefs = pda::associated_token(&owners[1], &mint);
    w.send_all(&[right.swapped(&owners[0], &owners[1]).swapped(&ata, &thiefs)])
        .refused(AccessError::NotOwner);
    let (own, others) = (pda::position(&pool, &owners[0]), pda::position(&pool, &owners[1]));
    w.send_all(&[right.swapped(&own, &others)]).refused(AccessError::NotOwner);
    w.send_all(&[right.swapped(&pool, &second)]).refused(PoolError::WrongPool);
    w.send_all(&[right.swapped(&pda::vault(&pool), &pda::vault(&second))])
        .refused(PoolError::WrongVault);
    let auxiliary = token_account(&mut w, &mint, &pool, 50 * USDC);
    w.send_all(&[right.swapped(&pda::vault(&pool), &auxiliary)])
        .refused(PoolError::WrongVault);
}

#[test]
fn a52_money_goes_to_an_account_of_the_owner_that_can_take_it() {
    let mut w = World::new();
    let owners = hundred_each(&mut w);
    let (mint, ata) = (w.mint, pda::associated_token(&owners[0], &w.mint));
    let right = ix::withdraw(w.pool, owners[0], ata, JUNIOR, 1_000_000, 1);
    let others = pda::associated_token(&owners[1], &mint);
    w.send_all(&[right.swapped(&ata, &others)]).refused(PoolError::WrongTokenOwner);
    let fake = lookalike_mint(&mut w);
    let lookalike = token_account(&mut w, &fake, &owners[0], 0);
    w.send_all(&[right.swapped(&ata, &lookalike)]).refused(PoolError::WrongMint);
    let auxiliary = token_account(&mut w, &mint, &owners[0], 0);
    w.put(auxiliary, pda::TOKEN, tokens::token_bytes(&mint, &owners[0], 0, 2));
    w.send_all(&[right.swapped(&ata, &auxiliary)]).refused(PoolError::DestinationFrozen);
    w.put_token(auxiliary, &mint, &owners[0], 0);
    w.send_all(&[right.swapped(&ata, &auxiliary)]).ok();
    assert_eq!(w.balance(&auxiliary), 1_000);
}

#[test]
fn the_last_share_leaves_when_nothing_is_undecided_and_stays_while_something_is() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.underwriter(SENIOR, 10 * USDC);
    w.request_all(&owner, JUNIOR).ok();
    w.advance(9 * DAY);
    undecided(&mut w, 1, 0, 0);
    w.withdraw(&owner, JUNIOR, 10_000_000_000, 1).refused(PoolError::LastOut);
    undecided(&mut w, 0, 0, 0);
    w.withdraw(&owner, JUNIOR, 10_000_000_000, 10 * USDC).ok();
    assert_eq!((w.wallet(&owner), w.pool().reserve.get()), (10 * USDC, 0));
    w.assert_books();
}

/// Loss order (3.1): what leavers left behind as lost is what a loss takes first. If juniors all leave during a breach, the half
/// that the price counted as lost must stand before senior, and not behind it.
#[test]
fn a37_what_the_last_junior_left_behind_bears_the_loss_before_senior() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let (junior, senior) = (w.underwriter(JUNIOR, 100_000 * USDC), w.underwriter(SENIOR, 400_000 * USDC));
    w.holder(&product, 50_000 * USDC, 30);
    w.request_all(&junior, JUNIOR).ok();
    w.advance(9 * DAY);
    w.hold(&product, 790_000_000, 3_600);
    w.trigger(&product).ok();
    let shares = w.position(&junior).tranches[0].shares.get();
    w.withdraw(&junior, JUNIOR, shares, 1).refused(PoolError::LastOut);
    w.withdraw(&junior, JUNIOR, shares - 1, 1).refused(PoolError::LastOut);
    // As many shares stay as atoms: 50,000 of 100,000 are left behind, at a thousand shares for an atom.
    w.withdraw(&junior, JUNIOR, shares - 60_000_000_000, 1).ok();
    assert!(
        (49_900 * USDC..50_100 * USDC).contains(&w.wallet(&junior)),
        "half, as if all cover were lost"
    );
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    let left = worth(&w, &senior, SENIOR);
    assert!(
        left >= 400_000 * USDC,
        "junior left 50,000 for this loss; senior has {left} of 400,000 and the reserve {}",
        w.pool().reserve.get()
    );
}
