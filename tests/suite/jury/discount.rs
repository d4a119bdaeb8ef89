//! The discount for aged escrow, at a purchase and at an extension.

use {
    super::GOVERNANCE_MINT,
    crate::{
        incident::kit::{self, *},
        pool::tamper::*,
    },
    breakwater::{errors::AccessError, state::DiscountArgs},
    breakwater_testkit::{client::ix, world::PLENTY, *},
    solana_instruction_error::InstructionError::*,
};

const COVER: u64 = 10_000 * USDC;

/// A fifth for 1,000 atoms, a twentieth for 100.
fn world() -> (World, Address) {
    let (mut w, product) = kit::world();
    w.electorate().ok();
    let tier = |least, discount| DiscountArgs { least, discount };
    let none = tier(0, 0);
    w.set_discounts([tier(100, 50_000_000), tier(1_000, 200_000_000), none, none]).ok();
    (w, product)
}

/// A buyer whose escrow holds so much since 31 days, in a market that was observed now.
fn aged(amount: u64) -> (World, Address, Address) {
    let (mut w, product) = world();
    let buyer = w.actor(PLENTY);
    w.with_escrow(&buyer, amount);
    w.advance(31 * DAY);
    w.observe_at(&product, PAR).ok();
    (w, product, buyer)
}

fn buy(w: &World, product: &Address, buyer: &Address, id: u64) -> Instruction {
    buy_ix(w, product, buyer, buy_args(buyer, id, COVER, 30))
}

/// Premium of the first purchase, with or without the buyer's escrow.
fn premium(w: &mut World, product: &Address, buyer: &Address, with: bool) -> u64 {
    let base = w.svm.clone();
    let plain = buy(w, product, buyer, 7);
    let buy = if with { ix::with_escrow(plain) } else { plain };
    w.send_all(&[buy]).ok();
    let paid = w.policy(&pda::policy(product, buyer, 7)).premium.get();
    w.assert_books();
    w.svm = base;
    paid
}

#[test]
fn tokens_that_were_locked_for_thirty_days_lower_the_premium_by_their_tier() {
    for (amount, discount) in [
        (99, 0),
        (100, 50_000_000),
        (999, 50_000_000),
        (1_000, 200_000_000),
        (u64::MAX / 4, 200_000_000),
    ] {
        let (mut w, product, buyer) = aged(amount);
        let (full, paid) = (premium(&mut w, &product, &buyer, false), premium(&mut w, &product, &buyer, true));
        let wanted = (u128::from(full) * (1_000_000_000 - discount)).div_ceil(1_000_000_000);
        // The price is rounded up once: what is cut of the full one is less than an atom.
        assert!(
            u128::from(paid) <= wanted && u128::from(paid) + 1 >= wanted,
            "{amount}: {full} and {paid}"
        );
    }
}

#[test]
fn without_the_escrow_nothing_changes() {
    let (mut w, product, buyer) = aged(1_000);
    let full = premium(&mut w, &product, &buyer, false);
    let (mut bare, same) = kit::world();
    let other = bare.actor(PLENTY);
    bare.advance(31 * DAY);
    bare.observe_at(&same, PAR).ok();
    assert_eq!(premium(&mut bare, &same, &other, false), full);
}

#[test]
fn a_day_less_is_no_discount_and_neither_is_what_is_under_notice_or_fresh() {
    let (mut w, product) = world();
    let buyer = w.actor(PLENTY);
    // At noon: thirty days after the next midnight.
    w.with_escrow(&buyer, 1_000);
    w.advance(31 * DAY - 43_201);
    w.observe_at(&product, PAR).ok();
    let full = premium(&mut w, &product, &buyer, false);
    assert_eq!(premium(&mut w, &product, &buyer, true), full);
    w.advance(1);
    assert!(premium(&mut w, &product, &buyer, true) < full);
    // One atom under notice, and the tier is missed.
    w.request_unlock(&buyer, 1).ok();
    let lower = premium(&mut w, &product, &buyer, true);
    w.grant(&buyer, 1_000);
    w.lock(&buyer, 1_000).ok();
    assert_eq!(premium(&mut w, &product, &buyer, true), lower, "fresh tokens do not fill it up");
    w.request_unlock(&buyer, 1_999).ok();
    let base = premium(&mut w, &product, &buyer, false);
    assert_eq!(premium(&mut w, &product, &buyer, true), base);
}

