//! Products: terms are drafted, sealed and listed; limits move within bounds; the old ones retire.

pub mod add_source;
pub mod attest_audit;
pub mod close;
pub mod draft;
pub mod draft_assessed;
pub mod retire;
pub mod roll;
pub mod seal;
pub mod set_limits;
pub mod terms_args;
