//! Every account slot of every instruction, with everything in it that does not belong there.
//!
//! An instruction that works is sent again with one slot changed. It must fail and change nothing, or stand on the written list of
//! harmless substitutions with its reason. Names of instructions and slots are read from the program's source, so that an
//! instruction or a slot that is added is covered or fails here.

mod cases;
mod cast;
mod courts;
mod governed;
mod harmless;
mod judged;
mod paused;
mod source;
mod stage;

use {
    crate::substitution::{
        cases::{CASES, Case},
        stage::Stage,
    },
    breakwater_testkit::Instruction,
    std::collections::BTreeSet,
};

/// A working instruction with one slot changed, and what was put there.
struct Trial {
    slot: String,
    what: String,
    instruction: Instruction,
}

/// Every change of every slot.
fn trials(stage: &mut Stage, slots: &[String], right: &Instruction) -> Vec<Trial> {
    let mut trials = vec![];
    for (index, slot) in slots.iter().enumerate() {
        let mut push = |what: String, change: &dyn Fn(&mut Instruction)| {
            let mut instruction = right.clone();
            change(&mut instruction);
            trials.push(Trial {
                slot: slot.clone(),
                what,
                instruction,
            });
        };
        for (what, address) in cast::for_slot(stage, slots, right, index) {
            push(what, &|ix| ix.accounts[index].pubkey = address);
        }
        if right.accounts[index].is_signer {
            push("not signed".to_owned(), &|ix| ix.accounts[index].is_signer = false);
        }
        if right.accounts[index].is_writable {
            push("not writable".to_owned(), &|ix| ix.accounts[index].is_writable = false);
        }
    }
    trials
}

/// All cases: those of pools and cover, of courts, and of governance.
fn cases() -> impl Iterator<Item = &'static Case> {
    CASES.iter().chain(courts::CASES).chain(governed::CASES)
}

/// Runs every trial of each case of this name; gives those that were accepted.
fn accepted(stage: &mut Stage, name: &str) -> Vec<(String, String)> {
    let base = stage.w.svm.clone();
    let mut found = vec![];
    for case in cases().filter(|case| case.name == name) {
        stage.w.svm = base.clone();
        stage.more.clear();
        found.extend(accepted_of(stage, case));
    }
    found
}

/// Runs every trial of one case.
fn accepted_of(stage: &mut Stage, case: &Case) -> Vec<(String, String)> {
    let name = case.name;
    let right = (case.prepare)(stage);
    let slots = source::slots(name, right.accounts.len());
    let mut found = vec![];
    let trials = trials(stage, &slots, &right);
    let before = stage.w.svm.clone();
    for trial in trials {
        let outcome = stage.w.send_all(&[trial.instruction]);
        assert!(
            outcome.result.is_ok() || !outcome.changed,
            "{name}.{}: {} failed and changed an account",
            trial.slot,
            trial.what
        );
        if outcome.result.is_ok() {
            found.push((trial.slot + case.about, trial.what));
            stage.w.svm = before.clone();
        }
    }
    let outcome = stage.w.send_all(&[right]);
    assert!(outcome.result.is_ok(), "{name} must work unchanged: {}", outcome.name());
    found
}

/// Runs these instructions one after another, each from the same stage.
#[track_caller]
fn run(names: &[&str]) {
    run_on(Stage::new(), names);
}

