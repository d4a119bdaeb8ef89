//! `settle_policy`: who gets how much from which steps, and what a payment lowers.

use {
    crate::incident::kit::*,
    breakwater::{
        errors::IncidentError,
        events::{PolicyPaid, PolicySettled},
    },
    breakwater_testkit::*,
};

/// A policy of 30,000 for 60 days, struck at this depth three days after the start; the first step is final.
fn struck(depth: i64) -> (World, Address, Address, Address) {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 30_000 * USDC, 60);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(depth));
    (w, product, holder, policy)
}

/// What settling brings into the holder's wallet.
#[track_caller]
fn settled(w: &mut World, product: &Address, number: u32, policy: &Address) -> u64 {
    let holder = w.policy(policy).holder;
    let before = w.wallet(&holder);
    w.settle(product, number, policy).ok();
    w.assert_books();
    w.wallet(&holder) - before
}

#[test]
fn a_settlement_pays_the_ratio_and_lowers_everything_that_counts_the_policy() {
    let (mut w, product, holder, policy) = struck(40);
    let (before, vault, wallet) = (w.pool(), w.balance(&pda::vault(&w.pool)), w.wallet(&holder));
    let (incident, amount, at) = (pda::incident(&product, 0), 12_000 * USDC, w.now());
    w.settle(&product, 0, &policy)
        .emits(PolicySettled {
            policy,
            incident,
            holder,
            amount,
            bonus: 0,
            passed: false,
            at,
        })
        .emits(PolicyPaid {
            policy,
            holder,
            amount,
            at,
        })
        .ok();
    assert_eq!(
        (w.wallet(&holder), w.balance(&before.vault)),
        (wallet + amount, vault - amount),
        "INV-03"
    );
    let (pool, p, written, i) = (w.pool(), w.product(&product), w.policy(&policy), w.incident(&product, 0));
    assert_eq!((pool.payable.get(), pool.paid_total.get()), (before.payable.get() - amount, amount));
    assert_eq!((pool.active_cover.get(), pool.ended_at_stake.get()), (18_000 * USDC, 0));
    assert_eq!(
        pool.capital().expect("a sum"),
        before.capital().expect("a sum"),
        "the loss was taken when the step was final"
    );
    assert_eq!(
        (p.active.get(), p.ended_at_stake.get(), p.paid_total.get()),
        (18_000 * USDC, 0, amount)
    );
    let slot = |day: u32| day as usize % 512;
    assert_eq!(p.starts[slot(written.start_day.get())].get(), 18_000 * USDC);
    assert_eq!(p.ends[slot(written.end_day.get())].get(), 18_000 * USDC);
    assert_eq!(
        (written.paid.get(), written.owed.get(), written.incident_paid.get()),
        (amount, 0, amount)
    );
    assert_eq!(
        (written.incident.get(), written.next_incident.get()),
        (1, 0),
        "incident 0 plus one; it has not passed yet"
    );
    assert_eq!((i.paid.get(), i.passed.get(), i.policies_passed.get()), (amount, 0, 0));
    w.assert_books();
}

#[test]
fn each_later_step_pays_its_rise_on_the_cover_at_the_event() {
    let (mut w, product, _, policy) = struck(40);
    assert_eq!(settled(&mut w, &product, 0, &policy), 12_000 * USDC);
    for (depth, rise) in [(47, 2_100), (100, 15_900)] {
        fall(&mut w, &product, price_at(depth));
        w.raise(&product, 0).ok();
        w.settle(&product, 0, &policy).refused(IncidentError::NothingToPay);
        w.advance(24 * HOUR);
        w.finalise(&product, 0).ok();
        assert_eq!(settled(&mut w, &product, 0, &policy), rise * USDC);
    }
    assert_eq!(w.policy(&policy).paid.get(), 30_000 * USDC, "INV-08: all of it, and not more");
}

#[test]
fn a_policy_settled_late_gets_all_final_steps_at_once() {
    let (mut w, product, _, policy) = struck(40);
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    w.advance(6 * HOUR);
    w.finalise(&product, 0).ok();
    fall(&mut w, &product, price_at(90));
    w.raise(&product, 0).ok();
    assert_eq!(
        settled(&mut w, &product, 0, &policy),
        18_000 * USDC,
        "the third step is not final yet"
    );
}

