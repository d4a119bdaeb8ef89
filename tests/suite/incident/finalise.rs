//! `finalise_step`: when a step is final, what it takes from whom, and what stays undecided.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{IncidentError, PoolError},
        events::StepFinal,
        state::StepState,
    },
    breakwater_testkit::{client::ix, *},
};

/// Cover in force, struck at this depth in percent. The pool has half a million.
fn struck(cover: u64, depth: i64) -> (World, Address, Address) {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, cover, 60);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(depth));
    (w, product, policy)
}

#[test]
fn finalise_step_takes_exactly_what_it_declares() {
    let (mut w, product, _) = struck(30_000 * USDC, 40);
    w.advance(6 * HOUR);
    let ix = ix::finalise_step(w.pool, product, 0);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn a_step_of_at_most_five_percent_is_final_after_6_hours_and_not_a_second_before() {
    let (mut w, product, _) = struck(30_000 * USDC, 40);
    w.advance(6 * HOUR - 1);
    w.finalise(&product, 0).refused(IncidentError::StillWaiting);
    w.advance(1);
    w.finalise(&product, 0).ok();
}

#[test]
fn a_larger_step_is_final_after_24_hours_and_not_a_second_before() {
    let (mut w, product, _) = struck(200_000 * USDC, 40);
    w.advance(24 * HOUR - 1);
    w.finalise(&product, 0).refused(IncidentError::StillWaiting);
    w.advance(1);
    w.finalise(&product, 0).ok();
}

#[test]
fn the_money_moves_from_junior_capital_to_payable_in_the_same_instruction() {
    let (mut w, product, _) = struck(30_000_000_001, 40);
    w.advance(6 * HOUR);
    let mut before = w.pool();
    before.recognise(w.now()).expect("a ledger that adds up");
    let vault = w.balance(&before.vault);
    // 40 % of 30,000.000001 are 12,000.0000004: rounded up.
    let needed = 12_000_000_001;
    let pool_capital = before.capital().expect("a sum") - needed;
    let said = StepFinal {
        incident: pda::incident(&product, 0),
        step: 0,
        ratio: percent(40),
        needed,
        funded: needed,
        pool_capital,
        at: w.now(),
    };
    w.finalise(&product, 0).emits(said).ok();
    let (pool, incident) = (w.pool(), w.incident(&product, 0));
    assert_eq!(pool.tranches[0].capital.get(), before.tranches[0].capital.get() - needed);
    assert_eq!(pool.tranches[1].capital.get(), before.tranches[1].capital.get());
    assert_eq!(
        (pool.payable.get(), pool.loss_total.get(), pool.shortfall.get()),
        (needed, needed, 0)
    );
    assert_eq!(w.balance(&pool.vault), vault, "nothing leaves the vault yet");
    assert_eq!(
        (incident.decided, incident.final_ratio.get(), incident.funded.get()),
        (1, percent(40), needed)
    );
    let step = incident.ladder[0];
    assert_eq!(
        (step.state, step.needed.get(), step.funded.get()),
        (StepState::Final as u8, needed, needed)
    );
    // What is left of 100 % stays undecided: 60 % of 30,000.000001, rounded up.
    assert_eq!(
        (incident.provisional.get(), pool.provisional.get()),
        (18_000_000_001, 18_000_000_001)
    );
    w.assert_books();
}

#[test]
fn senior_bears_what_junior_cannot() {
    let (mut w, product, _) = struck(300_000 * USDC, 50);
    w.advance(24 * HOUR);
    let mut before = w.pool();
    before.recognise(w.now()).expect("a ledger that adds up");
    w.finalise(&product, 0).ok();
    let pool = w.pool();
    let from_senior = 150_000 * USDC - before.tranches[0].capital.get();
    assert_eq!(pool.tranches[0].capital.get(), 0);
    assert_eq!(pool.tranches[1].capital.get(), before.tranches[1].capital.get() - from_senior);
    assert_eq!((pool.payable.get(), pool.shortfall.get()), (150_000 * USDC, 0));
    w.assert_books();
}

#[test]
fn steps_become_final_in_their_order() {
    // A first step of 40 % of 200,000 waits 24 hours; a second of 5 points of it only 6.
    let (mut w, product, _) = struck(200_000 * USDC, 40);
    fall(&mut w, &product, price_at(45));
    w.raise(&product, 0).ok();
    let ladder = w.incident(&product, 0).ladder;
    assert!(ladder[1].final_at.get() < ladder[0].final_at.get());
    w.set_time(ladder[1].final_at.get());
    w.finalise(&product, 0).refused(IncidentError::StillWaiting);
    w.set_time(ladder[0].final_at.get());
    w.finalise(&product, 0).ok();
    assert_eq!(
        (w.incident(&product, 0).decided, w.incident(&product, 0).final_ratio.get()),
        (1, percent(40))
    );
    w.finalise(&product, 0).ok();
    assert_eq!(
        (w.incident(&product, 0).decided, w.incident(&product, 0).final_ratio.get()),
        (2, percent(45))
    );
    w.assert_books();
}

#[test]
fn a46_a_step_is_final_once() {
    let (mut w, product, _) = struck(30_000 * USDC, 40);
    w.advance(6 * HOUR);
    let ix = ix::finalise_step(w.pool, product, 0);
    w.send_all(&[ix.clone(), ix.clone()]).refused(IncidentError::NothingDue);
    w.send_all(std::slice::from_ref(&ix)).ok();
    w.send_all(&[ix]).refused(IncidentError::NothingDue);
}

#[test]
fn an_open_case_holds_its_step_and_the_later_ones() {
    // Cases come with the jurors; the state they will write is written here.
    let (mut w, product, _) = struck(30_000 * USDC, 40);
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    w.advance(48 * HOUR);
    let mut incident = w.incident(&product, 0);
    incident.ladder[0].state = StepState::Disputed as u8;
    w.write(&pda::incident(&product, 0), &*incident);
    w.finalise(&product, 0).refused(IncidentError::Disputed);
}

#[test]
fn a_step_waits_for_nobody_however_late_it_is_finalised() {
    let (mut w, product, policy) = struck(30_000 * USDC, 40);
    recover(&mut w, &product);
    w.advance(200 * DAY);
    w.finalise(&product, 0).ok();
    assert_eq!(w.pool().provisional.get(), 0, "no raise can come any more");
    w.settle(&product, 0, &policy).ok();
    assert_eq!(w.policy(&policy).paid.get(), 12_000 * USDC);
    w.assert_books();
}

#[test]
fn a41_what_the_pool_lacks_is_the_steps_cut_and_a_shortfall_and_all_are_cut_alike() {
    let (mut w, product) = world();
    let covers = [100_000 * USDC, 60_000 * USDC + 1, 33_333_333_333];
    let policies: Vec<_> = covers.iter().map(|cover| w.holder(&product, *cover, 30)).collect();
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(100));
    w.advance(24 * HOUR);
    // Another 150,000 of capital is gone, as by a loss of another kind: 43,333.333334 are missing in the end.
    let mut pool = w.pool();
    pool.recognise(w.now()).expect("a ledger that adds up");
    let reserve = pool.reserve.get();
    (pool.tranches[0].capital, pool.tranches[1].capital) = ((50_000 * USDC).into(), (100_000 * USDC).into());
    let address = w.pool;
    w.write(&address, &*pool);
    let needed: u64 = covers.iter().sum();
    let funded = 150_000 * USDC + reserve;
    w.finalise(&product, 0).ok();
    let (pool, step) = (w.pool(), w.incident(&product, 0).ladder[0]);
    assert_eq!((step.needed.get(), step.funded.get()), (needed, funded));
    assert_eq!(
        (pool.shortfall.get(), w.incident(&product, 0).shortfall.get()),
        (needed - funded, needed - funded)
    );
    assert_eq!(
        (pool.capital().expect("a sum"), pool.reserve.get(), pool.payable.get()),
        (0, 0, funded)
    );
    let mut paid = 0;
    for ((holder, policy), cover) in policies.iter().zip(covers) {
        let before = w.wallet(holder);
        w.settle(&product, 0, policy).ok();
        let part = u64::try_from(u128::from(cover) * u128::from(funded) / u128::from(needed)).expect("an amount");
        assert_eq!(w.wallet(holder) - before, part);
        paid += part;
        w.assert_books();
    }
    assert!(paid <= funded && funded - paid < 3, "the last one is served like the first");
}

#[test]
fn a04_pool_product_incident_and_vault_must_be_of_one_family() {
    let (mut w, product, _) = struck(30_000 * USDC, 40);
    let other = other_pool(&mut w);
    let sibling = w.product_from(&spec_with_feeds(11));
    w.holder(&sibling, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &sibling, price_at(10));
    let (pool, incident, vault) = (w.pool, pda::incident(&product, 0), pda::vault(&w.pool));
    let ix = ix::finalise_step(pool, product, 0);
    let mut send = |ix: Instruction| w.send_all(&[ix]);
    send(ix.swapped(&pool, &other.pool)).refused(PoolError::WrongPool);
    send(ix.swapped(&product, &sibling)).refused(IncidentError::OtherProduct);
    send(ix.swapped(&incident, &pda::incident(&sibling, 0))).refused(IncidentError::OtherProduct);
    send(ix.swapped(&vault, &other.vault)).refused(PoolError::WrongVault);
    send(ix).ok();
}
