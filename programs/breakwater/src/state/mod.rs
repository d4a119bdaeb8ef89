//! Accounts: one file each. A field's offset, size and meaning stand in `docs/accounts.md`, and a test holds both equal.

mod config;
mod eligible;
mod episode;
mod incident;
mod policy;
mod pool;
mod position;
mod product;
mod terms;
mod top_up;
mod tranche;
mod watch;

pub use {
    config::Config,
    episode::{Episode, EpisodeState, IncidentMark},
    incident::{Incident, Step, StepState, TopUp},
    policy::Policy,
    pool::{Group, Pool},
    position::{Position, PositionTranche},
    product::{Product, ProductStatus},
    terms::{Kind, Limits, ParametricTerms, ProductTerms, Source, SourceKind},
    tranche::{JUNIOR, SENIOR, Tranche},
    watch::{DayDeepest, Hole, Outcome, Watch, WatchState},
};
