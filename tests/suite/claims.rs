//! Claims, from filing to money.

mod disputed;
mod life;
mod outage;
mod threshold;

pub mod kit;
