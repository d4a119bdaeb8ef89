use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{MathError, wide},
    proptest::prelude::*,
};

fn check_64(a: u64, b: u64, d: u64) {
    let product = big(a) * b;
    if d == 0 {
        assert_eq!(wide::mul_div_floor(a, b, d), Err(MathError::DivideByZero));
        assert_eq!(wide::mul_div_ceil(a, b, d), Err(MathError::DivideByZero));
        return;
    }
    let exact = u64_of(floor(product.clone(), big(d))).ok_or(MathError::Overflow);
    assert_eq!(wide::mul_div_floor(a, b, d), exact, "floor {a}·{b}/{d}");
    let exact = u64_of(ceil(product, big(d))).ok_or(MathError::Overflow);
    assert_eq!(wide::mul_div_ceil(a, b, d), exact, "ceil {a}·{b}/{d}");
}

fn check_128(a: u128, b: u64, d: u128) {
    let next = big(a) * (big(b) + 1u8);
    let product = big(a) * b;
    if d == 0 {
        assert_eq!(wide::mul_div_128_floor(a, b, d), Err(MathError::DivideByZero));
        assert_eq!(wide::mul_div_128_ceil(a, b, d), Err(MathError::DivideByZero));
        assert_eq!(wide::mul_next_div_128_floor(a, b, d), Err(MathError::DivideByZero));
        return;
    }
    let exact = u128_of(floor(product.clone(), big(d))).ok_or(MathError::Overflow);
    assert_eq!(wide::mul_div_128_floor(a, b, d), exact, "floor {a}·{b}/{d}");
    let exact = u128_of(ceil(product, big(d))).ok_or(MathError::Overflow);
    assert_eq!(wide::mul_div_128_ceil(a, b, d), exact, "ceil {a}·{b}/{d}");
    let exact = u128_of(floor(next, big(d))).ok_or(MathError::Overflow);
    assert_eq!(wide::mul_next_div_128_floor(a, b, d), exact, "floor {a}·({b}+1)/{d}");
}

fn check_parts(n: u128, d: u64) {
    if d == 0 {
        assert_eq!(wide::div_rem_128_by_64(n, d), Err(MathError::DivideByZero));
        assert_eq!(wide::div_128_by_64_floor(n, d), Err(MathError::DivideByZero));
        assert_eq!(wide::div_128_by_64_ceil(n, d), Err(MathError::DivideByZero));
        return;
    }
    let (q, r) = (n / u128::from(d), n % u128::from(d));
    let exact = u64::try_from(q).map(|q| (q, r as u64)).map_err(|_| MathError::Overflow);
    assert_eq!(wide::div_rem_128_by_64(n, d), exact, "{n} / {d}");
    assert_eq!(wide::div_128_by_64_floor(n, d), Ok(q), "{n} / {d}");
    assert_eq!(wide::div_128_by_64_ceil(n, d), Ok(n.div_ceil(u128::from(d))), "{n} / {d}");
}

#[test]
fn every_combination_of_edges_is_exact_in_64_bits() {
    for a in EDGES {
        for b in EDGES {
            for d in EDGES {
                check_64(a, b, d);
                check_parts(wide::join(a, b), d);
            }
        }
    }
}

/// Limbs of ones, zeros and lone top bits make the estimated digits of algorithm D wrong by one and by two.
#[test]
fn every_combination_of_limb_edges_is_exact_in_128_bits() {
    const LIMBS: [u64; 7] = [0, 1, (1 << 32) - 1, 1 << 63, (1 << 63) + 1, u64::MAX - 1, u64::MAX];
    for a1 in LIMBS {
        for a0 in LIMBS {
            for b in LIMBS {
                for d1 in LIMBS {
                    for d0 in LIMBS {
                        check_128(wide::join(a1, a0), b, wide::join(d1, d0));
                    }
                }
            }
        }
    }
}

#[test]
fn the_correction_steps_of_algorithm_d_are_reached() {
    // Hacker's Delight's own hard cases: estimate too large by two, by one, and largest digit.
    check_parts(0x7fff_ffff_8000_0000_0000_0000_0000_0000, 0x8000_0000_ffff_ffff);
    check_parts(0x8000_0000_0000_0000_ffff_ffff_ffff_fffe, 0x8000_0000_0000_0001);
    check_parts(0xffff_ffff_ffff_fffe_ffff_ffff_ffff_ffff, u64::MAX);
    let d = wide::join(1 << 63, u64::MAX);
    check_128(wide::join((1 << 63) - 1, u64::MAX), u64::MAX, d);
    check_128(wide::join(1 << 63, 0), u64::MAX, d);
    check_128(u128::MAX, u64::MAX, u128::MAX);
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn mul_div_is_exact(a in any_u64(), b in any_u64(), d in any_u64()) {
        check_64(a, b, d);
    }

    #[test]
    fn mul_div_128_is_exact(a in any_u128(), b in any_u64(), d in any_u128()) {
        check_128(a, b, d);
    }

    /// Dividends just around a multiple of the divisor.
    #[test]
    fn mul_div_128_is_exact_around_multiples(q in any_u64(), d in any_u128(), off in -2i8..=2) {
        if let Some(n) = d.checked_mul(u128::from(q)).and_then(|n| n.checked_add_signed(i128::from(off))) {
            check_128(n, 1, d);
        }
    }

    #[test]
    fn division_by_one_limb_is_exact(n in any_u128(), d in any_u64()) {
        check_parts(n, d);
    }

    #[test]
    fn products_are_exact(a in any_u128(), b in any_u64()) {
        prop_assert_eq!(wide::mul(wide::low(a), b), u128::from(a as u64) * u128::from(b));
        prop_assert_eq!(wide::mul_128_by_64(a, b).ok(), u128_of(big(a) * b));
        prop_assert_eq!(wide::join(wide::high(a), wide::low(a)), a);
    }
}
