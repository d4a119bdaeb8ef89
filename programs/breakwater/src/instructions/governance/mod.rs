//! What members decide about the protocol as a whole.

pub mod give_up_upgrades;
pub mod upgrade_program;
