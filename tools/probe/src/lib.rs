//! A program for the VM that does everything `tools/build-sbf` has to get right.
//!
//! The same functions run natively: what the VM computes must equal what the host computes. `tests/vm.rs` does the
//! comparing. Instruction data: one byte for the group, then what the group reads.

pub mod arithmetic;
pub mod calls;
pub mod failures;
pub mod memory;
pub mod records;

#[cfg(target_os = "solana")]
mod entry;
pub mod services;

/// Runs an operation of `arithmetic::OPERATIONS` on every record of account 0. Data: index.
pub const ARITHMETIC: u8 = 0;
/// Runs a script of memory operations on the data of account 0. Data: the script.
pub const MEMORY: u8 = 1;
/// Fails, or not, depending on the operands. Data: kind, two operands of 16 bytes.
pub const FAILURE: u8 = 2;
/// Uses a service of the VM. Data: kind, then what it reads.
pub const SERVICE: u8 = 3;
