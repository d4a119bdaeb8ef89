//! Shares of an amount in parts per billion.
use crate::{BPS_PPB, PPB, Result, wide};

/// `floor(amount * ppb / 1e9)`: for what the pool pays out. `ppb` may pass 100 %.
/// Errors: [`Overflow`](crate::MathError::Overflow) when the result does not fit.
#[inline]
pub fn share_floor(amount: u64, ppb: u64) -> Result<u64> {
    wide::mul_div_floor(amount, ppb, PPB)
}

/// `ceil(amount * ppb / 1e9)`: for what the pool or the protocol is owed. `ppb` may pass 100 %.
/// Errors: [`Overflow`](crate::MathError::Overflow) when the result does not fit.
#[inline]
pub fn share_ceil(amount: u64, ppb: u64) -> Result<u64> {
    wide::mul_div_ceil(amount, ppb, PPB)
}

/// Basis points as parts per billion, exact (at most 655.35 %).
#[inline]
pub fn bps(b: u16) -> u64 {
    u64::from(b).wrapping_mul(BPS_PPB) // at most 65,535 · 1e5: never wraps
}
