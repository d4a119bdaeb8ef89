//! Several incidents of one product: their order, their bases, and what each leaves to the next.

use {
    crate::incident::kit::*,
    breakwater::errors::{IncidentError, PolicyError},
    breakwater_testkit::*,
};

/// A policy of 1,000 for 60 days. Incident 0 has a final step of 40 %; its breach has recovered. Incident 1 has one of 50 %.
fn twice_struck() -> (World, Address, Address) {
    let (mut w, product, policy) = once_struck();
    strike_and_finalise(&mut w, &product, price_at(50));
    (w, product, policy)
}

fn once_struck() -> (World, Address, Address) {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 60);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    (w, product, policy)
}

/// Pays a policy from an incident; gives what reached the holder.
#[track_caller]
fn settled(w: &mut World, product: &Address, number: u32, policy: &Address) -> u64 {
    let holder = w.policy(policy).holder;
    let before = w.wallet(&holder);
    w.settle(product, number, policy).ok();
    w.assert_books();
    w.wallet(&holder) - before
}

/// Waits until the second breach is over too, and seals both.
fn seal_both(w: &mut World, product: &Address) {
    recover(w, product);
    w.advance(TAIL + 1);
    w.seal(product, 0).ok();
    w.seal(product, 1).ok();
}

#[test]
fn a_partial_payout_leaves_less_for_the_next_incident() {
    let (mut w, product, policy) = once_struck();
    assert_eq!(settled(&mut w, &product, 0, &policy), 400 * USDC);
    strike_and_finalise(&mut w, &product, price_at(50));
    assert_eq!(w.incident(&product, 1).cover.get(), 600 * USDC, "in force at the second breach");
    seal_both(&mut w, &product);
    assert_eq!(settled(&mut w, &product, 0, &policy), 0);
    assert_eq!(settled(&mut w, &product, 1, &policy), 300 * USDC, "50 % of the 600 that were left");
    w.close_incident(&product, 0).ok();
    w.close_incident(&product, 1).ok();
    w.assert_books();
}

#[test]
fn a_policy_settles_its_incidents_in_the_order_of_their_numbers() {
    let (mut w, product, policy) = twice_struck();
    w.settle(&product, 1, &policy).refused(IncidentError::OutOfOrder);
    assert_eq!(settled(&mut w, &product, 0, &policy), 400 * USDC);
    // Paid is not passed: the first could still be raised.
    w.settle(&product, 1, &policy).refused(IncidentError::OutOfOrder);
    w.advance(TAIL);
    w.seal(&product, 0).ok();
    assert_eq!(settled(&mut w, &product, 0, &policy), 0);
    assert_eq!(settled(&mut w, &product, 1, &policy), 300 * USDC);
}

#[test]
fn when_a_payment_is_made_does_not_change_what_the_next_incident_pays() {
    let (mut w, product, policy) = twice_struck();
    assert_eq!(
        w.incident(&product, 1).cover.get(),
        1_000 * USDC,
        "nothing was paid yet at the second breach"
    );
    seal_both(&mut w, &product);
    assert_eq!(settled(&mut w, &product, 0, &policy), 400 * USDC);
    assert_eq!(settled(&mut w, &product, 1, &policy), 300 * USDC);
}

#[test]
fn a_payment_between_breach_and_trigger_lowers_what_the_later_incident_counts() {
    let (mut w, product, policy) = once_struck();
    fall(&mut w, &product, price_at(50));
    assert_eq!(w.product(&product).episode(2).expect("the episode").cover.get(), 1_000 * USDC);
    assert_eq!(settled(&mut w, &product, 0, &policy), 400 * USDC);
    assert_eq!(w.product(&product).episode(2).expect("the episode").cover.get(), 600 * USDC);
    w.trigger(&product).ok();
    let incident = w.incident(&product, 1);
    assert_eq!((incident.cover.get(), incident.ladder[0].needed.get()), (600 * USDC, 300 * USDC));
    assert_eq!(incident.provisional.get(), 600 * USDC);
    w.assert_books();
}

