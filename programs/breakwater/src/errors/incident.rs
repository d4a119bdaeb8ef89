//! Breaches, incidents and their ladders.

use anchor_lang::prelude::*;

/// Codes from 6400; a code is written down and never moves.
#[error_code(offset = 6400)]
#[derive(Debug, PartialEq, Eq)]
pub enum IncidentError {
    #[msg("The incident would pay more than it reserved: nothing was changed")]
    IncidentLedgerBroken = 0,
    #[msg("There is no such episode: take the number of a breach that runs or can still be triggered")]
    NoEpisode = 1,
    #[msg("The account belongs to another product")]
    OtherProduct = 2,
    #[msg("This observation starts or ends a breach: pass pool and product")]
    PoolRequired = 3,
    #[msg("The breach is over by time: end the episode first")]
    EpisodeOver = 4,
    #[msg("The breach is not over: it ends after recovery, or 14 days after its last breach observation")]
    BreachNotOver = 5,
    #[msg("No closed window of this episode pays: observe until one has closed")]
    NoWindow = 6,
    #[msg("The episode has its incident already: raise it")]
    AlreadyTriggered = 7,
    #[msg("Trigger and raise ended three days after the breach")]
    RaiseClosed = 8,
    #[msg(
        "No closed window is five points deeper than the last step or reaches the largest payout. After the breach has ended, one last step of any size may be added, once"
    )]
    RiseTooSmall = 9,
    #[msg("The ladder has its 21 steps: no more can be added")]
    LadderFull = 10,
    #[msg("No step waits to be decided")]
    NothingDue = 11,
    #[msg("The step's wait is not over: 6 hours, or 24 if it takes more than 5 % of the pool's capital")]
    StillWaiting = 12,
    #[msg("A case about this step is open: wait for its decision")]
    Disputed = 13,
    #[msg("The incident is not sealed: make its steps final, end the breach, and seal it when nothing can be added")]
    NotSealed = 14,
    #[msg("The incident is sealed")]
    AlreadySealed = 15,
    #[msg("The policy was not past waiting and in force at the first breach")]
    NotEligible = 16,
    #[msg("The policy must settle an earlier incident first")]
    OutOfOrder = 17,
    #[msg("The policy has passed this incident")]
    AlreadySettled = 18,
    #[msg("Nothing more is final for this policy yet: settle it after the next step is final, or after the seal")]
    NothingToPay = 19,
    #[msg("Eligible policies have not passed yet, and the year since the seal is not over: settle them first")]
    NotAllPassed = 20,
    #[msg("32 incidents of this product are open: close one first")]
    TooManyOpen = 21,
    #[msg("No cover was in force at the first breach: there is nobody to pay")]
    NothingEligible = 22,
    #[msg("The breach has its incident: pass it")]
    IncidentRequired = 23,
    #[msg("The breach can still cost all that is held for it: try again when cover has ended or the breach is over")]
    NothingToRelease = 24,
    #[msg("An earlier incident of this product is open: settle and close it first")]
    EarlierOpen = 25,
    #[msg("An earlier breach of this product can still be triggered: trigger it first")]
    EarlierBreach = 26,
    #[msg("The incident cut its policies: it stays a year for recoveries. Release it, and let holders fetch what was recovered")]
    RecoveriesMayCome = 27,
    #[msg("The incident is not released: settle its policies and release it first")]
    NotReleased = 28,
    #[msg("Nothing was cut: close the incident")]
    NothingLacking = 29,
    #[msg("A step can be disputed once, while it waits: pass one that has not been decided and whose wait runs")]
    NotDisputable = 30,
    #[msg("A case about this incident is open: wait for its end")]
    CaseOpen = 31,
    #[msg("The incident was declared: its case decides it")]
    DecidedByCase = 32,
}
