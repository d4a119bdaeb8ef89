//! Bounties: from lamports above rent only, for observations that advance, exact.

use {crate::incident::kit::*, crate::pool::tamper::give_lamports, breakwater_testkit::*};

const BOUNTY: u64 = 5_000;

/// A world whose watch holds `spare` lamports above its rent.
fn funded(spare: u64) -> (World, Address) {
    let (mut w, product) = world();
    if spare > 0 {
        give_lamports(&mut w, &pda::watch(&product), spare);
    }
    (w, product)
}

/// Runs one observation and gives what the keeper earned by it, which is what the watch lost.
#[track_caller]
fn earned(w: &mut World, product: &Address, price: i64) -> u64 {
    let watch = pda::watch(product);
    let of = |w: &World| (w.svm.get_balance(&w.keeper).expect("SOL"), w.svm.get_balance(&watch).expect("rent"));
    w.publish_all(product, price);
    let before = of(w);
    w.observe(product).ok();
    let after = of(w);
    assert_eq!(after.0 - before.0, before.1 - after.1, "what the keeper gets the watch gives");
    after.0 - before.0
}

#[test]
fn observations_that_advance_a_window_earn_the_bounty() {
    let (mut w, product) = funded(100 * BOUNTY);
    assert_eq!(earned(&mut w, &product, PAR), 0, "calm");
    w.advance(300);
    assert_eq!(earned(&mut w, &product, STRIKE), 0, "neutral");
    w.advance(300);
    assert_eq!(earned(&mut w, &product, 900_000_000), BOUNTY, "the first breach");
    w.advance(239);
    assert_eq!(earned(&mut w, &product, 900_000_000), 0, "too soon to count");
    w.advance(1);
    assert_eq!(earned(&mut w, &product, 900_000_000), BOUNTY, "counted");
    w.advance(100);
    assert_eq!(earned(&mut w, &product, STRIKE), 0, "neutral");
    w.advance(501);
    assert_eq!(earned(&mut w, &product, 900_000_000), BOUNTY, "starts the window again");
    for k in 1..=12 {
        w.advance(300);
        assert_eq!(earned(&mut w, &product, 900_000_000), BOUNTY, "observation {k}, the twelfth closes");
    }
    assert_eq!(w.watch(&product).closed_windows.get(), 1);
    w.advance(10);
    assert_eq!(earned(&mut w, &product, PAR), BOUNTY, "the first recovery");
    w.advance(239);
    assert_eq!(earned(&mut w, &product, PAR), 0, "too soon after it");
    w.advance(1);
    assert_eq!(earned(&mut w, &product, PAR), BOUNTY, "the second");
}

#[test]
fn the_rent_of_the_watch_is_never_paid_out() {
    for (spare, bounties) in [(0, 0), (BOUNTY - 1, 0), (BOUNTY, 1), (2 * BOUNTY - 1, 1)] {
        let (mut w, product) = funded(spare);
        let mut sum = 0;
        for _ in 0..3 {
            sum += earned(&mut w, &product, 900_000_000);
            w.advance(300);
        }
        assert_eq!(sum, bounties * BOUNTY, "{spare} spare lamports");
        let watch = w.svm.get_account(&pda::watch(&product)).expect("the watch");
        assert!(watch.lamports >= w.svm.minimum_balance_for_rent_exemption(watch.data.len()));
    }
}

#[test]
fn anybody_fills_the_bounties_up_again() {
    let (mut w, product) = funded(0);
    assert_eq!(earned(&mut w, &product, 900_000_000), 0);
    give_lamports(&mut w, &pda::watch(&product), BOUNTY);
    w.advance(300);
    assert_eq!(earned(&mut w, &product, 900_000_000), BOUNTY);
}

#[test]
fn a_product_without_bounty_pays_none() {
    let mut spec = DepegSpec::default();
    spec.parametric.bounty = 0;
    let (mut w, product) = world_of(&spec);
    give_lamports(&mut w, &pda::watch(&product), 1_000_000);
    assert_eq!(earned(&mut w, &product, 900_000_000), 0);
}

#[test]
fn a_refused_observation_earns_nothing() {
    let (mut w, product) = funded(100 * BOUNTY);
    earned(&mut w, &product, 900_000_000);
    w.observe(&product).refused(breakwater::errors::OracleError::TooSoon);
}

#[test]
fn a78_a_price_that_jumps_across_the_strike_earns_no_more_than_one_bounty_per_spacing() {
    let (mut w, product) = funded(100 * BOUNTY);
    let mut sum = 0;
    for _ in 0..20 {
        sum += earned(&mut w, &product, 900_000_000);
        w.advance(1);
        sum += earned(&mut w, &product, PAR);
        w.advance(1);
    }
    // 40 seconds: the first breach and the first recovery are new; nothing after them is 240 seconds from one that counted.
    assert_eq!(sum, 2 * BOUNTY);
}
