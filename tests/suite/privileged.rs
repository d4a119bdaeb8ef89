//! Who can do what to others, how long it waits, who can stop it: `docs/privileged.md`, made from the interface's description and from what the
//! program answers. `UPDATE_SNAPSHOTS=1` writes it anew.

pub mod idl;
pub mod rows;

use {
    crate::bounds::document::{compare, time},
    breakwater::{
        bounds::{DELAY, LONG_DELAY},
        constants::{BOOTSTRAP_DELAY, MIN_DELAY, UPGRADE_DELAY},
        errors::GovernanceError,
        state::{Action, ProposalState, VotingArgs},
    },
    breakwater_testkit::{client::ix, courts::juror, governance::FOR, *},
    idl::{Json, idl, ty},
    rows::*,
    std::{
        collections::{BTreeMap, BTreeSet},
        fmt::Write,
    },
};

/// What an instruction is, judged by its accounts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Class {
    /// Executes a proposal: it marks the proposal as executed and notes in the configuration when that was.
    Executed,
    /// Makes a proposal, which waits.
    Starts,
    /// Signed by somebody whom the configuration or the loader names, or writes the configuration.
    Signed,
    /// The owner's, or anyone's.
    Unprivileged,
}

/// Signers that the configuration or the loader names.
const NAMED: [&str; 4] = ["bootstrap", "guardian", "authority", "named"];

fn class(instruction: &Json) -> Class {
    let accounts = instruction.list("accounts");
    let find = |name: &str| accounts.iter().find(|account| account.text("name") == name);
    let writes = |name: &str| find(name).is_some_and(|account| account.is("writable"));
    let signed = NAMED.iter().any(|name| find(name).is_some_and(|account| account.is("signer")));
    match (writes("proposal"), writes("config")) {
        (true, true) => Class::Executed,
        (true, false) if writes("dao") && find("system_program").is_some() => Class::Starts,
        (_, true) => Class::Signed,
        _ if signed => Class::Signed,
        _ => Class::Unprivileged,
    }
}

/// Every instruction by its class.
fn classes() -> BTreeMap<Class, BTreeSet<String>> {
    let mut out = BTreeMap::<_, BTreeSet<_>>::new();
    for instruction in idl().list("instructions") {
        out.entry(class(instruction))
            .or_default()
            .insert(instruction.text("name").to_owned());
    }
    out
}

/// What the description says about who may send it, and what it does.
fn authority(instruction: &Json) -> (&str, &str) {
    let mut docs = instruction.list("docs").iter().filter_map(Json::as_text);
    let does = docs.next().expect("what it does");
    let mut docs = docs.skip_while(|line| *line != "### Authority").skip(1);
    (does, docs.next().expect("who may send it"))
}

fn variant(action: &Action) -> &'static str {
    match action {
        Action::SealProduct { .. } => "SealProduct",
        Action::RetireProduct { .. } => "RetireProduct",
        Action::SetLimits { .. } => "SetLimits",
        Action::AttestAudit { .. } => "AttestAudit",
        Action::CreatePool { .. } => "CreatePool",
        Action::SetPool { .. } => "SetPool",
        Action::RetirePool { .. } => "RetirePool",
        Action::CreateCourt { .. } => "CreateCourt",
        Action::SetCourt { .. } => "SetCourt",
        Action::SetFees { .. } => "SetFees",
        Action::SetDiscounts { .. } => "SetDiscounts",
        Action::SetVoting { .. } => "SetVoting",
        Action::List { .. } => "List",
        Action::Delist { .. } => "Delist",
        Action::Spend { .. } => "Spend",
        Action::Emit { .. } => "Emit",
        Action::NameGuardian { .. } => "NameGuardian",
        Action::NameBootstrap { .. } => "NameBootstrap",
        Action::HandOver => "HandOver",
        Action::TakeOver => "TakeOver",
        Action::Upgrade { .. } => "Upgrade",
        Action::GiveUpUpgrades => "GiveUpUpgrades",
    }
}

/// How long an action waits, asked of the program: (queued by the bootstrap authority, proposed by members); none where it is refused.
fn delays(w: &mut World, action: Action) -> (Option<u32>, Option<u32>) {
    let start = w.svm.clone();
    let (queued, proposal) = w.queue(action);
    let bootstrap = if matches!(action, Action::TakeOver) {
        queued.refused(GovernanceError::MembersAction);
        None
    } else {
        queued.ok();
        Some(w.proposal(&proposal).delay)
    };
    w.svm = start.clone();
    w.end_bootstrap();
    let (proposed, proposal) = w.propose(&juror(0), action);
    let members = if action.is_bootstraps() {
        proposed.refused(GovernanceError::BootstrapsAction);
        None
    } else {
        proposed.ok();
        Some(w.proposal(&proposal).delay)
    };
    w.svm = start;
    (bootstrap, members)
}

