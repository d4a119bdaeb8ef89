//! Disputes of steps that sources have made: when, at which price, and what they do to an incident.

mod bonus;
mod during;
mod lives;
mod refused;
mod stands;
mod void;

pub mod kit;
