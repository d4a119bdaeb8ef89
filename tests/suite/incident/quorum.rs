//! m of n: how many sources must agree, and what one alone can do.

use {
    crate::incident::kit::*,
    breakwater::{
        errors::{OracleError, PolicyError},
        state::WatchState,
    },
    breakwater_testkit::{world::Feed, *},
};

/// Two of three.
fn three() -> (World, Address, [Option<Address>; 3]) {
    let mut spec = DepegSpec::default();
    spec.sources.push(SourceSpec::Pyth(3));
    let (w, product) = world_of(&spec);
    let address = |n: usize| Some(World::source_address(spec.sources[n]));
    (w, product, [address(0), address(1), address(2)])
}

fn state(w: &World, product: &Address) -> (bool, u16) {
    let watch = w.watch(product);
    (watch.state == WatchState::Breach as u8, watch.recoveries.get())
}

#[test]
fn every_source_has_its_place_and_no_fewer_than_must_agree_are_read() {
    let (mut w, product) = world();
    let (a, b) = (
        Some(World::source_address(SourceSpec::Pyth(1))),
        Some(World::source_address(SourceSpec::Switchboard(2))),
    );
    for places in [&[][..], &[a], &[a, b, None], &[a, b, b], &[None; 5]] {
        w.observe_with(&product, true, places).refused(OracleError::WrongSourceCount);
    }
    for places in [[a, None], [None, b], [None, None]] {
        w.observe_with(&product, true, &places).refused(OracleError::TooFewSources);
    }
    w.observe_with(&product, true, &[a, b]).ok();
}

#[test]
fn two_of_three_read_without_the_third() {
    let (mut w, product, [a, b, c]) = three();
    for places in [[a, b, None], [a, None, c], [None, b, c], [a, b, c]] {
        w.advance(1);
        w.publish_all(&product, PAR);
        w.observe_with(&product, true, &places).ok();
    }
    for places in [[a, None, None], [None, b, None], [None, None, c]] {
        w.advance(1);
        w.publish_all(&product, PAR);
        w.observe_with(&product, true, &places).refused(OracleError::TooFewSources);
    }
}

#[test]
fn one_bad_reading_refuses_the_observation_until_its_source_is_left_out() {
    let (mut w, product, [a, b, c]) = three();
    w.advance(200);
    w.publish(
        SourceSpec::Pyth(1),
        Feed {
            price: PAR,
            deviation: 100_000,
        },
    );
    w.publish(
        SourceSpec::Switchboard(2),
        Feed {
            price: PAR,
            deviation: 100_000,
        },
    );
    w.observe_with(&product, true, &[a, b, c]).refused(OracleError::Stale);
    w.observe_with(&product, true, &[a, b, None]).ok();
}

#[test]
fn a59_one_source_that_falls_tenfold_alone_decides_nothing() {
    let (mut w, product) = world();
    for low in [[100_000_000, PAR], [PAR, 100_000_000]] {
        w.advance(300);
        publish_each(&mut w, &product, &low);
        w.observe(&product).ok();
        assert_eq!(state(&w, &product), (false, 0));
    }
    let (mut w, product, _) = three();
    for low in [[100_000_000, PAR, PAR], [PAR, 100_000_000, PAR], [PAR, PAR, 100_000_000]] {
        w.advance(300);
        publish_each(&mut w, &product, &low);
        w.observe(&product).ok();
        assert_eq!(state(&w, &product), (false, 0));
    }
}

#[test]
fn a59_one_source_that_rises_tenfold_alone_neither_ends_nor_hides_a_breach() {
    let (mut w, product) = world();
    see(&mut w, &product, price_at(10)).ok();
    for high in [[10 * PAR, 900_000_000], [900_000_000, 10 * PAR]] {
        w.advance(300);
        publish_each(&mut w, &product, &high);
        w.observe(&product).ok();
        assert_eq!(state(&w, &product), (true, 0), "neutral: one says breach, one says recovery");
    }
    let (mut w, product, _) = three();
    see(&mut w, &product, price_at(10)).ok();
    for high in [[10 * PAR, 900_000_000, 900_000_000], [900_000_000, 900_000_000, 10 * PAR]] {
        w.advance(300);
        let count = w.watch(&product).window_count.get();
        publish_each(&mut w, &product, &high);
        w.observe(&product).ok();
        let watch = w.watch(&product);
        assert_eq!(
            (watch.window_count.get(), watch.price.get()),
            (count + 1, 900_000_000 + WIDTH),
            "the second lowest upper bound"
        );
    }
}

#[test]
fn a59_a_source_that_rises_alone_changes_no_premium() {
    let (mut w, product) = world();
    publish_each(&mut w, &product, &[10 * PAR, PAR]);
    w.observe(&product).ok();
    let buyer = w.actor(1_000 * USDC);
    w.buy(&product, &buyer, 0, 50_000 * USDC, 30).ok();
    assert_eq!(w.policy(&pda::policy(&product, &buyer, 0)).premium.get(), 84_345_035);
    w.advance(1);
    publish_each(&mut w, &product, &[PAR, 100_000_000]);
    w.observe(&product).ok();
    w.buy(&product, &buyer, 1, 50_000 * USDC, 30).refused(PolicyError::NearStrike);
}

#[test]
fn two_of_three_see_a_breach_at_the_second_lowest_upper_bound() {
    let (mut w, product, _) = three();
    publish_each(&mut w, &product, &[880_000_000, 910_000_000, 940_000_000]);
    w.observe(&product).ok();
    let watch = w.watch(&product);
    assert!(watch.in_breach());
    // Switchboard's interval is 1.96 deviations wide; Pyth's lowest bound guards sales.
    assert_eq!(
        (watch.price.get(), watch.lowest.get()),
        (910_000_000 + 196_000, 880_000_000 - WIDTH)
    );
}

#[test]
fn sources_need_not_agree_with_each_other_to_agree_on_a_breach() {
    let (mut w, product) = world();
    publish_each(&mut w, &product, &[870_000_000, 949_000_000]);
    w.observe(&product).ok();
    let watch = w.watch(&product);
    assert!(watch.in_breach(), "8 % apart, and both below the strike");
    assert_eq!(watch.price.get(), 949_196_000, "the higher of the two pays less");
}

#[test]
fn a58_a_price_above_the_peg_is_never_a_breach() {
    let (mut w, product) = world();
    for price in [PAR + 50_000_000, 2 * PAR, 100 * PAR] {
        w.advance(300);
        w.observe_at(&product, price).ok();
        assert_eq!(state(&w, &product), (false, 0));
    }
    w.advance(1);
    see(&mut w, &product, price_at(10)).ok();
    w.advance(300);
    w.observe_at(&product, 100 * PAR).ok();
    assert_eq!(state(&w, &product), (true, 1), "it is a recovery");
}
