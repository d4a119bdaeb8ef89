//! `trigger`: which window opens an incident, for whom, when, and what passes to it.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{IncidentError, PoolError, ProductError},
        events::IncidentTriggered,
        state::{Incident, Step, StepState},
    },
    breakwater_testkit::{client::ix, *},
    solana_instruction_error::InstructionError::*,
};

/// Policies of 30,000 in force and of 5,000 still waiting, three days after the start.
fn struck() -> (World, Address, Address) {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 30_000 * USDC, 30);
    w.advance(3 * DAY);
    w.holder(&product, 5_000 * USDC, 30);
    (w, product, policy)
}

fn right(w: &World, product: &Address) -> Instruction {
    let (number, episode) = (w.product(product).incident_count.get(), w.watch(product).episode.get());
    ix::trigger(w.keeper, w.pool, *product, number, episode)
}

fn trigger_episode(w: &World, product: &Address, episode: u32) -> Instruction {
    ix::trigger(w.keeper, w.pool, *product, w.product(product).incident_count.get(), episode)
}

#[test]
fn trigger_takes_exactly_what_it_declares() {
    let (mut w, product, _) = struck();
    fall(&mut w, &product, price_at(40));
    let ix = right(&w, &product);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn an_incident_opens_with_one_step_and_takes_over_what_is_undecided() {
    let (mut w, product, _) = struck();
    let first = w.now() + 601;
    fall(&mut w, &product, price_at(40));
    w.advance(77);
    let (at, before) = (w.now(), w.pool());
    let incident = pda::incident(&product, 0);
    let said = IncidentTriggered {
        incident,
        product,
        number: 0,
        ratio: percent(40),
        window_start: first,
        eligible: 30_000 * USDC,
        final_at: at + 6 * HOUR,
        at,
    };
    w.trigger(&product).emits(said).ok();
    let step = Step {
        window_start: first.into(),
        price: price_at(40).into(),
        ratio: percent(40).into(),
        rise: percent(40).into(),
        eligible: (30_000 * USDC).into(),
        needed: (12_000 * USDC).into(),
        final_at: (at + 6 * HOUR).into(),
        state: StepState::Waiting as u8,
        ..bytemuck::Zeroable::zeroed()
    };
    let (_, bump) = Address::find_program_address(&[b"incident", product.as_ref(), &0u32.to_le_bytes()], &breakwater::ID);
    let mut wanted = Incident {
        version: 1,
        bump,
        step_count: 1,
        episode: 1u32.into(),
        product,
        rent_payer: w.keeper,
        first_breach: first.into(),
        opened_at: at.into(),
        cover: (30_000 * USDC).into(),
        waiting: (5_000 * USDC).into(),
        largest: FULL.into(),
        provisional: (30_000 * USDC).into(),
        ..bytemuck::Zeroable::zeroed()
    };
    wanted.ladder[0] = step;
    assert!(bytemuck::bytes_of(&*w.incident(&product, 0)) == bytemuck::bytes_of(&wanted));
    let (p, pool) = (w.product(&product), w.pool());
    let (episode, mark) = (p.episode(1).expect("the episode"), p.marks[0]);
    assert_eq!((episode.triggered, episode.provisional.get()), (1, 0));
    assert_eq!((mark.open, mark.number.get(), mark.first_breach.get()), (1, 0, first));
    assert_eq!((p.incident_count.get(), p.open_incidents.get()), (1, 1));
    assert_eq!(pool.provisional, before.provisional, "what was undecided passes unchanged");
    assert_eq!(pool.ended_at_stake, before.ended_at_stake);
    assert_eq!((pool.payable.get(), pool.recognised_at.get()), (0, at), "no money moves yet");
    w.assert_books();
}

#[test]
fn nothing_is_triggered_before_a_window_has_closed() {
    let (mut w, product, _) = struck();
    w.trigger(&product).refused(IncidentError::NoEpisode);
    w.advance(601);
    for k in 0..12 {
        see(&mut w, &product, price_at(40)).ok();
        w.trigger(&product).refused(IncidentError::NoWindow);
        w.advance(if k == 11 { 299 } else { 300 });
    }
    w.advance(1);
    see(&mut w, &product, price_at(40)).ok();
    w.trigger(&product).ok();
}

#[test]
fn a46_an_episode_has_one_incident() {
    let (mut w, product, _) = struck();
    fall(&mut w, &product, price_at(40));
    let ix = right(&w, &product);
    let again = ix::trigger(w.keeper, w.pool, product, 1, 1);
    w.send_all(&[ix.clone(), again.clone()]).refused(IncidentError::AlreadyTriggered);
    w.send_all(&[ix]).ok();
    w.send_all(&[again]).refused(IncidentError::AlreadyTriggered);
    fall(&mut w, &product, price_at(90));
    w.trigger(&product).refused(IncidentError::AlreadyTriggered);
}

#[test]
fn an_unknown_episode_has_no_incident() {
    let (mut w, product, _) = struck();
    fall(&mut w, &product, price_at(40));
    for episode in [0, 2, 5, u32::MAX] {
        let ix = trigger_episode(&w, &product, episode);
        w.send_all(&[ix]).refused(IncidentError::NoEpisode);
    }
}

#[test]
fn a_window_that_pays_nothing_opens_no_incident() {
    let mut spec = DepegSpec::default();
    (spec.parametric.strike, spec.parametric.attachment) = (970_000_000, STRIKE);
    let (mut w, product) = world_of(&spec);
    w.holder(&product, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    fall(&mut w, &product, STRIKE);
    w.trigger(&product).refused(IncidentError::NoWindow);
    // A billionth below the attachment pays a few billionths, which is enough.
    w.next_midnight();
    fall(&mut w, &product, STRIKE - 10);
    w.trigger(&product).ok();
    assert_eq!(
        w.incident(&product, 0).ladder[0].ratio.get(),
        66,
        "10 of 150,000,000, cut to parts per billion"
    );
}

#[test]
fn the_first_day_that_pays_makes_the_first_step_whatever_came_later() {
    let (mut w, product, _) = struck();
    let mut starts = vec![];
    for depth in [10, 90, 20] {
        starts.push(w.now() + 601);
        fall(&mut w, &product, price_at(depth));
        w.next_midnight();
        see(&mut w, &product, STRIKE - 10).ok();
    }
    w.trigger(&product).ok();
    let step = w.incident(&product, 0).ladder[0];
    assert_eq!((step.window_start.get(), step.ratio.get()), (starts[0], percent(10)));
}

#[test]
fn nobody_skips_a_day_on_which_policies_ended() {
    let (mut w, product) = world();
    let (early, early_policy) = w.holder(&product, 1_000 * USDC, 7);
    let (late, late_policy) = w.holder(&product, 3_000 * USDC, 30);
    let end = w.policy(&early_policy).ends_at();
    w.set_time(end - 2 * HOUR - 601);
    // 30 % on the last day of the one policy, 80 % on the day after. The keeper comes only then.
    fall(&mut w, &product, price_at(30));
    w.set_time(end);
    fall(&mut w, &product, price_at(80));
    w.trigger(&product).ok();
    w.raise(&product, 0).ok();
    let ladder = w.incident(&product, 0).ladder;
    assert_eq!((ladder[0].ratio.get(), ladder[0].eligible.get()), (percent(30), 4_000 * USDC));
    assert_eq!((ladder[1].ratio.get(), ladder[1].eligible.get()), (percent(80), 3_000 * USDC));
    w.advance(24 * HOUR);
    for _ in 0..2 {
        w.finalise(&product, 0).ok();
    }
    let before = (w.wallet(&early), w.wallet(&late));
    w.settle(&product, 0, &early_policy).ok();
    w.settle(&product, 0, &late_policy).ok();
    assert_eq!(
        (w.wallet(&early) - before.0, w.wallet(&late) - before.1),
        (300 * USDC, 2_400 * USDC)
    );
    w.assert_books();
}

#[test]
fn trigger_stays_open_for_72_hours_after_the_breach_and_not_a_second_longer() {
    for (after, passes) in [(TAIL, true), (TAIL + 1, false)] {
        let (mut w, product, _) = struck();
        fall(&mut w, &product, price_at(40));
        recover(&mut w, &product);
        assert!(!w.watch(&product).in_breach());
        w.advance(after);
        let outcome = w.trigger(&product);
        if passes {
            outcome.ok();
        } else {
            outcome.refused(IncidentError::RaiseClosed);
            w.end_episode(&product).ok();
            w.trigger(&product).refused(IncidentError::NoEpisode);
        }
        w.assert_books();
    }
}

#[test]
fn without_cover_in_force_there_is_nothing_to_trigger() {
    let (mut w, product) = world();
    w.holder(&product, 5_000 * USDC, 30);
    w.advance(60);
    fall(&mut w, &product, price_at(40));
    w.trigger(&product).refused(IncidentError::NothingEligible);
}

#[test]
fn windows_older_than_sixty_days_are_not_looked_at() {
    for (days, passes) in [(60, true), (61, false)] {
        let (mut w, product) = world();
        w.holder(&product, 1_000 * USDC, 300);
        w.advance(3 * DAY);
        fall(&mut w, &product, price_at(40));
        for _ in 0..6 {
            w.advance(10 * DAY);
            see(&mut w, &product, STRIKE - 10).ok();
        }
        w.advance((days - 60) * DAY);
        let outcome = w.trigger(&product);
        if passes {
            outcome.ok();
        } else {
            outcome.refused(IncidentError::NoWindow)
        }
    }
}

#[test]
fn an_episode_in_its_tail_is_triggered_while_the_next_one_runs() {
    let (mut w, product, _) = struck();
    fall(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    fall(&mut w, &product, price_at(70));
    let (one, two) = (trigger_episode(&w, &product, 1), trigger_episode(&w, &product, 2));
    w.send_all(std::slice::from_ref(&two)).refused(IncidentError::EarlierBreach);
    w.send_all(&[one]).ok();
    assert_eq!(
        (w.incident(&product, 0).ladder[0].ratio.get(), w.incident(&product, 0).episode.get()),
        (percent(40), 1)
    );
    w.send_all(&[two]).refused_by_framework(InvalidSeeds);
    let two = trigger_episode(&w, &product, 2);
    w.send_all(&[two]).ok();
    assert_eq!(
        (w.incident(&product, 1).ladder[0].ratio.get(), w.incident(&product, 1).episode.get()),
        (percent(70), 2)
    );
    w.assert_books();
}

#[test]
fn a10_of_two_keepers_at_once_the_second_is_refused_and_loses_nothing() {
    let (mut w, product, _) = struck();
    fall(&mut w, &product, price_at(40));
    let second = right(&w, &product);
    w.trigger(&product).ok();
    w.send_all(&[second]).refused_by_framework(InvalidSeeds);
}

#[test]
fn a16_lamports_sent_ahead_to_the_incidents_address_do_not_stop_it() {
    for lamports in [1, 1_000_000_000] {
        let (mut w, product, _) = struck();
        give_lamports(&mut w, &pda::incident(&product, 0), lamports.max(900_000));
        fall(&mut w, &product, price_at(40));
        w.trigger(&product).ok();
        w.assert_books();
    }
}

#[test]
fn a04_pool_product_and_watch_must_be_of_one_family() {
    let (mut w, product, _) = struck();
    let other = other_pool(&mut w);
    let sibling = w.product_from(&spec_with_feeds(11));
    fall(&mut w, &product, price_at(40));
    let ix = right(&w, &product);
    let (pool, watch, incident) = (w.pool, pda::watch(&product), pda::incident(&product, 0));
    let mut send = |ix: Instruction| w.send_all(&[ix]);
    send(ix.swapped(&pool, &other.pool)).refused(PoolError::WrongPool);
    for foreign in [sibling, other.product] {
        send(ix.swapped(&watch, &pda::watch(&foreign))).refused(ProductError::WrongWatch);
        let mixed = ix.swapped(&product, &foreign).swapped(&incident, &pda::incident(&foreign, 0));
        let wanted: outcome::ErrorCode = if foreign == sibling {
            ProductError::WrongWatch.into()
        } else {
            PoolError::WrongPool.into()
        };
        send(mixed).refused(wanted);
    }
    for wrong in [pda::incident(&product, 1), pda::incident(&sibling, 0)] {
        send(ix.swapped(&incident, &wrong)).refused_by_framework(InvalidSeeds);
    }
}

#[test]
fn a75_an_open_incident_keeps_its_mark_though_33_come() {
    let (mut w, product, _) = struck();
    fall(&mut w, &product, price_at(40));
    // Thirty-two incidents ago the slot's one was opened, and it is open still.
    let mut p = w.product(&product);
    p.incident_count = 32u32.into();
    p.marks[0].open = 1;
    w.write(&product, &*p);
    w.trigger(&product).refused(IncidentError::TooManyOpen);
    p.marks[0].open = 0;
    w.write(&product, &*p);
    w.trigger(&product).ok();
}
