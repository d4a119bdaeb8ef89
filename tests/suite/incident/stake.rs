//! The end of what is at stake while the breach goes on: no eligible policy runs any more.

use {
    crate::incident::kit::*,
    breakwater::{
        errors::{IncidentError, PolicyError},
        events::BreachEnded,
        state::EpisodeState,
    },
    breakwater_testkit::*,
};

/// A week's policy, struck on its fourth day with a closed window.
fn week() -> (World, Address, Address) {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 30_000 * USDC, 7);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(40));
    (w, product, policy)
}

/// Keeps the breach alive with one breach observation every twelve hours until `time`.
fn stay_low(w: &mut World, product: &Address, time: i64) {
    while w.now() + 12 * HOUR < time {
        w.advance(12 * HOUR);
        see(w, product, STRIKE - 10).ok();
    }
    w.set_time(time);
}

#[test]
fn the_stake_ends_with_the_last_eligible_policy_and_not_a_second_before() {
    let (mut w, product, policy) = week();
    let end = w.policy(&policy).ends_at();
    stay_low(&mut w, &product, end - 1);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    stay_low(&mut w, &product, end);
    let state = EpisodeState::Ended as u8;
    w.end_episode(&product)
        .emits(BreachEnded {
            product,
            episode: 1,
            state,
            at: end,
        })
        .ok();
    assert!(w.watch(&product).in_breach(), "the price is as low as before");
    assert_eq!(
        w.pool().provisional.get(),
        30_000 * USDC,
        "its window can be triggered for three more days"
    );
    w.trigger(&product).ok();
    w.assert_books();
}

#[test]
fn three_days_after_the_stake_nothing_is_held_though_the_price_stays_low() {
    let (mut w, product, policy) = week();
    let end = w.policy(&policy).ends_at();
    stay_low(&mut w, &product, end);
    w.end_episode(&product).ok();
    stay_low(&mut w, &product, end + TAIL + 1);
    w.trigger(&product).refused(IncidentError::RaiseClosed);
    w.end_episode(&product).ok();
    assert_eq!((w.pool().provisional.get(), w.pool().ended_at_stake.get()), (0, 0));
    // Capital leaves at its full price while the feed stays broken.
    let lp = w.underwriter(1, 10_000 * USDC);
    w.request_all(&lp, 1).ok();
    stay_low(&mut w, &product, end + 13 * DAY);
    w.execute(&lp, 1).ok();
    w.assert_books();
}

#[test]
fn while_the_breach_runs_on_without_a_stake_nothing_is_sold() {
    let (mut w, product, policy) = week();
    let end = w.policy(&policy).ends_at();
    stay_low(&mut w, &product, end);
    w.end_episode(&product).ok();
    let buyer = w.actor(1_000 * USDC);
    w.observe_at(&product, PAR).ok();
    w.buy(&product, &buyer, 0, 100 * USDC, 30).refused(PolicyError::InBreach);
    for _ in 0..12 {
        w.advance(2 * HOUR);
        w.observe_at(&product, PAR).ok();
    }
    assert!(!w.watch(&product).in_breach());
    w.buy(&product, &buyer, 0, 100 * USDC, 30).ok();
    w.assert_books();
}

#[test]
fn cover_that_waited_at_the_first_breach_is_not_paid_for_it_but_for_the_next_one() {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 5_000 * USDC, 60);
    w.advance(60);
    fall(&mut w, &product, price_at(40));
    // Nobody is in force: the stake ends at once, and the cover begins two days later in the middle of the breach.
    w.end_episode(&product).ok();
    let start = i64::from(w.policy(&policy).start_day.get()) * DAY;
    stay_low(&mut w, &product, start + DAY);
    fall(&mut w, &product, price_at(80));
    assert_eq!((w.watch(&product).episode.get(), w.product(&product).episode_count.get()), (1, 1));
    w.trigger(&product).refused(IncidentError::NothingEligible);
    recover(&mut w, &product);
    let before = w.wallet(&holder);
    strike_and_finalise(&mut w, &product, price_at(50));
    w.settle(&product, 0, &policy).ok();
    assert_eq!(
        (w.incident(&product, 0).episode.get(), w.wallet(&holder) - before),
        (2, 2_500 * USDC)
    );
    w.assert_books();
}

#[test]
fn the_end_of_a_breach_whose_stake_is_over_changes_no_stake() {
    let (mut w, product, policy) = week();
    let end = w.policy(&policy).ends_at();
    stay_low(&mut w, &product, end);
    w.end_episode(&product).ok();
    let ended_at = w.product(&product).episode(1).expect("the episode").ended_at.get();
    see(&mut w, &product, STRIKE - 10).ok();
    recover(&mut w, &product);
    assert!(!w.watch(&product).in_breach());
    assert_eq!(
        w.product(&product).episode(1).expect("the episode").ended_at.get(),
        ended_at,
        "the tail runs from there"
    );
    w.assert_books();
}

#[test]
fn a50_the_stake_ends_though_its_policies_were_paid_in_part() {
    let (mut w, product, policy) = week();
    w.trigger(&product).ok();
    w.advance(6 * HOUR);
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    let end = w.policy(&policy).ends_at();
    stay_low(&mut w, &product, end);
    w.end_episode(&product).ok();
    stay_low(&mut w, &product, end + TAIL + 1);
    w.seal(&product, 0).ok();
    assert_eq!(w.pool().provisional.get(), 0, "nothing is held for policies that are over");
    w.assert_books();
}

#[test]
fn a50_the_stake_ends_however_late_it_is_asked_for() {
    let (mut w, product, policy) = week();
    let end = w.policy(&policy).ends_at();
    stay_low(&mut w, &product, end + 120 * DAY);
    assert_eq!(w.product(&product).active.get(), 30_000 * USDC, "nobody has rolled it");
    w.end_episode(&product).ok();
    assert_eq!(w.product(&product).active.get(), 0);
    w.assert_books();
}

#[test]
fn a50_the_stake_ends_with_eligible_cover_though_cover_that_waited_runs_on() {
    let (mut w, product) = world();
    let (_, eligible) = w.holder(&product, 30_000 * USDC, 7);
    w.advance(3 * DAY);
    w.holder(&product, 5_000 * USDC, 300);
    w.advance(60);
    fall(&mut w, &product, price_at(40));
    let end = w.policy(&eligible).ends_at();
    stay_low(&mut w, &product, end);
    w.end_episode(&product).ok();
    w.assert_books();
}
