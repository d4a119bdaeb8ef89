//! nothing is sold on a known loss: during a breach, near the strike, on an old or a wide reading, while paused or unlisted.

use {
    crate::incident::kit::*,
    breakwater::{
        errors::{AccessError, PolicyError, ProductError},
        state::{Config, WatchState},
    },
    breakwater_testkit::{world::Feed, *},
};

/// A buyer's try of 100 for 30 days.
fn try_buy(w: &mut World, product: &Address) -> Outcome {
    let buyer = w.actor(1_000 * USDC);
    w.buy(product, &buyer, 0, 100 * USDC, 30)
}

/// Publishes 1.0 on Pyth and this on Switchboard, and observes.
fn observe_switchboard(w: &mut World, product: &Address, price: i64, deviation: i64) {
    w.publish(
        SourceSpec::Pyth(1),
        Feed {
            price: PAR,
            deviation: 100_000,
        },
    );
    w.publish(SourceSpec::Switchboard(2), Feed { price, deviation });
    w.observe(product).ok();
}

#[test]
fn a47_a_reading_of_600_seconds_sells_and_one_of_601_does_not() {
    let (mut w, product) = world();
    try_buy(&mut w, &product).refused(PolicyError::WatchStale);
    w.observe_at(&product, PAR).ok();
    w.advance(600);
    try_buy(&mut w, &product).ok();
    w.advance(1);
    try_buy(&mut w, &product).refused(PolicyError::WatchStale);
    w.observe_at(&product, PAR).ok();
    try_buy(&mut w, &product).ok();
}

#[test]
fn a47_the_guard_band_ends_one_unit_above_two_percent_over_the_strike() {
    let (mut w, product) = world();
    // 0.95 and 2 % of it: 0.969. Switchboard's lower bound lies 1.96 · 0.0001 = 0.000196 below its price.
    observe_switchboard(&mut w, &product, 969_000_000 + 196_000, 100_000);
    assert_eq!(w.watch(&product).lowest.get(), 969_000_000);
    try_buy(&mut w, &product).refused(PolicyError::NearStrike);
    w.advance(1);
    observe_switchboard(&mut w, &product, 969_000_001 + 196_000, 100_000);
    try_buy(&mut w, &product).ok();
}

#[test]
fn a47_one_low_source_stops_sales_though_it_decides_no_breach() {
    let (mut w, product) = world();
    observe_switchboard(&mut w, &product, 100_000_000, 100_000);
    assert_eq!(w.watch(&product).state, WatchState::Calm as u8);
    try_buy(&mut w, &product).refused(PolicyError::NearStrike);
}

#[test]
fn a56_an_interval_of_two_percent_sells_and_a_wider_one_does_not() {
    let (mut w, product) = world();
    // Half width: 1.96 deviations rounded up; 10,204,081 give 19,999,999 of 1,000,000,000, one more gives 20,000,001.
    observe_switchboard(&mut w, &product, PAR, 10_204_081);
    assert_eq!(w.watch(&product).width_bps.get(), 200);
    try_buy(&mut w, &product).ok();
    w.advance(1);
    observe_switchboard(&mut w, &product, PAR, 10_204_082);
    assert_eq!(w.watch(&product).width_bps.get(), 201);
    try_buy(&mut w, &product).refused(PolicyError::PriceTooWide);
}

#[test]
fn a47_nothing_is_sold_from_the_first_breach_to_the_end_of_recovery() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    try_buy(&mut w, &product).ok();
    w.advance(1);
    see(&mut w, &product, STRIKE - 1).ok();
    try_buy(&mut w, &product).refused(PolicyError::InBreach);
    // No window had closed: eleven recoveries do not end it, the twelfth does.
    for _ in 0..11 {
        w.advance(300);
        w.observe_at(&product, PAR).ok();
        try_buy(&mut w, &product).refused(PolicyError::InBreach);
    }
    w.advance(300);
    w.observe_at(&product, PAR).ok();
    try_buy(&mut w, &product).ok();
    // Once a window has closed it takes a day.
    w.advance(1);
    w.hold(&product, STRIKE - 10_000_000, 3_600);
    for _ in 0..23 {
        w.advance(HOUR);
        w.observe_at(&product, PAR).ok();
        try_buy(&mut w, &product).refused(PolicyError::InBreach);
    }
    w.advance(HOUR);
    w.observe_at(&product, PAR).ok();
    try_buy(&mut w, &product).ok();
    w.assert_books();
}

#[test]
fn a72_a_pause_stops_sales_until_its_last_second() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let mut config: Box<Config> = w.config();
    config.paused_until = (w.now() + 100).into();
    w.write(&pda::config(), &*config);
    try_buy(&mut w, &product).refused(AccessError::Paused);
    w.advance(99);
    try_buy(&mut w, &product).refused(AccessError::Paused);
    w.advance(1);
    try_buy(&mut w, &product).ok();
}

#[test]
fn a_draft_sells_nothing() {
    let mut w = World::new();
    w.underwriter(JUNIOR, 100_000 * USDC);
    let product = w.draft(&DepegSpec::default());
    try_buy(&mut w, &product).refused(ProductError::NotListed);
}

#[test]
fn a_retired_product_sells_nothing_and_pays_on() {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 1_000 * USDC, 30);
    w.retire(&product).ok();
    try_buy(&mut w, &product).refused(ProductError::NotListed);
    w.advance(3 * DAY);
    let number = strike_and_finalise(&mut w, &product, price_at(20));
    let before = w.wallet(&holder);
    w.settle(&product, number, &policy).ok();
    assert_eq!(w.wallet(&holder) - before, 200 * USDC);
    w.assert_books();
}
