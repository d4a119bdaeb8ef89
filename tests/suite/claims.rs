//! Claims, from filing to money.

mod again;
mod conclude;
mod filing;
mod life;
mod loss;
mod outage;
mod over;
mod pay;
mod rules;
pub mod steps;
mod walk;

pub mod kit;
