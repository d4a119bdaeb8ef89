//! What else was tried, and held.

use {
    crate::incident::kit::*,
    breakwater::errors::{IncidentError, PolicyError, PoolError},
    breakwater_testkit::{client::ix, *},
};

fn noon(n: i64) -> i64 {
    world::START + n * DAY + 12 * HOUR
}

/// Keeps a breach alive with an observation every twelve hours.
fn stay_low(w: &mut World, product: &Address, until: i64) {
    while w.now() + 12 * HOUR < until {
        w.advance(12 * HOUR);
        see(w, product, STRIKE - 10).ok();
    }
    w.set_time(until);
}

/// All but `left` atoms of capital are gone, as by a loss of another kind.
fn lose_all_but(w: &mut World, left: u64) {
    let (address, mut pool) = (w.pool, w.pool());
    pool.recognise(w.now()).expect("a ledger that adds up");
    (pool.tranches[0].capital, pool.tranches[1].capital) = (0u64.into(), left.into());
    pool.reserve = 0u64.into();
    w.write(&address, &*pool);
}

/// Steps of 30 %, 60 % and 100 %: the first whole, the second cut, the third without any money. Some
/// settle after each step, one is frozen, some wait for the seal; covers are odd. Everybody who ran gets the same part.
#[test]
fn r_in_a_cut_incident_when_somebody_settles_and_who_is_frozen_changes_nobodys_part() {
    let mut spec = DepegSpec::default();
    spec.terms.waiting_days = 6;
    let (mut w, product) = world_of(&spec);
    let (_, ended) = w.holder(&product, 50_000 * USDC, 7);
    let covers = [10_000_000, 10_000_001, 20_000 * USDC + 7, 19_999_999_999, 333_333_333];
    let people: Vec<_> = covers.iter().map(|c| w.holder(&product, *c, 30)).collect();
    let before: Vec<_> = people.iter().map(|(holder, _)| w.wallet(holder)).collect();
    w.set_time(noon(2));
    w.holder(&product, 50_000 * USDC, 60);
    w.set_time(noon(7));
    strike_and_finalise(&mut w, &product, price_at(30));
    w.settle(&product, 0, &people[0].1).ok();
    stay_low(&mut w, &product, noon(10));
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    fall(&mut w, &product, price_at(100));
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    lose_all_but(&mut w, 10_000 * USDC + 1);
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &people[1].1).ok();
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &people[2].1).ok();
    let frozen = pda::associated_token(&people[3].0, &w.mint);
    freeze(&mut w, &frozen);
    w.seal(&product, 0).ok();
    let steps = w.incident(&product, 0).ladder;
    assert_eq!(steps[2].funded.get(), 0, "nothing was left for the last step");
    let ran: u64 = covers.iter().sum();
    for (_, policy) in people.iter().rev() {
        w.settle(&product, 0, policy).ok();
    }
    w.settle(&product, 0, &ended).ok();
    for (_, policy) in &people {
        w.settle(&product, 0, policy).ok();
        w.settle(&product, 0, policy).refused(IncidentError::AlreadySettled);
    }
    w.assert_books();
    thaw(&mut w, &frozen);
    w.pay_owed(&product, &people[3].1).ok();
    let step = w.incident(&product, 0).ladder[1];
    assert!(step.needed.get() <= ran * 3 / 10 && step.funded.get() > 10_000 * USDC, "topped up");
    for (k, (holder, _)) in people.iter().enumerate() {
        let part = |x: u64| x * 3 / 10;
        let cut = u128::from(part(covers[k])) * u128::from(step.funded.get()) / u128::from(step.needed.get());
        assert_eq!(w.wallet(holder) - before[k], part(covers[k]) + cut as u64, "policy {k}");
    }
    w.finish_incident(&product, 0);
    w.assert_books();
}

/// Twelve policies of odd atoms and seven steps of odd ratios: the last one is paid like the first.
#[test]
fn inv15_odd_atoms_over_many_steps_leave_the_last_policy_payable() {
    let (mut w, product) = world();
    let covers: Vec<u64> = (0..12).map(|k| 10_000_001 + 7 * k).collect();
    let people: Vec<_> = covers.iter().map(|c| w.holder(&product, *c, 60)).collect();
    let before: Vec<_> = people.iter().map(|(holder, _)| w.wallet(holder)).collect();
    w.set_time(noon(3));
    let mut price = price_at(7) - 1;
    strike_and_finalise(&mut w, &product, price);
    for (_, policy) in &people[..6] {
        price -= 9_123_457;
        fall(&mut w, &product, price);
        w.raise(&product, 0).ok();
        w.advance(24 * HOUR);
        w.finalise(&product, 0).ok();
        w.settle(&product, 0, policy).ok();
    }
    recover_and_seal(&mut w, &product, 0);
    let ratio = w.incident(&product, 0).final_ratio.get();
    for (k, (holder, policy)) in people.iter().enumerate() {
        w.settle(&product, 0, policy).ok();
        let due = u128::from(covers[k]) * u128::from(ratio) / u128::from(FULL);
        assert_eq!(w.wallet(holder) - before[k], due as u64);
    }
    w.close_incident(&product, 0).ok();
    w.assert_books();
}

