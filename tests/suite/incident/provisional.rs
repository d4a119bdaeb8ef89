//! What a pool counts as undecided, exact at every step from the first breach to the seal.

use {crate::incident::kit::*, breakwater_testkit::*};

/// (product's provisional, pool's, product's ended cover, what of it is at stake in the pool).
fn held(w: &World, product: &Address) -> [u64; 4] {
    let (p, pool) = (w.product(product), w.pool());
    [
        p.provisional.get(),
        pool.provisional.get(),
        p.ended_at_stake.get(),
        pool.ended_at_stake.get(),
    ]
}

#[test]
fn undecided_is_eligible_cover_times_what_is_left_of_the_largest_payout() {
    let mut spec = DepegSpec::default();
    spec.parametric.largest = percent(90);
    let (mut w, product) = world_of(&spec);
    let (_, policy) = w.holder(&product, 30_000 * USDC, 60);
    w.advance(3 * DAY);
    w.holder(&product, 5_000 * USDC, 60);
    assert_eq!(held(&w, &product), [0; 4]);
    w.advance(60);
    // The curve's 100 % are 90 % of cover: 50 % of the way pay 45 %.
    fall(&mut w, &product, price_at(50));
    let all = 27_000 * USDC;
    assert_eq!(held(&w, &product), [all, all, 0, 0], "30,000 × 90 %");
    w.trigger(&product).ok();
    assert_eq!(held(&w, &product), [all, all, 0, 0], "triggered");
    fall(&mut w, &product, price_at(80));
    w.raise(&product, 0).ok();
    assert_eq!(held(&w, &product), [all, all, 0, 0], "raised");
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    let half = 13_500 * USDC;
    assert_eq!(held(&w, &product), [half, half, 0, 0], "30,000 × (90 % - 45 %)");
    w.settle(&product, 0, &policy).ok();
    assert_eq!(held(&w, &product), [half, half, 0, 0], "what was decided was held no more");
    w.finalise(&product, 0).ok();
    let rest = 5_400 * USDC;
    assert_eq!(held(&w, &product), [rest, rest, 0, 0], "30,000 × (90 % - 72 %)");
    recover(&mut w, &product);
    assert_eq!(held(&w, &product)[0], rest, "the tail");
    w.advance(TAIL + 1);
    assert_eq!(held(&w, &product)[0], rest, "until somebody seals it");
    w.seal(&product, 0).ok();
    assert_eq!(held(&w, &product), [0; 4]);
    w.assert_books();
}

#[test]
fn once_raising_is_over_only_steps_that_wait_are_undecided() {
    let (mut w, product) = world();
    w.holder(&product, 30_000 * USDC, 60);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(10));
    for depth in [30, 60] {
        fall(&mut w, &product, price_at(depth));
        w.raise(&product, 0).ok();
    }
    recover(&mut w, &product);
    w.advance(TAIL + 1);
    for left in [15_000, 9_000, 0] {
        w.finalise(&product, 0).ok();
        assert_eq!(held(&w, &product)[..2], [left * USDC; 2]);
        w.assert_books();
    }
    w.seal(&product, 0).ok();
    assert_eq!(held(&w, &product), [0; 4]);
}

#[test]
fn the_largest_payout_final_leaves_nothing_undecided() {
    let (mut w, product) = world();
    w.holder(&product, 30_000 * USDC, 60);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(100));
    assert_eq!(held(&w, &product), [0; 4]);
    w.assert_books();
}

#[test]
fn cover_that_ends_during_the_breach_is_at_stake_beside_what_runs() {
    let (mut w, product) = world();
    w.holder(&product, 10_000 * USDC, 7);
    w.holder(&product, 20_000 * USDC, 60);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(10));
    assert_eq!(held(&w, &product)[2..], [0; 2]);
    w.advance(5 * DAY);
    w.roll(&product).ok();
    assert_eq!(held(&w, &product), [30_000 * USDC, 30_000 * USDC, 10_000 * USDC, 10_000 * USDC]);
    w.assert_books();
}

#[test]
fn cover_bought_after_the_breach_is_not_held() {
    let (mut w, product) = world();
    w.holder(&product, 30_000 * USDC, 60);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(10));
    recover(&mut w, &product);
    w.holder(&product, 5_000 * USDC, 60);
    assert_eq!(held(&w, &product), [30_000 * USDC, 30_000 * USDC, 0, 0]);
    assert_eq!(w.pool().active_cover.get(), 35_000 * USDC);
    w.assert_books();
}

#[test]
fn two_products_undecided_losses_add_up_and_leave_one_by_one() {
    let (mut w, product) = world();
    let sibling = w.product_from(&spec_with_feeds(11));
    w.holder(&product, 30_000 * USDC, 60);
    w.holder(&sibling, 7_000 * USDC, 60);
    w.advance(3 * DAY);
    see(&mut w, &product, price_at(10)).ok();
    see(&mut w, &sibling, price_at(10)).ok();
    assert_eq!(held(&w, &product), [30_000 * USDC, 37_000 * USDC, 0, 0]);
    w.advance(DAY);
    w.end_episode(&product).ok();
    assert_eq!(held(&w, &product), [0, 7_000 * USDC, 0, 0]);
    w.end_episode(&sibling).ok();
    assert_eq!(held(&w, &sibling), [0; 4]);
    w.assert_books();
}
