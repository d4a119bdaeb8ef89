//! Governance tokens for underwriters. What fills the vault and starts a stream is a decision of the DAO: the instruction that executes it moves the
//! tokens and calls [`Rewards::apply_emission`](crate::state::Rewards::apply_emission). Nobody else can restart a stream.

pub mod claim;
pub mod close;
pub mod emit;
pub mod open;
