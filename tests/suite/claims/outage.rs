//! Claims on products that sources decide: only for an outage of those.

use {
    super::steps::*,
    crate::incident::kit::{HOUR, PAR, fall, price_at, recover_and_seal, strike, write_capital},
    crate::pool::tamper::Tamper,
    breakwater::{
        errors::{ClaimError, IncidentError, PolicyError, ProductError},
        state::ClaimState,
    },
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        courts::evidence,
        world::PLENTY,
        *,
    },
};

/// A de-peg product with ten days of grace, a court, capital, and a policy of 1,000 that is in force from the second day on, for 29 days. The last
/// reading was at its sale. Gives the key of a claim for its first day.
fn watched() -> (World, ClaimKey) {
    let mut w = World::new();
    let mut spec = DepegSpec::default();
    spec.terms.grace_days = 10;
    let product = w.product_from(&spec);
    w.seat_court();
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    let (_, policy) = w.holder(&product, 1_000 * USDC, 30);
    let key = w.claim_key(&product, &policy, w.policy(&policy).start_day.get());
    (w, key)
}

/// Midnight of the policy's first day.
fn first(key: &ClaimKey) -> i64 {
    i64::from(key.event_day) * DAY
}

fn on(key: &ClaimKey, later: u32) -> ClaimKey {
    ClaimKey {
        event_day: key.event_day + later,
        ..*key
    }
}

/// Reads the sources at this moment, and every twelve hours before it.
fn read_until(w: &mut World, key: &ClaimKey, at: i64) {
    while w.now() + 12 * HOUR < at {
        w.advance(12 * HOUR);
        w.observe_at(&key.product, PAR).ok();
    }
    w.set_time(at);
    w.observe_at(&key.product, PAR).ok();
}

#[track_caller]
fn accepted_now(w: &mut World, key: &ClaimKey) {
    let before = w.svm.clone();
    w.file_claim(key, 1_000 * USDC).ok();
    w.assert_books();
    w.svm = before;
}

#[test]
fn a_hole_that_runs_counts_from_the_start_of_force_once_it_is_a_day_long() {
    let (mut w, key) = watched();
    let t = first(&key) + DAY;
    w.set_time(t - 1);
    w.file_claim(&key, USDC).refused(ClaimError::NoOutage);
    w.set_time(t);
    accepted_now(&mut w, &key);
    // And touches today once today has begun.
    w.file_claim(&on(&key, 1), USDC).refused(ClaimError::NoOutage);
    w.set_time(t + 1);
    accepted_now(&mut w, &on(&key, 1));
    w.file_claim(&on(&key, 2), USDC).refused(ClaimError::EventInFuture);
    let before_force = ClaimKey {
        event_day: key.event_day - 1,
        ..key
    };
    w.file_claim(&before_force, USDC).refused(ClaimError::EventNotCovered);
}

#[test]
fn a_hole_of_the_past_counts_when_it_was_a_day_long() {
    for (length, long) in [(DAY - 1, false), (DAY, true), (DAY + 1, true)] {
        let (mut w, key) = watched();
        let from = first(&key) + 2 * DAY + HOUR;
        read_until(&mut w, &key, from);
        w.set_time(from + length);
        w.observe_at(&key.product, PAR).ok();
        read_until(&mut w, &key, from + 4 * DAY);
        for (later, touches) in [(1, false), (2, true), (3, true), (4, false)] {
            if long && touches {
                accepted_now(&mut w, &on(&key, later));
            } else {
                w.file_claim(&on(&key, later), USDC).refused(ClaimError::NoOutage);
            }
        }
    }
}

#[test]
fn a_hole_that_ended_at_a_midnight_does_not_touch_the_day_after_nor_one_from_a_midnight_the_day_before() {
    let (mut w, key) = watched();
    let from = first(&key) + 2 * DAY;
    read_until(&mut w, &key, from);
    w.set_time(from + DAY);
    w.observe_at(&key.product, PAR).ok();
    w.advance(HOUR);
    for (later, touches) in [(1, false), (2, true), (3, false)] {
        if touches {
            accepted_now(&mut w, &on(&key, later));
        } else {
            w.file_claim(&on(&key, later), USDC).refused(ClaimError::NoOutage);
        }
    }
}

