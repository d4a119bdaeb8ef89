//! A world to test Breakwater in: LiteSVM with the built bytecode, actors, oracles, a clock, and the books that are checked.

pub mod actions;
pub mod books;
pub mod courts;
pub mod governance;
pub mod jurors;
pub mod keyless;
pub mod oracles;
pub mod outcome;
pub mod rewards;
pub mod specs;
pub mod tokens;
pub mod treasury;
pub mod world;

pub use {
    breakwater_client::{self as client, Address, Instruction, pda},
    outcome::{Outcome, Snapshot},
    specs::{AssessedSpec, DepegSpec, PoolSpec, SourceSpec},
    world::World,
};

/// One USDC in atoms.
pub const USDC: u64 = 1_000_000;
/// Seconds of a day.
pub const DAY: i64 = 86_400;
/// Junior tranche.
pub const JUNIOR: u8 = 0;
/// Senior tranche.
pub const SENIOR: u8 = 1;
