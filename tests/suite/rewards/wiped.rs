//! Rewards of a generation that was wiped out.

use {
    super::*,
    crate::incident::kit::{price_at, strike_and_finalise},
    breakwater::errors::RewardError,
};

/// Junior is wiped out by a real incident in the middle of an emission.
fn wiped() -> (World, Address, Address, u64) {
    let mut w = opened();
    let product = w.product_from(&DepegSpec::default());
    let (junior, senior) = (w.underwriter(JUNIOR, 50_000 * USDC), w.underwriter(SENIOR, 400_000 * USDC));
    w.holder(&product, 80_000 * USDC, 60);
    w.emit_rewards(40 * TOKEN, 40 * 86_400);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(100));
    assert_eq!(w.pool().tranches[0].generation.get(), 1, "junior is wiped out");
    let due = claimable(&w, &junior, JUNIOR);
    assert!(due > TOKEN, "{due}");
    w.assert_books();
    (w, junior, senior, due)
}

#[test]
fn what_the_last_closed_generation_had_earned_is_claimed_and_later_owners_get_none_of_it() {
    let (mut w, junior, senior, due) = wiped();
    let late = w.underwriter(JUNIOR, 20_000 * USDC);
    w.advance(5 * DAY);
    assert_eq!(claimable(&w, &junior, JUNIOR), due, "nothing is earned after the end");
    assert!(claimable(&w, &late, JUNIOR) > 0);
    w.claim_rewards(&junior, JUNIOR).ok();
    assert_eq!(tokens(&w, &junior), due);
    w.claim_rewards(&junior, JUNIOR).refused(RewardError::NothingToClaim);
    w.claim_rewards(&late, JUNIOR).ok();
    w.claim_rewards(&senior, SENIOR).ok();
    w.advance(60 * DAY);
    for (owner, tranche) in [(&late, JUNIOR), (&senior, SENIOR)] {
        w.claim_rewards(owner, tranche).ok();
    }
    w.claim_rewards(&junior, JUNIOR).refused(RewardError::NothingToClaim);
    let rewards = w.rewards();
    assert!(
        rewards.held().expect("a sum") <= 3,
        "all but crumbs is claimed: {}",
        rewards.held().expect("a sum")
    );
    w.assert_books();
}

#[test]
fn a_wiped_out_owner_who_enters_again_keeps_what_they_had_earned() {
    let (mut w, junior, _, due) = wiped();
    w.fund(junior, 30_000 * USDC);
    w.deposit(&junior, JUNIOR, 30_000 * USDC).ok();
    assert_eq!(claimable(&w, &junior, JUNIOR), due);
    w.advance(DAY);
    assert!(claimable(&w, &junior, JUNIOR) > due);
    w.assert_books();
}

#[test]
fn a_wiped_out_position_with_rewards_stays_until_they_are_claimed() {
    let (mut w, junior, ..) = wiped();
    w.close_position(&junior).refused(RewardError::RewardsLeft);
    w.claim_rewards(&junior, JUNIOR).ok();
    w.close_position(&junior).ok();
    w.assert_books();
}

#[test]
fn generations_before_the_last_closed_one_keep_what_was_counted_and_lose_what_was_not() {
    let mut w = opened();
    let (one, two) = (w.underwriter(JUNIOR, 1_000 * USDC), w.underwriter(JUNIOR, 1_000 * USDC));
    w.emit_rewards(100 * TOKEN, 100 * 86_400);
    w.advance(DAY);
    // Gives notice on a part: that counts what they have earned.
    w.request(&one, JUNIOR, 1_000).ok();
    let counted = claimable(&w, &one, JUNIOR);
    w.advance(DAY);
    lose(&mut w, 2_000 * USDC);
    w.underwriter(JUNIOR, 500 * USDC);
    w.advance(DAY);
    lose(&mut w, 500 * USDC);
    assert_eq!(w.pool().tranches[0].generation.get(), 2);
    assert_eq!((claimable(&w, &one, JUNIOR), claimable(&w, &two, JUNIOR)), (counted, 0));
    w.claim_rewards(&one, JUNIOR).ok();
    w.claim_rewards(&two, JUNIOR).refused(RewardError::NothingToClaim);
    w.close_position(&two).ok();
    w.assert_books();
}
