//! The end of claims: without anybody's help, and with every lamport back where it came from.

use {
    super::{kit::*, steps::*},
    crate::pool::tamper::*,
    breakwater::{
        errors::{AccessError, CaseError, ClaimError, PolicyError},
        events::ClaimClosed,
        state::{CasePhase, ClaimState},
    },
    breakwater_testkit::{client::ix, *},
};

fn lamports(w: &World, address: &Address) -> u64 {
    w.svm.get_balance(address).unwrap_or(0)
}

#[test]
fn close_claim_takes_exactly_what_it_declares_and_gives_the_rent_to_who_paid_it() {
    let (mut w, key) = concluded(NOTHING);
    let own = holder(&w, &key);
    give_up(&mut w, &own, &key).ok();
    let over = grace_end(&w, &key);
    w.set_time(over);
    let right = ix::close_claim(&key, own);
    let stranger = w.wallet_address();
    w.send_all(&[right.swapped(&own, &stranger)]).refused(AccessError::WrongRentPayer);
    let said = ClaimClosed {
        claim: key.claim(),
        policy: key.policy,
        at: over,
    };
    let (before, rent) = (lamports(&w, &own), lamports(&w, &key.claim()));
    refused_unless_as_declared(&mut w, &right).emits(said).ok();
    assert_eq!(lamports(&w, &own) - before, rent, "INV-20");
    assert_eq!(w.policy(&key.policy).claims, 0);
    w.assert_books();
}

#[test]
fn inv20_the_rent_goes_to_who_filed_also_when_the_policy_has_another_holder() {
    let (mut w, key) = claimed();
    let (own, to) = (holder(&w, &key), w.actor(0));
    withdraw(&mut w, &key).ok();
    w.transfer(&key.product, &key.policy, to).ok();
    let over = grace_end(&w, &key);
    w.set_time(over);
    w.send_all(&[ix::close_claim(&key, to)]).refused(AccessError::WrongRentPayer);
    w.send_all(&[ix::close_claim(&key, own)]).ok();
}

#[test]
fn a_claim_is_closed_when_its_day_cannot_be_claimed_again() {
    // Undecided: not even after the grace.
    let (mut w, key) = claimed();
    let over = grace_end(&w, &key);
    w.set_time(over + 400 * DAY);
    close(&mut w, &key).refused(ClaimError::ClaimNotOver);
    w.assert_books();
    // Refused, and can be given up: not before somebody has said so.
    let (mut w, key) = concluded(NOTHING);
    w.set_time(over + 400 * DAY);
    close(&mut w, &key).refused(ClaimError::ClaimNotOver);
    let keeper = w.keeper;
    give_up(&mut w, &keeper, &key).ok();
    close(&mut w, &key).ok();
    // Withdrawn and accepted: at the end of grace.
    for end in 0..2 {
        let (mut w, key) = if end == 0 { claimed() } else { concluded(10) };
        if end == 0 {
            withdraw(&mut w, &key).ok();
        }
        for (at, closed) in [(over - 1, false), (over, true)] {
            w.set_time(at);
            if closed {
                close(&mut w, &key).ok();
            } else {
                close(&mut w, &key).refused(ClaimError::ClaimNotOver);
            }
        }
        w.assert_books();
    }
}

#[test]
fn a_claim_is_closed_before_the_grace_when_the_cover_is_wholly_paid() {
    let mut spec = AssessedSpec::default();
    spec.terms.deductible_bps = 0;
    let (mut w, product, policy) = insured_under(&spec);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    conclude(&mut w, &key, 0, ALL);
    assert_eq!(w.policy(&policy).remaining().unwrap(), 0);
    w.close_policy(&product, &policy).refused(PolicyError::StillOwed);
    w.pay_claim(&key).ok();
    w.close_policy(&product, &policy).refused(ClaimError::ClaimsOnRecord);
    close(&mut w, &key).ok();
    assert_eq!(w.svm.get_account(&key.claim()).map_or(0, |a| a.lamports), 0);
    clear(&mut w, &key.case(0), 5);
    // Its day is not claimed again: there is nothing left to ask for.
    w.file_claim(&key, 1).refused(ClaimError::AmountAboveCover);
    w.close_policy(&product, &policy).ok();
}

#[test]
fn the_accounts_of_closing_belong_together() {
    let (mut w, key) = claimed();
    withdraw(&mut w, &key).ok();
    let (own, over) = (holder(&w, &key), grace_end(&w, &key));
    let right = ix::close_claim(&key, own);
    let foreign = foreign(&mut w);
    let (_, second) = w.holder(&key.product, 10_000 * USDC, 60);
    w.set_time(over);
    w.send_all(&[right.swapped(&key.product, &foreign.twin)])
        .refused(PolicyError::PolicyOfOtherProduct);
    w.send_all(&[right.swapped(&key.policy, &second)])
        .refused(ClaimError::ClaimOfOtherPolicy);
    w.send_all(&[right]).ok();
}

#[test]
fn a_policy_with_a_claim_on_record_is_neither_cancelled_nor_closed() {
    for state in 0..4 {
        let (mut w, key) = match state {
            0 | 1 => claimed(),
            2 => concluded(NOTHING),
            _ => concluded(1),
        };
        if state == 1 {
            withdraw(&mut w, &key).ok();
        }
        w.cancel_policy(&key.product, &key.policy).refused(ClaimError::ClaimsOnRecord);
        let over = grace_end(&w, &key);
        w.set_time(over);
        w.close_policy(&key.product, &key.policy).refused(ClaimError::ClaimsOnRecord);
    }
    // Nor extended while one is undecided.
    let (mut w, key) = claimed();
    let outcome = w.extend(&key.product, &key.policy, 30);
    outcome.refused(ClaimError::ClaimOpen);
}