#[test]
fn inv15_the_ratio_of_all_whole_steps_is_rounded_down_once_and_what_is_lost_by_it_stays_reserved() {
    let (mut w, product) = world();
    let policies: Vec<_> = [10_000_007, 10_000_011, 10_000_013]
        .map(|cover| w.holder(&product, cover, 60).1)
        .to_vec();
    w.advance(3 * DAY);
    strike(&mut w, &product, 903_333_340);
    fall(&mut w, &product, 885_555_550);
    w.raise(&product, 0).ok();
    w.advance(6 * HOUR);
    w.finalise(&product, 0).ok();
    w.finalise(&product, 0).ok();
    // (950,000,000 - price) · 1e9 / 150,000,000, rounded down; the rise of the second over the first.
    let first = 46_666_660 * FULL / 150_000_000;
    let second = 64_444_450 * FULL / 150_000_000 - first;
    let floor = |cover: u64, rise: u64| u64::try_from(u128::from(cover) * u128::from(rise) / u128::from(FULL)).expect("an amount");
    let mut sum = 0;
    for policy in &policies {
        let cover = w.policy(policy).cover.get();
        let wanted = floor(cover, first + second);
        assert_eq!(settled(&mut w, &product, 0, policy), wanted);
        sum += wanted;
    }
    let incident = w.incident(&product, 0);
    assert!(
        incident.funded.get() >= sum && incident.funded.get() - sum <= 8,
        "INV-15: less than an atom per policy and step"
    );
}

#[test]
fn a_policy_that_ended_between_two_windows_gets_only_the_earlier_steps() {
    let (mut w, product) = world();
    let (_, short) = w.holder(&product, 10_000 * USDC, 7);
    let (_, long) = w.holder(&product, 20_000 * USDC, 60);
    let end = w.policy(&short).ends_at();
    w.set_time(end - DAY);
    strike(&mut w, &product, price_at(20));
    // A window that begins in the last second of the short policy, and one that begins at its end.
    w.set_time(end - 601 - 1);
    fall(&mut w, &product, price_at(30));
    w.raise(&product, 0).ok();
    w.set_time(end + DAY - 601);
    fall(&mut w, &product, price_at(50));
    w.raise(&product, 0).ok();
    assert_eq!(w.incident(&product, 0).ladder[2].window_start.get(), end + DAY);
    w.advance(24 * HOUR);
    for _ in 0..3 {
        w.finalise(&product, 0).ok();
    }
    assert_eq!(settled(&mut w, &product, 0, &short), 3_000 * USDC);
    assert_eq!(settled(&mut w, &product, 0, &long), 10_000 * USDC);
    w.settle(&product, 0, &short).refused(IncidentError::NothingToPay);
}

#[test]
fn a44_a_window_that_begins_at_the_very_end_of_a_policy_pays_it_nothing() {
    for (second, wanted) in [(-1, 8_000 * USDC), (0, 2_000 * USDC)] {
        let (mut w, product) = world();
        let (_, policy) = w.holder(&product, 10_000 * USDC, 7);
        w.holder(&product, 10_000 * USDC, 60);
        let end = w.policy(&policy).ends_at();
        w.set_time(end - DAY);
        strike(&mut w, &product, price_at(20));
        w.set_time(end - 601 + second);
        fall(&mut w, &product, price_at(80));
        w.raise(&product, 0).ok();
        w.advance(24 * HOUR);
        w.finalise(&product, 0).ok();
        w.finalise(&product, 0).ok();
        assert_eq!(settled(&mut w, &product, 0, &policy), wanted, "second {second}");
    }
}

#[test]
fn a_policy_is_paid_for_its_term_however_long_ago_it_ended() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 10_000 * USDC, 7);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    w.advance(200 * DAY);
    assert_eq!(settled(&mut w, &product, 0, &policy), 4_000 * USDC);
    assert_eq!(w.product(&product).active.get(), 0);
}

#[test]
fn a43_cover_that_waits_or_was_over_at_the_first_breach_is_not_eligible() {
    let (mut w, product) = world();
    let (_, over) = w.holder(&product, 1_000 * USDC, 7);
    let (_, struck) = w.holder(&product, 1_000 * USDC, 60);
    let end = w.policy(&over).ends_at();
    w.set_time(end - 60);
    let (_, waiting) = w.holder(&product, 1_000 * USDC, 60);
    // The first breach falls on the midnight at which the one ends; the other begins a day later.
    w.set_time(end - 601);
    let number = strike(&mut w, &product, price_at(40));
    assert_eq!(w.incident(&product, number).first_breach.get(), end);
    w.advance(24 * HOUR);
    w.finalise(&product, number).ok();
    for policy in [over, waiting] {
        w.settle(&product, number, &policy).refused(IncidentError::NotEligible);
    }
    assert_eq!(settled(&mut w, &product, number, &struck), 400 * USDC);
}

