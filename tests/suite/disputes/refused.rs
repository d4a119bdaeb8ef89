//! Every account of `dispute_step` and `conclude_dispute` is the right one, and what else refuses them.

use {
    super::kit::*,
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::errors::*,
    breakwater_testkit::{client::ix, courts::*, *},
};

fn right(w: &mut World, product: &Address, step: u8) -> Instruction {
    let (case, source) = (w.incident(product, 0).cases, w.purse(&doubter()));
    ix::dispute_step(doubter(), w.pool, *product, 0, case.into(), step, source, evidence())
}

#[test]
fn dispute_takes_exactly_what_it_declares() {
    let (mut w, product, _) = stepped(&[40]);
    let right = right(&mut w, &product, 0);
    refused_unless_as_declared(&mut w, &right).ok();
    w.assert_books();
}

#[test]
fn conclude_takes_exactly_what_it_declares() {
    let (mut w, product, _) = stepped(&[40]);
    let case = dispute(&mut w, &product, 0);
    judge(&mut w, &[(case, STANDS)]);
    let right = ix::conclude_dispute(w.pool, product, 0, 0);
    assert!(right.accounts.iter().all(|account| !account.is_signer), "anyone sends it");
    refused_unless_as_declared(&mut w, &right).ok();
    w.assert_books();
}

/// Another pool with a court, and another product of the world's own pool.
fn others(w: &mut World) -> (Other, Address, Address) {
    let other = other_pool(w);
    let (pool, parameters) = (other.pool, court_args());
    w.enact(breakwater::state::Action::CreateCourt { pool, parameters }).ok();
    let second = w.product_from(&spec_with_feeds(31));
    let court = pda::court(&other.pool);
    (other, court, second)
}

#[test]
fn a04_dispute_refuses_accounts_of_others() {
    let (mut w, product, _) = courted(&[100_000]);
    let (other, court, second) = others(&mut w);
    strike(&mut w, &product, price_at(40));
    let right = right(&mut w, &product, 0);
    let own = pda::court(&w.pool);
    let cases: [(Address, Address, outcome::ErrorCode); 5] = [
        (w.pool, other.pool, PoolError::WrongPool.into()),
        (product, second, IncidentError::OtherProduct.into()),
        (own, court, CaseError::WrongCourt.into()),
        (pda::vault(&own), pda::vault(&court), CaseError::WrongBondVault.into()),
        (pda::vault(&own), pda::vault(&w.pool), CaseError::WrongBondVault.into()),
    ];
    for (from, to, error) in cases {
        w.send_all(&[right.swapped(&from, &to)]).refused(error);
    }
    let electorate = copy_owned_by(&mut w, &pda::electorate(), breakwater::ID);
    w.send_all(&[right.swapped(&pda::electorate(), &electorate)])
        .refused(EscrowError::WrongElectorate);
    let source = pda::associated_token(&doubter(), &w.mint);
    let of_other = w.purse(&juror(22));
    w.send_all(&[right.swapped(&source, &of_other)]).refused(PoolError::WrongTokenOwner);
    let wrong_mint = Address::new_from_array([0x77; 32]);
    w.put_token(wrong_mint, &other.mint, &doubter(), 1_000 * USDC);
    w.send_all(&[right.swapped(&source, &wrong_mint)]).refused(PoolError::WrongMint);
    let case = pda::case(&pda::incident(&product, 0), 0);
    let outcome = w.send_all(&[right.swapped(&case, &pda::case(&pda::incident(&product, 0), 1))]);
    assert!(outcome.result.is_err() && !outcome.changed);
    w.send_all(&[right]).ok();
    w.assert_books();
}

#[test]
fn a04_conclude_refuses_accounts_of_others() {
    let (mut w, product, _) = courted(&[100_000]);
    let (other, court, second) = others(&mut w);
    strike(&mut w, &product, price_at(40));
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    let first = dispute(&mut w, &product, 1);
    w.conclude_dispute(&product, 0, 0).refused(CaseError::CaseNotEnded);
    judge(&mut w, &[(first, STANDS)]);
    let own = pda::court(&w.pool);
    let right = ix::conclude_dispute(w.pool, product, 0, 0);
    let cases: [(Address, Address, outcome::ErrorCode); 5] = [
        (w.pool, other.pool, PoolError::WrongPool.into()),
        (product, second, IncidentError::OtherProduct.into()),
        (own, court, CaseError::WrongCourt.into()),
        (pda::vault(&own), pda::vault(&court), CaseError::WrongBondVault.into()),
        (pda::vault(&w.pool), other.vault, PoolError::WrongVault.into()),
    ];
    for (from, to, error) in cases {
        w.send_all(&[right.swapped(&from, &to)]).refused(error);
    }
    w.conclude_declared(&product, 0).refused(CaseError::WrongSubject);
    w.send_all(std::slice::from_ref(&right)).ok();
    // A46: once.
    w.send_all(&[right]).refused(CaseError::CaseNotEnded);
}

#[test]
fn a04_the_case_of_another_incident_decides_nothing_here() {
    let (mut w, product, _) = courted(&[100_000]);
    let second = w.product_from(&spec_with_feeds(31));
    w.holder(&second, 50_000 * USDC, 60);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(40));
    dispute(&mut w, &product, 0);
    strike(&mut w, &second, price_at(40));
    let case = dispute(&mut w, &second, 0);
    judge(&mut w, &[(case, STANDS)]);
    let wrong = ix::conclude_dispute(w.pool, product, 0, 0);
    let own = pda::case(&pda::incident(&product, 0), 0);
    w.send_all(&[wrong.swapped(&own, &case)]).refused(CaseError::WrongSubject);
}

#[test]
fn only_a_step_that_exists_and_waits_is_disputed() {
    let (mut w, product, _) = stepped(&[40, 60]);
    for step in [2, 20, 255] {
        w.dispute(&product, &doubter(), 0, step).refused(IncidentError::NotDisputable);
    }
    w.advance(DAY);
    for step in [0, 1] {
        w.dispute(&product, &doubter(), 0, step).refused(IncidentError::NotDisputable);
    }
    w.finalise(&product, 0).ok();
    w.dispute(&product, &doubter(), 0, 0).refused(IncidentError::NotDisputable);
}

#[test]
fn a_void_step_is_not_disputed_again() {
    let (mut w, product, _) = stepped(&[40, 60]);
    disputed(&mut w, &product, 0, VOID);
    for step in [0, 1] {
        w.dispute(&product, &doubter(), 0, step).refused(IncidentError::NotDisputable);
    }
}

#[test]
fn one_case_of_an_incident_is_open_at_a_time() {
    let (mut w, product, _) = stepped(&[40, 60]);
    dispute(&mut w, &product, 1);
    w.dispute(&product, &doubter(), 0, 0).refused(IncidentError::CaseOpen);
    w.dispute(&product, &doubter(), 0, 1).refused(IncidentError::CaseOpen);
}

#[test]
fn a_pool_without_a_court_cannot_dispute_and_its_incidents_go_on() {
    let (mut w, product) = world();
    w.holder(&product, 30_000 * USDC, 60);
    let (_, policy) = w.holder(&product, 30_000 * USDC, 60);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(40));
    let anybody = w.wallet_address();
    let outcome = w.dispute(&product, &anybody, 0, 0);
    assert!(outcome.result.is_err() && !outcome.changed);
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    assert_eq!(settled(&mut w, &product, 0, &policy), 12_000 * USDC);
    w.assert_books();
}
