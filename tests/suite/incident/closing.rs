//! `seal_incident` and `close_incident`: when nothing more can come, and where the rest goes.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{AccessError, IncidentError, PoolError},
        events::{IncidentClosed, IncidentSealed},
        state::Incident,
    },
    breakwater_testkit::{client::ix, *},
    solana_instruction_error::InstructionError::AccountDataTooSmall,
};

const YEAR: i64 = 365 * DAY;

/// A policy of 30,000 for 60 days, struck at this depth three days after the start; the first step is final.
fn struck(depth: i64) -> (World, Address, Address) {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 30_000 * USDC, 60);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(depth));
    (w, product, policy)
}

/// Sealed at 40 %, the policy not settled yet.
fn sealed() -> (World, Address, Address) {
    let (mut w, product, policy) = struck(40);
    recover_and_seal(&mut w, &product, 0);
    (w, product, policy)
}

#[test]
fn seal_incident_takes_exactly_what_it_declares() {
    let (mut w, product, _) = struck(100);
    let ix = ix::seal_incident(w.pool, product, 0);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn close_incident_takes_exactly_what_it_declares() {
    let (mut w, product, policy) = sealed();
    w.settle(&product, 0, &policy).ok();
    let ix = ix::close_incident(w.pool, product, 0, w.keeper);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn an_incident_is_sealed_once_raising_is_over_and_frees_exactly_what_it_held() {
    let (mut w, product, _) = struck(40);
    // Another product's undecided loss stays.
    let sibling = w.product_from(&spec_with_feeds(11));
    w.seal(&product, 0).refused(IncidentError::BreachNotOver);
    recover(&mut w, &product);
    w.holder(&sibling, 7_000 * USDC, 30);
    w.advance(TAIL);
    see(&mut w, &sibling, price_at(1)).ok();
    w.seal(&product, 0).refused(IncidentError::BreachNotOver);
    w.advance(1);
    assert_eq!(
        (w.incident(&product, 0).provisional.get(), w.pool().provisional.get()),
        (18_000 * USDC, 25_000 * USDC)
    );
    let said = IncidentSealed {
        incident: pda::incident(&product, 0),
        funded: 12_000 * USDC,
        at: w.now(),
    };
    w.seal(&product, 0).emits(said).ok();
    let (incident, p, pool) = (w.incident(&product, 0), w.product(&product), w.pool());
    assert_eq!(
        (
            incident.sealed,
            incident.provisional.get(),
            p.provisional.get(),
            pool.provisional.get()
        ),
        (1, 0, 0, 7_000 * USDC)
    );
    assert_eq!((p.ended_at_stake.get(), pool.ended_at_stake.get()), (0, 0));
    w.seal(&product, 0).refused(IncidentError::AlreadySealed);
    w.assert_books();
}

#[test]
fn an_incident_whose_largest_payout_is_final_is_sealed_while_the_breach_runs() {
    let (mut w, product, _) = struck(100);
    assert!(w.watch(&product).in_breach());
    w.seal(&product, 0).ok();
    assert_eq!(w.pool().provisional.get(), 0);
    w.assert_books();
}

#[test]
fn a_step_that_is_not_decided_keeps_an_incident_unsealed() {
    let (mut w, product, _) = struck(40);
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    recover(&mut w, &product);
    w.advance(TAIL + 1);
    w.seal(&product, 0).refused(IncidentError::BreachNotOver);
    w.finalise(&product, 0).ok();
    w.seal(&product, 0).ok();
    w.assert_books();
}

#[test]
fn an_incident_closes_once_all_eligible_cover_has_passed() {
    let (mut w, product, policy) = sealed();
    w.close_incident(&product, 0).refused(IncidentError::NotAllPassed);
    w.settle(&product, 0, &policy).ok();
    let address = pda::incident(&product, 0);
    let (rent, payer) = (
        w.svm.get_balance(&address).expect("rent"),
        w.svm.get_balance(&{ w.keeper }).expect("SOL"),
    );
    let said = IncidentClosed {
        incident: address,
        paid: 12_000 * USDC,
        left: 0,
        at: w.now(),
    };
    w.close_incident(&product, 0).emits(said).ok();
    assert!(w.try_read::<Incident>(&address).is_none());
    assert_eq!(w.svm.get_balance(&{ w.keeper }), Some(payer + rent), "INV-20");
    let p = w.product(&product);
    assert_eq!((p.open_incidents.get(), p.incident_count.get(), p.marks[0].open), (0, 1, 0));
    w.assert_books();
}

#[test]
fn an_incident_that_is_not_sealed_does_not_close_even_after_its_year() {
    let (mut w, product, policy) = struck(40);
    w.settle(&product, 0, &policy).ok();
    w.close_incident(&product, 0).refused(IncidentError::NotSealed);
    w.advance(YEAR);
    w.close_incident(&product, 0).refused(IncidentError::NotSealed);
    w.end_episode(&product).ok();
    w.advance(TAIL + 1);
    w.close_incident(&product, 0).refused(IncidentError::NotSealed);
    w.seal(&product, 0).ok();
    w.close_incident(&product, 0).refused(IncidentError::NotAllPassed);
    w.settle(&product, 0, &policy).ok();
    w.close_incident(&product, 0).ok();
    w.assert_books();
}

#[test]
fn the_year_of_an_incident_begins_with_its_seal_however_long_its_breach_ran() {
    let (mut w, product, _) = struck(40);
    let opened_at = w.incident(&product, 0).opened_at.get();
    w.set_time(opened_at + YEAR + 40 * DAY);
    w.end_episode(&product).ok();
    w.advance(TAIL + 1);
    w.seal(&product, 0).ok();
    let sealed_at = w.now();
    assert_eq!(w.incident(&product, 0).sealed_at.get(), sealed_at);
    for second in [0, YEAR - 1] {
        w.set_time(sealed_at + second);
        w.close_incident(&product, 0).refused(IncidentError::NotAllPassed);
    }
    w.set_time(sealed_at + YEAR);
    w.close_incident(&product, 0).ok();
    w.assert_books();
}

#[test]
fn after_its_year_an_incident_closes_without_its_policies_and_the_rest_streams_back_over_90_days() {
    let (mut w, product, policy) = sealed();
    let sealed_at = w.now();
    assert_eq!(w.incident(&product, 0).sealed_at.get(), sealed_at);
    w.set_time(sealed_at + YEAR - 1);
    w.close_incident(&product, 0).refused(IncidentError::NotAllPassed);
    w.set_time(sealed_at + YEAR);
    let mut before = w.pool();
    before.recognise(w.now()).expect("a ledger that adds up");
    let said = IncidentClosed {
        incident: pda::incident(&product, 0),
        paid: 0,
        left: 12_000 * USDC,
        at: w.now(),
    };
    w.close_incident(&product, 0).emits(said).ok();
    let pool = w.pool();
    // Junior lost it, and junior gets it, over 90 days to the second; what the stream cannot express goes to the reserve.
    let seconds = 90 * DAY as u128;
    let stream = (u128::from(12_000 * USDC) << 64) / seconds;
    let junior = &pool.tranches[0];
    assert_eq!((pool.payable.get(), pool.stream.get()), (0, 0));
    assert_eq!((junior.returning.get(), junior.returning_until.get()), (stream, w.now() + 90 * DAY));
    assert!(pool.tranches[1].returning.is_zero());
    let streamed = (stream * seconds).div_ceil(1 << 64) as u64;
    assert_eq!(
        pool.capital().expect("a sum"),
        before.capital().expect("a sum"),
        "no price rises at once"
    );
    assert_eq!(pool.reserve.get(), before.reserve.get() + 12_000 * USDC - streamed);
    w.assert_books();
    let gone = settle_ix(&w, &product, 0, &policy);
    w.send_all(&[gone]).refused_by_framework(AccountDataTooSmall);
    w.advance(45 * DAY);
    let mut half = w.pool();
    half.recognise(w.now()).expect("a ledger that adds up");
    let earned = half.capital().expect("a sum") - before.capital().expect("a sum");
    assert!(
        earned.abs_diff(6_000 * USDC) < 12_000 * USDC / 90,
        "about half of it after 45 days: {earned}"
    );
    w.advance(46 * DAY);
    half.recognise(w.now()).expect("a ledger that adds up");
    assert_eq!(half.capital().expect("a sum"), before.capital().expect("a sum") + streamed);
}

#[test]
fn what_no_policy_needed_streams_back_when_all_have_passed() {
    // The short policy ended before the second window, but cover that waited at the breach, and has been in force for as long as the
    // shortest policy since, hides that from the count.
    let (mut w, product) = world();
    let (_, short) = w.holder(&product, 10_000 * USDC, 12);
    let (_, long) = w.holder(&product, 10_000 * USDC, 60);
    w.set_time(w.policy(&short).ends_at() - 9 * DAY);
    w.holder(&product, 8_000 * USDC, 60);
    w.advance(60);
    strike(&mut w, &product, price_at(10));
    w.set_time(w.policy(&short).ends_at() + DAY);
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    assert_eq!(
        w.incident(&product, 0).ladder[1].eligible.get(),
        18_000 * USDC,
        "20,000 less 10,000 that ended, plus 8,000"
    );
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.finalise(&product, 0).ok();
    recover_and_seal(&mut w, &product, 0);
    for policy in [short, long] {
        w.settle(&product, 0, &policy).ok();
    }
    // 2,000 and 50 % of 18,000 were reserved; 1,000 and 6,000 were due.
    let said = IncidentClosed {
        incident: pda::incident(&product, 0),
        paid: 7_000 * USDC,
        left: 4_000 * USDC,
        at: w.now(),
    };
    w.close_incident(&product, 0).emits(said).ok();
    w.assert_books();
}

#[test]
fn a18_the_rent_of_an_incident_goes_to_who_paid_it() {
    let (mut w, product, policy) = sealed();
    w.settle(&product, 0, &policy).ok();
    let holder = w.policy(&policy).holder;
    for thief in [holder, w.bootstrap] {
        let theft = ix::close_incident(w.pool, product, 0, thief);
        w.send_all(&[theft]).refused(AccessError::WrongRentPayer);
    }
    let close = ix::close_incident(w.pool, product, 0, w.keeper);
    w.send_all(&[close.clone(), close]).refused_by_framework(AccountDataTooSmall);
}

#[test]
fn a04_seal_and_close_take_one_family_only() {
    let (mut w, product, policy) = sealed();
    w.settle(&product, 0, &policy).ok();
    let other = other_pool(&mut w);
    let sibling = w.product_from(&spec_with_feeds(11));
    w.holder(&sibling, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &sibling, price_at(100));
    let (pool, vault, incident, theirs) = (w.pool, pda::vault(&w.pool), pda::incident(&product, 0), pda::incident(&sibling, 0));
    let seal = ix::seal_incident(pool, sibling, 0);
    let close = ix::close_incident(pool, product, 0, w.keeper);
    let mut send = |ix: Instruction| w.send_all(&[ix]);
    for ix in [&seal, &close] {
        send(ix.swapped(&pool, &other.pool)).refused(PoolError::WrongPool);
    }
    send(seal.swapped(&sibling, &product)).refused(IncidentError::OtherProduct);
    send(seal.swapped(&theirs, &incident)).refused(IncidentError::OtherProduct);
    send(close.swapped(&product, &sibling)).refused(IncidentError::OtherProduct);
    send(close.swapped(&incident, &theirs)).refused(IncidentError::OtherProduct);
    send(close.swapped(&vault, &other.vault)).refused(PoolError::WrongVault);
    send(seal).ok();
    send(close).ok();
}