fn executing(w: &World, proposal: &Address, action: &Action) -> Instruction {
    match action {
        // Whatever buffer: the proposal is judged before it.
        Action::Upgrade { .. } => ix::upgrade_program(w.keeper, *proposal, Address::new_from_array([0xBF; 32])),
        _ => w.executing(proposal, action),
    }
}

#[test]
fn every_action_is_a_sample_and_every_sample_an_instruction_that_executes_proposals() {
    let w = ground();
    let idl = idl();
    let known: BTreeSet<_> = ty(&idl, "Action").list("variants").iter().map(|v| v.text("name")).collect();
    let all = samples(&w);
    let sampled: BTreeSet<_> = all.iter().map(|s| variant(&s.action)).collect();
    assert_eq!(sampled, known);
    let instructions: BTreeSet<_> = all.iter().map(|s| s.instruction.to_owned()).collect();
    assert_eq!(Some(&instructions), classes().get(&Class::Executed));
}

#[test]
fn a66_no_privileged_instruction_goes_without_a_delay_but_pause_lift_and_cancel() {
    let classes = classes();
    let names = |class| classes[&class].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(names(Class::Starts), ["propose", "queue_action"]);
    // Once; only what an executed action named; and the guardian's three.
    assert_eq!(
        names(Class::Signed),
        ["accept_bootstrap", "cancel_proposal", "initialise", "lift_pause", "pause"]
    );
    let mut w = ground();
    let start = w.svm.clone();
    for sample in samples(&w) {
        let (bootstrap, members) = delays(&mut w, sample.action);
        println!("{} {}: {bootstrap:?} {members:?}", sample.instruction, sample.what);
        let upgrade = sample.action.is_upgrade();
        assert!(bootstrap.is_none_or(|delay| delay == if upgrade { UPGRADE_DELAY } else { BOOTSTRAP_DELAY }));
        assert!(bootstrap.or(members).is_some());
        let voting = VotingArgs::START;
        assert!(members.is_none_or(|delay| delay == voting.delay || delay == voting.long_delay));
        // Also with the shortest delays that the members can set.
        let mut config = w.config();
        (config.voting.delay, config.voting.long_delay) = (MIN_DELAY.into(), (LONG_DELAY.least as u32).into());
        w.write(&pda::config(), &*config);
        let (_, shortest) = delays(&mut w, sample.action);
        assert!(shortest.is_none_or(|delay| delay >= if upgrade { UPGRADE_DELAY } else { MIN_DELAY }));
        w.svm = start.clone();
    }
}

#[test]
fn a66_every_executed_instruction_is_refused_a_second_before_its_time_and_accepted_at_it() {
    let mut w = ground();
    let start = w.svm.clone();
    for sample in samples(&w) {
        w.svm = start.clone();
        let action = sample.action;
        println!("{} {}", sample.instruction, sample.what);
        let proposal = if matches!(action, Action::TakeOver) {
            accepted_by_members(&mut w, action)
        } else {
            let (queued, proposal) = w.queue(action);
            queued.ok();
            proposal
        };
        let execute = executing(&w, &proposal, &action);
        w.set_time(w.proposal(&proposal).eta - 1);
        w.send_all(std::slice::from_ref(&execute)).refused(GovernanceError::TimelockRunning);
        assert_eq!(w.proposal(&proposal).state, ProposalState::Queued);
        w.set_time(w.proposal(&proposal).eta);
        // An upgrade needs a buffer; the tests of upgrades have one.
        if !matches!(action, Action::Upgrade { .. }) {
            w.send_all(&[execute]).ok();
            assert_eq!(w.proposal(&proposal).state, ProposalState::Executed);
        }
    }
}

/// Members propose and want it; its delay runs.
fn accepted_by_members(w: &mut World, action: Action) -> Address {
    let (proposed, proposal) = w.propose(&juror(0), action);
    proposed.ok();
    for n in 0..10 {
        w.cast(&proposal, &juror(n), FOR).ok();
    }
    w.set_time(w.proposal(&proposal).vote_until);
    w.count(&proposal).ok();
    assert_eq!(w.proposal(&proposal).state, ProposalState::Queued);
    proposal
}

