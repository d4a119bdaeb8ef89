//! `pay_claim` and `refund_bond`: money to the holder and to nobody else, whatever became of their account.

use {
    super::{kit::*, steps::*},
    crate::{
        incident::kit::{edit_token, freeze, thaw},
        pool::tamper::*,
    },
    breakwater::{
        errors::{AccessError, CaseError, ClaimError, PolicyError, PoolError},
        events::PolicyPaid,
        instructions::policy::buy::BuyArgs,
    },
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        world::PLENTY,
        *,
    },
    solana_instruction_error::InstructionError::{IllegalOwner, IncorrectProgramId, MissingRequiredSignature},
};

const PAYOUT: u64 = 38_000 * USDC;

fn account(w: &World, key: &ClaimKey) -> Address {
    pda::associated_token(&holder(w, key), &w.mint)
}

fn pay(w: &World, key: &ClaimKey) -> Instruction {
    ix::pay_claim(w.keeper, key, holder(w, key), w.mint)
}

/// The account is gone, as when its owner has closed it.
fn remove(w: &mut World, address: &Address) {
    let mut account = w.svm.get_account(address).expect("an account");
    (account.lamports, account.owner) = (0, pda::SYSTEM);
    account.data.clear();
    w.svm.set_account(*address, account).expect("an empty account");
}

fn lamports(w: &World, address: &Address) -> u64 {
    w.svm.get_balance(address).unwrap_or(0)
}

#[test]
fn pay_claim_takes_exactly_what_it_declares() {
    let (mut w, key) = concluded(ALL);
    let said = PolicyPaid {
        policy: key.policy,
        holder: holder(&w, &key),
        amount: PAYOUT,
        at: w.now(),
    };
    let right = pay(&w, &key);
    let keeper = w.keeper;
    w.send_all(&[right.unsigned(&keeper)])
        .refused_by_framework(MissingRequiredSignature);
    let own = account(&w, &key);
    for written in [w.pool, key.policy, own, pda::vault(&w.pool)] {
        w.send_all(&[right.readonly(&written)]).refused_by_framework(NOT_WRITABLE);
    }
    for typed in [w.pool, key.product, key.policy, key.claim(), pda::vault(&w.pool)] {
        let fake = copy_owned_by(&mut w, &typed, ATTACKER);
        w.send_all(&[right.swapped(&typed, &fake)]).refused_by_framework(IllegalOwner);
    }
    for (program, other) in [
        (pda::TOKEN, pda::SYSTEM),
        (pda::ASSOCIATED_TOKEN, pda::TOKEN),
        (pda::SYSTEM, pda::TOKEN),
    ] {
        w.send_all(&[right.swapped(&program, &other)])
            .refused_by_framework(IncorrectProgramId);
    }
    w.send_all(&[right.plus(&keeper)]).refused(AccessError::UnexpectedAccount);
    w.send_all(&[right]).emits(said).ok();
    w.assert_books();
}

#[test]
fn a46_a_claim_is_paid_once() {
    let (mut w, key) = concluded(ALL);
    let own = account(&w, &key);
    let (before, pay) = (w.balance(&own), pay(&w, &key));
    w.send_all(&[pay.clone(), pay.clone()]).refused(ClaimError::NoPayoutWaits);
    let owed = ix::pay_owed(w.keeper, w.pool, key.product, key.policy, own);
    w.send_all(&[pay.clone(), owed.clone()]).refused(PolicyError::NothingOwed);
    w.send_all(&[owed, pay.clone()]).refused(ClaimError::NoPayoutWaits);
    w.send_all(std::slice::from_ref(&pay)).ok();
    w.send_all(&[pay]).refused(ClaimError::NoPayoutWaits);
    assert_eq!(w.balance(&own) - before, PAYOUT);
    // Nor after it was given to another.
    let to = w.actor(0);
    w.transfer(&key.product, &key.policy, to).ok();
    w.pay_claim(&key).refused(ClaimError::NoPayoutWaits);
    w.conclude_claim(&key, 0).refused(CaseError::CaseNotEnded);
    assert_eq!((w.wallet(&to), w.pool().payable.get()), (0, 0));
    w.assert_books();
}

