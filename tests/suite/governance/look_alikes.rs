//! Ten look-alikes with one hostile among them, and votes of a moment.

use {
    super::kit::*,
    breakwater::{
        errors::{EscrowError, GovernanceError},
        state::{Action, ProposalState},
    },
    breakwater_testkit::{
        client::ix,
        governance::{AGAINST, FOR},
        jurors::GOVERNANCE_MINT,
        *,
    },
    std::collections::BTreeSet,
};

#[test]
fn a67_of_ten_look_alikes_the_hostile_one_has_another_hash_and_gets_no_vote_that_was_meant_for_the_others() {
    let mut w = World::new();
    let members = ten(&mut w);
    let (good, bad) = (w.actor(0), w.actor(0));
    let pay = |to, w: &World| Action::Spend {
        mint: w.mint,
        to,
        amount: 1_000,
    };
    let (harmless, hostile) = (pay(good, &w), pay(bad, &w));
    let read = harmless.hash().expect("a hash");
    let all: Vec<_> = (0..10)
        .map(|n| proposed(&mut w, &members[0], if n == 6 { hostile } else { harmless }))
        .collect();
    let hashes: BTreeSet<_> = all.iter().map(|proposal| w.proposal(proposal).hash).collect();
    assert_eq!(hashes.len(), 2);
    assert_eq!(w.proposal(&all[0]).bond * 10, w.dao().bonds.get(), "a bond for each");
    // Members who have read one and sign for ten.
    for member in &members {
        for (n, proposal) in all.iter().enumerate() {
            let outcome = w.send_all(&[ix::cast_vote(*member, *proposal, FOR, read)]);
            if n == 6 {
                outcome.refused(GovernanceError::WrongAction);
            } else {
                outcome.ok();
            }
        }
    }
    w.set_time(w.proposal(&all[0]).vote_until);
    for proposal in &all {
        w.count(proposal).ok();
    }
    assert_eq!(w.proposal(&all[6]).state, ProposalState::Rejected);
    // Its bond is the treasury's: nobody voted on it.
    w.open_purse_of(GOVERNANCE_MINT);
    w.send_all(&[ix::close_rejected(all[6], members[0], GOVERNANCE_MINT)]).ok();
    assert_eq!(w.dao().kept.get(), STAKE / 100);
    // And what the members did want is cancelled, copy by copy.
    for proposal in all.iter().filter(|proposal| **proposal != all[6]) {
        w.cancel_proposal(proposal).ok();
    }
}

#[test]
fn a61_lock_propose_and_vote_in_one_transaction_weigh_nothing_however_much_it_is() {
    let mut w = World::new();
    let members = ten(&mut w);
    let running = proposed(&mut w, &members[0], fees(7));
    let attacker = w.wallet_address();
    let source = w.grant(&attacker, 9 * STAKE);
    let (number, hash) = (w.dao().proposals.get(), fees(9).hash().expect("a hash"));
    let enter = [ix::open_escrow(attacker), ix::lock(attacker, source, 8 * STAKE)];
    let propose = ix::propose(attacker, number, GOVERNANCE_MINT, source, ix::About::default(), fees(9));
    let vote = |proposal, hash| ix::cast_vote(attacker, proposal, FOR, hash);
    let mut all = enter.to_vec();
    all.push(propose);
    all.push(vote(pda::proposal(number), hash));
    w.send_all(&all).refused(GovernanceError::BelowProposers);
    let mut all = enter.to_vec();
    all.push(vote(running, w.proposal(&running).hash));
    w.send_all(&all).refused(GovernanceError::NoVote);
}

#[test]
fn a62_tokens_that_have_voted_do_not_vote_again_from_another_wallet() {
    let mut w = World::new();
    let members = ten(&mut w);
    let second = w.wallet_address();
    w.request_unlock(&members[1], STAKE / 2).ok();
    w.advance(3 * DAY);
    let proposal = proposed(&mut w, &members[0], fees(7));
    w.cast(&proposal, &members[1], FOR).ok();
    // The notice is over while the vote runs.
    w.advance(4 * DAY);
    w.unlock(&members[1]).refused(EscrowError::VotesOpen);
    // Another member has not voted yet, takes tokens out, and hands them on.
    w.request_unlock(&members[2], STAKE).ok();
    w.cast(&proposal, &members[2], FOR).refused(GovernanceError::NoVote);
    w.set_time(w.proposal(&proposal).vote_until);
    w.close_vote(&proposal, &members[1]).ok();
    w.unlock(&members[1]).ok();
    w.grant(&members[1], 0);
    let moved = w.balance(&pda::associated_token(&members[1], &GOVERNANCE_MINT));
    assert_eq!(moved, STAKE / 2);
    w.with_escrow(&second, moved);
    w.cast(&proposal, &second, FOR).refused(GovernanceError::NotVoting);
    let next = proposed(&mut w, &members[0], fees(8));
    w.cast(&next, &second, FOR).refused(GovernanceError::NoVote);
}

#[test]
fn a73_who_proposes_to_pay_themselves_weighs_no_more_than_the_cap_and_four_accomplices_do_not_do() {
    let mut w = World::new();
    let members = seated(&mut w, [5 * STAKE, TOKEN, TOKEN, TOKEN, TOKEN, 3 * STAKE, 2 * STAKE]);
    let own = w.fund(members[0], 0);
    let action = Action::Spend {
        mint: w.mint,
        to: members[0],
        amount: 1,
    };
    let donor = w.actor(1_000);
    w.fund_purse(&donor, 1_000).ok();
    let mut votes: Vec<_> = members[..5].iter().map(|member| (*member, FOR)).collect();
    votes.push((members[5], AGAINST));
    let proposal = voted(&mut w, &members[0], action, &votes);
    w.count(&proposal).ok();
    // Half of all tokens weigh a fifth: 200,004 for it, as 200,000 against: passed by four tokens, and seen for two days.
    assert_eq!(w.proposal(&proposal).state, ProposalState::Queued);
    w.cancel_proposal(&proposal).ok();
    votes.push((members[6], AGAINST));
    w.advance(1);
    let again = voted(&mut w, &members[0], action, &votes);
    w.count(&again).ok();
    assert_eq!(w.proposal(&again).state, ProposalState::Rejected);
    assert_eq!(w.balance(&own), 0);
}

#[test]
fn a73_a_bond_is_lost_once_and_whole_and_to_nobody_who_votes() {
    let mut w = World::new();
    let members = ten(&mut w);
    w.open_purse_of(GOVERNANCE_MINT);
    let tokens = |w: &World, who: &Address| w.balance(&pda::associated_token(who, &GOVERNANCE_MINT)) + w.escrow(who).locked.get();
    w.grant(&members[0], STAKE);
    let before: Vec<_> = members.iter().map(|member| tokens(&w, member)).collect();
    let proposal = voted(&mut w, &members[0], fees(7), &[(members[1], AGAINST)]);
    w.count(&proposal).ok();
    w.close_vote(&proposal, &members[1]).ok();
    let bond = w.proposal(&proposal).bond;
    w.send_all(&[ix::close_rejected(proposal, members[0], GOVERNANCE_MINT)]).ok();
    assert_eq!(tokens(&w, &members[0]), before[0] - bond);
    for (member, before) in members.iter().zip(before).skip(1) {
        w.grant(member, 0);
        assert_eq!(tokens(&w, member), before);
    }
    assert_eq!(w.read::<breakwater::state::Purse>(&pda::purse(&GOVERNANCE_MINT)).held.get(), bond);
}