#[test]
fn the_guardian_cancels_what_is_not_about_power_and_nothing_else() {
    let mut w = ground();
    let start = w.svm.clone();
    for sample in samples(&w) {
        if matches!(sample.action, Action::TakeOver) {
            continue;
        }
        w.svm = start.clone();
        let (queued, proposal) = w.queue(sample.action);
        queued.ok();
        let cancelled = w.cancel_proposal(&proposal);
        if sample.action.is_about_power() {
            cancelled.refused(GovernanceError::CannotCancel);
        } else {
            cancelled.ok();
        }
    }
}

/// How long members' decisions wait, in words.
fn members_wait(delay: Option<u32>, upgrade: bool) -> String {
    let start = VotingArgs::START;
    let bounds = |bound: breakwater::bounds::Bound| format!("{} to {}", time(bound.least), time(bound.most));
    match delay {
        None => "cannot propose it".to_owned(),
        Some(delay) if upgrade => format!("long, {} (never below {})", time(delay.into()), time(UPGRADE_DELAY.into())),
        Some(delay) if delay == start.long_delay => format!("long, {} ({})", time(delay.into()), bounds(LONG_DELAY)),
        Some(delay) => format!("short, {} ({})", time(delay.into()), bounds(DELAY)),
    }
}

fn document() -> String {
    let (idl, mut w) = (idl(), ground());
    let mut out = String::from(
        "# Privileged instructions\n\n\
         Generated from `idl/breakwater.json` and from what the program answers; do not edit. An instruction is privileged when it executes a \
         proposal, makes one, is signed by somebody whom the configuration names, or writes the configuration.\n\n\
         ## Executed proposals\n\n\
         Anyone sends them; nobody signs for them (an upgrade is signed by its uploader, whoever that is). The arguments are the proposal's. Before its delay an action was voted on by the members (five \
         days at first, three to fourteen), or queued by the bootstrap authority, until the members take over or 180 days have passed. The delay \
         is over at the proposal's `eta`; a second before, the instruction is refused (a test sends each). The guardian cancels an action once, \
         and each copy of it that was made before; what repeats it later passes.\n\n\
         | instruction | action | members' delay | bootstrap authority's delay | guardian | worst case |\n|---|---|---|---|---|---|\n",
    );
    for sample in samples(&w) {
        let (bootstrap, members) = delays(&mut w, sample.action);
        let guardian = if sample.action.is_about_power() {
            "cannot cancel it"
        } else {
            "cancels it once"
        };
        let bootstrap = bootstrap.map_or_else(|| "cannot queue it".to_owned(), |delay| time(delay.into()));
        let what = if sample.what.is_empty() {
            String::new()
        } else {
            format!(", {}", sample.what)
        };
        writeln!(
            out,
            "| `{}` | {}{what} | {} | {bootstrap} | {guardian} | {} |",
            sample.instruction,
            variant(&sample.action),
            members_wait(members, sample.action.is_upgrade()),
            sample.worst,
        )
        .expect("a string");
    }
    out.push_str("\n## Signed\n\n| instruction | holder | delay | guardian | worst case |\n|---|---|---|---|---|\n");
    for row in signed() {
        let instruction = idl.list("instructions").iter().find(|i| i.text("name") == row.instruction);
        let (_, holder) = authority(instruction.expect("an instruction"));
        writeln!(
            out,
            "| `{}` | {holder} | {} | {} | {} |",
            row.instruction, row.delay, row.guardian, row.worst
        )
        .expect("a string");
    }
    out.push_str("\n## All others\n\nThe owner's, or anyone's.\n\n");
    for instruction in idl.list("instructions").iter().filter(|i| class(i) == Class::Unprivileged) {
        let (does, who) = authority(instruction);
        writeln!(out, "- `{}`: {does} {who}", instruction.text("name")).expect("a string");
    }
    out
}

#[test]
fn the_rows_cover_exactly_the_privileged_instructions() {
    let classes = classes();
    let mut wanted = classes[&Class::Signed].clone();
    wanted.extend(classes[&Class::Starts].iter().cloned());
    let rows: Vec<_> = signed().iter().map(|row| row.instruction.to_owned()).collect();
    assert_eq!(rows.iter().cloned().collect::<BTreeSet<_>>(), wanted);
    assert_eq!(rows.len(), wanted.len(), "an instruction stands twice");
    let w = ground();
    let all: Vec<_> = samples(&w).iter().map(|s| (s.instruction, variant(&s.action), s.what)).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "a row stands twice");
}

#[test]
fn the_document_of_privileged_instructions_is_what_the_program_does() {
    compare("privileged.md", &document());
}
