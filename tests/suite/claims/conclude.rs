//! `conclude_claim`: once, for what was decided, in one breath.

use {
    super::{kit::*, steps::*},
    crate::pool::tamper::*,
    breakwater::{
        errors::{CaseError, ClaimError, PolicyError, PoolError},
        events::ClaimConcluded,
        state::{CasePhase, ClaimState},
    },
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        courts::juror,
        *,
    },
};

/// As [`claimed`], with the case ended by this choice and not concluded.
fn ended(choice: u8) -> (World, ClaimKey) {
    let (mut w, key) = claimed();
    decide(&mut w, &key.case(0), choice);
    (w, key)
}

#[test]
fn conclude_claim_takes_exactly_what_it_declares() {
    let (mut w, key) = ended(ALL);
    let said = ClaimConcluded {
        claim: key.claim(),
        policy: key.policy,
        ruling: 1,
        payout: 38_000 * USDC,
        funded: 38_000 * USDC,
        refile_until: 0,
        at: w.now(),
    };
    refused_unless_as_declared(&mut w, &ix::conclude_claim(&key, 0)).emits(said).ok();
    w.assert_books();
}

#[test]
fn a_case_that_has_not_ended_is_not_concluded() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.conclude_claim(&key, 0).refused(CaseError::CaseNotEnded);
    w.to_count(&case);
    w.conclude_claim(&key, 0).refused(CaseError::CaseNotEnded);
    let (mut w, key) = claimed();
    w.vote(&case, &World::votes(0, 5, ALL));
    assert_eq!(w.case(&case).phase, CasePhase::Decided as u8);
    w.conclude_claim(&key, 0).refused(CaseError::CaseNotEnded);
    let until = w.case(&case).appeal_until.get();
    // The appeal window is over and nobody has said so yet.
    w.set_time(until + DAY);
    w.conclude_claim(&key, 0).refused(CaseError::CaseNotEnded);
    w.advance_case(&case).ok();
    w.conclude_claim(&key, 0).ok();
}

#[test]
fn a46_a_claim_is_concluded_once_in_one_transaction_and_by_two_keepers() {
    for choice in [ALL, NOTHING, ABUSIVE] {
        let (mut w, key) = ended(choice);
        let conclude = ix::conclude_claim(&key, 0);
        w.send_all(&[conclude.clone(), conclude.clone()]).refused(CaseError::CaseNotEnded);
        w.send_all(std::slice::from_ref(&conclude)).ok();
        w.assert_books();
        w.send_all(std::slice::from_ref(&conclude)).refused(CaseError::CaseNotEnded);
        w.advance(30 * DAY);
        w.send_all(&[conclude]).refused(CaseError::CaseNotEnded);
    }
}

#[test]
fn r23_what_a_claim_is_paid_is_there_in_the_instruction_that_concludes() {
    let (mut w, key) = ended(ALL);
    let own = holder(&w, &key);
    let before = (w.wallet(&own), w.balance(&pda::vault(&w.pool)));
    let pay = ix::pay_claim(w.keeper, &key, own, w.mint);
    w.send_all(&[ix::conclude_claim(&key, 0), pay]).ok();
    assert_eq!(w.wallet(&own) - before.0, 38_000 * USDC);
    // The fee went to the vault of bonds.
    assert_eq!(before.1 - w.balance(&pda::vault(&w.pool)), 38_000 * USDC + FEE);
    w.assert_books();
}

#[test]
fn r23_payable_rises_and_capital_falls_in_one_instruction() {
    let (mut w, key) = ended(ALL);
    let vault = w.balance(&pda::vault(&w.pool));
    w.conclude_claim(&key, 0).ok();
    let pool = w.pool();
    assert_eq!(pool.payable.get(), 38_000 * USDC);
    assert_eq!(w.balance(&pda::vault(&w.pool)), vault - FEE, "nothing has left but the fee");
    let policy = w.policy(&key.policy);
    assert_eq!((policy.owed.get(), policy.paid.get()), (38_000 * USDC, 38_000 * USDC));
    let claim = w.claim(&key);
    assert_eq!((claim.payout.get(), claim.shortfall.get()), (38_000 * USDC, 0));
    assert_eq!(claim.decided_at.get(), w.now());
    assert_state(&w, &key, ClaimState::Accepted);
}

