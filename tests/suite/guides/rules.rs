//! `docs/rules.md`: every file that it names is there and holds the names beside it, and every rule id that is used has a meaning.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const PAGE: &str = include_str!("../../../docs/rules.md");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_rule_is_in_the_file_that_the_page_names() {
    let mut rows = 0;
    for line in PAGE.lines().filter(|line| line.starts_with("| ") && line.contains(".rs`")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, _, file, names, _] = cells.as_slice() else {
            panic!("three cells: {line}")
        };
        let path = quoted(file)[0].replacen("P/", "programs/breakwater/src/", 1);
        let source = fs::read_to_string(root().join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let missing: Vec<_> = quoted(names).into_iter().filter(|name| !source.contains(name)).collect();
        assert!(missing.is_empty(), "{path} has no {missing:?}");
        rows += 1;
    }
    assert!(rows > 30, "{rows} rows were read");
}

/// Ids such as R20 in a source.
fn ids(text: &str, into: &mut BTreeSet<String>) {
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let digits = word.strip_prefix(['R', 'r']).unwrap_or_default();
        if (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
            into.insert(format!("R{digits}"));
        }
    }
}

/// Ids in comments, and in the names of tests.
fn used(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            used(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            for line in fs::read_to_string(&path).expect("text").lines().map(str::trim) {
                if line.starts_with("//") {
                    ids(line, into);
                } else if let Some(name) = line.strip_prefix("fn r") {
                    ids(&format!("r{}", name.split('_').next().unwrap_or_default()), into);
                }
            }
        }
    }
}

#[test]
fn every_rule_id_that_is_used_has_a_meaning() {
    let (mut found, mut listed) = (BTreeSet::new(), BTreeSet::new());
    for folder in ["programs", "crates", "tests/suite"] {
        used(&root().join(folder), &mut found);
    }
    for line in PAGE.lines().filter(|line| line.starts_with("| R")) {
        ids(line.split('|').nth(1).unwrap_or_default(), &mut listed);
    }
    assert!(found.is_subset(&listed), "used {found:?}, listed {listed:?}");
}
