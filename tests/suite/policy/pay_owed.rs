//! `pay_owed`: what could not be delivered stays payable, to the holder alone, without limit.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{PolicyError, PoolError},
        events::PolicyPaid,
    },
    breakwater_testkit::{client::ix, *},
    solana_instruction_error::InstructionError::*,
};

/// A policy of 1,000 to which 400 are owed, because its holder's token account was frozen at settlement. It is still frozen.
struct Owed {
    w: World,
    product: Address,
    holder: Address,
    policy: Address,
    account: Address,
}

fn owed() -> Owed {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 1_000 * USDC, 30);
    let account = pda::associated_token(&holder, &w.mint);
    w.advance(3 * DAY);
    let number = strike_and_finalise(&mut w, &product, price_at(40));
    freeze(&mut w, &account);
    w.settle(&product, number, &policy).ok();
    w.assert_books();
    assert_eq!((w.policy(&policy).owed.get(), w.pool().payable.get()), (400 * USDC, 400 * USDC));
    Owed {
        w,
        product,
        holder,
        policy,
        account,
    }
}

fn right(o: &Owed) -> Instruction {
    ix::pay_owed(o.w.keeper, o.w.pool, o.product, o.policy, o.account)
}

#[test]
fn pay_owed_takes_exactly_what_it_declares() {
    let mut o = owed();
    thaw(&mut o.w, &o.account);
    let ix = right(&o);
    refused_unless_as_declared(&mut o.w, &ix).ok();
}

#[test]
fn a26_what_a_frozen_account_could_not_take_is_delivered_in_full_once_it_thaws() {
    let mut o = owed();
    o.w.pay_owed(&o.product, &o.policy).refused(PoolError::DestinationFrozen);
    o.w.advance(400 * DAY);
    thaw(&mut o.w, &o.account);
    let (wallet, vault, paid) = (
        o.w.wallet(&o.holder),
        o.w.balance(&pda::vault(&o.w.pool)),
        o.w.pool().paid_total.get(),
    );
    let said = PolicyPaid {
        policy: o.policy,
        holder: o.holder,
        amount: 400 * USDC,
        at: o.w.now(),
    };
    o.w.pay_owed(&o.product, &o.policy).emits(said).ok();
    assert_eq!(o.w.wallet(&o.holder), wallet + 400 * USDC);
    assert_eq!(o.w.balance(&pda::vault(&o.w.pool)), vault - 400 * USDC, "INV-03");
    let (policy, pool) = (o.w.policy(&o.policy), o.w.pool());
    assert_eq!((policy.owed.get(), policy.paid.get(), pool.payable.get()), (0, 400 * USDC, 0));
    assert_eq!(pool.paid_total.get(), paid + 400 * USDC);
    o.w.assert_books();
}

#[test]
fn a46_what_is_delivered_is_not_delivered_again() {
    let mut o = owed();
    thaw(&mut o.w, &o.account);
    let ix = right(&o);
    o.w.send_all(&[ix.clone(), ix.clone()]).refused(PolicyError::NothingOwed);
    o.w.send_all(std::slice::from_ref(&ix)).ok();
    o.w.send_all(&[ix]).refused(PolicyError::NothingOwed);
}

#[test]
fn a_policy_that_is_owed_nothing_gets_nothing() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 30);
    w.pay_owed(&product, &policy).refused(PolicyError::NothingOwed);
}

#[test]
fn a52_owed_money_goes_to_the_holders_associated_account_or_where_the_holder_signs() {
    let mut o = owed();
    let (mint, second) = (o.w.mint, Address::new_from_array([0x71; 32]));
    o.w.put_token(second, &mint, &o.holder, 0);
    let to_second = ix::pay_owed(o.w.keeper, o.w.pool, o.product, o.policy, second);
    o.w.send_all(&[to_second]).refused(PoolError::NotAssociated);
    let unsigned = ix::pay_owed(o.holder, o.w.pool, o.product, o.policy, second).unsigned(&o.holder);
    o.w.send_all(&[unsigned]).refused_by_framework(MissingRequiredSignature);
    // Frozen as the associated account still is, the holder takes the money elsewhere.
    let signed = ix::pay_owed(o.holder, o.w.pool, o.product, o.policy, second);
    o.w.send_all(&[signed]).ok();
    assert_eq!(o.w.balance(&second), 400 * USDC);
    o.w.assert_books();
}

#[test]
fn a52_nobody_else_is_paid_what_a_holder_is_owed() {
    let mut o = owed();
    thaw(&mut o.w, &o.account);
    let thief = o.w.actor(0);
    let thiefs = pda::associated_token(&thief, &o.w.mint);
    for caller in [thief, o.w.keeper, o.holder] {
        let theft = ix::pay_owed(caller, o.w.pool, o.product, o.policy, thiefs);
        o.w.send_all(&[theft]).refused(PoolError::WrongTokenOwner);
    }
}

#[test]
fn a06_owed_money_leaves_the_recorded_vault_in_the_pools_mint() {
    let mut o = owed();
    thaw(&mut o.w, &o.account);
    let other = other_pool(&mut o.w);
    let ix = right(&o);
    let (pool, mint, vault) = (o.w.pool, o.w.mint, pda::vault(&o.w.pool));
    let second = pda::associated_token(&pool, &mint);
    o.w.put_token(second, &mint, &pool, 1_000 * USDC);
    for fake in [other.vault, second] {
        o.w.send_all(&[ix.swapped(&vault, &fake)]).refused(PoolError::WrongVault);
    }
    let foreign = pda::associated_token(&o.holder, &other.mint);
    o.w.put_token(foreign, &other.mint, &o.holder, 0);
    o.w.send_all(&[ix.swapped(&o.account, &foreign)]).refused(PoolError::WrongMint);
    // The vault itself is no destination.
    o.w.send_all(&[ix.swapped(&o.account, &vault)]).refused_by_framework(DUPLICATE);
}

#[test]
fn a04_policy_product_and_pool_must_be_of_one_family() {
    let mut o = owed();
    thaw(&mut o.w, &o.account);
    let other = other_pool(&mut o.w);
    let sibling = o.w.product_from(&spec_with_feeds(11));
    let ix = right(&o);
    let pool = o.w.pool;
    o.w.send_all(&[ix.swapped(&pool, &other.pool)]).refused(PoolError::WrongPool);
    o.w.send_all(&[ix.swapped(&o.product, &sibling)])
        .refused(PolicyError::PolicyOfOtherProduct);
    o.w.send_all(&[ix.swapped(&o.policy, &other.policy)])
        .refused(PolicyError::PolicyOfOtherProduct);
    let all_but_pool = ix.swapped(&o.product, &other.product).swapped(&o.policy, &other.policy);
    o.w.send_all(&[all_but_pool]).refused(PoolError::WrongPool);
}

#[test]
fn a17_owed_money_outlives_its_incident() {
    let mut o = owed();
    recover_and_seal(&mut o.w, &o.product, 0);
    o.w.settle(&o.product, 0, &o.policy).ok();
    o.w.close_incident(&o.product, 0).ok();
    o.w.assert_books();
    assert_eq!(o.w.pool().payable.get(), 400 * USDC);
    o.w.advance(60 * DAY);
    o.w.roll(&o.product).ok();
    o.w.close_policy(&o.product, &o.policy).refused(PolicyError::StillOwed);
    thaw(&mut o.w, &o.account);
    o.w.pay_owed(&o.product, &o.policy).ok();
    o.w.close_policy(&o.product, &o.policy).ok();
    assert_eq!(o.w.pool().payable.get(), 0);
    o.w.assert_books();
}
