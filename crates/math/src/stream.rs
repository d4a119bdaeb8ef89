//! Premium recognised to the second. Rates (atoms per second) and unearned amounts are Q64.64 in `u128`.
//!
//! What a sale adds, `rate * seconds`, is at most `amount * 2^64` and is taken out again in exactly the same steps, so the sum
//! of all takes is the sum of all adds and nothing is left when the last policy ends. The part of the premium that the floor
//! of the rate leaves behind is earned at the sale.
use crate::{MathError, Result, wide};

/// Rate that spreads `amount` atoms over `seconds`: `floor(amount * 2^64 / seconds)`, so the stream never promises more than
/// was paid in. Errors: [`MathError::DivideByZero`] for zero seconds.
#[inline]
pub fn rate_floor(amount: u64, seconds: u64) -> Result<u128> {
    wide::div_128_by_64_floor(wide::join(amount, 0), seconds)
}

/// Atoms still unearned: `ceil(q / 2^64)`, so earned capital is never overstated. Errors: [`MathError::Overflow`].
#[inline]
pub fn atoms_ceil(q: u128) -> Result<u64> {
    wide::high(q).checked_add(u64::from(wide::low(q) != 0)).ok_or(MathError::Overflow)
}

/// Unearned after `seconds` at `rate`: `q - rate * seconds`, exact.
/// Errors: [`MathError::Overflow`] in the product; [`MathError::OutOfRange`] when it passes `q`.
#[inline]
pub fn take(q: u128, rate: u128, seconds: u64) -> Result<u128> {
    q.checked_sub(wide::mul_128_by_64(rate, seconds)?).ok_or(MathError::OutOfRange)
}

/// Unearned after a stream of `seconds` at `rate` was added: `q + rate * seconds`, exact. Errors: [`MathError::Overflow`].
#[inline]
pub fn add(q: u128, rate: u128, seconds: u64) -> Result<u128> {
    q.checked_add(wide::mul_128_by_64(rate, seconds)?).ok_or(MathError::Overflow)
}

/// Whole seconds in which a stream of `rate` brings `amount` atoms, rounded down. Errors: [`MathError::DivideByZero`] for a rate of 0;
/// [`MathError::Overflow`].
#[inline]
pub fn seconds_floor(amount: u64, rate: u128) -> Result<u64> {
    u64::try_from(wide::mul_div_128_floor(1 << 64, amount, rate)?).map_err(|_| MathError::Overflow)
}

/// Atoms that a stream of `rate` still brings in `seconds`, rounded down: for a refund. Errors: [`MathError::Overflow`].
#[inline]
pub fn left_floor(rate: u128, seconds: u64) -> Result<u64> {
    let q = wide::mul_128_by_64(rate, seconds)?;
    Ok(wide::high(q))
}