/// Recounted in every pause, with everybody leaving as far as they can each time: no later and deeper window finds too little,
/// where no cover waited at the first breach.
#[test]
fn inv02_recounts_and_exits_at_every_midnight_leave_enough_for_every_later_window() {
    let (mut w, product) = world();
    let senior = w.underwriter(SENIOR, 100_000 * USDC);
    w.request_all(&senior, SENIOR).ok();
    let mut policies = vec![];
    for days in [7, 8, 9, 10, 11] {
        policies.push(w.holder(&product, 100_000 * USDC, days).1);
    }
    w.set_time(noon(7) + 11 * HOUR + 600);
    let mut price = price_at(15);
    for k in 0..4 {
        // Each window lies across a midnight at which a policy ends.
        fall(&mut w, &product, price);
        let _ = w.recount(&product, 1, (k > 0).then_some(0)).name();
        let pending = w.position(&senior).tranches[1].pending.get();
        for part in [pending, pending / 2, pending / 8] {
            let _ = w.withdraw(&senior, SENIOR, part, 1).name();
        }
        if k == 0 { w.trigger(&product) } else { w.raise(&product, 0) }.ok();
        w.advance(6 * HOUR);
        let _ = w.recount(&product, 1, Some(0)).name();
        see(&mut w, &product, STRIKE - 10).ok();
        let midnight = w.now().div_euclid(DAY) * DAY;
        w.set_time(midnight + DAY - 50 * 60 + if k == 3 { 0 } else { 300 });
        price -= 30_000_000;
    }
    for _ in 0..4 {
        if w.finalise(&product, 0).name() == "IncidentError::StillWaiting" {
            w.advance(24 * HOUR);
            w.finalise(&product, 0).ok();
        }
    }
    let pool = w.pool();
    assert!(w.wallet(&senior) > 0, "somebody did leave");
    assert_eq!(pool.shortfall.get(), 0);
    for policy in &policies {
        w.settle(&product, 0, policy).ok();
    }
    let pool = w.pool();
    assert!(pool.capital().expect("a sum") >= pool.active_cover.get());
    w.assert_books();
}

/// A policy closed and bought again under its number is another policy: the old incident owes it nothing.
#[test]
fn a13_a_policy_bought_again_under_its_number_is_not_struck_by_the_incident_of_the_old_one() {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 10_000 * USDC, 60);
    w.holder(&product, 10_000 * USDC, 60);
    w.set_time(noon(3));
    strike_and_finalise(&mut w, &product, price_at(100));
    w.settle(&product, 0, &policy).ok();
    w.close_policy(&product, &policy).ok();
    recover(&mut w, &product);
    w.buy(&product, &holder, 0, 5_000 * USDC, 30).ok();
    w.settle(&product, 0, &policy).refused(IncidentError::AlreadySettled);
    w.assert_books();
}

/// A breach without a window hands its number on; windows that closed under it after its stake had ended pay nothing to the next one.
#[test]
fn a51_windows_of_a_breach_whose_number_is_used_again_trigger_nothing_in_the_next_one() {
    let (mut w, product) = world();
    w.holder(&product, 10_000 * USDC, 7);
    w.set_time(noon(3));
    see(&mut w, &product, STRIKE - 10).ok();
    stay_low(&mut w, &product, noon(8));
    w.end_episode(&product).ok();
    fall(&mut w, &product, price_at(100));
    recover(&mut w, &product);
    let (_, policy) = w.holder(&product, 10_000 * USDC, 30);
    w.set_time(i64::from(w.policy(&policy).start_day.get()) * DAY);
    see(&mut w, &product, STRIKE - 10).ok();
    assert_eq!((w.watch(&product).episode.get(), w.product(&product).episode_count.get()), (1, 1));
    w.trigger(&product).refused(IncidentError::NoWindow);
    w.assert_books();
}

/// Whose incident, whose product, and whether there is one: a recount takes no other and cannot leave it out.
#[test]
fn a04_a_recount_takes_the_episodes_own_incident_and_cannot_leave_it_out() {
    let (mut w, product) = world();
    let sibling = w.product_from(&spec_with_feeds(11));
    for p in [product, sibling] {
        w.holder(&p, 50_000 * USDC, 60);
    }
    w.set_time(noon(3));
    for p in [product, sibling] {
        strike(&mut w, &p, price_at(20));
        recover(&mut w, &p);
    }
    w.recount(&product, 1, None).refused(IncidentError::IncidentRequired);
    w.recount(&product, 0, Some(0)).refused(IncidentError::OtherProduct);
    w.recount(&product, 2, Some(0)).refused(IncidentError::OtherProduct);
    let mut mixed = ix::recount(w.pool, product, 1, Some(0));
    mixed.accounts[3].pubkey = pda::incident(&sibling, 0);
    w.send_all(&[mixed]).refused(IncidentError::OtherProduct);
    let once = ix::recount(w.pool, product, 1, Some(0));
    w.send_all(&[once.clone(), once]).refused(IncidentError::NothingToRelease);
    assert_eq!(w.pool().provisional.get(), 100_000 * USDC);
}

/// Money that a policy is owed keeps its policy, so its product, so its pool.
#[test]
fn a18_a_pool_that_owes_a_frozen_holder_is_not_closed() {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 10_000 * USDC, 7);
    w.set_time(noon(3));
    let account = pda::associated_token(&holder, &w.mint);
    freeze(&mut w, &account);
    strike_and_finalise(&mut w, &product, price_at(100));
    w.settle(&product, 0, &policy).ok();
    w.seal(&product, 0).ok();
    w.close_incident(&product, 0).ok();
    recover(&mut w, &product);
    w.advance(400 * DAY);
    w.retire(&product).ok();
    w.close_policy(&product, &policy).refused(PolicyError::StillOwed);
    w.close_product(&product)
        .refused(breakwater::errors::ProductError::ProductStillOpen);
    w.close_pool().refused(PoolError::ProductsOpen);
    thaw(&mut w, &account);
    w.pay_owed(&product, &policy).ok();
}
