//! Products that jurors decide: drafted without a watch, sealed, sold and closed without one.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{AccessError, PolicyError, ProductError},
        events::ProductDrafted,
        state::{Action, ProductStatus, Watch},
    },
    breakwater_testkit::{client::ix, world::PLENTY, *},
};

#[test]
fn draft_assessed_takes_exactly_what_it_declares_and_makes_no_watch() {
    let mut w = World::new();
    let spec = AssessedSpec::default();
    let ix = ix::draft_assessed(w.bootstrap, w.pool, 0, spec.group, spec.terms, spec.limits);
    let product = pda::product(&w.pool, 0);
    let said = ProductDrafted {
        product,
        pool: w.pool,
        id: 0,
        kind: 1,
        at: w.now(),
    };
    refused_unless_as_declared(&mut w, &ix).emits(said).ok();
    assert!(w.try_read::<Watch>(&pda::watch(&product)).is_none());
    let p = w.product(&product);
    assert_eq!((p.status, p.group, p.terms.kind), (ProductStatus::Draft as u8, 1, 1));
    assert_eq!(w.pool().open_products.get(), 1);
}

#[test]
fn nothing_is_drafted_in_a_pause_or_for_a_group_that_does_not_exist() {
    let mut w = World::new();
    let spec = AssessedSpec::default();
    let draft = |w: &World, group| ix::draft_assessed(w.bootstrap, w.pool, 0, group, spec.terms, spec.limits);
    let bad = draft(&w, 8);
    w.send_all(&[bad]).refused(ProductError::UnknownGroup);
    let mut config = w.config();
    config.paused_until = (w.now() + 1).into();
    w.write(&pda::config(), &*config);
    let good = draft(&w, 7);
    w.send_all(std::slice::from_ref(&good)).refused(AccessError::Paused);
    w.advance(1);
    w.send_all(&[good]).ok();
}

#[test]
fn cover_of_an_assessed_product_is_sold_without_any_oracle_and_its_rent_comes_back() {
    let mut w = World::new();
    let product = w.assessed(&AssessedSpec::default());
    w.underwriter(SENIOR, 100_000 * USDC);
    let buyer = w.actor(PLENTY);
    w.buy(&product, &buyer, 0, 40_000 * USDC, 60).ok();
    let policy = pda::policy(&product, &buyer, 0);
    assert_eq!(w.product(&product).waiting.get(), 40_000 * USDC);
    assert_eq!(w.pool().groups[1].exposure.get(), 20_000 * USDC);
    w.assert_books();
    // Term and 35 days of grace.
    w.set_time(w.policy(&policy).ends_at() + 35 * DAY - 1);
    w.close_policy(&product, &policy).refused(PolicyError::PolicyNotOver);
    w.advance(1);
    w.close_policy(&product, &policy).ok();
    w.retire(&product).ok();
    let (gov, before) = (w.bootstrap, w.svm.get_balance(&w.bootstrap).expect("SOL"));
    let rent = w.svm.get_balance(&product).expect("rent");
    w.close_product(&product).ok();
    assert_eq!(w.svm.get_balance(&gov).expect("SOL") - before, rent);
}

#[test]
fn a04_a_kind_with_a_watch_is_passed_with_its_own_and_a_kind_without_one_with_none() {
    let (mut w, depeg) = world();
    let (assessed, sibling) = (w.assessed(&AssessedSpec::default()), w.product_from(&spec_with_feeds(11)));
    w.observe_at(&depeg, PAR).ok();
    let buyer = w.actor(PLENTY);
    let (gov, pool, limits) = (w.bootstrap, w.pool, DepegSpec::default().limits);
    let with_watch = [
        buy_ix(&w, &depeg, &buyer, buy_args(&buyer, 9, 1_000 * USDC, 30)),
        w.ready(Action::SetLimits { product: depeg, limits }),
        ix::close_product(gov, pool, depeg, gov),
    ];
    for ix in with_watch {
        w.send_all(&[ix::without_watch(ix.clone(), &depeg)])
            .refused(ProductError::WatchMismatch);
        w.send_all(&[ix.swapped(&pda::watch(&depeg), &pda::watch(&sibling))])
            .refused(ProductError::WrongWatch);
    }
    let buy = ix::without_watch(buy_ix(&w, &assessed, &buyer, buy_args(&buyer, 9, 1_000 * USDC, 60)), &assessed);
    let mut foreign = buy.clone();
    foreign.accounts[4].pubkey = pda::watch(&depeg);
    w.send_all(&[foreign]).refused(ProductError::WatchMismatch);
    w.send_all(&[buy]).ok();
}

#[test]
fn bridge_collateral_issuer_and_bad_debt_are_struck_paid_and_closed_like_a_depeg() {
    for kind in [17, 18, 19] {
        let mut spec = DepegSpec::default();
        spec.terms.kind = kind;
        let (mut w, product) = world_of(&spec);
        w.observe_at(&product, PAR).ok();
        let (_, policy) = w.holder(&product, 1_000 * USDC, 30);
        w.advance(3 * DAY);
        strike_and_finalise(&mut w, &product, price_at(60));
        assert_eq!(settled(&mut w, &product, 0, &policy), 600 * USDC, "kind {kind}");
        recover_and_seal(&mut w, &product, 0);
        settle_and_close(&mut w, &product, 0, &[policy]);
    }
}
