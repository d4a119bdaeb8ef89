//! `raise`: which later window adds a step, how far, how often and how long.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{IncidentError, PoolError, ProductError},
        events::IncidentRaised,
        state::{Step, StepState},
    },
    breakwater_testkit::{client::ix, *},
};

/// 30,000 of cover for 60 days, three days after the start, struck at this depth in percent.
fn struck(depth: i64) -> (World, Address, Address) {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 30_000 * USDC, 60);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(depth));
    (w, product, policy)
}

fn steps(w: &World, product: &Address) -> Vec<Step> {
    w.incident(product, 0).steps().to_vec()
}

fn ratios(w: &World, product: &Address) -> Vec<u64> {
    steps(w, product).iter().map(|s| s.ratio.get()).collect()
}

#[test]
fn raise_takes_exactly_what_it_declares() {
    let (mut w, product, _) = struck(40);
    fall(&mut w, &product, price_at(60));
    let ix = ix::raise(w.keeper, w.pool, product, 0);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a_deeper_window_adds_a_step_with_its_rise_and_its_own_wait() {
    let (mut w, product, _) = struck(40);
    let window_start = w.now() + 601;
    fall(&mut w, &product, price_at(60));
    let (at, provisional) = (w.now(), w.pool().provisional.get());
    let said = IncidentRaised {
        incident: pda::incident(&product, 0),
        step: 1,
        ratio: percent(60),
        window_start,
        eligible: 30_000 * USDC,
        final_at: at + 6 * HOUR,
        at,
    };
    w.raise(&product, 0).emits(said).ok();
    let step = steps(&w, &product)[1];
    assert_eq!(
        (step.price.get(), step.rise.get(), step.needed.get()),
        (price_at(60), percent(20), 6_000 * USDC)
    );
    assert_eq!(
        (step.funded.get(), step.state, step.final_at.get()),
        (0, StepState::Waiting as u8, at + 6 * HOUR)
    );
    assert_eq!(w.pool().provisional.get(), provisional, "a step undecided was undecided before");
    w.assert_books();
}

#[test]
fn five_points_deeper_are_a_step_and_a_billionth_less_is_none() {
    let (mut w, product, _) = struck(40);
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    // 5 points of ratio are 7,500,000 of price; Pyth's last digit makes ten the least difference.
    fall(&mut w, &product, price_at(45) + 10);
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    fall(&mut w, &product, price_at(45));
    w.raise(&product, 0).ok();
    assert_eq!(ratios(&w, &product), [percent(40), percent(45)]);
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
}

#[test]
fn a_window_at_the_largest_payout_is_a_step_of_any_size() {
    let (mut w, product, _) = struck(98);
    fall(&mut w, &product, price_at(100) + 10);
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    fall(&mut w, &product, price_at(100));
    w.raise(&product, 0).ok();
    assert_eq!(ratios(&w, &product), [percent(98), FULL]);
    fall(&mut w, &product, 1_000_000 + WIDTH);
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
}

#[test]
fn a_binary_product_pays_all_with_its_first_step() {
    let mut spec = DepegSpec::default();
    (spec.parametric.binary, spec.parametric.largest) = (true, percent(75));
    let (mut w, product) = world_of(&spec);
    w.holder(&product, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(1));
    assert_eq!(ratios(&w, &product), [percent(75)]);
    fall(&mut w, &product, price_at(90));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
}

#[test]
fn steps_come_in_day_order_though_a_later_day_is_deeper() {
    let (mut w, product, _) = struck(10);
    for depth in [20, 90, 60, 95] {
        w.next_midnight();
        fall(&mut w, &product, price_at(depth));
    }
    for _ in 0..3 {
        w.raise(&product, 0).ok();
    }
    assert_eq!(
        ratios(&w, &product),
        [10, 20, 90, 95].map(percent),
        "60 % lies below the step before it"
    );
    assert!(steps(&w, &product).is_sorted_by_key(|s| s.window_start.get()));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
}

#[test]
fn a_deeper_window_of_the_same_day_raises_too() {
    let (mut w, product, _) = struck(10);
    w.next_midnight();
    for (n, depth) in [(1, 20), (2, 25), (3, 31)] {
        fall(&mut w, &product, price_at(depth));
        w.raise(&product, 0).ok();
        assert_eq!(ratios(&w, &product)[n], percent(depth as u64));
    }
}

#[test]
fn after_the_breach_one_last_step_of_any_size_comes_from_the_deepest_window() {
    let (mut w, product, _) = struck(40);
    fall(&mut w, &product, price_at(42));
    w.next_midnight();
    let deepest = w.now() + 601;
    fall(&mut w, &product, price_at(43));
    w.next_midnight();
    fall(&mut w, &product, price_at(41));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    recover(&mut w, &product);
    w.raise(&product, 0).ok();
    assert_eq!(ratios(&w, &product), [percent(40), percent(43)]);
    let incident = w.incident(&product, 0);
    assert_eq!((incident.last_used, incident.ladder[1].window_start.get()), (1, deepest));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
}

#[test]
fn the_last_step_may_be_a_billionth_deep_and_comes_once() {
    let (mut w, product, _) = struck(40);
    fall(&mut w, &product, price_at(40) - 10);
    recover(&mut w, &product);
    w.raise(&product, 0).ok();
    assert_eq!(ratios(&w, &product), [percent(40), percent(40) + 66]);
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
}

#[test]
fn a_step_of_five_points_still_comes_after_the_breach_before_the_last_one() {
    let (mut w, product, _) = struck(40);
    w.next_midnight();
    fall(&mut w, &product, price_at(45));
    w.next_midnight();
    fall(&mut w, &product, price_at(47));
    recover(&mut w, &product);
    w.raise(&product, 0).ok();
    assert_eq!(w.incident(&product, 0).last_used, 0);
    w.raise(&product, 0).ok();
    assert_eq!(ratios(&w, &product), [40, 45, 47].map(percent));
    assert_eq!(w.incident(&product, 0).last_used, 1);
}

#[test]
fn without_a_deeper_window_there_is_no_last_step() {
    let (mut w, product, _) = struck(40);
    recover(&mut w, &product);
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
}

#[test]
fn raise_stays_open_for_72_hours_after_the_breach_and_not_a_second_longer() {
    for (after, passes) in [(TAIL, true), (TAIL + 1, false)] {
        let (mut w, product, _) = struck(40);
        fall(&mut w, &product, price_at(60));
        recover(&mut w, &product);
        w.advance(after);
        let outcome = w.raise(&product, 0);
        if passes {
            outcome.ok();
        } else {
            outcome.refused(IncidentError::RaiseClosed)
        }
        w.assert_books();
    }
}

#[test]
fn a_sealed_incident_is_not_raised() {
    let (mut w, product, _) = struck(100);
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.seal(&product, 0).ok();
    fall(&mut w, &product, price_at(100) - 10);
    w.raise(&product, 0).refused(IncidentError::AlreadySealed);
}

#[test]
fn a_later_breach_does_not_raise_an_earlier_incident() {
    let (mut w, product, _) = struck(40);
    recover(&mut w, &product);
    fall(&mut w, &product, price_at(80));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
}

#[test]
fn a_ladder_reaches_the_maximum_in_21_steps_by_rises_of_five_points() {
    let (mut w, product, policy) = struck(1);
    for k in 1..20 {
        fall(&mut w, &product, price_at(1 + 5 * k));
        w.raise(&product, 0).ok();
    }
    fall(&mut w, &product, price_at(100));
    w.raise(&product, 0).ok();
    let ladder = steps(&w, &product);
    assert_eq!(
        (ladder.len(), ladder[0].rise.get(), ladder[20].rise.get()),
        (21, percent(1), percent(4))
    );
    assert!(
        ladder[1..20]
            .iter()
            .all(|s| s.rise.get() == percent(5) && s.needed.get() == 1_500 * USDC)
    );
    w.advance(24 * HOUR);
    for _ in 0..21 {
        w.finalise(&product, 0).ok();
    }
    w.settle(&product, 0, &policy).ok();
    assert_eq!(w.policy(&policy).paid.get(), 30_000 * USDC);
    w.assert_books();
}

#[test]
fn a_full_ladder_is_refused_by_name() {
    // No price reaches it: rises of five points and a last step are 21. The state is written.
    let (mut w, product, _) = struck(10);
    let mut incident = w.incident(&product, 0);
    incident.step_count = 21;
    let first = incident.ladder[0];
    incident.ladder = [first; 21];
    w.write(&pda::incident(&product, 0), &*incident);
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).refused(IncidentError::LadderFull);
}

