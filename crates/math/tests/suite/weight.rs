use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{MathError, PPB, weight},
    proptest::prelude::*,
};

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

proptest! {
    #![proptest_config(cases())]

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
