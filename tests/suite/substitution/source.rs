//! Names of instructions and of their account slots, read from the program's source.

use std::{fs, path::PathBuf};

fn read(path: &str) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../programs/breakwater/src")
        .join(path);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Signatures inside the program module: name, and the path of its accounts such as `instructions::policy::buy::BuyPolicy`.
fn signatures() -> Vec<(String, String)> {
    let source = read("lib.rs");
    let module = source.split_once("pub mod breakwater {").expect("the program module").1;
    let functions = module.split("pub fn ").skip(1);
    functions
        .map(|function| {
            let name = function.split_once('(').expect("arguments").0;
            let accounts = function
                .split_once("Context<")
                .expect("a context")
                .1
                .split_once('>')
                .expect("its end")
                .0;
            (name.to_owned(), accounts.to_owned())
        })
        .collect()
}

/// Every instruction of the program.
pub fn instructions() -> Vec<String> {
    signatures().into_iter().map(|(name, _)| name).collect()
}

/// The slots of an instruction in their order, and `source n` for accounts beyond those declared. Panics unless they are `count`.
pub fn slots(instruction: &str, count: usize) -> Vec<String> {
    let (_, path) = signatures()
        .into_iter()
        .find(|(name, _)| name == instruction)
        .expect("an instruction of the program");
    let parts: Vec<_> = path.split("::").collect();
    let [folders @ .., file, accounts] = parts.as_slice() else {
        panic!("{path} is no path")
    };
    let text = read(&format!("{}/{file}.rs", folders.join("/")));
    let body = text
        .split_once(&format!("pub struct {accounts} {{"))
        .expect("the accounts")
        .1
        .split_once("\n}")
        .expect("its end")
        .0;
    let field = |line: &str| {
        line.trim()
            .strip_prefix("pub ")
            .and_then(|rest| rest.split_once(':'))
            .map(|(name, _)| name.to_owned())
    };
    let mut slots: Vec<String> = body.lines().filter_map(field).collect();
    for n in 0..count.saturating_sub(slots.len()) {
        slots.push(format!("source {n}"));
    }
    assert_eq!(slots.len(), count, "{instruction}: {slots:?}");
    assert!(
        instruction == "observe" || !slots.iter().any(|s| s.starts_with("source ")),
        "{instruction} takes no more than it declares"
    );
    slots
}
