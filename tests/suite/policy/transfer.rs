//! `transfer_policy`: the right goes to another, and only while nothing is being decided.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{errors::PolicyError, events::PolicyTransferred},
    breakwater_testkit::{client::ix, *},
    solana_instruction_error::InstructionError::MissingRequiredSignature,
};

fn sold() -> (World, Address, Address, Address) {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let (holder, policy) = w.holder(&product, 1_000 * USDC, 60);
    (w, product, holder, policy)
}

#[test]
fn transfer_policy_takes_exactly_what_it_declares() {
    let (mut w, product, holder, policy) = sold();
    let to = w.wallet_address();
    let ix = ix::transfer_policy(product, policy, holder, to);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn payments_and_the_right_to_cancel_go_with_the_policy_and_the_rent_does_not() {
    let (mut w, product, holder, policy) = sold();
    let to = w.actor(0);
    let before = w.policy(&policy);
    let said = PolicyTransferred {
        policy,
        from: holder,
        to,
        at: w.now(),
    };
    w.transfer(&product, &policy, to).emits(said).ok();
    let mut wanted = *before;
    wanted.holder = to;
    assert_eq!(
        bytemuck::bytes_of(&*w.policy(&policy)),
        bytemuck::bytes_of(&wanted),
        "and nothing else"
    );
    let own = pda::associated_token(&holder, &w.mint);
    w.advance(8 * DAY);
    let back = ix::cancel_policy(w.pool, product, policy, holder, holder, own, 0);
    w.send_all(&[back]).refused(PolicyError::WrongHolder);
    w.send_all(&[ix::transfer_policy(product, policy, holder, holder)])
        .refused(PolicyError::WrongHolder);
    let old = w.wallet(&holder);
    strike_and_finalise(&mut w, &product, price_at(40));
    w.settle(&product, 0, &policy).ok();
    assert_eq!((w.wallet(&to), w.wallet(&holder)), (400 * USDC, old));
}

#[test]
fn only_the_holder_transfers_and_never_to_nobody() {
    let (mut w, product, holder, policy) = sold();
    let stranger = w.wallet_address();
    let ix = ix::transfer_policy(product, policy, holder, stranger);
    w.send_all(&[ix.unsigned(&holder)]).refused_by_framework(MissingRequiredSignature);
    w.send_all(&[ix::transfer_policy(product, policy, stranger, stranger)])
        .refused(PolicyError::WrongHolder);
    w.transfer(&product, &policy, Address::default()).refused(PolicyError::ZeroHolder);
    let sibling = w.product_from(&spec_with_feeds(11));
    w.send_all(&[ix::transfer_policy(sibling, policy, holder, stranger)])
        .refused(PolicyError::PolicyOfOtherProduct);
}

#[test]
fn a17_a_policy_given_to_an_account_of_the_protocol_still_settles() {
    let (mut w, product, _, policy) = sold();
    for to in [w.pool, pda::vault(&w.pool), product, policy] {
        let base = w.svm.clone();
        w.transfer(&product, &policy, to).ok();
        w.advance(3 * DAY);
        strike_and_finalise(&mut w, &product, price_at(40));
        w.settle(&product, 0, &policy).ok();
        w.assert_books();
        w.svm = base;
    }
}

#[test]
fn a51_a_right_that_is_being_decided_stays_where_it_is() {
    let (mut w, product, holder, policy) = sold();
    let to = w.wallet_address();
    w.advance(3 * DAY);
    see(&mut w, &product, price_at(40)).ok();
    w.transfer(&product, &policy, to).refused(PolicyError::ProductUndecided);
    fall(&mut w, &product, price_at(40));
    w.trigger(&product).ok();
    w.transfer(&product, &policy, to).refused(PolicyError::ProductUndecided);
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    let account = pda::associated_token(&holder, &w.mint);
    freeze(&mut w, &account);
    w.settle(&product, 0, &policy).ok();
    w.transfer(&product, &policy, to).refused(PolicyError::StillOwed);
    thaw(&mut w, &account);
    w.pay_owed(&product, &policy).ok();
    recover_and_seal(&mut w, &product, 0);
    w.transfer(&product, &policy, to).refused(PolicyError::ProductUndecided);
    settle_and_close(&mut w, &product, 0, &[policy]);
    w.transfer(&product, &policy, to).ok();
}
