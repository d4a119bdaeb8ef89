//! every parameter that a proposal sets, at its bounds and one beyond, when it is queued, proposed and executed; `docs/parameters.md`.

mod cases;
pub mod document;

use {
    crate::privileged::idl::{idl, ty},
    anchor_lang::{BORSH_CONFIG, Discriminator, wincode},
    breakwater::{
        bounds::*,
        constants::BOOTSTRAP_DELAY,
        errors::{AccessError, CaseError, GovernanceError, PoolError, ProductError, RewardError, TreasuryError},
        instructions::config::initialise::InitialiseArgs,
        state::{Action, Electorate, PROPOSAL_BYTES, ProposalState},
    },
    breakwater_testkit::{
        client::ix,
        courts::{court_args, juror},
        jurors::GOVERNANCE_MINT,
        outcome::ErrorCode,
        specs::{AssessedSpec, DepegSpec},
        *,
    },
    cases::*,
    std::collections::{BTreeSet, HashSet},
};

/// The proposal's account says another action than what was queued, hash and all, as if queueing had let it pass.
fn rewrite(w: &mut World, address: &Address, action: Action) {
    let mut proposal = w.proposal(address);
    proposal.action = action;
    proposal.hash = action.hash().expect("a hash");
    let mut account = w.svm.get_account(address).expect("a proposal");
    let mut data = breakwater::state::Proposal::DISCRIMINATOR.to_vec();
    data.extend(wincode::config::serialize(&proposal, BORSH_CONFIG).expect("bytes of a proposal"));
    data.resize(PROPOSAL_BYTES, 0);
    account.data = data;
    w.svm.set_account(*address, account).expect("a proposal");
    assert_eq!(w.proposal(address).hash, proposal.hash);
}

/// One below the least and one above the most, as far as the parameter's type has such a number.
fn outside(case: &Case) -> Vec<u64> {
    let below = case.bound.least.checked_sub(1);
    let above = (case.bound.most < case.largest).then(|| case.bound.most + 1);
    below.into_iter().chain(above).collect()
}

/// Every action that sets the parameter to this value.
fn actions(w: &World, case: &Case, value: u64) -> Vec<Action> {
    (case.actions)(w, value)
}

#[test]
fn a71_every_bound_has_a_case_and_every_case_a_bound() {
    let listed: Vec<_> = BOUNDS.iter().map(|bound| (bound.name, bound.action)).collect();
    let tested: Vec<_> = cases().iter().map(|case| (case.bound.name, case.bound.action)).collect();
    assert_eq!(listed, tested, "the list of bounds and the cases, in the same order");
    let different: BTreeSet<_> = listed.iter().collect();
    assert_eq!(different.len(), listed.len(), "a parameter stands twice on the list");
}

/// Looked up in the interface's description: a new argument needs a bound.
#[test]
fn a71_every_argument_of_an_action_that_is_a_number_has_a_bound() {
    let bounded: BTreeSet<_> = BOUNDS.iter().flat_map(|bound| bound.name.split(' ').take(1)).collect();
    let idl = idl();
    let mut names: Vec<String> = Vec::new();
    for name in ["VotingArgs", "CreatePoolArgs", "CourtArgs", "LimitsArgs"] {
        let fields = ty(&idl, name).list("fields").iter();
        names.extend(fields.map(|field| field.text("name").to_owned()));
    }
    let tiers = ty(&idl, "DiscountArgs").list("fields").iter();
    names.extend(tiers.map(|field| format!("tiers.{}", field.text("name"))));
    for field in ty(&idl, "Action")
        .list("variants")
        .iter()
        .flat_map(|variant| variant.list("fields"))
    {
        let kind = field.get("type").and_then(|kind| kind.as_text()).unwrap_or_default();
        // A group's number and the day of an audit are facts, not parameters; a draft's group was checked when it was drafted.
        if kind.starts_with('u') && !["group", "day"].contains(&field.text("name")) {
            names.push(field.text("name").to_owned());
        }
    }
    assert!(names.len() > 35, "{names:?}");
    for name in &names {
        assert!(bounded.contains(name.as_str()), "{name} has no bound");
    }
}

