//! `docs/threats.md`: every test that it names exists, each class has as many as the row says, and no class that has tests lacks a row.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

const PAGE: &str = include_str!("../../../docs/threats.md");

/// Names of the tests in a source that are run.
fn names(source: &str, into: &mut BTreeSet<String>) {
    let lines: Vec<_> = source.lines().map(str::trim).collect();
    for (n, line) in lines.iter().enumerate() {
        let Some((name, _)) = line.strip_prefix("fn ").and_then(|rest| rest.split_once('(')) else {
            continue;
        };
        let attributes: Vec<_> = lines[..n].iter().rev().take_while(|line| line.starts_with(['#', '/'])).collect();
        let has = |start: &str| attributes.iter().any(|line| line.starts_with(start));
        if has("#[test]") && !has("#[ignore") {
            into.insert(name.to_owned());
        }
    }
}

/// Every test under a folder.
fn tests(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            tests(&path, into);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            names(&fs::read_to_string(&path).expect("a source"), into);
        }
    }
}

/// Ids such as A-61 in a test's name, which carries them as words: `a61`.
fn ids(name: &str) -> BTreeSet<String> {
    let words = name.split('_').filter_map(|word| word.strip_prefix('a'));
    let numbers = words.filter(|digits| digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()));
    numbers.map(|digits| format!("A-{digits}")).collect()
}

/// The rows of the first table: id, what it names, and how many more it says there are.
fn rows() -> BTreeMap<&'static str, (Vec<&'static str>, usize)> {
    let cells = |line: &'static str| line.split('|').map(str::trim).collect::<Vec<_>>();
    let rows = PAGE.lines().filter(|line| line.starts_with("| A-")).map(cells);
    rows.map(|cells| {
        let [_, id, _, named, _] = cells.as_slice() else {
            panic!("three cells: {cells:?}")
        };
        let names = named.split('`').skip(1).step_by(2).collect();
        let more = named.rsplit_once(" and ").and_then(|(_, rest)| rest.strip_suffix(" more"));
        (*id, (names, more.map_or(0, |more| more.parse().expect("a number"))))
    })
    .collect()
}

#[test]
fn every_class_of_attack_names_tests_that_exist_and_how_many_there_are() {
    let mut all = BTreeSet::new();
    for folder in ["tests/suite", "crates", "demo", "programs"] {
        tests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), &mut all);
    }
    assert!(all.len() > 1_500, "{} tests were read", all.len());
    let mut counts = BTreeMap::<String, usize>::new();
    for id in all.iter().flat_map(|name| ids(name)) {
        *counts.entry(id).or_default() += 1;
    }
    let (rows, mut wrong) = (rows(), vec![]);
    for (id, (names, more)) in &rows {
        for name in names {
            if !all.contains(*name) || !ids(name).contains(*id) {
                wrong.push(format!("{id}: no test {name}"));
            }
        }
        let count = counts.remove(*id).unwrap_or(0);
        if count != names.len() + more {
            wrong.push(format!("{id}: {count} tests, the row says {}", names.len() + more));
        }
    }
    wrong.extend(counts.iter().map(|(id, count)| format!("{id}: {count} tests, no row")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_test_in_the_text_is_read_as_the_page_reads_it() {
    let mut read = BTreeSet::new();
    names(
        "#[test]\nfn a01_one() {\n}\n#[test]\n#[ignore = \"long\"]\nfn a02_two() {\n}\nfn a03_three() {\n",
        &mut read,
    );
    assert_eq!(read, BTreeSet::from(["a01_one".to_owned()]));
    assert_eq!(
        ids("a01_b_a12_x_a1_abc_a123"),
        BTreeSet::from(["A-01".to_owned(), "A-12".to_owned()])
    );
}
