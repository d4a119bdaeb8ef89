//! Beanstalk, April 2022: a flash loan bought 79 % of the votes, and an emergency commit executed the proposal in the same block.

use {
    crate::governance::kit::*,
    breakwater::{
        errors::GovernanceError,
        state::{Action, ProposalState},
    },
    breakwater_testkit::{
        client::ix,
        governance::FOR,
        jurors::{GOVERNANCE_MINT, GOVERNANCE_SUPPLY},
        *,
    },
};

/// Members hold 21 % of what the attacker borrows; the treasury has a million. Gives attacker and action.
fn scene(w: &mut World) -> ([Address; 5], Address, Action) {
    let members = seated(w, [STAKE; 5]);
    let donor = w.actor(1_000_000);
    w.fund_purse(&donor, 1_000_000).ok();
    let attacker = w.actor(0);
    w.grant(&attacker, GOVERNANCE_SUPPLY / 4 * 3);
    let steal = Action::Spend {
        mint: w.mint,
        to: attacker,
        amount: 100_000,
    };
    (members, attacker, steal)
}

/// Every instruction of the attack with proposal `number`.
fn attack(attacker: Address, number: u64, steal: Action, mint: Address) -> Vec<Instruction> {
    let source = pda::associated_token(&attacker, &GOVERNANCE_MINT);
    let (proposal, hash) = (pda::proposal(number), steal.hash().expect("a hash"));
    vec![
        ix::open_escrow(attacker),
        ix::lock(attacker, source, GOVERNANCE_SUPPLY / 2),
        ix::propose(attacker, number, GOVERNANCE_MINT, source, ix::About::default(), steal),
        ix::cast_vote(attacker, proposal, FOR, hash),
        ix::count_votes(proposal),
        ix::spend(proposal, mint, attacker),
        ix::request_unlock(attacker, GOVERNANCE_SUPPLY / 2),
    ]
}

#[test]
fn a61_a66_beanstalk_the_whole_attack_in_one_transaction_is_refused_and_changes_nothing() {
    let mut w = World::new();
    let (_, attacker, steal) = scene(&mut w);
    let all = attack(attacker, w.dao().proposals.get(), steal, w.mint);
    w.send_all(&all).refused(GovernanceError::BelowProposers);
    assert_eq!((w.wallet(&attacker), w.treasury()), (0, 1_000_000));
}

#[test]
fn a61_a66_beanstalk_the_attack_in_two_consecutive_slots_is_refused_in_the_second() {
    let mut w = World::new();
    let (members, attacker, steal) = scene(&mut w);
    let number = w.dao().proposals.get();
    let all = attack(attacker, number, steal, w.mint);
    // Locked in one slot; proposed, voted, counted and executed in the next.
    w.send_all(&all[..2]).ok();
    w.svm.warp_to_slot(w.slot() + 1);
    w.send_all(&all[2..6]).refused(GovernanceError::BelowProposers);
    // An accomplice among the members proposed it before: the borrowed votes weigh nothing in it.
    let proposal = proposed(&mut w, &members[0], steal);
    w.svm.warp_to_slot(w.slot() + 1);
    w.cast(&proposal, &attacker, FOR).refused(GovernanceError::NoVote);
    w.cast(&proposal, &members[0], FOR).ok();
    w.count(&proposal).refused(GovernanceError::VoteRunning);
    w.execute_proposal(&proposal).refused(GovernanceError::NotQueued);
    // And what was borrowed for a block is not given back in it.
    w.request_unlock(&attacker, GOVERNANCE_SUPPLY / 2).ok();
    w.unlock(&attacker).refused(breakwater::errors::EscrowError::NoticeRunning);
}

#[test]
fn a64_beanstalk_who_has_bought_79_percent_for_weeks_weighs_a_fifth_and_everybody_sees_it_for_a_week() {
    let mut w = World::new();
    let members = seated(&mut w, [4 * STAKE, STAKE / 4, STAKE / 4, STAKE / 4, STAKE / 4]);
    let donor = w.actor(1_000_000);
    w.fund_purse(&donor, 1_000_000).ok();
    w.fund(members[0], 0);
    let steal = Action::Spend {
        mint: w.mint,
        to: members[0],
        amount: 100_000,
    };
    let against: Vec<_> = members[1..].iter().map(|member| (*member, governance::AGAINST)).collect();
    let alone = voted(&mut w, &members[0], steal, &[(members[0], FOR)]);
    w.count(&alone).ok();
    assert_eq!(w.proposal(&alone).state, ProposalState::Rejected, "one member is not five");
    let all: Vec<_> = [(members[0], FOR)].into_iter().chain(against).collect();
    let proposal = voted(&mut w, &members[0], steal, &all);
    assert_eq!((w.proposal(&proposal).yes, w.proposal(&proposal).no), (STAKE, STAKE));
    w.count(&proposal).ok();
    assert_eq!(w.proposal(&proposal).state, ProposalState::Rejected, "a tie");
}
