//! Attacks on who decides: weight, caps, staleness and what makes the members unable to decide at all (A-62, A-64, A-66, INV-18).

use {
    breakwater::{
        constants::*,
        errors::GovernanceError,
        state::{Action, ProposalState, VotingArgs},
    },
    breakwater_testkit::{
        governance::{AGAINST, FOR},
        jurors::GOVERNANCE_SUPPLY,
        *,
    },
};

fn fees(fee_bps: u16) -> Action {
    Action::SetFees { fee_bps, revenue_bps: 0 }
}

/// So many members have locked so much each, long enough ago, and nobody else governs.
fn members(w: &mut World, number: usize, each: u64) -> Vec<Address> {
    let members = locked(w, number, each);
    w.advance(16 * DAY);
    w.end_bootstrap();
    members
}

fn locked(w: &mut World, number: usize, each: u64) -> Vec<Address> {
    if w.svm.get_account(&pda::electorate()).is_none() {
        w.electorate().ok();
    }
    (0..number).map(|_| w.juror(each)).collect()
}

/// A stranger opens twenty escrows and locks nothing: it costs rent, which comes back.
fn empty_escrows(w: &mut World) {
    for _ in 0..20 {
        let owner = w.wallet_address();
        w.open_escrow(&owner).ok();
    }
}

/// All vote for it. What came of it.
fn outcome(w: &mut World, yes: &[Address], no: &[Address], action: Action) -> (ProposalState, Address) {
    let (proposed, proposal) = w.propose(&yes[0], action);
    proposed.ok();
    for voter in yes {
        w.cast(&proposal, voter, FOR).ok();
    }
    for voter in no {
        w.cast(&proposal, voter, AGAINST).ok();
    }
    w.set_time(w.proposal(&proposal).vote_until);
    w.count(&proposal).ok();
    (w.proposal(&proposal).state, proposal)
}

/// Twenty empty escrows lowered the cap from a fifth of the electorate to a twentieth: five members together were below the 2 % of all tokens.
#[test]
fn a64_empty_escrows_of_a_stranger_do_not_keep_all_members_from_deciding() {
    let mut w = World::new();
    let all = members(&mut w, 5, GOVERNANCE_SUPPLY / 100 * 7 / 5);
    let base = w.svm.clone();
    assert_eq!(outcome(&mut w, &all, &[], fees(7)).0, ProposalState::Queued);
    w.svm = base;
    empty_escrows(&mut w);
    assert_eq!(outcome(&mut w, &all, &[], fees(7)).0, ProposalState::Queued, "all of them want it");
}

/// The same with the highest quorum, however much is locked: the members could not even lower it again.
#[test]
fn inv18_with_the_highest_quorum_five_members_who_agree_can_still_decide() {
    let mut w = World::new();
    let voting = VotingArgs {
        quorum_bps: MAX_QUORUM_BPS,
        ..VotingArgs::START
    };
    w.set_voting(voting).ok();
    let all = members(&mut w, 5, GOVERNANCE_SUPPLY / 10);
    empty_escrows(&mut w);
    let back = Action::SetVoting { voting: VotingArgs::START };
    assert_eq!(outcome(&mut w, &all, &[], back).0, ProposalState::Queued, "all of them want it");
}

/// The cap was a twentieth of last week's electorate, which was the attacker's alone: 2.25 % of all tokens in 25 wallets outvoted 50 % in ten.
#[test]
fn a62_whoever_locks_a_day_before_all_others_does_not_outvote_them() {
    let mut w = World::new();
    let few = locked(&mut w, 25, GOVERNANCE_SUPPLY / 10_000 * 9);
    w.advance(DAY);
    let many = locked(&mut w, 10, GOVERNANCE_SUPPLY / 20);
    w.advance(14 * DAY);
    w.end_bootstrap();
    assert_eq!(w.weight(&many[0]), GOVERNANCE_SUPPLY / 20, "theirs has aged too");
    let hostile = Action::NameGuardian { guardian: few[0] };
    let (state, proposal) = outcome(&mut w, &few, &many, hostile);
    let of = w.proposal(&proposal);
    assert_eq!(state, ProposalState::Rejected, "for {}, against {}, cap {}", of.yes, of.no, of.cap);
}

/// The bootstrap authority named itself anew, whatever for, and the members' acceptance was stale: what was offered could be kept back for ever.
#[test]
fn a68_what_was_handed_over_is_not_kept_back_while_the_members_take_it() {
    let mut w = World::new();
    let all = locked(&mut w, 5, GOVERNANCE_SUPPLY / 20);
    w.advance(16 * DAY);
    w.enact(Action::HandOver).ok();
    let (state, proposal) = outcome(&mut w, &all, &[], Action::TakeOver);
    assert_eq!(state, ProposalState::Queued);
    w.set_time(w.proposal(&proposal).eta);
    let bootstrap = w.bootstrap;
    w.enact(Action::NameBootstrap { bootstrap }).ok();
    w.execute_proposal(&proposal).ok();
    assert_eq!(w.config().bootstrap, Address::default());
    assert_eq!(w.config().pending_bootstrap, Address::default());
}

/// An escrow had 32 votes. The attacker proposes 32 things that must be opposed, which costs nothing, since opposing makes them worth a vote and
/// their bonds go back; and then what they want.
#[test]
fn a67_a_flood_of_proposals_leaves_nobody_without_a_vote() {
    let mut w = World::new();
    let all = members(&mut w, 6, GOVERNANCE_SUPPLY / 20);
    let (attacker, honest) = (all[0], all[1]);
    for n in 0..40 {
        let (proposed, proposal) = w.propose(&attacker, fees(100 + n));
        proposed.ok();
        w.cast(&proposal, &honest, AGAINST).ok();
    }
}

/// 25 members of 4 % each: nobody has the highest threshold, and nobody could ever lower it.
#[test]
fn inv18_with_the_highest_threshold_somebody_of_many_equal_members_can_still_propose() {
    let mut w = World::new();
    let voting = VotingArgs {
        threshold_bps: MAX_THRESHOLD_BPS,
        ..VotingArgs::START
    };
    w.set_voting(voting).ok();
    let all = members(&mut w, 25, GOVERNANCE_SUPPLY / 100);
    let (proposed, _) = w.propose(&all[0], Action::SetVoting { voting: VotingArgs::START });
    proposed.ok();
}

/// Executed twice, executed and closed and executed, voted twice in one transaction: nothing of it.
#[test]
fn a66_one_transaction_executes_once_and_one_member_votes_once() {
    let mut w = World::new();
    let all = members(&mut w, 5, GOVERNANCE_SUPPLY / 20);
    let (state, proposal) = outcome(&mut w, &all, &[], fees(7));
    assert_eq!(state, ProposalState::Queued);
    w.set_time(w.proposal(&proposal).eta);
    let execute = client::ix::set_parameters(proposal);
    w.send_all(&[execute.clone(), execute]).refused(GovernanceError::NotQueued);
    w.execute_proposal(&proposal).ok();
    w.execute_proposal(&proposal).refused(GovernanceError::NotQueued);
}
