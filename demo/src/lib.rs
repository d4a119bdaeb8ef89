//! The demo: real de-pegs and quiet years replayed in process against the built program, and every atom checked against a
//! plain computation over the same series.

pub mod args;
pub mod chain;
pub mod cli;
pub mod decimal;
pub mod exploit;
pub mod format;
pub mod governance;
pub mod json;
pub mod keeper;
pub mod money;
pub mod plan;
pub mod record;
pub mod reference;
pub mod report;
pub mod rng;
pub mod run;
pub mod scenario;
pub mod series;
pub mod story;
pub mod tape;
pub mod terms;
pub mod text;
pub mod time;
pub mod year;
