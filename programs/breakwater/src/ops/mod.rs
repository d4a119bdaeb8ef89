//! Moves that touch several accounts and are shared by instructions.

pub mod bonds;
pub mod delivery;
pub mod episode;
pub mod loader;
pub mod nonce;
pub mod sale;
pub mod tokens;
