//! Tranche shares at `(assets + 1) / (shares + 1,000)` atoms each.
//!
//! The virtual atom and the virtual shares make the price of an empty tranche definite and its inflation by a first depositor
//! unprofitable: a gift of x atoms to an empty tranche of one depositor is lost to the virtual shares and to later depositors.
//! Source: OpenZeppelin ERC4626 "virtual shares and assets", with a decimals offset of 3.
use crate::{MathError, Result, wide};

/// Shares that exist in every price and belong to nobody.
pub const VIRTUAL_SHARES: u128 = 1_000;
/// Atoms that exist in every price and belong to nobody.
pub const VIRTUAL_ASSETS: u64 = 1;

/// Shares for a deposit of `amount` atoms: `floor(amount * (shares + 1,000) / (assets + 1))`, so the depositor never gets more
/// than the amount is worth. Errors: [`MathError::Overflow`].
#[inline]
pub fn for_deposit_floor(amount: u64, assets: u64, shares: u128) -> Result<u128> {
    let divisor = u128::from(assets).wrapping_add(u128::from(VIRTUAL_ASSETS)); // at most 2^64: never wraps
    wide::mul_div_128_floor(with_virtual(shares)?, amount, divisor)
}

/// Atoms that `part` of all `shares` is worth: `floor(part * (assets + 1) / (shares + 1,000))`, in favour of those who stay.
/// Never more than `assets`. Errors: [`MathError::OutOfRange`] when `part > shares`; [`MathError::Overflow`].
#[inline]
pub fn value_floor(part: u128, assets: u64, shares: u128) -> Result<u64> {
    if part > shares {
        return Err(MathError::OutOfRange);
    }
    // part < shares + 1,000, so the quotient before rounding is below assets + 1.
    let atoms = wide::mul_next_div_128_floor(part, assets, with_virtual(shares)?)?;
    u64::try_from(atoms).map_err(|_| MathError::Overflow)
}

/// Shares whose exact value is at most `amount` atoms, the most that may leave:
/// `floor(amount * (shares + 1,000) / (assets + 1))`. Their [`value_floor`] never passes `amount`, and it misses it by one
/// share's price and one atom at most. May pass `shares` when `amount` passes `assets`: take the smaller.
/// Errors: [`MathError::Overflow`].
#[inline]
pub fn for_assets_floor(amount: u64, assets: u64, shares: u128) -> Result<u128> {
    for_deposit_floor(amount, assets, shares)
}

#[inline]
fn with_virtual(shares: u128) -> Result<u128> {
    shares.checked_add(VIRTUAL_SHARES).ok_or(MathError::Overflow)
}