#[test]
fn a_step_that_takes_exactly_five_percent_of_the_pool_waits_6_hours_and_one_atom_more_waits_24() {
    // Half a million of capital: 5 % are 25,000. 25 % of 100,000 are that; premium earned meanwhile is added.
    for (extra, wait) in [(0, 6 * HOUR), (4, 24 * HOUR)] {
        let (mut w, product) = world();
        w.holder(&product, 100_000 * USDC, 60);
        w.advance(3 * DAY);
        fall(&mut w, &product, price_at(25));
        w.write_capital(500_000 * USDC - extra * 5);
        w.trigger(&product).ok();
        assert_eq!(steps(&w, &product)[0].final_at.get(), w.now() + wait, "{extra} atoms");
    }
}

/// Sets the senior capital so that both tranches hold `capital` after premium is recognised now.
trait WriteCapital {
    fn write_capital(&mut self, capital: u64);
}

impl WriteCapital for World {
    fn write_capital(&mut self, capital: u64) {
        let mut pool = self.pool();
        pool.recognise(self.now()).expect("a ledger that adds up");
        let junior = pool.tranches[0].capital.get();
        pool.tranches[1].capital = (capital - junior).into();
        let address = self.pool;
        self.write(&address, &*pool);
    }
}

#[test]
fn eligible_cover_falls_by_what_ended_and_not_by_the_end_of_what_waited() {
    // In force at the breach: 10,000 to day 8 and 20,000 to day 60. Still waiting then: 3,000 to day 11.
    let (mut w, product) = world();
    let (_, short) = w.holder(&product, 10_000 * USDC, 7);
    w.holder(&product, 20_000 * USDC, 59);
    w.set_time(w.policy(&short).ends_at() - 4 * DAY - 12 * HOUR);
    w.holder(&product, 3_000 * USDC, 7);
    w.advance(60);
    strike(&mut w, &product, price_at(5));
    let eligible = |w: &World| steps(w, &product).last().expect("a step").eligible.get();
    assert_eq!((eligible(&w), w.incident(&product, 0).waiting.get()), (30_000 * USDC, 3_000 * USDC));
    for (days_from_end, depth, wanted) in [(-1, 10, 30_000), (0, 15, 20_000), (2, 25, 20_000), (3, 30, 20_000)] {
        w.set_time(w.policy(&short).ends_at() + days_from_end * DAY);
        fall(&mut w, &product, price_at(depth));
        w.raise(&product, 0).ok();
        assert_eq!(
            eligible(&w),
            wanted * USDC,
            "{days_from_end} days from the end of the shorter policy"
        );
    }
    w.assert_books();
}

#[test]
fn a04_pool_product_watch_and_incident_must_be_of_one_family() {
    let (mut w, product, _) = struck(40);
    let other = other_pool(&mut w);
    let sibling = w.product_from(&spec_with_feeds(11));
    w.holder(&sibling, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    strike(&mut w, &sibling, price_at(10));
    fall(&mut w, &product, price_at(60));
    let (pool, watch, incident) = (w.pool, pda::watch(&product), pda::incident(&product, 0));
    let ix = ix::raise(w.keeper, pool, product, 0);
    let mut send = |ix: Instruction| w.send_all(&[ix]);
    send(ix.swapped(&pool, &other.pool)).refused(PoolError::WrongPool);
    send(ix.swapped(&product, &sibling)).refused(ProductError::WrongWatch);
    send(ix.swapped(&watch, &pda::watch(&sibling))).refused(ProductError::WrongWatch);
    send(ix.swapped(&incident, &pda::incident(&sibling, 0))).refused(IncidentError::OtherProduct);
    send(ix.swapped(&product, &sibling).swapped(&watch, &pda::watch(&sibling))).refused(IncidentError::OtherProduct);
}
