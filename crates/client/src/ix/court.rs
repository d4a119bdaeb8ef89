//! Courts.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{accounts, instruction, instructions::court::create::CourtArgs},
};

/// Creates the court of a pool, whose mint this is.
pub fn create_court(governance: Address, pool: Address, mint: Address, args: CourtArgs) -> Instruction {
    let court = pda::court(&pool);
    let a = accounts::CreateCourt {
        governance,
        config: pda::config(),
        pool,
        court,
        mint,
        vault: pda::vault(&court),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::CreateCourt { args }.to_instruction(a)
}

/// Sets a court's parameters.
pub fn set_court(governance: Address, pool: Address, args: CourtArgs) -> Instruction {
    let a = accounts::SetCourt {
        governance,
        config: pda::config(),
        court: pda::court(&pool),
    };
    instruction::SetCourt { args }.to_instruction(a)
}

/// Closes a court; what remains goes to the treasury's purse of the pool's mint.
pub fn close_court(governance: Address, pool: Address, mint: Address, rent_payer: Address) -> Instruction {
    let purse = pda::purse(&mint);
    let court = pda::court(&pool);
    let a = accounts::CloseCourt {
        governance,
        config: pda::config(),
        pool,
        court,
        vault: pda::vault(&court),
        purse,
        purse_vault: pda::vault(&purse),
        rent_payer,
        token_program: pda::TOKEN,
    };
    instruction::CloseCourt {}.to_instruction(a)
}
