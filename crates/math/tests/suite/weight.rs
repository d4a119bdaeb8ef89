use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        MathError, PPB,
        weight::{self, AGE, Change, Stake},
    },
    proptest::prelude::*,
};

const DAY: i64 = 86_400;
/// A Tuesday in 2026.
const T: i64 = 1_795_521_600;

fn locked(amount: u64, at: i64) -> Stake {
    let mut stake = Stake::default();
    stake.lock(amount, at).unwrap();
    stake
}

#[test]
fn tokens_count_seven_days_after_their_lock_and_not_a_second_before() {
    let mut stake = locked(100, T);
    assert_eq!(stake.promote(T + AGE - 1), Ok(Change::default()));
    assert_eq!(stake.weight(T + AGE - 1, T + AGE), 0);
    assert_eq!(stake.promote(T + AGE).unwrap().promoted, 100);
    assert_eq!(stake.weight(T + AGE + 1, T + AGE + 1), 100);
}

/// nothing that happens after a round has opened adds to a weight in it.
#[test]
fn a61_weight_promoted_at_or_after_the_opening_does_not_count() {
    let mut stake = Stake {
        aged: 40,
        ..locked(100, T)
    };
    let opened = T + AGE;
    assert_eq!(stake.promote(opened).unwrap().promoted, 100);
    assert_eq!((stake.aged, stake.weight(opened, opened + DAY)), (140, 40));
    assert_eq!(stake.weight(opened + 1, opened + DAY), 140, "the next round");
    stake.lock(1_000, opened + 1).unwrap();
    assert_eq!(stake.weight(opened, opened + DAY), 40, "A-61: locked after the opening");
    assert_eq!(stake.weight(opened, opened + AGE), 0, "too late in any round");
    assert_eq!(stake.weight(opened, opened - 1), 0, "not open yet");
}

#[test]
fn fresh_tokens_that_were_not_promoted_do_not_count_however_old() {
    assert_eq!(locked(100, T).weight(T + 100 * AGE, T + 100 * AGE), 0);
}

#[test]
fn a_lock_restarts_what_is_fresh_and_leaves_what_is_aged() {
    let mut stake = Stake {
        aged: 40,
        ..locked(100, T)
    };
    stake.lock(1, T + AGE - 1).unwrap();
    assert_eq!(stake.promote(T + AGE), Ok(Change::default()));
    assert_eq!(stake.weight(T + AGE, T + AGE), 40);
    assert_eq!(stake.promote(T + 2 * AGE - 1).unwrap().promoted, 101);
    let mut due = Stake {
        aged: 40,
        ..locked(100, T)
    };
    assert_eq!(due.lock(1, T + AGE).unwrap().promoted, 100, "what is due is promoted first");
    assert_eq!((due.aged, due.fresh, due.since), (140, 1, T + AGE));
    assert_eq!(
        due.lock(0, T + AGE + 1),
        Err(MathError::OutOfRange),
        "it would only restart the age"
    );
}

#[test]
fn a_reward_keeps_the_age_of_what_it_joins() {
    let mut stake = locked(100, T);
    stake.credit(7, T + AGE - 1).unwrap();
    assert_eq!(stake.since, T);
    assert_eq!(stake.promote(T + AGE).unwrap().promoted, 107);
    stake.credit(5, T + AGE).unwrap();
    assert_eq!((stake.fresh, stake.since), (5, T + AGE));
}

/// what is unlocking counts for nothing.
#[test]
fn a62_unlocking_takes_fresh_tokens_first_and_counts_at_once() {
    let mut stake = Stake {
        aged: 40,
        ..locked(100, T)
    };
    let change = stake.unlock(110, T + 1).unwrap();
    assert_eq!((change.from_fresh, change.from_aged), (100, 10));
    assert_eq!(stake.weight(T + 1, T + 2), 30);
    let before = stake;
    assert_eq!(stake.unlock(31, T + 1), Err(MathError::OutOfRange));
    assert_eq!(stake, before);
}