#[test]
fn r18_the_share_of_the_amount_less_the_deductible_is_paid_for_every_share() {
    let (mut w, product, policy) = insured();
    let key = w.claim_key(&product, &policy, w.today() - 1);
    let fresh = w.svm.clone();
    for (amount, choice) in [
        (40_000, 1),
        (40_000, 2),
        (40_000, 3),
        (40_000, 19),
        (30_001, 7),
        (2_000, 20),
        (2_001, 20),
    ] {
        w.svm = fresh.clone();
        w.file_claim(&key, amount * USDC).ok();
        conclude(&mut w, &key, 0, choice);
        let wanted = (amount * USDC * u64::from(choice) / 20).saturating_sub(DEDUCTIBLE);
        assert_eq!(w.claim(&key).payout.get(), wanted, "{choice} of {amount}");
        assert_eq!(w.policy(&policy).paid.get(), wanted);
        assert_eq!(undecided(&w, &key), (0, 0));
        if wanted == 0 {
            w.pay_claim(&key).refused(ClaimError::NoPayoutWaits);
        }
    }
}

#[test]
fn inv13_a_request_is_undecided_exactly_until_it_is_decided_for_good() {
    for (choice, left) in [(ALL, 0), (1, 0), (NOTHING, 40_000 * USDC), (ABUSIVE, 40_000 * USDC)] {
        let (mut w, key) = ended(choice);
        assert_eq!(undecided(&w, &key).1, 40_000 * USDC);
        w.conclude_claim(&key, 0).ok();
        assert_eq!(undecided(&w, &key), (left, left), "after choice {choice}");
        w.assert_books();
    }
    let (w, key) = drawn();
    assert_eq!(undecided(&w, &key).1, 40_000 * USDC);
}

#[test]
fn inv13_a_claim_filed_in_the_last_second_of_grace_is_undecided_after_its_cover_has_left() {
    let (mut w, product, policy) = insured();
    let key = w.claim_key(&product, &policy, w.policy(&policy).end_day.get() - 1);
    let t = grace_end(&w, &key);
    w.set_time(t - 1);
    w.file_claim(&key, 30_000 * USDC).ok();
    w.set_time(t);
    w.roll(&product).ok();
    assert_eq!(w.product(&product).active.get(), 0);
    assert_eq!(undecided(&w, &key), (30_000 * USDC, 30_000 * USDC));
    w.assert_books();
    conclude(&mut w, &key, 0, ALL);
    assert_eq!(undecided(&w, &key), (0, 0));
    assert_eq!(w.policy(&policy).owed.get(), 28_000 * USDC);
    w.pay_claim(&key).ok();
    w.assert_books();
}

#[test]
fn the_fee_of_an_accepted_claim_is_the_pools_and_the_whole_bond_goes_back() {
    let (mut w, key) = ended(ALL);
    let case = key.case(0);
    assert_eq!(bond_parts(&w.case(&case)), (BOND - FEE, FEE, 0));
    w.conclude_claim(&key, 0).ok();
    assert_eq!(bond_parts(&w.case(&case)), (BOND, FEE, 0));
    let (own, losses) = (holder(&w, &key), w.pool().loss_total.get());
    assert_eq!(losses, 38_000 * USDC, "the fee is no loss of a holder");
    let before = w.wallet(&own);
    w.refund(&case, false).ok();
    assert_eq!(w.wallet(&own) - before, BOND);
    for n in 0..5 {
        let before = w.wallet(&juror(n));
        w.settle_ballot(&case, &juror(n), 0).ok();
        assert_eq!(w.wallet(&juror(n)) - before, FEE / 5);
    }
    w.assert_books();
}

#[test]
fn a_denial_costs_the_fee_and_no_share_price_moves() {
    let (mut w, key) = ended(NOTHING);
    let case = key.case(0);
    let vault = w.balance(&pda::vault(&w.pool));
    w.conclude_claim(&key, 0).ok();
    assert_eq!(bond_parts(&w.case(&case)), (BOND - FEE, FEE, 0));
    assert_eq!((w.balance(&pda::vault(&w.pool)), w.pool().payable.get()), (vault, 0));
    let (product, pool) = (w.product(&key.product), w.pool());
    for figures in [
        [product.claims_filed, product.claims_denied, product.claims_accepted],
        [pool.claims_filed, pool.claims_denied, pool.claims_accepted],
    ] {
        assert_eq!(figures.map(|n| n.get()), [1, 1, 0]);
    }
    assert_eq!(pool.loss_total.get(), 0);
    let before = w.wallet(&holder(&w, &key));
    w.refund(&case, false).ok();
    assert_eq!(w.wallet(&holder(&w, &key)) - before, BOND - FEE);
    w.assert_books();
}