#[test]
fn a61_nobody_buys_with_the_escrow_of_another() {
    let (mut w, product, rich) = aged(1_000);
    let buyer = w.actor(PLENTY);
    let mut bad = buy(&w, &product, &buyer, 0);
    bad.accounts[5].pubkey = pda::escrow(&rich);
    w.send_all(&[bad]).refused(AccessError::NotOwner);
    // Nor does the holder's count when another pays.
    let mut gift = buy_args(&rich, 0, COVER, 30);
    gift.holder = rich;
    let mut bad = buy_ix(&w, &product, &buyer, gift);
    bad.accounts[5].pubkey = pda::escrow(&rich);
    w.send_all(&[bad]).refused(AccessError::NotOwner);
}

#[test]
fn an_escrow_that_is_none_is_refused() {
    let (mut w, product, buyer) = aged(1_000);
    let escrow = pda::escrow(&buyer);
    let fake = copy_owned_by(&mut w, &escrow, ATTACKER);
    let owner = w.underwriter(SENIOR, USDC);
    let policy = pda::position(&w.pool, &owner);
    let right = ix::with_escrow(buy(&w, &product, &buyer, 0));
    for (other, error) in [
        (fake, IllegalOwner),
        (w.wallet_address(), IllegalOwner),
        (pda::electorate(), InvalidAccountData),
        (policy, AccountDataTooSmall),
        (pda::escrow(&w.keeper), UninitializedAccount),
    ] {
        w.send_all(&[right.swapped(&escrow, &other)]).refused_by_framework(error);
    }
}

#[test]
fn a_purchase_with_an_escrow_takes_exactly_what_it_declares() {
    let (mut w, product, buyer) = aged(1_000);
    let right = ix::with_escrow(buy(&w, &product, &buyer, 0));
    refused_unless_as_declared(&mut w, &right).ok();
}

/// A policy of 30 days that somebody with an aged escrow may extend.
fn extension() -> (World, Address, Instruction) {
    let (mut w, product, payer) = aged(1_000);
    let (_, policy) = w.holder(&product, COVER, 30);
    let source = pda::associated_token(&payer, &w.mint);
    let extend = ix::extend_policy(w.pool, product, policy, payer, source, 30, u64::MAX);
    (w, policy, extend)
}

#[test]
fn an_extension_costs_less_with_the_payers_escrow_whoever_holds_the_policy() {
    let (mut w, policy, extend) = extension();
    let (base, before) = (w.svm.clone(), w.policy(&policy).premium.get());
    let mut paid = |ix: Instruction| {
        w.svm = base.clone();
        w.send_all(&[ix]).ok();
        w.assert_books();
        w.policy(&policy).premium.get() - before
    };
    let (full, less) = (paid(extend.clone()), paid(ix::with_escrow(extend.clone())));
    assert!(less.abs_diff(full * 4 / 5) <= 1, "{full} and {less}");
}

#[test]
fn an_extension_with_an_escrow_takes_exactly_what_it_declares() {
    let (mut w, _, extend) = extension();
    let right = ix::with_escrow(extend);
    refused_unless_as_declared_with(&mut w, &right, &[4, 5]).ok();
}

#[test]
fn a61_nobody_extends_with_the_escrow_of_another() {
    let (mut w, _, extend) = extension();
    let other = w.juror(1_000);
    let mut bad = extend;
    bad.accounts[5].pubkey = pda::escrow(&other);
    w.send_all(&[bad]).refused(AccessError::NotOwner);
}

#[test]
fn an_escrow_weeks_ahead_of_the_clock_gives_no_discount() {
    let (mut w, product, buyer) = aged(1_000);
    w.grant(&buyer, 1);
    assert_eq!(w.balance(&pda::associated_token(&buyer, &GOVERNANCE_MINT)), 1);
    let mut escrow = w.escrow(&buyer);
    escrow.rolled_day = (escrow.rolled_day.get() + 40).into();
    w.write(&pda::escrow(&buyer), &*escrow);
    let right = ix::with_escrow(buy(&w, &product, &buyer, 0));
    w.send_all(&[right]).refused(breakwater::errors::EscrowError::WeightForgotten);
}
