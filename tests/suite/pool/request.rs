//! `request_withdrawal`.

use {
    super::{tamper::*, *},
    breakwater::{
        errors::{AccessError, PoolError},
        events::WithdrawalRequested,
    },
};

/// Day number of the world's first moment, noon of 2025-01-06.
const TODAY: u32 = 20_094;

#[test]
fn a_request_marks_shares_and_matures_at_the_first_midnight_after_the_notice() {
    for tranche in [JUNIOR, SENIOR] {
        let mut w = World::new();
        let owner = w.underwriter(tranche, 10 * USDC);
        assert_eq!(w.now(), i64::from(TODAY) * DAY + 43_200);
        let day = TODAY + 8;
        let said = WithdrawalRequested {
            pool: w.pool,
            owner,
            tranche,
            matures_at: i64::from(day) * DAY,
            at: w.now(),
        };
        w.request(&owner, tranche, 4_000_000_000).emits(said).ok();
        let (pool, index) = (w.pool(), usize::from(tranche));
        let part = w.position(&owner).tranches[index];
        assert_eq!(
            (part.pending.get(), part.matures_day.get(), part.shares.get()),
            (4_000_000_000, day, 10_000_000_000)
        );
        let book = &pool.tranches[index];
        assert_eq!(
            (book.pending_shares.get(), book.matured_shares.get(), book.shares.get()),
            (4_000_000_000, 0, 10_000_000_000)
        );
        for (slot, shares) in book.maturing.iter().enumerate() {
            assert_eq!(shares.get(), if slot == day as usize % 32 { 4_000_000_000 } else { 0 });
        }
        assert_eq!(book.capital.get(), 10 * USDC, "capital stays at risk");
        w.assert_books();
    }
}

#[test]
fn at_a_midnight_the_notice_is_exactly_that_many_days() {
    for (notice, seconds_past_midnight, days) in [(1, 0, 1), (1, 1, 2), (7, 86_399, 8), (30, 0, 30), (30, 1, 31), (30, 86_399, 31)] {
        let mut spec = PoolSpec::default();
        spec.0.notice_days = notice;
        let mut w = World::with_pool(spec);
        let owner = w.underwriter(SENIOR, 10 * USDC);
        w.next_midnight();
        w.advance(seconds_past_midnight);
        w.request_all(&owner, SENIOR).ok();
        assert_eq!(
            w.position(&owner).tranches[1].matures_day.get(),
            TODAY + 1 + days,
            "{notice} days at +{seconds_past_midnight}"
        );
        w.assert_books();
    }
}

#[test]
fn request_withdrawal_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    let ix = ix::request_withdrawal(w.pool, owner, JUNIOR, 1);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a30_nothing_or_more_than_is_held_cannot_be_requested() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.request(&owner, JUNIOR, 0).refused(PoolError::ZeroAmount);
    for shares in [10_000_000_001, u128::from(u64::MAX), 1 << 64, u128::MAX] {
        w.request(&owner, JUNIOR, shares).refused(PoolError::NotEnoughShares);
    }
    // The other tranche is another holding.
    w.request(&owner, SENIOR, 1).refused(PoolError::NotEnoughShares);
    w.request(&owner, JUNIOR, 10_000_000_000).ok();
}

#[test]
fn one_request_per_tranche_at_a_time() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.fund(owner, 10 * USDC);
    w.deposit(&owner, SENIOR, 10 * USDC).ok();
    w.request(&owner, JUNIOR, 1).ok();
    w.request(&owner, JUNIOR, 1).refused(PoolError::RequestPending);
    w.request(&owner, SENIOR, 1).ok();
    w.advance(9 * DAY);
    // Maturity does not make room, and neither does a pause of months.
    w.request(&owner, JUNIOR, 1).refused(PoolError::RequestPending);
    w.advance(90 * DAY);
    w.request(&owner, SENIOR, 1).refused(PoolError::RequestPending);
}

#[test]
fn there_are_two_tranches_to_leave() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    for tranche in [2, 3, 127, 128, 255] {
        w.request(&owner, tranche, 1).refused(PoolError::UnknownTranche);
    }
}

#[test]
fn a04_only_the_owner_gives_notice_in_the_position_s_pool() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    let (owner, thief) = (w.underwriter(JUNIOR, 10 * USDC), w.underwriter(JUNIOR, 10 * USDC));
    let right = ix::request_withdrawal(w.pool, owner, JUNIOR, 1);
    w.send_all(&[right.swapped(&owner, &thief)]).refused(AccessError::NotOwner);
    let (own, others) = (pda::position(&w.pool, &owner), pda::position(&w.pool, &thief));
    w.send_all(&[right.swapped(&own, &others)]).refused(AccessError::NotOwner);
    w.send_all(&[right.swapped(&w.pool, &second)]).refused(PoolError::WrongPool);
}

#[test]
fn a72_a_pause_stops_nobody_from_leaving() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.fund(owner, USDC);
    w.fund(owner, USDC);
    pause_until(&mut w, i64::MAX);
    w.request_all(&owner, JUNIOR).ok();
    w.cancel(&owner, JUNIOR).ok();
    w.request_all(&owner, JUNIOR).ok();
    w.advance(9 * DAY);
    w.execute(&owner, JUNIOR).ok();
    w.close_position(&owner).ok();
}

#[test]
fn inv13_pending_shares_earn_and_lose_like_every_other() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let (leaver, stayer) = (w.underwriter(SENIOR, 100_000 * USDC), w.underwriter(SENIOR, 100_000 * USDC));
    w.request_all(&leaver, SENIOR).ok();
    w.holder(&product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    w.hold(&product, 790_000_000, 3_600);
    w.trigger(&product).ok();
    let earned = worth(&w, &leaver, SENIOR);
    assert!(earned > 100_000 * USDC, "premium of three days");
    assert_eq!(earned, worth(&w, &stayer, SENIOR));
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    // A loss of all cover, borne half by half.
    assert_eq!(worth(&w, &leaver, SENIOR), worth(&w, &stayer, SENIOR));
    assert!((75_000 * USDC..75_010 * USDC).contains(&worth(&w, &leaver, SENIOR)));
    w.assert_books();
}

#[test]
fn a_request_never_lapses() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 10 * USDC);
    w.request_all(&owner, SENIOR).ok();
    // Longer than any ring in the program.
    w.advance(600 * DAY);
    w.execute(&owner, SENIOR).ok();
    assert_eq!(w.wallet(&owner), 10 * USDC);
}

#[test]
fn requests_of_every_day_of_the_longest_notice_lie_in_slots_of_their_own() {
    let mut spec = PoolSpec::default();
    spec.0.notice_days = 30;
    let mut w = World::with_pool(spec);
    let owners: Vec<_> = (1..=32).map(|n| w.underwriter(JUNIOR, n * USDC)).collect();
    for owner in &owners {
        w.request_all(owner, JUNIOR).ok();
        w.assert_books();
        w.advance(DAY);
    }
    // The first request, of noon, matures at the 31st midnight; the 32nd day's request came after it.
    let book = w.pool().tranches[0];
    assert_eq!(book.matured_shares.get(), 1_000_000_000);
    assert_eq!(book.maturing.iter().filter(|s| s.get() > 0).count(), 31);
    for (n, owner) in (1u64..).zip(&owners) {
        assert_eq!(w.execute(owner, JUNIOR).name(), if n <= 2 { "ok" } else { "PoolError::NotMatured" });
    }
    w.assert_books();
}
