//! Windows: how long, how often and how dense a breach must be seen, and at which price it counts.

use {
    crate::incident::kit::*,
    breakwater::{events::WindowClosed, state::Watch},
    breakwater_testkit::*,
};

/// Observes breach prices at seconds after the first one. Gives the watch.
fn at(w: &mut World, product: &Address, start: i64, observations: &[(i64, i64)]) -> Box<Watch> {
    for (second, price) in observations {
        w.set_time(start + second);
        see(w, product, *price).ok();
    }
    w.watch(product)
}

/// Every 300 seconds from 0 up to and including `last`, at one price.
fn every_300(last: i64, price: i64) -> Vec<(i64, i64)> {
    (0..=last / 300).map(|k| (k * 300, price)).collect()
}

fn windows(w: &World, product: &Address) -> u32 {
    w.watch(product).closed_windows.get()
}

#[test]
fn an_observation_counts_240_seconds_after_the_last_one_and_not_after_239() {
    let (mut w, product) = world();
    let start = w.now();
    let price = price_at(10);
    assert_eq!(at(&mut w, &product, start, &[(0, price), (239, price)]).window_count.get(), 1);
    assert_eq!(w.watch(&product).last_breach.get(), start + 239, "it is still the last breach seen");
    assert_eq!(at(&mut w, &product, start, &[(240, price)]).window_count.get(), 2);
    // The ignored one is not what the next is measured from.
    assert_eq!(at(&mut w, &product, start, &[(479, price), (480, price)]).window_count.get(), 3);
}

#[test]
fn a_gap_of_600_seconds_counts_and_one_of_601_starts_the_window_again() {
    let (mut w, product) = world();
    let start = w.now();
    let price = price_at(10);
    assert_eq!(at(&mut w, &product, start, &[(0, price), (600, price)]).window_count.get(), 2);
    let watch = at(&mut w, &product, start, &[(1_201, price)]);
    assert_eq!(
        (watch.window_count.get(), watch.window_start.get(), watch.window_weighted.get()),
        (1, start + 1_201, 0)
    );
    assert_eq!(
        (watch.first_breach.get(), watch.episode.get()),
        (start, 1),
        "the breach is the same one"
    );
}

#[test]
fn observations_that_do_not_count_do_not_bridge_a_gap() {
    let (mut w, product) = world();
    let start = w.now();
    let price = price_at(10);
    let watch = at(&mut w, &product, start, &[(0, price), (200, price), (601, price)]);
    assert_eq!((watch.window_count.get(), watch.window_start.get()), (1, start + 601));
}

#[test]
fn twelve_observations_over_an_hour_close_a_window_and_eleven_do_not() {
    let (mut w, product) = world();
    let start = w.now();
    let eleven: Vec<_> = (0..=10).map(|k| (k * 360, price_at(10))).collect();
    let watch = at(&mut w, &product, start, &eleven);
    assert_eq!(
        (watch.window_count.get(), watch.window_last.get() - start, windows(&w, &product)),
        (11, 3_600, 0)
    );
    let at_last = w.now() + 360;
    w.set_time(at_last);
    let said = WindowClosed {
        watch: pda::watch(&product),
        episode: 1,
        start,
        price: price_at(10),
        at: at_last,
    };
    see(&mut w, &product, price_at(10)).emits(said).ok();
    assert_eq!(windows(&w, &product), 1);
}

#[test]
fn an_hour_less_one_second_does_not_close_a_window_and_an_hour_does() {
    let (mut w, product) = world();
    let start = w.now();
    let mut observations = every_300(3_300, price_at(10));
    observations.push((3_599, price_at(10)));
    let watch = at(&mut w, &product, start, &observations);
    assert_eq!((watch.window_count.get(), windows(&w, &product)), (13, 0));
    assert_eq!(at(&mut w, &product, start, &[(3_839, price_at(10))]).closed_windows.get(), 1);
    let (mut w, product) = world();
    let start = w.now();
    at(&mut w, &product, start, &every_300(3_600, price_at(10)));
    assert_eq!(windows(&w, &product), 1);
}

