//! `cancel_withdrawal`.

use {
    super::{tamper::*, *},
    breakwater::{
        errors::{AccessError, PoolError},
        events::WithdrawalCancelled,
    },
};

/// An underwriter with `spare` atoms left to pay costs with.
fn underwriter_with(w: &mut World, tranche: u8, amount: u64, spare: u64) -> Address {
    let owner = w.underwriter(tranche, amount);
    w.fund(owner, spare);
    owner
}

#[test]
fn a38_cancelling_costs_a_four_hundredth_of_the_value_and_streams_back_in_90_days() {
    let mut w = World::new();
    let owner = underwriter_with(&mut w, SENIOR, 1_000 * USDC, 5 * USDC);
    let other = w.underwriter(SENIOR, 1_000 * USDC);
    let before = worth(&w, &other, SENIOR);
    w.request(&owner, SENIOR, 400_000_000_000).ok();
    // 400 · 10^9 shares are worth 400 · 10^9 · (2 · 10^9 + 1) / (2 · 10^12 + 1,000) = 400,000,000 atoms; 0.25 % of it is 1,000,000.
    let said = WithdrawalCancelled {
        pool: w.pool,
        owner,
        tranche: SENIOR,
        cost: 1_000_000,
        at: w.now(),
    };
    let vault = w.balance(&pda::vault(&w.pool));
    w.cancel(&owner, SENIOR).emits(said).ok();
    assert_eq!(w.balance(&pda::vault(&w.pool)) - vault, 1_000_000, "INV-03");
    assert_eq!(w.wallet(&owner), 4 * USDC);
    let pool = w.pool();
    let (book, part) = (&pool.tranches[1], w.position(&owner).tranches[1]);
    assert_eq!(
        (part.shares.get(), part.pending.get(), part.matures_day.get()),
        (1_000_000_000_000, 0, 0)
    );
    assert_eq!((book.shares.get(), book.pending_shares.get()), (2_000_000_000_000, 0));
    assert!(book.maturing.iter().all(|s| s.is_zero()));
    // Over 90 days, to its tranche.
    let seconds: u128 = 90 * 86_400;
    assert_eq!(book.returning.get(), (1_000_000u128 << 64) / seconds);
    assert_eq!(book.returning_until.get(), w.now() + 90 * DAY);
    assert_eq!((pool.stream.get(), pool.unearned.get()), (0, 0));
    assert_eq!(book.capital.get(), 2_000 * USDC, "INV-02: no capital leaves");
    assert_eq!(worth(&w, &other, SENIOR), before, "no share price rises at once");
    w.assert_books();
    // Half-way, half of it has come; at the end all of it, to everybody who is there.
    w.advance(45 * DAY);
    w.underwriter(JUNIOR, USDC);
    assert_eq!(w.pool().tranches[1].capital.get(), 2_000 * USDC + 500_000);
    w.advance(45 * DAY);
    w.request(&owner, SENIOR, 1).ok();
    let pool = w.pool();
    assert_eq!(pool.tranches[1].returning.get(), 0);
    assert_eq!(
        (pool.tranches[0].capital.get(), pool.tranches[1].capital.get()),
        (USDC, 2_001 * USDC)
    );
    w.assert_books();
}

#[test]
fn the_cost_streams_to_its_own_tranche() {
    let mut w = World::new();
    let junior = underwriter_with(&mut w, JUNIOR, 1_000 * USDC, 5 * USDC);
    w.underwriter(SENIOR, 1_000 * USDC);
    w.request_all(&junior, JUNIOR).ok();
    w.cancel(&junior, JUNIOR).ok();
    w.advance(90 * DAY);
    w.request(&junior, JUNIOR, 1).ok();
    let pool = w.pool();
    assert_eq!(pool.tranches[0].capital.get(), 1_000 * USDC + 2_500_000);
    assert_eq!(pool.tranches[1].capital.get(), 1_000 * USDC);
}

/// The cost of cancelling is less than what keeps strangers from executing: nobody buys an option with it.
#[test]
fn a38_who_cancels_everything_twice_cannot_keep_keepers_from_a_third_request() {
    let mut w = World::new();
    let owner = underwriter_with(&mut w, SENIOR, 1_000 * USDC, 10 * USDC);
    for _ in 0..2 {
        w.request_all(&owner, SENIOR).ok();
        w.cancel(&owner, SENIOR).ok();
    }
    w.request_all(&owner, SENIOR).ok();
    w.advance(8 * DAY);
    w.execute(&owner, SENIOR).ok();
    w.assert_books();
}

