//! Claims, from filing to money.

mod life;

pub mod kit;