#[test]
fn a_later_incident_closes_though_an_earlier_one_paid_after_it_was_opened() {
    let (mut w, product, policy) = twice_struck();
    seal_both(&mut w, &product);
    settled(&mut w, &product, 0, &policy);
    settled(&mut w, &product, 1, &policy);
    w.close_incident(&product, 0).ok();
    // Its only policy has passed: nothing waits for the year.
    assert_eq!(w.incident(&product, 1).policies_passed.get(), 1);
    w.close_incident(&product, 1).ok();
    assert_eq!(w.pool().payable.get(), 0, "what was reserved for the 400 paid before streams back");
    w.assert_books();
}

#[test]
fn a_policy_that_an_earlier_incident_did_not_strike_does_not_wait_for_it() {
    let (mut w, product, _) = once_struck();
    let (_, late) = w.holder(&product, 1_000 * USDC, 60);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(50));
    assert_eq!(settled(&mut w, &product, 1, &late), 500 * USDC);
    w.settle(&product, 0, &late).refused(IncidentError::AlreadySettled);
}

#[test]
fn an_earlier_incident_that_closed_after_its_year_holds_nobody_back() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 365);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    recover_and_seal(&mut w, &product, 0);
    w.advance(300 * DAY);
    strike_and_finalise(&mut w, &product, price_at(50));
    w.settle(&product, 1, &policy).refused(IncidentError::OutOfOrder);
    w.advance(65 * DAY);
    w.close_incident(&product, 0).ok();
    assert_eq!(
        settled(&mut w, &product, 1, &policy),
        500 * USDC,
        "it never took the first payment: all its cover is left"
    );
}

#[test]
fn cover_paid_wholly_before_the_next_trigger_is_no_part_of_it() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 60);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(100));
    recover(&mut w, &product);
    fall(&mut w, &product, price_at(50));
    assert_eq!(settled(&mut w, &product, 0, &policy), 1_000 * USDC);
    w.trigger(&product).refused(IncidentError::NothingEligible);
    // The breach struck it all the same: it closes once nothing can come of that.
    w.close_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
    recover(&mut w, &product);
    w.advance(TAIL + 1);
    w.end_episode(&product).ok();
    w.close_policy(&product, &policy).ok();
    w.assert_books();
}

#[test]
fn a_policy_of_two_incidents_stays_open_until_it_has_passed_both() {
    let (mut w, product, policy) = twice_struck();
    seal_both(&mut w, &product);
    w.set_time(w.policy(&policy).ends_at());
    w.roll(&product).ok();
    w.close_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
    settled(&mut w, &product, 0, &policy);
    w.close_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
    settled(&mut w, &product, 1, &policy);
    w.close_policy(&product, &policy).ok();
}

#[test]
fn undecided_losses_of_two_incidents_add_up_and_leave_exactly() {
    let (mut w, product, _) = once_struck();
    assert_eq!(w.pool().provisional.get(), 600 * USDC, "1,000 less 40 %");
    fall(&mut w, &product, price_at(50));
    assert_eq!(
        w.pool().provisional.get(),
        1_600 * USDC,
        "and all of it again for the second breach"
    );
    w.trigger(&product).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 1).ok();
    assert_eq!(w.pool().provisional.get(), 1_100 * USDC);
    seal_both(&mut w, &product);
    assert_eq!((w.pool().provisional.get(), w.pool().ended_at_stake.get()), (0, 0));
    w.assert_books();
}

#[test]
fn incidents_may_open_in_another_order_than_their_breaches() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 60);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    fall(&mut w, &product, price_at(50));
    w.trigger(&product).ok();
    let first = client::ix::trigger(w.keeper, w.pool, product, 1, 1);
    w.send_all(&[first]).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.finalise(&product, 1).ok();
    seal_both(&mut w, &product);
    assert_eq!(settled(&mut w, &product, 0, &policy), 500 * USDC);
    assert_eq!(settled(&mut w, &product, 1, &policy), 200 * USDC, "40 % of the 500 that were left");
}
