//! `close_policy`: when a policy is over, what keeps it open, and whose rent it is.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{AccessError, PolicyError},
        events::PolicyClosed,
        instructions::policy::buy::BuyArgs,
        state::Policy,
    },
    breakwater_testkit::{client::ix, *},
};

/// A week's policy of 1,000, bought by one and held by another.
fn week() -> (World, Address, Address, Address) {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let (buyer, holder) = (w.actor(1_000 * USDC), w.actor(0));
    let args = BuyArgs {
        holder,
        ..buy_args(&buyer, 0, 1_000 * USDC, 7)
    };
    w.buy_with(&product, &buyer, args).ok();
    (w, product, buyer, pda::policy(&product, &buyer, 0))
}

/// To `seconds` after the midnight at which a policy ends.
fn to_end(w: &mut World, policy: &Address, seconds: i64) {
    let to = i64::from(w.policy(policy).end_day.get()) * DAY + seconds;
    assert!(to >= w.now(), "time does not go back");
    w.set_time(to);
}

#[test]
fn close_policy_takes_exactly_what_it_declares() {
    let (mut w, product, buyer, policy) = week();
    to_end(&mut w, &policy, 0);
    refused_unless_as_declared(&mut w, &ix::close_policy(product, policy, buyer)).ok();
}

#[test]
fn a50_a_policy_closes_from_its_last_midnight_on_and_the_rent_returns_to_the_buyer() {
    let (mut w, product, buyer, policy) = week();
    to_end(&mut w, &policy, -1);
    w.close_policy(&product, &policy).refused(PolicyError::PolicyNotOver);
    to_end(&mut w, &policy, 0);
    w.roll(&product).ok();
    let (holder, rent) = (w.policy(&policy).holder, w.svm.get_balance(&policy).expect("rent"));
    let (of_buyer, of_holder) = (w.svm.get_balance(&buyer).expect("SOL"), w.svm.get_balance(&holder));
    let said = PolicyClosed {
        policy,
        product,
        holder,
        paid: 0,
        at: w.now(),
    };
    w.close_policy(&product, &policy).emits(said).ok();
    assert!(w.try_read::<Policy>(&policy).is_none());
    assert_eq!(
        (w.svm.get_balance(&buyer), w.svm.get_balance(&holder)),
        (Some(of_buyer + rent), of_holder),
        "INV-20"
    );
    let p = w.product(&product);
    assert_eq!((p.open_policies.get(), p.policies_sold.get(), p.active.get()), (0, 1, 0));
    w.assert_books();
}

#[test]
fn a44_grace_keeps_a_policy_open_to_its_last_second() {
    let mut spec = DepegSpec::default();
    spec.terms.grace_days = 35;
    let (mut w, product) = world_of(&spec);
    let (_, policy) = w.holder(&product, 1_000 * USDC, 7);
    to_end(&mut w, &policy, 35 * DAY - 1);
    w.close_policy(&product, &policy).refused(PolicyError::PolicyNotOver);
    to_end(&mut w, &policy, 35 * DAY);
    w.close_policy(&product, &policy).ok();
}

#[test]
fn a18_the_rent_goes_to_nobody_but_the_buyer() {
    let (mut w, product, buyer, policy) = week();
    to_end(&mut w, &policy, 0);
    let holder = w.policy(&policy).holder;
    for thief in [holder, w.keeper, w.bootstrap] {
        let theft = ix::close_policy(product, policy, thief);
        w.send_all(&[theft]).refused(AccessError::WrongRentPayer);
    }
    let again = ix::close_policy(product, policy, buyer);
    w.send_all(&[again.clone(), again])
        .refused_by_framework(solana_instruction_error::InstructionError::AccountDataTooSmall);
}

#[test]
fn a04_a_policy_closes_with_its_own_product() {
    let (mut w, _, buyer, policy) = week();
    let sibling = w.product_from(&spec_with_feeds(11));
    to_end(&mut w, &policy, 0);
    let close = ix::close_policy(sibling, policy, buyer);
    w.send_all(&[close]).refused(PolicyError::PolicyOfOtherProduct);
}

