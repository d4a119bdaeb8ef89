//! Attacks on the pool's money. Each test states what must hold; its name says the claim and its id.

mod cases;
pub(crate) mod cases_fuzz;
mod exit;
mod held;
mod held_capital;
mod held_incidents;
mod history;
mod mended;
mod mends;
mod oracle;
mod powers;
mod recoveries;
mod solvency;
mod treasury;