#[test]
fn a52_a_policy_is_not_given_away_while_a_claim_on_it_is_undecided_or_owed() {
    let (mut w, key) = claimed();
    let to = w.actor(0);
    w.transfer(&key.product, &key.policy, to).refused(ClaimError::ClaimOpen);
    decide(&mut w, &key.case(0), ALL);
    w.transfer(&key.product, &key.policy, to).refused(ClaimError::ClaimOpen);
    w.conclude_claim(&key, 0).ok();
    w.transfer(&key.product, &key.policy, to).refused(PolicyError::StillOwed);
    w.pay_claim(&key).ok();
    w.transfer(&key.product, &key.policy, to).ok();
    // While it can be filed again, too.
    let (mut w, key) = concluded(NOTHING);
    w.transfer(&key.product, &key.policy, to).refused(ClaimError::ClaimOpen);
    let own = holder(&w, &key);
    give_up(&mut w, &own, &key).ok();
    w.transfer(&key.product, &key.policy, to).ok();
}

#[test]
fn a52_money_goes_to_the_holders_associated_account_only() {
    let (mut w, key) = concluded(ALL);
    let (right, own) = (pay(&w, &key), account(&w, &key));
    let thief = w.actor(PLENTY);
    let theirs = pda::associated_token(&thief, &w.mint);
    for other in [theirs, pda::vault(&pda::court(&w.pool)), thief] {
        w.send_all(&[right.swapped(&own, &other)]).refused(PoolError::NotAssociated);
    }
    // Another account of the holder.
    let second = Address::new_from_array([0x44; 32]);
    let (mint, owner) = (w.mint, holder(&w, &key));
    w.put_token(second, &mint, &owner, 0);
    w.send_all(&[right.swapped(&own, &second)]).refused(PoolError::NotAssociated);
    // The thief as the holder.
    w.send_all(&[ix::pay_claim(w.keeper, &key, thief, w.mint)])
        .refused(PolicyError::WrongHolder);
    w.send_all(&[right]).ok();
}

#[test]
fn the_accounts_of_a_payment_belong_together() {
    let (mut w, key) = concluded(ALL);
    let right = pay(&w, &key);
    let other = second_policy(&mut w, &key, 10_000 * USDC);
    w.file_claim(&other, USDC).ok();
    let foreign = foreign(&mut w);
    let (pool, own) = (w.pool, holder(&w, &key));
    let swap = |a: &Address, b: &Address| right.swapped(a, b);
    w.send_all(&[swap(&pool, &foreign.pool)]).refused(PoolError::WrongPool);
    w.send_all(&[swap(&key.product, &foreign.twin)])
        .refused(PolicyError::PolicyOfOtherProduct);
    w.send_all(&[swap(&key.policy, &other.policy)])
        .refused(ClaimError::ClaimOfOtherPolicy);
    w.send_all(&[swap(&key.claim(), &other.claim())])
        .refused(ClaimError::ClaimOfOtherPolicy);
    w.send_all(&[swap(&pda::vault(&pool), &pda::vault(&foreign.pool))])
        .refused(PoolError::WrongVault);
    let token = foreign.token(&mut w, &own);
    let mint = Address::new_from_array([0x99; 32]);
    w.send_all(&[swap(&w.mint.clone(), &mint)]).refused(PoolError::WrongMint);
    w.send_all(&[swap(&pda::associated_token(&own, &w.mint), &token)])
        .refused(PoolError::NotAssociated);
    w.send_all(&[right]).ok();
}

