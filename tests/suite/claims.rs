//! Claims, from filing to money.

mod disputed;
mod life;

pub mod kit;
