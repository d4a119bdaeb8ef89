//! `observe`: what a reading changes, what starts and ends a breach, and who must be passed for it.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{IncidentError, OracleError},
        events::{BreachEnded, BreachStarted, Observed},
        state::{EpisodeState, WatchState},
    },
    breakwater_testkit::{client::ix, *},
    solana_instruction_error::InstructionError::*,
};

/// The sources of a product, as `observe` takes them.
fn sources(w: &World, product: &Address) -> Vec<Option<Address>> {
    w.sources[product].iter().map(|s| Some(World::source_address(*s))).collect()
}

fn observe_without_family(w: &mut World, product: &Address) -> Outcome {
    let sources = sources(w, product);
    w.observe_with(product, false, &sources)
}

#[test]
fn every_valid_reading_updates_the_last_price_whatever_it_says() {
    let (mut w, product) = world();
    let watch = pda::watch(&product);
    // 0.95 lies between the bounds: neutral. Below: a breach. Above: a recovery.
    for (n, (price, signal)) in [(STRIKE, 0), (STRIKE - 1_000_000, 1), (PAR, 2)].into_iter().enumerate() {
        w.advance(10);
        let before = w.watch(&product);
        let said = Observed {
            watch,
            signal,
            price: price + WIDTH,
            lowest: price - WIDTH,
            at: w.now(),
        };
        w.observe_at(&product, price).emits(said).ok();
        let after = w.watch(&product);
        assert_eq!(
            (after.observed_at.get(), after.price.get(), after.lowest.get()),
            (w.now(), price + WIDTH, price - WIDTH)
        );
        assert_eq!(after.observations.get(), before.observations.get() + 1);
        assert_eq!(
            u64::from(after.width_bps.get()),
            (WIDTH as u64 * 10_000).div_ceil(price as u64),
            "half width, rounded up"
        );
        assert_eq!(
            (after.orders[0].get(), after.orders[1].get()),
            (w.now() as u64, w.slot()),
            "publish time and slot"
        );
        assert_eq!(after.breaches.get(), u64::from(n > 0));
    }
    w.assert_books();
}

#[test]
fn exactly_at_the_strike_nothing_is_decided_and_one_unit_beyond_it_is() {
    let (mut w, product) = world();
    let state = |w: &World| w.watch(&product).state;
    see(&mut w, &product, STRIKE).ok();
    assert_eq!(state(&w), WatchState::Calm as u8, "an upper bound at the strike");
    w.advance(1);
    see(&mut w, &product, STRIKE - 10).ok();
    assert_eq!(
        state(&w),
        WatchState::Breach as u8,
        "an upper bound below it by the least that Pyth can say"
    );
    w.advance(240);
    w.observe_at(&product, STRIKE + WIDTH).ok();
    assert_eq!(w.watch(&product).recoveries.get(), 0, "a lower bound at the strike");
    w.advance(1);
    w.observe_at(&product, STRIKE + WIDTH + 10).ok();
    assert_eq!(w.watch(&product).recoveries.get(), 1);
}

#[test]
fn the_first_breach_puts_the_cover_in_force_at_stake() {
    let (mut w, product) = world();
    w.holder(&product, 30_000 * USDC, 30);
    w.advance(3 * DAY);
    w.holder(&product, 5_000 * USDC, 30);
    w.advance(60);
    let at = w.now();
    let said = BreachStarted {
        product,
        episode: 1,
        cover: 30_000 * USDC,
        waiting: 5_000 * USDC,
        provisional: 30_000 * USDC,
        at,
    };
    see(&mut w, &product, price_at(7)).emits(said).ok();
    let (p, watch, pool) = (w.product(&product), w.watch(&product), w.pool());
    let episode = p.episode(1).expect("the episode");
    assert_eq!(
        (episode.state, episode.triggered, episode.first_breach.get()),
        (EpisodeState::Running as u8, 0, at)
    );
    assert_eq!((episode.cover.get(), episode.waiting.get()), (30_000 * USDC, 5_000 * USDC));
    assert_eq!(
        (episode.provisional.get(), p.provisional.get(), pool.provisional.get()),
        (30_000 * USDC, 30_000 * USDC, 30_000 * USDC)
    );
    assert_eq!((p.ended_at_stake.get(), pool.ended_at_stake.get()), (0, 0), "none of it has ended");
    assert_eq!(
        (p.episode_count.get(), watch.episode.get(), watch.state),
        (1, 1, WatchState::Breach as u8)
    );
    assert_eq!(
        (watch.first_breach.get(), watch.last_breach.get(), watch.closed_windows.get()),
        (at, at, 0)
    );
    assert_eq!(
        (watch.window_start.get(), watch.window_count.get(), watch.window_price.get()),
        (at, 1, price_at(7))
    );
    w.assert_books();
}

#[test]
fn a_smaller_largest_payout_puts_less_at_stake_rounded_up() {
    let mut spec = DepegSpec::default();
    spec.parametric.largest = 333_333_333;
    let (mut w, product) = world_of(&spec);
    w.holder(&product, 10_000_001, 30);
    w.advance(3 * DAY);
    see(&mut w, &product, price_at(7)).ok();
    assert_eq!(w.pool().provisional.get(), 3_333_334, "10.000001 × 0.333333333 is 3.33333366…");
}

