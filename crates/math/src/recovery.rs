//! Money that comes back after a loss. Amounts in atoms, rates per share in Q64 atoms.
use crate::{MathError, Result, wide};

/// Atoms that `shares` have in a recovery of `per_share`, rounded down: what their owner may fetch.
/// Errors: [`MathError::Overflow`].
#[inline]
pub fn due_floor(shares: u128, per_share: u128) -> Result<u64> {
    Ok(product(shares, per_share)?.0)
}

/// As [`due_floor`], rounded up: what must have been set aside for them.
/// Errors: [`MathError::Overflow`].
#[inline]
pub fn due_ceil(shares: u128, per_share: u128) -> Result<u64> {
    let (floor, inexact) = product(shares, per_share)?;
    floor.checked_add(u64::from(inexact)).ok_or(MathError::Overflow)
}

/// `shares · per_share / 2^64` and whether a remainder is left.
fn product(shares: u128, per_share: u128) -> Result<(u64, bool)> {
    // (s1·2^64 + s0)·(p1·2^64 + p0) >> 64 = s1·p1·2^64 + s1·p0 + s0·p1 + (s0·p0 >> 64)
    let (s1, s0, p1, p0) = (wide::high(shares), wide::low(shares), wide::high(per_share), wide::low(per_share));
    if s1 != 0 && p1 != 0 {
        return Err(MathError::Overflow);
    }
    let bottom = wide::mul(s0, p0);
    let sum = wide::mul(s1, p0)
        .checked_add(wide::mul(s0, p1))
        .and_then(|sum| sum.checked_add(wide::join(0, wide::high(bottom))));
    let whole = u64::try_from(sum.ok_or(MathError::Overflow)?).map_err(|_| MathError::Overflow)?;
    Ok((whole, wide::low(bottom) != 0))
}

/// Seconds in which `old` atoms that had `left` seconds to go and `new` atoms that have `whole` stream together: the average by amount,
/// rounded up. A gift delays by its share of the whole: `new / (old + new)` of 90 days, and a second for rounding.
/// Errors: [`MathError::DivideByZero`] when both amounts are 0; [`MathError::Overflow`].
#[inline]
pub fn seconds_ceil(old: u64, left: u64, new: u64, whole: u64) -> Result<u64> {
    let total = old.checked_add(new).ok_or(MathError::Overflow)?;
    let weighted = wide::mul(old, left).checked_add(wide::mul(new, whole)).ok_or(MathError::Overflow)?;
    let (seconds, rest) = wide::div_rem_128_by_64(weighted, total)?;
    seconds.checked_add(u64::from(rest != 0)).ok_or(MathError::Overflow)
}
