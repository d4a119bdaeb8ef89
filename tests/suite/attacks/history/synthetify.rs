//! Synthetify, October 2023: nobody looked at the DAO any more; ten proposals that looked alike, one of which moved 230,000, and the attacker's own
//! tokens were the quorum.

use {
    crate::governance::kit::*,
    breakwater::{
        errors::{GovernanceError, TreasuryError},
        state::{Action, ProposalState},
    },
    breakwater_testkit::{client::ix, governance::FOR, jurors::GOVERNANCE_MINT, *},
};

const HELD: u64 = 2_300_000;

/// The treasury has 2,300,000; so much of it would go to `to`.
fn pay(w: &mut World, to: Address, amount: u64) -> Action {
    if w.treasury() == 0 {
        let donor = w.actor(HELD);
        w.fund_purse(&donor, HELD).ok();
    }
    Action::Spend { mint: w.mint, to, amount }
}

#[test]
fn a65_synthetify_in_a_dao_that_sleeps_a_stranger_s_few_tokens_are_no_quorum() {
    let mut w = World::new();
    // Those who sleep have little locked: 15 % of all that is would be 1,500 tokens. The stranger has 39,995, a hair below 2 % of all tokens.
    let members = seated(&mut w, [7_999 * TOKEN; 5]);
    let to = w.actor(0);
    let steal = pay(&mut w, to, 1);
    let votes: Vec<_> = members.iter().map(|member| (*member, FOR)).collect();
    let proposal = voted(&mut w, &members[0], steal, &votes);
    w.count(&proposal).ok();
    assert_eq!(w.proposal(&proposal).state, ProposalState::Rejected);
}

#[test]
fn a67_synthetify_of_ten_look_alikes_the_guardian_cancels_what_moves_money_whichever_it_is() {
    let mut w = World::new();
    let members = seated(&mut w, [20_000 * TOKEN; 5]);
    let to = w.actor(0);
    let steal = pay(&mut w, to, HELD / 10);
    // Ten proposals at once, nine of them a fee, all carried by the attacker's wallets.
    let all: Vec<_> = (0..10)
        .map(|n| proposed(&mut w, &members[0], if n == 7 { steal } else { fees(500) }))
        .collect();
    assert_eq!(w.dao().bonds.get(), 10 * 100 * TOKEN, "a thousandth of what is locked for each");
    for proposal in &all {
        for member in &members {
            w.cast(proposal, member, FOR).ok();
        }
    }
    w.set_time(w.proposal(&all[0]).vote_until);
    for proposal in &all {
        w.count(proposal).ok();
    }
    // The account says what it does: whoever looks finds the one that pays.
    let paying: Vec<_> = all
        .iter()
        .filter(|proposal| matches!(w.proposal(proposal).action, Action::Spend { .. }))
        .collect();
    assert_eq!(paying, [&all[7]]);
    for proposal in &all {
        w.execute_proposal(proposal).refused(GovernanceError::TimelockRunning);
    }
    w.cancel_proposal(&all[7]).ok();
    w.set_time(w.proposal(&all[0]).eta);
    w.execute_proposal(&all[7]).refused(GovernanceError::NotQueued);
    assert_eq!((w.wallet(&to), w.treasury()), (0, HELD));
}

#[test]
fn a70_synthetify_with_no_guardian_awake_a_tenth_is_lost_and_not_all() {
    let mut w = World::new();
    let members = seated(&mut w, [20_000 * TOKEN; 5]);
    let to = w.actor(0);
    let (all, tenth) = (pay(&mut w, to, HELD), pay(&mut w, to, HELD / 10));
    let both = [all, tenth].map(|action| proposed(&mut w, &members[0], action));
    for proposal in &both {
        for member in &members {
            w.cast(proposal, member, FOR).ok();
        }
    }
    w.set_time(w.proposal(&both[0]).vote_until);
    for proposal in &both {
        w.count(proposal).ok();
    }
    w.set_time(w.proposal(&both[0]).eta);
    w.execute_proposal(&both[0]).refused(TreasuryError::AboveCap);
    w.execute_proposal(&both[1]).ok();
    w.execute_proposal(&both[0]).refused(TreasuryError::NotEnoughHeld);
    assert_eq!((w.wallet(&to), w.treasury()), (HELD / 10, HELD * 9 / 10));
}

#[test]
fn a67_synthetify_ten_proposals_that_nobody_votes_on_cost_ten_bonds() {
    let mut w = World::new();
    let members = seated(&mut w, [20_000 * TOKEN; 5]);
    w.open_purse_of(GOVERNANCE_MINT);
    let all: Vec<_> = (1..=10).map(|n| proposed(&mut w, &members[0], fees(n))).collect();
    w.set_time(w.proposal(&all[0]).vote_until);
    for proposal in &all {
        w.count(proposal).ok();
        w.send_all(&[ix::close_rejected(*proposal, members[0], GOVERNANCE_MINT)]).ok();
    }
    assert_eq!((w.dao().kept.get(), w.dao().bonds.get()), (1_000 * TOKEN, 0));
}