#[test]
fn nothing_is_paid_for_a_claim_that_is_not_accepted() {
    let (mut w, key) = claimed();
    w.pay_claim(&key).refused(ClaimError::NoPayoutWaits);
    decide(&mut w, &key.case(0), ALL);
    w.pay_claim(&key).refused(ClaimError::NoPayoutWaits);
    for (mut w, key) in [concluded(NOTHING), drawn()] {
        w.pay_claim(&key).refused(ClaimError::NoPayoutWaits);
    }
}

#[test]
fn a17_a_missing_account_is_created_by_the_caller() {
    let (mut w, key) = concluded(ALL);
    let own = account(&w, &key);
    remove(&mut w, &own);
    // Without the holder's wallet nothing is created, and nothing paid.
    let mut without = pay(&w, &key);
    let slot = without
        .accounts
        .iter()
        .position(|m| m.pubkey == holder(&w, &key))
        .expect("the holder");
    without.accounts[slot].pubkey = breakwater::ID;
    w.send_all(&[without]).refused(PoolError::DestinationFrozen);
    let (keeper, rent) = (w.keeper, w.svm.minimum_balance_for_rent_exemption(165));
    let before = lamports(&w, &keeper);
    w.pay_claim(&key).ok();
    assert_eq!((w.balance(&own), before - lamports(&w, &keeper)), (PAYOUT, rent));
    w.assert_books();
}

#[test]
fn a17_lamports_at_the_address_of_a_missing_account_stop_no_payment() {
    let (mut w, key) = concluded(ALL);
    let own = account(&w, &key);
    remove(&mut w, &own);
    give_lamports(&mut w, &own, 900_000);
    w.pay_claim(&key).ok();
    assert_eq!(w.balance(&own), PAYOUT);
}

#[test]
fn r16_a26_a_frozen_or_foreign_account_is_refused_stops_nobody_and_is_paid_later() {
    let thief = Address::new_from_array([0x7f; 32]);
    for how in 0..3 {
        let (mut w, key) = claimed();
        let own = account(&w, &key);
        let other = second_policy(&mut w, &key, 10_000 * USDC);
        w.file_claim(&other, 10_000 * USDC).ok();
        w.to_count(&key.case(0));
        w.advance_case(&key.case(0)).ok();
        decide(&mut w, &key.case(0), ALL);
        w.conclude_claim(&key, 0).ok();
        let mint = w.mint;
        match how {
            0 => freeze(&mut w, &own),
            1 => edit_token(&mut w, &own, |data| data[32..64].copy_from_slice(thief.as_ref())),
            _ => edit_token(&mut w, &own, |data| data[108] = 0),
        }
        w.pay_claim(&key).refused(PoolError::DestinationFrozen);
        let refused = w.pay_owed(&key.product, &key.policy);
        assert!(refused.result.is_err() && !refused.changed);
        // The other's claim goes on, to the end: an expired round, then a verdict.
        w.advance_case(&other.case(0)).ok();
        decide(&mut w, &other.case(0), ALL);
        w.conclude_claim(&other, 0).ok();
        w.pay_claim(&other).ok();
        let (buyer, _) = w.holder(&key.product, 1_000 * USDC, 30);
        assert_eq!(w.pool().payable.get(), PAYOUT, "still there");
        w.assert_books();
        // Years later.
        w.advance(800 * DAY);
        w.close_policy(&key.product, &key.policy).refused(PolicyError::StillOwed);
        let owner = holder(&w, &key);
        match how {
            0 => thaw(&mut w, &own),
            _ => w.put_token(own, &mint, &owner, 0),
        }
        let before = w.balance(&own);
        if how == 2 {
            w.pay_claim(&key).ok();
        } else {
            w.pay_owed(&key.product, &key.policy).ok();
        }
        assert_eq!(w.balance(&own) - before, PAYOUT);
        assert!(w.wallet(&buyer) < PLENTY);
        w.assert_books();
    }
}

