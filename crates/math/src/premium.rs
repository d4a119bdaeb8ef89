//! The price of cover: the area under a piecewise linear curve of utilisation.
//!
//! With `x` atoms of the product's cap in use the annual rate is `f(x)`: from `base` at 0 straight to `at_kink` at
//! `K = floor(cap · kink)`, from there straight to `full` at the cap. A purchase that moves `x` from `a` to `b` pays
//! `∫ f dx · seconds / year`, so neither the order nor the splitting of purchases changes what they cost together.
//! Source: Cozy v2 `CostModelJumpRate` (the average over the same area); the kink is Compound's jump rate model.
use crate::{MathError, PPB, Result, YEAR, rate, wide};

/// Largest rate of a curve: 100 times the cover per year.
pub const MAX_RATE: u64 = 100 * PPB;
/// Part of the whole premium that a cancellation costs, ppb (10 %).
pub const CANCEL_COST: u64 = 100_000_000;

/// Annual rates in ppb of cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Curve {
    /// Rate with nothing in use.
    pub base: u64,
    /// Utilisation at which the slope changes, ppb of the cap, strictly between 0 and 1e9.
    pub kink: u64,
    /// Rate at the kink.
    pub at_kink: u64,
    /// Rate with the whole cap in use.
    pub full: u64,
    /// The least that any purchase pays.
    pub minimum: u64,
}

impl Curve {
    /// Errors: [`MathError::InvalidTerms`] unless `base <= at_kink <= full <= 100e9`, `0 < kink < 1e9`, `minimum <= 100e9`.
    #[inline]
    pub fn check(&self) -> Result<()> {
        let rises = self.base <= self.at_kink && self.at_kink <= self.full;
        let bounded = self.full <= MAX_RATE && self.minimum <= MAX_RATE;
        if rises && bounded && self.kink > 0 && self.kink < PPB {
            Ok(())
        } else {
            Err(MathError::InvalidTerms)
        }
    }

    /// Atoms · ppb under the curve from `from` to `to`, each of the two segments rounded up: less than 2e-9 atom-years too much.
    fn area_ceil(&self, cap: u64, from: u64, to: u64) -> Result<u128> {
        let kink = rate::share_floor(cap, self.kink)?;
        let below = segment_ceil(self.base, self.at_kink, kink, from.min(kink), to.min(kink))?;
        let above = segment_ceil(
            self.at_kink,
            self.full,
            cap.saturating_sub(kink),
            from.saturating_sub(kink),
            to.saturating_sub(kink),
        )?;
        below.checked_add(above).ok_or(MathError::Overflow)
    }
}

/// Area under a line that rises from rate `first` at 0 to rate `last` at `width`, between `a` and `b` (`a <= b <= width`):
/// `first·(b - a) + (last - first)·(b - a)·(a + b) / (2·width)`, the second term rounded up.
#[inline]
fn segment_ceil(first: u64, last: u64, width: u64, a: u64, b: u64) -> Result<u128> {
    let length = b.checked_sub(a).ok_or(MathError::OutOfRange)?;
    if length == 0 {
        return Ok(0);
    }
    let level = wide::mul(first, length);
    let rise = last.checked_sub(first).ok_or(MathError::InvalidTerms)?;
    if rise == 0 {
        return Ok(level);
    }
    let twice_middle = u128::from(a).wrapping_add(u128::from(b)); // 65 bits
    let slope = wide::mul_div_128_ceil(wide::mul_128_by_64(twice_middle, rise)?, length, u128::from(width) << 1)?;
    level.checked_add(slope).ok_or(MathError::Overflow)
}

/// [`loaded_price_ceil`] without a loading or a discount.
#[inline]
pub fn price_ceil(curve: &Curve, cap: u64, used: u64, amount: u64, seconds: u64) -> Result<u64> {
    loaded_price_ceil(curve, cap, used, amount, seconds, PPB)
}

