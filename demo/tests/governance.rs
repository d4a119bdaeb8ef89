//! Governance from the first day to the last: the program, its plain reference, and what the command prints.

use {
    breakwater_demo::governance::{self, Scene, report},
    std::process::Command,
};

fn of(seed: u64) -> Scene {
    governance::run(seed, &mut |_| {}).unwrap_or_else(|error| panic!("seed {seed}: {error:#}"))
}

fn tried<'a>(scene: &'a Scene, story: &str) -> Vec<&'a governance::Attempt> {
    scene.attempts.iter().filter(|a| a.story.starts_with(story)).collect()
}

#[test]
fn every_vote_and_every_token_account_equal_the_reference() {
    let scene = of(1);
    assert_eq!(report::failures(&scene), Vec::<String>::new());
    assert!(
        scene.comparisons > 1_000 && scene.accounts > 100,
        "{} of {}",
        scene.comparisons,
        scene.accounts
    );
    let sums = &scene.sums;
    assert!(sums.votes > 150 && sums.spent > 0 && sums.revenue > 0 && sums.rewarded > 0 && sums.bonds_kept > 0);
    assert!(sums.rewarded <= sums.emitted && sums.revenue < sums.fees);
}

#[test]
fn within_a_day_of_the_stolen_key_nothing_moves_by_any_of_drifts_four_letters() {
    let scene = of(1);
    assert_eq!(scene.moved, Vec::<String>::new());
    let drift = tried(&scene, "Drift");
    for letter in ["(a)", "(b)", "(c)", "(d)"] {
        assert!(drift.iter().filter(|a| a.what.contains(letter)).count() >= 2, "{letter}");
    }
    for error in [
        "TimelockRunning",
        "NotQueued",
        "BootstrapOver",
        "NotBootstrap",
        "DurableNonce",
        "IncorrectAuthority",
        "NotNamed",
        "BadVoting",
        "OwnerMismatch",
    ] {
        assert!(drift.iter().any(|a| a.error.ends_with(error)), "{error}");
    }
    let thiefs: Vec<_> = scene.decisions.iter().filter(|d| d.by == "the thief").collect();
    assert!(thiefs.len() == 9 && thiefs.iter().all(|d| d.end != "executed"));
}

#[test]
fn governance_is_not_stolen_as_it_was_elsewhere() {
    let scene = of(1);
    for (story, attempts, errors) in [
        (
            "Beanstalk",
            8,
            &["BelowProposers", "NoVote", "VoteRunning", "NotQueued", "NoticeRunning"][..],
        ),
        ("Solend", 3, &["BadVoting", "InvalidInstructionData", "NotQueued"]),
        ("Synthetify", 3, &["WrongAction", "NotQueued"]),
        ("Audius", 1, &["AccountAlreadyInUse"]),
    ] {
        let all = tried(&scene, story);
        assert_eq!(all.len(), attempts, "{story}");
        for error in errors {
            assert!(all.iter().any(|a| a.error.ends_with(error)), "{story}: {error}");
        }
    }
}

#[test]
fn members_take_over_decide_and_end_upgrades_for_ever() {
    let scene = of(1);
    let executed: Vec<&str> = scene
        .decisions
        .iter()
        .filter(|d| d.tally.is_some() && d.end == "executed")
        .map(|d| d.title.as_str())
        .collect();
    assert_eq!(executed.len(), 6, "{executed:?}");
    assert!(
        executed[0] == "take over" && executed[5] == "give up upgrades, for ever",
        "{executed:?}"
    );
    let delay = |title: &str| {
        let found = scene.decisions.iter().find(|d| d.title.starts_with(title));
        found.map(|d| (d.eta - d.vote_until) / 3_600)
    };
    assert_eq!(
        (delay("take over"), delay("raise"), delay("give up")),
        (Some(168), Some(168), Some(168))
    );
    assert_eq!((delay("pay an auditor"), delay("9,000")), (Some(48), Some(48)));
    for error in ["AboveCap", "CannotCancel", "ProposalDead"] {
        assert!(tried(&scene, "members").iter().any(|a| a.error.ends_with(error)), "{error}");
    }
    for error in ["NoUpgradeAuthority", "Immutable"] {
        assert!(tried(&scene, "a final").iter().any(|a| a.error.ends_with(error)), "{error}");
    }
}

#[test]
fn other_seeds_reconcile_too() {
    for seed in 2..8 {
        assert_eq!(report::failures(&of(seed)), Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn the_same_seed_tells_the_same() {
    assert_eq!(report::text(&of(9), 9), report::text(&of(9), 9));
}

#[test]
fn the_command_prints_one_json_document_and_writes_the_chart() {
    let out = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("governance");
    let ran = Command::new(env!("CARGO_BIN_EXE_breakwater-demo"))
        .args(["--scenario", "governance", "--json", "--out", out.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let result: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(result["ok"], true);
    assert_eq!(result["differences"], 0);
    assert_eq!(result["moved_in_the_thiefs_day"].as_array().unwrap().len(), 0);
    let said = format!("{} attempts", result["attempts"].as_array().unwrap().len());
    assert!(include_str!("../README.md").contains(&said), "the README should say: {said}");
    for file in ["index.html", "result.json", "governance-timeline.svg"] {
        assert!(out.join(file).exists(), "{file}");
    }
}

#[test]
fn flags_that_change_a_replays_terms_are_refused_for_governance() {
    let ran = Command::new(env!("CARGO_BIN_EXE_breakwater-demo"))
        .args(["--scenario", "governance", "--strike", "0.9"])
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(2), "{}", String::from_utf8_lossy(&ran.stderr));
}
