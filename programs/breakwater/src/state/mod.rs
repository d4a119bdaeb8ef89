//! Accounts and what changes them. Eight files are named after an account (`config`, `pool`, `position`, `product`, `watch`, `policy`,
//! `incident`, `rewards`); `terms`, `tranche` and `episode` hold parts of those, and `cover`, `price`, `eligible`, `solvency`, `losses` and `top_up` are
//! rules of a product, a pool or an incident that fill a file of their own. A field's offset, size and meaning stand in `docs/accounts.md`, and a test holds both equal.

mod ballot;
mod case;
mod claim;
mod config;
mod court;
mod cover;
mod declared;
mod dispute;
mod electorate;
mod eligible;
mod episode;
mod escrow;
mod incident;
mod losses;
mod policy;
mod pool;
mod position;
mod price;
mod product;
mod rewards;
mod round;
mod solvency;
mod terms;
mod top_up;
mod tranche;
mod watch;

pub use {
    ballot::{Ballot, HIDDEN, commitment},
    case::Case,
    claim::{Claim, ClaimState},
    config::{Config, DiscountTier},
    court::Court,
    declared::Declarations,
    electorate::Electorate,
    episode::{Episode, EpisodeState, IncidentMark},
    escrow::{Escrow, Leaving},
    incident::{Incident, Step, StepState, TopUp},
    losses::{Back, LossTaken, Part, Taken},
    policy::Policy,
    pool::{CoverSlot, Group, Pool},
    position::{Position, PositionTranche},
    product::{Product, ProductStatus},
    rewards::Rewards,
    round::{About, CasePhase, EvidenceArgs, Opening, Round, ruling},
    solvency::Counted,
    terms::{Kind, Limits, ParametricTerms, ProductTerms, Source, SourceKind},
    tranche::{Closed, JUNIOR, SENIOR, Tranche},
    watch::{DayDeepest, Hole, Outcome, Watch, WatchState},
};
