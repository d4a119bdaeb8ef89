//! Several incidents of one product: one becomes final after the other, in the order of their numbers, and what each leaves to the next.

use {
    crate::incident::kit::*,
    breakwater::{
        errors::{IncidentError, PolicyError},
        events::IncidentClosed,
    },
    breakwater_testkit::*,
};

/// A policy of 1,000 for 60 days. Incident 0 has a final step of 40 %; its breach has recovered.
fn once_struck() -> (World, Address, Address) {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 60);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    (w, product, policy)
}

/// As [`once_struck`], and incident 1 has a step of 50 % whose wait is over.
fn twice_struck() -> (World, Address, Address) {
    let (mut w, product, policy) = once_struck();
    strike(&mut w, &product, price_at(50));
    w.advance(24 * HOUR);
    (w, product, policy)
}

/// Waits until raising of both is over.
fn end_both(w: &mut World, product: &Address) {
    recover(w, product);
    w.advance(TAIL + 1);
}

/// Seals incident 0, passes its policies and closes it; then incident 1 becomes final and is sealed.
fn first_then_second(w: &mut World, product: &Address, policies: &[Address]) {
    w.seal(product, 0).ok();
    settle_and_close(w, product, 0, policies);
    w.finalise(product, 1).ok();
    w.seal(product, 1).ok();
}

#[test]
fn no_step_becomes_final_before_the_earlier_incident_is_sealed_settled_and_closed() {
    let (mut w, product, policy) = twice_struck();
    let refused = |w: &mut World| w.finalise(&product, 1).refused(IncidentError::EarlierOpen);
    refused(&mut w);
    assert_eq!(settled(&mut w, &product, 0, &policy), 400 * USDC);
    refused(&mut w);
    end_both(&mut w, &product);
    refused(&mut w);
    w.seal(&product, 1).refused(IncidentError::BreachNotOver);
    w.seal(&product, 0).ok();
    refused(&mut w);
    assert_eq!(settled(&mut w, &product, 0, &policy), 0);
    refused(&mut w);
    w.close_incident(&product, 0).ok();
    w.finalise(&product, 1).ok();
    assert_eq!(w.incident(&product, 1).funded.get(), 300 * USDC, "50 % of the 600 that are left");
    assert_eq!(settled(&mut w, &product, 1, &policy), 300 * USDC);
}

#[test]
fn a_step_whose_wait_is_not_over_waits_for_that_whether_an_earlier_incident_is_open_or_not() {
    let (mut w, product, _) = once_struck();
    strike(&mut w, &product, price_at(50));
    w.finalise(&product, 1).refused(IncidentError::StillWaiting);
}

