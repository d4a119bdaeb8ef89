//! Observations, incidents and payouts.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{accounts, instruction},
};

/// Reads the sources. `family` (pool, product) is needed when the observation starts or ends a breach; `None` stands for a source without a reading.
pub fn observe(keeper: Address, product: Address, family: Option<Address>, sources: &[Option<Address>]) -> Instruction {
    let a = accounts::Observe {
        keeper,
        watch: pda::watch(&product),
        pool: family,
        product: family.map(|_| product),
    };
    let mut ix = instruction::Observe {}.to_instruction(a);
    for source in sources {
        ix.accounts
            .push(anchor_lang::AccountMeta::new_readonly(source.unwrap_or(breakwater::ID), false));
    }
    ix
}

/// Opens incident `number` (the product's count) from an episode.
pub fn trigger(caller: Address, pool: Address, product: Address, number: u32, episode: u32) -> Instruction {
    let a = accounts::TriggerIncident {
        caller,
        pool,
        product,
        watch: pda::watch(&product),
        incident: pda::incident(&product, number),
        system_program: pda::SYSTEM,
    };
    instruction::Trigger { episode }.to_instruction(a)
}

/// Adds a step.
pub fn raise(caller: Address, pool: Address, product: Address, number: u32) -> Instruction {
    let incident = pda::incident(&product, number);
    instruction::Raise {}.to_instruction(accounts::RaiseIncident {
        caller,
        pool,
        product,
        watch: pda::watch(&product),
        incident,
    })
}

/// Frees what an episode can no longer cost; `number` names its incident, once it has one.
pub fn recount(pool: Address, product: Address, episode: u32, number: Option<u32>) -> Instruction {
    instruction::Recount { episode }.to_instruction(accounts::Recount {
        pool,
        product,
        watch: pda::watch(&product),
        incident: number.map(|n| pda::incident(&product, n)),
    })
}

/// Makes the next step final.
pub fn finalise_step(pool: Address, product: Address, number: u32) -> Instruction {
    let incident = pda::incident(&product, number);
    instruction::FinaliseStep {}.to_instruction(accounts::FinaliseStep {
        pool,
        product,
        incident,
        vault: pda::vault(&pool),
    })
}

/// Lets a settled incident that cut its policies wait for recoveries.
pub fn release_incident(pool: Address, product: Address, number: u32) -> Instruction {
    instruction::ReleaseIncident {}.to_instruction(accounts::ReleaseIncident {
        pool,
        product,
        incident: pda::incident(&product, number),
        vault: pda::vault(&pool),
    })
}

/// Pays a recovery of one incident in from `source`.
pub fn recover_incident(pool: Address, product: Address, number: u32, payer: Address, source: Address, amount: u64) -> Instruction {
    let family = Some((pda::incident(&product, number), product));
    super::pool::recovery(pool, payer, source, family, 1, amount)
}

/// Seals an incident.
pub fn seal_incident(pool: Address, product: Address, number: u32) -> Instruction {
    let incident = pda::incident(&product, number);
    instruction::SealIncident {}.to_instruction(accounts::SealIncident { pool, product, incident })
}

/// Settles one policy.
#[allow(clippy::too_many_arguments)] // one per account that does not follow from another
pub fn settle_policy(
    caller: Address,
    pool: Address,
    product: Address,
    number: u32,
    policy: Address,
    holder: Address,
    mint: Address,
) -> Instruction {
    let a = accounts::SettlePolicy {
        caller,
        pool,
        product,
        incident: pda::incident(&product, number),
        policy,
        holder: Some(holder),
        destination: pda::associated_token(&holder, &mint),
        vault: pda::vault(&pool),
        mint,
        token_program: pda::TOKEN,
        associated_token_program: pda::ASSOCIATED_TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::SettlePolicy {}.to_instruction(a)
}

/// Settles one policy whose holder's token account exists or cannot be made: for holders whose address is another account here.
#[allow(clippy::too_many_arguments)] // as above
pub fn settle_policy_without_holder(
    caller: Address,
    pool: Address,
    product: Address,
    number: u32,
    policy: Address,
    holder: Address,
    mint: Address,
) -> Instruction {
    let mut ix = settle_policy(caller, pool, product, number, policy, holder, mint);
    ix.accounts[5] = anchor_lang::AccountMeta::new_readonly(breakwater::ID, false);
    ix
}

/// Closes a sealed incident.
pub fn close_incident(pool: Address, product: Address, number: u32, rent_payer: Address) -> Instruction {
    let incident = pda::incident(&product, number);
    let a = accounts::CloseIncident {
        pool,
        product,
        incident,
        rent_payer,
        vault: pda::vault(&pool),
    };
    instruction::CloseIncident {}.to_instruction(a)
}

/// Ends or releases an episode.
pub fn end_episode(pool: Address, product: Address, episode: u32) -> Instruction {
    let a = accounts::EndEpisode {
        pool,
        product,
        watch: pda::watch(&product),
    };
    instruction::EndEpisode { episode }.to_instruction(a)
}