#[test]
fn a_case_that_nobody_votes_in_ends_as_a_draw_and_everything_closes_without_the_holder() {
    let mut w = World::new();
    let product = w.assessed(&AssessedSpec::default());
    let under = [(JUNIOR, 100_000 * USDC), (SENIOR, 400_000 * USDC)].map(|(t, amount)| (w.underwriter(t, amount), t));
    let buyer = w.actor(world::PLENTY);
    w.buy(&product, &buyer, 0, 40_000 * USDC, 60).ok();
    let policy = pda::policy(&product, &buyer, 0);
    w.set_time(world::START + 10 * DAY);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    let filing = file(&mut w, &key, 40_000 * USDC);
    // What is there and what comes back of the policy.
    let start = lamports(&w, &buyer) + lamports(&w, &policy);
    w.send_all(&[filing]).ok();
    let (case, filed, money) = (key.case(0), w.now(), w.wallet(&buyer));
    w.to_count(&case);
    w.advance_case(&case).ok();
    assert_eq!(
        (w.case(&case).round, w.case(&case).phase),
        (1, CasePhase::Voting as u8),
        "a second, longer round"
    );
    w.to_count(&case);
    w.advance_case(&case).ok();
    assert_eq!(w.case(&case).phase, CasePhase::Ended as u8);
    assert!(w.now() - filed <= 12 * DAY);
    w.conclude_claim(&key, 0).ok();
    w.refund(&case, false).ok();
    assert_eq!(w.wallet(&buyer) - money, BOND, "the whole bond");
    w.close_case(&case).ok();
    let until = w.claim(&key).refile_until.get();
    assert_eq!(until, w.now() + 14 * DAY);
    let keeper = w.keeper;
    w.set_time(until - 1);
    give_up(&mut w, &keeper, &key).refused(ClaimError::CannotWithdraw);
    w.set_time(until);
    give_up(&mut w, &keeper, &key).ok();
    assert_state(&w, &key, ClaimState::Denied);
    w.assert_books();
    let over = grace_end(&w, &key);
    w.set_time(over);
    close(&mut w, &key).ok();
    w.close_policy(&product, &policy).ok();
    w.roll(&product).ok();
    w.assert_books();
    assert_eq!(lamports(&w, &buyer), start, "INV-20: every lamport of the holder's rent");
    for (owner, tranche) in under {
        w.request_all(&owner, tranche).ok();
    }
    w.advance(9 * DAY);
    w.roll(&product).ok();
    for (owner, tranche) in under {
        w.execute(&owner, tranche).ok();
        w.close_position(&owner).ok();
    }
    w.retire(&product).ok();
    w.retire_pool();
    let court = pda::court(&w.pool);
    let all = [product, court, pda::vault(&court), w.pool, pda::vault(&w.pool)];
    // Who drafted paid for the product, who executed for court and pool.
    let rents = all.map(|a| lamports(&w, &a));
    let (drafter, executor) = (w.bootstrap, w.keeper);
    let before = [drafter, executor].map(|a| lamports(&w, &a));
    w.close_product(&product).ok();
    w.close_pool().refused(CaseError::CourtOpen);
    w.close_court().ok();
    w.sweep().ok();
    w.close_pool().ok();
    assert_eq!(lamports(&w, &drafter) - before[0], rents[0], "INV-20");
    assert_eq!(lamports(&w, &executor) - before[1], rents[1..].iter().sum::<u64>(), "INV-20");
    for address in all.into_iter().chain([policy, key.claim(), case]) {
        assert_eq!(lamports(&w, &address), 0, "{address} is gone");
    }
}

#[test]
fn every_stage_of_a_claim_ends_by_time_alone() {
    // Committed and never revealed: still a draw, and the ballots lose their part.
    let (mut w, key) = claimed();
    let case = key.case(0);
    for round in 0..2u8 {
        w.to_commit(&case);
        for n in 0..6 {
            w.commit(&case, &courts::juror(n), ALL).ok();
        }
        assert_eq!(w.case(&case).round, round);
        w.to_count(&case);
        w.advance_case(&case).ok();
    }
    assert_eq!(w.case(&case).phase, CasePhase::Ended as u8);
    for round in 0..2 {
        for n in 0..6 {
            w.settle_ballot(&case, &courts::juror(n), round).ok();
        }
    }
    w.conclude_claim(&key, 0).ok();
    clear(&mut w, &case, 0);
    // Filed again, decided, appealed, and nobody votes in the appeal: the decision stands.
    refile(&mut w, &key, 40_000 * USDC).ok();
    let case = key.case(1);
    w.vote(&case, &World::votes(0, 5, ALL));
    let appellant = w.actor(world::PLENTY);
    w.appeal(&case, &appellant).ok();
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.conclude_claim(&key, 1).ok();
    assert_state(&w, &key, ClaimState::Accepted);
    w.pay_claim(&key).ok();
    clear(&mut w, &case, 5);
    // Years late in every step: nothing is lost.
    let (mut w, key) = claimed();
    for _ in 0..2 {
        w.advance(400 * DAY);
        w.advance_case(&key.case(0)).ok();
    }
    w.advance(400 * DAY);
    w.conclude_claim(&key, 0).ok();
    w.advance(400 * DAY);
    let keeper = w.keeper;
    give_up(&mut w, &keeper, &key).ok();
    close(&mut w, &key).ok();
    clear(&mut w, &key.case(0), 0);
    w.close_policy(&key.product, &key.policy).ok();
    w.assert_books();
}
