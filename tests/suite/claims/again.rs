//! `refile_claim`, `withdraw_claim`, `give_up_claim`.

use {
    super::{kit::*, steps::*},
    crate::pool::tamper::*,
    breakwater::{
        errors::{CaseError, ClaimError, EscrowError, PolicyError, PoolError},
        events::{ClaimExpired, ClaimFiled, ClaimWithdrawn},
        state::{CasePhase, ClaimState},
    },
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        courts::evidence,
        *,
    },
    solana_instruction_error::InstructionError::InvalidSeeds,
};

const FORTNIGHT: i64 = 14 * DAY;

fn again(w: &mut World, key: &ClaimKey, amount: u64) -> Instruction {
    let own = holder(w, key);
    let source = w.purse(&own);
    ix::refile_claim(own, key, source, amount, evidence())
}

#[test]
fn refile_claim_takes_exactly_what_it_declares_and_costs_twice_the_bond() {
    for (mut w, key) in [concluded(NOTHING), drawn()] {
        let right = again(&mut w, &key, 40_000 * USDC);
        let held = w.court().held.get();
        let said = ClaimFiled {
            claim: key.claim(),
            policy: key.policy,
            case: key.case(1),
            event_day: key.event_day,
            filing: 2,
            amount: 40_000 * USDC,
            bond: 2 * BOND,
            at: w.now(),
        };
        refused_unless_as_declared(&mut w, &right).emits(said).ok();
        assert_eq!(w.court().held.get() - held, 2 * BOND);
        let (claim, case) = (w.claim(&key), w.case(&key.case(1)));
        assert_eq!(
            (claim.state, claim.filings, claim.refile_until.get()),
            (ClaimState::Open as u8, 2, 0)
        );
        assert_eq!(
            (case.number.get(), case.phase, case.bond.get()),
            (1, CasePhase::Voting as u8, 2 * BOND)
        );
        assert_eq!(w.policy(&key.policy).claims, 1);
        w.assert_books();
    }
}

#[test]
fn inv13_the_amount_may_be_another_and_is_what_is_undecided_then() {
    for amount in [1, 15_000 * USDC, 40_000 * USDC] {
        let (mut w, key) = concluded(NOTHING);
        refile(&mut w, &key, amount).ok();
        assert_eq!(undecided(&w, &key), (amount, amount));
        assert_eq!(w.case(&key.case(1)).base.get(), amount);
        w.assert_books();
        conclude(&mut w, &key, 1, ALL);
        assert_eq!(undecided(&w, &key), (0, 0));
        assert_eq!(w.claim(&key).payout.get(), amount.saturating_sub(DEDUCTIBLE));
    }
}

#[test]
fn a_claim_is_filed_again_for_something_and_at_most_what_is_left() {
    let (mut w, key) = concluded(NOTHING);
    refile(&mut w, &key, 0).refused(PoolError::ZeroAmount);
    refile(&mut w, &key, 40_000 * USDC + 1).refused(ClaimError::AmountAboveCover);
    refile(&mut w, &key, 40_000 * USDC).ok();
}

#[test]
fn a_claim_is_filed_again_once() {
    for choice in [NOTHING, ABUSIVE] {
        let (mut w, key) = concluded(choice);
        refile(&mut w, &key, 40_000 * USDC).ok();
        conclude(&mut w, &key, 1, choice);
        assert_state(&w, &key, ClaimState::Denied);
        assert_eq!(undecided(&w, &key), (0, 0), "decided for good");
        assert_eq!(w.policy(&key.policy).claim_open, 0);
        let third = again(&mut w, &key, USDC);
        // A case of that number has been, and the next is not to be.
        w.send_all(std::slice::from_ref(&third)).refused_by_framework(InvalidSeeds);
        let third = third.swapped(&key.case(1), &pda::case(&key.claim(), 2));
        w.send_all(&[third]).refused(ClaimError::NotRefilable);
    }
}

#[test]
fn a_claim_that_is_open_accepted_withdrawn_or_given_up_is_not_filed_again() {
    let (mut w, key) = claimed();
    refile(&mut w, &key, USDC).refused(ClaimError::NotRefilable);
    withdraw(&mut w, &key).ok();
    refile(&mut w, &key, USDC).refused(ClaimError::NotRefilable);
    let (mut w, key) = concluded(1);
    refile(&mut w, &key, USDC).refused(ClaimError::NotRefilable);
    let (mut w, key) = concluded(NOTHING);
    let own = holder(&w, &key);
    give_up(&mut w, &own, &key).ok();
    refile(&mut w, &key, USDC).refused(ClaimError::NotRefilable);
}

