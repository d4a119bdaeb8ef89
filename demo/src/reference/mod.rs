//! A plain computation of what should happen, from the same prices at the same times, written without the program and without
//! the math crate: whole numbers of any size, one rule after the other, as the wordings and `docs/invariants.md` have them.

pub(crate) mod books;
mod incidents;
mod ladder;
pub(crate) mod premium;
mod run;
mod watch;
pub(crate) mod whole;

pub use run::run;

use crate::{
    tape::{Side, Tape},
    terms::Terms,
};

/// First time in the replay at which the sources are in breach together.
pub fn first_breach(tape: &Tape, terms: &Terms) -> Option<i64> {
    tape.schedule(terms).into_iter().find(|t| {
        let prices: Vec<i64> = tape.at(*t).into_iter().flatten().collect();
        prices.len() >= terms.need && watch::view(&prices, terms.need, terms.strike).1 == Side::Breach
    })
}
