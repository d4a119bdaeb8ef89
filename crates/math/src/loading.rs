//! What is added to the price of a risk that became worse, and taken off for a buyer who is bound to the protocol.
//! Loadings and discounts are parts per billion of the price by the curve.
use crate::{MathError, PPB, Result, rate, wide};

/// Seconds in which the loading after losses halves (180 days).
pub const HALF_LIFE: u64 = 180 * 86_400;
/// Largest loading after losses: the price is at most tenfold by it.
pub const MAX_EXPERIENCE: u64 = 9 * PPB;
/// Largest loading for an old audit: the price is at most doubled by it.
pub const MAX_AUDIT: u64 = PPB;
/// Largest discount (20 %).
pub const MAX_DISCOUNT: u64 = 200_000_000;

/// Loading for the age of an audit: `per_day` for each whole day past `allowed`, at most `most`. A product that was never audited (day 0)
/// and asks for audits pays the most. Exact.
#[inline]
pub fn audit(today: u32, audit_day: u32, allowed_days: u16, per_day: u64, most: u64) -> u64 {
    if per_day == 0 {
        return 0;
    }
    if audit_day == 0 {
        return most;
    }
    let late = today.saturating_sub(audit_day).saturating_sub(u32::from(allowed_days));
    u64::from(late).saturating_mul(per_day).min(most)
}

/// What is left of a `loading` after `seconds`: it halves every 180 days, in a straight line in between, rounded up. Exact at whole
/// half-lives but for that. Errors: none for any argument.
pub fn experience_ceil(loading: u64, seconds: u64) -> Result<u64> {
    let (halvings, rest) = (seconds / HALF_LIFE, seconds % HALF_LIFE);
    let Ok(halvings @ 0..=63) = u32::try_from(halvings) else {
        return Ok(0);
    };
    // loading · (2H - rest) / 2H, then halved: two rounded-up divisions by whole numbers equal one by their product.
    let twice = HALF_LIFE.wrapping_mul(2);
    let sloped = wide::mul_div_ceil(loading, twice.wrapping_sub(rest), twice)?;
    let half = sloped.wrapping_shr(halvings);
    Ok(half.wrapping_add(u64::from(half.wrapping_shl(halvings) != sloped))) // below 2^64: the shift leaves room or is 0
}

/// The loading after a payment, as of the start of a period of 180 days that began `since` seconds ago: what is `left` of the old one at that
/// start, and what makes `experience` times the paid share of the product's cap now, rounded up; at most [`MAX_EXPERIENCE`] now. A payment
/// of the whole cap adds `experience`. Loadings of all payments are counted from common starts, so each is half of itself 180 days later,
/// whatever else was paid meanwhile. Errors: [`MathError::DivideByZero`] for a cap of 0; [`MathError::OutOfRange`] for a `since` of a
/// period or more; [`MathError::Overflow`].
pub fn after_payment_ceil(left: u64, experience: u64, paid: u64, cap: u64, since: u64) -> Result<u64> {
    if since >= HALF_LIFE {
        return Err(MathError::OutOfRange);
    }
    let twice = HALF_LIFE.wrapping_mul(2);
    let remains = twice.wrapping_sub(since);
    let added = wide::mul_div_ceil(wide::mul_div_ceil(experience, paid.min(cap), cap)?, twice, remains)?;
    Ok(left.saturating_add(added).min(wide::mul_div_floor(MAX_EXPERIENCE, twice, remains)?))
}

/// One tier of the discount: who has locked at least `least` for 30 days pays `discount` less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tier {
    /// Aged escrow, in atoms of the governance token.
    pub least: u64,
    /// Parts per billion of the price.
    pub discount: u64,
}

/// Errors: [`MathError::InvalidTerms`] unless both columns rise from tier to tier and no discount passes [`MAX_DISCOUNT`]. Tiers of discount 0
/// at the end are not used. A first tier may not give a discount for nothing.
pub fn check_tiers(tiers: impl IntoIterator<Item = Tier>) -> Result<()> {
    let mut last = Tier::default();
    let mut over = false;
    for tier in tiers {
        if tier.discount == 0 && tier.least == 0 {
            over = true;
            continue;
        }
        if over || tier.least <= last.least || tier.discount <= last.discount || tier.discount > MAX_DISCOUNT {
            return Err(MathError::InvalidTerms);
        }
        last = tier;
    }
    Ok(())
}

/// Discount of the highest tier that `aged` reaches; 0 below the first. The tiers rise, as [`check_tiers`] asks.
#[inline]
pub fn discount(tiers: impl IntoIterator<Item = Tier>, aged: u64) -> u64 {
    let mut reached = 0;
    for tier in tiers {
        if tier.discount == 0 || aged < tier.least {
            break;
        }
        reached = tier.discount;
    }
    reached.min(MAX_DISCOUNT)
}

/// Price factor: `(1 + loading) · (1 - discount)`, parts per billion, rounded up. Errors: [`MathError::OutOfRange`] for a discount above
/// [`MAX_DISCOUNT`]; [`MathError::Overflow`].
#[inline]
pub fn factor_ceil(loading: u64, discount: u64) -> Result<u64> {
    let loaded = PPB.checked_add(loading).ok_or(MathError::Overflow)?;
    if discount == 0 {
        return Ok(loaded);
    }
    if discount > MAX_DISCOUNT {
        return Err(MathError::OutOfRange);
    }
    rate::share_ceil(loaded, PPB.saturating_sub(discount))
}
