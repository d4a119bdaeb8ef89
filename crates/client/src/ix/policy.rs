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
        watch: Some(pda::watch(&product)),
        escrow: None,
        court: None,
        electorate: None,
        policy: pda::policy(&product, &buyer, args.id),
        source,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::BuyPolicy { args }.to_instruction(a)
}

/// Extends a policy from its end, paid from `source`.
pub fn extend_policy(
    pool: Address,
    product: Address,
    policy: Address,
    payer: Address,
    source: Address,
    days: u16,
    max_premium: u64,
) -> Instruction {
    let a = accounts::ExtendPolicy {
        payer,
        config: pda::config(),
        pool,
        product,
        watch: Some(pda::watch(&product)),
        escrow: None,
        court: None,
        electorate: None,
        policy,
        source,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::ExtendPolicy { days, max_premium }.to_instruction(a)
}

/// Cancels a policy; the refund goes to `destination`, the rent to `buyer`.
pub fn cancel_policy(
    pool: Address,
    product: Address,
    policy: Address,
    holder: Address,
    buyer: Address,
    destination: Address,
    min_refund: u64,
) -> Instruction {
    let a = accounts::CancelPolicy {
        holder,
        pool,
        product,
        policy,
        buyer,
        destination,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::CancelPolicy { min_refund }.to_instruction(a)
}

/// Gives a policy to another holder.
pub fn transfer_policy(product: Address, policy: Address, holder: Address, to: Address) -> Instruction {
    instruction::TransferPolicy { to }.to_instruction(accounts::TransferPolicy { holder, product, policy })
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
