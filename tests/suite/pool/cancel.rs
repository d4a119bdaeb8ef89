//! `cancel_withdrawal`.

use {
    super::{tamper::*, *},
    breakwater::{
        errors::{AccessError, PoolError},
        events::WithdrawalCancelled,
    },
};

#[test]
fn a38_cancelling_burns_a_four_hundredth_of_the_request_and_streams_its_value_back() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 1_000 * USDC);
    let other = w.underwriter(SENIOR, 1_000 * USDC);
    let before = worth(&w, &other, SENIOR);
    w.request(&owner, SENIOR, 400_000_000_000).ok();
    // 0.25 % of 400 · 10^9 shares = 10^9 shares, worth 10^9 · (2 · 10^9 + 1) / (2 · 10^12 + 1,000) = 1,000,000 atoms.
    let said = WithdrawalCancelled {
        pool: w.pool,
        owner,
        tranche: SENIOR,
        cost: 1_000_000,
        at: w.now(),
    };
    w.cancel(&owner, SENIOR).emits(said).ok();
    let pool = w.pool();
    let (book, part) = (&pool.tranches[1], w.position(&owner).tranches[1]);
    assert_eq!(
        (part.shares.get(), part.pending.get(), part.matures_day.get()),
        (999_000_000_000, 0, 0)
    );
    assert_eq!((book.shares.get(), book.pending_shares.get()), (1_999_000_000_000, 0));
    assert!(book.maturing.iter().all(|s| s.is_zero()));
    // From noon to the first midnight 90 days away: 90.5 days; the rounding remainder is earned at once.
    let seconds: u128 = 90 * 86_400 + 43_200;
    let rate = (1_000_000u128 << 64) / seconds;
    let unearned = (rate * seconds).div_ceil(1 << 64) as u64;
    assert_eq!(pool.stream.get(), rate);
    assert_eq!(pool.unearned.get(), rate * seconds);
    assert_eq!(book.capital.get(), 2_000 * USDC - unearned);
    assert_eq!(unearned, 1_000_000);
    assert_eq!(worth(&w, &other, SENIOR), before, "no share price rises at once");
    w.assert_books();
    // Half-way, half of it is earned; at the end all of it, by everybody who is there.
    w.advance(45 * DAY + 21_600);
    w.underwriter(JUNIOR, USDC);
    assert_eq!(w.pool().tranches[1].capital.get(), 2_000 * USDC - 500_000);
    w.advance(46 * DAY);
    w.request(&owner, SENIOR, 1).ok();
    let pool = w.pool();
    assert_eq!((pool.stream.get(), pool.unearned.get()), (0, 0));
    assert_eq!(pool.tranches[0].capital.get() + pool.tranches[1].capital.get(), 2_001 * USDC);
    w.assert_books();
}

#[test]
fn the_cost_streams_to_both_tranches_by_their_split() {
    let mut w = World::new();
    let junior = w.underwriter(JUNIOR, 1_000 * USDC);
    w.underwriter(SENIOR, 1_000 * USDC);
    w.request_all(&junior, JUNIOR).ok();
    w.cancel(&junior, JUNIOR).ok();
    // Capital of 997.5 at threefold weight against 1,000: floor(997.5 · 3 / (997.5 · 3 + 1,000) · 10^9).
    let split = 997_500_000u128 * 3 * 1_000_000_000 / (997_500_000 * 3 + 1_000_000_000);
    assert_eq!(u128::from(w.pool().junior_split.get()), split);
    w.advance(91 * DAY);
    w.request(&junior, JUNIOR, 1).ok();
    let pool = w.pool();
    let to_junior = (2_500_000 * split / 1_000_000_000) as u64;
    assert_eq!(pool.tranches[0].capital.get(), 997_500_000 + to_junior);
    assert_eq!(pool.tranches[1].capital.get(), 1_000_000_000 + 2_500_000 - to_junior);
}

#[test]
fn cancel_withdrawal_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.request_all(&owner, JUNIOR).ok();
    let ix = ix::cancel_withdrawal(w.pool, owner, JUNIOR);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a_matured_request_is_cancelled_like_any_other() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.request_all(&owner, JUNIOR).ok();
    w.advance(20 * DAY);
    w.cancel(&owner, JUNIOR).ok();
    let book = w.pool().tranches[0];
    assert_eq!(
        (book.matured_shares.get(), book.pending_shares.get(), book.shares.get()),
        (0, 0, 9_975_000_000)
    );
    w.assert_books();
    w.request_all(&owner, JUNIOR).ok();
}