#[test]
fn an_earlier_incident_of_another_product_holds_nothing_back() {
    let (mut w, product, _) = once_struck();
    let sibling = w.product_from(&spec_with_feeds(11));
    w.holder(&sibling, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    assert_eq!(w.product(&product).open_incidents.get(), 1);
    strike_and_finalise(&mut w, &sibling, price_at(10));
    assert_eq!(w.incident(&sibling, 0).decided, 1);
}

#[test]
fn a_later_incident_holds_back_no_step_of_an_earlier_one() {
    let (mut w, product) = world();
    w.holder(&product, 1_000 * USDC, 60);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    strike(&mut w, &product, price_at(50));
    w.finalise(&product, 0).ok();
    assert_eq!(w.incident(&product, 0).funded.get(), 400 * USDC);
}

#[test]
fn a_partial_payout_leaves_less_for_the_next_incident() {
    let (mut w, product, policy) = once_struck();
    assert_eq!(settled(&mut w, &product, 0, &policy), 400 * USDC);
    strike(&mut w, &product, price_at(50));
    assert_eq!(w.incident(&product, 1).cover.get(), 600 * USDC, "in force at the second breach");
    end_both(&mut w, &product);
    first_then_second(&mut w, &product, &[policy]);
    assert_eq!(settled(&mut w, &product, 1, &policy), 300 * USDC, "50 % of the 600 that were left");
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
    end_both(&mut w, &product);
    w.seal(&product, 0).ok();
    assert_eq!(settled(&mut w, &product, 0, &policy), 0);
    // Passed, but nothing of the second is final while the first is open.
    w.settle(&product, 1, &policy).refused(IncidentError::NothingToPay);
    w.close_incident(&product, 0).ok();
    w.finalise(&product, 1).ok();
    assert_eq!(settled(&mut w, &product, 1, &policy), 300 * USDC);
}

#[test]
fn when_a_payment_is_made_does_not_change_what_the_next_incident_pays() {
    for when in [
        "before the breach",
        "between breach and trigger",
        "after the trigger",
        "at the seal",
    ] {
        let (mut w, product, policy) = once_struck();
        let pay = |w: &mut World, now: &str| {
            if now == when {
                assert_eq!(settled(w, &product, 0, &policy), 400 * USDC, "{when}");
            }
        };
        pay(&mut w, "before the breach");
        fall(&mut w, &product, price_at(50));
        pay(&mut w, "between breach and trigger");
        w.trigger(&product).ok();
        pay(&mut w, "after the trigger");
        end_both(&mut w, &product);
        first_then_second(&mut w, &product, &[policy]);
        let incident = w.incident(&product, 1);
        assert_eq!(
            (incident.funded.get(), incident.ladder[0].needed.get(), incident.shortfall.get()),
            (300 * USDC, 300 * USDC, 0),
            "{when}: it reserves for what is left"
        );
        assert_eq!(settled(&mut w, &product, 1, &policy), 300 * USDC, "{when}");
        w.close_incident(&product, 1).ok();
        assert_eq!(w.pool().payable.get(), 0, "{when}");
        w.assert_books();
    }
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
    end_both(&mut w, &product);
    first_then_second(&mut w, &product, &[policy]);
    settled(&mut w, &product, 1, &policy);
    // Its only policy has passed: nothing waits for the year, and nothing was reserved for the 400 paid before.
    let said = IncidentClosed {
        incident: pda::incident(&product, 1),
        paid: 300 * USDC,
        left: 0,
        at: w.now(),
    };
    w.close_incident(&product, 1).emits(said).ok();
    assert_eq!(w.pool().payable.get(), 0);
    w.assert_books();
}

#[test]
fn a_policy_that_an_earlier_incident_did_not_strike_waits_for_its_close_and_gets_all_of_its_own() {
    let (mut w, product, early) = once_struck();
    let (_, late) = w.holder(&product, 1_000 * USDC, 60);
    w.advance(2 * DAY);
    strike(&mut w, &product, price_at(50));
    w.advance(24 * HOUR);
    w.settle(&product, 0, &late).refused(IncidentError::AlreadySettled);
    w.settle(&product, 1, &late).refused(IncidentError::NothingToPay);
    w.seal(&product, 0).ok();
    settle_and_close(&mut w, &product, 0, &[early]);
    w.finalise(&product, 1).ok();
    assert_eq!(settled(&mut w, &product, 1, &late), 500 * USDC);
    assert_eq!(settled(&mut w, &product, 1, &early), 300 * USDC);
}

#[test]
fn an_earlier_incident_that_closed_after_its_year_holds_nobody_back() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 365);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    recover_and_seal(&mut w, &product, 0);
    let sealed_at = w.now();
    w.advance(300 * DAY);
    strike(&mut w, &product, price_at(50));
    w.set_time(sealed_at + 365 * DAY - 1);
    w.finalise(&product, 1).refused(IncidentError::EarlierOpen);
    w.settle(&product, 1, &policy).refused(IncidentError::OutOfOrder);
    w.close_incident(&product, 0).refused(IncidentError::NotAllPassed);
    w.advance(1);
    w.close_incident(&product, 0).ok();
    w.finalise(&product, 1).ok();
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
    end_both(&mut w, &product);
    w.seal(&product, 0).ok();
    w.set_time(w.policy(&policy).ends_at());
    w.roll(&product).ok();
    w.close_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
    settle_and_close(&mut w, &product, 0, &[policy]);
    w.close_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
    w.finalise(&product, 1).ok();
    w.seal(&product, 1).ok();
    assert_eq!(settled(&mut w, &product, 1, &policy), 300 * USDC);
    w.close_policy(&product, &policy).ok();
}

