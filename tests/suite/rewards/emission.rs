//! Emissions: what streams, to whom, and what a new one joins.

use {
    super::*,
    breakwater::{
        constants::{MAX_EMISSION, MIN_EMISSION},
        errors::RewardError,
    },
};

#[test]
fn an_emission_lasts_7_to_365_days_and_brings_an_atom_at_least() {
    let w = opened();
    let broken: anchor_lang::prelude::Error = RewardError::BadEmission.into();
    assert_eq!((MIN_EMISSION, MAX_EMISSION), (7 * 86_400, 365 * 86_400));
    let apply = |amount: u64, seconds: u64| {
        let (mut pool, mut rewards, now) = (w.pool(), w.rewards(), w.now());
        pool.recognise(now).expect("a ledger");
        rewards.apply_emission(&mut pool, amount, seconds, now)
    };
    for (amount, seconds) in [(1, MIN_EMISSION - 1), (1, MAX_EMISSION + 1), (0, MIN_EMISSION), (0, MAX_EMISSION)] {
        assert_eq!(apply(amount, seconds), Err(broken.clone()));
    }
    for (amount, seconds) in [
        (1, MIN_EMISSION),
        (1, MAX_EMISSION),
        (u64::MAX, MIN_EMISSION),
        (u64::MAX, MAX_EMISSION),
    ] {
        assert_eq!(apply(amount, seconds), Ok(()));
    }
}

#[test]
fn an_emission_is_refused_before_the_time_is_recognised_or_when_it_is_more_than_can_be_counted() {
    let mut w = opened();
    let broken: anchor_lang::prelude::Error = RewardError::RewardLedgerBroken.into();
    w.advance(1);
    let (mut pool, mut rewards, now) = (w.pool(), w.rewards(), w.now());
    assert_eq!(rewards.apply_emission(&mut pool, 1, WEEK, now), Err(broken));
    w.emit_rewards(u64::MAX - 1, WEEK);
    let (mut pool, mut rewards) = (w.pool(), w.rewards());
    assert!(rewards.apply_emission(&mut pool, 2, WEEK, now).is_err());
}

#[test]
fn new_tokens_join_what_still_runs_and_what_ran_for_nobody() {
    let mut w = opened();
    // A week for nobody, of two.
    w.emit_rewards(2 * TOKEN, 2 * WEEK);
    w.advance(7 * DAY);
    let owner = w.underwriter(SENIOR, 1_000 * USDC);
    assert_eq!(w.rewards_due(&owner, SENIOR), 0);
    w.emit_rewards(TOKEN, WEEK);
    assert_eq!(w.pool().reward_until.get(), w.now() + 7 * DAY);
    w.advance(7 * DAY);
    assert_eq!(claimable(&w, &owner, SENIOR), 3 * TOKEN - 1, "all of it");
    w.advance(7 * DAY);
    assert_eq!(claimable(&w, &owner, SENIOR), 3 * TOKEN - 1, "and nothing after the end");
    w.assert_books();
}

#[test]
fn what_was_earned_before_a_new_emission_stays_as_it_is() {
    let mut w = opened();
    let owner = w.underwriter(SENIOR, 1_000 * USDC);
    w.emit_rewards(TOKEN, WEEK);
    w.advance(3 * DAY);
    let due = w.rewards_due(&owner, SENIOR);
    w.emit_rewards(1, MAX_EMISSION);
    assert_eq!(w.rewards_due(&owner, SENIOR), due);
    w.assert_books();
}

#[test]
fn rewards_are_split_between_the_tranches_as_premium_is_and_an_empty_ones_go_to_the_other() {
    let mut w = opened();
    let senior = w.underwriter(SENIOR, 3_000 * USDC);
    w.emit_rewards(7 * TOKEN, WEEK);
    w.advance(DAY);
    assert_eq!(claimable(&w, &senior, SENIOR), TOKEN - 1);
    // A third of the capital at three times the weight: half.
    let junior = w.underwriter(JUNIOR, 1_000 * USDC);
    assert_eq!(w.pool().junior_split.get(), 500_000_000);
    w.advance(2 * DAY);
    assert_eq!(
        (claimable(&w, &junior, JUNIOR), claimable(&w, &senior, SENIOR)),
        (TOKEN - 1, 2 * TOKEN - 1)
    );
    w.assert_books();
}

#[test]
fn a42_a_deposit_just_before_rewards_are_counted_earns_nothing_of_the_past() {
    let mut w = opened();
    let old = w.underwriter(SENIOR, 1_000 * USDC);
    w.emit_rewards(7 * TOKEN, WEEK);
    w.advance(DAY);
    let due = w.rewards_due(&old, SENIOR);
    let late = w.underwriter(SENIOR, 99_000 * USDC);
    assert_eq!((w.rewards_due(&late, SENIOR), w.rewards_due(&old, SENIOR)), (0, due));
    w.claim_rewards(&late, SENIOR).refused(RewardError::NothingToClaim);
    w.advance(1);
    let second = u128::from(TOKEN / 86_400) << 64;
    assert!(w.rewards_due(&late, SENIOR) >= second * 98 / 100 && w.rewards_due(&old, SENIOR) - due < second * 2 / 100);
    // More of the same owner earns nothing of the past either.
    w.advance(DAY);
    let before = w.rewards_due(&old, SENIOR);
    w.fund(old, 1_000_000 * USDC);
    w.deposit(&old, SENIOR, 1_000_000 * USDC).ok();
    assert_eq!(w.rewards_due(&old, SENIOR), before);
    w.assert_books();
}

#[test]
fn who_has_given_notice_earns_until_the_shares_leave() {
    let mut w = opened();
    let (one, two) = (w.underwriter(SENIOR, 1_000 * USDC), w.underwriter(SENIOR, 1_000 * USDC));
    w.emit_rewards(20 * TOKEN, 20 * 86_400);
    w.request_all(&one, SENIOR).ok();
    w.advance(10 * DAY);
    w.execute(&one, SENIOR).ok();
    w.advance(10 * DAY);
    assert_eq!(claimable(&w, &one, SENIOR), 5 * TOKEN - 1);
    assert_eq!(claimable(&w, &two, SENIOR), 15 * TOKEN - 1);
    w.assert_books();
}

#[test]
fn a35_a_rate_below_an_atom_a_second_and_shares_beyond_all_measure_lose_nothing() {
    let mut w = opened();
    let owner = w.underwriter(SENIOR, 1_000 * USDC);
    let (mut pool, mut position, address) = (w.pool(), w.position(&owner), w.pool);
    let shares = 1u128 << 120;
    (pool.tranches[1].shares, position.tranches[1].shares) = (shares.into(), shares.into());
    w.write(&address, &*pool);
    w.write(&pda::position(&address, &owner), &*position);
    w.emit_rewards(10, MAX_EMISSION);
    // Somebody counts again and again; the accumulator cannot rise for so little, and what it cannot give is carried.
    for _ in 0..40 {
        w.advance(9 * DAY + 1);
        let _ = w.claim_rewards(&owner, SENIOR);
        w.assert_books();
    }
    w.advance(10 * DAY);
    let mut pool = w.pool();
    pool.recognise(w.now()).expect("a ledger");
    let carry = pool.tranches[1].reward_carry.get();
    let due = w.rewards_due(&owner, SENIOR) + (u128::from(tokens(&w, &owner)) << 64);
    assert!(
        due + carry >= (10 << 64) - u128::from(MAX_EMISSION),
        "all but what the rate was rounded down by"
    );
}
