//! The program's upgrade authority on the real upgradeable loader: taken over, used, given up. And transactions with a durable nonce.

mod give_up;
pub mod kit;
pub mod nonce;
mod size;
mod takes_over;
mod upgrades;
mod upgrades_refused;
