//! Proposals, votes, and what they execute.

mod cast_vote;
mod close;
mod count_votes;
mod delays;
mod emit;
pub mod kit;
mod ledger;
mod list;
mod look_alikes;
mod parameters;
mod promises;
mod propose;
mod spend;
mod stale;
mod timing;
