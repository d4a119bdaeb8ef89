//! What an integrator needs: addresses, instructions, decoding, quotes and error names. No network code.

pub mod decode;
pub mod error;
pub mod ix;
pub mod pda;
pub mod policies;
pub mod quote;

pub use {anchor_lang::prelude::Address, breakwater};

/// An instruction ready for a transaction.
pub type Instruction = anchor_lang::solana_program::instruction::Instruction;
