//! m of n price sources. Each source is an interval; the m-th extreme bound decides, so no single source ever does.
//!
//! A source that is left out can only make a decision harder: the m-th lowest upper bound of fewer sources is not lower, the
//! m-th highest lower bound not higher. There is no rule that sources must agree.
use crate::{MathError, Result, wide};

/// Most sources of one product.
pub const MAX_SOURCES: usize = 4;
const BPS: u64 = 10_000;

/// What one source says: the true price lies between the two, at scale 1e9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// Lower bound.
    pub low: i64,
    /// Upper bound.
    pub high: i64,
}

/// What the sources say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// At least m sources lie wholly below the strike.
    Breach,
    /// At least m sources lie wholly above the strike.
    Recovery,
    /// Neither.
    Neutral,
}

/// The bounds that decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// m-th lowest upper bound: m sources agree that the price is at most this.
    pub breach_price: i64,
    /// m-th highest lower bound: m sources agree that the price is at least this.
    pub recovery_price: i64,
    /// Lowest lower bound, for the guard of sales.
    pub lowest: i64,
}

/// Half width of an interval around `price`, in basis points of it, rounded up; [`u32::MAX`] when it does not fit.
/// Errors: [`MathError::OutOfRange`] for a price that is not positive or lies above the interval.
#[inline]
pub fn width_bps_ceil(price: i64, interval: &Interval) -> Result<u32> {
    let half = u64::try_from(interval.high.saturating_sub(price)).map_err(|_| MathError::OutOfRange)?;
    let price = u64::try_from(price).ok().filter(|p| *p > 0).ok_or(MathError::OutOfRange)?;
    let width = wide::mul_div_ceil(half, BPS, price).unwrap_or(u64::MAX); // by a positive price: only too large fails
    Ok(u32::try_from(width).unwrap_or(u32::MAX))
}

/// Whether `m` of `n` is a rule: `1 <= m <= n <= 4`, and `2m > n`, without which the two signals could hold at once (two
/// sources below and two above the strike) and leaving one source out could turn a breach into a recovery.
/// Errors: [`MathError::InvalidTerms`].
#[inline]
pub fn check_rule(m: usize, n: usize) -> Result<()> {
    if m <= n && n <= MAX_SOURCES && m > n.saturating_sub(m) {
        Ok(())
    } else {
        Err(MathError::InvalidTerms)
    }
}

/// `price ± ceil(k · deviation)` with `k` in basis points (2.12 is 21,200); the lower bound not below 0. Rounded outwards: a
/// wider interval decides less. Errors: [`MathError::OutOfRange`] for a negative price or deviation; [`MathError::Overflow`].
#[inline]
pub fn interval(price: i64, deviation: i64, k_bps: u32) -> Result<Interval> {
    if price < 0 {
        return Err(MathError::OutOfRange);
    }
    let deviation = u64::try_from(deviation).map_err(|_| MathError::OutOfRange)?;
    let margin = wide::mul_div_ceil(deviation, u64::from(k_bps), BPS)?;
    let margin = i64::try_from(margin).map_err(|_| MathError::Overflow)?;
    let high = price.checked_add(margin).ok_or(MathError::Overflow)?;
    Ok(Interval {
        low: price.saturating_sub(margin).max(0),
        high,
    })
}

/// Reduces up to [`MAX_SOURCES`] intervals to the bounds that decide for `m` of them, in any order of the intervals.
/// Errors: [`MathError::OutOfRange`] for `m = 0`, too many intervals or one whose bounds are swapped;
/// [`MathError::TooFewSources`] for fewer than m.
#[inline]
pub fn view(intervals: &[Interval], m: usize) -> Result<View> {
    if m == 0 || intervals.len() > MAX_SOURCES || intervals.iter().any(|i| i.low > i.high) {
        return Err(MathError::OutOfRange);
    }
    // The m-th lowest bound is the lowest one that at least m bounds do not pass; likewise from above.
    let agree_at_most = |price: i64| intervals.iter().filter(|i| i.high <= price).count() >= m;
    let agree_at_least = |price: i64| intervals.iter().filter(|i| i.low >= price).count() >= m;
    let breach_price = intervals.iter().map(|i| i.high).filter(|&p| agree_at_most(p)).min();
    let recovery_price = intervals.iter().map(|i| i.low).filter(|&p| agree_at_least(p)).max();
    let lowest = intervals.iter().map(|i| i.low).min();
    match (breach_price, recovery_price, lowest) {
        (Some(breach_price), Some(recovery_price), Some(lowest)) => Ok(View {
            breach_price,
            recovery_price,
            lowest,
        }),
        _ => Err(MathError::TooFewSources),
    }
}

impl View {
    /// Breach strictly below the strike, recovery strictly above it; exactly at the strike, or anything else, is neutral.
    #[inline]
    pub fn signal(&self, strike: i64) -> Signal {
        if self.breach_price < strike {
            Signal::Breach
        } else if self.recovery_price > strike {
            Signal::Recovery
        } else {
            Signal::Neutral
        }
    }
}
