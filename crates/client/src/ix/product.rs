//! Products and their terms.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{
        accounts, instruction,
        instructions::product::terms_args::{LimitsArgs, ParametricArgs, SourceArgs, TermsArgs},
    },
};

/// Drafts product number `id` of the pool (the pool's count).
pub fn draft_product(
    governance: Address,
    pool: Address,
    id: u32,
    group: u8,
    terms: TermsArgs,
    parametric: ParametricArgs,
    limits: LimitsArgs,
) -> Instruction {
    let product = pda::product(&pool, id);
    let a = accounts::DraftProduct {
        governance,
        config: pda::config(),
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
pub fn draft_assessed(governance: Address, pool: Address, id: u32, group: u8, terms: TermsArgs, limits: LimitsArgs) -> Instruction {
    let a = accounts::DraftAssessed {
        governance,
        config: pda::config(),
        pool,
        product: pda::product(&pool, id),
        system_program: pda::SYSTEM,
    };
    instruction::DraftAssessed { group, terms, limits }.to_instruction(a)
}

/// Records an audit of a product's covered code.
pub fn attest_audit(governance: Address, product: Address, auditor: Address, hash: [u8; 32], day: u32) -> Instruction {
    let a = accounts::AttestAudit {
        governance,
        config: pda::config(),
        product,
    };
    instruction::AttestAudit { auditor, hash, day }.to_instruction(a)
}

/// Reads a product; simulate it for its return data.
pub fn product_summary(pool: Address, product: Address) -> Instruction {
    instruction::ProductSummary {}.to_instruction(accounts::ReadProduct { pool, product })
}

/// Adds a source to a draft.
pub fn add_source(governance: Address, product: Address, source: SourceArgs) -> Instruction {
    let a = accounts::AddSource {
        governance,
        config: pda::config(),
        product,
        watch: pda::watch(&product),
    };
    instruction::AddSource { source }.to_instruction(a)
}

/// Seals a draft whose terms have this hash.
pub fn seal_product(governance: Address, pool: Address, product: Address, terms_hash: [u8; 32]) -> Instruction {
    let a = accounts::SealProduct {
        governance,
        config: pda::config(),
        pool,
        product,
        watch: Some(pda::watch(&product)),
    };
    instruction::SealProduct { terms_hash }.to_instruction(a)
}

/// Sets cap, price and severity.
pub fn set_limits(governance: Address, pool: Address, product: Address, limits: LimitsArgs) -> Instruction {
    let a = accounts::SetLimits {
        governance,
        config: pda::config(),
        pool,
        product,
        watch: Some(pda::watch(&product)),
        court: None,
        electorate: None,
    };
    instruction::SetLimits { limits }.to_instruction(a)
}

/// Stops sales.
pub fn retire_product(governance: Address, pool: Address, product: Address) -> Instruction {
    let a = accounts::RetireProduct {
        governance,
        config: pda::config(),
        pool,
        product,
    };
    instruction::RetireProduct {}.to_instruction(a)
}

/// Closes a draft or a retired product.
pub fn close_product(governance: Address, pool: Address, product: Address, rent_payer: Address) -> Instruction {
    let a = accounts::CloseProduct {
        governance,
        config: pda::config(),
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