#[test]
fn a_slash_takes_aged_tokens_first_and_never_fails() {
    let mut stake = Stake {
        aged: 40,
        ..locked(100, T)
    };
    let change = stake.slash(50);
    assert_eq!((change.from_aged, change.from_fresh, stake.aged, stake.fresh), (40, 10, 0, 90));
    let change = stake.slash(u64::MAX);
    assert_eq!((change.from_aged, change.from_fresh, stake.fresh), (0, 90, 0));
}

#[test]
fn what_does_not_fit_changes_nothing() {
    let full = Stake {
        aged: u64::MAX - 10,
        ..locked(10, T)
    };
    for now in [T + 1, T + AGE] {
        let mut stake = full;
        assert_eq!(stake.lock(1, now), Err(MathError::Overflow));
        assert_eq!(stake.credit(1, now), Err(MathError::Overflow));
        assert_eq!(stake, full);
    }
}

#[test]
fn the_electorate_is_the_smaller_total() {
    assert_eq!(weight::electorate(10, 7), 7);
    assert_eq!(weight::electorate(5, 7), 5);
    assert_eq!(weight::electorate(u64::MAX, 0), 0, "in the first week nobody decides");
}

#[test]
fn one_owner_weighs_a_twentieth_or_a_fifth_among_few() {
    assert_eq!(weight::cap_floor(1_000, 20), 50);
    assert_eq!(weight::cap_floor(1_000, 19), 200);
    assert_eq!(weight::cap_floor(999, 20), 49);
    assert_eq!(weight::cap_floor(19, u32::MAX), 0);
    assert_eq!(weight::ballot(500, 50), Ok(50));
    assert_eq!(weight::ballot(3, 50), Ok(3));
    assert_eq!(weight::ballot(0, 50), Err(MathError::OutOfRange));
    assert_eq!(
        weight::ballot(1, 0),
        Err(MathError::OutOfRange),
        "A-65: nobody votes without an electorate"
    );
}

/// Nexus Mutual's governor caps a member at 5 % of the weight.
#[test]
fn nexus_caps_a_member_at_a_twentieth() {
    assert_eq!(weight::ballot(1_000_000, weight::cap_floor(6_700_000, 20)), Ok(335_000));
}

/// Peers, D10: who loses by paying does not judge.
#[test]
fn more_than_half_a_percent_of_the_pool_is_a_conflict() {
    assert!(!weight::is_conflicted(5, 1_000));
    assert!(weight::is_conflicted(6, 1_000));
    assert!(weight::is_conflicted(5, 999));
    assert!(!weight::is_conflicted(0, 0));
    assert!(weight::is_conflicted(1, 0));
    assert!(weight::is_conflicted(u64::MAX, u64::MAX));
}

#[test]
fn an_assessed_cap_is_at_most_15_percent_of_what_the_electorate_is_worth() {
    // 10 million tokens of nine decimals at 0.25 of a token of six decimals: worth 2.5 million, of which 15 % are 375,000.
    assert_eq!(weight::assessed_cap_floor(10_000_000 * PPB, 250_000), Ok(375_000_000_000));
    assert_eq!(weight::assessed_cap_floor(0, u64::MAX), Ok(0));
    assert_eq!(
        weight::assessed_cap_floor(u64::MAX, u64::MAX),
        Ok(u64::MAX),
        "no limit that an amount could pass"
    );
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Promote,
    Lock(u64),
    Credit(u64),
    Unlock(u64),
    Slash(u64),
}

fn acts() -> impl Strategy<Value = Vec<(Act, i64)>> {
    let act = prop_oneof![
        Just(Act::Promote),
        (0u64..1_000).prop_map(Act::Lock),
        (0u64..100).prop_map(Act::Credit),
        (0u64..1_000).prop_map(Act::Unlock),
        (0u64..100).prop_map(Act::Slash),
    ];
    let gap = prop_oneof![Just(0), Just(1), Just(AGE - 1), Just(AGE), 0..9 * DAY];
    prop::collection::vec((act, gap), 1..16)
}

