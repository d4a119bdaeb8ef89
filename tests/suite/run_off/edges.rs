//! The two instructions that need a proposal in life and none after it: where exactly that begins.

use {
    breakwater::{constants::SILENCE, errors::GovernanceError},
    breakwater_testkit::{client::ix, *},
};

fn retire_product(w: &mut World, product: &Address) -> Outcome {
    let pool = w.pool;
    w.send("retire_product", ix::retire_product(None, pool, *product))
}

fn retire_pool(w: &mut World) -> Outcome {
    let pool = w.pool;
    w.send("retire_pool", ix::retire_pool(None, pool))
}

#[test]
fn inv18_a_silence_that_is_a_second_too_short_lets_nobody_retire_anything() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.lose_keys(&[]);
    let silent = w.config().acted_at.get() + SILENCE;
    w.set_time(silent - 1);
    retire_product(&mut w, &product).refused(GovernanceError::NotAbandoned);
    retire_pool(&mut w).refused(GovernanceError::PoolStillSells);
    w.set_time(silent);
    retire_pool(&mut w).refused(GovernanceError::PoolStillSells);
    retire_product(&mut w, &product).ok();
    retire_pool(&mut w).ok();

    let mut w = World::new();
    w.lose_keys(&[]);
    let silent = w.config().acted_at.get() + SILENCE;
    w.set_time(silent - 1);
    retire_pool(&mut w).refused(GovernanceError::NotAbandoned);
    w.set_time(silent);
    retire_pool(&mut w).ok();
    retire_pool(&mut w).refused(GovernanceError::PoolRetired);
}

#[test]
fn inv18_a_pool_with_one_position_left_is_used_however_long_governance_is_silent() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let last = w.underwriter(SENIOR, 1_000 * USDC);
    let mut bare = World::new();
    bare.underwriter(SENIOR, 1_000 * USDC);
    for w in [&mut w, &mut bare] {
        w.lose_keys(&[]);
        w.advance(2 * SILENCE);
    }
    retire_product(&mut w, &product).refused(GovernanceError::NotAbandoned);
    retire_pool(&mut bare).refused(GovernanceError::NotAbandoned);
    w.request_all(&last, SENIOR).ok();
    w.advance(9 * DAY);
    w.execute(&last, SENIOR).ok();
    w.close_position(&last).ok();
    retire_product(&mut w, &product).ok();
    retire_pool(&mut w).ok();
}

#[test]
fn inv18_a_pool_with_active_cover_is_used_even_without_positions() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.write_cover(1, 0, 0);
    w.lose_keys(&[]);
    w.advance(2 * SILENCE);
    retire_product(&mut w, &product).refused(GovernanceError::NotAbandoned);
}

#[test]
fn inv17_a_protocol_that_governs_is_not_silent_and_each_executed_action_starts_the_silence_anew() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.advance(SILENCE - 10 * DAY);
    w.enact(crate::guardian::kit::fees(600)).ok();
    w.lose_keys(&[]);
    w.advance(SILENCE - 1);
    retire_product(&mut w, &product).refused(GovernanceError::NotAbandoned);
    w.advance(1);
    retire_product(&mut w, &product).ok();
}

#[test]
fn inv18_a_retired_pool_takes_no_positions() {
    let mut w = World::new();
    let (early, late) = (w.wallet_address(), w.wallet_address());
    w.open_position(&early).ok();
    w.retire_pool();
    w.open_position(&late).refused(GovernanceError::PoolRetired);
    w.close_position(&early).ok();
}

/// Open: an empty position costs its rent and can be closed by its owner only. Whoever opens one and goes, or was paid out by a stranger and never
/// comes back, keeps the pool, its products, its court, its rewards and the reserve for ever from being closed.
#[test]
fn inv18_an_empty_position_of_somebody_who_is_gone_keeps_nothing_open() {
    let mut w = World::new();
    let gone = w.underwriter(SENIOR, 1_000 * USDC);
    w.request_all(&gone, SENIOR).ok();
    w.lose_keys(&[gone]);
    w.advance(9 * DAY);
    // A stranger pays them out.
    w.execute(&gone, SENIOR).ok();
    let mut strangers = super::strangers::Strangers::new(&mut w);
    strangers.away = vec![gone];
    strangers.end_everything();
}
