//! Claims, from filing to money.

mod disputed;
mod life;
mod outage;

pub mod kit;