#[test]
fn undecided_losses_of_two_incidents_add_up_and_leave_exactly() {
    let (mut w, product, policy) = once_struck();
    let held = |w: &World| w.pool().provisional.get() / USDC;
    assert_eq!(held(&w), 600, "1,000 less 40 %");
    fall(&mut w, &product, price_at(50));
    assert_eq!(held(&w), 1_600, "and all of it again for the second breach");
    w.trigger(&product).ok();
    end_both(&mut w, &product);
    assert_eq!(held(&w), 1_600);
    w.seal(&product, 0).ok();
    assert_eq!(held(&w), 1_000, "the second one's step and what can follow it");
    settle_and_close(&mut w, &product, 0, &[policy]);
    assert_eq!(held(&w), 1_000, "until somebody counts again");
    w.recount(&product, 2, Some(1)).ok();
    assert_eq!(held(&w), 500, "raising is over: the step that waits, as it was counted");
    w.finalise(&product, 1).ok();
    assert_eq!((w.pool().provisional.get(), w.pool().ended_at_stake.get()), (0, 0));
    w.assert_books();
    w.seal(&product, 1).ok();
}

#[test]
fn what_an_earlier_incident_pays_lowers_what_a_later_one_holds_while_its_breach_runs() {
    let (mut w, product, policy) = twice_struck();
    w.advance(3 * DAY);
    see(&mut w, &product, STRIKE - 10).ok();
    w.seal(&product, 0).ok();
    settle_and_close(&mut w, &product, 0, &[policy]);
    assert_eq!(w.pool().provisional.get(), 1_000 * USDC);
    w.finalise(&product, 1).ok();
    // 600 are left of the cover, 300 of them are decided.
    assert_eq!(w.pool().provisional.get(), 300 * USDC);
    w.recount(&product, 2, Some(1)).refused(IncidentError::NothingToRelease);
    w.assert_books();
}

#[test]
fn breaches_are_triggered_in_their_order_so_that_no_later_one_holds_an_earlier_one_up() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 60);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    fall(&mut w, &product, price_at(50));
    w.trigger(&product).refused(IncidentError::EarlierBreach);
    let first = client::ix::trigger(w.keeper, w.pool, product, 0, 1);
    w.send_all(&[first]).ok();
    w.trigger(&product).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 1).refused(IncidentError::EarlierOpen);
    w.finalise(&product, 0).ok();
    end_both(&mut w, &product);
    w.seal(&product, 0).ok();
    assert_eq!(settled(&mut w, &product, 0, &policy), 400 * USDC);
    w.close_incident(&product, 0).ok();
    w.finalise(&product, 1).ok();
    assert_eq!(settled(&mut w, &product, 1, &policy), 300 * USDC, "50 % of the 600 that were left");
}

#[test]
fn a_breach_that_nobody_can_trigger_any_more_holds_no_later_one_up() {
    let (mut w, product) = world();
    w.holder(&product, 1_000 * USDC, 60);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    w.advance(2 * DAY);
    fall(&mut w, &product, price_at(50));
    w.trigger(&product).refused(IncidentError::EarlierBreach);
    let over = w.product(&product).episode(1).expect("the first").ended_at.get() + TAIL;
    w.set_time(over);
    w.trigger(&product).refused(IncidentError::EarlierBreach);
    w.set_time(over + 1);
    w.trigger(&product).ok();
}
