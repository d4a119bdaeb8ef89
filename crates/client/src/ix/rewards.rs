//! Governance tokens for underwriters.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{accounts, instruction},
};

/// Opens the rewards of a pool; `mint` is the governance mint.
pub fn open_rewards(pool: Address, payer: Address, mint: Address) -> Instruction {
    let rewards = pda::rewards(&pool);
    let a = accounts::OpenRewards {
        payer,
        config: pda::config(),
        pool,
        rewards,
        mint,
        vault: pda::vault(&rewards),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::OpenRewards {}.to_instruction(a)
}

/// Claims what one tranche of the owner's position has earned, into `destination`.
pub fn claim_rewards(pool: Address, caller: Address, owner: Address, destination: Address, tranche: u8) -> Instruction {
    let rewards = pda::rewards(&pool);
    let a = accounts::ClaimRewards {
        caller,
        pool,
        position: pda::position(&pool, &owner),
        rewards,
        destination,
        vault: pda::vault(&rewards),
        token_program: pda::TOKEN,
    };
    instruction::ClaimRewards { tranche }.to_instruction(a)
}

/// Closes the rewards of a pool without positions; what is left goes to the treasury's purse of `mint`, the governance mint.
pub fn close_rewards(pool: Address, mint: Address, rent_payer: Address) -> Instruction {
    let (rewards, purse) = (pda::rewards(&pool), pda::purse(&mint));
    let a = accounts::CloseRewards {
        pool,
        rewards,
        purse,
        purse_vault: pda::vault(&purse),
        vault: pda::vault(&rewards),
        rent_payer,
        token_program: pda::TOKEN,
    };
    instruction::CloseRewards {}.to_instruction(a)
}

/// Executes a proposal that gives governance tokens of the treasury to a pool's underwriters.
pub fn emit_rewards(proposal: Address, pool: Address, mint: Address) -> Instruction {
    let (rewards, purse) = (pda::rewards(&pool), pda::purse(&mint));
    let a = accounts::EmitRewards {
        config: pda::config(),
        proposal,
        pool,
        rewards,
        vault: pda::vault(&rewards),
        purse,
        purse_vault: pda::vault(&purse),
        token_program: pda::TOKEN,
    };
    instruction::EmitRewards {}.to_instruction(a)
}
