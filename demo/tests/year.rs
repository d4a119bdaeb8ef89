//! The made-up year: the program, its plain reference, and what the command prints.

use {
    breakwater_demo::year::{self, Year, report},
    std::process::Command,
};

fn of(seed: u64) -> Year {
    year::run(seed, &mut |_| {}).unwrap_or_else(|error| panic!("seed {seed}: {error:#}"))
}

fn done(year: &Year, what: &str) -> u64 {
    year.done.get(what).copied().unwrap_or_default()
}

#[test]
fn a_year_of_one_pool_equals_its_reference_and_ends_with_nothing_left() {
    let year = of(1);
    assert_eq!(report::failures(&year), Vec::<String>::new());
    assert!(year.comparisons >= 50, "{} comparisons", year.comparisons);
    assert_eq!(year.sums.token_difference, 0);
    assert_eq!(year.sums.vault_difference, 0);
    for what in [
        "purchases",
        "extensions",
        "cancellations",
        "transfers",
        "deposits",
        "exits",
        "exits at the lower price",
    ] {
        assert!(done(&year, what) > 0, "{what}: {:?}", year.done);
    }
}

#[test]
fn both_losses_are_paid_whole_and_junior_bears_them_before_senior() {
    let year = of(1);
    let sums = &year.sums;
    // Each policy's payout is rounded down: less than an atom stays behind for each.
    let behind = sums.losses - sums.paid;
    assert!(
        sums.losses > 0 && behind < done(&year, "purchases"),
        "{} of {}",
        sums.paid,
        sums.losses
    );
    assert_eq!(year.timeline.iter().filter(|(_, what)| what.contains("is in breach")).count(), 2);
    let (first, last) = (&year.samples[0].share_prices, &year.samples[year.samples.len() - 3].share_prices);
    assert!(last[0] < first[0], "the junior share price fell: {last:?}");
    assert!(last[1] > first[1], "the senior share price rose: {last:?}");
}

/// Capital and the group limit both bind within the year.
#[test]
fn the_pool_refuses_what_it_cannot_carry_and_exits_that_are_not_free() {
    let year = of(1);
    for refusal in ["a purchase: NotEnoughCapital", "a purchase: GroupFull", "an execution: NotFree"] {
        assert!(year.refused.contains_key(refusal), "{refusal}: {:?}", year.refused);
    }
}

#[test]
fn other_seeds_reconcile_too() {
    for seed in 2..6 {
        let year = of(seed);
        assert_eq!(report::failures(&year), Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn the_command_prints_one_json_document_and_writes_the_charts() {
    let out = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("year");
    let ran = Command::new(env!("CARGO_BIN_EXE_breakwater-demo"))
        .args(["--scenario", "year", "--json", "--out", out.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let result: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(result["ok"], true);
    assert_eq!(result["sums"]["token_difference"], "0");
    let refused = |why: &str| result["refused"][format!("a purchase: {why}")].as_u64().unwrap();
    let said = format!(
        "with the default seed {} purchases for which the pool lacked capital and {} for which their risk group was full",
        refused("NotEnoughCapital"),
        refused("GroupFull")
    );
    assert!(include_str!("../README.md").contains(&said), "the README should say: {said}");
    for file in [
        "index.html",
        "result.json",
        "year-solvency.svg",
        "year-shares.svg",
        "year-groups.svg",
    ] {
        assert!(out.join(file).exists(), "{file}");
    }
}

#[test]
fn flags_that_change_a_replays_terms_are_refused_for_the_year() {
    let ran = Command::new(env!("CARGO_BIN_EXE_breakwater-demo"))
        .args(["--scenario", "year", "--strike", "0.9"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{said}");
    assert!(said.contains("--strike") && said.contains("leave it out"), "{said}");
}
