//! What everybody reads without computing: `pool_summary` and `product_summary`.

use {
    crate::{incident::kit::*, pool::tamper::*, product::audit::today},
    breakwater_testkit::{client::ix, world::PLENTY, *},
};

#[test]
fn views_take_exactly_what_they_declare_and_change_only_what_time_changes() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    w.holder(&product, 100_000 * USDC, 60);
    w.advance(30 * DAY);
    let ix = ix::pool_summary(w.pool);
    let mut expected = w.pool();
    expected.recognise(w.now()).expect("a ledger");
    refused_unless_as_declared(&mut w, &ix).ok();
    assert_eq!(bytemuck::bytes_of(&*w.pool()), bytemuck::bytes_of(&*expected));
    let ix = ix::product_summary(w.pool, product);
    let (mut rolled, mut pool) = (w.product(&product), w.pool());
    rolled.roll(&mut pool, w.now()).expect("cover that adds up");
    refused_unless_as_declared(&mut w, &ix).ok();
    assert_eq!(bytemuck::bytes_of(&*w.product(&product)), bytemuck::bytes_of(&*rolled));
    assert_eq!(bytemuck::bytes_of(&*w.pool()), bytemuck::bytes_of(&*pool));
}

#[test]
fn figures_are_those_of_the_accounts_through_a_sale_a_loss_and_a_recovery() {
    let (mut w, product) = world();
    w.assessed(&AssessedSpec::default());
    w.observe_at(&product, PAR).ok();
    let (_, policy) = w.holder(&product, 100_000 * USDC, 60);
    let premium = w.policy(&policy).premium.get();
    w.advance(3 * DAY);
    let breach = w.now() + 601;
    strike_and_finalise(&mut w, &product, price_at(40));
    w.advance(1_000);
    let paid_at = w.now();
    w.settle(&product, 0, &policy).ok();
    let rich = w.actor(PLENTY);
    w.recover(&rich, 0, 10_000 * USDC).ok();
    let (s, p) = (w.pool_summary(), w.product_summary(&product));
    assert_eq!((s.premium_total, s.cover_total), (premium, 100_000 * USDC));
    assert_eq!(
        (s.loss_total, s.paid_total, s.recovered_total),
        (40_000 * USDC, 40_000 * USDC, 10_000 * USDC)
    );
    assert_eq!(s.loss_ratio_bps, 40_000 * USDC * 10_000 / premium);
    assert_eq!((s.recovered_bps, s.listed_products, s.shortfall), (2_500, 2, 0));
    assert_eq!((s.junior + s.senior, s.capital), (s.capital, w.pool().capital().expect("a sum")));
    assert_eq!((p.active, p.in_force, p.waiting), (60_000 * USDC, 60_000 * USDC, 0));
    assert_eq!(
        (p.loss_total, p.paid_total, p.premium_total),
        (40_000 * USDC, 40_000 * USDC, premium)
    );
    assert_eq!((p.policies_sold, p.open_policies, p.incidents, p.open_incidents), (1, 1, 1, 1));
    assert_eq!((p.payments, p.mean_seconds_to_pay), (1, (paid_at - breach) as u64));
    assert_eq!((p.utilisation_bps, p.audit_age_days), (60_000 * 10_000 / 10_000_000, u32::MAX));
    // The rate of the next atom: 2 % and 6 points over 8,000,000, at 60,000.
    assert_eq!(p.rate, 20_000_000 + 60_000_000 * 60 / 8_000);
    let day = today(&w) - 7;
    w.attest(&product, rich, [1; 32], day).ok();
    assert_eq!(w.product_summary(&product).audit_age_days, 7);
}

#[test]
fn a74_views_answer_after_600_idle_days() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    w.holder(&product, 100_000 * USDC, 300);
    w.advance(600 * DAY);
    let (s, p) = (w.pool_summary(), w.product_summary(&product));
    assert_eq!((s.unearned, p.active, p.utilisation_bps), (0, 0, 0));
    // The product has been rolled in the simulation only.
    assert_eq!(s.active_cover, 100_000 * USDC);
}