#[test]
fn windows_tumble_the_next_begins_with_the_observation_that_closed_the_last() {
    let (mut w, product) = world();
    let start = w.now();
    let watch = at(&mut w, &product, start, &every_300(3_600, price_at(10)));
    assert_eq!(
        (watch.window_start.get(), watch.window_count.get(), watch.window_weighted.get()),
        (start + 3_600, 1, 0)
    );
    assert_eq!(watch.window_price.get(), price_at(10));
    let second: Vec<_> = (13..=24).map(|k| (k * 300, price_at(20))).collect();
    let watch = at(&mut w, &product, start, &second);
    assert_eq!((windows(&w, &product), watch.window_start.get()), (2, start + 7_200));
    // 300 seconds at the closing price of the first window, 3,300 at the new one.
    let wanted = (price_at(10) * 300 + price_at(20) * 3_300 + 3_599) / 3_600;
    assert_eq!(watch.days[(start / DAY) as usize % 64].price.get(), wanted);
}

#[test]
fn the_price_of_a_window_is_weighed_by_time_and_rounded_up() {
    let (mut w, product) = world();
    let start = w.now();
    let observations = [
        (0, 949_000_000),
        (240, 900_000_000),
        (840, 910_000_010),
        (1_081, 920_000_020),
        (1_400, 880_000_000),
        (1_700, 870_000_030),
        (2_000, 860_000_000),
        (2_300, 850_000_000),
        (2_600, 840_000_000),
        (2_900, 830_000_000),
        (3_200, 820_000_000),
        (3_607, 500_000_000),
    ];
    at(&mut w, &product, start, &observations);
    let weighted: i64 = observations.windows(2).map(|pair| pair[0].1 * (pair[1].0 - pair[0].0)).sum();
    let wanted = (weighted + 3_606) / 3_607;
    assert_ne!(weighted % 3_607, 0, "it does not divide");
    let kept = w.watch(&product).days[(start / DAY) as usize % 64];
    assert_eq!((kept.price.get(), kept.start.get(), kept.episode.get()), (wanted, start, 1));
    assert_eq!(
        w.watch(&product).window_price.get(),
        500_000_000,
        "the last price weighs in the next window only"
    );
}

#[test]
fn a57_every_reading_prices_the_window_for_as_long_as_it_stands() {
    let (mut w, product) = world();
    let start = w.now();
    let mut observations = every_300(3_600, price_at(10));
    for k in 0..12 {
        observations.push((k * 300 + 200, 100_000_000));
    }
    observations.sort_unstable();
    at(&mut w, &product, start, &observations);
    // Each five minutes: 200 s at ten points, then 100 s at a price of 0.1.
    let wanted = (price_at(10) * 200 + 100_000_000 * 100 + 299) / 300;
    assert_eq!(w.watch(&product).days[(start / DAY) as usize % 64].price.get(), wanted);
}

#[test]
fn one_recovery_leaves_the_window_open_and_a_second_one_drops_it() {
    let (mut w, product) = world();
    let start = w.now();
    at(&mut w, &product, start, &every_300(3_000, price_at(10)));
    w.advance(100);
    w.observe_at(&product, PAR).ok();
    let watch = w.watch(&product);
    assert_eq!((watch.recoveries.get(), watch.window_count.get()), (1, 11));
    at(&mut w, &product, start, &[(3_300, price_at(10)), (3_600, price_at(10))]);
    assert_eq!(windows(&w, &product), 1, "one recovery in between did not break it");
    for (second, count) in [(3_700, 1), (3_939, 1), (3_940, 0)] {
        w.set_time(start + second);
        w.observe_at(&product, PAR).ok();
        assert_eq!(w.watch(&product).window_count.get(), count, "second {second}");
    }
    let watch = w.watch(&product);
    assert_eq!(
        (watch.recoveries.get(), watch.window_start.get(), watch.closed_windows.get()),
        (2, 0, 1)
    );
    let watch = at(&mut w, &product, start, &[(4_000, price_at(10))]);
    assert_eq!(
        (watch.window_start.get(), watch.window_count.get(), watch.recoveries.get()),
        (start + 4_000, 1, 0)
    );
}

