//! Oracle adapters: the bytes of an account in, one checked reading out.
//!
//! Every check that an account can fail by itself is made here, each with its own [`OracleError`]; that a reading is newer than
//! its source's last one is the caller's check, by [`Reading::order`]. The layouts are read from the bytes, without the oracles'
//! own crates: these are tested for equality instead, so none of their dependencies is part of the program.

pub mod pyth;
pub mod switchboard;

use {
    crate::{
        errors::OracleError,
        state::{Source, SourceKind},
    },
    anchor_lang::{address_eq, prelude::*},
    bytemuck::Pod,
};

/// One valid reading of one source.
///
/// The true price lies between `price` and `price + 1`: it is rounded down. The deviation is rounded up, and by one more unit
/// when the price was rounded, so `price ± k·deviation` contains the true interval for every k >= 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    /// Price in units of 1e-9, above zero.
    pub price: i64,
    /// One standard deviation (Switchboard) or one confidence (Pyth) in units of 1e-9, not below zero.
    pub deviation: i64,
    /// Orders the readings of a source: publish time in seconds (Pyth) or slot of the oldest sample (Switchboard).
    pub order: u64,
}

/// Reads `account` as `source`. Errors: an [`OracleError`], or that the account's data is borrowed mutably.
pub fn read(source: &Source, account: &AccountView, now: i64, slot: u64) -> Result<Reading> {
    let data = account.try_borrow()?;
    read_bytes(source, account.owner(), account.address(), &data, now, slot)
}

/// As [`read`], for an account in parts: `now` is the clock's time in seconds, `slot` its slot.
pub fn read_bytes(source: &Source, owner: &Address, address: &Address, data: &[u8], now: i64, slot: u64) -> Result<Reading> {
    match SourceKind::try_from(source.kind)? {
        SourceKind::Pyth => pyth::read(source, owner, data, now),
        SourceKind::Switchboard => switchboard::read(source, owner, address, data, slot),
    }
}

/// `data` as the account type that begins with `discriminator` and has exactly the size of `T`.
#[inline(always)]
fn layout<T: Pod>(data: &[u8], discriminator: [u8; 8]) -> Result<&T> {
    let first = data.first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
    require!(first == Some(u64::from_le_bytes(discriminator)), OracleError::WrongDiscriminator);
    // The layouts have alignment 1, so only the size can be wrong.
    bytemuck::try_from_bytes(data).map_err(|_| OracleError::WrongSize.into())
}

/// Equality of 32 bytes by four words; `==` on arrays is a call that compares byte by byte.
#[inline(always)]
fn same(a: &[u8; 32], b: &[u8; 32]) -> bool {
    address_eq(&Address::new_from_array(*a), &Address::new_from_array(*b))
}

/// A reading from a price rounded down (`exact` when nothing was cut off) and a deviation rounded up.
#[inline(always)]
fn reading(price: u64, exact: bool, deviation: u64, order: u64) -> Result<Reading> {
    // A price below 1e-9 is one that this scale cannot express.
    require!(price > 0, OracleError::PriceOutOfRange);
    let deviation = deviation.checked_add(u64::from(!exact)).ok_or(OracleError::PriceOutOfRange)?;
    Ok(Reading {
        price: i64::try_from(price).map_err(|_| OracleError::PriceOutOfRange)?,
        deviation: i64::try_from(deviation).map_err(|_| OracleError::PriceOutOfRange)?,
        order,
    })
}
