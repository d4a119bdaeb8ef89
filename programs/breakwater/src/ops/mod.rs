//! Moves that touch several accounts and are shared by instructions.

pub mod authority;
pub mod bonds;
pub mod delivery;
pub mod episode;
pub mod loader;
pub mod nonce;
pub mod review;
pub mod sale;
pub mod tokens;
