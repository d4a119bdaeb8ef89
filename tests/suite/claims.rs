//! Claims, from filing to money.

mod again;
mod conclude;
mod disputed;
mod filing;
mod life;
mod loss;
mod outage;
mod outage_once;
mod over;
mod pay;
mod rules;
pub mod steps;
mod threshold;
mod walk;

pub mod kit;
