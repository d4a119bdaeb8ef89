//! When a decision is executed, how often, and by whom.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::{
        errors::GovernanceError,
        events::ActionExecuted,
        state::{Action, ProposalState},
    },
    breakwater_testkit::*,
};

#[test]
fn a66_it_is_executed_from_eta_to_the_last_second_of_fourteen_days_and_by_anyone() {
    for (action, delay) in [
        (fees(7), 2 * DAY),
        (
            Action::NameGuardian {
                guardian: Address::default(),
            },
            7 * DAY,
        ),
    ] {
        let mut w = World::new();
        let members = ten(&mut w);
        let proposal = wanted(&mut w, &members, action);
        let of = w.proposal(&proposal);
        assert_eq!((of.eta, of.dead_at), (of.vote_until + delay, of.vote_until + delay + 14 * DAY));
        for (at, error) in [
            (of.vote_until, Some(GovernanceError::TimelockRunning)),
            (of.eta - 1, Some(GovernanceError::TimelockRunning)),
            (of.eta, None),
            (of.eta + 1, None),
            (of.dead_at - 1, None),
            (of.dead_at, Some(GovernanceError::ProposalDead)),
            (of.dead_at + 1, Some(GovernanceError::ProposalDead)),
        ] {
            let base = w.svm.clone();
            w.set_time(at);
            let outcome = w.execute_proposal(&proposal);
            if let Some(error) = error {
                outcome.refused(error);
                assert_eq!(w.proposal(&proposal).state, ProposalState::Queued);
            } else {
                let hash = of.hash;
                outcome.emits(ActionExecuted { proposal, hash, at }).ok();
                assert_eq!(
                    (w.proposal(&proposal).state, w.config().acted_at.get()),
                    (ProposalState::Executed, at)
                );
            }
            w.svm = base;
        }
    }
}

#[test]
fn a66_it_is_executed_once_also_within_one_transaction() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = due(&mut w, &members, fees(7));
    let execute = w.executing(&proposal, &fees(7));
    w.send_all(&[execute.clone(), execute.clone()]).refused(GovernanceError::NotQueued);
    w.send_all(std::slice::from_ref(&execute)).ok();
    w.send_all(&[execute]).refused(GovernanceError::NotQueued);
}

#[test]
fn a66_what_was_cancelled_or_is_dead_is_never_executed() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = due(&mut w, &members, fees(7));
    w.cancel_proposal(&proposal).ok();
    w.execute_proposal(&proposal).refused(GovernanceError::NotQueued);
    let second = due(&mut w, &members, fees(8));
    w.set_time(w.proposal(&second).dead_at);
    w.execute_proposal(&second).refused(GovernanceError::ProposalDead);
    w.count(&second).refused(GovernanceError::NotVoting);
    w.execute_proposal(&second).refused(GovernanceError::ProposalDead);
}

#[test]
fn a66_an_action_that_is_not_the_one_of_the_hash_is_never_executed() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = due(&mut w, &members, fees(7));
    let mut of = w.proposal(&proposal);
    of.action = fees(8);
    write_proposal(&mut w, &proposal, &of);
    w.execute_proposal(&proposal).refused(GovernanceError::WrongAction);
    (of.action, of.hash[31]) = (fees(7), of.hash[31] ^ 1);
    write_proposal(&mut w, &proposal, &of);
    w.execute_proposal(&proposal).refused(GovernanceError::WrongAction);
    of.hash[31] ^= 1;
    write_proposal(&mut w, &proposal, &of);
    w.execute_proposal(&proposal).ok();
}

#[test]
fn a66_while_it_is_voted_on_nothing_is_executed_however_many_are_for_it() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = proposed(&mut w, &members[0], fees(7));
    for member in &members {
        w.cast(&proposal, member, governance::FOR).ok();
    }
    w.execute_proposal(&proposal).refused(GovernanceError::NotQueued);
    w.set_time(w.proposal(&proposal).vote_until + 3 * DAY);
    w.execute_proposal(&proposal).refused(GovernanceError::NotQueued);
    w.count(&proposal).ok();
    w.execute_proposal(&proposal).ok();
}

#[test]
fn inv17_a_forged_decision_of_another_owner_or_of_another_type_is_none() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = due(&mut w, &members, fees(7));
    let right = w.executing(&proposal, &fees(7));
    let fake = copy_owned_by(&mut w, &proposal, ATTACKER);
    w.send_all(&[right.swapped(&proposal, &fake)])
        .refused_by_framework(solana_instruction_error::InstructionError::IllegalOwner);
    for account in [pda::dao(), pda::escrow(&members[0]), pda::vote(&proposal, &members[0])] {
        w.send_all(&[right.swapped(&proposal, &account)])
            .refused_by_framework(solana_instruction_error::InstructionError::InvalidAccountData);
    }
}
