//! Switchboard On-Demand: `PullFeedAccountData` accounts.
//!
//! A feed account holds the submissions of single oracles and the result that the program last computed from them: the median,
//! their standard deviation, how many there were and the slots of the oldest and the newest. Age is judged from the oldest
//! sample behind the result; `last_update_timestamp` is when the account was written and says nothing about the samples.
//! The feed's authority may change its jobs (seen in `feed_hash`) and may reserve the right to write values itself, past the
//! oracles; the second is refused. Layout as in switchboard-on-demand 0.13.0.

use {
    super::{Reading, layout, reading, same},
    crate::{errors::OracleError, state::Source},
    anchor_lang::{address_eq, prelude::*},
    breakwater_math::wide,
    bytemuck::{Pod, Zeroable},
};

/// The On-Demand program on mainnet.
pub const PROGRAM: Address = Address::from_str_const("SBondMDrcV3K4kxZR1HNVT7osZxAHVHgYXL5Ze1oMUv");
/// First bytes of a `PullFeedAccountData`.
pub const DISCRIMINATOR: [u8; 8] = [196, 27, 108, 196, 10, 215, 219, 40];
/// Bytes of a `PullFeedAccountData` account.
pub const SIZE: usize = 3_208;

/// Units of a Switchboard value (1e-18) in one unit of a reading (1e-9).
const UNIT: u64 = 1_000_000_000;

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Feed {
    _discriminator: [u8; 8],
    _submissions: [[u8; 64]; 32],
    _authority: [u8; 32],
    queue: [u8; 32],
    feed_hash: [u8; 32],
    _initialized_at: PodI64,
    _permissions: PodU64,
    _max_variance: PodU64,
    _min_responses: PodU32,
    _name: [u8; 32],
    _padding: u8,
    permit_write_by_authority: u8,
    _historical_result_idx: u8,
    _min_sample_size: u8,
    _last_update_timestamp: PodI64,
    _lut_slot: PodU64,
    _reserved: [u8; 32],
    result: CurrentResult,
    _max_staleness: PodU32,
    _padding2: [u8; 12],
    _historical_results: [[u8; 16]; 32],
    _reserved2: [u8; 32],
    _submission_timestamps: [PodI64; 32],
}

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct CurrentResult {
    value: PodI128,
    std_dev: PodI128,
    _mean: PodI128,
    _range: PodI128,
    _min_value: PodI128,
    _max_value: PodI128,
    num_samples: u8,
    _submission_idx: u8,
    _padding: [u8; 6],
    _slot: PodU64,
    min_slot: PodU64,
    max_slot: PodU64,
}

const _: () = assert!(size_of::<Feed>() == SIZE && align_of::<Feed>() == 1);
const _: () = assert!(core::mem::offset_of!(Feed, result) == 8 + 2_256 && size_of::<CurrentResult>() == 128);

/// What a feed account says, unchecked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SwitchboardPrice {
    /// Queue whose oracles may submit.
    pub queue: [u8; 32],
    /// Hash of the jobs that the oracles run.
    pub feed_hash: [u8; 32],
    /// Not 0: the feed's authority may write values itself.
    pub permit_write_by_authority: u8,
    /// Median of the samples, in units of 1e-18.
    pub value: i128,
    /// Standard deviation of the samples, in units of 1e-18.
    pub std_dev: i128,
    /// Samples behind the value.
    pub num_samples: u8,
    /// Slot of the oldest sample.
    pub min_slot: u64,
    /// Slot of the newest sample.
    pub max_slot: u64,
}

/// Decodes the bytes of an account; checks its type and size, nothing of what it says.
#[inline(always)]
pub fn decode(data: &[u8]) -> Result<SwitchboardPrice> {
    let feed: &Feed = layout(data, DISCRIMINATOR)?;
    Ok(SwitchboardPrice {
        queue: feed.queue,
        feed_hash: feed.feed_hash,
        permit_write_by_authority: feed.permit_write_by_authority,
        value: feed.result.value.get(),
        std_dev: feed.result.std_dev.get(),
        num_samples: feed.result.num_samples,
        min_slot: feed.result.min_slot.get(),
        max_slot: feed.result.max_slot.get(),
    })
}

/// Decodes and checks everything but the order of readings.
pub(super) fn read(source: &Source, owner: &Address, address: &Address, data: &[u8], slot: u64) -> Result<Reading> {
    require!(address_eq(owner, &PROGRAM), OracleError::WrongOwner);
    let feed = decode(data)?;
    require!(same(address.as_array(), &source.feed), OracleError::WrongFeed);
    require!(same(&feed.queue, &source.queue), OracleError::WrongQueue);
    require!(same(&feed.feed_hash, &source.feed_hash), OracleError::WrongFeedHash);
    require!(feed.permit_write_by_authority == 0, OracleError::AuthorityMayWrite);
    require!(feed.num_samples >= source.min_samples, OracleError::TooFewSamples);
    require!(feed.max_slot <= slot, OracleError::FromTheFuture);
    require!(feed.min_slot <= feed.max_slot, OracleError::SlotsOutOfOrder);
    require!(
        slot.saturating_sub(feed.min_slot) <= u64::from(source.max_age.get()),
        OracleError::Stale
    );
    require!(feed.value > 0, OracleError::NotPositive);
    let deviation = u128::try_from(feed.std_dev).map_err(|_| OracleError::PriceOutOfRange)?;
    let (price, cut) = rescale(feed.value.unsigned_abs())?;
    let (whole, rest) = rescale(deviation)?;
    let deviation = whole.checked_add(u64::from(rest != 0)).ok_or(OracleError::PriceOutOfRange)?;
    reading(price, cut == 0, deviation, feed.min_slot)
}

/// From units of 1e-18 to units of 1e-9, and what is left.
#[inline(always)]
fn rescale(value: u128) -> Result<(u64, u64)> {
    wide::div_rem_128_by_64(value, UNIT).map_err(|_| OracleError::PriceOutOfRange.into())
}
