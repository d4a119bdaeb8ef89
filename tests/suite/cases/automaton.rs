//! The committed tables of `docs/automaton.md`, walked cell by cell on the built program: what stands there is what it does.

use {
    super::{
        ballot_states::BallotStage,
        case_states::{CaseStage, Kind},
        claim_states::ClaimStage,
    },
    breakwater_testkit::*,
};

/// One row's state, reached by real instructions.
pub trait Stage {
    /// The world it is in.
    fn world(&mut self) -> &mut World;
    /// The instruction of this column; none when it cannot even be written in this state.
    fn instruction(&mut self, column: &str) -> Option<Instruction>;
    /// The state as the accounts and the clock say it.
    fn state(&self) -> String;
}

/// A table of the page: what its columns are, and for each state its cells.
struct Table {
    columns: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
}

fn cells(line: &str) -> Vec<String> {
    let cells = line.trim().trim_matches('|').split('|');
    cells.map(|cell| cell.trim().replace('`', "")).collect()
}

/// The table under this heading.
fn table(heading: &str) -> Table {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/automaton.md");
    let page = std::fs::read_to_string(path).expect("docs/automaton.md");
    let mut lines = page.lines().skip_while(|line| line.trim() != format!("## {heading}"));
    lines.next().expect("the heading");
    let mut lines = lines
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'));
    let columns = cells(lines.next().expect("a table")).split_off(1);
    let rows = lines.skip(1).map(|line| {
        let mut row = cells(line);
        let cells = row.split_off(1);
        assert_eq!(cells.len(), columns.len(), "cells of {}", row[0]);
        (row.remove(0), cells)
    });
    Table {
        rows: rows.collect(),
        columns,
    }
}

/// Tries the instruction, says what came of it, and takes it back.
fn cell(stage: &mut impl Stage, column: &str) -> String {
    let Some(instruction) = stage.instruction(column) else {
        return "–".to_owned();
    };
    let addresses: Vec<Address> = instruction.accounts.iter().map(|meta| meta.pubkey).collect();
    let before = stage.state();
    let snapshot = stage.world().snapshot(&addresses);
    let outcome = stage.world().send_all(&[instruction]);
    let said = if outcome.result.is_ok() {
        let after = stage.state();
        if after == before {
            "stays".to_owned()
        } else {
            format!("→ {after}")
        }
    } else {
        assert!(!outcome.changed, "{column} in {before} was refused, but changed something");
        word(&outcome)
    };
    for (address, account) in snapshot {
        let account = account.unwrap_or_default();
        if !account.executable {
            stage.world().svm.set_account(address, account).expect("an account that was there");
        }
    }
    assert_eq!(stage.state(), before, "taken back");
    said
}

/// The error's own name.
fn word(outcome: &Outcome) -> String {
    let name = outcome.name();
    if name.contains("Custom(0)") || name == "custom 0" {
        return "exists".to_owned(); // the system program: the account is in use
    }
    name.rsplit("::").next().expect("a name").to_owned()
}

/// Walks a table; `build` reaches the state of a row, or says that these subjects do not have it.
fn walk<S: Stage>(heading: &str, columns: impl Fn(&str) -> bool, build: impl Fn(&str) -> Option<S>) {
    let table = table(heading);
    let mut differ = vec![];
    for (row, wanted) in &table.rows {
        let Some(mut stage) = build(row) else { continue };
        let state = row.split(" (").next().expect("a state");
        assert_eq!(stage.state(), state, "the row {row} of {heading}");
        for (column, wanted) in table.columns.iter().zip(wanted) {
            if !columns(column) {
                continue;
            }
            let said = cell(&mut stage, column);
            if said != *wanted {
                differ.push(format!("{row} × {column}: {said}, not {wanted}"));
            }
        }
    }
    assert!(differ.is_empty(), "{heading}:\n{}", differ.join("\n"));
}

#[test]
fn the_table_of_cases_is_what_a_claims_case_does() {
    walk("Case", |_| true, |row| CaseStage::new(Kind::Claim, row));
}

#[test]
fn the_table_of_cases_is_what_a_declared_incidents_case_does() {
    walk(
        "Case",
        |column| column != "withdraw_claim",
        |row| CaseStage::new(Kind::Incident, row),
    );
}

#[test]
fn the_table_of_cases_is_what_a_disputes_case_does() {
    walk("Case", |column| column != "withdraw_claim", |row| CaseStage::new(Kind::Step, row));
}

#[test]
fn the_table_of_claims_is_what_claims_do() {
    walk("Claim", |_| true, |row| Some(ClaimStage::new(row)));
}

#[test]
fn the_table_of_ballots_is_what_ballots_do() {
    walk("Ballot", |_| true, |row| Some(BallotStage::new(row)));
}

/// Every account that a state's builder can leave is in a row: no state of a case, claim or ballot is left out.
#[test]
fn the_tables_have_every_state() {
    let has = |heading: &str, start: &str| table(heading).rows.iter().any(|(row, _)| row.starts_with(start));
    for state in ["first", "second", "appeal"] {
        for phase in ["evidence", "commit", "reveal", "to count"] {
            assert!(has("Case", &format!("{state}, {phase}")), "{state}, {phase}");
        }
    }
    for state in ["decided", "decided, window over", "ended", "concluded"] {
        assert!(has("Case", state), "{state}");
    }
    for state in ["none", "open", "case ended", "accepted", "refused", "denied", "withdrawn"] {
        assert!(has("Claim", state), "{state}");
    }
    for state in ["none", "hidden", "shown", "settled"] {
        assert!(has("Ballot", state), "{state}");
    }
}
