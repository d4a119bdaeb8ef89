//! Cover.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{accounts, instruction, instructions::policy::buy::BuyArgs},
};

/// Buys cover from `source`.
pub fn buy_policy(pool: Address, product: Address, buyer: Address, source: Address, args: BuyArgs) -> Instruction {
    let a = accounts::BuyPolicy {
        buyer,
        config: pda::config(),
        pool,
        product,
        watch: pda::watch(&product),
        policy: pda::policy(&product, &buyer, args.id),
        source,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::BuyPolicy { args }.to_instruction(a)
}

/// Delivers what a policy is owed.
pub fn pay_owed(caller: Address, pool: Address, product: Address, policy: Address, destination: Address) -> Instruction {
    let a = accounts::PayOwed {
        caller,
        pool,
        product,
        policy,
        destination,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::PayOwed {}.to_instruction(a)
}

/// Closes a policy that is over.
pub fn close_policy(product: Address, policy: Address, buyer: Address) -> Instruction {
    instruction::ClosePolicy {}.to_instruction(accounts::ClosePolicy { product, policy, buyer })
}