#[test]
fn a_breach_does_not_start_without_pool_and_product() {
    let (mut w, product) = world();
    w.publish_all(&product, 900_000_000);
    observe_without_family(&mut w, &product).refused(IncidentError::PoolRequired);
    let whole = ix::observe(w.keeper, product, Some(w.pool), &sources(&w, &product));
    for missing in [2, 3] {
        let mut ix = whole.clone();
        ix.accounts[missing].pubkey = breakwater::ID;
        ix.accounts[missing].is_writable = false;
        w.send_all(&[ix]).refused(IncidentError::PoolRequired);
    }
    w.send_all(&[whole]).ok();
}

#[test]
fn a_breach_does_not_start_on_another_family() {
    let (mut w, product) = world();
    let other = other_pool(&mut w);
    let sibling = w.product_from(&spec_with_feeds(11));
    w.publish_all(&product, 900_000_000);
    let pool = w.pool;
    let ix = ix::observe(w.keeper, product, Some(pool), &sources(&w, &product));
    for wrong in [
        ix.swapped(&product, &sibling),
        ix.swapped(&pool, &other.pool),
        ix.swapped(&product, &other.product),
        ix.swapped(&product, &other.product).swapped(&pool, &other.pool),
    ] {
        w.send_all(&[wrong]).refused(IncidentError::OtherProduct);
    }
}

#[test]
fn between_start_and_end_of_a_breach_the_watch_alone_is_written() {
    let (mut w, product) = world();
    w.holder(&product, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    for price in [PAR, STRIKE] {
        w.advance(1);
        w.publish_all(&product, price);
        observe_without_family(&mut w, &product).ok();
    }
    w.advance(1);
    see(&mut w, &product, price_at(10)).ok();
    let before = w.snapshot(&[product, w.pool]);
    for price in [900_000_000, STRIKE, PAR, 900_000_000] {
        w.advance(300);
        w.publish_all(&product, price);
        observe_without_family(&mut w, &product).ok();
    }
    w.advance(300);
    see(&mut w, &product, price_at(10)).ok();
    assert!(w.snapshot(&[product, w.pool]) == before, "passed or not, they stay as they are");
}

#[test]
fn a_breach_does_not_end_without_pool_and_product() {
    let (mut w, product) = world();
    see(&mut w, &product, price_at(10)).ok();
    for _ in 0..11 {
        w.advance(2 * HOUR);
        w.publish_all(&product, PAR);
        observe_without_family(&mut w, &product).ok();
    }
    w.advance(2 * HOUR);
    w.publish_all(&product, PAR);
    observe_without_family(&mut w, &product).refused(IncidentError::PoolRequired);
    let state = EpisodeState::None as u8;
    w.observe(&product)
        .emits(BreachEnded {
            product,
            episode: 1,
            state,
            at: w.now(),
        })
        .ok();
    assert!(!w.watch(&product).in_breach());
    w.assert_books();
}

#[test]
fn a55_two_observations_in_one_second_are_one_too_many() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    w.publish_all(&product, 900_000_000);
    w.observe(&product).refused(OracleError::TooSoon);
    w.advance(1);
    see(&mut w, &product, price_at(10)).ok();
}

#[test]
fn a_stretch_of_a_day_without_a_reading_is_kept_as_a_hole() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    w.advance(DAY - 1);
    w.observe_at(&product, PAR).ok();
    assert_eq!(w.watch(&product).hole_count.get(), 0);
    for n in 0..9u32 {
        let from = w.now();
        w.advance(DAY + i64::from(n));
        w.observe_at(&product, PAR).ok();
        let watch = w.watch(&product);
        let hole = watch.holes[n as usize % 8];
        assert_eq!((watch.hole_count.get(), hole.from.get(), hole.to.get()), (n + 1, from, w.now()));
    }
}

#[test]
fn a02_a_keeper_signs_and_a15_nothing_but_sources_follows() {
    let (mut w, product) = world();
    let stranger = w.wallet_address();
    let ix = ix::observe(w.keeper, product, Some(w.pool), &sources(&w, &product));
    let keeper = w.keeper;
    w.send_all(&[ix.unsigned(&keeper)]).refused_by_framework(MissingRequiredSignature);
    w.send_all(&[ix.plus(&stranger)]).refused(OracleError::WrongSourceCount);
    w.send_all(&[ix.plus(&breakwater::ID)]).refused(OracleError::WrongSourceCount);
    let watch = pda::watch(&product);
    w.send_all(&[ix.plus(&watch)]).refused_by_framework(DUPLICATE);
}

#[test]
fn a74_a_breach_that_starts_after_years_of_silence_rolls_its_product_first() {
    let (mut w, product) = world();
    w.holder(&product, 30_000 * USDC, 30);
    w.advance(3 * 365 * DAY);
    see(&mut w, &product, price_at(7)).ok();
    let episode = *w.product(&product).episode(1).expect("the episode");
    assert_eq!(
        (episode.cover.get(), episode.provisional.get()),
        (0, 0),
        "everything ended long ago"
    );
    w.assert_books();
}
