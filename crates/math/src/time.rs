//! UTC days. Time is unix seconds (`i64`), never negative; a day number is `u32`.
use crate::{DAY, MathError, Result};

const DAY_SECONDS: u64 = 86_400;

/// Number of the UTC day that `t` lies in: `floor(t / 86,400)`.
/// Errors: [`MathError::OutOfRange`] for a negative time or a day number beyond `u32`.
#[inline]
pub fn day_of(t: i64) -> Result<u32> {
    u32::try_from(seconds(t)? / DAY_SECONDS).map_err(|_| MathError::OutOfRange)
}

/// First second of a day. Exact for every `u32`.
#[inline]
pub fn midnight(day: u32) -> i64 {
    i64::from(day).saturating_mul(DAY) // at most 2^32 · 86,400 < 2^49: never saturates
}

/// Day number of the first midnight at or after `now + days * 86,400`: the end of what is bought now for `days` whole days,
/// never shorter than paid for. Errors: [`MathError::OutOfRange`] for a negative time or a day number beyond `u32`.
#[inline]
pub fn first_midnight_after_days(now: i64, days: u32) -> Result<u32> {
    let begun = u32::from(seconds(now)? % DAY_SECONDS != 0);
    day_of(now)?
        .checked_add(days)
        .and_then(|day| day.checked_add(begun))
        .ok_or(MathError::OutOfRange)
}

/// Unsigned, because sBPF has no signed division.
#[inline]
fn seconds(t: i64) -> Result<u64> {
    u64::try_from(t).map_err(|_| MathError::OutOfRange)
}
