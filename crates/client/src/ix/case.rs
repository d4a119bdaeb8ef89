//! Cases and ballots.

use {
    crate::{Instruction, pda},
    anchor_lang::prelude::*,
    breakwater::{accounts, instruction, state::EvidenceArgs},
};

/// Casts a ballot in the round that runs.
pub fn commit_ballot(juror: Address, pool: Address, case: Address, round: u8, commitment: [u8; 32]) -> Instruction {
    let a = accounts::CommitBallot {
        juror,
        case,
        pool,
        position: pda::position(&pool, &juror),
        escrow: pda::escrow(&juror),
        ballot: pda::ballot(&case, round, &juror),
        system_program: pda::SYSTEM,
    };
    instruction::CommitBallot { commitment }.to_instruction(a)
}

/// Reveals a ballot of `juror`; anyone may send it.
pub fn reveal_ballot(juror: Address, pool: Address, case: Address, round: u8, choice: u8, salt: [u8; 32]) -> Instruction {
    let a = accounts::RevealBallot {
        case,
        pool,
        position: pda::position(&pool, &juror),
        ballot: pda::ballot(&case, round, &juror),
    };
    instruction::RevealBallot { choice, salt }.to_instruction(a)
}

/// Settles a ballot of `juror`; the fee goes to their associated account for `mint`, the pool's.
pub fn settle_ballot(juror: Address, pool: Address, mint: Address, case: Address, round: u8) -> Instruction {
    let court = pda::court(&pool);
    let a = accounts::SettleBallot {
        case,
        court,
        ballot: pda::ballot(&case, round, &juror),
        escrow: pda::escrow(&juror),
        electorate: pda::electorate(),
        juror,
        destination: pda::associated_token(&juror, &mint),
        vault: pda::vault(&court),
        token_program: pda::TOKEN,
    };
    instruction::SettleBallot {}.to_instruction(a)
}

/// Delivers a fee that waits in a settled ballot.
pub fn pay_juror(caller: Address, juror: Address, pool: Address, case: Address, round: u8, destination: Address) -> Instruction {
    let court = pda::court(&pool);
    let a = accounts::PayJuror {
        caller,
        court,
        ballot: pda::ballot(&case, round, &juror),
        juror,
        destination,
        vault: pda::vault(&court),
        token_program: pda::TOKEN,
    };
    instruction::PayJuror {}.to_instruction(a)
}

/// Does what is due in a case.
pub fn advance_case(case: Address) -> Instruction {
    instruction::AdvanceCase {}.to_instruction(accounts::AdvanceCase {
        case,
        electorate: pda::electorate(),
    })
}

/// Appeals a decision, paid from `source`.
pub fn appeal_case(appellant: Address, pool: Address, case: Address, source: Address) -> Instruction {
    let court = pda::court(&pool);
    let a = accounts::AppealCase {
        appellant,
        case,
        court,
        electorate: pda::electorate(),
        source,
        vault: pda::vault(&court),
        token_program: pda::TOKEN,
    };
    instruction::AppealCase {}.to_instruction(a)
}

/// Adds evidence to a case.
pub fn submit_evidence(author: Address, case: Address, evidence: EvidenceArgs) -> Instruction {
    instruction::SubmitEvidence { evidence }.to_instruction(accounts::SubmitEvidence { author, case })
}

/// Gives a bond (or the price of an appeal) back to `destination`, a token account of who paid it.
pub fn refund_bond(caller: Address, pool: Address, case: Address, destination: Address, appeal: bool) -> Instruction {
    let court = pda::court(&pool);
    let a = accounts::RefundBond {
        caller,
        case,
        court,
        destination,
        vault: pda::vault(&court),
        token_program: pda::TOKEN,
    };
    instruction::RefundBond { appeal }.to_instruction(a)
}

/// Closes a case; its rent goes to `claimant`.
pub fn close_case(pool: Address, case: Address, claimant: Address) -> Instruction {
    instruction::CloseCase {}.to_instruction(accounts::CloseCase {
        case,
        court: pda::court(&pool),
        claimant,
    })
}