#[test]
fn a71_every_parameter_is_accepted_at_both_bounds_when_queued_and_when_executed() {
    let mut w = ground();
    let start = w.svm.clone();
    for case in cases() {
        for value in [case.bound.least, case.bound.most] {
            for number in 0..actions(&w, &case, value).len() {
                println!("{} = {value}, action {number}", case.bound.name);
                w.svm = start.clone();
                (case.prepare)(&mut w, value);
                let action = actions(&w, &case, value)[number];
                let (queued, proposal) = w.queue_before(action);
                queued.ok();
                let executed = w.execute_proposal(&proposal);
                if value == u64::MAX && matches!(action, Action::Spend { .. } | Action::Emit { .. }) {
                    // No bound, but there is never so much.
                    executed.refused(TreasuryError::NotEnoughHeld);
                    continue;
                }
                executed.ok();
                assert_eq!(w.proposal(&proposal).state, ProposalState::Executed);
            }
        }
    }
}

#[test]
fn a71_every_parameter_is_refused_beyond_its_bounds_when_queued() {
    let mut w = ground();
    let (start, mut refused) = (w.svm.clone(), 0);
    for case in cases() {
        for value in outside(&case) {
            w.svm = start.clone();
            (case.prepare)(&mut w, case.bound.least);
            for action in actions(&w, &case, value) {
                println!("{} = {value}", case.bound.name);
                let (queued, _) = w.queue_before(action);
                queued.refused(case.error);
                refused += 1;
            }
        }
    }
    assert!(refused > 70, "{refused} refusals");
}

#[test]
fn a71_every_parameter_is_refused_beyond_its_bounds_when_executed_whatever_was_queued() {
    let mut w = ground();
    let start = w.svm.clone();
    for case in cases() {
        for value in outside(&case) {
            for number in 0..actions(&w, &case, value).len() {
                println!("{} = {value}, action {number}", case.bound.name);
                w.svm = start.clone();
                (case.prepare)(&mut w, case.bound.least);
                let (queued, proposal) = w.queue_before(actions(&w, &case, case.bound.least)[number]);
                queued.ok();
                let hostile = actions(&w, &case, value)[number];
                rewrite(&mut w, &proposal, hostile);
                let error = match (case.executed, hostile) {
                    (Executed::Court(error), Action::SetCourt { .. }) => error,
                    (Executed::Emission, _) => ErrorCode::from(RewardError::BadEmission).0,
                    _ => case.error,
                };
                w.execute_proposal(&proposal).refused(error);
                assert_eq!(w.proposal(&proposal).state, ProposalState::Queued);
            }
        }
    }
}

#[test]
fn a71_members_are_bounded_as_the_bootstrap_authority_is() {
    let mut w = ground();
    w.end_bootstrap();
    let member = juror(0);
    assert!(w.try_read::<Electorate>(&pda::electorate()).is_some());
    let mut seen = HashSet::new();
    for case in cases() {
        let beyond: Vec<_> = outside(&case).into_iter().flat_map(|value| actions(&w, &case, value)).collect();
        for action in beyond {
            // One of each action is enough: the same review judges them.
            if seen.insert((std::mem::discriminant(&action), case.error)) {
                w.propose(&member, action).0.refused(case.error);
            }
        }
        for action in actions(&w, &case, case.bound.least).into_iter().take(1) {
            let before = w.svm.clone();
            (case.prepare)(&mut w, case.bound.least);
            w.propose(&member, action).0.ok();
            w.svm = before;
        }
    }
    assert!(seen.len() >= 10, "{} kinds of refusals", seen.len());
}

#[test]
fn a71_nothing_is_drafted_with_limits_beyond_their_bounds() {
    let mut w = ground();
    let of_limits = cases().into_iter().filter(|case| case.limits.is_some());
    for case in of_limits {
        let set = case.limits.expect("a setter");
        for value in outside(&case) {
            let (mut depeg, mut assessed) = (DepegSpec::default(), AssessedSpec::default());
            let number = w.pool().product_count.get();
            println!("{} = {value}", case.bound.name);
            let draft = if case.assessed {
                set(&mut assessed.limits, value);
                ix::draft_assessed(w.bootstrap, w.pool, number, assessed.group, assessed.terms, assessed.limits)
            } else {
                set(&mut depeg.limits, value);
                ix::draft_product(
                    w.bootstrap,
                    w.pool,
                    number,
                    depeg.group,
                    depeg.terms,
                    depeg.parametric,
                    depeg.limits,
                )
            };
            w.send_all(&[draft]).refused(case.error);
        }
    }
}