#[test]
fn two_weeks_are_given_to_the_second() {
    for (mut w, key) in [concluded(NOTHING), drawn()] {
        let until = w.now() + FORTNIGHT;
        assert_eq!(w.claim(&key).refile_until.get(), until);
        w.set_time(until - 1);
        let before = w.svm.clone();
        refile(&mut w, &key, USDC).ok();
        w.svm = before;
        for at in [until, until + 1] {
            w.set_time(at);
            refile(&mut w, &key, USDC).refused(ClaimError::NotRefilable);
        }
    }
}

/// A claim for the last day of force, filed so long before the end of grace.
fn late(before: i64) -> (World, ClaimKey) {
    let (mut w, product, policy) = insured();
    let key = w.claim_key(&product, &policy, w.policy(&policy).end_day.get() - 1);
    let t = grace_end(&w, &key);
    w.set_time(t - before);
    w.file_claim(&key, 40_000 * USDC).ok();
    (w, key)
}

#[test]
fn a_denial_gives_no_time_beyond_the_grace_and_a_draw_does() {
    // Decided four days before the end of grace.
    let (mut w, key) = late(11 * DAY);
    conclude(&mut w, &key, 0, NOTHING);
    let grace = grace_end(&w, &key);
    assert!(grace > w.now() && grace < w.now() + FORTNIGHT);
    assert_eq!(w.claim(&key).refile_until.get(), grace);
    w.set_time(grace - 1);
    let before = w.svm.clone();
    refile(&mut w, &key, USDC).ok();
    w.svm = before;
    w.set_time(grace);
    refile(&mut w, &key, USDC).refused(ClaimError::NotRefilable);
    // Decided after the end of grace: denied for good.
    let (mut w, key) = late(1);
    conclude(&mut w, &key, 0, NOTHING);
    assert_state(&w, &key, ClaimState::Denied);
    assert_eq!((undecided(&w, &key), w.policy(&key.policy).claim_open), ((0, 0), 0));
    refile(&mut w, &key, USDC).refused(ClaimError::NotRefilable);
    // Drawn after it: two weeks.
    let (mut w, key) = late(1);
    expire(&mut w, &key.case(0));
    w.conclude_claim(&key, 0).ok();
    assert!(w.now() > grace_end(&w, &key));
    assert_eq!(undecided(&w, &key), (40_000 * USDC, 40_000 * USDC), "INV-13");
    w.close_policy(&key.product, &key.policy).refused(ClaimError::ClaimsOnRecord);
    w.advance(FORTNIGHT - 1);
    refile(&mut w, &key, 40_000 * USDC).ok();
    w.assert_books();
    conclude(&mut w, &key, 1, ALL);
    w.pay_claim(&key).ok();
    w.assert_books();
}

#[test]
fn only_the_holder_files_again_and_with_accounts_that_belong_together() {
    let (mut w, key) = concluded(NOTHING);
    let right = again(&mut w, &key, USDC);
    let other = second_policy(&mut w, &key, 10_000 * USDC);
    w.file_claim(&other, USDC).ok();
    let (own, stranger) = (holder(&w, &key), w.actor(world::PLENTY));
    let foreign = foreign(&mut w);
    let swap = |a: &Address, b: &Address| right.swapped(a, b);
    let (pool, court, source) = (w.pool, pda::court(&w.pool), pda::associated_token(&own, &w.mint));
    w.send_all(&[swap(&own, &stranger)]).refused(PolicyError::WrongHolder);
    w.send_all(&[swap(&pool, &foreign.pool)]).refused(PoolError::WrongPool);
    w.send_all(&[swap(&key.product, &foreign.twin)])
        .refused(PolicyError::PolicyOfOtherProduct);
    w.send_all(&[swap(&key.policy, &other.policy)]).refused(PolicyError::WrongHolder);
    w.send_all(&[swap(&court, &foreign.court)]).refused(CaseError::WrongCourt);
    let of_another = swap(&key.claim(), &other.claim());
    w.send_all(std::slice::from_ref(&of_another)).refused_by_framework(InvalidSeeds);
    w.send_all(&[of_another.swapped(&key.case(1), &other.case(1))])
        .refused(ClaimError::ClaimOfOtherPolicy);
    w.send_all(&[swap(&key.case(1), &key.case(2))]).refused_by_framework(InvalidSeeds);
    w.send_all(&[swap(&key.case(1), &other.case(1))]).refused_by_framework(InvalidSeeds);
    let foreign_source = pda::associated_token(&stranger, &w.mint);
    w.send_all(&[swap(&source, &foreign_source)]).refused(PoolError::WrongTokenOwner);
    let of_another_mint = foreign.token(&mut w, &own);
    w.send_all(&[swap(&source, &of_another_mint)]).refused(PoolError::WrongMint);
    w.send_all(&[swap(&pda::vault(&court), &pda::vault(&foreign.court))])
        .refused(CaseError::WrongBondVault);
    let electorate = copy_owned_by(&mut w, &pda::electorate(), breakwater::ID);
    w.send_all(&[swap(&pda::electorate(), &electorate)])
        .refused(EscrowError::WrongElectorate);
    w.send_all(&[right]).ok();
}