#[test]
fn a_wholly_paid_policy_closes_before_its_end() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    let number = strike_and_finalise(&mut w, &product, price_at(100));
    w.close_policy(&product, &policy).refused(PolicyError::PolicyNotOver);
    w.settle(&product, number, &policy).ok();
    w.close_policy(&product, &policy).ok();
    w.assert_books();
}

#[test]
fn a_partly_paid_policy_runs_on() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    let number = strike_and_finalise(&mut w, &product, price_at(99));
    w.settle(&product, number, &policy).ok();
    w.close_policy(&product, &policy).refused(PolicyError::PolicyNotOver);
}

#[test]
fn a18_a_policy_that_is_owed_money_stays_open() {
    let (mut w, product, _, policy) = week();
    let account = pda::associated_token(&w.policy(&policy).holder, &w.mint);
    w.advance(3 * DAY);
    let number = strike_and_finalise(&mut w, &product, price_at(100));
    freeze(&mut w, &account);
    w.settle(&product, number, &policy).ok();
    w.close_policy(&product, &policy).refused(PolicyError::StillOwed);
    thaw(&mut w, &account);
    w.pay_owed(&product, &policy).ok();
    w.close_policy(&product, &policy).ok();
    w.assert_books();
}

#[test]
fn a51_a_running_breach_keeps_the_policies_it_struck_open() {
    let (mut w, product, _, policy) = week();
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(40));
    to_end(&mut w, &policy, 0);
    w.roll(&product).ok();
    w.close_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
    // Ended and not triggered: for three days an incident could still come, and until it is released it counts.
    w.end_episode(&product).ok();
    w.close_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
    w.advance(TAIL + 1);
    w.close_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
    w.end_episode(&product).ok();
    w.close_policy(&product, &policy).ok();
    w.assert_books();
}

#[test]
fn a51_an_open_incident_keeps_the_policies_it_struck_open_until_they_pass() {
    let (mut w, product, _, policy) = week();
    w.advance(3 * DAY);
    let number = strike_and_finalise(&mut w, &product, price_at(40));
    w.settle(&product, number, &policy).ok();
    recover_and_seal(&mut w, &product, number);
    assert!(w.now() >= w.policy(&policy).ends_at(), "the policy is over");
    w.close_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
    w.settle(&product, number, &policy).ok();
    let (holder, at) = (w.policy(&policy).holder, w.now());
    w.close_policy(&product, &policy)
        .emits(PolicyClosed {
            policy,
            product,
            holder,
            paid: 400 * USDC,
            at,
        })
        .ok();
    w.close_incident(&product, number).ok();
    w.assert_books();
}

#[test]
fn a51_an_incident_that_closed_after_its_year_holds_no_policy() {
    let (mut w, product, _, policy) = week();
    w.advance(3 * DAY);
    let number = strike_and_finalise(&mut w, &product, price_at(40));
    recover_and_seal(&mut w, &product, number);
    w.advance(365 * DAY);
    w.roll(&product).ok();
    w.close_policy(&product, &policy).refused(PolicyError::PolicyStillOpen);
    w.close_incident(&product, number).ok();
    w.close_policy(&product, &policy).ok();
    w.assert_books();
}

#[test]
fn an_incident_does_not_hold_policies_that_it_did_not_strike() {
    let (mut w, product, _, ended) = week();
    let (_, struck) = w.holder(&product, 2_000 * USDC, 30);
    // The week is over ten minutes before the first breach; a third policy still waits then.
    to_end(&mut w, &ended, -HOUR);
    let (_, waiting) = w.holder(&product, 3_000 * USDC, 7);
    to_end(&mut w, &ended, 0);
    let number = strike_and_finalise(&mut w, &product, price_at(40));
    assert_eq!(w.incident(&product, number).cover.get(), 2_000 * USDC);
    w.close_policy(&product, &ended).ok();
    to_end(&mut w, &waiting, 0);
    w.roll(&product).ok();
    w.close_policy(&product, &waiting).ok();
    w.close_policy(&product, &struck).refused(PolicyError::PolicyNotOver);
    w.assert_books();
}
