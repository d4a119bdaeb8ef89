//! The protocol as a whole.

pub mod initialise;
pub mod set_discounts;
