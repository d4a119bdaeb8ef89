//! `recount`: what a breach can still cost, to the atom, at each point of its life, and which accounts it takes.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{IncidentError, PoolError, ProductError},
        events::UndecidedFell,
    },
    breakwater_testkit::{client::ix, *},
    solana_instruction_error::InstructionError::AccountDataTooSmall,
};

/// In force: 10,000 to the midnight of day 8 and 20,000 to day 60 or so. It is day 4, midnight.
fn covered_by(spec: &DepegSpec) -> (World, Address) {
    let (mut w, product) = world_of(spec);
    w.holder(&product, 10_000 * USDC, 7);
    w.holder(&product, 20_000 * USDC, 60);
    w.set_time(day(4, 0));
    (w, product)
}

fn covered() -> (World, Address) {
    covered_by(&DepegSpec::default())
}

/// What is held, in whole tokens: by the product, by the pool, and what of it may be lost to cover that has ended.
fn held(w: &World, product: &Address) -> [u64; 3] {
    let (p, pool) = (w.product(product), w.pool());
    let all = [p.provisional.get(), pool.provisional.get(), pool.ended_at_stake.get()];
    w.assert_books();
    all.map(|atoms| {
        assert_eq!(atoms % USDC, 0);
        atoms / USDC
    })
}

/// Recounts with success; gives what is held then.
#[track_caller]
fn recounted(w: &mut World, product: &Address, number: Option<u32>) -> u64 {
    let before = w.pool().provisional.get();
    w.recount(product, w.watch(product).episode.get(), number).ok();
    let [p, pool, _] = held(w, product);
    assert_eq!(p, pool);
    assert!(pool * USDC < before, "it fell");
    pool
}

#[test]
fn recount_takes_exactly_what_it_declares() {
    let (mut w, product) = covered();
    strike(&mut w, &product, price_at(10));
    stay_broken(&mut w, &product, day(8, 1));
    let ix = ix::recount(w.pool, product, 1, Some(0));
    // In the watch's slot, which is not written, the length is refused first: the incident is shorter.
    for (slot, wanted) in [(0, DUPLICATE), (1, DUPLICATE), (2, AccountDataTooSmall)] {
        let mut twice = ix.clone();
        twice.accounts[slot].pubkey = ix.accounts[3].pubkey;
        w.send_all(&[twice]).refused_by_framework(wanted);
        let mut twice = ix.clone();
        twice.accounts[3].pubkey = ix.accounts[slot].pubkey;
        w.send_all(&[twice]).refused_by_framework(DUPLICATE);
    }
    refused_unless_as_declared_with(&mut w, &ix, &[3]).ok();
    let (mut w, product) = covered();
    see(&mut w, &product, price_at(10)).ok();
    stay_broken(&mut w, &product, day(8, 1));
    let (ix, stranger) = (ix::recount(w.pool, product, 1, None), w.wallet_address());
    w.send_all(&[ix.plus(&stranger)])
        .refused(breakwater::errors::AccessError::UnexpectedAccount);
    w.send_all(&[ix]).ok();
}

#[test]
fn an_untriggered_breach_without_a_window_holds_the_cover_that_has_not_ended() {
    let (mut w, product) = covered();
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(8, 0) - 1);
    w.recount(&product, 1, None).refused(IncidentError::NothingToRelease);
    stay_broken(&mut w, &product, day(8, 0));
    assert_eq!(held(&w, &product), [30_000, 30_000, 0]);
    let said = UndecidedFell {
        product,
        episode: 1,
        released: 10_000 * USDC,
        held: 20_000 * USDC,
        at: w.now(),
    };
    w.recount(&product, 1, None).emits(said).ok();
    assert_eq!(held(&w, &product), [20_000, 20_000, 10_000]);
    assert_eq!(w.pool().active_cover.get(), 20_000 * USDC, "it rolls the product first");
    assert_eq!(
        w.product(&product).episode(1).expect("the episode").provisional.get(),
        20_000 * USDC
    );
    w.recount(&product, 1, None).refused(IncidentError::NothingToRelease);
    assert_eq!(held(&w, &product), [20_000, 20_000, 10_000]);
}