#[test]
fn an_abusive_claim_loses_its_whole_bond_to_jurors_and_the_reserve() {
    let (mut w, product, policy) = insured();
    let mut args = courts::court_args();
    args.min_bond = 1_000 * USDC;
    w.set_court(args).ok();
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    let case = key.case(0);
    decide(&mut w, &case, ABUSIVE);
    assert_eq!(bond_parts(&w.case(&case)), (0, FEE, 900 * USDC));
    let (reserve, vault) = (w.pool().reserve.get(), w.balance(&pda::vault(&w.pool)));
    w.conclude_claim(&key, 0).ok();
    assert_eq!(w.pool().reserve.get() - reserve, 900 * USDC);
    assert_eq!(w.balance(&pda::vault(&w.pool)) - vault, 900 * USDC);
    w.assert_books();
    w.refund(&case, false).refused(CaseError::NothingToRefund);
    assert_state(&w, &key, ClaimState::Refused);
}

#[test]
fn a_draw_gives_the_whole_bond_back_and_counts_as_no_denial() {
    let (mut w, key) = drawn();
    let case = key.case(0);
    assert_eq!(bond_parts(&w.case(&case)), (BOND, 0, 0));
    assert_eq!(w.pool().claims_denied.get(), 0);
    let before = w.wallet(&holder(&w, &key));
    w.refund(&case, false).ok();
    assert_eq!(w.wallet(&holder(&w, &key)) - before, BOND);
    assert_eq!(w.court().held.get(), 0);
    w.assert_books();
}

#[test]
fn a_claim_is_concluded_with_the_case_of_its_own_last_filing_only() {
    let (mut w, key) = ended(NOTHING);
    let other = second_policy(&mut w, &key, 10_000 * USDC);
    w.file_claim(&other, USDC).ok();
    decide(&mut w, &other.case(0), ALL);
    let right = ix::conclude_claim(&key, 0);
    let swap = |a: &Address, b: &Address| right.swapped(a, b);
    w.send_all(&[swap(&key.case(0), &other.case(0))]).refused(CaseError::WrongSubject);
    w.send_all(&[swap(&key.claim(), &other.claim())])
        .refused(ClaimError::ClaimOfOtherPolicy);
    w.send_all(&[swap(&key.policy, &other.policy)])
        .refused(ClaimError::ClaimOfOtherPolicy);
    w.send_all(&[right]).ok();
    refile(&mut w, &key, 40_000 * USDC).ok();
    // The first case is over, the second runs.
    w.conclude_claim(&key, 0).refused(CaseError::CaseNotEnded);
    w.conclude_claim(&key, 1).refused(CaseError::CaseNotEnded);
    decide(&mut w, &key.case(1), ALL);
    w.conclude_claim(&key, 0).refused(CaseError::CaseNotEnded);
    w.conclude_claim(&key, 1).ok();
    w.assert_books();
}

#[test]
fn a_case_of_an_incident_concludes_no_claim() {
    let (mut w, key) = ended(ALL);
    let declared = w.assessed(&by_incident());
    let (_, _) = w.holder(&declared, 1_000 * USDC, 60);
    w.advance(9 * DAY);
    let (outcome, number) = w.declare(&declared, &juror(24), w.today());
    outcome.ok();
    let incident = pda::incident(&declared, number);
    let case = pda::case(&incident, 0);
    decide(&mut w, &case, ALL);
    let right = ix::conclude_claim(&key, 0);
    w.send_all(&[right.swapped(&key.case(0), &case)]).refused(CaseError::WrongSubject);
    // Nor does a claim's case conclude an incident.
    let wrong = ix::conclude_declared(w.pool, declared, number).swapped(&case, &key.case(0));
    w.send_all(&[wrong]).refused(CaseError::WrongSubject);
    w.send_all(&[right]).ok();
}

#[test]
fn every_account_of_a_conclusion_belongs_to_the_others() {
    let (mut w, key) = ended(ALL);
    let right = ix::conclude_claim(&key, 0);
    let foreign = foreign(&mut w);
    let (pool, court) = (w.pool, pda::court(&w.pool));
    let swap = |a: &Address, b: &Address| right.swapped(a, b);
    w.send_all(&[swap(&pool, &foreign.pool)]).refused(PoolError::WrongPool);
    w.send_all(&[swap(&key.product, &foreign.twin)])
        .refused(PolicyError::PolicyOfOtherProduct);
    w.send_all(&[swap(&court, &foreign.court)]).refused(CaseError::WrongCourt);
    w.send_all(&[swap(&pda::vault(&court), &pda::vault(&foreign.court))])
        .refused(CaseError::WrongBondVault);
    w.send_all(&[swap(&pda::vault(&pool), &pda::vault(&foreign.pool))])
        .refused(PoolError::WrongVault);
    w.send_all(&[right]).ok();
}
