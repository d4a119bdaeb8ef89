//! `file_claim`: who, when, for which day, how much.

use {
    super::{kit::*, steps::*},
    crate::pool::tamper::*,
    breakwater::{
        errors::{CaseError, ClaimError, EscrowError, PolicyError, PoolError},
        events::ClaimFiled,
        instructions::policy::buy::BuyArgs,
        state::ClaimState,
    },
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        courts::court_args,
        world::{PLENTY, START},
        *,
    },
    solana_instruction_error::InstructionError::InvalidSeeds,
};

/// The key of a claim for this day.
fn on(key: &ClaimKey, event_day: u32) -> ClaimKey {
    ClaimKey { event_day, ..*key }
}

/// A policy in force and the key of a claim for yesterday that is not filed.
fn unfiled() -> (World, ClaimKey) {
    let (w, product, policy) = insured();
    let key = w.claim_key(&product, &policy, w.today() - 1);
    (w, key)
}

/// Accepted now; then all is as before.
#[track_caller]
fn accepted_now(w: &mut World, key: &ClaimKey) {
    let before = w.svm.clone();
    w.file_claim(key, USDC).ok();
    w.assert_books();
    w.svm = before;
}

#[test]
fn file_claim_takes_exactly_what_it_declares_and_writes_the_claim() {
    let (mut w, key) = unfiled();
    let right = file(&mut w, &key, 40_000 * USDC);
    let (owner, at) = (holder(&w, &key), w.now());
    let (purse, supply) = (w.wallet(&owner), w.token_supply());
    let said = ClaimFiled {
        claim: key.claim(),
        policy: key.policy,
        case: key.case(0),
        event_day: key.event_day,
        filing: 1,
        amount: 40_000 * USDC,
        bond: BOND,
        at,
    };
    refused_unless_as_declared(&mut w, &right).emits(said).ok();
    assert_eq!((purse - w.wallet(&owner), w.token_supply()), (BOND, supply));
    assert_eq!(w.court().held.get(), BOND);
    let claim = w.claim(&key);
    assert_eq!(
        (claim.state, claim.filings, claim.event_day.get()),
        (ClaimState::Open as u8, 1, key.event_day)
    );
    assert_eq!((claim.policy, claim.product, claim.rent_payer), (key.policy, key.product, owner));
    assert_eq!((claim.requested.get(), claim.filed_at.get()), (40_000 * USDC, at));
    let policy = w.policy(&key.policy);
    assert_eq!((policy.claims, policy.claim_open), (1, 1));
    let case = w.case(&key.case(0));
    assert_eq!((case.claimant, case.subject, case.base.get()), (owner, key.claim(), 40_000 * USDC));
    assert_eq!((case.deductible.get(), case.limit.get()), (DEDUCTIBLE, 40_000 * USDC));
    w.assert_books();
}

#[test]
fn inv13_the_amount_is_undecided_in_product_and_pool_from_the_filing_on() {
    let (mut w, key) = unfiled();
    assert_eq!(undecided(&w, &key), (0, 0));
    w.file_claim(&key, 12_345 * USDC).ok();
    assert_eq!(undecided(&w, &key), (12_345 * USDC, 12_345 * USDC));
    let other = second_policy(&mut w, &key, 10_000 * USDC);
    // An undecided claim stops no other holder, and amounts add up.
    w.file_claim(&other, 1).ok();
    assert_eq!(undecided(&w, &key), (12_345 * USDC + 1, 12_345 * USDC + 1));
    w.assert_books();
}

#[test]
fn a43_no_event_before_the_policy_was_in_force_is_covered() {
    let (mut w, key) = unfiled();
    let start = w.policy(&key.policy).start_day.get();
    let sold = u32::try_from(START / DAY).unwrap();
    for day in [sold - 1, sold, sold + 1, start - 1] {
        w.file_claim(&on(&key, day), USDC).refused(ClaimError::EventNotCovered);
    }
    w.file_claim(&on(&key, start), USDC).ok();
}