#[test]
fn withdraw_claim_takes_exactly_what_it_declares_and_costs_the_fee() {
    let (mut w, key) = claimed();
    let own = holder(&w, &key);
    let said = ClaimWithdrawn {
        claim: key.claim(),
        policy: key.policy,
        at: w.now(),
    };
    let capital = w.pool().tranches.map(|t| t.capital.get());
    let (reserve, vault, supply) = (w.pool().reserve.get(), w.balance(&pda::vault(&w.pool)), w.token_supply());
    refused_unless_as_declared(&mut w, &ix::withdraw_claim(own, &key)).emits(said).ok();
    assert_eq!(w.pool().reserve.get() - reserve, FEE);
    assert_eq!(w.pool().tranches.map(|t| t.capital.get()), capital, "INV-07: no share price rises");
    assert_eq!(w.balance(&pda::vault(&w.pool)) - vault, FEE);
    assert_eq!(bond_parts(&w.case(&key.case(0))), (BOND - FEE, 0, 0));
    assert_state(&w, &key, ClaimState::Withdrawn);
    assert_eq!((undecided(&w, &key), w.policy(&key.policy).claim_open), ((0, 0), 0));
    w.assert_books();
    let before = w.wallet(&own);
    w.refund(&key.case(0), false).ok();
    assert_eq!((w.wallet(&own) - before, w.token_supply()), (BOND - FEE, supply));
    w.close_case(&key.case(0)).ok();
    w.assert_books();
    // Its day is burnt, another is not.
    w.file_claim(&key, USDC).refused_by_framework(IN_USE);
    let other = ClaimKey {
        event_day: key.event_day + 1,
        ..key
    };
    w.file_claim(&other, USDC).ok();
    w.assert_books();
}

#[test]
fn a_claim_is_withdrawn_in_the_evidence_phase_of_the_first_round_only() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    let from = w.case(&case).rounds[0].commit_from.get();
    w.set_time(from - 1);
    let before = w.svm.clone();
    withdraw(&mut w, &key).ok();
    withdraw(&mut w, &key).refused(ClaimError::CannotWithdraw);
    w.svm = before;
    for at in [from, from + 1] {
        w.set_time(at);
        withdraw(&mut w, &key).refused(ClaimError::CannotWithdraw);
    }
    // Nor in the evidence phase of the second round.
    w.to_count(&case);
    w.advance_case(&case).ok();
    assert_eq!(w.case(&case).round, 1);
    withdraw(&mut w, &key).refused(ClaimError::CannotWithdraw);
    decide(&mut w, &case, ALL);
    withdraw(&mut w, &key).refused(ClaimError::CannotWithdraw);
    w.conclude_claim(&key, 0).ok();
    withdraw(&mut w, &key).refused(ClaimError::CannotWithdraw);
}

#[test]
fn a_claim_that_was_filed_again_is_withdrawn_with_its_second_case_only() {
    let (mut w, key) = concluded(NOTHING);
    withdraw(&mut w, &key).refused(ClaimError::CannotWithdraw);
    refile(&mut w, &key, 10_000 * USDC).ok();
    withdraw(&mut w, &key).refused(ClaimError::CannotWithdraw);
    let own = holder(&w, &key);
    let second = ix::withdraw_claim(own, &key).swapped(&key.case(0), &key.case(1));
    let reserve = w.pool().reserve.get();
    w.send_all(&[second]).ok();
    assert_eq!(w.pool().reserve.get() - reserve, FEE);
    assert_eq!(bond_parts(&w.case(&key.case(1))), (2 * BOND - FEE, 0, 0));
    assert_eq!((undecided(&w, &key), w.policy(&key.policy).claim_open), ((0, 0), 0));
    w.assert_books();
}

