//! The machine that jurors vote in: its automaton, its ballots, its rounds, and who gains nothing by bending it.

pub mod kit;

mod appeals;
mod automaton;
mod ballot_states;
mod ballots;
mod case_states;
mod claim_states;
mod conflict;
mod costs;
mod full;
mod rounds;
mod settling;
mod weight;
