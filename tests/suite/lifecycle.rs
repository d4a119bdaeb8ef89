//! The whole way: deposit, sale, de-peg, ladder, payout, closing, withdrawal.

use {crate::incident::kit::clear_governance, breakwater_testkit::*};

#[test]
fn a_depeg_cover_goes_from_purchase_to_payout_and_every_account_closes() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let junior = w.underwriter(JUNIOR, 100_000 * USDC);
    let senior = w.underwriter(SENIOR, 400_000 * USDC);
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
    let supply = w.token_supply();
    w.assert_books();
    w.advance(3 * DAY);
    // The price falls to 0.875: half of the way from 0.95 to 0.80.
    w.hold(&product, 875_000_000, 3_600);
    w.assert_books();
    w.trigger(&product).ok();
    w.assert_books();
    w.advance(24 * 3_600);
    let before = w.wallet(&holder);
    w.finalise(&product, 0).ok();
    w.assert_books();
    w.settle(&product, 0, &policy).ok();
    w.assert_books();
    let paid = w.wallet(&holder) - before;
    // Upper bound of Pyth at 0.875 with a deviation of 0.0001: 0.875212.
    assert_eq!(
        paid, 24_929_333_300,
        "half of 50,000 less the width of the interval, the ratio cut to parts per billion"
    );
    // Recovery: a day of it ends the breach.
    for _ in 0..300 {
        w.observe_at(&product, 1_000_000_000).ok();
        w.advance(300);
    }
    assert!(!w.watch(&product).in_breach());
    w.advance(3 * DAY + 1);
    w.seal(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    w.close_incident(&product, 0).ok();
    w.assert_books();
    w.advance(120 * DAY);
    w.roll(&product).ok();
    w.close_policy(&product, &policy).ok();
    for (owner, tranche) in [(junior, JUNIOR), (senior, SENIOR)] {
        w.request_all(&owner, tranche).ok();
    }
    w.advance(9 * DAY);
    for (owner, tranche) in [(junior, JUNIOR), (senior, SENIOR)] {
        w.execute(&owner, tranche).ok();
        w.close_position(&owner).ok();
    }
    w.sweep().ok();
    w.retire(&product).ok();
    w.end_episode(&product).ok();
    w.close_product(&product).ok();
    w.assert_books();
    w.close_pool().ok();
    clear_governance(&mut w);
    let left = w.svm.get_program_accounts(&breakwater::ID);
    assert_eq!(
        left.len(),
        3,
        "the configuration, the members' account and the treasury's purse alone are left"
    );
    assert_eq!(w.token_supply(), supply, "INV-04");
}
