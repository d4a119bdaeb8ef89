//! Every function of the crate against plain big-integer arithmetic, and every claim of the protocol that is a matter of
//! numbers alone. Expected values are never computed with the code under test.

mod bond;
mod ladder;
mod loading;
mod oracle;
mod panics;
mod payout;
mod premium;
mod quorum;
mod rate_and_time;
mod recovery;
mod revenue;
mod reward;
mod round;
mod shares;
mod slash;
mod solvency;
mod stream;
mod tally;
mod tranche;
mod treasury;
mod turnout;
mod values;
mod vectors;
mod weight;
mod wide;
mod window;

/// Cases per property. A run that fails prints its input and keeps it in `proptest-regressions`.
const CASES: u32 = 10_000;

fn cases() -> proptest::prelude::ProptestConfig {
    proptest::prelude::ProptestConfig::with_cases(CASES)
}