/// A draft's limits were checked when it was drafted, and its seal takes no others.
#[test]
fn a71_a_seal_takes_no_limits_beyond_their_bounds() {
    let mut w = ground();
    let spec = DepegSpec::default();
    let draft = w.draft(&spec);
    for source in &spec.sources {
        let add = ix::add_source(w.bootstrap, draft, source.args());
        w.send_all(&[add]).ok();
    }
    let right = w.sealing(&draft, w.terms_hash(&draft));
    let start = w.svm.clone();
    for case in cases().into_iter().filter(|case| !case.assessed) {
        let Some(set) = case.limits else { continue };
        for value in outside(&case) {
            w.svm = start.clone();
            let mut bad = right;
            if let Action::SealProduct { limits, .. } = &mut bad {
                set(limits, value);
            }
            w.queue_before(bad).0.refused(GovernanceError::OtherLimits);
            let (queued, proposal) = w.queue_before(right);
            queued.ok();
            rewrite(&mut w, &proposal, bad);
            w.execute_proposal(&proposal).refused(GovernanceError::OtherLimits);
        }
    }
    w.enact(right).ok();
}

#[test]
fn a71_fees_are_bounded_from_the_first_moment() {
    let mut w = World::bare();
    let with = |w: &World, fee_bps: u64, revenue_bps: u64| {
        let args = InitialiseArgs {
            bootstrap: w.bootstrap,
            guardian: w.guardian,
            revenue_mint: w.mint,
            fee_bps: u16::try_from(fee_bps).expect("a fee"),
            revenue_bps: u16::try_from(revenue_bps).expect("a share"),
        };
        ix::initialise(w.bootstrap, GOVERNANCE_MINT, args)
    };
    let bad = with(&w, FEE.most + 1, 0);
    w.send_all(&[bad]).refused(AccessError::FeeOutOfBounds);
    let bad = with(&w, 0, REVENUE.most + 1);
    w.send_all(&[bad]).refused(TreasuryError::RevenueOutOfBounds);
    let good = with(&w, FEE.most, REVENUE.most);
    w.send_all(&[good]).ok();
}

/// Bounds between two parameters, which no single number shows.
#[test]
fn a71_bounds_between_parameters_hold_when_queued_and_when_executed() {
    let mut w = ground();
    let start = w.svm.clone();
    for (good, bad, error) in pairs(&w) {
        w.svm = start.clone();
        w.queue_before(bad).0.refused(error);
        let (queued, proposal) = w.queue_before(good);
        queued.ok();
        rewrite(&mut w, &proposal, bad);
        w.execute_proposal(&proposal).refused(error);
        w.enact(good).ok();
    }
}

/// What proposals cannot change does not follow what they can: the delays of the bootstrap authority least of all.
#[test]
fn a71_the_shortest_parameters_of_votes_shorten_no_fixed_delay() {
    let mut w = ground();
    let shortest = breakwater::state::VotingArgs {
        vote: VOTE.least as u32,
        delay: DELAY.least as u32,
        long_delay: LONG_DELAY.least as u32,
        quorum_bps: QUORUM.least as u16,
        threshold_bps: THRESHOLD.least as u16,
        bond_bps: BOND.least as u16,
        spend_bps: SPEND.least as u16,
    };
    w.set_voting(shortest).ok();
    for (action, delay) in [
        (Action::SetVoting { voting: shortest }, BOOTSTRAP_DELAY),
        (Action::Upgrade { hash: [1; 32] }, breakwater::constants::UPGRADE_DELAY),
    ] {
        let (queued, proposal) = w.queue(action);
        queued.ok();
        assert_eq!(w.proposal(&proposal).delay, delay);
    }
    w.end_bootstrap();
    let (proposed, proposal) = w.propose(&juror(0), Action::Upgrade { hash: [1; 32] });
    proposed.ok();
    assert_eq!(w.proposal(&proposal).delay, breakwater::constants::UPGRADE_DELAY);
}