/// Premium in atoms for `amount` more atoms of cover over `seconds`, with `used` of `cap` in use before:
/// `ceil(max(area · factor, minimum · amount) · seconds / (1e9 · year))`, at least 1 atom, in favour of the pool; the areas below and above the
/// kink are rounded up each, which is at most one atom more. `factor` is
/// [`crate::loading::factor_ceil`]; [`PPB`] neither loads nor discounts.
///
/// For any split of the amount, in any order of buyers, the parts cost together at most 1 atom less than the whole: the area is
/// exact but for 2e-9 atom-years, and every part is rounded up.
/// Errors: [`MathError::OutOfRange`] when `amount` is 0 or `used + amount > cap`; [`MathError::InvalidTerms`] as
/// [`Curve::check`]; [`MathError::Overflow`].
pub fn loaded_price_ceil(curve: &Curve, cap: u64, used: u64, amount: u64, seconds: u64, factor: u64) -> Result<u64> {
    curve.check()?;
    let after = used.checked_add(amount).ok_or(MathError::OutOfRange)?;
    if amount == 0 || after > cap {
        return Err(MathError::OutOfRange);
    }
    let mut area = curve.area_ceil(cap, used, after)?;
    if factor != PPB {
        area = wide::mul_div_128_ceil(area, factor, u128::from(PPB))?;
    }
    if factor < PPB || curve.minimum > curve.base {
        area = area.max(wide::mul(curve.minimum, amount)); // else the price is nowhere below the minimum
    }
    // Two rounded-up divisions by whole numbers equal one by their product, and each divisor fits 32 bits.
    let atoms_ppb = wide::mul_div_128_ceil(area, seconds, u128::from(YEAR))?;
    let atoms = wide::div_128_by_64_ceil(atoms_ppb, PPB)?;
    Ok(u64::try_from(atoms).map_err(|_| MathError::Overflow)?.max(1))
}

/// Annual rate that the next atom of cover pays with `used` of `cap` in use, ppb of cover, rounded up: `max(f(used) · factor, minimum)`. For
/// views; a premium is an area and not this rate. Above the cap it is the rate at the cap.
/// Errors: [`MathError::InvalidTerms`] as [`Curve::check`]; [`MathError::Overflow`].
pub fn rate_ceil(curve: &Curve, cap: u64, used: u64, factor: u64) -> Result<u64> {
    curve.check()?;
    let kink = rate::share_floor(cap, curve.kink)?;
    let (first, last, width, x) = if used < kink {
        (curve.base, curve.at_kink, kink, used)
    } else {
        let width = cap.saturating_sub(kink);
        (curve.at_kink, curve.full, width, used.saturating_sub(kink).min(width))
    };
    let rise = wide::mul_div_ceil(last.saturating_sub(first), x, width.max(1))?;
    let rate = rate::share_ceil(first.checked_add(rise).ok_or(MathError::Overflow)?, factor)?;
    Ok(rate.max(curve.minimum))
}

/// What a holder gets back who cancels: `floor(unearned · remaining / cover)` less `ceil(premium / 10)`, not below 0.
/// `unearned` is the part of the policy's stream that the pool has not earned, in atoms, rounded down.
/// Errors: [`MathError::DivideByZero`] for a cover of 0; [`MathError::OutOfRange`] when `remaining` passes `cover`.
pub fn refund_floor(unearned: u64, remaining: u64, cover: u64, premium: u64) -> Result<u64> {
    if remaining > cover {
        return Err(MathError::OutOfRange);
    }
    let share = wide::mul_div_floor(unearned, remaining, cover)?;
    Ok(share.saturating_sub(rate::share_ceil(premium, CANCEL_COST)?))
}

/// A premium divided by purpose, in atoms. The three add up to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The protocol's fee.
    pub fee: u64,
    /// The pool's reserve.
    pub reserve: u64,
    /// What streams to the tranches until the policy ends.
    pub rest: u64,
}

/// Divides a premium: `fee = ceil`, `reserve = floor`, `rest` = what is left.
/// Errors: [`MathError::OutOfRange`] when the two ratios together pass 100 %.
#[inline]
pub fn parts(premium: u64, fee_ppb: u64, reserve_ppb: u64) -> Result<Parts> {
    if fee_ppb.checked_add(reserve_ppb).is_none_or(|sum| sum > PPB) {
        return Err(MathError::OutOfRange);
    }
    // ceil(x) + floor(y) <= premium whenever x + y <= premium.
    let fee = rate::share_ceil(premium, fee_ppb)?;
    let reserve = rate::share_floor(premium, reserve_ppb)?;
    let rest = premium.saturating_sub(fee).saturating_sub(reserve);
    Ok(Parts { fee, reserve, rest })
}
