//! What the program will charge and when cover begins and ends, by its own formulas.

use {
    breakwater::state::{Config, Policy, Pool, Product},
    breakwater_math::{MAX_AHEAD_DAYS, MathError, loading, premium, rate, stream, time},
};

/// A quote for cover bought at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Atoms.
    pub premium: u64,
    /// Midnight at which cover begins (unix seconds).
    pub starts_at: i64,
    /// Midnight at which it ends (unix seconds).
    pub ends_at: i64,
    /// Protocol fee within the premium, atoms.
    pub fee: u64,
    /// The reserve's part, atoms.
    pub reserve: u64,
}

/// Quotes `cover` for `days` whole days at `now`. The product should be rolled to today.
pub fn policy(config: &Config, pool: &Pool, product: &Product, cover: u64, days: u16, now: i64) -> Result<Quote, MathError> {
    let today = time::day_of(now)?;
    let start = time::first_midnight_after_days(now, u32::from(product.terms.waiting_days.get()))?.max(today + 1);
    let end = time::first_midnight_after_days(now, u32::from(days))?;
    let seconds = u64::try_from(time::midnight(end) - now).map_err(|_| MathError::OutOfRange)?;
    let limits = &product.limits;
    let (used, factor) = (unexpired_on(product, today), factor(product, now)?);
    if active_on(product, today)
        .checked_add(cover)
        .is_none_or(|sum| sum > limits.cap.get())
    {
        return Err(MathError::OutOfRange);
    }
    let premium = premium::loaded_price_ceil(&limits.curve(), limits.cap.get(), used, cover, seconds, factor)?;
    let parts = premium::parts(premium, rate::bps(config.fee_bps.get()), pool.reserve_ppb())?;
    Ok(Quote {
        premium,
        starts_at: time::midnight(start),
        ends_at: time::midnight(end),
        fee: parts.fee,
        reserve: parts.reserve,
    })
}

/// Price factor of a product by its loadings at `now`, parts per billion.
pub fn factor(product: &Product, now: i64) -> Result<u64, MathError> {
    let (limits, today) = (&product.limits, time::day_of(now)?);
    let (per_day, most) = (limits.audit_per_day.get(), limits.audit_most.get());
    let audit = loading::audit(today, product.audit_day.get(), limits.audit_days.get(), per_day, most);
    let seconds = u64::try_from(now - product.loading_at.get()).unwrap_or(0);
    loading::factor_ceil(audit + loading::experience_ceil(product.loading.get(), seconds)?, 0)
}

/// Premium for a policy that goes on from its end for `days` at `now`.
pub fn extension(product: &Product, policy: &Policy, days: u16, now: i64) -> Result<u64, MathError> {
    let remaining = policy.cover.get() - policy.paid.get();
    let (today, limits) = (time::day_of(now)?, &product.limits);
    if active_on(product, today) > limits.cap.get() {
        return Err(MathError::OutOfRange);
    }
    let used = unexpired_on(product, today).checked_sub(remaining).ok_or(MathError::OutOfRange)?;
    let seconds = u64::from(days) * 86_400;
    premium::loaded_price_ceil(&limits.curve(), limits.cap.get(), used, remaining, seconds, factor(product, now)?)
}

/// What a holder gets back who cancels at `now`.
pub fn refund(policy: &Policy, now: i64) -> Result<u64, MathError> {
    let seconds = u64::try_from(time::midnight(policy.stream_until.get()) - now).unwrap_or(0);
    let unearned = stream::left_floor(policy.stream.get(), seconds)?;
    let remaining = policy.cover.get() - policy.paid.get();
    premium::refund_floor(unearned, remaining, policy.cover.get(), policy.premium.get())
}

/// Cover that has not ended, waiting or in force, after the midnights that the product has not counted yet: the price follows it.
pub fn unexpired_on(product: &Product, today: u32) -> u64 {
    let counted = product.active.get() - product.in_grace.get();
    left_after(product, product.rolled_day.get() + 1, today, counted)
}

/// Active cover after the midnights that the product has not counted yet: cover leaves once no day of it can be declared or claimed.
pub fn active_on(product: &Product, today: u32) -> u64 {
    let first = product.inactive_on(product.rolled_day.get()) + 1;
    left_after(product, first, product.inactive_on(today), product.active.get())
}

/// `cover` less what ends on these days. No cover ends later than [`MAX_AHEAD_DAYS`] after the last roll: slots of later days hold past ones.
fn left_after(product: &Product, first: u32, last: u32, cover: u64) -> u64 {
    let last = last.min(product.rolled_day.get() + MAX_AHEAD_DAYS);
    (first..=last).fold(cover, |left, day| left - product.ends[day as usize % product.ends.len()].get())
}
