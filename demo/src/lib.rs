//! The demo: real de-pegs and quiet years replayed in process against the built program, and every atom checked against a
//! plain computation over the same series.

pub mod format;
pub mod plan;
pub mod record;
pub mod reference;
pub mod rng;
pub mod series;
pub mod tape;
pub mod terms;
pub mod time;
