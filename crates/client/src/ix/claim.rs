//! Claims, declared incidents, disputes.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{accounts, instruction, instructions::claim::file::ClaimArgs, state::EvidenceArgs},
};

/// What a claim is about: pool, product, policy, and the day of the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimKey {
    pub pool: Address,
    pub product: Address,
    pub policy: Address,
    pub event_day: u32,
}

impl ClaimKey {
    /// The claim's account.
    pub fn claim(&self) -> Address {
        pda::claim(&self.policy, self.event_day)
    }

    /// The case of its first (0) or second (1) filing.
    pub fn case(&self, filing: u32) -> Address {
        pda::case(&self.claim(), filing)
    }
}

/// Files a claim, its bond paid from `source`; the product has a watch when sources decide it.
pub fn file_claim(holder: Address, key: &ClaimKey, watched: bool, source: Address, amount: u64, evidence: EvidenceArgs) -> Instruction {
    let court = pda::court(&key.pool);
    let a = accounts::FileClaim {
        holder,
        pool: key.pool,
        product: key.product,
        watch: watched.then(|| pda::watch(&key.product)),
        policy: key.policy,
        court,
        electorate: pda::electorate(),
        claim: key.claim(),
        case: key.case(0),
        source,
        vault: pda::vault(&court),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    let args = ClaimArgs {
        event_day: key.event_day,
        amount,
        evidence,
    };
    instruction::FileClaim { args }.to_instruction(a)
}

/// Files a claim again.
pub fn refile_claim(holder: Address, key: &ClaimKey, source: Address, amount: u64, evidence: EvidenceArgs) -> Instruction {
    let court = pda::court(&key.pool);
    let a = accounts::RefileClaim {
        holder,
        pool: key.pool,
        product: key.product,
        policy: key.policy,
        court,
        electorate: pda::electorate(),
        claim: key.claim(),
        case: key.case(1),
        source,
        vault: pda::vault(&court),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::RefileClaim { amount, evidence }.to_instruction(a)
}

/// Takes a claim back.
pub fn withdraw_claim(holder: Address, key: &ClaimKey) -> Instruction {
    let court = pda::court(&key.pool);
    let a = accounts::WithdrawClaim {
        holder,
        pool: key.pool,
        product: key.product,
        policy: key.policy,
        claim: key.claim(),
        case: key.case(0),
        court,
        bonds: pda::vault(&court),
        vault: pda::vault(&key.pool),
        token_program: pda::TOKEN,
    };
    instruction::WithdrawClaim {}.to_instruction(a)
}

/// Concludes the claim of the case of this filing.
pub fn conclude_claim(key: &ClaimKey, filing: u32) -> Instruction {
    let court = pda::court(&key.pool);
    let a = accounts::ConcludeClaim {
        pool: key.pool,
        product: key.product,
        policy: key.policy,
        claim: key.claim(),
        case: key.case(filing),
        court,
        bonds: pda::vault(&court),
        vault: pda::vault(&key.pool),
        token_program: pda::TOKEN,
    };
    instruction::ConcludeClaim {}.to_instruction(a)
}

/// Delivers what an accepted claim owes to its holder's associated account for `mint`, the pool's.
pub fn pay_claim(caller: Address, key: &ClaimKey, holder: Address, mint: Address) -> Instruction {
    let a = accounts::PayClaim {
        caller,
        pool: key.pool,
        product: key.product,
        policy: key.policy,
        claim: key.claim(),
        holder: Some(holder),
        destination: pda::associated_token(&holder, &mint),
        vault: pda::vault(&key.pool),
        mint,
        token_program: pda::TOKEN,
        associated_token_program: pda::ASSOCIATED_TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::PayClaim {}.to_instruction(a)
}

/// Ends a claim that was refused and is not filed again.
pub fn give_up_claim(caller: Address, key: &ClaimKey) -> Instruction {
    instruction::GiveUpClaim {}.to_instruction(accounts::GiveUpClaim {
        caller,
        pool: key.pool,
        product: key.product,
        policy: key.policy,
        claim: key.claim(),
    })
}

/// Pays in what a claim lacked.
pub fn recover_claim(payer: Address, key: &ClaimKey, source: Address, amount: u64) -> Instruction {
    let a = accounts::RecoverClaim {
        payer,
        pool: key.pool,
        product: key.product,
        policy: key.policy,
        claim: key.claim(),
        source,
        vault: pda::vault(&key.pool),
        token_program: pda::TOKEN,
    };
    instruction::RecoverClaim { amount }.to_instruction(a)
}

/// Closes a claim; its rent goes to `rent_payer`.
pub fn close_claim(key: &ClaimKey, rent_payer: Address) -> Instruction {
    instruction::CloseClaim {}.to_instruction(accounts::CloseClaim {
        product: key.product,
        policy: key.policy,
        claim: key.claim(),
        rent_payer,
    })
}

/// Declares incident `number` (the product's count).
pub fn declare_incident(
    declarer: Address,
    pool: Address,
    product: Address,
    number: u32,
    source: Address,
    event_day: u32,
    evidence: EvidenceArgs,
) -> Instruction {
    let (court, incident) = (pda::court(&pool), pda::incident(&product, number));
    let a = accounts::DeclareIncident {
        declarer,
        escrow: pda::escrow(&declarer),
        pool,
        product,
        court,
        electorate: pda::electorate(),
        incident,
        case: pda::case(&incident, 0),
        source,
        vault: pda::vault(&court),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::DeclareIncident { event_day, evidence }.to_instruction(a)
}

/// Concludes a declared incident.
pub fn conclude_declared(pool: Address, product: Address, number: u32) -> Instruction {
    let (court, incident) = (pda::court(&pool), pda::incident(&product, number));
    let a = accounts::ConcludeDeclared {
        pool,
        product,
        incident,
        case: pda::case(&incident, 0),
        court,
        bonds: pda::vault(&court),
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::ConcludeDeclared {}.to_instruction(a)
}

/// Disputes a step of an incident; `case` is the incident's count of cases.
#[allow(clippy::too_many_arguments)] // each is another account or argument of the instruction
pub fn dispute_step(
    disputer: Address,
    pool: Address,
    product: Address,
    number: u32,
    case: u32,
    step: u8,
    source: Address,
    evidence: EvidenceArgs,
) -> Instruction {
    let (court, incident) = (pda::court(&pool), pda::incident(&product, number));
    let a = accounts::DisputeStep {
        disputer,
        pool,
        product,
        incident,
        court,
        electorate: pda::electorate(),
        case: pda::case(&incident, case),
        source,
        vault: pda::vault(&court),
        token_program: pda::TOKEN,
        system_program: pda::SYSTEM,
    };
    instruction::DisputeStep { step, evidence }.to_instruction(a)
}

/// Concludes a dispute.
pub fn conclude_dispute(pool: Address, product: Address, number: u32, case: u32) -> Instruction {
    let (court, incident) = (pda::court(&pool), pda::incident(&product, number));
    let a = accounts::ConcludeDispute {
        pool,
        product,
        incident,
        case: pda::case(&incident, case),
        court,
        bonds: pda::vault(&court),
        vault: pda::vault(&pool),
        token_program: pda::TOKEN,
    };
    instruction::ConcludeDispute {}.to_instruction(a)
}