#[test]
fn only_the_holder_withdraws_and_with_accounts_that_belong_together() {
    let (mut w, key) = claimed();
    let own = holder(&w, &key);
    let right = ix::withdraw_claim(own, &key);
    let foreign = foreign(&mut w);
    let (_, second) = w.holder(&key.product, 10_000 * USDC, 60);
    let stranger = w.wallet_address();
    let (pool, court) = (w.pool, pda::court(&w.pool));
    let swap = |a: &Address, b: &Address| right.swapped(a, b);
    for other in [stranger, w.keeper, w.bootstrap] {
        w.send_all(&[swap(&own, &other)]).refused(PolicyError::WrongHolder);
    }
    w.send_all(&[swap(&pool, &foreign.pool)]).refused(PoolError::WrongPool);
    w.send_all(&[swap(&key.product, &foreign.twin)])
        .refused(PolicyError::PolicyOfOtherProduct);
    w.send_all(&[swap(&key.policy, &second)]).refused(PolicyError::WrongHolder);
    w.send_all(&[swap(&court, &foreign.court)]).refused(CaseError::WrongCourt);
    w.send_all(&[swap(&pda::vault(&court), &pda::vault(&foreign.court))])
        .refused(CaseError::WrongBondVault);
    w.send_all(&[swap(&pda::vault(&pool), &pda::vault(&foreign.pool))])
        .refused(PoolError::WrongVault);
    let mut claim = *w.claim(&key);
    claim.policy = second;
    let copy = copy_owned_by(&mut w, &key.claim(), breakwater::ID);
    w.write(&copy, &claim);
    w.send_all(&[swap(&key.claim(), &copy)]).refused(ClaimError::ClaimOfOtherPolicy);
    // A case of another claim.
    let start = w.policy(&second).start_day.get();
    let other = w.claim_key(&key.product, &second, start);
    let own_case = w.case(&key.case(0));
    let mut forged = *own_case;
    forged.subject = other.claim();
    let copy = copy_owned_by(&mut w, &key.case(0), breakwater::ID);
    w.write(&copy, &forged);
    w.send_all(&[swap(&key.case(0), &copy)]).refused(CaseError::WrongSubject);
    w.send_all(&[right]).ok();
}

#[test]
fn give_up_claim_takes_exactly_what_it_declares_and_frees_the_amount() {
    for (mut w, key) in [concluded(NOTHING), concluded(ABUSIVE), drawn()] {
        let own = holder(&w, &key);
        let said = ClaimExpired {
            claim: key.claim(),
            policy: key.policy,
            at: w.now(),
        };
        assert_eq!(undecided(&w, &key).0, 40_000 * USDC);
        refused_unless_as_declared(&mut w, &ix::give_up_claim(own, &key)).emits(said).ok();
        assert_eq!((undecided(&w, &key), w.policy(&key.policy).claim_open), ((0, 0), 0));
        assert_state(&w, &key, ClaimState::Denied);
        assert_eq!(w.claim(&key).decided_at.get(), w.now());
        w.assert_books();
        give_up(&mut w, &own, &key).refused(ClaimError::CannotWithdraw);
    }
}

#[test]
fn anyone_gives_up_a_claim_once_its_time_is_over_and_nobody_else_before() {
    for (mut w, key) in [concluded(NOTHING), drawn()] {
        let until = w.claim(&key).refile_until.get();
        let stranger = w.wallet_address();
        for at in [w.now(), until - 1] {
            w.set_time(at);
            give_up(&mut w, &stranger, &key).refused(ClaimError::CannotWithdraw);
        }
        w.set_time(until);
        give_up(&mut w, &stranger, &key).ok();
        w.assert_books();
    }
}

#[test]
fn a_claim_that_is_open_accepted_or_withdrawn_is_not_given_up() {
    let (mut w, key) = claimed();
    let own = holder(&w, &key);
    give_up(&mut w, &own, &key).refused(ClaimError::CannotWithdraw);
    withdraw(&mut w, &key).ok();
    give_up(&mut w, &own, &key).refused(ClaimError::CannotWithdraw);
    let (mut w, key) = concluded(ALL);
    give_up(&mut w, &own, &key).refused(ClaimError::CannotWithdraw);
    let (mut w, key) = concluded(NOTHING);
    refile(&mut w, &key, USDC).ok();
    give_up(&mut w, &own, &key).refused(ClaimError::CannotWithdraw);
}

#[test]
fn the_accounts_of_giving_up_belong_together() {
    let (mut w, key) = concluded(NOTHING);
    let right = ix::give_up_claim(holder(&w, &key), &key);
    let foreign = foreign(&mut w);
    let pool = w.pool;
    let (_, second) = w.holder(&key.product, 10_000 * USDC, 60);
    w.send_all(&[right.swapped(&pool, &foreign.pool)]).refused(PoolError::WrongPool);
    w.send_all(&[right.swapped(&key.product, &foreign.twin)])
        .refused(PolicyError::PolicyOfOtherProduct);
    w.send_all(&[right.swapped(&key.policy, &second)])
        .refused(ClaimError::ClaimOfOtherPolicy);
    w.send_all(&[right]).ok();
}
