//! Every account of `declare_incident` and `conclude_declared` is the right one, and what else refuses them.

use {
    super::kit::*,
    crate::{claims::kit::*, incident::kit::other_pool, pool::tamper::*},
    breakwater::errors::*,
    breakwater_testkit::{client::ix, courts::*, *},
};

/// The declaration of yesterday by the last juror, as it should be.
fn declaration(w: &mut World, product: &Address) -> Instruction {
    let (number, source) = (w.product(product).incident_count.get(), w.purse(&juror(24)));
    ix::declare_incident(juror(24), w.pool, *product, number, source, w.today() - 1, evidence())
}

/// A second court of the same shape, of another pool.
fn other_court(w: &mut World) -> (crate::incident::kit::Other, Address) {
    let other = other_pool(w);
    let (pool, parameters) = (other.pool, court_args());
    w.enact(breakwater::state::Action::CreateCourt { pool, parameters }).ok();
    let court = pda::court(&other.pool);
    (other, court)
}

#[test]
fn declare_takes_exactly_what_it_declares() {
    let (mut w, product, _) = insured_by(&[10_000]);
    let right = declaration(&mut w, &product);
    refused_unless_as_declared(&mut w, &right).ok();
    w.assert_books();
}

#[test]
fn a04_declare_refuses_accounts_of_others() {
    let (mut w, product, _) = insured_by(&[10_000]);
    let (other, court) = other_court(&mut w);
    let right = declaration(&mut w, &product);
    let own = pda::court(&w.pool);
    let cases: [(Address, Address, outcome::ErrorCode); 5] = [
        (pda::escrow(&juror(24)), pda::escrow(&juror(23)), CaseError::WrongJuror.into()),
        (w.pool, other.pool, PoolError::WrongPool.into()),
        (own, court, CaseError::WrongCourt.into()),
        (pda::vault(&own), pda::vault(&w.pool), CaseError::WrongBondVault.into()),
        (pda::vault(&own), pda::vault(&court), CaseError::WrongBondVault.into()),
    ];
    for (from, to, error) in cases {
        w.send_all(&[right.swapped(&from, &to)]).refused(error);
    }
    let electorate = copy_owned_by(&mut w, &pda::electorate(), breakwater::ID);
    w.send_all(&[right.swapped(&pda::electorate(), &electorate)])
        .refused(EscrowError::WrongElectorate);
    let source = pda::associated_token(&juror(24), &w.mint);
    let of_other = w.purse(&juror(23));
    w.send_all(&[right.swapped(&source, &of_other)]).refused(PoolError::WrongTokenOwner);
    let wrong_mint = Address::new_from_array([0x77; 32]);
    w.put_token(wrong_mint, &other.mint, &juror(24), 1_000 * USDC);
    w.send_all(&[right.swapped(&source, &wrong_mint)]).refused(PoolError::WrongMint);
    // Neither incident nor case lies anywhere else.
    let incident = pda::incident(&product, 0);
    for (from, to) in [
        (incident, pda::incident(&product, 1)),
        (pda::case(&incident, 0), pda::case(&incident, 1)),
    ] {
        let outcome = w.send_all(&[right.swapped(&from, &to)]);
        assert!(outcome.result.is_err() && !outcome.changed);
    }
    w.send_all(&[right]).ok();
    w.assert_books();
}

#[test]
fn a_product_settled_by_claim_has_no_declared_incidents() {
    let (mut w, product, _) = insured();
    let today = w.today();
    undeclarable(&mut w, &product, today, ClaimError::SettledByClaim);
}

#[test]
fn a_product_that_sources_decide_has_no_declared_incidents() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.seat_court();
    w.underwriter(SENIOR, 400_000 * USDC);
    w.holder(&product, 1_000 * USDC, 30);
    w.advance(5 * DAY);
    let today = w.today();
    undeclarable(&mut w, &product, today, ClaimError::SettledByClaim);
}

#[test]
fn a_pool_without_a_court_cannot_declare() {
    let (mut w, product, _) = insured_by(&[10_000]);
    let right = declaration(&mut w, &product);
    // Cover that jurors decide keeps its court: neither while it is sold, when the pool cannot be retired, nor afterwards.
    let close = ix::close_court(w.pool, w.mint, w.court().rent_payer);
    w.send("close_court", close).refused(GovernanceError::PoolNotRetired);
    w.retire(&product).ok();
    w.close_court().refused(CaseError::CourtBusy);
    w.send_all(&[right]).ok();
}

#[test]
fn a_bond_that_is_not_there_is_refused() {
    let (mut w, product, _) = insured_by(&[100_000]);
    let right = declaration(&mut w, &product);
    let (source, mint) = (pda::associated_token(&juror(24), &w.mint), w.mint);
    w.put_token(source, &mint, &juror(24), 500 * USDC - 1);
    let outcome = w.send_all(std::slice::from_ref(&right));
    assert!(outcome.result.is_err() && !outcome.changed);
    w.put_token(source, &mint, &juror(24), 500 * USDC);
    w.send_all(&[right]).ok();
    w.assert_books();
}

#[test]
fn conclude_takes_exactly_what_it_declares() {
    let (mut w, product, _) = insured_by(&[10_000]);
    let n = declare_ago(&mut w, &product, 1);
    judge(&mut w, &[(case_of(&product, n), ALL)]);
    let right = ix::conclude_declared(w.pool, product, n);
    refused_unless_as_declared(&mut w, &right).ok();
    w.assert_books();
}

#[test]
fn a04_conclude_refuses_accounts_of_others() {
    let (mut w, product, _) = insured_by(&[10_000]);
    let (other, court) = other_court(&mut w);
    let second_product = w.assessed(&by_incident());
    for ago in [1, 2] {
        declare_ago(&mut w, &product, ago);
    }
    judge(&mut w, &[(case_of(&product, 0), ALL), (case_of(&product, 1), ALL)]);
    let own = pda::court(&w.pool);
    let right = ix::conclude_declared(w.pool, product, 0);
    let cases: [(Address, Address, outcome::ErrorCode); 7] = [
        (w.pool, other.pool, PoolError::WrongPool.into()),
        (product, second_product, IncidentError::OtherProduct.into()),
        (case_of(&product, 0), case_of(&product, 1), CaseError::WrongSubject.into()),
        (
            pda::incident(&product, 0),
            pda::incident(&product, 1),
            CaseError::WrongSubject.into(),
        ),
        (own, court, CaseError::WrongCourt.into()),
        (pda::vault(&own), pda::vault(&court), CaseError::WrongBondVault.into()),
        (pda::vault(&w.pool), other.vault, PoolError::WrongVault.into()),
    ];
    for (from, to, error) in cases {
        w.send_all(&[right.swapped(&from, &to)]).refused(error);
    }
    // Nor as a dispute.
    w.conclude_dispute(&product, 0, 0).refused(CaseError::WrongSubject);
    w.send_all(&[right]).ok();
}

#[test]
fn anyone_concludes() {
    let (mut w, product, p) = insured_by(&[10_000]);
    let n = declare_ago(&mut w, &product, 1);
    judge(&mut w, &[(case_of(&product, n), ALL)]);
    let conclude = ix::conclude_declared(w.pool, product, n);
    assert!(conclude.accounts.iter().all(|account| !account.is_signer));
    w.send_all(&[conclude]).ok();
    assert_eq!(settled(&mut w, &product, n, &p[0]), 9_500 * USDC);
}
