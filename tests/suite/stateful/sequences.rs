//! Random sequences against a plain model (INV-01, 03 to 08, 14, 15): after every action the model's numbers are the program's, to the
//! atom, the books add up, and what the protocol promises (backing, an end to everything) holds. Two products, five sources, haircuts,
//! frozen accounts; at the end of each sequence everything is taken down and all money leaves.
//!
//! `BREAKWATER_STATEFUL_CASES` sequences (default below) of `BREAKWATER_STATEFUL_LENGTH` actions, from seed `BREAKWATER_STATEFUL_SEED` on.
//! A failure is cut down to the fewest actions and printed as Rust, ready for `regressions.rs`.

mod action;
mod big;
mod carried;
mod compare;
mod draws;
mod driver;
mod generate;
mod immutable;
mod invariants;
mod model;
mod plans;
mod promises;
mod regressions;
mod rent;
mod report;
mod run;
mod setup;
mod sums;
mod takedown;
mod units;
mod views;

use report::Report;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| {
        text.parse().unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}"))
    })
}

#[test]
fn inv_random_sequences_leave_program_and_model_equal() {
    let cases = number("BREAKWATER_STATEFUL_CASES", 60);
    let length = number("BREAKWATER_STATEFUL_LENGTH", 300) as usize;
    let first = number("BREAKWATER_STATEFUL_SEED", 1);
    let mut report = Report::default();
    for seed in first..first + cases {
        if let Err(failure) = run::sequence(seed, length, &mut report) {
            let actions: Vec<String> = failure.actions.iter().map(|a| format!("    {a:?},")).collect();
            panic!(
                "seed {}: {}\n{:?}\n{}\n{report}",
                failure.seed,
                failure.message,
                failure.setup,
                actions.join("\n")
            );
        }
    }
    println!("{report}");
    assert!(report.missing().is_empty(), "never reached: {:?}\n{report}", report.missing());
}
