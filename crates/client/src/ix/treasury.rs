//! The treasury, and the escrows' share of fees.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{accounts, instruction},
};

/// Opens the treasury's purse of a mint.
pub fn open_purse(payer: Address, mint: Address) -> Instruction {
    let purse = pda::purse(&mint);
    let a = accounts::OpenPurse {
        payer,
        purse,
        mint,
        vault: pda::vault(&purse),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::OpenPurse {}.to_instruction(a)
}

/// Closes the empty purse of a mint; its rent goes to who paid it.
pub fn close_purse(mint: Address, rent_payer: Address) -> Instruction {
    let purse = pda::purse(&mint);
    let a = accounts::ClosePurse {
        purse,
        vault: pda::vault(&purse),
        rent_payer,
        token_program: pda::TOKEN,
    };
    instruction::ClosePurse {}.to_instruction(a)
}

/// Pays into the purse of a mint, from a token account of the payer.
pub fn fund_purse(payer: Address, mint: Address, source: Address, amount: u64) -> Instruction {
    let purse = pda::purse(&mint);
    let a = accounts::FundPurse {
        payer,
        purse,
        source,
        vault: pda::vault(&purse),
        token_program: pda::TOKEN,
    };
    instruction::FundPurse { amount }.to_instruction(a)
}

/// Counts what was given to the vault of the purse of a mint.
pub fn gather_donations(mint: Address) -> Instruction {
    let purse = pda::purse(&mint);
    let a = accounts::GatherDonations {
        purse,
        vault: pda::vault(&purse),
    };
    instruction::GatherDonations {}.to_instruction(a)
}

/// Moves a pool's owed fees to the treasury's purse of its mint and, in part, to escrows.
pub fn sweep_fees(pool: Address, mint: Address) -> Instruction {
    let purse = pda::purse(&mint);
    let a = accounts::SweepFees {
        config: pda::config(),
        pool,
        vault: pda::vault(&pool),
        purse,
        purse_vault: pda::vault(&purse),
        electorate: pda::electorate(),
        revenue_vault: pda::revenue_vault(),
        token_program: pda::TOKEN,
    };
    instruction::SweepFees {}.to_instruction(a)
}

/// Creates the vault of the escrows' share of fees, for the configuration's revenue mint.
pub fn open_revenue(payer: Address, mint: Address) -> Instruction {
    let a = accounts::OpenRevenue {
        payer,
        config: pda::config(),
        electorate: pda::electorate(),
        mint,
        vault: pda::revenue_vault(),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::OpenRevenue {}.to_instruction(a)
}

/// Pays an owner what is due of the share of fees: to their associated account, or to any account of theirs when they are the caller.
pub fn claim_revenue(caller: Address, owner: Address, destination: Address) -> Instruction {
    let a = accounts::ClaimRevenue {
        caller,
        electorate: pda::electorate(),
        escrow: pda::escrow(&owner),
        destination,
        vault: pda::revenue_vault(),
        token_program: pda::TOKEN,
    };
    instruction::ClaimRevenue {}.to_instruction(a)
}
