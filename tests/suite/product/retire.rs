//! `retire_product`.

use {
    super::*,
    crate::pool::{second_pool, tamper::*},
    breakwater::{
        constants::SILENCE,
        errors::{GovernanceError, PoolError, ProductError},
        events::ProductRetired,
        state::{Action, ProductStatus},
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
    wanted.revise();
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
    let ix = w.ready(Action::RetireProduct { product });
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn inv17_only_a_proposal_about_this_product_retires_it() {
    let mut w = World::new();
    let (product, other) = (w.product_from(&DepegSpec::default()), w.product_from(&DepegSpec::default()));
    let action = Action::RetireProduct { product };
    let right = w.ready(action);
    w.send_all(&[right.swapped(&product, &other)])
        .refused(GovernanceError::OtherSubject);
    let elsewhere = w
        .queueing(action)
        .swapped(&product, &other)
        .swapped(&pda::watch(&product), &pda::watch(&other));
    w.send_all(&[elsewhere]).refused(GovernanceError::OtherSubject);
    let second = second_pool(&mut w);
    w.send_all(&[right.swapped(&w.pool.clone(), &second)]).refused(PoolError::WrongPool);
    refused_unless_queued(&mut w, action).ok();
}

#[test]
fn a66_limits_that_were_set_since_make_the_retirement_stale() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let retire = w.ready(Action::RetireProduct { product });
    w.set_limits(&product, DepegSpec::default().limits).ok();
    w.send_all(&[retire]).refused(GovernanceError::ProposalStale);
}

#[test]
fn inv18_without_a_proposal_it_is_retired_when_nobody_governs_and_nobody_uses_its_pool() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let retire = ix::retire_product(None, w.pool, product);
    let silent = w.config().acted_at.get() + SILENCE;
    w.set_time(silent - 1);
    w.send_all(std::slice::from_ref(&retire)).refused(GovernanceError::NotAbandoned);
    w.set_time(silent);
    let base = w.svm.clone();
    // Somebody has capital in the pool.
    w.underwriter(SENIOR, 1_000 * USDC);
    w.send_all(std::slice::from_ref(&retire)).refused(GovernanceError::NotAbandoned);
    w.svm = base.clone();
    // Cover is in force.
    let (address, mut pool) = (w.pool, w.pool());
    pool.active_cover = 1.into();
    w.write(&address, &*pool);
    w.send_all(std::slice::from_ref(&retire)).refused(GovernanceError::NotAbandoned);
    w.svm = base;
    let said = ProductRetired { product, at: w.now() };
    let executions = w.config().acted_at;
    w.send_all(&[retire]).emits(said).ok();
    assert_eq!(w.product(&product).status, ProductStatus::Retired as u8);
    assert_eq!(w.config().acted_at, executions, "nobody governed");
}

#[test]
fn only_a_listed_product_is_retired() {
    let mut w = World::new();
    let draft = w.draft(&DepegSpec::default());
    w.retire(&draft).refused(ProductError::NotListed);
    let product = w.product_from(&DepegSpec::default());
    let second = w.ready(Action::RetireProduct { product });
    w.retire(&product).ok();
    w.retire(&product).refused(ProductError::NotListed);
    w.send_all(&[second]).refused(ProductError::NotListed);
    // Nor without a proposal.
    w.advance(SILENCE);
    for other in [draft, product] {
        w.send_all(&[ix::retire_product(None, w.pool, other)])
            .refused(ProductError::NotListed);
    }
}
