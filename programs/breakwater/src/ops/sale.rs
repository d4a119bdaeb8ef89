//! What a premium is and where it goes, shared by purchases and extensions.

use {
    crate::{
        constants::DISCOUNT_AGE_DAYS,
        errors::{CaseError, OrMath, PolicyError, PoolError, ProductError},
        state::{Config, Court, Electorate, Escrow, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
    breakwater_math::{premium, rate, time},
};

/// New cover may be sold under this product now: nothing is paused, it is listed, and its watch, if its kind has one, is calm and fresh.
pub fn check_open(config: &Config, product: &Product, address: &Address, watch: Option<&Watch>, at: i64) -> Result<()> {
    config.check_open(at)?;
    product.check_listed()?;
    check_watch(product, address, watch)?;
    watch.map_or(Ok(()), |watch| watch.check_sale(at))
}

/// A kind that sources decide is passed with its own watch; one that jurors decide has none.
pub fn check_watch(product: &Product, address: &Address, watch: Option<&Watch>) -> Result<()> {
    require!(product.kind()?.has_watch() == watch.is_some(), ProductError::WatchMismatch);
    require!(watch.is_none_or(|watch| watch.product == *address), ProductError::WrongWatch);
    Ok(())
}

/// `cover` of a product that jurors decide is at most 15 % of what they have at stake: a verdict costs more than it can win (R10).
pub fn check_jurors(product: &Product, court: Option<&Court>, electorate: Option<&Electorate>, cover: u64, at: i64) -> Result<()> {
    match (product.is_assessed(), court, electorate) {
        (false, None, None) => Ok(()),
        (true, Some(court), Some(electorate)) => court.check_cap(cover, electorate.size(at)?),
        _ => Err(CaseError::CourtMismatch.into()),
    }
}

/// Discount of whoever pays, by what their escrow has held for 30 days and holds without notice; none without an escrow. Parts per billion.
#[inline(never)]
pub fn discount(config: &Config, escrow: Option<&Escrow>, at: i64) -> Result<u64> {
    let Some(escrow) = escrow else { return Ok(config.discount(0)) };
    Ok(config.discount(escrow.aged(DISCOUNT_AGE_DAYS, time::day_of(at).or_math()?)?))
}

/// Premium for `amount` atoms of cover over `seconds`, on top of `used`, at today's loadings and this discount, rounded up. Cover in its grace
/// takes room of the cap and none of the curve.
#[inline(never)]
pub fn premium(product: &Product, used: u64, amount: u64, seconds: i64, at: i64, discount: u64) -> Result<u64> {
    let limits = &product.limits;
    let cap = limits.cap.get();
    let room = used.checked_add(amount).and_then(|sum| sum.checked_add(product.in_grace.get()));
    require!(room.is_some_and(|sum| sum <= cap), PolicyError::CapReached);
    let seconds = u64::try_from(seconds).map_err(|_| PolicyError::PeriodOutOfBounds)?;
    let factor = product.price_factor(at, discount)?;
    premium::loaded_price_ceil(&limits.curve(), cap, used, amount, seconds, factor).or_math()
}

/// Fee and reserve take their parts of a premium. Returns the rest, which streams to the tranches.
#[inline(never)]
pub fn divide(config: &Config, pool: &mut Pool, product: &mut Product, premium: u64) -> Result<u64> {
    let parts = premium::parts(premium, rate::bps(config.fee_bps.get()), pool.reserve_ppb()).or_math()?;
    let broken = PoolError::PoolLedgerBroken;
    pool.fees_owed = pool.fees_owed.get().checked_add(parts.fee).ok_or(broken)?.into();
    pool.reserve = pool.reserve.get().checked_add(parts.reserve).ok_or(broken)?.into();
    pool.premium_total = pool.premium_total.get().checked_add(premium).ok_or(broken)?.into();
    product.premium_total = product.premium_total.get().checked_add(premium).ok_or(broken)?.into();
    Ok(parts.rest)
}
