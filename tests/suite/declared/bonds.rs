//! Bonds of declared incidents: how high, and what becomes of them.

use {
    super::kit::*,
    breakwater::{
        errors::ClaimError,
        events::{DeclaredConcluded, IncidentDeclared},
    },
    breakwater_testkit::{courts::*, *},
};

const FEE: u64 = 100 * USDC;

/// Reserve, what the case gives back, jurors' fees and what is left over, after the case about 100,000 of cover was decided so.
fn after(choice: Option<u8>) -> (World, u64, u64, u64) {
    let (mut w, product, _) = insured_by(&[100_000]);
    let n = declare_ago(&mut w, &product, 1);
    let case = case_of(&product, n);
    let reserve = w.pool().reserve.get();
    match choice {
        Some(choice) => judge(&mut w, &[(case, choice)]),
        None => nobody_votes(&mut w, &case),
    }
    conclude(&mut w, &product, n);
    let c = w.case(&case);
    assert_eq!(c.bond_rest.get(), 0);
    let (back, fees) = (c.bond_back.get(), c.fees.get());
    let grown = w.pool().reserve.get() - reserve;
    let before = w.wallet(&juror(24));
    put_away(&mut w, &case);
    assert_eq!(w.wallet(&juror(24)) - before, back);
    (w, grown, back, fees)
}

#[test]
fn the_bond_is_half_a_percent_of_eligible_cover_rounded_up_and_at_least_the_fee() {
    for (cover, bond) in [
        (10_000 * USDC, FEE),
        (20_000 * USDC, FEE),
        (20_000 * USDC + 1, FEE + 1),
        (300_000 * USDC, 1_500 * USDC),
    ] {
        let (mut w, product) = market(&crate::claims::kit::by_incident());
        w.holder(&product, cover, 60);
        to_day(&mut w, 10, 1);
        let before = w.court().held.get();
        let source = w.purse(&juror(24));
        let had = w.balance(&source);
        let (day, at) = (w.today() - 1, w.now());
        let said = IncidentDeclared {
            incident: pda::incident(&product, 0),
            case: case_of(&product, 0),
            product,
            declarer: juror(24),
            event_day: day,
            eligible: cover,
            bond,
            at,
        };
        let (outcome, _) = w.declare(&product, &juror(24), day);
        outcome.emits(said).ok();
        w.assert_books();
        assert_eq!(had - w.balance(&source), bond);
        assert_eq!(w.court().held.get() - before, bond);
        assert_eq!(w.case(&case_of(&product, 0)).limit.get(), cover);
    }
}

#[test]
fn r23_accepted_all_goes_back_and_the_pool_pays_the_fee() {
    let (w, grown, back, fees) = after(Some(ALL));
    assert_eq!((grown, back, fees), (0, 500 * USDC, FEE));
    assert_eq!(w.pool().shortfall.get(), 0);
}

#[test]
fn denied_only_the_fee_is_kept() {
    let (_, grown, back, fees) = after(Some(NOTHING));
    assert_eq!((grown, back, fees), (0, 400 * USDC, FEE));
}

#[test]
fn abusive_all_is_kept_the_fee_by_jurors_and_the_rest_by_the_reserve() {
    let (w, grown, back, fees) = after(Some(ABUSIVE));
    assert_eq!((grown, back, fees), (400 * USDC, 0, FEE));
    assert_eq!(w.pool().claims_denied.get(), 1);
}

#[test]
fn drawn_all_goes_back_and_nobody_gets_a_fee() {
    let (w, grown, back, fees) = after(None);
    assert_eq!((grown, back, fees), (0, 500 * USDC, 0));
    assert_eq!((w.pool().claims_denied.get(), w.pool().claims_accepted.get()), (0, 0));
}

#[test]
fn a_tie_is_a_draw_at_once() {
    let (mut w, product, _) = insured_by(&[20_000]);
    let n = declare_ago(&mut w, &product, 1);
    let mut votes = World::votes(0, 3, ALL);
    votes.extend(World::votes(3, 6, NOTHING));
    judge_by(&mut w, &[(case_of(&product, n), votes)]);
    conclude(&mut w, &product, n);
    assert_eq!(w.case(&case_of(&product, n)).ruling, breakwater::state::ruling::DRAW);
    assert_eq!(w.incident(&product, n).funded.get(), 0);
    w.close_incident(&product, n).ok();
    put_away(&mut w, &case_of(&product, n));
}

/// The fee comes through the loss order, and nobody waits for what a pool without money lacks of it.
#[test]
fn the_fee_of_a_pool_that_has_nothing_is_no_shortfall() {
    let (mut w, product, _) = insured_by(&[100_000]);
    let n = declare_ago(&mut w, &product, 1);
    judge(&mut w, &[(case_of(&product, n), ALL)]);
    crate::incident::kit::write_capital(&mut w, 20_000 * USDC, 30_000 * USDC);
    conclude(&mut w, &product, n);
    assert_eq!(w.case(&case_of(&product, n)).bond_back.get(), 400 * USDC);
    assert_eq!(w.pool().shortfall.get(), 45_000 * USDC);
    put_away(&mut w, &case_of(&product, n));
}

#[test]
fn the_declarer_may_lose_their_escrow_afterwards_but_has_needed_it() {
    let (mut w, product, _) = insured_by(&[10_000]);
    let day = w.today() - 1;
    // 999.999999999 tokens of aged weight are one atom too few.
    let low = w.juror(1_000 * TOKEN - 1);
    w.advance(8 * DAY);
    w.declare(&product, &low, day).0.refused(ClaimError::BelowThreshold);
    // Fresh tokens weigh nothing.
    w.grant(&low, 5_000 * TOKEN);
    w.lock(&low, 5_000 * TOKEN).ok();
    w.declare(&product, &low, day).0.refused(ClaimError::BelowThreshold);
    w.advance(9 * DAY);
    w.declare(&product, &low, day).0.ok();
    w.assert_books();
}

#[test]
fn exactly_the_threshold_declares() {
    let (mut w, product, _) = insured_by(&[10_000]);
    let day = w.today() - 1;
    let just = w.juror(1_000 * TOKEN);
    w.advance(8 * DAY);
    w.declare(&product, &just, day).0.ok();
    // What is under notice weighs nothing.
    let other = w.juror(1_000 * TOKEN);
    w.advance(8 * DAY);
    w.request_unlock(&other, 1).ok();
    w.declare(&product, &other, day - 1).0.refused(ClaimError::BelowThreshold);
}

#[test]
fn the_declarer_has_no_vote() {
    let (mut w, product, _) = insured_by(&[10_000]);
    let n = declare_ago(&mut w, &product, 1);
    let case = case_of(&product, n);
    w.to_commit(&case);
    w.commit(&case, &juror(24), ALL)
        .refused(breakwater::errors::CaseError::ConflictOfInterest);
}

#[test]
fn a_conclusion_says_what_it_did() {
    let (mut w, product, _) = insured_by(&[100_000]);
    let n = declare_ago(&mut w, &product, 1);
    judge(&mut w, &[(case_of(&product, n), 10)]);
    let said = DeclaredConcluded {
        incident: pda::incident(&product, n),
        ruling: breakwater::state::ruling::SHARE,
        ratio: 450_000_000,
        needed: 45_000 * USDC,
        funded: 45_000 * USDC,
        at: w.now(),
    };
    w.conclude_declared(&product, n).emits(said).ok();
    w.assert_books();
}