#[test]
fn a_hole_counts_as_far_as_it_lies_in_the_policys_force() {
    // From the sale to ten hours into force: 46 hours, of which ten count.
    let (mut w, key) = watched();
    let t = first(&key);
    w.set_time(t + 10 * HOUR);
    w.observe_at(&key.product, PAR).ok();
    w.file_claim(&key, USDC).refused(ClaimError::NoOutage);
    // Twenty-three hours before the end, and on.
    let (mut w, key) = watched();
    let end = i64::from(w.policy(&key.policy).end_day.get());
    read_until(&mut w, &key, end * DAY - 23 * HOUR);
    w.set_time(end * DAY + 3 * DAY);
    let last = u32::try_from(end).unwrap() - 1;
    let key = ClaimKey { event_day: last, ..key };
    w.file_claim(&key, USDC).refused(ClaimError::NoOutage);
    // Twenty-four.
    let (mut w, key) = watched();
    read_until(&mut w, &key, end * DAY - 24 * HOUR);
    w.set_time(end * DAY - 1);
    let key = ClaimKey { event_day: last, ..key };
    w.file_claim(&key, USDC).refused(ClaimError::NoOutage);
    w.set_time(end * DAY + 3 * DAY);
    accepted_now(&mut w, &key);
    let after = ClaimKey {
        event_day: last + 1,
        ..key
    };
    w.file_claim(&after, USDC).refused(ClaimError::EventNotCovered);
}

#[test]
fn a_product_that_sources_decide_is_claimed_on_with_its_own_watch() {
    let (mut w, key) = watched();
    let t = first(&key) + DAY;
    let other = w.product_from(&crate::incident::kit::spec_with_feeds(7));
    w.set_time(t);
    let own = holder(&w, &key);
    let source = w.purse(&own);
    let right = ix::file_claim(own, &key, true, source, USDC, evidence());
    let without = ix::file_claim(own, &key, false, source, USDC, evidence());
    w.send_all(&[without]).refused(ProductError::WatchMismatch);
    let wrong = right.swapped(&pda::watch(&key.product), &pda::watch(&other));
    w.send_all(&[wrong]).refused(ProductError::WrongWatch);
    w.send_all(&[right]).ok();
    // A product that jurors decide has none.
    let assessed = w.assessed(&AssessedSpec::default());
    let (buyer, policy) = w.holder(&assessed, 1_000 * USDC, 60);
    let start = w.policy(&policy).start_day.get();
    w.set_time(i64::from(start) * DAY);
    let key = w.claim_key(&assessed, &policy, start);
    let source = w.purse(&buyer);
    let mut with = ix::file_claim(buyer, &key, true, source, USDC, evidence());
    with = with.swapped(&pda::watch(&assessed), &pda::watch(&other));
    w.send_all(&[with]).refused(ProductError::WatchMismatch);
}

/// A claim of the whole cover for an outage of the first day; the sources are read again, and jurors have decided for half of it.
fn half() -> (World, ClaimKey) {
    let (mut w, key) = watched();
    w.set_time(first(&key) + DAY);
    w.file_claim(&key, 1_000 * USDC).ok();
    assert_eq!(undecided(&w, &key), (1_000 * USDC, 1_000 * USDC));
    decide(&mut w, &key.case(0), 10);
    w.observe_at(&key.product, PAR).ok();
    w.assert_books();
    (w, key)
}

#[test]
fn a_claim_in_an_outage_is_paid_and_a_later_incident_deducts_it() {
    let (mut w, key) = half();
    w.conclude_claim(&key, 0).ok();
    w.assert_books();
    w.pay_claim(&key).ok();
    assert_eq!(w.policy(&key.policy).paid.get(), 500 * USDC);
    let number = strike(&mut w, &key.product, price_at(100));
    w.assert_books();
    assert_eq!(w.incident(&key.product, number).cover.get(), 500 * USDC);
    w.advance(24 * HOUR);
    w.finalise(&key.product, number).ok();
    w.settle(&key.product, number, &key.policy).ok();
    w.assert_books();
    let policy = w.policy(&key.policy);
    assert_eq!((policy.paid.get(), policy.remaining().unwrap()), (1_000 * USDC, 0));
}

#[test]
fn an_open_breach_or_incident_is_settled_before_the_claim() {
    let (mut w, key) = half();
    fall(&mut w, &key.product, price_at(40));
    w.assert_books();
    w.conclude_claim(&key, 0).refused(PolicyError::PolicyStillOpen);
    w.trigger(&key.product).ok();
    w.conclude_claim(&key, 0).refused(PolicyError::PolicyStillOpen);
    w.advance(24 * HOUR);
    w.finalise(&key.product, 0).ok();
    w.settle(&key.product, 0, &key.policy).ok();
    w.conclude_claim(&key, 0).refused(PolicyError::PolicyStillOpen);
    recover_and_seal(&mut w, &key.product, 0);
    w.conclude_claim(&key, 0).refused(PolicyError::PolicyStillOpen);
    w.settle(&key.product, 0, &key.policy).ok();
    w.assert_books();
    w.conclude_claim(&key, 0).ok();
    w.assert_books();
    assert_state(&w, &key, ClaimState::Accepted);
    // 400 from the incident, half of the 1,000 asked for from the claim.
    assert_eq!(w.policy(&key.policy).paid.get(), 900 * USDC);
    assert_eq!(undecided(&w, &key), (0, 0));
}