#[test]
fn a_breach_between_two_recoveries_makes_the_second_the_first_again() {
    let (mut w, product) = world();
    let start = w.now();
    at(&mut w, &product, start, &every_300(900, price_at(10)));
    for (second, breach) in [(1_000, false), (1_100, true), (1_300, false)] {
        w.set_time(start + second);
        let price = if breach { price_at(10) - WIDTH } else { PAR };
        w.observe_at(&product, price).ok();
    }
    let watch = w.watch(&product);
    assert_eq!(
        (watch.recoveries.get(), watch.window_count.get()),
        (1, 4),
        "though that breach came too soon to count"
    );
}

#[test]
fn a_neutral_observation_prices_the_window_and_counts_for_nothing() {
    let (mut w, product) = world();
    let start = w.now();
    let before = at(&mut w, &product, start, &every_300(600, price_at(10)));
    w.advance(300);
    w.observe_at(&product, STRIKE).ok();
    let after = w.watch(&product);
    assert_eq!(
        (after.window_count, after.window_last, after.window_weighted.get()),
        (
            before.window_count,
            before.window_last,
            before.window_weighted.get() + u128::from(price_at(10) as u64) * 300
        )
    );
    assert_eq!(after.last_breach, before.last_breach);
    let watch = at(&mut w, &product, start, &[(1_200, price_at(10))]);
    assert_eq!(
        (watch.window_count.get(), watch.window_weighted.get()),
        (
            4,
            u128::from(price_at(10) as u64) * 900 + u128::from(after.price.get() as u64) * 300
        )
    );
}

#[test]
fn the_deepest_window_of_each_day_is_kept() {
    let (mut w, product) = world();
    let day = |w: &World, offset: i64| {
        let d = w.watch(&product).days[(world::START / DAY + offset) as usize % 64];
        (d.price.get(), d.start.get())
    };
    let first = w.now() + 601;
    fall(&mut w, &product, price_at(20));
    assert_eq!(day(&w, 0), (price_at(20), first));
    fall(&mut w, &product, price_at(10));
    assert_eq!(day(&w, 0), (price_at(20), first), "a shallower one is dropped");
    fall(&mut w, &product, price_at(20));
    assert_eq!(day(&w, 0), (price_at(20), first), "of equals the first stays");
    let deeper = w.now() + 601;
    fall(&mut w, &product, price_at(20) - 10);
    assert_eq!(day(&w, 0), (price_at(20) - 10, deeper));
    w.next_midnight();
    let second = w.now() + 601;
    fall(&mut w, &product, price_at(5));
    assert_eq!(
        (day(&w, 0), day(&w, 1)),
        ((price_at(20) - 10, deeper), (price_at(5), second)),
        "another day, another slot"
    );
}

#[test]
fn a_window_belongs_to_the_day_on_which_it_begins() {
    let (mut w, product) = world();
    w.set_time(world::START + DAY - 601 - 1);
    fall(&mut w, &product, price_at(20));
    let days = w.watch(&product).days;
    let slot = (world::START / DAY) as usize % 64;
    assert_eq!((days[slot].start.get(), days[slot + 1].start.get()), (world::START + DAY - 1, 0));
}

#[test]
fn a_days_slot_is_reused_after_64_days_and_never_mistaken() {
    let (mut w, product) = world();
    w.holder(&product, 1_000 * USDC, 300);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(90));
    recover(&mut w, &product);
    w.advance(63 * DAY - HOUR - 601 - 601);
    let start = w.now() + 601;
    fall(&mut w, &product, price_at(5));
    let kept = w.watch(&product).days[(start / DAY) as usize % 64];
    assert_eq!(
        (kept.price.get(), kept.start.get(), kept.episode.get()),
        (price_at(5), start, 2),
        "shallower, and of today"
    );
}
