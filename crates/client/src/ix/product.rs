//! Products and their terms.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{
        accounts, instruction,
        instructions::product::terms_args::{LimitsArgs, ParametricArgs, SourceArgs, TermsArgs},
        state::{ListingKind, SourceKind},
    },
};

/// Drafts product number `id` of the pool (the pool's count).
pub fn draft_product(
    drafter: Address,
    pool: Address,
    id: u32,
    group: u8,
    terms: TermsArgs,
    parametric: ParametricArgs,
    limits: LimitsArgs,
) -> Instruction {
    let product = pda::product(&pool, id);
    let a = accounts::DraftProduct {
        drafter,
        config: pda::config(),
        electorate: None,
        escrow: None,
        pool,
        product,
        watch: pda::watch(&product),
        system_program: pda::SYSTEM,
    };
    instruction::DraftProduct {
        group,
        terms,
        parametric,
        limits,
    }
    .to_instruction(a)
}

/// Drafts product number `id` of the pool, of a kind that jurors decide.
pub fn draft_assessed(drafter: Address, pool: Address, id: u32, group: u8, terms: TermsArgs, limits: LimitsArgs) -> Instruction {
    let a = accounts::DraftAssessed {
        drafter,
        config: pda::config(),
        electorate: None,
        escrow: None,
        pool,
        product: pda::product(&pool, id),
        system_program: pda::SYSTEM,
    };
    instruction::DraftAssessed { group, terms, limits }.to_instruction(a)
}

/// Executes the proposal that records an audit of a product's covered code.
pub fn attest_audit(proposal: Address, product: Address) -> Instruction {
    let a = accounts::AttestAudit {
        config: pda::config(),
        proposal,
        product,
    };
    instruction::AttestAudit {}.to_instruction(a)
}

/// Reads a product; simulate it for its return data.
pub fn product_summary(pool: Address, product: Address) -> Instruction {
    instruction::ProductSummary {}.to_instruction(accounts::ReadProduct { pool, product })
}

/// Adds a source to a draft.
pub fn add_source(drafter: Address, product: Address, source: SourceArgs) -> Instruction {
    let kind = if source.kind == SourceKind::Pyth as u8 {
        ListingKind::Pyth
    } else {
        ListingKind::Switchboard
    };
    let a = accounts::AddSource {
        drafter,
        product,
        watch: pda::watch(&product),
        listing: pda::listing(kind, &Address::new_from_array(source.feed)),
    };
    instruction::AddSource { source }.to_instruction(a)
}

/// Executes the proposal that seals a draft.
pub fn seal_product(proposal: Address, pool: Address, product: Address) -> Instruction {
    let a = accounts::SealProduct {
        config: pda::config(),
        proposal,
        pool,
        product,
        watch: Some(pda::watch(&product)),
    };
    instruction::SealProduct {}.to_instruction(a)
}

/// Executes the proposal that sets cap, price and severity.
pub fn set_limits(proposal: Address, pool: Address, product: Address) -> Instruction {
    let a = accounts::SetLimits {
        config: pda::config(),
        proposal,
        pool,
        product,
        watch: Some(pda::watch(&product)),
        court: None,
        electorate: None,
    };
    instruction::SetLimits {}.to_instruction(a)
}

/// Stops sales: by its proposal, or without one in a pool that nobody uses when governance is silent.
pub fn retire_product(proposal: Option<Address>, pool: Address, product: Address) -> Instruction {
    let a = accounts::RetireProduct {
        config: pda::config(),
        proposal,
        pool,
        product,
    };
    instruction::RetireProduct {}.to_instruction(a)
}

/// Closes a draft or a retired product.
pub fn close_product(sender: Address, pool: Address, product: Address, rent_payer: Address) -> Instruction {
    let a = accounts::CloseProduct {
        sender,
        pool,
        product,
        watch: Some(pda::watch(&product)),
        rent_payer,
    };
    instruction::CloseProduct {}.to_instruction(a)
}

/// Counts midnights.
pub fn roll_product(pool: Address, product: Address) -> Instruction {
    instruction::RollProduct {}.to_instruction(accounts::RollProduct { pool, product })
}
