//! Accounts and what changes them. Eight files are named after an account (`config`, `pool`, `position`, `product`, `watch`, `policy`,
//! `incident`, `rewards`); `terms`, `tranche` and `episode` hold parts of those, and `cover`, `price`, `eligible`, `solvency`, `losses` and `top_up` are
//! rules of a product, a pool or an incident that fill a file of their own. A field's offset, size and meaning stand in `docs/accounts.md`, and a test holds both equal.

mod action;
mod ballot;
mod case;
mod claim;
mod config;
mod court;
mod cover;
mod dao;
mod declared;
mod dispute;
mod electorate;
mod eligible;
mod episode;
mod escrow;
mod incident;
mod listing;
mod losses;
mod policy;
mod pool;
mod position;
mod price;
mod product;
mod proposal;
mod purse;
mod revenue;
mod rewards;
mod round;
mod solvency;
mod terms;
mod top_up;
mod tranche;
mod veto;
mod vote;
mod watch;

pub use {
    action::{ACTION_BYTES, Action},
    ballot::{Ballot, HIDDEN, commitment},
    case::Case,
    claim::{Claim, ClaimState},
    config::{Config, DiscountArgs, DiscountTier, Topic, Voting, VotingArgs},
    court::Court,
    dao::Dao,
    declared::Declarations,
    electorate::Electorate,
    episode::{Episode, EpisodeState, IncidentMark},
    escrow::{Escrow, Leaving},
    incident::{Incident, Step, StepState, TopUp},
    listing::{Listing, ListingKind},
    losses::{Back, LossTaken, Part, Taken},
    policy::Policy,
    pool::{CoverSlot, Group, Pool},
    position::{Position, PositionTranche},
    product::{Product, ProductStatus},
    proposal::{PROPOSAL_BYTES, Proposal, ProposalState},
    purse::Purse,
    rewards::Rewards,
    round::{About, CasePhase, EvidenceArgs, Opening, Round, ruling},
    solvency::Counted,
    terms::{Kind, Limits, ParametricTerms, ProductTerms, Source, SourceKind},
    tranche::{Closed, JUNIOR, SENIOR, Tranche},
    veto::Veto,
    vote::{Vote, VoteChoice},
    watch::{DayDeepest, Hole, Outcome, Watch, WatchState},
};