#[test]
fn a_claim_in_an_outage_pays_at_most_what_the_incident_before_it_left() {
    let (mut w, key) = watched();
    w.set_time(first(&key) + DAY);
    w.file_claim(&key, 1_000 * USDC).ok();
    decide(&mut w, &key.case(0), 20);
    w.observe_at(&key.product, PAR).ok();
    strike(&mut w, &key.product, price_at(40));
    w.advance(24 * HOUR);
    w.finalise(&key.product, 0).ok();
    recover_and_seal(&mut w, &key.product, 0);
    w.settle(&key.product, 0, &key.policy).ok();
    w.conclude_claim(&key, 0).ok();
    assert_eq!(w.claim(&key).payout.get(), 600 * USDC);
    assert_eq!(w.policy(&key.policy).remaining().unwrap(), 0);
    w.assert_books();
}

#[test]
fn a_denied_claim_in_an_outage_needs_no_incident_settled() {
    let (mut w, key) = watched();
    w.set_time(first(&key) + DAY);
    w.file_claim(&key, 1_000 * USDC).ok();
    decide(&mut w, &key.case(0), NOTHING);
    w.observe_at(&key.product, PAR).ok();
    strike(&mut w, &key.product, price_at(40));
    w.conclude_claim(&key, 0).ok();
    w.assert_books();
    assert_state(&w, &key, ClaimState::Refused);
    let own = holder(&w, &key);
    give_up(&mut w, &own, &key).ok();
    w.assert_books();
}

#[test]
fn a_claim_stops_no_sale_withdrawal_of_others_longer_than_it_is_undecided() {
    let (mut w, key) = half();
    let buyer = w.actor(PLENTY);
    w.buy(&key.product, &buyer, 0, 1_000 * USDC, 30).ok();
    w.conclude_claim(&key, 0).ok();
    assert_eq!(w.pool().provisional.get(), 0);
    w.assert_books();
}

/// A claim in an outage of which the pool lacked 400, and a later incident that took all and could not pay the policy whole: it waits for
/// recoveries.
fn short_twice() -> (World, ClaimKey) {
    let (mut w, key) = half();
    write_capital(&mut w, 100 * USDC, 0);
    w.conclude_claim(&key, 0).ok();
    assert_eq!(w.claim(&key).shortfall.get(), 400 * USDC);
    w.pay_claim(&key).ok();
    w.underwriter(JUNIOR, 1_000 * USDC);
    strike(&mut w, &key.product, price_at(50));
    w.advance(24 * HOUR);
    write_capital(&mut w, 50 * USDC, 0);
    w.finalise(&key.product, 0).ok();
    recover_and_seal(&mut w, &key.product, 0);
    w.settle(&key.product, 0, &key.policy).ok();
    w.release(&key.product, 0).ok();
    assert_eq!(w.policy(&key.policy).paid.get(), 150 * USDC);
    (w, key)
}

#[test]
fn nobody_ends_what_an_incident_can_still_recover_for_the_holder_by_paying_in_an_atom_for_a_claim() {
    let (mut w, key) = short_twice();
    let rich = w.actor(PLENTY);
    recover(&mut w, &rich, &key, 1).refused(PolicyError::PolicyStillOpen);
    w.recover_incident(&rich, &key.product, 0, 400 * USDC).ok();
    w.settle(&key.product, 0, &key.policy).ok();
    // Half of the 900 of cover that the claim had left.
    assert_eq!(w.policy(&key.policy).paid.get(), 550 * USDC);
    w.finish_incident(&key.product, 0);
    // The incident is over: what the claim lacked can come.
    recover(&mut w, &rich, &key, 400 * USDC).ok();
    assert_eq!(w.policy(&key.policy).paid.get(), 950 * USDC);
    assert_eq!(w.claim(&key).shortfall.get(), 0);
}

#[test]
fn a_holder_may_pay_in_for_a_claim_while_an_incident_waits_for_recoveries() {
    let (mut w, key) = short_twice();
    let own = holder(&w, &key);
    recover(&mut w, &own, &key, 100 * USDC).ok();
    assert_eq!(w.policy(&key.policy).paid.get(), 250 * USDC);
    w.settle(&key.product, 0, &key.policy).refused(IncidentError::AlreadySettled);
}
