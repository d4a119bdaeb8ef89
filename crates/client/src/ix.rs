//! One builder per instruction. Accounts that follow from others are derived here.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{
        accounts, instruction,
        instructions::{
            config::initialise::InitialiseArgs,
            policy::buy::BuyArgs,
            pool::{create::CreatePoolArgs, request_withdrawal::Shares},
            product::terms_args::{LimitsArgs, ParametricArgs, SourceArgs, TermsArgs},
        },
    },
};

/// Shares as they travel in instruction data.
pub fn shares(value: u128) -> Shares {
    Shares {
        low: value as u64,
        high: (value >> 64) as u64,
    }
}

/// Creates the protocol; signed by the program's upgrade authority.
pub fn initialise(authority: Address, args: InitialiseArgs) -> Instruction {
    let a = accounts::Initialise {
        authority,
        config: pda::config(),
        program_data: pda::program_data(),
        system_program: pda::SYSTEM,
    };
    instruction::Initialise { args }.to_instruction(a)
}

/// Creates pool number `id` (the configuration's count).
pub fn create_pool(governance: Address, id: u32, mint: Address, args: CreatePoolArgs) -> Instruction {
    let pool = pda::pool(id);
    let a = accounts::CreatePool {
        governance,
        config: pda::config(),
        pool,
        mint,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::CreatePool { args }.to_instruction(a)
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
    let a = accounts::ClosePosition {
        owner,
        pool,
        position: pda::position(&pool, &owner),
    };
    instruction::ClosePosition {}.to_instruction(a)
}

/// Deposits from `source`.
pub fn deposit(pool: Address, owner: Address, source: Address, tranche: u8, amount: u64, min_shares: u64) -> Instruction {
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
        min_shares,
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

/// Moves owed fees to the treasury's token account.
pub fn sweep_fees(pool: Address, destination: Address) -> Instruction {
    let a = accounts::SweepFees {
        config: pda::config(),
        pool,
        destination,
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::SweepFees {}.to_instruction(a)
}

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
pub fn seal_product(governance: Address, product: Address, terms_hash: [u8; 32]) -> Instruction {
    let a = accounts::SealProduct {
        governance,
        config: pda::config(),
        product,
        watch: pda::watch(&product),
    };
    instruction::SealProduct { terms_hash }.to_instruction(a)
}

/// Sets cap, price and severity.
pub fn set_limits(governance: Address, product: Address, limits: LimitsArgs) -> Instruction {
    let a = accounts::SetLimits {
        governance,
        config: pda::config(),
        product,
        watch: pda::watch(&product),
    };
    instruction::SetLimits { limits }.to_instruction(a)
}

/// Stops sales.
pub fn retire_product(governance: Address, product: Address) -> Instruction {
    let a = accounts::RetireProduct {
        governance,
        config: pda::config(),
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
        watch: pda::watch(&product),
        rent_payer,
    };
    instruction::CloseProduct {}.to_instruction(a)
}

/// Counts midnights.
pub fn roll_product(pool: Address, product: Address) -> Instruction {
    instruction::RollProduct {}.to_instruction(accounts::RollProduct { pool, product })
}

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
