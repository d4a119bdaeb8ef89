//! Proposals, votes, the guardian, the list of mints and feeds.

use anchor_lang::prelude::*;

/// Codes from 7000; a code is written down and never moves.
#[error_code(offset = 7000)]
#[derive(Debug, PartialEq, Eq)]
pub enum GovernanceError {
    #[msg("The ledger of proposals would not add up: nothing was changed")]
    DaoLedgerBroken = 0,
    #[msg("The account is not the members' account")]
    WrongDao = 1,
    #[msg("The account is not the vault of proposers' bonds")]
    WrongDaoVault = 2,
    #[msg("The proposal is of another action than this instruction executes, or than was voted for")]
    WrongAction = 3,
    #[msg("The account is not what the action is about: pass the one that it names")]
    OtherSubject = 4,
    #[msg("The proposal is not queued: it is still voted on, was executed, rejected or cancelled, or is dead")]
    NotQueued = 5,
    #[msg("The delay of this action is not over: read eta in its proposal")]
    TimelockRunning = 6,
    #[msg("The action was not executed within 14 days of its time: propose it again")]
    ProposalDead = 7,
    #[msg("What the action changes was changed since it was proposed: propose it again")]
    ProposalStale = 8,
    #[msg("Only the bootstrap authority may queue without a vote, until the members take over or 180 days have passed")]
    NotBootstrap = 9,
    #[msg("Whoever queued this action is no longer the bootstrap authority")]
    BootstrapOver = 10,
    #[msg("The members do not govern yet: before the bootstrap authority ends they can only take over what it has offered")]
    NotYetMembers = 11,
    #[msg("Only the bootstrap authority can queue this action")]
    BootstrapsAction = 12,
    #[msg("Only the members can propose this action")]
    MembersAction = 13,
    #[msg("Only the guardian may do this")]
    NotGuardian = 14,
    #[msg("Proposals about the guardian or the authority cannot be cancelled")]
    CannotCancel = 15,
    #[msg("The proposal is not being voted on")]
    NotVoting = 16,
    #[msg("The vote has not ended")]
    VoteRunning = 17,
    #[msg("Votes are 0 (for), 1 (against) or 2 (abstain)")]
    UnknownVote = 18,
    #[msg("Less than a proposer needs was locked for a week")]
    BelowProposers = 19,
    #[msg("The escrow has no weight in this vote: tokens count once they had been locked for a week when it opened")]
    NoVote = 20,
    #[msg("Something can still come of this proposal")]
    ProposalOpen = 21,
    #[msg("Votes on this proposal are not closed: close them first")]
    VotesUnclosed = 22,
    #[msg("The vote is on another proposal")]
    VoteOfOtherProposal = 23,
    #[msg("Only the key that was named may accept")]
    NotNamed = 24,
    #[msg("Nothing was offered to the members")]
    NothingOffered = 25,
    #[msg("Parameters of votes are outside their bounds")]
    BadVoting = 26,
    #[msg("Pauses may follow each other twice, and there may be three in seven days")]
    PausedTooOften = 27,
    #[msg("New business is not paused")]
    NotPaused = 28,
    #[msg("The pause is not over: only the guardian may lift it before its end")]
    PauseRunning = 29,
    #[msg("A listing names an id, and for a Switchboard feed its queue and job hash; for others neither")]
    BadListing = 30,
    #[msg("The mint is not listed: pass its listing")]
    NotListedMint = 31,
    #[msg("The feed is not listed with this queue and job hash: pass its listing")]
    NotListedFeed = 32,
    #[msg("The veto of this action is younger than a year")]
    VetoYoung = 33,
    #[msg("Governance has acted within 180 days, or somebody still uses this: only a proposal can do it")]
    NotAbandoned = 34,
    #[msg("A governance mint has neither mint nor freeze authority: nobody makes votes or stops them")]
    MintHasAuthority = 35,
    #[msg("A pool that still sells is not retired: retire its products first")]
    PoolStillSells = 36,
    #[msg("The pool is retired: it takes no capital and no products")]
    PoolRetired = 37,
    #[msg("The pool is not retired")]
    PoolNotRetired = 38,
    #[msg("Only whoever drafted this may change it; a draft of 90 days can be closed by anyone")]
    NotDrafter = 39,
    #[msg("The amount, or the number of days, is outside its bounds")]
    BadAmount = 40,
    #[msg("The receiver of the action's money is another")]
    WrongReceiver = 41,
    #[msg("Group or limits of the draft are others than those of the proposal")]
    OtherLimits = 42,
    #[msg("The same action was cancelled before this repeat of it was proposed: it is cancelled once a year")]
    CancelledBefore = 43,
}