/// As [`run`], on this stage.
#[track_caller]
fn run_on(mut stage: Stage, names: &[&str]) {
    let base = stage.w.svm.clone();
    let (mut wrong, list) = (vec![], harmless::all());
    for name in names {
        stage.w.svm = base.clone();
        let found = accepted(&mut stage, name);
        for (slot, what) in &found {
            if !list.iter().any(|h| h.is(name, slot, what)) {
                wrong.push(format!("{name}.{slot} accepts {what}"));
            }
        }
        for harmless in list.iter().filter(|h| h.instruction == *name) {
            let used = found.iter().any(|(slot, what)| harmless.is(name, slot, what));
            assert!(
                used,
                "{name}.{}: {} is on the list of harmless substitutions but was refused",
                harmless.slot, harmless.what
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const CAPITAL: &[&str] = &[
    "open_position",
    "close_position",
    "deposit",
    "request_withdrawal",
    "execute_withdrawal",
    "withdraw",
    "cancel_withdrawal",
    "sweep_fees",
    "recover",
    "fetch_recovery",
    "open_rewards",
    "claim_rewards",
    "close_rewards",
    "pool_summary",
];
const GOVERNANCE: &[&str] = &[
    "create_pool",
    "close_pool",
    "draft_product",
    "add_source",
    "seal_product",
    "set_limits",
    "retire_product",
    "close_product",
    "roll_product",
    "draft_assessed",
    "attest_audit",
    "upgrade_program",
    "give_up_upgrades",
    "spend",
    "emit_rewards",
    "set_pool_parameters",
    "retire_pool",
    "product_summary",
];
const PROPOSALS: &[&str] = &[
    "propose",
    "queue_action",
    "cast_vote",
    "count_votes",
    "close_vote",
    "close_proposal",
    "cancel_proposal",
    "close_veto",
    "pause",
    "lift_pause",
    "accept_bootstrap",
    "set_parameters",
    "list",
    "delist",
];
const COVER: &[&str] = &[
    "observe",
    "buy_policy",
    "settle_policy",
    "pay_owed",
    "close_policy",
    "extend_policy",
    "cancel_policy",
    "transfer_policy",
];
const TREASURY: &[&str] = &[
    "open_purse",
    "close_purse",
    "fund_purse",
    "gather_donations",
    "open_revenue",
    "claim_revenue",
];
const JURORS: &[&str] = &["open_escrow", "lock", "request_unlock", "unlock", "close_escrow"];
const INCIDENTS: &[&str] = &[
    "trigger",
    "raise",
    "recount",
    "finalise_step",
    "seal_incident",
    "release_incident",
    "close_incident",
    "end_episode",
];

const CLAIMS: &[&str] = &[
    "file_claim",
    "refile_claim",
    "withdraw_claim",
    "conclude_claim",
    "pay_claim",
    "give_up_claim",
    "recover_claim",
    "close_claim",
];
const JUDGING: &[&str] = &[
    "create_court",
    "set_court",
    "close_court",
    "commit_ballot",
    "reveal_ballot",
    "settle_ballot",
    "pay_juror",
    "advance_case",
    "appeal_case",
    "submit_evidence",
    "refund_bond",
    "close_case",
];
const JUDGED: &[&str] = &["declare_incident", "conclude_declared", "dispute_step", "conclude_dispute"];

#[test]
fn capital_instructions_take_no_account_that_is_not_theirs() {
    run(CAPITAL);
}

#[test]
fn governance_instructions_take_no_account_that_is_not_theirs() {
    run(GOVERNANCE);
}

#[test]
fn instructions_of_proposals_take_no_account_that_is_not_theirs() {
    run(PROPOSALS);
}

#[test]
fn cover_instructions_take_no_account_that_is_not_theirs() {
    run(COVER);
}

#[test]
fn incident_instructions_take_no_account_that_is_not_theirs() {
    run(INCIDENTS);
}

#[test]
fn juror_instructions_take_no_account_that_is_not_theirs() {
    run(JURORS);
}

#[test]
fn treasury_instructions_take_no_account_that_is_not_theirs() {
    run(TREASURY);
}

#[test]
fn claim_instructions_take_no_account_that_is_not_theirs() {
    run_on(Stage::judged(), CLAIMS);
}

#[test]
fn case_instructions_take_no_account_that_is_not_theirs() {
    run_on(Stage::judged(), JUDGING);
}

#[test]
fn instructions_of_declared_and_disputed_incidents_take_no_account_that_is_not_theirs() {
    run_on(Stage::judged(), JUDGED);
}

#[test]
fn initialise_takes_no_account_that_is_not_its_own() {
    run_on(Stage::before_genesis(), &["initialise"]);
}

#[test]
fn create_electorate_takes_no_account_that_is_not_its_own() {
    run_on(Stage::before_genesis(), &["create_electorate"]);
}

#[test]
fn every_instruction_of_the_program_is_covered() {
    let program: BTreeSet<_> = source::instructions().into_iter().collect();
    let rest: &[&str] = &["initialise", "create_electorate"];
    let groups = [
        CAPITAL, GOVERNANCE, PROPOSALS, COVER, INCIDENTS, JURORS, TREASURY, CLAIMS, JUDGING, JUDGED, rest,
    ];
    let covered: BTreeSet<_> = groups.concat().into_iter().map(str::to_owned).collect();
    assert_eq!(program, covered);
    assert_eq!(cases().map(|case| case.name.to_owned()).collect::<BTreeSet<_>>(), covered);
    for harmless in harmless::all() {
        assert!(covered.contains(harmless.instruction), "{} is no instruction", harmless.instruction);
        assert!(!harmless.reason.is_empty());
    }
}

#[test]
fn the_parser_sees_what_the_program_declares() {
    assert_eq!(
        source::slots("pay_owed", 7),
        ["caller", "pool", "product", "policy", "destination", "vault", "token_program"]
    );
    assert_eq!(
        source::slots("observe", 6),
        ["keeper", "watch", "pool", "product", "source 0", "source 1"]
    );
}
