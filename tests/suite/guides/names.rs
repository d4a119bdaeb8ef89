//! Every instruction, action, error, field and account that guides, runbooks and the threat model name exists in `idl/breakwater.json`, every test that
//! they name exists, and so does every page that they link to.

use {
    crate::privileged::idl::{Json, idl},
    std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
    },
};

/// Words between backticks that are another's names: of JSON-RPC, of the client in Rust, of the program's own seeds and commands.
const FOREIGN: [&str; 13] = [
    "returnData",
    "simulateTransaction",
    "sigVerify",
    "replaceRecentBlockhash",
    "memcmp",
    "low",
    "high",
    "eDo7mNQe33q",
    "of_holder",
    "of_buyer",
    "of_product",
    "initialize",
    "de8707a3ebb12144",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Guides, runbooks and the threat model, by path.
fn pages() -> Vec<(PathBuf, String)> {
    let docs = root().join("docs");
    let mut paths = vec![docs.join("threat-model.md")];
    for folder in ["guides", "runbooks"] {
        for entry in fs::read_dir(docs.join(folder)).expect("a folder") {
            paths.push(entry.expect("an entry").path());
        }
    }
    let text = |path: PathBuf| (path.clone(), fs::read_to_string(path).expect("text"));
    paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .map(text)
        .collect()
}

/// Lines of tables below a heading, up to the next one, without the head of the table.
pub fn words(page: &str, heading: &str) -> usize {
    let part = page
        .split(heading)
        .nth(1)
        .expect("the heading")
        .split("\n## ")
        .next()
        .unwrap_or_default();
    let lines = part.lines().filter(|line| line.starts_with("| ") && line.ends_with(" |")).count();
    lines.checked_sub(1).expect("a table with a head")
}

/// What stands between single backticks, outside of blocks of code.
fn quoted(text: &str) -> Vec<&str> {
    let outside = text.split("```").step_by(2);
    outside.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
}

/// A plain name: letters, digits, underscores.
fn is_name(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    plain && word.len() > 1 && word.chars().any(|c| c.is_ascii_lowercase()) && !word.starts_with(|c: char| c.is_ascii_digit())
}

fn is_test(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_lowercase());
    is_name(word) && rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains('_')
}

/// Every name in the description.
fn named(json: &Json, into: &mut BTreeSet<String>) {
    match json {
        Json::Map(pairs) => {
            for (key, value) in pairs {
                match value {
                    Json::Text(name) if key == "name" => {
                        into.insert(name.clone());
                    }
                    value => named(value, into),
                }
            }
        }
        Json::List(values) => values.iter().for_each(|value| named(value, into)),
        _ => {}
    }
}

#[test]
fn every_name_in_guides_runbooks_and_the_threat_model_is_in_the_interface() {
    let mut known = BTreeSet::new();
    named(&idl(), &mut known);
    let mut unknown = BTreeSet::new();
    for (path, text) in pages() {
        let names = quoted(&text).into_iter().filter(|word| is_name(word) && !is_test(word));
        for word in names.filter(|word| !known.contains(*word) && !FOREIGN.contains(word)) {
            unknown.insert(format!("{}: {word}", path.file_name().unwrap_or_default().to_string_lossy()));
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// A step of a runbook names what is sent, or says that nothing can be.
#[test]
fn every_runbook_has_steps_and_each_names_an_instruction() {
    let idl = idl();
    let instructions: BTreeSet<&str> = idl.list("instructions").iter().map(|i| i.text("name")).collect();
    let mut runbooks = 0;
    for (path, text) in pages()
        .into_iter()
        .filter(|(path, _)| path.parent().is_some_and(|p| p.ends_with("runbooks")))
    {
        let steps = text
            .lines()
            .filter(|line| line.split_once(". ").is_some_and(|(n, _)| n.parse::<u8>().is_ok()));
        let mut count = 0;
        for step in steps {
            let names = quoted(step).into_iter().any(|word| instructions.contains(word));
            assert!(names || step.contains("Nothing is sent"), "{}: {step}", path.display());
            count += 1;
        }
        assert!(count >= 3, "{} has {count} steps", path.display());
        runbooks += 1;
    }
    assert_eq!(runbooks, 4);
}

/// Names of all functions below a folder.
fn functions(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            functions(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            for line in fs::read_to_string(&path).expect("text").lines() {
                if let Some(name) = line.trim().strip_prefix("fn ") {
                    into.insert(name.split(['(', '<']).next().unwrap_or_default().to_owned());
                }
            }
        }
    }
}

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let mut known = BTreeSet::new();
    for folder in ["tests/suite", "crates", "programs"] {
        functions(&root().join(folder), &mut known);
    }
    let text = fs::read_to_string(root().join("docs/threat-model.md")).expect("the page");
    let named: Vec<&str> = quoted(&text).into_iter().filter(|word| is_test(word)).collect();
    let missing: Vec<_> = named.iter().filter(|word| !known.contains(**word)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(named.len() >= 20, "{} tests are named", named.len());
}

#[test]
fn every_page_that_is_linked_to_exists() {
    let mut all = pages();
    for name in [
        "README.md",
        "SECURITY.md",
        "docs/architecture.md",
        "docs/adr/README.md",
        "docs/README.md",
    ] {
        let path = root().join(name);
        all.push((path.clone(), fs::read_to_string(&path).expect("text")));
    }
    for (path, text) in all {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if !file.is_empty() && !file.contains("://") {
                let target = path.parent().expect("a folder").join(file);
                assert!(target.exists(), "{} links to {link}", path.display());
            }
        }
    }
}

#[test]
fn the_readme_counts_what_the_interface_has() {
    let idl = idl();
    let readme = fs::read_to_string(root().join("README.md")).expect("the page");
    for (list, what) in [("instructions", "instructions"), ("accounts", "kinds of accounts")] {
        let wanted = format!("{} {what}", idl.list(list).len());
        assert!(readme.contains(&wanted), "README.md should say {wanted}");
    }
}