#[test]
fn a43_nothing_is_claimed_in_the_slot_of_the_purchase_with_or_without_waiting() {
    for waiting in [0, 7] {
        let mut spec = AssessedSpec::default();
        spec.terms.waiting_days = waiting;
        let (mut w, product, _) = insured_under(&spec);
        let buyer = w.actor(PLENTY);
        let source = pda::associated_token(&buyer, &w.mint);
        let args = BuyArgs {
            id: 0,
            cover: 10_000 * USDC,
            days: 30,
            max_premium: u64::MAX,
            holder: buyer,
            insured: Address::default(),
        };
        let buy = w.watched(ix::buy_policy(w.pool, product, buyer, source, args), &product);
        let policy = pda::policy(&product, &buyer, 0);
        for (ahead, wanted) in [(0, ClaimError::EventNotCovered), (1, ClaimError::EventInFuture)] {
            let key = w.claim_key(&product, &policy, w.today() + ahead);
            let file = ix::file_claim(buyer, &key, false, source, USDC, courts::evidence());
            w.send_all(&[buy.clone(), file]).refused(wanted);
        }
        w.send_all(&[buy]).ok();
    }
}

#[test]
fn a44_an_event_is_covered_from_the_first_to_the_last_day_of_force() {
    let (mut w, key) = unfiled();
    let policy = w.policy(&key.policy);
    let (start, end) = (policy.start_day.get(), policy.end_day.get());
    w.set_time(i64::from(end + 3) * DAY);
    for (day, covered) in [(start - 1, false), (start, true), (end - 1, true), (end, false), (end + 1, false)] {
        if covered {
            accepted_now(&mut w, &on(&key, day));
        } else {
            w.file_claim(&on(&key, day), USDC).refused(ClaimError::EventNotCovered);
        }
    }
}

#[test]
fn a44_around_the_start_of_force() {
    let (mut w, key) = unfiled();
    let start = w.policy(&key.policy).start_day.get();
    let t = i64::from(start) * DAY;
    w.set_time(t - 1);
    w.file_claim(&on(&key, start - 1), USDC).refused(ClaimError::EventNotCovered);
    w.file_claim(&on(&key, start), USDC).refused(ClaimError::EventInFuture);
    for at in [t, t + 1] {
        w.set_time(at);
        accepted_now(&mut w, &on(&key, start));
    }
}

#[test]
fn a44_around_the_end_of_force() {
    let (mut w, key) = unfiled();
    let end = w.policy(&key.policy).end_day.get();
    let t = i64::from(end) * DAY;
    w.set_time(t - 1);
    accepted_now(&mut w, &on(&key, end - 1));
    w.file_claim(&on(&key, end), USDC).refused(ClaimError::EventInFuture);
    for at in [t, t + 1] {
        w.set_time(at);
        accepted_now(&mut w, &on(&key, end - 1));
        w.file_claim(&on(&key, end), USDC).refused(ClaimError::EventNotCovered);
    }
}

#[test]
fn a44_around_the_end_of_grace() {
    let (mut w, key) = unfiled();
    let t = grace_end(&w, &key);
    let end = w.policy(&key.policy).end_day.get();
    assert_eq!(t, i64::from(end + 35) * DAY);
    for (at, accepted) in [(t - 1, true), (t, false), (t + 1, false)] {
        w.set_time(at);
        for day in [key.event_day, end - 1] {
            if accepted {
                accepted_now(&mut w, &on(&key, day));
            } else {
                w.file_claim(&on(&key, day), USDC).refused(ClaimError::ClaimTooLate);
            }
        }
    }
}

#[test]
fn inv12_an_event_of_today_can_be_claimed_and_one_of_tomorrow_not() {
    let (mut w, key) = unfiled();
    let today = w.today();
    accepted_now(&mut w, &on(&key, today));
    for day in [today + 1, today + 2, u32::MAX] {
        w.file_claim(&on(&key, day), USDC).refused(ClaimError::EventInFuture);
    }
    w.set_time(i64::from(today + 1) * DAY - 1);
    w.file_claim(&on(&key, today + 1), USDC).refused(ClaimError::EventInFuture);
    w.advance(1);
    accepted_now(&mut w, &on(&key, today + 1));
}