#[test]
fn it_is_the_largest_payout_that_a_window_to_come_can_cost_rounded_up() {
    let mut spec = DepegSpec::default();
    spec.parametric.largest = percent(90);
    let (mut w, product) = world_of(&spec);
    w.holder(&product, 10_000 * USDC, 7);
    w.holder(&product, 20_000 * USDC + 1, 60);
    w.set_time(day(4, 0));
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(8, 0));
    w.recount(&product, 1, None).ok();
    // 90 % of 20,000.000001 are 18,000.0000009.
    assert_eq!(w.pool().provisional.get(), 18_000_000_001);
}

#[test]
fn a_closed_window_can_cost_all_cover_and_a_window_to_come_only_the_cover_that_runs() {
    let (mut w, product) = covered();
    fall(&mut w, &product, price_at(30));
    w.recount(&product, 1, None).refused(IncidentError::NothingToRelease);
    stay_broken(&mut w, &product, day(8, 1));
    assert_eq!(held(&w, &product), [30_000, 30_000, 0], "nobody has counted again");
    // 30 % of 30,000, and the other 70 % of 20,000.
    assert_eq!(recounted(&mut w, &product, None), 23_000);
    w.trigger(&product).ok();
    w.recount(&product, 1, None).refused(IncidentError::IncidentRequired);
    // The step of 9,000 waits; 70 % of the 20,000 can follow.
    assert_eq!(held(&w, &product)[1], 23_000);
    w.recount(&product, 1, Some(0)).refused(IncidentError::NothingToRelease);
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    assert_eq!(
        held(&w, &product)[1],
        14_000,
        "what was decided is held no more, and nothing else was freed"
    );
}

#[test]
fn of_100_in_force_60_that_end_after_a_window_of_30_percent_leave_58_that_can_be_lost() {
    let (mut w, product) = world();
    w.holder(&product, 60_000 * USDC, 7);
    w.holder(&product, 40_000 * USDC, 60);
    w.set_time(day(7, 0));
    strike(&mut w, &product, price_at(30));
    stay_broken(&mut w, &product, day(8, 1));
    assert_eq!(recounted(&mut w, &product, Some(0)), 58_000);
    fall(&mut w, &product, price_at(100));
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    for left in [28_000, 0] {
        w.finalise(&product, 0).ok();
        assert_eq!(held(&w, &product)[1], left);
    }
    assert_eq!(w.incident(&product, 0).funded.get(), 58_000 * USDC, "and are lost");
}

#[test]
fn while_the_breach_runs_an_incident_holds_its_steps_its_closed_windows_and_what_may_come() {
    let (mut w, product) = covered();
    strike(&mut w, &product, price_at(10));
    w.advance(600);
    // Three points deeper: closed, and no step as long as the breach runs.
    fall(&mut w, &product, price_at(13));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    w.recount(&product, 1, Some(0)).refused(IncidentError::NothingToRelease);
    stay_broken(&mut w, &product, day(8, 1));
    // Waiting: 10 % of 30,000. Closed: 3 % of 30,000. To come: 87 % of 20,000.
    assert_eq!(recounted(&mut w, &product, Some(0)), 3_000 + 900 + 17_400);
    w.finalise(&product, 0).ok();
    assert_eq!(held(&w, &product)[1], 900 + 17_400);
    w.recount(&product, 1, Some(0)).refused(IncidentError::NothingToRelease);
    // A window of day 8 pays 20,000, but a closed window is counted for all cover of the last step: 30,000.
    fall(&mut w, &product, price_at(14));
    w.recount(&product, 1, Some(0)).refused(IncidentError::NothingToRelease);
    assert_eq!(held(&w, &product), [18_300, 18_300, 10_000], "it never rises");
}

#[test]
fn a_step_on_a_later_day_frees_what_cover_that_ended_before_it_cannot_lose() {
    let (mut w, product) = covered();
    strike(&mut w, &product, price_at(10));
    stay_broken(&mut w, &product, day(8, 1));
    fall(&mut w, &product, price_at(50));
    w.raise(&product, 0).ok();
    // 10 % of 30,000 and 40 % of 20,000 wait; 50 % of 20,000 can follow: a recount has nothing to add.
    assert_eq!(held(&w, &product)[1], 3_000 + 8_000 + 10_000);
    w.recount(&product, 1, Some(0)).refused(IncidentError::NothingToRelease);
}

/// A window that began 20 minutes before the midnight at which the 10,000 end, open and five minutes old in observations.
fn open_across_midnight() -> (World, Address) {
    let (mut w, product) = covered();
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(8, 0) - 1_200);
    for _ in 0..5 {
        see(&mut w, &product, price_at(60)).ok();
        w.advance(300);
    }
    assert_eq!(w.watch(&product).window_start.get(), day(8, 0) - 1_200);
    (w, product)
}

