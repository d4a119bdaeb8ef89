//! Courts.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{accounts, instruction},
};

/// Executes the proposal that creates the court of a pool, whose mint this is.
pub fn create_court(executor: Address, proposal: Address, pool: Address, mint: Address) -> Instruction {
    let court = pda::court(&pool);
    let a = accounts::CreateCourt {
        executor,
        config: pda::config(),
        proposal,
        pool,
        court,
        mint,
        vault: pda::vault(&court),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::CreateCourt {}.to_instruction(a)
}

/// Executes the proposal that sets a court's parameters.
pub fn set_court(proposal: Address, pool: Address) -> Instruction {
    let a = accounts::SetCourt {
        config: pda::config(),
        proposal,
        court: pda::court(&pool),
    };
    instruction::SetCourt {}.to_instruction(a)
}

/// Closes a court; what remains goes to the treasury's purse of the pool's mint.
pub fn close_court(pool: Address, mint: Address, rent_payer: Address) -> Instruction {
    let purse = pda::purse(&mint);
    let court = pda::court(&pool);
    let a = accounts::CloseCourt {
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
