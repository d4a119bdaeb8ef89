//! A share of the fees that streams to who has tokens locked. What streams, waits or is due is counted in Q64 atoms (`u128`): nothing is rounded
//! until it is paid, so that the parts of all owners, what still streams and what waits add up to what was paid in, to the last bit.
use crate::{BPS, MathError, Result, wide};

/// The escrows' part of an amount, rounded down; the rest is the treasury's. Errors: [`MathError::Overflow`] above 100 %.
#[inline]
pub fn share_floor(amount: u64, bps: u16) -> Result<u64> {
    wide::mul_div_floor(amount, u64::from(bps), BPS)
}

/// A stream that starts now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Started {
    /// Q64 atoms per second.
    pub rate: u128,
    /// How long it lasts.
    pub seconds: u64,
    /// What the floor of the rate leaves, Q64 atoms: less than one unit per second.
    pub rest: u128,
}

/// `new` atoms and `waiting` Q64 atoms join a stream of `rate` that has `left` seconds to go. Both end when they would on average, by amount, in whole
/// seconds rounded down: a crumb stretches nothing, and nothing ends before it would have.
/// Errors: [`MathError::DivideByZero`] when there is nothing to stream; [`MathError::Overflow`].
pub fn join(rate: u128, left: u64, waiting: u128, new: u64, whole: u64) -> Result<Started> {
    let running = wide::mul_128_by_64(rate, left)?;
    let fresh = waiting.checked_add(wide::join(new, 0)).ok_or(MathError::Overflow)?;
    let total = running.checked_add(fresh).ok_or(MathError::Overflow)?;
    let (old, joining) = (crate::stream::atoms_ceil(running)?, wide::high(fresh));
    let atoms = old.checked_add(joining).ok_or(MathError::Overflow)?;
    let weighted = wide::mul(old, left)
        .checked_add(wide::mul(joining, whole))
        .ok_or(MathError::Overflow)?;
    let (seconds, _) = wide::div_rem_128_by_64(weighted, atoms)?;
    let rate = wide::div_128_by_64_floor(total, seconds)?;
    let rest = total.checked_sub(wide::mul_128_by_64(rate, seconds)?).ok_or(MathError::Overflow)?;
    Ok(Started { rate, seconds, rest })
}

/// What each locked atom gets of `streamed` Q64 atoms, rounded down, and what that leaves: less than `locked` units.
/// Errors: [`MathError::DivideByZero`] when nothing is locked.
#[inline]
pub fn per_token_floor(streamed: u128, locked: u64) -> Result<(u128, u128)> {
    let each = wide::div_128_by_64_floor(streamed, locked)?;
    let rest = streamed
        .checked_sub(wide::mul_128_by_64(each, locked)?)
        .ok_or(MathError::Overflow)?;
    Ok((each, rest))
}

/// What `locked` atoms have earned between two states of the sum per token, Q64 atoms, exact. The sum may pass 2^128 and begin anew: only the
/// difference counts. Errors: [`MathError::Overflow`].
#[inline]
pub fn earned(locked: u64, from: u128, to: u128) -> Result<u128> {
    wide::mul_128_by_64(to.wrapping_sub(from), locked)
}
