//! Proposals, votes, what they execute on the protocol as a whole, and the guardian.

pub mod accept_bootstrap;
pub mod cancel_proposal;
pub mod cast_vote;
pub mod close_proposal;
pub mod close_veto;
pub mod close_vote;
pub mod count_votes;
pub mod delist;
pub mod give_up_upgrades;
pub mod lift_pause;
pub mod list;
pub mod pause;
pub mod propose;
pub mod queue_action;
pub mod set_parameters;
pub mod upgrade_program;
