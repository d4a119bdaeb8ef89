//! Breaches seen by oracles, incidents with their ladders, and payouts. All of it is permissionless.

pub mod close;
pub mod conclude_declared;
pub mod conclude_dispute;
pub mod declare;
pub mod dispute;
pub mod end_episode;
pub mod finalise_step;
pub mod observe;
pub mod raise;
pub mod recount;
pub mod release;
pub mod seal;
pub mod settle_policy;
pub mod trigger;
