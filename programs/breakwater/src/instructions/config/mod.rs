//! The protocol as a whole.

pub mod initialise;
