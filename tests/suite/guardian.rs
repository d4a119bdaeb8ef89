//! The guardian: pauses of new business and cancelled actions. And what the bootstrap authority signs.

mod bootstrap;
mod cancel;
pub(crate) mod kit;
mod lift;
mod model;
mod pause;
mod plain;
mod refused;
mod stops;
mod veto;
