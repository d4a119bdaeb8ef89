//! Claims, from filing to money.

mod life;
mod zz;

pub mod kit;