#[test]
fn cancel_withdrawal_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let owner = underwriter_with(&mut w, JUNIOR, 10 * USDC, USDC);
    w.request_all(&owner, JUNIOR).ok();
    let ix = ix::cancel_withdrawal(w.pool, owner, pda::associated_token(&owner, &w.mint), JUNIOR);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a_matured_request_is_cancelled_like_any_other() {
    let mut w = World::new();
    let owner = underwriter_with(&mut w, JUNIOR, 10 * USDC, USDC);
    w.request_all(&owner, JUNIOR).ok();
    w.advance(20 * DAY);
    w.cancel(&owner, JUNIOR).ok();
    let book = w.pool().tranches[0];
    assert_eq!(
        (book.matured_shares.get(), book.pending_shares.get(), book.shares.get()),
        (0, 0, 10_000_000_000)
    );
    w.assert_books();
    w.request_all(&owner, JUNIOR).ok();
}

#[test]
fn what_is_left_of_a_request_executed_in_part_is_cancelled() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = underwriter_with(&mut w, SENIOR, 60_000 * USDC, 1_000 * USDC);
    w.request_all(&owner, SENIOR).ok();
    w.holder(&product, 50_000 * USDC, 30);
    w.advance(9 * DAY);
    w.execute(&owner, SENIOR).ok();
    let left = w.position(&owner).tranches[1].pending.get();
    assert!(left > 0);
    w.cancel(&owner, SENIOR).ok();
    let part = w.position(&owner).tranches[1];
    assert_eq!((part.pending.get(), part.shares.get()), (0, left));
    w.assert_books();
}

#[test]
fn rounding_of_the_cost_favours_the_tranche() {
    let mut w = World::new();
    let owner = underwriter_with(&mut w, JUNIOR, 10 * USDC, USDC);
    // Shares worth one atom cost one; 400 atoms cost one; 401 cost two.
    for (shares, cost) in [(1_000u128, 1u64), (400_000, 1), (401_000, 2)] {
        let before = w.wallet(&owner);
        w.request(&owner, JUNIOR, shares).ok();
        w.cancel(&owner, JUNIOR).ok();
        assert_eq!(before - w.wallet(&owner), cost);
        assert_eq!(w.pool().tranches[0].capital.get(), 10 * USDC);
    }
    w.assert_books();
}

#[test]
fn a_cancellation_is_paid_by_the_owner_or_does_not_happen() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 1_000 * USDC);
    let thief = w.actor(10 * USDC);
    let fake = lookalike_mint(&mut w);
    let lookalike = token_account(&mut w, &fake, &owner, 10 * USDC);
    w.request_all(&owner, JUNIOR).ok();
    w.cancel(&owner, JUNIOR).refused(PoolError::SourceShort);
    let source = pda::associated_token(&owner, &w.mint);
    let right = ix::cancel_withdrawal(w.pool, owner, source, JUNIOR);
    w.send_all(&[right.swapped(&source, &lookalike)]).refused(PoolError::WrongMint);
    let others = pda::associated_token(&thief, &w.mint);
    w.send_all(&[right.swapped(&source, &others)]).refused(PoolError::WrongTokenOwner);
    w.fund(owner, 2_500_000);
    w.cancel(&owner, JUNIOR).ok();
    assert_eq!(w.wallet(&owner), 0);
}

#[test]
fn only_a_request_that_stands_can_be_cancelled() {
    let mut w = World::new();
    let owner = underwriter_with(&mut w, JUNIOR, 10 * USDC, USDC);
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
    let right = ix::cancel_withdrawal(w.pool, owner, pda::associated_token(&owner, &w.mint), JUNIOR);
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
    let owner = underwriter_with(&mut w, SENIOR, 1_000_000 * USDC, 40_000 * USDC);
    w.underwriter(SENIOR, 1_000_000 * USDC);
    for _ in 0..12 {
        w.request_all(&owner, SENIOR).ok();
        w.advance(DAY);
        w.cancel(&owner, SENIOR).ok();
    }
    // Twelve times 2,500, and a little more as the costs stream in.
    let paid = 40_000 * USDC - w.wallet(&owner);
    assert!((30_000 * USDC..30_100 * USDC).contains(&paid), "{paid}");
}

/// Solvency (3.2): cover that is sold stays backed, since the cost comes from outside.
#[test]
fn inv02_a_cancellation_leaves_sold_cover_backed() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = underwriter_with(&mut w, SENIOR, 50_000 * USDC, 1_000 * USDC);
    w.holder(&product, 50_000 * USDC, 30);
    w.request_all(&owner, SENIOR).ok();
    w.cancel(&owner, SENIOR).ok();
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
    let owner = underwriter_with(&mut w, SENIOR, 50_000 * USDC, 50_000 * USDC);
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    w.hold(&product, 790_000_000, 3_600);
    w.trigger(&product).ok();
    for _ in 0..100 {
        w.request_all(&owner, SENIOR).ok();
        w.cancel(&owner, SENIOR).ok();
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
