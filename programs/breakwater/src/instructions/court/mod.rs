//! A pool's court: what its cases cost and take.

pub mod close;
pub mod create;
pub mod set;
