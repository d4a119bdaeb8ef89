//! What the program will charge and when cover begins and ends, by its own formulas.

use {
    breakwater::state::{Config, Pool, Product},
    breakwater_math::{MathError, premium, rate, time},
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
    let active = active_on(product, today);
    let premium = premium::price_ceil(&limits.curve(), limits.cap.get(), active, cover, seconds)?;
    let parts = premium::parts(premium, rate::bps(config.fee_bps.get()), pool.reserve_ppb())?;
    Ok(Quote {
        premium,
        starts_at: time::midnight(start),
        ends_at: time::midnight(end),
        fee: parts.fee,
        reserve: parts.reserve,
    })
}

/// Active cover after the midnights that the product has not counted yet.
pub fn active_on(product: &Product, today: u32) -> u64 {
    (product.rolled_day.get() + 1..=today)
        .take(product.ends.len())
        .fold(product.active.get(), |active, day| {
            active - product.ends[day as usize % product.ends.len()].get()
        })
}