#[test]
fn the_products_claim_window_counts_days_from_the_event() {
    let mut spec = AssessedSpec::default();
    spec.terms.claim_window_days = 2;
    let (mut w, product, policy) = insured_under(&spec);
    let key = w.claim_key(&product, &policy, w.policy(&policy).start_day.get());
    let day = i64::from(key.event_day) * DAY;
    for (at, accepted) in [
        (day, true),
        (day + 3 * DAY - 1, true),
        (day + 3 * DAY, false),
        (day + 3 * DAY + 1, false),
    ] {
        w.set_time(at);
        if accepted {
            accepted_now(&mut w, &key);
        } else {
            w.file_claim(&key, USDC).refused(ClaimError::ClaimWindowOver);
        }
    }
}

#[test]
fn a45_a_day_is_claimed_once_whatever_became_of_it() {
    for end in 0..4 {
        let (mut w, key) = match end {
            0 => claimed(),
            1 => concluded(10),
            2 => concluded(NOTHING),
            _ => drawn(),
        };
        w.file_claim(&key, USDC).refused_by_framework(IN_USE);
        let stranger = w.wallet_address();
        if end >= 2 {
            let refile_until = w.claim(&key).refile_until.get();
            w.set_time(refile_until);
            give_up(&mut w, &stranger, &key).ok();
            w.file_claim(&key, USDC).refused_by_framework(IN_USE);
        }
    }
}

#[test]
fn a45_one_claim_of_a_policy_is_undecided_at_a_time() {
    let (mut w, key) = claimed();
    let other = on(&key, key.event_day + 1);
    w.file_claim(&other, USDC).refused(ClaimError::ClaimOpen);
    // Also while it can be filed again.
    conclude(&mut w, &key, 0, NOTHING);
    w.file_claim(&other, USDC).refused(ClaimError::ClaimOpen);
    let own = holder(&w, &key);
    give_up(&mut w, &own, &key).ok();
    w.file_claim(&other, USDC).ok();
    assert_eq!(w.policy(&key.policy).claims, 2);
    w.assert_books();
}

#[test]
fn a45_after_a_payout_only_what_is_left_of_the_cover_can_be_claimed() {
    let (mut w, key) = concluded(10);
    let left = w.policy(&key.policy).remaining().unwrap();
    assert_eq!(left, 40_000 * USDC - 18_000 * USDC);
    let other = on(&key, key.event_day + 1);
    w.file_claim(&other, left + 1).refused(ClaimError::AmountAboveCover);
    w.file_claim(&other, u64::MAX).refused(ClaimError::AmountAboveCover);
    w.file_claim(&other, left).ok();
    // The deductible is that of the whole cover, for each event.
    conclude(&mut w, &other, 0, ALL);
    assert_eq!(w.claim(&other).payout.get(), left - DEDUCTIBLE);
    assert_eq!(w.policy(&key.policy).paid.get(), 18_000 * USDC + left - DEDUCTIBLE);
}

#[test]
fn a45_nothing_and_more_than_the_cover_cannot_be_claimed() {
    let (mut w, key) = unfiled();
    w.file_claim(&key, 0).refused(PoolError::ZeroAmount);
    w.file_claim(&key, 40_000 * USDC + 1).refused(ClaimError::AmountAboveCover);
    w.file_claim(&key, 40_000 * USDC).ok();
}

#[test]
fn a_product_that_is_settled_by_incidents_takes_no_claim() {
    let (mut w, product, policy) = insured_under(&by_incident());
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, USDC).refused(ClaimError::SettledByIncident);
}

#[test]
fn only_the_holder_claims_and_with_their_own_money() {
    let (mut w, key) = unfiled();
    let right = file(&mut w, &key, USDC);
    let (own, stranger) = (holder(&w, &key), w.actor(PLENTY));
    w.send_all(&[right.swapped(&own, &stranger)]).refused(PolicyError::WrongHolder);
    let (source, foreign) = (pda::associated_token(&own, &w.mint), pda::associated_token(&stranger, &w.mint));
    w.send_all(&[right.swapped(&source, &foreign)]).refused(PoolError::WrongTokenOwner);
    // A holder to whom the policy was given claims; who gave it does not.
    w.transfer(&key.product, &key.policy, stranger).ok();
    w.send_all(&[right]).refused(PolicyError::WrongHolder);
    w.file_claim(&key, USDC).ok();
    assert_eq!(w.case(&key.case(0)).claimant, stranger);
}

