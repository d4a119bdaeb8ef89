//! Rewards in another token that stream to the owners of shares. Amounts, rates and accumulators are Q64 in `u128`.
//!
//! Nothing is rounded while rewards are only counted: what the accumulator cannot give to each share alike is carried to the next call, and what a
//! position has earned keeps its fraction. So any number of calls gives what one call gives, and only a payment is cut to whole atoms.
use crate::{MathError, PPB, Result, wide};

/// Rate that spreads `left` (Q64 atoms) over `seconds`: `floor(left / seconds)`, so the stream never promises more than there is.
/// Errors: [`MathError::DivideByZero`] for zero seconds.
#[inline]
pub fn rate_floor(left: u128, seconds: u64) -> Result<u128> {
    wide::div_128_by_64_floor(left, seconds)
}

/// Divides `q` into (junior, senior): junior gets `floor(q · junior_ppb / 1e9)`, senior the rest.
/// Errors: [`MathError::OutOfRange`] when `junior_ppb > 1e9`.
#[inline]
pub fn split_floor(q: u128, junior_ppb: u64) -> Result<(u128, u128)> {
    if junior_ppb > PPB {
        return Err(MathError::OutOfRange);
    }
    let junior = wide::mul_div_128_floor(q, junior_ppb, u128::from(PPB))?;
    Ok((junior, q.saturating_sub(junior))) // junior <= q
}

/// By how much the accumulator of `shares` rises for `q`, rounded down, and what is left of `q`: less than one unit for each share.
/// Errors: [`MathError::DivideByZero`] without shares.
#[inline]
pub fn per_share_floor(q: u128, shares: u128) -> Result<(u128, u128)> {
    wide::div_rem_128(q, shares)
}

/// What `shares` earn while their accumulator rises by `rise`: exact, Q64 atoms. Errors: [`MathError::Overflow`] at 2^128, which is 2^64 atoms.
#[inline]
pub fn earned(shares: u128, rise: u128) -> Result<u128> {
    let (small, large) = if shares <= rise { (shares, rise) } else { (rise, shares) };
    // Two factors of 2^64 or more have a product of 2^128 or more.
    if wide::high(small) != 0 {
        return Err(MathError::Overflow);
    }
    wide::mul_128_by_64(large, wide::low(small))
}

/// Whole atoms of `q`, which can be paid, and the fraction that stays.
#[inline]
pub const fn atoms_floor(q: u128) -> (u64, u128) {
    (wide::high(q), wide::join(0, wide::low(q)))
}
