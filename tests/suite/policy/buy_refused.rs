//! `buy_policy`: one refusal per constraint and per argument.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{AccessError, PolicyError, PoolError, ProductError},
        instructions::policy::buy::BuyArgs,
    },
    breakwater_testkit::*,
    solana_instruction_error::InstructionError::*,
};

/// An observed world and a buyer with 10,000.
fn open() -> (World, Address, Address) {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let buyer = w.actor(10_000 * USDC);
    (w, product, buyer)
}

fn right(w: &World, product: &Address, buyer: &Address) -> Instruction {
    buy_ix(w, product, buyer, buy_args(buyer, 0, 1_000 * USDC, 30))
}

#[test]
fn buy_policy_takes_exactly_what_it_declares() {
    let (mut w, product, buyer) = open();
    let ix = right(&w, &product, &buyer);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn periods_outside_the_terms_are_refused() {
    let (mut w, product, buyer) = open();
    for days in [0, 1, 6, 366, u16::MAX] {
        w.buy(&product, &buyer, 0, 1_000 * USDC, days)
            .refused(PolicyError::PeriodOutOfBounds);
    }
    let mut spec = spec_with_feeds(11);
    (spec.terms.min_days, spec.terms.max_days) = (30, 60);
    let narrow = w.product_from(&spec);
    w.observe_at(&narrow, PAR).ok();
    for days in [29, 61] {
        w.buy(&narrow, &buyer, 0, 1_000 * USDC, days)
            .refused(PolicyError::PeriodOutOfBounds);
    }
    for (id, days) in [(0, 30), (1, 60)] {
        w.buy(&narrow, &buyer, id, 1_000 * USDC, days).ok();
    }
}

#[test]
fn an_end_plus_grace_beyond_402_days_is_refused() {
    let (mut w, product, buyer) = open();
    // No listed product reaches it: 366 days and 35 of grace are 401. Two more days of grace than the bound allows do.
    for (grace, sells) in [(36u16, true), (37, false)] {
        let mut p = w.product(&product);
        p.terms.grace_days = grace.into();
        w.write(&product, &*p);
        let outcome = w.buy(&product, &buyer, u64::from(grace), 1_000 * USDC, 365);
        if sells {
            outcome.ok();
        } else {
            outcome.refused(PolicyError::PeriodTooFar)
        }
    }
}

#[test]
fn a30_covers_outside_the_terms_are_refused() {
    let (mut w, product, buyer) = open();
    for cover in [0, 1, 10 * USDC - 1, 10_000_000 * USDC + 1, u64::MAX] {
        w.buy(&product, &buyer, 0, cover, 30).refused(PolicyError::CoverOutOfBounds);
    }
}

#[test]
fn a30_the_largest_numbers_of_all_are_refused_by_cap_and_capital() {
    let (mut w, _, _) = open();
    let mut spec = spec_with_feeds(11);
    (spec.terms.max_cover, spec.limits.cap) = (u64::MAX, u64::MAX);
    let product = w.product_from(&spec);
    let buyer = w.actor(u64::MAX / 2);
    w.observe_at(&product, PAR).ok();
    w.buy(&product, &buyer, 0, u64::MAX, 365).refused(PolicyError::NotEnoughCapital);
    w.buy(&product, &buyer, 1, 10 * USDC, 365).ok();
    // Now the sum with what is active does not fit 64 bits.
    w.buy(&product, &buyer, 0, u64::MAX, 365).refused(PolicyError::CapReached);
}

#[test]
fn a_premium_of_zero_is_no_offer() {
    let (mut w, product, buyer) = open();
    let args = BuyArgs {
        max_premium: 0,
        ..buy_args(&buyer, 0, 10 * USDC, 7)
    };
    w.buy_with(&product, &buyer, args).refused(PolicyError::PremiumTooHigh);
}

#[test]
fn a_policy_needs_a_holder() {
    let (mut w, product, buyer) = open();
    let args = BuyArgs {
        holder: Address::default(),
        ..buy_args(&buyer, 0, 1_000 * USDC, 30)
    };
    w.buy_with(&product, &buyer, args).refused(PolicyError::ZeroHolder);
}

#[test]
fn a_buyer_with_one_atom_less_than_the_premium_is_refused_by_name() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let (poor, exact) = (w.actor(84_345_034), w.actor(84_345_035));
    w.buy(&product, &poor, 0, 50_000 * USDC, 30).refused(PoolError::SourceShort);
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    w.fund(exact, 84_345_035);
    w.buy(&product, &exact, 0, 50_000 * USDC, 30).ok();
    assert_eq!(w.wallet(&exact), 0);
}

#[test]
fn a_frozen_source_is_refused_by_the_token_program() {
    let (mut w, product, buyer) = open();
    let source = pda::associated_token(&buyer, &w.mint);
    freeze(&mut w, &source);
    w.buy(&product, &buyer, 0, 1_000 * USDC, 30).refused_by_framework(Custom(17));
}

#[test]
fn a11_a_policy_is_not_sold_twice_under_one_number() {
    let (mut w, product, buyer) = open();
    w.buy(&product, &buyer, 0, 1_000 * USDC, 30).ok();
    let second = right(&w, &product, &buyer);
    w.send_all(&[second]).refused_by_framework(IN_USE);
}

#[test]
fn a02_only_the_buyers_signature_spends_the_buyers_tokens() {
    let (mut w, product, buyer) = open();
    let ix = right(&w, &product, &buyer);
    w.send_all(&[ix.unsigned(&buyer)]).refused_by_framework(MissingRequiredSignature);
    // A thief signs as buyer and names the victim's token account as source.
    let thief = w.actor(0);
    let purse = |who: &Address| pda::associated_token(who, &w.mint);
    let theft = right(&w, &product, &thief).swapped(&purse(&thief), &purse(&buyer));
    w.send_all(&[theft]).refused(PoolError::WrongTokenOwner);
}

