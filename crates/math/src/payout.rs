//! From a price to the share of cover that a parametric product pays, and from a share to what an assessed product pays. Prices are `i64` at
//! scale 1e9, amounts in atoms.
use crate::{MathError, PPB, Result, rate, wide};

/// Sealed payout curve of a parametric product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PayoutCurve {
    /// At and above this price nothing is paid.
    pub attachment: i64,
    /// At and below this price the largest ratio is paid (linear curve only).
    pub exhaustion: i64,
    /// Largest payout, ppb of cover.
    pub largest: u64,
    /// Pays the largest ratio at once below the attachment, instead of in proportion.
    pub binary: bool,
}

impl PayoutCurve {
    /// Errors: [`MathError::InvalidTerms`] unless `0 < largest <= 1e9`, `attachment > 0` and, for a linear curve,
    /// `attachment > exhaustion >= 0`.
    #[inline]
    pub fn check(&self) -> Result<()> {
        let ordered = self.binary || (self.exhaustion >= 0 && self.exhaustion < self.attachment);
        if ordered && self.attachment > 0 && self.largest > 0 && self.largest <= PPB {
            Ok(())
        } else {
            Err(MathError::InvalidTerms)
        }
    }

    /// Ratio (ppb of cover) at a price: 0 at and above the attachment; below it `largest` (binary) or
    /// `floor(largest · (attachment - price) / (attachment - exhaustion))`, at most `largest` (linear). Rounded in favour of
    /// the pool. Never rises with the price. Errors: [`MathError::InvalidTerms`] as [`check`](Self::check).
    #[inline]
    pub fn ratio_floor(&self, price: i64) -> Result<u64> {
        self.check()?;
        if price >= self.attachment {
            return Ok(0);
        }
        if self.binary || price <= self.exhaustion {
            return Ok(self.largest);
        }
        wide::mul_div_floor(
            self.largest,
            distance(price, self.attachment)?,
            distance(self.exhaustion, self.attachment)?,
        )
    }
}

/// Atoms due on `base` atoms of cover at a ratio: `floor(base · ratio / 1e9)`, never more than `base`.
/// Errors: [`MathError::OutOfRange`] when the ratio passes 100 %.
#[inline]
pub fn amount_floor(base: u64, ratio: u64) -> Result<u64> {
    if ratio > PPB {
        return Err(MathError::OutOfRange);
    }
    rate::share_floor(base, ratio)
}

/// What a policy's holder bears of each event: `ceil(cover · deductible)` for a deductible in basis points of cover. It is taken off once
/// for each event; what earlier payments for the same event bore already is the caller's to subtract.
/// Errors: [`MathError::OutOfRange`] above 100 %.
#[inline]
pub fn deductible_ceil(cover: u64, deductible_bps: u16) -> Result<u64> {
    let ppb = rate::bps(deductible_bps);
    if ppb > PPB {
        return Err(MathError::OutOfRange);
    }
    rate::share_ceil(cover, ppb)
}

/// Payout that jurors assess: `min(floor(base · share / 1e9) - deductible, cover - paid)`, not below 0. `base` is the amount requested
/// (claim) or the remaining cover at the event (incident); `paid` is what the policy was paid or is owed, whatever for.
/// Errors: [`MathError::OutOfRange`] when the share passes 100 %.
#[inline]
pub fn assessed_floor(base: u64, share: u64, deductible: u64, cover: u64, paid: u64) -> Result<u64> {
    let loss = amount_floor(base, share)?.saturating_sub(deductible);
    Ok(loss.min(cover.saturating_sub(paid)))
}

/// `to - from` for `0 <= from <= to`.
#[inline]
fn distance(from: i64, to: i64) -> Result<u64> {
    to.checked_sub(from)
        .and_then(|d| u64::try_from(d).ok())
        .ok_or(MathError::OutOfRange)
}
