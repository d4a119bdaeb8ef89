//! Declared incidents: which days, which cover, what jurors make of them, and their end.

mod active;
mod again;
mod bonds;
mod closing;
mod cut;
mod days;
mod eligible;
mod large;
mod lives;
mod marks;
mod money;
mod order;
mod refused;
mod undecided;

pub mod kit;
