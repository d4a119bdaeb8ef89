//! Pyth pull oracle: `PriceUpdateV2` accounts of the receiver program.
//!
//! Anyone may post an update into an account of their own and overwrite it later with another feed's, so an account's address
//! says nothing: the feed id inside does. The receiver stores how far it has verified the signatures; only full verification
//! is read. Layout as in pyth-solana-receiver-sdk 2.0.0 and pythnet-sdk 3.0.0 (Borsh).

use {
    super::{Reading, layout, reading, same},
    crate::{constants::MAX_FUTURE, errors::OracleError, state::Source},
    anchor_lang::{address_eq, prelude::*},
    bytemuck::{Pod, Zeroable},
    core::num::NonZeroU64,
};

/// The receiver program, on mainnet and devnet alike.
pub const PROGRAM: Address = Address::from_str_const("rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ");
/// First bytes of a `PriceUpdateV2`.
pub const DISCRIMINATOR: [u8; 8] = [34, 241, 35, 99, 157, 126, 244, 205];
/// Bytes of a `PriceUpdateV2` account.
pub const SIZE: usize = 134;

/// Decimals of a reading's scale.
const DECIMALS: u8 = 9;
const TEN: NonZeroU64 = NonZeroU64::MIN.saturating_add(9);

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Head {
    _discriminator: [u8; 8],
    _write_authority: [u8; 32],
    level: u8,
}

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Message {
    feed_id: [u8; 32],
    price: PodI64,
    conf: PodU64,
    exponent: PodI32,
    publish_time: PodI64,
    _prev_publish_time: PodI64,
    _ema_price: PodI64,
    _ema_conf: PodU64,
    _posted_slot: PodU64,
}

/// The verification level is an enum of one byte here …
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Full {
    head: Head,
    message: Message,
    _unused: u8,
}

/// … and of two bytes here, which shifts what follows.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Partial {
    _head: Head,
    signatures: u8,
    message: Message,
}

const _: () = assert!(size_of::<Full>() == SIZE && align_of::<Full>() == 1);
const _: () = assert!(size_of::<Partial>() == SIZE && align_of::<Partial>() == 1);

/// How far the receiver has verified an update.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verification {
    /// Only this many signatures.
    Partial { signatures: u8 },
    /// A quorum of the signers.
    Full,
}

/// What a `PriceUpdateV2` says, unchecked: the price is `price ± conf` times `10^exponent`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PythPrice {
    /// How far the update was verified.
    pub verification: Verification,
    /// The feed.
    pub feed_id: [u8; 32],
    /// Price in units of `10^exponent`.
    pub price: i64,
    /// Confidence in the same units.
    pub conf: u64,
    /// Power of ten of the unit.
    pub exponent: i32,
    /// When the price was published, Unix seconds.
    pub publish_time: i64,
}

/// Decodes the bytes of an account; checks its type and size, nothing of what it says.
#[inline(always)]
pub fn decode(data: &[u8]) -> Result<PythPrice> {
    let full: &Full = layout(data, DISCRIMINATOR)?;
    let (verification, message) = match full.head.level {
        0 => {
            let partial: &Partial = layout(data, DISCRIMINATOR)?;
            (
                Verification::Partial {
                    signatures: partial.signatures,
                },
                &partial.message,
            )
        }
        1 => (Verification::Full, &full.message),
        _ => return Err(OracleError::NotFullyVerified.into()),
    };
    Ok(PythPrice {
        verification,
        feed_id: message.feed_id,
        price: message.price.get(),
        conf: message.conf.get(),
        exponent: message.exponent.get(),
        publish_time: message.publish_time.get(),
    })
}

/// Decodes and checks everything but the order of readings.
pub(super) fn read(source: &Source, owner: &Address, data: &[u8], now: i64) -> Result<Reading> {
    require!(address_eq(owner, &PROGRAM), OracleError::WrongOwner);
    let update = decode(data)?;
    require!(update.verification == Verification::Full, OracleError::NotFullyVerified);
    require!(same(&update.feed_id, &source.feed), OracleError::WrongFeed);
    require!(update.publish_time <= now.saturating_add(MAX_FUTURE), OracleError::FromTheFuture);
    require!(
        now.saturating_sub(update.publish_time) <= i64::from(source.max_age.get()),
        OracleError::Stale
    );
    // Before 1970 is older than any age a product accepts.
    let order = u64::try_from(update.publish_time).map_err(|_| OracleError::Stale)?;
    require!(update.price > 0, OracleError::NotPositive);
    require!(
        i32::from(source.exponent).checked_neg() == Some(update.exponent),
        OracleError::WrongExponent
    );
    rescale(update.price.unsigned_abs(), update.conf, source.exponent, order)
}

/// From units of `10^-exponent` to units of 1e-9.
#[inline(always)]
fn rescale(price: u64, conf: u64, exponent: u8, order: u64) -> Result<Reading> {
    let power = TEN
        .checked_pow(u32::from(exponent.abs_diff(DECIMALS)))
        .ok_or(OracleError::PriceOutOfRange)?;
    if exponent <= DECIMALS {
        let price = price.checked_mul(power.get()).ok_or(OracleError::PriceOutOfRange)?;
        let conf = conf.checked_mul(power.get()).ok_or(OracleError::PriceOutOfRange)?;
        return reading(price, true, conf, order);
    }
    let whole = conf / power;
    let conf = whole
        .checked_add(u64::from(conf % power != 0))
        .ok_or(OracleError::PriceOutOfRange)?;
    reading(price / power, price % power == 0, conf, order)
}
