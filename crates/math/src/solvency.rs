//! Required capital of risks that do not all come true together, and the limits that keep a pool above it. Amounts in atoms.
//!
//! With the exposure `E_g` of each risk group (active cover times severity) and the correlation `p` between any two groups,
//! `R² = (1 - p)·ΣE_g² + p·(ΣE_g)²`: at `p = 1` the exposures add up, at `p = 0` they are independent. A pool carries them when
//! `capital >= margin · R`; squares are compared, so nothing is rounded. Source: the square-root rule with a correlation matrix
//! of Solvency II (Directive 2009/138/EC, Annex IV), with one correlation for all pairs.
use crate::{BPS, MathError, Result, wide};

/// Largest margin, in basis points: five times the required capital.
pub const MAX_MARGIN_BPS: u16 = 50_000;

/// `(1e4 - p)·ΣE² + p·(ΣE)²` in units of a ten-thousandth: R² times 1e4. Three limbs, lowest first.
/// Errors: [`MathError::Overflow`] when the exposures add up to more than 64 bits; [`MathError::OutOfRange`] when `p` passes 100 %.
fn required_squared(exposures: &[u64], correlation_bps: u16) -> Result<[u64; 3]> {
    let correlation = u64::from(correlation_bps);
    let independent = BPS.checked_sub(correlation).ok_or(MathError::OutOfRange)?;
    let (mut sum, mut squares) = (0u64, 0u128);
    for exposure in exposures {
        sum = sum.checked_add(*exposure).ok_or(MathError::Overflow)?;
        squares = squares.wrapping_add(wide::mul(*exposure, *exposure)); // at most the square of the sum: never wraps
    }
    let whole = wide::mul_192(wide::mul(sum, sum), correlation);
    wide::add_192(wide::mul_192(squares, independent), whole)
}

/// Whether `capital >= margin · R`. Exact, for all capital. Errors: as `required_squared`, and [`MathError::OutOfRange`] for a margin
/// above [`MAX_MARGIN_BPS`].
pub fn carries(capital: u64, exposures: &[u64], margin_bps: u16, correlation_bps: u16) -> Result<bool> {
    carries_sum(capital, exposures, sum(exposures)?, margin_bps, correlation_bps)
}

/// Sum of exposures. Errors: [`MathError::Overflow`].
#[inline]
pub fn sum(exposures: &[u64]) -> Result<u64> {
    exposures
        .iter()
        .try_fold(0u64, |sum, e| sum.checked_add(*e))
        .ok_or(MathError::Overflow)
}

/// [`carries`] for exposures whose [`sum`] is known.
#[inline]
pub fn carries_sum(capital: u64, exposures: &[u64], sum: u64, margin_bps: u16, correlation_bps: u16) -> Result<bool> {
    if margin_bps > MAX_MARGIN_BPS || u64::from(correlation_bps) > BPS {
        return Err(MathError::OutOfRange);
    }
    if wide::mul(sum, u64::from(margin_bps)) <= wide::mul(capital, BPS) {
        return Ok(true); // R is at most the sum
    }
    let needed = wide::scale_192(required_squared(exposures, correlation_bps)?, margin_squared(margin_bps))?;
    Ok(!wide::less_192(squared(capital), needed))
}

/// `margin²`, at most 2.5e9.
#[inline]
fn margin_squared(margin_bps: u16) -> u64 {
    u64::from(margin_bps).wrapping_mul(u64::from(margin_bps)) // 32 bits: never wraps
}

/// `capital² · 1e12`: the unit of `required_squared` times `margin²`.
#[inline]
fn squared(capital: u64) -> [u64; 3] {
    wide::mul_192(wide::mul(capital, capital), BPS.wrapping_mul(BPS).wrapping_mul(BPS)) // 1e12: never wraps
}

/// Least capital that [`carries`] the exposures: `ceil(margin · R)`. For views and for how much may leave; 64 steps.
/// Errors: as [`carries`]; [`MathError::Overflow`] when no 64-bit capital does.
pub fn required_ceil(exposures: &[u64], margin_bps: u16, correlation_bps: u16) -> Result<u64> {
    if margin_bps > MAX_MARGIN_BPS {
        return Err(MathError::OutOfRange);
    }
    let needed = wide::scale_192(required_squared(exposures, correlation_bps)?, margin_squared(margin_bps))?;
    let mut below = 0u64; // every smaller capital is too little
    let mut bit = 1u64 << 63;
    while bit > 0 {
        let middle = below | (bit.wrapping_sub(1));
        if wide::less_192(squared(middle), needed) {
            below |= bit;
        }
        bit >>= 1;
    }
    if wide::less_192(squared(below), needed) {
        return Err(MathError::Overflow);
    }
    Ok(below)
}

/// Whether one group's exposure is at most `cap` of `capital`. Exact.
#[inline]
pub fn within_share(exposure: u64, capital: u64, cap_bps: u16) -> bool {
    match (exposure, u64::from(cap_bps)) {
        (0, _) => true,
        (_, BPS) => exposure <= capital, // the usual cases need no multiplication
        (_, cap) => wide::mul(exposure, BPS) <= wide::mul(capital, cap),
    }
}

/// Least capital of which the exposure is at most `cap`: `ceil(exposure / cap)`, 0 for no exposure.
/// Errors: [`MathError::DivideByZero`] for a cap of 0 with some exposure; [`MathError::Overflow`].
#[inline]
pub fn capital_for_share_ceil(exposure: u64, cap_bps: u16) -> Result<u64> {
    if exposure == 0 {
        return Ok(0);
    }
    wide::mul_div_ceil(exposure, BPS, u64::from(cap_bps))
}

/// Capital as basis points of `required`, rounded down; [`u64::MAX`] when nothing is required. For views.
#[inline]
pub fn ratio_floor(capital: u64, required: u64) -> u64 {
    wide::mul_div_floor(capital, BPS, required).unwrap_or(u64::MAX)
}
