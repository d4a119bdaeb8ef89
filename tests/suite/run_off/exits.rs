//! Capital leaves as cover expires, and nobody has to stop the sales.

use {
    super::kit::*,
    crate::incident::kit::*,
    breakwater::errors::{PolicyError, PoolError},
    breakwater_testkit::*,
};

#[test]
fn inv18_sales_stop_by_themselves_premium_streams_and_the_last_capital_leaves_as_cover_expires() {
    let mut life = life();
    let (depeg, junior, senior) = (life.depeg, life.junior, life.senior);
    life.holder(&depeg, 300_000 * USDC, 30);
    let buyer = life.w.actor(10_000 * USDC);
    life.lose_keys();
    let w = &mut life.w;
    let earned_before = backing(w).0;
    for (owner, tranche) in [(junior, JUNIOR), (senior, SENIOR)] {
        w.request_all(&owner, tranche).ok();
    }
    // Under notice the capital still sells.
    w.advance(300);
    w.observe_at(&depeg, PAR).ok();
    w.buy(&depeg, &buyer, 1, 10 * USDC, 7).ok();
    w.advance(9 * DAY);
    w.observe_at(&depeg, PAR).ok();
    assert!(backing(w).0 > earned_before, "premium streams in");
    // All capital is asked for: more than is free. Nobody stops the sales but the rule.
    w.buy(&depeg, &buyer, 2, 10 * USDC, 7).refused(PolicyError::NotEnoughCapital);
    w.execute(&junior, JUNIOR).ok();
    w.execute(&senior, SENIOR).ok();
    w.execute(&senior, SENIOR).refused(PoolError::NotFree);
    let (capital, active) = backing(w);
    assert!(
        capital >= active && capital - active <= 1,
        "exactly what carries the cover stays: {capital} for {active}"
    );
    w.advance(300);
    w.observe_at(&depeg, PAR).ok();
    w.buy(&depeg, &buyer, 3, 10 * USDC, 7).refused(PolicyError::NotEnoughCapital);
    w.assert_books();
    // The cover of 30 days is over, and its grace of ten; a stranger sends the rest.
    w.advance(35 * DAY);
    w.roll(&depeg).ok();
    w.execute(&senior, SENIOR).ok();
    assert_eq!(backing(w), (0, 0), "no minimum keeps the last capital in");
    w.assert_books();
    let (got, put) = (w.wallet(&junior) + w.wallet(&senior), 500_000 * USDC);
    let premium = w.pool().premium_total.get();
    let kept = premium / 20 + premium / 20 + 10;
    assert!(
        got > put && got + kept >= put + premium - premium / 50,
        "{got} of {put} and {premium}"
    );
    life.end();
}