#[test]
fn an_open_window_that_began_before_midnight_counts_the_cover_that_ended_at_it() {
    let (mut w, product) = open_across_midnight();
    w.recount(&product, 1, None).refused(IncidentError::NothingToRelease);
    for _ in 0..8 {
        see(&mut w, &product, price_at(60)).ok();
        w.advance(300);
    }
    // It has closed: 60 % of 30,000, and 40 % of 20,000 from the next one.
    assert_eq!(w.watch(&product).window_start.get(), day(8, 0) + 2_400);
    assert_eq!(recounted(&mut w, &product, None), 18_000 + 8_000);
    w.trigger(&product).ok();
    let step = w.incident(&product, 0).ladder[0];
    assert_eq!((step.eligible.get(), step.needed.get()), (30_000 * USDC, 18_000 * USDC));
}

#[test]
fn a_window_that_was_left_alone_for_longer_than_the_gap_counts_no_more_and_the_next_begins_now() {
    let (mut w, product) = open_across_midnight();
    let last = w.watch(&product).window_last.get();
    w.set_time(last + 600);
    w.recount(&product, 1, None).refused(IncidentError::NothingToRelease);
    w.set_time(last + 601);
    assert_eq!(recounted(&mut w, &product, None), 20_000);
    see(&mut w, &product, price_at(60)).ok();
    assert_eq!(w.watch(&product).window_start.get(), last + 601);
}

#[test]
fn a_window_that_two_recoveries_dropped_counts_no_more() {
    let (mut w, product) = open_across_midnight();
    w.observe_at(&product, PAR).ok();
    w.recount(&product, 1, None).refused(IncidentError::NothingToRelease);
    w.advance(240);
    w.observe_at(&product, PAR).ok();
    assert_eq!(recounted(&mut w, &product, None), 20_000);
}

#[test]
fn after_the_breach_only_closed_windows_are_held() {
    let (mut w, product) = covered();
    fall(&mut w, &product, price_at(30));
    recover(&mut w, &product);
    assert_eq!(recounted(&mut w, &product, None), 9_000, "30 % of 30,000");
    w.advance(TAIL + 1);
    w.recount(&product, 1, None).refused(IncidentError::NothingToRelease);
    w.end_episode(&product).ok();
    assert_eq!(held(&w, &product), [0; 3], "what an untriggered breach still holds goes with it");
    w.recount(&product, 1, None).refused(IncidentError::NoEpisode);
}

#[test]
fn after_the_breach_an_incident_holds_its_steps_and_the_deepest_window_until_the_last_step_has_it() {
    let (mut w, product) = covered();
    strike(&mut w, &product, price_at(10));
    fall(&mut w, &product, price_at(13));
    recover(&mut w, &product);
    assert_eq!(recounted(&mut w, &product, Some(0)), 3_900, "10 % wait, and 3 % may follow");
    w.raise(&product, 0).ok();
    assert_eq!(held(&w, &product)[1], 3_900);
    w.recount(&product, 1, Some(0)).refused(IncidentError::NothingToRelease);
    w.finalise(&product, 0).ok();
    assert_eq!(held(&w, &product)[1], 900);
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    assert_eq!(held(&w, &product), [0; 3], "the tail goes on, and nothing can come in it");
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
}

#[test]
fn after_the_tail_only_steps_that_wait_are_held() {
    let (mut w, product) = covered();
    strike(&mut w, &product, price_at(10));
    fall(&mut w, &product, price_at(20));
    w.raise(&product, 0).ok();
    fall(&mut w, &product, price_at(23));
    recover(&mut w, &product);
    let ended_at = w.product(&product).episode(1).expect("the episode").ended_at.get();
    w.set_time(ended_at + TAIL);
    // 10 % and 10 % wait, and in this second 3 % can still follow.
    assert_eq!(recounted(&mut w, &product, Some(0)), 6_900);
    w.advance(1);
    assert_eq!(recounted(&mut w, &product, Some(0)), 6_000);
    for left in [3_000, 0] {
        w.finalise(&product, 0).ok();
        assert_eq!(held(&w, &product)[1], left);
    }
    w.seal(&product, 0).ok();
    w.recount(&product, 1, Some(0)).refused(IncidentError::NothingToRelease);
}

