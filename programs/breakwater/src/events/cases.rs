//! Of courts, cases, ballots, claims and declared incidents.

use anchor_lang::prelude::*;

/// A pool has a court.
#[event]
pub struct CourtCreated {
    pub court: Address,
    pub pool: Address,
    pub token_value: u64,
    pub fee: u64,
    pub at: i64,
}

/// A court has other parameters, for cases that are opened from now on.
#[event]
pub struct CourtSet {
    pub court: Address,
    pub token_value: u64,
    pub fee: u64,
    pub at: i64,
}

/// A court was closed; what was left went to the treasury.
#[event]
pub struct CourtClosed {
    pub court: Address,
    pub left: u64,
    pub at: i64,
}

/// A holder claims.
#[event]
pub struct ClaimFiled {
    pub claim: Address,
    pub policy: Address,
    pub case: Address,
    pub event_day: u32,
    /// 1, or 2 when it is filed again.
    pub filing: u8,
    pub amount: u64,
    pub bond: u64,
    pub at: i64,
}

/// A claim was taken back, or given up after it was refused.
#[event]
pub struct ClaimWithdrawn {
    pub claim: Address,
    pub policy: Address,
    pub at: i64,
}

/// The decision about a claim has become final.
#[event]
pub struct ClaimConcluded {
    pub claim: Address,
    pub policy: Address,
    pub ruling: u8,
    /// What the decision pays.
    pub payout: u64,
    /// What the pool could fund of it.
    pub funded: u64,
    /// It can be filed again until then; 0 when it cannot.
    pub refile_until: i64,
    pub at: i64,
}

/// A claim that was refused can no longer be filed again.
#[event]
pub struct ClaimExpired {
    pub claim: Address,
    pub policy: Address,
    pub at: i64,
}

/// What a claim lacked was recovered.
#[event]
pub struct ClaimRecovered {
    pub claim: Address,
    pub payer: Address,
    pub amount: u64,
    pub at: i64,
}

/// A claim was closed.
#[event]
pub struct ClaimClosed {
    pub claim: Address,
    pub policy: Address,
    pub at: i64,
}

/// A juror has declared an incident.
#[event]
pub struct IncidentDeclared {
    pub incident: Address,
    pub case: Address,
    pub product: Address,
    pub declarer: Address,
    pub event_day: u32,
    pub eligible: u64,
    pub bond: u64,
    pub at: i64,
}

/// The decision about a declared incident has become final.
#[event]
pub struct DeclaredConcluded {
    pub incident: Address,
    pub ruling: u8,
    /// Share of cover that it pays, less the deductible, parts per billion.
    pub ratio: u64,
    pub needed: u64,
    pub funded: u64,
    pub at: i64,
}

/// A step is disputed.
#[event]
pub struct StepDisputed {
    pub incident: Address,
    pub case: Address,
    pub step: u8,
    pub disputer: Address,
    pub bond: u64,
    pub at: i64,
}

/// The decision about a disputed step has become final.
#[event]
pub struct DisputeConcluded {
    pub incident: Address,
    pub step: u8,
    pub ruling: u8,
    pub at: i64,
}

/// Somebody added evidence.
#[event]
pub struct EvidenceSubmitted {
    pub case: Address,
    pub author: Address,
    pub hash: [u8; 32],
    pub uri: [u8; 96],
    pub at: i64,
}

/// A ballot was cast; nobody knows its choice.
#[event]
pub struct BallotCommitted {
    pub case: Address,
    pub juror: Address,
    pub round: u8,
    pub weight: u64,
    pub at: i64,
}

/// A ballot was revealed.
#[event]
pub struct BallotRevealed {
    pub case: Address,
    pub juror: Address,
    pub choice: u8,
    pub weight: u64,
    pub at: i64,
}

/// A ballot was settled.
#[event]
pub struct BallotSettled {
    pub case: Address,
    pub juror: Address,
    /// Governance tokens.
    pub lost: u64,
    /// Governance tokens.
    pub won: u64,
    /// In the pool's mint.
    pub fee: u64,
    pub at: i64,
}

/// A juror's fee that had waited was paid.
#[event]
pub struct FeePaid {
    pub case: Address,
    pub juror: Address,
    pub amount: u64,
    pub at: i64,
}

/// A round was counted, or a case has ended.
#[event]
pub struct CaseAdvanced {
    pub case: Address,
    /// The round that was counted.
    pub round: u8,
    pub phase: u8,
    pub ruling: u8,
    pub share: u64,
    pub at: i64,
}

/// A decision was appealed.
#[event]
pub struct CaseAppealed {
    pub case: Address,
    pub appellant: Address,
    pub price: u64,
    pub at: i64,
}

/// A bond, or the price of an appeal, went back.
#[event]
pub struct BondRefunded {
    pub case: Address,
    pub to: Address,
    pub amount: u64,
    pub at: i64,
}

/// A case was closed.
#[event]
pub struct CaseClosed {
    pub case: Address,
    pub left: u64,
    pub at: i64,
}
