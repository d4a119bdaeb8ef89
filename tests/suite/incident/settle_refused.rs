//! `settle_policy`: which accounts it takes.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::errors::{AccessError, IncidentError, PolicyError, PoolError},
    breakwater_testkit::*,
    solana_instruction_error::InstructionError::*,
};

/// A policy of 30,000 for 60 days, struck at 40 % three days after the start; the step is final.
fn struck() -> (World, Address, Address, Address) {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 30_000 * USDC, 60);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    (w, product, holder, policy)
}

#[test]
fn a02_a15_a_caller_signs_and_no_account_follows() {
    let (mut w, product, _, policy) = struck();
    let ix = settle_ix(&w, &product, 0, &policy);
    let (keeper, stranger) = (w.keeper, w.wallet_address());
    w.send_all(&[ix.unsigned(&keeper)]).refused_by_framework(MissingRequiredSignature);
    w.send_all(&[ix.plus(&stranger)]).refused(AccessError::UnexpectedAccount);
    for slot in 1..9 {
        let mut readonly = ix.clone();
        if std::mem::take(&mut readonly.accounts[slot].is_writable) {
            w.send_all(&[readonly]).refused_by_framework(NOT_WRITABLE);
        }
    }
}

#[test]
fn a04_every_account_must_be_of_the_policys_family() {
    let (mut w, product, holder, policy) = struck();
    let other = other_pool(&mut w);
    let sibling = w.product_from(&spec_with_feeds(11));
    let (_, siblings) = w.holder(&sibling, 1_000 * USDC, 30);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &sibling, price_at(10));
    let (pool, mint, vault, incident) = (w.pool, w.mint, pda::vault(&w.pool), pda::incident(&product, 0));
    let thief = w.actor(0);
    let ix = settle_ix(&w, &product, 0, &policy);
    let ata = pda::associated_token(&holder, &mint);
    let mut send = |ix: Instruction| w.send_all(&[ix]);
    send(ix.swapped(&pool, &other.pool)).refused(PoolError::WrongPool);
    send(ix.swapped(&product, &sibling)).refused(IncidentError::OtherProduct);
    send(ix.swapped(&incident, &pda::incident(&sibling, 0))).refused(IncidentError::OtherProduct);
    send(ix.swapped(&policy, &siblings)).refused(PolicyError::PolicyOfOtherProduct);
    send(ix.swapped(&policy, &other.policy)).refused(PolicyError::PolicyOfOtherProduct);
    send(ix.swapped(&holder, &thief)).refused(PolicyError::WrongHolder);
    send(ix.swapped(&vault, &other.vault)).refused(PoolError::WrongVault);
    send(ix.swapped(&mint, &other.mint)).refused(PoolError::WrongMint);
    for wrong in [
        pda::associated_token(&thief, &mint),
        pda::associated_token(&holder, &other.mint),
        pda::associated_token(&pool, &mint),
        thief,
    ] {
        send(ix.swapped(&ata, &wrong)).refused(PoolError::NotAssociated);
    }
    send(ix.swapped(&product, &sibling).swapped(&incident, &pda::incident(&sibling, 0))).refused(PolicyError::PolicyOfOtherProduct);
}

#[test]
fn a52_even_the_holders_own_second_account_is_not_paid_here() {
    let (mut w, product, holder, policy) = struck();
    let (mint, second) = (w.mint, Address::new_from_array([0x71; 32]));
    w.put_token(second, &mint, &holder, 0);
    let mut ix = settle_ix(&w, &product, 0, &policy).swapped(&pda::associated_token(&holder, &mint), &second);
    ix.accounts[0].pubkey = holder;
    w.send_all(&[ix]).refused(PoolError::NotAssociated);
}

#[test]
fn a20_the_programs_called_are_the_real_ones() {
    let (mut w, product, _, policy) = struck();
    let ix = settle_ix(&w, &product, 0, &policy);
    for (real, fake) in [
        (pda::TOKEN, pda::ASSOCIATED_TOKEN),
        (pda::ASSOCIATED_TOKEN, pda::TOKEN),
        (pda::SYSTEM, breakwater::ID),
    ] {
        w.send_all(&[ix.swapped(&real, &fake)]).refused_by_framework(IncorrectProgramId);
    }
}
