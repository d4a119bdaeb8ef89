//! `docs/parameters.md`, written from the list of bounds. `UPDATE_SNAPSHOTS=1` writes it anew.

use {
    breakwater::{
        bounds::{BOUNDS, FIXED},
        state::VotingArgs,
    },
    breakwater_math::weight,
    std::{fmt::Write, path::PathBuf},
};

/// A number with its thousands set off.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Seconds in the largest unit that divides them.
pub fn time(seconds: u64) -> String {
    match seconds {
        s if s >= 172_800 && s.is_multiple_of(86_400) => format!("{} d", s / 86_400),
        s if s >= 3_600 && s.is_multiple_of(3_600) => format!("{} h", s / 3_600),
        s => format!("{s} s"),
    }
}

/// Parts of a whole as per cent.
fn percent(value: u64, whole: u64) -> String {
    let (units, rest) = (value * 100 / whole, value * 100 % whole);
    if rest == 0 {
        return format!("{} %", grouped(units));
    }
    let places = format!("{:0width$}", rest, width = whole.ilog10() as usize);
    format!("{units}.{} %", places.trim_end_matches('0'))
}

/// A number with what it means in words.
fn shown(value: u64, unit: &str) -> String {
    match unit {
        _ if value == u64::MAX => "none".to_owned(),
        "seconds" => format!("{} ({})", grouped(value), time(value)),
        "bps" => format!("{} ({})", grouped(value), percent(value, 10_000)),
        _ if unit.starts_with("ppb") && value >= 1_000 => format!("{} ({})", grouped(value), percent(value, 1_000_000_000)),
        _ => grouped(value),
    }
}

fn document() -> String {
    let mut out = String::from(
        "# Parameters\n\n\
         Generated from `programs/breakwater/src/bounds.rs`, which the program's own checks use; do not edit. \
         Every number is checked when an action is proposed or queued and again when it is executed (A-71).\n\n\
         bps: 1/10,000. ppb: 1/1,000,000,000. Atoms: of the pool's mint, of the governance token where votes are meant.\n\n\
         ## What proposals can set\n\n\
         `draft` is `draft_product` and `draft_assessed`; a proposal that seals a draft takes its limits as they were drafted.\n\n\
         | parameter | actions | unit | least | most | why |\n|---|---|---|---|---|---|\n",
    );
    for b in BOUNDS {
        let (least, most) = (shown(b.least, b.unit), shown(b.most, b.unit));
        writeln!(out, "| `{}` | {} | {} | {least} | {most} | {} |", b.name, b.action, b.unit, b.why).expect("a string");
    }
    let v = VotingArgs::START;
    writeln!(
        out,
        "\nA new protocol votes for {}, waits for {} or {}, has a quorum of {}, proposers with {} of the electorate, bonds of {} of it, and spends \
         {} of a treasury at most in a period.\n",
        time(v.vote.into()),
        time(v.delay.into()),
        time(v.long_delay.into()),
        percent(v.quorum_bps.into(), 10_000),
        percent(v.threshold_bps.into(), 10_000),
        percent(v.bond_bps.into(), 10_000),
        percent(v.spend_bps.into(), 10_000),
    )
    .expect("a string");
    out.push_str("## What no proposal can set\n\nOnly an upgrade changes these.\n\n| what | value | unit | why |\n|---|---|---|---|\n");
    for f in FIXED {
        writeln!(out, "| {} | {} | {} | {} |", f.name, shown(f.value, f.unit), f.unit, f.why).expect("a string");
    }
    out
}

/// Compares a generated document with the committed one.
#[track_caller]
pub fn compare(name: &str, now: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, now).expect("a document that can be written");
    }
    let committed = std::fs::read_to_string(&path).expect("the document");
    for (line, (a, b)) in committed.lines().zip(now.lines()).enumerate() {
        assert_eq!(a, b, "line {} of docs/{name}: write it anew with UPDATE_SNAPSHOTS=1", line + 1);
    }
    assert_eq!(committed.len(), now.len(), "docs/{name} has more or fewer lines than there are");
}

#[test]
fn a71_the_document_of_parameters_is_what_the_program_checks() {
    compare("parameters.md", &document());
}

/// Fixed numbers that the math crate has no constant for.
#[test]
fn a71_fixed_numbers_without_a_constant_are_what_the_formulas_do() {
    let fixed = |name: &str| FIXED.iter().find(|f| f.name == name).expect("a row").value;
    let (few, many) = (weight::MANY_ESCROWS - 1, weight::MANY_ESCROWS);
    assert_eq!(weight::cap_floor(100, few), fixed("most that an owner weighs, few escrows"));
    assert_eq!(weight::cap_floor(100, many), fixed("most that an owner weighs, many escrows"));
}
