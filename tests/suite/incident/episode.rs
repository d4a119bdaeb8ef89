//! `end_episode`: how a breach ends, by whom it need not be ended, and what is free again when.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{IncidentError, PoolError, ProductError},
        events::BreachEnded,
        state::EpisodeState,
    },
    breakwater_testkit::{client::ix, *},
};

const NONE: u8 = EpisodeState::None as u8;
const ENDED: u8 = EpisodeState::Ended as u8;

/// Cover of 30,000 for 300 days, three days after the start.
fn covered() -> (World, Address) {
    let (mut w, product) = world();
    w.holder(&product, 30_000 * USDC, 300);
    w.advance(3 * DAY);
    (w, product)
}

/// As [`covered`], with a breach whose last observation is now; with a closed window or without.
fn breached(window: bool) -> (World, Address) {
    let (mut w, product) = covered();
    if window {
        fall(&mut w, &product, price_at(40));
    } else {
        see(&mut w, &product, price_at(40)).ok();
    }
    (w, product)
}

fn held(w: &World) -> (u64, u64) {
    (w.pool().provisional.get(), w.pool().ended_at_stake.get())
}

fn end(w: &World, product: &Address, episode: u32) -> Instruction {
    ix::end_episode(w.pool, *product, episode)
}

#[test]
fn end_episode_takes_exactly_what_it_declares() {
    let (mut w, product) = breached(true);
    w.advance(14 * DAY);
    let ix = end(&w, &product, 1);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn twelve_recoveries_end_a_breach_after_24_hours_and_not_a_second_before() {
    let (mut w, product) = breached(true);
    let last_breach = w.now();
    for _ in 0..12 {
        w.advance(300);
        w.observe_at(&product, PAR).ok();
    }
    w.set_time(last_breach + DAY - 1);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    w.set_time(last_breach + DAY);
    w.end_episode(&product)
        .emits(BreachEnded {
            product,
            episode: 1,
            state: ENDED,
            at: w.now(),
        })
        .ok();
    let (p, watch) = (w.product(&product), w.watch(&product));
    let episode = p.episode(1).expect("the episode");
    assert_eq!(
        (episode.state, episode.ended_at.get(), episode.provisional.get()),
        (ENDED, w.now(), 30_000 * USDC)
    );
    assert!(!watch.in_breach());
    assert_eq!((watch.recoveries.get(), watch.window_start.get()), (0, 0));
    assert_eq!(held(&w), (30_000 * USDC, 0), "its window can still be triggered");
    w.assert_books();
}

#[test]
fn eleven_recoveries_do_not_end_a_breach() {
    let (mut w, product) = breached(true);
    for _ in 0..11 {
        w.advance(300);
        w.observe_at(&product, PAR).ok();
    }
    w.advance(3 * DAY);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    w.observe_at(&product, PAR)
        .emits(BreachEnded {
            product,
            episode: 1,
            state: ENDED,
            at: w.now(),
        })
        .ok();
    assert!(!w.watch(&product).in_breach());
}

#[test]
fn recoveries_closer_than_the_spacing_are_one() {
    let (mut w, product) = breached(true);
    for k in 0..24 {
        w.advance(if k % 2 == 0 { 1 } else { 239 });
        w.observe_at(&product, PAR).ok();
    }
    assert_eq!(w.watch(&product).recoveries.get(), 12);
}

#[test]
fn a_breach_begins_the_recovery_anew() {
    let (mut w, product) = breached(true);
    for _ in 0..11 {
        w.advance(2 * HOUR);
        w.observe_at(&product, PAR).ok();
    }
    w.advance(HOUR);
    see(&mut w, &product, STRIKE - 10).ok();
    w.advance(2 * HOUR);
    w.observe_at(&product, PAR).ok();
    assert_eq!(w.watch(&product).recoveries.get(), 1);
    w.advance(21 * HOUR);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
}

#[test]
fn a_day_of_neutral_prices_ends_nothing() {
    let (mut w, product) = breached(true);
    for _ in 0..24 {
        w.advance(2 * HOUR);
        w.observe_at(&product, STRIKE).ok();
    }
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
}

#[test]
fn a50_fourteen_days_without_a_breach_end_it_and_not_a_second_before() {
    let (mut w, product) = breached(true);
    w.advance(14 * DAY - 1);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    w.advance(1);
    // From here on a reading is refused until the breach is ended: nobody reads on in a breach that is over.
    w.publish_all(&product, 900_000_000);
    w.observe(&product).refused(IncidentError::EpisodeOver);
    w.publish_all(&product, PAR);
    w.observe(&product).refused(IncidentError::EpisodeOver);
    w.end_episode(&product).ok();
    w.observe(&product).ok();
    assert!(!w.watch(&product).in_breach());
    w.trigger(&product).ok();
    w.assert_books();
}

#[test]
fn a50_without_a_window_a_day_of_silence_lapses_a_breach_and_frees_all_it_held() {
    let (mut w, product) = breached(false);
    assert_eq!(held(&w), (30_000 * USDC, 0));
    w.advance(DAY - 1);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    w.advance(1);
    w.publish_all(&product, 900_000_000);
    w.observe(&product).refused(IncidentError::EpisodeOver);
    w.end_episode(&product)
        .emits(BreachEnded {
            product,
            episode: 1,
            state: NONE,
            at: w.now(),
        })
        .ok();
    assert_eq!(held(&w), (0, 0));
    w.end_episode(&product).refused(IncidentError::NoEpisode);
    // The same low price is another breach now.
    w.observe(&product).ok();
    assert!(w.watch(&product).in_breach());
    assert_eq!(w.watch(&product).episode.get(), 1, "no window had closed: the number serves again");
    assert_eq!(w.product(&product).episodes[1].first_breach.get(), w.now());
    w.assert_books();
}

#[test]
fn any_reading_keeps_a_breach_without_a_window_from_lapsing() {
    let (mut w, product) = breached(false);
    for price in [STRIKE, PAR, STRIKE] {
        w.advance(DAY - 1);
        w.observe_at(&product, price).ok();
    }
    w.advance(DAY - 1);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    assert_eq!(w.watch(&product).episode.get(), 1);
}

#[test]
fn with_a_window_a_day_of_silence_lapses_nothing() {
    let (mut w, product) = breached(true);
    w.advance(3 * DAY);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    see(&mut w, &product, price_at(50)).ok();
    assert_eq!(w.watch(&product).episode.get(), 1);
}

#[test]
fn three_days_after_the_end_an_untriggered_breach_frees_what_it_held() {
    let (mut w, product) = breached(true);
    recover(&mut w, &product);
    w.advance(TAIL);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    w.advance(1);
    w.end_episode(&product)
        .emits(BreachEnded {
            product,
            episode: 1,
            state: NONE,
            at: w.now(),
        })
        .ok();
    assert_eq!(held(&w), (0, 0));
    w.end_episode(&product).refused(IncidentError::NoEpisode);
    w.assert_books();
}

#[test]
fn the_release_of_a_triggered_breach_leaves_its_incident_alone() {
    let (mut w, product) = breached(true);
    w.trigger(&product).ok();
    recover(&mut w, &product);
    w.advance(TAIL + 1);
    w.end_episode(&product).ok();
    assert_eq!(held(&w), (30_000 * USDC, 0), "the incident holds it until it is sealed");
    w.finalise(&product, 0).ok();
    assert_eq!(held(&w).0, 0);
    w.seal(&product, 0).ok();
    w.assert_books();
}

#[test]
fn an_episode_that_nobody_released_goes_when_its_slot_is_needed() {
    let (mut w, product) = breached(true);
    recover(&mut w, &product);
    for episode in 2..=5 {
        w.advance(TAIL);
        fall(&mut w, &product, price_at(10));
        assert_eq!(w.watch(&product).episode.get(), episode);
        assert_eq!(
            w.pool().provisional.get(),
            30_000 * USDC * u64::from(episode.min(4)),
            "four at most hold anything"
        );
        recover(&mut w, &product);
        w.assert_books();
    }
    let first = end(&w, &product, 1);
    w.send_all(&[first]).refused(IncidentError::NoEpisode);
}

#[test]
fn sales_reopen_when_the_breach_ends_not_when_its_tail_does() {
    let (mut w, product) = breached(true);
    recover(&mut w, &product);
    let buyer = w.actor(1_000 * USDC);
    w.buy(&product, &buyer, 0, 100 * USDC, 30).ok();
    w.assert_books();
}

#[test]
fn a_later_breach_is_another_incident() {
    let (mut w, product) = breached(true);
    w.trigger(&product).ok();
    recover(&mut w, &product);
    fall(&mut w, &product, price_at(20));
    w.trigger(&product).ok();
    assert_eq!(
        (w.incident(&product, 0).episode.get(), w.incident(&product, 1).episode.get()),
        (1, 2)
    );
    w.assert_books();
}

#[test]
fn unknown_and_finished_episodes_are_refused() {
    let (mut w, product) = covered();
    w.end_episode(&product).refused(IncidentError::NoEpisode);
    see(&mut w, &product, price_at(40)).ok();
    w.advance(DAY);
    for episode in [0, 2, 5, u32::MAX] {
        let ix = end(&w, &product, episode);
        w.send_all(&[ix]).refused(IncidentError::NoEpisode);
    }
}

#[test]
fn a51_a_breach_that_has_recovered_by_time_is_ended_before_another_begins() {
    // Twelve recoveries in the first hour, then silence for two days: the breach is over, though nobody has said so.
    let (mut w, product) = breached(true);
    for _ in 0..12 {
        w.advance(300);
        w.observe_at(&product, PAR).ok();
    }
    w.advance(2 * DAY);
    see(&mut w, &product, price_at(10)).refused(IncidentError::EpisodeOver);
    w.end_episode(&product).ok();
    w.observe(&product).ok();
    assert_eq!(w.watch(&product).episode.get(), 2, "whoever is covered now is covered for this one");
    w.assert_books();
}

#[test]
fn a04_pool_product_and_watch_must_be_of_one_family() {
    let (mut w, product) = breached(false);
    let other = other_pool(&mut w);
    let sibling = w.product_from(&spec_with_feeds(11));
    w.advance(DAY);
    let (pool, watch) = (w.pool, pda::watch(&product));
    let ix = end(&w, &product, 1);
    let mut send = |ix: Instruction| w.send_all(&[ix]);
    send(ix.swapped(&pool, &other.pool)).refused(PoolError::WrongPool);
    send(ix.swapped(&product, &sibling)).refused(ProductError::WrongWatch);
    send(ix.swapped(&watch, &pda::watch(&sibling))).refused(ProductError::WrongWatch);
    send(ix.swapped(&watch, &pda::watch(&other.product))).refused(ProductError::WrongWatch);
    send(ix).ok();
}