#[test]
fn a26_an_owed_claim_goes_to_any_account_of_the_holder_who_signs() {
    let (mut w, key) = concluded(ALL);
    let (own, owner, mint) = (account(&w, &key), holder(&w, &key), w.mint);
    freeze(&mut w, &own);
    let second = Address::new_from_array([0x44; 32]);
    w.put_token(second, &mint, &owner, 0);
    w.send_all(&[ix::pay_owed(w.keeper, w.pool, key.product, key.policy, second)])
        .refused(PoolError::NotAssociated);
    w.send_all(&[ix::pay_owed(owner, w.pool, key.product, key.policy, second)]).ok();
    assert_eq!(w.balance(&second), PAYOUT);
    w.pay_claim(&key).refused(ClaimError::NoPayoutWaits);
    w.assert_books();
}

#[test]
fn a17_a_holder_that_is_a_program_address_claims_and_is_paid() {
    let (mut w, product, _) = insured();
    let vault = Address::find_program_address(&[b"treasury"], &ATTACKER).0;
    let buyer = w.actor(PLENTY);
    let args = BuyArgs {
        id: 0,
        cover: 40_000 * USDC,
        days: 60,
        max_premium: u64::MAX,
        holder: vault,
        insured: Address::default(),
    };
    w.buy_with(&product, &buyer, args).ok();
    let policy = pda::policy(&product, &buyer, 0);
    let start = w.policy(&policy).start_day.get();
    w.set_time(i64::from(start) * DAY);
    let key = w.claim_key(&product, &policy, start);
    w.file_claim(&key, 40_000 * USDC).ok();
    conclude(&mut w, &key, 0, ALL);
    let own = account(&w, &key);
    remove(&mut w, &own);
    w.pay_claim(&key).ok();
    assert_eq!(w.balance(&own), PAYOUT);
    w.assert_books();
}

#[test]
fn a_holder_may_send_the_payment() {
    for missing in [false, true] {
        let (mut w, key) = concluded(ALL);
        let (own, owner) = (account(&w, &key), holder(&w, &key));
        if missing {
            remove(&mut w, &own);
        }
        let before = w.balance(&own);
        w.send_all(&[ix::pay_claim(owner, &key, owner, w.mint)]).ok();
        assert_eq!(w.balance(&own) - before, PAYOUT);
    }
}

#[test]
fn a52_a_bond_goes_back_to_the_claimant_whoever_asks_for_it_and_once() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.refund(&case, false).refused(CaseError::NothingToRefund);
    decide(&mut w, &case, ALL);
    w.conclude_claim(&key, 0).ok();
    let (own, owner, mint, pool) = (account(&w, &key), holder(&w, &key), w.mint, w.pool);
    let thief = w.actor(PLENTY);
    let theirs = pda::associated_token(&thief, &mint);
    for caller in [thief, w.keeper, w.bootstrap] {
        w.send_all(&[ix::refund_bond(caller, pool, case, theirs, false)])
            .refused(PoolError::WrongTokenOwner);
    }
    let second = Address::new_from_array([0x44; 32]);
    w.put_token(second, &mint, &owner, 0);
    w.send_all(&[ix::refund_bond(thief, pool, case, second, false)])
        .refused(PoolError::NotAssociated);
    // There was no appeal.
    w.send_all(&[ix::refund_bond(thief, pool, case, theirs, true)])
        .refused(CaseError::NothingToRefund);
    freeze(&mut w, &own);
    w.refund(&case, false).refused(PoolError::DestinationFrozen);
    thaw(&mut w, &own);
    let right = ix::refund_bond(thief, pool, case, own, false);
    w.send_all(&[right.clone(), right.clone()]).refused(CaseError::NothingToRefund);
    let before = w.balance(&own);
    refused_unless_as_declared(&mut w, &right).ok();
    assert_eq!(w.balance(&own) - before, BOND);
    w.send_all(&[right]).refused(CaseError::NothingToRefund);
    w.assert_books();
}
