use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{MathError, solvency},
    proptest::prelude::*,
};

/// `capital² · 1e12 >= margin² · ((1e4 - p)·ΣE² + p·(ΣE)²)`, with margin and p in basis points.
fn plain(capital: u64, exposures: &[u64], margin: u16, p: u16) -> bool {
    let sum: BigUint = exposures.iter().map(|e| big(*e)).sum();
    let squares: BigUint = exposures.iter().map(|e| big(*e) * *e).sum();
    let r2 = squares * (10_000 - p) + &sum * &sum * p;
    big(capital) * capital * 10u64.pow(12) >= r2 * margin * margin
}

/// Three exposures that fit 64 bits together, a margin and a correlation.
fn risks() -> impl Strategy<Value = ([u64; 3], u16, u16)> {
    ([any_u64(), any_u64(), any_u64()], 0u16..=50_000, 0u16..=10_000).prop_map(|(e, margin, p)| (e.map(|x| x / 3), margin, p))
}

#[test]
fn three_equal_groups_at_a_quarter() {
    // R² = 0.75 · 3 · 100² + 0.25 · 300² = 45,000: R = 212.13
    assert_eq!(solvency::required_ceil(&[100, 100, 100], 10_000, 2_500), Ok(213));
    assert_eq!(solvency::required_ceil(&[100, 100, 100], 10_000, 10_000), Ok(300));
    assert_eq!(solvency::required_ceil(&[300, 400], 10_000, 0), Ok(500));
    assert_eq!(solvency::required_ceil(&[300, 400], 12_000, 0), Ok(600));
    assert_eq!(solvency::required_ceil(&[300, 0, 0], 10_000, 2_500), Ok(300));
    assert_eq!(solvency::required_ceil(&[0, 0, 0], 50_000, 10_000), Ok(0));
}

#[test]
fn what_is_out_of_range_is_an_error() {
    assert_eq!(solvency::carries(1, &[1], 50_001, 0), Err(MathError::OutOfRange));
    assert_eq!(solvency::carries(1, &[1], 10_000, 10_001), Err(MathError::OutOfRange));
    assert_eq!(solvency::carries(1, &[u64::MAX, 1], 10_000, 0), Err(MathError::Overflow));
    assert_eq!(solvency::required_ceil(&[u64::MAX], 10_001, 10_000), Err(MathError::Overflow));
    assert_eq!(solvency::required_ceil(&[u64::MAX], 10_000, 10_000), Ok(u64::MAX));
    assert_eq!(solvency::capital_for_share_ceil(1, 0), Err(MathError::DivideByZero));
    assert_eq!(solvency::capital_for_share_ceil(0, 0), Ok(0));
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_comparison_of_squares_is_exact(c in any_u64(), (e, margin, p) in risks()) {
        prop_assert_eq!(solvency::carries(c, &e, margin, p), Ok(plain(c, &e, margin, p)));
    }

    /// The least capital carries, and an atom less does not.
    #[test]
    fn required_capital_is_the_least_that_carries((e, margin, p) in risks()) {
        match solvency::required_ceil(&e, margin, p) {
            Ok(least) => {
                prop_assert!(plain(least, &e, margin, p));
                prop_assert!(least == 0 || !plain(least - 1, &e, margin, p));
            }
            Err(error) => {
                prop_assert_eq!(error, MathError::Overflow);
                prop_assert!(!plain(u64::MAX, &e, margin, p));
            }
        }
    }

    /// Spreading cover over groups never asks for more than all of it in one, and never for less than the largest group alone.
    #[test]
    fn diversification_lies_between_the_largest_and_the_sum((e, _, p) in risks()) {
        let together = solvency::required_ceil(&e, 10_000, p).unwrap();
        prop_assert!(together <= e.iter().sum::<u64>());
        prop_assert!(together >= *e.iter().max().unwrap());
    }

    /// More exposure in any group never asks for less.
    #[test]
    fn more_exposure_never_asks_for_less((e, margin, p) in risks(), group in 0usize..3, less in any_u64()) {
        let mut smaller = e;
        smaller[group] = smaller[group].saturating_sub(less);
        if let Ok(most) = solvency::required_ceil(&e, margin, p) {
            prop_assert!(solvency::required_ceil(&smaller, margin, p).unwrap() <= most);
        }
    }

    #[test]
    fn a_groups_share_is_exact(e in any_u64(), c in any_u64(), cap in 1u16..=10_000) {
        prop_assert_eq!(solvency::within_share(e, c, cap), big(e) * 10_000u32 <= big(c) * cap);
        match solvency::capital_for_share_ceil(e, cap) {
            Ok(least) => prop_assert_eq!(big(least), ceil(big(e) * 10_000u32, big(cap))),
            Err(error) => {
                prop_assert_eq!(error, MathError::Overflow);
                prop_assert!(u64_of(ceil(big(e) * 10_000u32, big(cap))).is_none());
            }
        }
    }

    #[test]
    fn the_ratio_is_rounded_down(c in any_u64(), r in any_u64()) {
        let shown = solvency::ratio_floor(c, r);
        if r == 0 {
            prop_assert_eq!(shown, u64::MAX);
        } else {
            prop_assert_eq!(big(shown), floor(big(c) * 10_000u32, big(r)).min(big(u64::MAX)));
        }
    }
}
