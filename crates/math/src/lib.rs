//! Every number that the Breakwater program computes: pure integer functions, no state, no clock, no I/O.
//!
//! The program, the clients and the simulations call the same functions, so a quote is what the chain will charge.
//! Integers only. A function whose result is not exact says in its name which way it rounds (`_floor`, `_ceil`); rounding
//! favours the pool: what leaves it is rounded down, what it is owed is rounded up. A function that can fail returns
//! [`MathError`]; none panics, for any argument. On sBPF a `u128` division costs about 1,500 compute units and a `u64`
//! division one, so every division here goes through the 64-bit limbs of [`wide`].
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

pub mod bond;
pub mod error;
pub mod ladder;
pub mod loading;
pub mod payout;
pub mod premium;
pub mod quorum;
pub mod rate;
pub mod recovery;
pub mod revenue;
pub mod reward;
pub mod round;
pub mod shares;
pub mod slash;
pub mod solvency;
pub mod stream;
pub mod tally;
pub mod time;
pub mod tranche;
pub mod treasury;
pub mod turnout;
pub mod weight;
pub mod wide;
pub mod window;

pub use error::{MathError, Result};

/// Parts per billion that make 100 %: the unit of every rate and ratio in this crate.
pub const PPB: u64 = 1_000_000_000;
/// Basis points that make 100 %.
pub const BPS: u64 = 10_000;
/// Parts per billion in one basis point: people set rates in basis points (`u16`).
pub const BPS_PPB: u64 = 100_000;
/// Seconds in a UTC day. Every start of force and every expiry falls on a multiple of it.
pub const DAY: i64 = 86_400;
/// Seconds in the year of 365 days that annual premium rates refer to.
pub const YEAR: u64 = 31_536_000;
/// Slots of a ring indexed by day number.
pub const RING: usize = 512;
/// Days that the end of a policy with its grace may lie ahead: less than [`RING`] by about 100 days that stay readable.
pub const MAX_AHEAD_DAYS: u32 = 402;
