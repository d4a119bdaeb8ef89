//! Breaches, incidents, ladders and payouts.

pub mod kit;
