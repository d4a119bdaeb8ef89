//! One builder per instruction, by domain as in the program. Accounts that follow from others are derived here.

mod case;
mod claim;
mod court;
mod governance;
mod incident;
mod jury;
mod policy;
mod pool;
mod product;
mod rewards;
mod treasury;

pub use {case::*, claim::*, court::*, governance::*, incident::*, jury::*, policy::*, pool::*, product::*, rewards::*, treasury::*};

use {
    crate::{Instruction, pda},
    anchor_lang::{Discriminator, prelude::*},
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

/// Slots of pool and watch in a purchase, in an extension and where limits are set; the payer comes first. In the first two the payer's escrow
/// follows, and in all three court and electorate come next.
const POOL_SLOT: usize = 2;
const WATCH_SLOT: usize = 4;

/// The same instruction for a product of a kind that jurors decide: it has no watch, and the program's address stands in its place. A purchase,
/// an extension and new limits need the pool's court and the electorate instead.
pub fn without_watch(mut instruction: Instruction, product: &Address) -> Instruction {
    let watch = pda::watch(product);
    for account in instruction.accounts.iter_mut().filter(|account| account.pubkey == watch) {
        *account = anchor_lang::AccountMeta::new_readonly(breakwater::ID, false);
    }
    let is = |discriminator: &[u8]| instruction.data.starts_with(discriminator);
    let court_slot = if is(instruction::BuyPolicy::DISCRIMINATOR) || is(instruction::ExtendPolicy::DISCRIMINATOR) {
        WATCH_SLOT + 2
    } else if is(instruction::SetLimits::DISCRIMINATOR) {
        WATCH_SLOT + 1
    } else {
        return instruction;
    };
    let court = instruction.accounts.get(POOL_SLOT).map(|pool| pda::court(&pool.pubkey));
    for (slot, address) in (court_slot..).zip(court.into_iter().chain([pda::electorate()])) {
        if let Some(account) = instruction.accounts.get_mut(slot) {
            account.pubkey = address;
        }
    }
    instruction
}

/// The same purchase or extension with the payer's escrow, which lowers its premium.
pub fn with_escrow(mut instruction: Instruction) -> Instruction {
    let (payer, watch) = (instruction.accounts.first().map(|account| account.pubkey), WATCH_SLOT);
    if let (Some(payer), Some(slot)) = (payer, instruction.accounts.get_mut(watch + 1)) {
        slot.pubkey = pda::escrow(&payer);
    }
    instruction
}

/// Creates the protocol; signed by the program's upgrade authority.
pub fn initialise(authority: Address, governance_mint: Address, args: InitialiseArgs) -> Instruction {
    let a = accounts::Initialise {
        authority,
        config: pda::config(),
        dao: pda::dao(),
        governance_mint,
        vault: pda::vault(&pda::dao()),
        program_data: pda::program_data(),
        token_program: pda::TOKEN,
        upgrade_authority: pda::upgrade_authority(),
        instructions: pda::INSTRUCTIONS,
        loader: pda::LOADER,
        system_program: pda::SYSTEM,
    };
    instruction::Initialise { args }.to_instruction(a)
}