#[test]
fn a43_the_first_and_the_last_second_of_force_are_covered() {
    for last in [false, true] {
        let (mut w, product) = world();
        let (_, policy) = w.holder(&product, 1_000 * USDC, 7);
        let written = w.policy(&policy);
        let breach = if last {
            written.ends_at() - 1
        } else {
            i64::from(written.start_day.get()) * DAY
        };
        w.set_time(breach - 601);
        strike_and_finalise(&mut w, &product, price_at(40));
        assert_eq!(w.incident(&product, 0).first_breach.get(), breach);
        assert_eq!(settled(&mut w, &product, 0, &policy), 400 * USDC);
    }
}

#[test]
fn a47_cover_bought_after_the_breach_gets_nothing_from_its_incident() {
    let (mut w, product, _, _) = struck(40);
    recover(&mut w, &product);
    let (_, late) = w.holder(&product, 1_000 * USDC, 30);
    assert_eq!(w.policy(&late).next_incident.get(), 1);
    w.settle(&product, 0, &late).refused(IncidentError::AlreadySettled);
    // Bought between breach and trigger, it counts incident 0 as one to come, and was not in force.
    let (mut w, product) = world();
    w.holder(&product, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    let (_, between) = w.holder(&product, 1_000 * USDC, 30);
    w.trigger(&product).ok();
    w.advance(6 * HOUR);
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &between).refused(IncidentError::NotEligible);
}

#[test]
fn a46_a_policy_is_not_settled_twice_for_one_step() {
    let (mut w, product, _, policy) = struck(40);
    let ix = settle_ix(&w, &product, 0, &policy);
    w.send_all(&[ix.clone(), ix.clone()]).refused(IncidentError::NothingToPay);
    w.send_all(std::slice::from_ref(&ix)).ok();
    w.send_all(&[ix]).refused(IncidentError::NothingToPay);
}

#[test]
fn nothing_is_paid_before_a_step_is_final() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(40));
    w.settle(&product, 0, &policy).refused(IncidentError::NothingToPay);
    w.advance(24 * HOUR);
    w.settle(&product, 0, &policy).refused(IncidentError::NothingToPay);
}

#[test]
fn once_sealed_a_policy_passes_with_what_is_still_due_to_it_and_then_is_done() {
    let (mut w, product, holder, policy) = struck(40);
    recover_and_seal(&mut w, &product, 0);
    let (incident, amount, at) = (pda::incident(&product, 0), 12_000 * USDC, w.now());
    w.settle(&product, 0, &policy)
        .emits(PolicySettled {
            policy,
            incident,
            holder,
            amount,
            bonus: 0,
            passed: true,
            at,
        })
        .ok();
    let (written, i) = (w.policy(&policy), w.incident(&product, 0));
    assert_eq!(
        (written.next_incident.get(), i.passed.get(), i.policies_passed.get()),
        (1, 30_000 * USDC, 1)
    );
    w.settle(&product, 0, &policy).refused(IncidentError::AlreadySettled);
    w.assert_books();
}

#[test]
fn a_policy_paid_before_the_seal_passes_after_it_with_nothing_more() {
    let (mut w, product, holder, policy) = struck(40);
    assert_eq!(settled(&mut w, &product, 0, &policy), 12_000 * USDC);
    recover_and_seal(&mut w, &product, 0);
    let (incident, at) = (pda::incident(&product, 0), w.now());
    w.settle(&product, 0, &policy)
        .emits(PolicySettled {
            policy,
            incident,
            holder,
            amount: 0,
            bonus: 0,
            passed: true,
            at,
        })
        .ok();
    assert_eq!(w.incident(&product, 0).passed.get(), 30_000 * USDC);
    w.assert_books();
}

#[test]
fn a_wholly_paid_policy_passes_at_once() {
    let (mut w, product, _, policy) = struck(100);
    assert_eq!(settled(&mut w, &product, 0, &policy), 30_000 * USDC);
    assert_eq!(
        (w.incident(&product, 0).passed.get(), w.policy(&policy).next_incident.get()),
        (30_000 * USDC, 1)
    );
    w.settle(&product, 0, &policy).refused(IncidentError::AlreadySettled);
    assert_eq!(w.product(&product).active.get(), 0);
}