#[test]
fn what_an_earlier_incident_paid_is_held_by_an_untriggered_breach_until_it_is_counted_again() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 10_000 * USDC, 60);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    w.finalise(&product, 0).ok();
    w.recount(&product, 1, Some(0)).ok();
    assert_eq!(held(&w, &product), [0; 3]);
    w.advance(60);
    see(&mut w, &product, STRIKE - 10).ok();
    w.settle(&product, 0, &policy).ok();
    assert_eq!(held(&w, &product)[1], 10_000);
    assert_eq!(recounted(&mut w, &product, None), 6_000);
}

#[test]
fn two_breaches_are_counted_each_on_its_own_and_add_up() {
    let (mut w, product) = covered();
    fall(&mut w, &product, price_at(30));
    recover(&mut w, &product);
    w.advance(60);
    see(&mut w, &product, STRIKE - 10).ok();
    assert_eq!(held(&w, &product)[1], 60_000);
    w.recount(&product, 2, None).refused(IncidentError::NothingToRelease);
    w.recount(&product, 1, None).ok();
    assert_eq!(held(&w, &product)[1], 39_000, "9,000 of the first and 30,000 of the second");
    stay_broken(&mut w, &product, day(8, 0));
    w.recount(&product, 2, None).ok();
    assert_eq!(held(&w, &product), [29_000, 29_000, 10_000]);
}

#[test]
fn the_incident_of_a_breach_is_required_and_no_other_serves() {
    let (mut w, product) = covered();
    let sibling = w.product_from(&spec_with_feeds(11));
    w.holder(&sibling, 1_000 * USDC, 60);
    strike(&mut w, &product, price_at(30));
    recover(&mut w, &product);
    fall(&mut w, &product, price_at(50));
    w.advance(3 * DAY);
    strike(&mut w, &sibling, price_at(10));
    w.recount(&product, 1, None).refused(IncidentError::IncidentRequired);
    for episode in [0, 2, 3, 5, u32::MAX] {
        w.recount(&product, episode, Some(0)).refused(IncidentError::OtherProduct);
    }
    let (own, others) = (pda::incident(&product, 0), pda::incident(&sibling, 0));
    let ix = ix::recount(w.pool, product, 1, Some(0));
    w.send_all(&[ix.swapped(&own, &others)]).refused(IncidentError::OtherProduct);
    w.trigger(&product).ok();
    w.recount(&product, 1, Some(1)).refused(IncidentError::OtherProduct);
    w.recount(&product, 2, Some(0)).refused(IncidentError::OtherProduct);
    w.recount(&product, 1, Some(0)).ok();
}

#[test]
fn an_episode_that_does_not_exist_or_is_over_is_refused() {
    let (mut w, product) = covered();
    for episode in [0, 1, 4, u32::MAX] {
        w.recount(&product, episode, None).refused(IncidentError::NoEpisode);
    }
    see(&mut w, &product, STRIKE - 10).ok();
    // Episode 5 would lie in the slot of episode 1.
    for episode in [0, 2, 5] {
        w.recount(&product, episode, None).refused(IncidentError::NoEpisode);
    }
    w.advance(DAY);
    w.end_episode(&product).ok();
    w.recount(&product, 1, None).refused(IncidentError::NoEpisode);
}

#[test]
fn a04_pool_product_watch_and_incident_must_be_of_one_family() {
    let (mut w, product) = covered();
    let other = other_pool(&mut w);
    let sibling = w.product_from(&spec_with_feeds(11));
    strike(&mut w, &product, price_at(10));
    stay_broken(&mut w, &product, day(8, 1));
    let (pool, watch) = (w.pool, pda::watch(&product));
    let ix = ix::recount(pool, product, 1, Some(0));
    let mut send = |ix: Instruction| w.send_all(&[ix]);
    send(ix.swapped(&pool, &other.pool)).refused(PoolError::WrongPool);
    send(ix.swapped(&product, &sibling)).refused(ProductError::WrongWatch);
    send(ix.swapped(&watch, &pda::watch(&sibling))).refused(ProductError::WrongWatch);
    send(ix.swapped(&watch, &pda::watch(&other.product))).refused(ProductError::WrongWatch);
    send(ix.swapped(&product, &sibling).swapped(&watch, &pda::watch(&sibling))).refused(IncidentError::OtherProduct);
    send(ix).ok();
}
