//! Steps of an incident that follows a falling price down. Ratios in ppb of cover, amounts in atoms.
use crate::{MathError, PPB, Result, payout, rate, wide};

/// Least rise of a step that does not reach the curve's maximum: 5 points.
pub const STEP_MIN_RISE: u64 = 50_000_000;
/// Most steps of an incident: a first of any size, 19 rises of 5 points, and one last.
pub const MAX_STEPS: usize = 21;

/// Whether a window of `ratio` adds a step above `last`: it is deeper, and by at least `min_rise` or to the curve's `largest`.
/// Exact.
#[inline]
pub fn qualifies(ratio: u64, last: u64, largest: u64, min_rise: u64) -> bool {
    ratio > last && (ratio.saturating_sub(last) >= min_rise || ratio == largest)
}

/// Atoms that a step of `rise` needs for `eligible` atoms of cover: `ceil(eligible · rise / 1e9)`, so that the policies' parts,
/// each rounded down, never pass it. Errors: [`MathError::OutOfRange`] when the rise passes 100 %.
#[inline]
pub fn needed_ceil(eligible: u64, rise: u64) -> Result<u64> {
    if rise > PPB {
        return Err(MathError::OutOfRange);
    }
    rate::share_ceil(eligible, rise)
}

/// Atoms due to a policy of `base` atoms from a step that got `funded` of `needed`:
/// `floor(floor(base · rise / 1e9) · funded / needed)`; 0 when nothing was needed. A step that got more than it needs pays as if
/// it got exactly that. Over policies whose bases add up to at most the step's eligible cover the sum is at most `funded`.
/// Errors: [`MathError::OutOfRange`] when the rise passes 100 %; [`MathError::Overflow`].
#[inline]
pub fn due_floor(base: u64, rise: u64, funded: u64, needed: u64) -> Result<u64> {
    if needed == 0 {
        return Ok(0);
    }
    wide::mul_div_floor(payout::amount_floor(base, rise)?, funded.min(needed), needed)
}

/// Atoms that steps still to come can take, at most: those from windows that have closed, no deeper than `deepest`, for the `later`
/// atoms of cover that a window after the last step can pay; those from windows still to close, up to the `largest` ratio, for the
/// `running` atoms that such a window can pay. `last` is the ratio of the last step. Each part is rounded up.
/// Errors: [`MathError::OutOfRange`] when `last` passes `largest` or `largest` passes 100 %; [`MathError::Overflow`].
#[inline]
pub fn to_come_ceil(later: u64, running: u64, last: u64, deepest: u64, largest: u64) -> Result<u64> {
    let above = largest.checked_sub(last).ok_or(MathError::OutOfRange)?;
    let closed = deepest.min(largest).saturating_sub(last);
    let open = above.saturating_sub(closed); // closed is at most above
    needed_ceil(later, closed)?
        .checked_add(needed_ceil(running, open)?)
        .ok_or(MathError::Overflow)
}

/// Upper bound of the cover that a later step of an episode counts: `min(e0, e0 - ended + waiting)`, not below 0, for cover `e0`
/// in force at its first breach, `ended` since, and `waiting` sold before it but not yet in force then. Exact.
#[inline]
pub fn eligible_bound(e0: u64, ended: u64, waiting: u64) -> u64 {
    e0.saturating_sub(ended.saturating_sub(waiting))
}
