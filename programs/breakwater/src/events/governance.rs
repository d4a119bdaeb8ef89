//! Proposals, votes, pauses.

use anchor_lang::prelude::*;

/// A member proposed an action.
#[event]
pub struct Proposed {
    pub proposal: Address,
    pub proposer: Address,
    pub number: u64,
    pub hash: [u8; 32],
    pub vote_until: i64,
    pub at: i64,
}

/// The bootstrap authority queued an action.
#[event]
pub struct ActionQueued {
    pub proposal: Address,
    pub number: u64,
    pub hash: [u8; 32],
    pub eta: i64,
    pub at: i64,
}

/// A member voted. choice: 0 for, 1 against, 2 abstains.
#[event]
pub struct VoteCast {
    pub proposal: Address,
    pub voter: Address,
    pub choice: u8,
    pub weight: u64,
    pub at: i64,
}

/// A vote was closed after its time.
#[event]
pub struct VoteClosed {
    pub proposal: Address,
    pub voter: Address,
    pub at: i64,
}

/// A vote ended. eta: 0 when it was rejected.
#[event]
pub struct VotesCounted {
    pub proposal: Address,
    pub yes: u64,
    pub no: u64,
    pub abstain: u64,
    pub voters: u32,
    pub quorum: u64,
    pub eta: i64,
    pub at: i64,
}

/// A queued action was executed.
#[event]
pub struct ActionExecuted {
    pub proposal: Address,
    pub hash: [u8; 32],
    pub at: i64,
}

/// The guardian cancelled a queued action.
#[event]
pub struct ProposalCancelled {
    pub proposal: Address,
    pub hash: [u8; 32],
    pub at: i64,
}

/// A proposal that is over was closed; back: its bond went to the proposer.
#[event]
pub struct ProposalClosed {
    pub proposal: Address,
    pub bond: u64,
    pub back: bool,
    pub at: i64,
}

/// A veto of a year was closed.
#[event]
pub struct VetoClosed {
    pub hash: [u8; 32],
    pub at: i64,
}

/// Another key is the bootstrap authority.
#[event]
pub struct BootstrapAccepted {
    pub bootstrap: Address,
    pub at: i64,
}

/// New business is paused.
#[event]
pub struct BusinessPaused {
    pub until: i64,
    pub at: i64,
}

/// New business is open again.
#[event]
pub struct PauseLifted {
    pub at: i64,
}

/// A mint (0), a Pyth feed (1) or a Switchboard feed (2) may be used.
#[event]
pub struct Listed {
    pub kind: u8,
    pub id: Address,
    pub at: i64,
}

/// A mint or a feed may not be used any more for something new.
#[event]
pub struct Delisted {
    pub kind: u8,
    pub id: Address,
    pub at: i64,
}

/// A pool takes no capital and no products any more.
#[event]
pub struct PoolRetired {
    pub pool: Address,
    pub at: i64,
}
