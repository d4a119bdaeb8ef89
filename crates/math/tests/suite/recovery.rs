use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{MathError, recovery},
    proptest::prelude::*,
};

#[test]
fn a_recovery_is_shared_by_the_shares_of_the_generation() {
    let half = 1u128 << 63; // half an atom a share
    assert_eq!((recovery::due_floor(3, half), recovery::due_ceil(3, half)), (Ok(1), Ok(2)));
    assert_eq!((recovery::due_floor(4, half), recovery::due_ceil(4, half)), (Ok(2), Ok(2)));
    assert_eq!(recovery::due_floor(u128::MAX, 1 << 64), Err(MathError::Overflow));
}

#[test]
fn streams_that_meet_last_as_long_as_their_average() {
    assert_eq!(recovery::seconds_ceil(100, 30, 100, 90), Ok(60));
    assert_eq!(recovery::seconds_ceil(0, 0, 5, 90), Ok(90));
    assert_eq!(
        recovery::seconds_ceil(1_000_000, 1_000, 1, 7_776_000),
        Ok(1_008),
        "an atom delays little"
    );
    assert_eq!(recovery::seconds_ceil(0, 1, 0, 1), Err(MathError::DivideByZero));
    assert_eq!(recovery::seconds_ceil(u64::MAX, 1, 1, 1), Err(MathError::Overflow));
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn what_shares_have_is_exact(s1 in any_u64(), s0 in any_u64(), p1 in any_u64(), p0 in any_u64(), shift in 0u32..128, slide in 0u32..128) {
        let shares = (u128::from(s1) << 64 | u128::from(s0)) >> shift;
        let per_share = (u128::from(p1) << 64 | u128::from(p0)) >> slide;
        let (product, unit) = (big(shares) * per_share, big(1u32) << 64u32);
        let expect = |x: BigUint| u64_of(x).ok_or(MathError::Overflow);
        prop_assert_eq!(recovery::due_floor(shares, per_share), expect(floor(product.clone(), unit.clone())));
        prop_assert_eq!(recovery::due_ceil(shares, per_share), expect(ceil(product, unit)));
    }

    /// However the shares are divided among owners, together they fetch no more than was set aside.
    #[test]
    fn all_owners_together_fetch_no_more_than_was_set_aside(shares in prop::collection::vec(1u64.., 1..20), per_share in 0u128..1 << 64) {
        let total: u128 = shares.iter().map(|s| u128::from(*s) >> 8).sum();
        let aside = recovery::due_ceil(total, per_share).unwrap();
        let fetched: u64 = shares.iter().map(|s| recovery::due_floor(u128::from(*s) >> 8, per_share).unwrap()).sum();
        prop_assert!(fetched <= aside);
    }

    #[test]
    fn the_average_is_exact_and_lies_between(old in any_u64(), left in any_u64(), new in any_u64(), whole in any_u64()) {
        match recovery::seconds_ceil(old, left, new, whole) {
            Ok(seconds) => {
                prop_assert_eq!(big(seconds), ceil(big(old) * left + big(new) * whole, big(old) + new));
                prop_assert!(seconds <= left.max(whole) && seconds >= left.min(whole));
            }
            Err(error) if old == 0 && new == 0 => prop_assert_eq!(error, MathError::DivideByZero),
            Err(error) => {
                prop_assert_eq!(error, MathError::Overflow);
                prop_assert!(u64_of(big(old) + new).is_none() || big(old) * left + big(new) * whole >= big(1u32) << 128u32);
            }
        }
    }
}
