//! What may leave a treasury, and how fast. Amounts in atoms, shares in basis points.
//!
//! A leaky bucket: what was spent lately (`recent`) falls in a straight line to zero over a period, and may never pass a share of the money, counted as
//! if what was spent lately were still there. So a spend does not lower its own cap, and in any window of `t` seconds leaves at most
//! `cap · (1 + t / period)`: the cap, and what falls out of the bucket meanwhile.
use crate::{BPS, MathError, Result, wide};

/// What is left of `recent` after `elapsed` seconds, rounded up: against who spends. Errors: none for a period that is not zero.
#[inline]
pub fn recent_ceil(recent: u64, elapsed: u64, period: u64) -> Result<u64> {
    match period.checked_sub(elapsed) {
        None | Some(0) => Ok(0),
        Some(left) => wide::mul_div_ceil(recent, left, period),
    }
}

/// The most that the bucket may hold, rounded up: so that the last atom can leave. Errors: [`MathError::Overflow`].
#[inline]
pub fn cap_ceil(held: u64, recent: u64, cap_bps: u16) -> Result<u64> {
    let base = held.checked_add(recent).ok_or(MathError::Overflow)?;
    wide::mul_div_ceil(base, u64::from(cap_bps), BPS)
}

/// What may leave at once. Errors: [`MathError::Overflow`].
#[inline]
pub fn room(held: u64, recent: u64, cap_bps: u16) -> Result<u64> {
    Ok(cap_ceil(held, recent, cap_bps)?.saturating_sub(recent).min(held))
}
