//! `retire_product`.

use {
    super::*,
    crate::pool::tamper::*,
    breakwater::{
        errors::{AccessError, ProductError},
        events::ProductRetired,
        state::ProductStatus,
    },
};

#[test]
fn a_retired_product_sells_nothing_more_and_its_cover_runs_on() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 200_000 * USDC);
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
    let (before, others) = (w.product(&product), w.snapshot(&[policy, pda::watch(&product)]));
    let mut counted = *w.pool();
    assert_eq!(counted.listed_products.get(), 1);
    let said = ProductRetired { product, at: w.now() };
    w.retire(&product).emits(said).ok();
    let mut wanted = *before;
    wanted.status = ProductStatus::Retired as u8;
    assert_eq!(bytemuck::bytes_of(&*w.product(&product)), bytemuck::bytes_of(&wanted));
    assert_eq!(w.snapshot(&[policy, pda::watch(&product)]), others);
    counted.listed_products = 0.into();
    assert_eq!(bytemuck::bytes_of(&*w.pool()), bytemuck::bytes_of(&counted));
    let buyer = w.actor(100_000 * USDC);
    w.buy(&product, &buyer, 0, 1_000 * USDC, 30).refused(ProductError::NotListed);
    w.advance(3 * DAY);
    w.hold(&product, 790_000_000, 3_600);
    w.trigger(&product).ok();
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    let wallet = w.wallet(&holder);
    w.settle(&product, 0, &policy).ok();
    assert_eq!(w.wallet(&holder) - wallet, 50_000 * USDC);
}

#[test]
fn retire_product_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let ix = ix::retire_product(w.bootstrap, w.pool, product);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn only_governance_retires() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let right = ix::retire_product(w.bootstrap, w.pool, product);
    let stranger = w.wallet_address();
    for other in [stranger, w.guardian, w.keeper] {
        w.send_all(&[right.swapped(&w.bootstrap, &other)])
            .refused(AccessError::NotGovernance);
    }
}

#[test]
fn only_a_listed_product_is_retired() {
    let mut w = World::new();
    let draft = w.draft(&DepegSpec::default());
    w.retire(&draft).refused(ProductError::NotListed);
    let product = w.product_from(&DepegSpec::default());
    w.retire(&product).ok();
    w.retire(&product).refused(ProductError::NotListed);
}
