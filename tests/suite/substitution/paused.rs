//! Every instruction of the program in a world in which new business is paused: five kinds are stopped, all others work as they do without
//! a pause. Claims, votes, payouts, withdrawals and decisions have no other way to be held up.

use {
    super::{CLAIMS, JUDGED, JUDGING, cases::Case, source, stage::Stage},
    breakwater_testkit::{Address, pda},
    std::collections::BTreeSet,
};

/// New business.
const STOPPED: [&str; 5] = ["deposit", "buy_policy", "extend_policy", "draft_product", "draft_assessed"];
/// There is nothing to pause before them.
const FIRST: [&str; 1] = ["initialise"];

/// Where a case is prepared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Plain,
    Judged,
    Empty,
}

fn place(name: &str) -> Place {
    if [CLAIMS, JUDGING, JUDGED].concat().contains(&name) {
        Place::Judged
    } else if ["initialise", "create_electorate"].contains(&name) {
        Place::Empty
    } else {
        Place::Plain
    }
}

/// Sends a working instruction twice from the same state: as it is, and when the guardian has just paused. Says what is wrong: new business is
/// refused by name and changes nothing, everything else leaves the same accounts behind.
fn check(stage: &mut Stage, case: &Case) -> Option<String> {
    let right = (case.prepare)(stage);
    let written: Vec<Address> = right
        .accounts
        .iter()
        .filter(|meta| meta.is_writable && meta.pubkey != pda::config())
        .map(|meta| meta.pubkey)
        .collect();
    let before = stage.w.svm.clone();
    let works = stage.w.send_all(std::slice::from_ref(&right));
    assert!(works.result.is_ok(), "{} must work unchanged: {}", case.name, works.name());
    let after = stage.w.snapshot(&written);
    stage.w.svm = before;
    stage.w.pause().ok();
    assert!(stage.w.config().paused_until.get() > stage.w.now());
    let outcome = stage.w.send_all(&[right]);
    let as_it_must = if STOPPED.contains(&case.name) {
        outcome.name() == "AccessError::Paused" && !outcome.changed
    } else {
        outcome.result.is_ok() && stage.w.snapshot(&written) == after
    };
    (!as_it_must).then(|| format!("{}: {}", case.name, outcome.name()))
}

/// Runs the cases of one place; all that are wrong are told together.
#[track_caller]
fn run(mut stage: Stage, at: Place) {
    let (base, mut wrong) = (stage.w.svm.clone(), vec![]);
    for case in super::cases().filter(|case| place(case.name) == at && !FIRST.contains(&case.name)) {
        stage.w.svm = base.clone();
        stage.more.clear();
        wrong.extend(check(&mut stage, case));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a72_a_pause_stops_five_kinds_of_new_business_and_no_other_instruction_of_capital_cover_incidents_members_and_governance() {
    run(Stage::new(), Place::Plain);
}

#[test]
fn a72_a_pause_stops_no_claim_no_vote_no_decision_and_no_payment() {
    run(Stage::judged(), Place::Judged);
}

#[test]
fn a72_a_pause_stops_no_beginning() {
    run(Stage::before_genesis(), Place::Empty);
}

/// With those that run above it is every instruction that the program has.
#[test]
fn a72_every_instruction_of_the_program_is_tried_in_a_pause() {
    let tried: BTreeSet<_> = super::cases().map(|case| case.name.to_owned()).collect();
    assert_eq!(source::instructions().into_iter().collect::<BTreeSet<_>>(), tried);
    for name in STOPPED.iter().chain(&FIRST) {
        assert!(tried.contains(*name), "{name} is no instruction");
    }
}
