//! Capital: pools, positions, deposits and withdrawals.

use {
    super::shares,
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{accounts, instruction, state::ListingKind},
};

/// Executes the proposal that creates pool number `id` (the configuration's count).
pub fn create_pool(executor: Address, proposal: Address, id: u32, mint: Address) -> Instruction {
    let pool = pda::pool(id);
    let a = accounts::CreatePool {
        executor,
        config: pda::config(),
        proposal,
        pool,
        listing: pda::listing(ListingKind::Mint, &mint),
        mint,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::CreatePool {}.to_instruction(a)
}

/// Closes a pool that everybody has left; what remains goes to the treasury's purse of its mint.
pub fn close_pool(pool: Address, mint: Address, rent_payer: Address) -> Instruction {
    let purse = pda::purse(&mint);
    let a = accounts::ClosePool {
        config: pda::config(),
        pool,
        court: pda::court(&pool),
        rewards: pda::rewards(&pool),
        vault: pda::vault(&pool),
        purse,
        purse_vault: pda::vault(&purse),
        rent_payer,
        token_program: pda::TOKEN,
    };
    instruction::ClosePool {}.to_instruction(a)
}

/// Retires a pool: by its proposal, or without one when nobody uses it and governance is silent.
pub fn retire_pool(proposal: Option<Address>, pool: Address) -> Instruction {
    let a = accounts::RetirePool {
        config: pda::config(),
        proposal,
        pool,
    };
    instruction::RetirePool {}.to_instruction(a)
}

/// Opens the owner's position.
pub fn open_position(pool: Address, owner: Address) -> Instruction {
    let a = accounts::OpenPosition {
        owner,
        pool,
        position: pda::position(&pool, &owner),
        system_program: pda::SYSTEM,
    };
    instruction::OpenPosition {}.to_instruction(a)
}

/// Closes the owner's empty position.
pub fn close_position(pool: Address, owner: Address) -> Instruction {
    close_left_position(pool, owner, owner)
}

/// Closes what an owner has left in a retired pool; anyone sends it.
pub fn close_left_position(pool: Address, sender: Address, owner: Address) -> Instruction {
    let a = accounts::ClosePosition {
        sender,
        pool,
        position: pda::position(&pool, &owner),
        owner,
    };
    instruction::ClosePosition {}.to_instruction(a)
}

/// Deposits from `source`.
pub fn deposit(pool: Address, owner: Address, source: Address, tranche: u8, amount: u64, min_shares: u128) -> Instruction {
    let a = accounts::Deposit {
        owner,
        config: pda::config(),
        pool,
        position: pda::position(&pool, &owner),
        source,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::Deposit {
        tranche,
        amount,
        min_shares: shares(min_shares),
    }
    .to_instruction(a)
}

/// Gives notice on shares.
pub fn request_withdrawal(pool: Address, owner: Address, tranche: u8, amount: u128) -> Instruction {
    let a = accounts::RequestWithdrawal {
        owner,
        pool,
        position: pda::position(&pool, &owner),
    };
    instruction::RequestWithdrawal {
        tranche,
        shares: shares(amount),
    }
    .to_instruction(a)
}

/// Takes a request back; its cost is paid from `source`.
pub fn cancel_withdrawal(pool: Address, owner: Address, source: Address, tranche: u8) -> Instruction {
    let a = accounts::CancelWithdrawal {
        owner,
        pool,
        position: pda::position(&pool, &owner),
        source,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::CancelWithdrawal { tranche }.to_instruction(a)
}

/// Executes a matured request of `owner` into `destination`.
pub fn execute_withdrawal(pool: Address, executor: Address, owner: Address, destination: Address, tranche: u8) -> Instruction {
    let a = accounts::ExecuteWithdrawal {
        executor,
        pool,
        position: pda::position(&pool, &owner),
        destination,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::ExecuteWithdrawal { tranche }.to_instruction(a)
}

/// Leaves with matured shares at the lower price.
pub fn withdraw(pool: Address, owner: Address, destination: Address, tranche: u8, amount: u128, min_assets: u64) -> Instruction {
    let a = accounts::Withdraw {
        owner,
        pool,
        position: pda::position(&pool, &owner),
        destination,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::Withdraw {
        tranche,
        shares: shares(amount),
        min_assets,
    }
    .to_instruction(a)
}

/// Executes the proposal that sets a pool's parameters.
pub fn set_pool_parameters(proposal: Address, pool: Address) -> Instruction {
    let a = accounts::SetPoolParameters {
        config: pda::config(),
        proposal,
        pool,
    };
    instruction::SetPoolParameters {}.to_instruction(a)
}

/// Pays a recovery in from `source`. `subject`: 0 the pool, 2 the closed generation of junior, 3 of senior; for an incident see
/// [`recover_incident`](super::recover_incident).
pub fn recover(pool: Address, payer: Address, source: Address, subject: u8, amount: u64) -> Instruction {
    recovery(pool, payer, source, None, subject, amount)
}

pub(super) fn recovery(
    pool: Address,
    payer: Address,
    source: Address,
    family: Option<(Address, Address)>,
    subject: u8,
    amount: u64,
) -> Instruction {
    let a = accounts::Recover {
        payer,
        pool,
        incident: family.map(|(incident, _)| incident),
        product: family.map(|(_, product)| product),
        source,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::Recover { subject, amount }.to_instruction(a)
}

/// Fetches what was recovered for the owner's closed shares.
pub fn fetch_recovery(pool: Address, owner: Address, destination: Address, tranche: u8) -> Instruction {
    let a = accounts::FetchRecovery {
        owner,
        pool,
        position: pda::position(&pool, &owner),
        destination,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::FetchRecovery { tranche }.to_instruction(a)
}

/// Reads a pool; simulate it for its return data.
pub fn pool_summary(pool: Address) -> Instruction {
    instruction::PoolSummary {}.to_instruction(accounts::ReadPool { pool })
}
