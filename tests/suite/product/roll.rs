//! `roll_product`.

use {
    super::*,
    crate::pool::{second_pool, tamper::*},
    breakwater::errors::{PoolError, ProductError},
};

/// Active and waiting cover of the product, and active cover of the pool, in USDC.
fn cover(w: &World, product: &Address) -> [u64; 3] {
    let p = w.product(product);
    [p.active.get(), p.waiting.get(), w.pool().active_cover.get()].map(|atoms| atoms / USDC)
}

/// A product with cover of 10,000 for seven days and of 3,000 for thirty, sold at noon with a day's waiting; 500 on another product.
fn sold(w: &mut World) -> Address {
    let product = w.product_from(&DepegSpec::default());
    let other = w.product_from(&changed(|s| s.sources = vec![SourceSpec::Pyth(5), SourceSpec::Switchboard(6)]));
    w.underwriter(SENIOR, 100_000 * USDC);
    w.holder(&product, 10_000 * USDC, 7);
    w.holder(&product, 3_000 * USDC, 30);
    w.holder(&other, 500 * USDC, 30);
    product
}

#[test]
fn cover_begins_and_ends_with_the_midnights_that_are_counted() {
    let mut w = World::new();
    let product = sold(&mut w);
    // Days after the purchase at noon: active, waiting, the pool's.
    let expected = [
        (1, [13_000, 13_000, 13_500]), // a midnight later the day of waiting is not over
        (2, [13_000, 0, 13_500]),      // first midnight at least a day away
        (7, [13_000, 0, 13_500]),
        (8, [3_000, 0, 3_500]), // first midnight at least seven days away
        (30, [3_000, 0, 3_500]),
        (31, [0, 0, 500]),
        (32, [0, 0, 500]),
    ];
    let start = w.now() / DAY * DAY;
    assert_eq!(cover(&w, &product), [13_000, 13_000, 13_500]);
    for (days, wanted) in expected {
        w.set_time(start + days * DAY - 1);
        let before = cover(&w, &product);
        let _ = w.roll(&product);
        if days > 2 {
            assert_eq!(cover(&w, &product), before, "not a second before the midnight of day {days}");
        }
        w.set_time(start + days * DAY);
        w.roll(&product).ok();
        assert_eq!(cover(&w, &product), wanted, "at the midnight of day {days}");
        assert_eq!(w.product(&product).rolled_day.get(), 20_094 + days as u32);
        w.assert_books();
    }
}

#[test]
fn many_midnights_at_once_count_like_one_by_one() {
    let mut daily = World::new();
    let product = sold(&mut daily);
    for day in 1..=600 {
        daily.advance(DAY);
        daily.roll(&product).ok();
        if ![2, 8, 20, 31, 110, 402, 511, 512, 513, 600].contains(&day) {
            continue;
        }
        let mut once = World::new();
        sold(&mut once);
        once.advance(day * DAY);
        once.roll(&product).ok();
        let (a, b) = (daily.product(&product), once.product(&product));
        assert_eq!(bytemuck::bytes_of(&*a), bytemuck::bytes_of(&*b), "after {day} days");
        assert_eq!(daily.pool().active_cover, once.pool().active_cover);
        once.assert_books();
    }
}

#[test]
fn about_a_hundred_past_days_stay_readable() {
    let mut w = World::new();
    let product = sold(&mut w);
    let end = (20_094 + 8) as usize % 512;
    w.advance(8 * DAY + 109 * DAY);
    w.roll(&product).ok();
    assert_eq!(w.product(&product).ends[end].get(), 10_000 * USDC);
    // 402 days ahead begins to be that slot.
    w.advance(DAY);
    w.roll(&product).ok();
    assert_eq!(w.product(&product).ends[end].get(), 0);
}

#[test]
fn roll_product_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let product = sold(&mut w);
    w.advance(8 * DAY);
    let ix = ix::roll_product(w.pool, product);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a_day_is_counted_once() {
    let mut w = World::new();
    let product = sold(&mut w);
    w.roll(&product).refused(ProductError::NothingToRoll);
    w.next_midnight();
    w.advance(-1);
    w.roll(&product).refused(ProductError::NothingToRoll);
    w.advance(1);
    w.roll(&product).ok();
    w.roll(&product).refused(ProductError::NothingToRoll);
    // A clock that goes back rolls nothing back.
    w.advance(-5 * DAY);
    w.roll(&product).refused(ProductError::NothingToRoll);
}

#[test]
fn a04_a_product_rolls_with_its_own_pool() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    let product = sold(&mut w);
    w.advance(8 * DAY);
    w.send_all(&[ix::roll_product(second, product)]).refused(PoolError::WrongPool);
}

#[test]
fn a50_cover_ends_and_capital_is_free_with_every_feed_dead_and_every_key_lost() {
    let mut w = World::new();
    let product = sold(&mut w);
    let owner = w.underwriter(SENIOR, 100 * USDC);
    w.request_all(&owner, SENIOR).ok();
    let mut config = w.config();
    (config.bootstrap, config.guardian) = (Address::new_from_array([1; 32]), Address::new_from_array([2; 32]));
    w.write(&pda::config(), &*config);
    for source in [SourceSpec::Pyth(1), SourceSpec::Switchboard(2)] {
        w.put(World::source_address(source), pda::SYSTEM, vec![]);
    }
    w.advance(32 * DAY);
    w.roll(&product).ok();
    assert_eq!(cover(&w, &product), [0, 0, 500]);
    w.execute(&owner, SENIOR).ok();
}

#[test]
fn a74_600_days_at_once_cost_a_bounded_number_of_steps() {
    let mut w = World::new();
    let product = sold(&mut w);
    w.advance(DAY);
    let one = w.roll(&product).ok();
    w.advance(512 * DAY);
    let ring = w.roll(&product).ok();
    w.advance(600 * DAY);
    let beyond = w.roll(&product).ok();
    w.advance(20 * 365 * DAY);
    let ages = w.roll(&product).ok();
    println!("roll_product: 1 day {one}, 512 days {ring}, 600 days {beyond}, 20 years {ages} compute units");
    assert_eq!(w.product(&product).rolled_day.get(), 20_094 + 1 + 512 + 600 + 7_300);
    assert_eq!(cover(&w, &product), [0, 0, 500]);
    assert_eq!(beyond, ages, "the bound does not grow with time");
    assert!(ages < 200_000, "{ages} of 200,000, the default limit of one instruction");
    w.assert_books();
}

#[test]
fn sums_that_would_fall_below_zero_are_refused_and_not_rolled() {
    let mut w = World::new();
    let product = sold(&mut w);
    let good = w.product(&product);
    w.advance(8 * DAY);
    for change in [0, 1, 2] {
        let mut bad = *good;
        match change {
            0 => bad.active = (9_999 * USDC).into(),          // less than ends in these days
            1 => bad.waiting = (12_999 * USDC).into(),        // less than starts
            _ => bad.counted.active = (14_000 * USDC).into(), // more than the pool knows of
        }
        w.write(&product, &bad);
        w.roll(&product).refused(PoolError::PoolLedgerBroken);
    }
    w.write(&product, &*good);
    w.roll(&product).ok();
}
