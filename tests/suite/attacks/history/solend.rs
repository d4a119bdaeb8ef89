//! Solend, June 2022: SLND1 gave the team an "emergency power" over a user's account, within hours, with 1 % of the votes, most of them one wallet's.

use {
    crate::{governance::kit::*, privileged::idl::idl},
    breakwater::{
        errors::GovernanceError,
        state::{Action, ProposalState, VotingArgs},
    },
    breakwater_testkit::{governance::FOR, *},
    std::collections::BTreeSet,
};

#[test]
fn a71_solend_votes_of_one_percent_and_a_few_hours_cannot_be_set() {
    let mut w = World::new();
    let members = ten(&mut w);
    let start = VotingArgs::START;
    for voting in [
        VotingArgs { quorum_bps: 100, ..start },
        VotingArgs { quorum_bps: 999, ..start },
        VotingArgs { vote: 6 * 3_600, ..start },
        VotingArgs {
            vote: 3 * 86_400 - 1,
            ..start
        },
        VotingArgs { delay: 0, ..start },
        VotingArgs { delay: 86_399, ..start },
        VotingArgs {
            long_delay: 3 * 86_400 - 1,
            ..start
        },
    ] {
        let (outcome, _) = w.propose(&members[0], Action::SetVoting { voting });
        outcome.refused(GovernanceError::BadVoting);
    }
}

#[test]
fn a64_a65_solend_one_percent_of_which_one_wallet_gives_most_carries_nothing() {
    let mut w = World::new();
    // 1.1 % of what is locked, nine tenths of it one wallet's; the rest does not vote.
    let members = seated(&mut w, [STAKE / 10, TOKEN, TOKEN, TOKEN, STAKE / 100, 5 * STAKE, 5 * STAKE]);
    let votes: Vec<_> = members[..5].iter().map(|member| (*member, FOR)).collect();
    assert_eq!(outcome(&mut w, &members[0], &votes), (ProposalState::Rejected, false));
}

/// Accounts of users, as instructions call them.
const USERS: [&str; 10] = [
    "position", "policy", "escrow", "claim", "case", "ballot", "incident", "top_up", "dispute", "request",
];

#[test]
fn inv17_solend_no_instruction_that_executes_a_proposal_writes_an_account_of_a_user() {
    let idl = idl();
    let mut executing = BTreeSet::new();
    for instruction in idl.list("instructions") {
        let accounts = instruction.list("accounts");
        let writes = |name: &str| {
            accounts
                .iter()
                .any(|account| account.text("name") == name && account.is("writable"))
        };
        if !(writes("proposal") && writes("config")) {
            continue;
        }
        executing.insert(instruction.text("name"));
        for account in accounts.iter().filter(|account| account.is("writable")) {
            let name = account.text("name");
            let users = USERS.iter().find(|user| name.contains(*user));
            assert!(users.is_none(), "{} writes {name}", instruction.text("name"));
        }
        // Nothing that is passed besides can be one: more accounts than declared are refused everywhere.
    }
    let known = [
        "attest_audit",
        "create_court",
        "create_pool",
        "delist",
        "emit_rewards",
        "give_up_upgrades",
        "list",
        "retire_pool",
        "retire_product",
        "seal_product",
        "set_court",
        "set_limits",
        "set_parameters",
        "set_pool_parameters",
        "spend",
        "upgrade_program",
    ];
    assert_eq!(executing, known.into_iter().collect());
    // Nor does one sign in the name of a user: of those that execute a proposal only who pays rent, or has uploaded a build, signs.
    for instruction in idl.list("instructions").iter().filter(|i| executing.contains(i.text("name"))) {
        for account in instruction.list("accounts").iter().filter(|account| account.is("signer")) {
            assert!(
                ["executor", "uploader"].contains(&account.text("name")),
                "{}",
                instruction.text("name")
            );
        }
    }
}

#[test]
fn inv17_solend_no_action_names_a_users_account() {
    let idl = idl();
    let actions = crate::privileged::idl::ty(&idl, "Action");
    for variant in actions.list("variants") {
        for field in variant.list("fields") {
            let name = field.text("name");
            assert!(
                USERS.iter().all(|user| !name.contains(user)),
                "{} names {name}",
                variant.text("name")
            );
        }
    }
}

#[test]
fn inv17_solend_executing_every_action_leaves_position_policy_and_escrow_as_they_are() {
    use crate::privileged::rows::{ground, samples};
    let mut w = ground();
    let underwriter = w.underwriter(SENIOR, 50_000 * USDC);
    let product = pda::product(&w.pool, 0);
    w.observe_at(&product, 1_000_000_000).ok();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 30);
    let users = [
        pda::position(&w.pool, &underwriter),
        policy,
        pda::escrow(&courts::juror(0)),
        pda::vault(&w.pool),
    ];
    let before = w.snapshot(&users);
    for sample in samples(&w) {
        if matches!(
            sample.action,
            Action::TakeOver | Action::Upgrade { .. } | Action::SealProduct { .. }
        ) {
            continue;
        }
        let base = w.svm.clone();
        w.enact(sample.action).ok();
        assert_eq!(w.snapshot(&users), before, "{} {}", sample.instruction, sample.what);
        w.svm = base;
    }
}