#[test]
fn the_bond_is_half_a_percent_at_least_the_minimum_and_the_fee_rounded_up() {
    let (mut w, key) = unfiled();
    for (minimum, amount, bond) in [
        (200 * USDC, 40_000 * USDC, 200 * USDC),
        (201 * USDC, 40_000 * USDC, 201 * USDC),
        (0, 40_000 * USDC, 200 * USDC),
        (0, 30_000 * USDC + 1, 150 * USDC + 1),
        (0, 30_000 * USDC, 150 * USDC),
        (0, 20_000 * USDC + 200, FEE + 1),
        (0, 20_000 * USDC, FEE),
        (0, 1, FEE),
    ] {
        let mut args = court_args();
        args.min_bond = minimum;
        w.set_court(args).ok();
        let before = w.svm.clone();
        w.file_claim(&key, amount).ok();
        assert_eq!(w.case(&key.case(0)).bond.get(), bond, "of {amount}");
        assert_eq!(w.balance(&pda::vault(&pda::court(&w.pool))), bond);
        w.svm = before;
    }
}

#[test]
fn a_holder_without_the_bond_does_not_claim() {
    let (mut w, key) = unfiled();
    let right = file(&mut w, &key, 40_000 * USDC);
    let source = pda::associated_token(&holder(&w, &key), &w.mint);
    let (mint, owner) = (w.mint, holder(&w, &key));
    w.put_token(source, &mint, &owner, BOND - 1);
    w.send_all(std::slice::from_ref(&right)).refused(PoolError::SourceShort);
    w.put_token(source, &mint, &owner, BOND);
    w.send_all(&[right]).ok();
}

#[test]
fn every_account_of_a_filing_belongs_to_the_others() {
    let (mut w, key) = unfiled();
    let right = file(&mut w, &key, USDC);
    let own = holder(&w, &key);
    let foreign = foreign(&mut w);
    let source = pda::associated_token(&own, &w.mint);
    let court = pda::court(&w.pool);
    let swap = |a: &Address, b: &Address| right.swapped(a, b);
    w.send_all(&[swap(&w.pool.clone(), &foreign.pool)]).refused(PoolError::WrongPool);
    w.send_all(&[swap(&key.product, &foreign.twin)])
        .refused(PolicyError::PolicyOfOtherProduct);
    w.send_all(&[swap(&court, &foreign.court)]).refused(CaseError::WrongCourt);
    w.send_all(&[swap(&pda::vault(&court), &pda::vault(&foreign.court))])
        .refused(CaseError::WrongBondVault);
    w.send_all(&[swap(&pda::vault(&court), &pda::vault(&w.pool.clone()))])
        .refused(CaseError::WrongBondVault);
    let of_another_mint = foreign.token(&mut w, &own);
    w.send_all(&[swap(&source, &of_another_mint)]).refused(PoolError::WrongMint);
    let electorate = copy_owned_by(&mut w, &pda::electorate(), breakwater::ID);
    w.send_all(&[swap(&pda::electorate(), &electorate)])
        .refused(EscrowError::WrongElectorate);
    // Claim and case lie at the addresses of policy, day and number.
    for other in [
        pda::claim(&key.policy, key.event_day + 1),
        pda::claim(&foreign.policy, key.event_day),
    ] {
        w.send_all(&[swap(&key.claim(), &other)]).refused_by_framework(InvalidSeeds);
    }
    for other in [key.case(1), pda::case(&key.policy, 0)] {
        w.send_all(&[swap(&key.case(0), &other)]).refused_by_framework(InvalidSeeds);
    }
    w.send_all(&[right]).ok();
}

#[test]
fn a16_lamports_sent_ahead_stop_no_claim() {
    let (mut w, key) = unfiled();
    for address in [key.claim(), key.case(0)] {
        give_lamports(&mut w, &address, 900_000);
    }
    w.file_claim(&key, USDC).ok();
    w.assert_books();
}
