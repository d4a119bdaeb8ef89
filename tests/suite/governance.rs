//! Proposals, votes, what they execute; and random histories of all of it against plain rules (INV-17, INV-18).

mod acts;
mod cast_vote;
mod close;
mod count_votes;
mod delays;
mod emit;
mod ends;
pub mod kit;
mod ledger;
mod list;
mod look_alikes;
mod parameters;
mod plain;
mod promises;
mod propose;
mod spend;
mod stale;
mod stateful;
mod timing;