#[test]
fn what_is_left_of_a_request_executed_in_part_is_cancelled() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 60_000 * USDC);
    w.request_all(&owner, SENIOR).ok();
    w.holder(&product, 50_000 * USDC, 30);
    w.advance(9 * DAY);
    w.execute(&owner, SENIOR).ok();
    let left = w.position(&owner).tranches[1].pending.get();
    assert!(left > 0);
    w.cancel(&owner, SENIOR).ok();
    let part = w.position(&owner).tranches[1];
    assert_eq!((part.pending.get(), part.shares.get()), (0, left - left.div_ceil(400)));
    w.assert_books();
}

#[test]
fn rounding_of_the_cost_favours_the_tranche() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    // One share: a whole share is burned for it, worth no atom. 401: two.
    for (shares, burned) in [(1u128, 1u128), (400, 1), (401, 2)] {
        let before = w.position(&owner).tranches[0].shares.get();
        w.request(&owner, JUNIOR, shares).ok();
        w.cancel(&owner, JUNIOR).ok();
        assert_eq!(before - w.position(&owner).tranches[0].shares.get(), burned);
        assert_eq!(w.pool().tranches[0].capital.get(), 10 * USDC);
    }
    w.assert_books();
}

#[test]
fn only_a_request_that_stands_can_be_cancelled() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.cancel(&owner, JUNIOR).refused(PoolError::NoRequest);
    w.request_all(&owner, JUNIOR).ok();
    w.cancel(&owner, SENIOR).refused(PoolError::NoRequest);
    for tranche in [2, 3, 127, 128, 255] {
        w.cancel(&owner, tranche).refused(PoolError::UnknownTranche);
    }
    w.cancel(&owner, JUNIOR).ok();
    w.cancel(&owner, JUNIOR).refused(PoolError::NoRequest);
    w.request_all(&owner, JUNIOR).ok();
    w.advance(9 * DAY);
    w.execute(&owner, JUNIOR).ok();
    w.cancel(&owner, JUNIOR).refused(PoolError::NoRequest);
}

#[test]
fn a04_only_the_owner_cancels_in_the_position_s_pool_with_its_vault() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    let (owner, thief) = (w.underwriter(JUNIOR, 10 * USDC), w.underwriter(JUNIOR, 10 * USDC));
    w.request_all(&owner, JUNIOR).ok();
    let right = ix::cancel_withdrawal(w.pool, owner, JUNIOR);
    w.send_all(&[right.swapped(&owner, &thief)]).refused(AccessError::NotOwner);
    let (own, others) = (pda::position(&w.pool, &owner), pda::position(&w.pool, &thief));
    w.send_all(&[right.swapped(&own, &others)]).refused(AccessError::NotOwner);
    w.send_all(&[right.swapped(&w.pool, &second)]).refused(PoolError::WrongPool);
    w.send_all(&[right.swapped(&pda::vault(&w.pool), &pda::vault(&second))])
        .refused(PoolError::WrongVault);
}

#[test]
fn a38_a_standing_free_exit_costs_a_quarter_per_cent_each_time() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 1_000_000 * USDC);
    w.underwriter(SENIOR, 1_000_000 * USDC);
    for _ in 0..12 {
        w.request_all(&owner, SENIOR).ok();
        w.advance(DAY);
        w.cancel(&owner, SENIOR).ok();
    }
    // 0.9975^12 of the shares are left.
    let left = w.position(&owner).tranches[1].shares.get();
    assert!((970_400_000_000_000..970_500_000_000_000).contains(&left), "{left}");
}

/// Solvency (3.2): cover that is sold stays backed. A cancellation moves capital into a stream that no loss can take.
#[test]
fn inv02_a_cancellation_leaves_sold_cover_backed() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 50_000 * USDC);
    w.holder(&product, 50_000 * USDC, 30);
    w.request_all(&owner, SENIOR).ok();
    let _ = w.cancel(&owner, SENIOR);
    let pool = w.pool();
    let capital = pool.tranches[0].capital.get() + pool.tranches[1].capital.get();
    assert!(
        capital >= pool.active_cover.get(),
        "capital {capital} below active cover {}",
        pool.active_cover.get()
    );
}

/// Loss order (3.1): whoever asks to leave and changes their mind again and again during a breach bears the loss like everybody.
#[test]
fn a37_cancelling_again_and_again_shelters_no_capital_from_a_loss() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 50_000 * USDC);
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    w.hold(&product, 790_000_000, 3_600);
    w.trigger(&product).ok();
    for _ in 0..300 {
        if w.request_all(&owner, SENIOR).name() != "ok" || w.cancel(&owner, SENIOR).name() != "ok" {
            break;
        }
    }
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    let before = w.wallet(&holder);
    w.settle(&product, 0, &policy).ok();
    assert_eq!(
        w.wallet(&holder) - before,
        50_000 * USDC,
        "the holder of total loss is paid in full by a pool that was fully backed"
    );
}