/// Applies an act; what came in, what went out, and how the total of aged weight changed.
fn apply(stake: &mut Stake, act: Act, now: i64) -> (u64, u64, i128) {
    let before = *stake;
    let (coming, change) = match act {
        Act::Promote => (0, stake.promote(now)),
        Act::Lock(n) => (n, stake.lock(n, now)),
        Act::Credit(n) => (n, stake.credit(n, now)),
        Act::Unlock(n) => (0, stake.unlock(n, now)),
        Act::Slash(n) => (0, Ok(stake.slash(n))),
    };
    match change {
        Ok(c) => (coming, c.from_aged + c.from_fresh, i128::from(c.promoted) - i128::from(c.from_aged)),
        Err(_) => {
            assert_eq!(*stake, before, "a failure changes nothing");
            (0, 0, 0)
        }
    }
}

proptest! {
    #![proptest_config(cases())]

    /// INV-11: locked is what came in less what went out; the changes add up to the electorate's total.
    #[test]
    fn inv11_every_token_is_accounted_for(acts in acts()) {
        let (mut stake, mut now, mut all, mut aged) = (Stake::default(), T, 0u64, 0i128);
        for (act, gap) in acts {
            now += gap;
            let (coming, going, change) = apply(&mut stake, act, now);
            all = all + coming - going;
            aged += change;
            prop_assert_eq!(stake.aged + stake.fresh, all);
            prop_assert_eq!(i128::from(stake.aged), aged);
        }
    }

    /// A-61, INV-10: whatever happens after a round has opened, a weight in it is at most what was aged then, and no token is in it that was
    /// locked within the seven days before.
    #[test]
    fn a61_no_weight_in_a_round_passes_what_was_aged_when_it_opened(acts in acts(), at in 0usize..16) {
        let (mut stake, mut now, mut then) = (Stake::default(), T, None);
        let mut bought = Vec::new();
        for (n, (act, gap)) in acts.into_iter().enumerate() {
            now += gap;
            if n == at {
                let old: u64 = bought.iter().filter(|(_, t)| now - t >= AGE).map(|(n, _)| n).sum();
                then = Some((now, stake.aged, old));
            }
            apply(&mut stake, act, now);
            if let Act::Lock(amount) | Act::Credit(amount) = act {
                bought.push((amount, if matches!(act, Act::Lock(_)) { now } else { i64::MIN / 2 }));
            }
            if let Some((opened, aged, old)) = then {
                prop_assert!(stake.weight(opened, now) <= aged.min(old), "{stake:?}");
            }
        }
    }

    /// Ageing works: what was left alone for seven days and promoted before the opening counts whole.
    #[test]
    fn what_was_left_alone_for_seven_days_counts_whole(amounts in prop::collection::vec(1u64..1_000_000, 1..8), wait in 0i64..30 * DAY) {
        let mut stake = Stake::default();
        for (n, amount) in amounts.iter().enumerate() {
            stake.lock(*amount, T + n as i64 * DAY).unwrap();
        }
        let due = T + (amounts.len() as i64 - 1) * DAY + AGE + wait;
        stake.promote(due).unwrap();
        prop_assert_eq!(stake.weight(due + 1, due + 3 * DAY), amounts.iter().sum::<u64>());
    }

    #[test]
    fn caps_conflicts_and_ballots_are_exact(electorate in any_u64(), escrows in any::<u32>(), weight in any_u64(), capital in any_u64()) {
        for escrows in [escrows, escrows % 40] {
            let cap = weight::cap_floor(electorate, escrows);
            prop_assert_eq!(big(cap), floor(big(electorate) * if escrows < 20 { 20u32 } else { 5 }, big(100u32)));
            let expect = Some(weight.min(cap)).filter(|w| *w > 0);
            prop_assert_eq!(weight::ballot(weight, cap).ok(), expect);
        }
        for capital in [capital, weight.saturating_mul(200), weight.saturating_mul(200).saturating_sub(1)] {
            prop_assert_eq!(weight::is_conflicted(weight, capital), big(weight) * 1_000u32 > big(capital) * 5u32);
        }
    }

    #[test]
    fn the_assessed_cap_is_exact(electorate in any_u64(), value in any_u64()) {
        let exact = floor(big(electorate) * value * 15u32, big(100u32) * PPB);
        prop_assert_eq!(big(weight::assessed_cap_floor(electorate, value).unwrap()), exact.min(big(u64::MAX)));
    }
}
