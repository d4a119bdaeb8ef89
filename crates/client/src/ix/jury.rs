//! Jurors.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{accounts, instruction},
};

/// Creates the electorate for tokens of `mint`.
pub fn create_electorate(payer: Address, mint: Address) -> Instruction {
    let electorate = pda::electorate();
    let a = accounts::CreateElectorate {
        payer,
        config: pda::config(),
        electorate,
        mint,
        vault: pda::vault(&electorate),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::CreateElectorate {}.to_instruction(a)
}

/// Opens the owner's escrow.
pub fn open_escrow(owner: Address) -> Instruction {
    let a = accounts::OpenEscrow {
        owner,
        electorate: pda::electorate(),
        escrow: pda::escrow(&owner),
        system_program: pda::SYSTEM,
    };
    instruction::OpenEscrow {}.to_instruction(a)
}

/// Locks tokens from `source`.
pub fn lock(owner: Address, source: Address, amount: u64) -> Instruction {
    let electorate = pda::electorate();
    let a = accounts::LockTokens {
        owner,
        electorate,
        escrow: pda::escrow(&owner),
        source,
        vault: pda::vault(&electorate),
        token_program: pda::TOKEN,
    };
    instruction::Lock { amount }.to_instruction(a)
}

/// Gives notice on locked tokens.
pub fn request_unlock(owner: Address, amount: u64) -> Instruction {
    let a = accounts::RequestUnlock {
        owner,
        electorate: pda::electorate(),
        escrow: pda::escrow(&owner),
    };
    instruction::RequestUnlock { amount }.to_instruction(a)
}

/// Takes what is under notice to `destination`, a token account of the owner.
pub fn unlock(owner: Address, destination: Address) -> Instruction {
    let electorate = pda::electorate();
    let a = accounts::UnlockTokens {
        owner,
        electorate,
        escrow: pda::escrow(&owner),
        destination,
        vault: pda::vault(&electorate),
        token_program: pda::TOKEN,
    };
    instruction::Unlock {}.to_instruction(a)
}

/// Closes the owner's empty escrow.
pub fn close_escrow(owner: Address) -> Instruction {
    let a = accounts::CloseEscrow {
        owner,
        electorate: pda::electorate(),
        escrow: pda::escrow(&owner),
    };
    instruction::CloseEscrow {}.to_instruction(a)
}