#[test]
fn a04_pool_product_watch_and_vault_must_be_of_one_family() {
    let (mut w, product, buyer) = open();
    let other = other_pool(&mut w);
    let sibling = w.product_from(&spec_with_feeds(11));
    let ix = right(&w, &product, &buyer);
    let (pool, watch, vault) = (w.pool, pda::watch(&product), pda::vault(&w.pool));
    let mut send = |ix: Instruction| w.send_all(&[ix]);
    send(ix.swapped(&pool, &other.pool)).refused(PoolError::WrongPool);
    send(ix.swapped(&watch, &pda::watch(&sibling))).refused(ProductError::WrongWatch);
    send(ix.swapped(&watch, &pda::watch(&other.product))).refused(ProductError::WrongWatch);
    send(ix.swapped(&vault, &other.vault)).refused(PoolError::WrongVault);
    // The sibling with its own policy address, but the first product's watch.
    let mixed = ix
        .swapped(&product, &sibling)
        .swapped(&pda::policy(&product, &buyer, 0), &pda::policy(&sibling, &buyer, 0));
    send(mixed).refused(ProductError::WrongWatch);
    // A product of another pool, with everything that follows from it but the pool.
    let mixed = ix
        .swapped(&product, &other.product)
        .swapped(&watch, &pda::watch(&other.product))
        .swapped(&pda::policy(&product, &buyer, 0), &pda::policy(&other.product, &buyer, 0));
    send(mixed).refused(PoolError::WrongPool);
}

#[test]
fn a06_premium_goes_into_the_recorded_vault_only() {
    let (mut w, product, buyer) = open();
    let ix = right(&w, &product, &buyer);
    let (pool, mint, vault) = (w.pool, w.mint, pda::vault(&w.pool));
    // A second token account that the pool owns, and the buyer's own.
    let second = pda::associated_token(&pool, &mint);
    w.put_token(second, &mint, &pool, 0);
    let own = Address::new_from_array([0x71; 32]);
    w.put_token(own, &mint, &buyer, 0);
    for fake in [second, own] {
        w.send_all(&[ix.swapped(&vault, &fake)]).refused(PoolError::WrongVault);
    }
}

#[test]
fn a06_premium_is_paid_in_the_pools_mint_only() {
    let (mut w, product, buyer) = open();
    let other = other_pool(&mut w);
    let ix = right(&w, &product, &buyer);
    let (real, fake) = (pda::associated_token(&buyer, &w.mint), pda::associated_token(&buyer, &other.mint));
    w.put_token(fake, &other.mint, &buyer, 10_000 * USDC);
    w.send_all(&[ix.swapped(&real, &fake)]).refused(PoolError::WrongMint);
}

#[test]
fn any_token_account_of_the_buyer_pays() {
    let (mut w, product, buyer) = open();
    let (mint, second) = (w.mint, Address::new_from_array([0x72; 32]));
    w.put_token(second, &mint, &buyer, 10_000 * USDC);
    let real = pda::associated_token(&buyer, &mint);
    let ix = right(&w, &product, &buyer).swapped(&real, &second);
    w.send_all(&[ix]).ok();
    assert_eq!(w.wallet(&buyer), 10_000 * USDC);
    assert!(w.balance(&second) < 10_000 * USDC);
    w.assert_books();
}

#[test]
fn a05_a_configuration_elsewhere_is_refused() {
    let (mut w, product, buyer) = open();
    let data = w.svm.get_account(&pda::config()).expect("the configuration").data;
    let fake = Address::new_from_array([0x73; 32]);
    w.put(fake, breakwater::ID, data);
    let ix = right(&w, &product, &buyer).swapped(&pda::config(), &fake);
    w.send_all(&[ix]).refused(AccessError::WrongConfig);
}

#[test]
fn a07_a_policy_lies_at_its_own_address_only() {
    let (mut w, product, buyer) = open();
    let ix = right(&w, &product, &buyer);
    let (pool, policy) = (w.pool, pda::policy(&product, &buyer, 0));
    let stranger = w.wallet_address();
    for wrong in [
        pda::policy(&product, &buyer, 1),
        pda::policy(&product, &stranger, 0),
        pda::policy(&pda::product(&pool, 9), &buyer, 0),
    ] {
        w.send_all(&[ix.swapped(&policy, &wrong)]).refused_by_framework(InvalidSeeds);
    }
}

#[test]
fn a15_one_account_more_is_refused() {
    let (mut w, product, buyer) = open();
    let ix = right(&w, &product, &buyer);
    let stranger = w.wallet_address();
    for extra in [stranger, pda::config(), product] {
        let outcome = w.send_all(&[ix.plus(&extra)]);
        if extra == product {
            outcome.refused_by_framework(DUPLICATE)
        } else {
            outcome.refused(AccessError::UnexpectedAccount)
        }
    }
}

#[test]
fn a20_the_programs_called_are_the_real_ones() {
    let (mut w, product, buyer) = open();
    let ix = right(&w, &product, &buyer);
    for (real, fake) in [
        (pda::TOKEN, pda::SYSTEM),
        (pda::TOKEN, pda::ASSOCIATED_TOKEN),
        (pda::SYSTEM, pda::TOKEN),
        (pda::SYSTEM, breakwater::ID),
    ] {
        w.send_all(&[ix.swapped(&real, &fake)]).refused_by_framework(IncorrectProgramId);
    }
}
