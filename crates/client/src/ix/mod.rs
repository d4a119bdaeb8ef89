//! One builder per instruction, by domain as in the program. Accounts that follow from others are derived here.

mod incident;
mod policy;
mod pool;
mod product;

pub use {incident::*, policy::*, pool::*, product::*};

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{
        accounts, instruction,
        instructions::{config::initialise::InitialiseArgs, pool::shares_arg::Shares},
    },
};

/// Shares as they travel in instruction data.
pub fn shares(value: u128) -> Shares {
    Shares {
        low: value as u64,
        high: (value >> 64) as u64,
    }
}

/// Creates the protocol; signed by the program's upgrade authority.
pub fn initialise(authority: Address, args: InitialiseArgs) -> Instruction {
    let a = accounts::Initialise {
        authority,
        config: pda::config(),
        program_data: pda::program_data(),
        system_program: pda::SYSTEM,
    };
    instruction::Initialise { args }.to_instruction(a)
}
