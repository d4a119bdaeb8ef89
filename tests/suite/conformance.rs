//! The protocol's text, recomputed: every number here comes from fractions worked out apart from the program, never from its formulas.

mod capital;
mod cover;
mod incidents;

use breakwater_testkit::*;

const HOUR: i64 = 3_600;
const PAR: i64 = 1_000_000_000;
/// Half width of the wider source at the world's deviation: 2.12 times 0.0001.
const WIDTH: i64 = 212_000;

/// Breach price at which the default curve (0.95 to 0.80) pays this many whole per cent.
fn price_of(percent: i64) -> i64 {
    950_000_000 - percent * 1_500_000
}

fn see(w: &mut World, product: &Address, breach_price: i64) -> Outcome {
    w.observe_at(product, breach_price - WIDTH)
}

/// One closed window at exactly this breach price, after a pause that keeps earlier windows out of it; the clock stays at its end.
fn window(w: &mut World, product: &Address, breach_price: i64) {
    w.advance(601);
    window_from_now(w, product, breach_price);
}

fn window_from_now(w: &mut World, product: &Address, breach_price: i64) {
    for k in 0..13 {
        w.advance(if k == 0 { 0 } else { 300 });
        see(w, product, breach_price).ok();
    }
}

/// Recoveries every quarter of an hour until the breach ends.
fn recover(w: &mut World, product: &Address) {
    while w.watch(product).in_breach() {
        w.advance(900);
        w.observe_at(product, PAR).ok();
    }
}

/// Owners of one token each in senior, whose requests recognise premium without moving capital.
fn dust(w: &mut World, count: usize) -> Vec<Address> {
    (0..count).map(|_| w.underwriter(SENIOR, USDC)).collect()
}

fn recognise(w: &mut World, dust: &mut Vec<Address>) {
    let owner = dust.pop().expect("enough dust");
    w.request(&owner, SENIOR, 1).ok();
}

fn sell(w: &mut World, product: &Address, cover: u64, days: u16) -> (Address, Address) {
    if w.watch(product).observed_at.get() < w.now() {
        w.observe_at(product, PAR).ok();
    }
    let buyer = w.actor(cover);
    w.buy(product, &buyer, 0, cover, days).ok();
    (buyer, pda::policy(product, &buyer, 0))
}

fn capitals(w: &World) -> (u64, u64) {
    let pool = w.pool();
    (pool.tranches[0].capital.get(), pool.tranches[1].capital.get())
}

/// Value of `part` of `shares` in a tranche worth `assets`: (assets + 1) / (shares + 1,000) each, cut.
fn value_of(part: u128, assets: u64, shares: u128) -> u64 {
    u64::try_from(part * (u128::from(assets) + 1) / (shares + 1_000)).expect("at most the assets")
}
