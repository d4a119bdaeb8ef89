//! `cast_vote`: who, when, on what, and how much it weighs.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::{
        constants::MAX_VOTES,
        errors::{AccessError, EscrowError, GovernanceError},
        events::VoteCast,
        state::{Vote, VotingArgs},
    },
    breakwater_testkit::{
        client::ix,
        governance::{ABSTAIN, AGAINST, FOR},
        *,
    },
    solana_instruction_error::InstructionError::InvalidSeeds,
};

fn hash(fee_bps: u16) -> [u8; 32] {
    fees(fee_bps).hash().expect("a hash")
}

#[test]
fn a_vote_says_who_what_and_how_much_and_counts_once_on_its_side() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = proposed(&mut w, &members[0], fees(7));
    for (n, choice) in [FOR, AGAINST, ABSTAIN].into_iter().enumerate() {
        let voter = members[n];
        let said = VoteCast {
            proposal,
            voter,
            choice,
            weight: STAKE,
            at: w.now(),
        };
        w.send("cast_vote", ix::cast_vote(voter, proposal, choice, hash(7)))
            .emits(said)
            .ok();
        let vote = w.read::<Vote>(&pda::vote(&proposal, &voter));
        assert_eq!((vote.version, vote.choice, vote.proposal, vote.voter), (1, choice, proposal, voter));
        assert_eq!((vote.weight.get(), vote.at.get(), w.escrow(&voter).open_votes), (STAKE, w.now(), 1));
    }
    let of = w.proposal(&proposal);
    assert_eq!((of.yes, of.no, of.abstain, of.voters, of.open_votes), (STAKE, STAKE, STAKE, 3, 3));
}

#[test]
fn cast_vote_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = proposed(&mut w, &members[0], fees(7));
    refused_unless_as_declared(&mut w, &ix::cast_vote(members[0], proposal, FOR, hash(7))).ok();
}

#[test]
fn a63_a_member_votes_once_and_changes_nothing() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = proposed(&mut w, &members[0], fees(7));
    w.cast(&proposal, &members[0], FOR).ok();
    for choice in [FOR, AGAINST, ABSTAIN] {
        w.cast(&proposal, &members[0], choice).refused_by_framework(IN_USE);
    }
    // Twice in one transaction is none.
    let twice = [FOR, FOR].map(|choice| ix::cast_vote(members[1], proposal, choice, hash(7)));
    w.send_all(&twice).refused_somehow();
    // Nor once more when the first vote is closed: by then nobody votes.
    w.set_time(w.proposal(&proposal).vote_until);
    w.close_vote(&proposal, &members[0]).ok();
    w.cast(&proposal, &members[0], FOR).refused(GovernanceError::NotVoting);
    assert_eq!(w.proposal(&proposal).yes, STAKE, "the weight that it gave stays");
}

#[test]
fn a63_votes_are_cast_from_the_first_to_the_last_second_and_only_while_it_is_voted_on() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = proposed(&mut w, &members[0], fees(7));
    w.cast(&proposal, &members[0], FOR).ok();
    let until = w.proposal(&proposal).vote_until;
    w.set_time(until - 1);
    w.cast(&proposal, &members[1], FOR).ok();
    for at in [until, until + 1, until + 100 * DAY] {
        w.set_time(at);
        w.cast(&proposal, &members[2], FOR).refused(GovernanceError::NotVoting);
    }
    w.set_time(until);
    w.count(&proposal).ok();
    w.cast(&proposal, &members[2], FOR).refused(GovernanceError::NotVoting);
}

#[test]
fn a63_nobody_votes_on_what_the_bootstrap_authority_has_queued() {
    let mut w = World::new();
    let members = ten(&mut w);
    let mut config = w.config();
    config.initialised_at = w.now().into();
    w.write(&pda::config(), &*config);
    let (queued, proposal) = w.queue(fees(7));
    queued.ok();
    w.cast(&proposal, &members[0], AGAINST).refused(GovernanceError::NotVoting);
}

#[test]
fn a66_a67_a_vote_is_for_the_action_that_the_voter_has_read() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = proposed(&mut w, &members[0], fees(7));
    for wrong in [hash(8), [0; 32]] {
        w.send_all(&[ix::cast_vote(members[0], proposal, FOR, wrong)])
            .refused(GovernanceError::WrongAction);
    }
    w.send_all(&[ix::cast_vote(members[0], proposal, FOR, hash(7))]).ok();
}

#[test]
fn a63_there_are_three_votes() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = proposed(&mut w, &members[0], fees(7));
    for choice in [3, 4, u8::MAX] {
        w.cast(&proposal, &members[0], choice).refused(GovernanceError::UnknownVote);
    }
}

#[test]
fn a62_nobody_votes_with_the_escrow_of_another() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = proposed(&mut w, &members[0], fees(7));
    let right = ix::cast_vote(members[1], proposal, FOR, hash(7));
    w.send_all(&[right.swapped(&pda::escrow(&members[1]), &pda::escrow(&members[2]))])
        .refused(AccessError::NotOwner);
    // Nor into the place of another's vote.
    w.send_all(&[right.swapped(&pda::vote(&proposal, &members[1]), &pda::vote(&proposal, &members[2]))])
        .refused_by_framework(InvalidSeeds);
    w.send_all(&[right]).ok();
}

#[test]
fn a64_a_vote_weighs_at_most_the_cap() {
    let mut w = World::new();
    let [large, small, exact] = seated(&mut w, [7 * STAKE, STAKE, 2 * STAKE]);
    let proposal = proposed(&mut w, &large, fees(7));
    for (member, weight) in [(large, 2 * STAKE), (small, STAKE), (exact, 2 * STAKE)] {
        w.cast(&proposal, &member, FOR).ok();
        assert_eq!(w.read::<Vote>(&pda::vote(&proposal, &member)).weight.get(), weight);
    }
    assert_eq!(w.proposal(&proposal).yes, 5 * STAKE);
}

#[test]
fn a61_what_had_not_aged_when_the_vote_opened_weighs_nothing_until_its_end() {
    let mut w = World::new();
    let members = ten(&mut w);
    let newcomer = w.juror(STAKE);
    w.advance(DAY);
    let proposal = proposed(&mut w, &members[0], fees(7));
    let until = w.proposal(&proposal).vote_until;
    for at in [w.now(), until - 1] {
        w.set_time(at);
        w.cast(&proposal, &newcomer, FOR).refused(GovernanceError::NoVote);
    }
    // Of what a member adds, nothing counts either.
    w.grant(&members[1], STAKE);
    w.lock(&members[1], STAKE).ok();
    w.cast(&proposal, &members[1], FOR).ok();
    assert_eq!(w.proposal(&proposal).yes, STAKE);
}

#[test]
fn a62_what_is_under_notice_weighs_nothing_and_what_has_voted_does_not_leave() {
    let mut w = World::new();
    let members = ten(&mut w);
    w.request_unlock(&members[1], STAKE / 2).ok();
    w.request_unlock(&members[2], STAKE).ok();
    let proposal = proposed(&mut w, &members[0], fees(7));
    w.cast(&proposal, &members[1], FOR).ok();
    assert_eq!(w.proposal(&proposal).yes, STAKE / 2);
    w.cast(&proposal, &members[2], FOR).refused(GovernanceError::NoVote);
    // The notice is over a second before the vote ends: nothing leaves.
    let until = w.proposal(&proposal).vote_until;
    w.set_time(until + 3 * DAY);
    w.unlock(&members[1]).refused(EscrowError::VotesOpen);
    w.close_vote(&proposal, &members[1]).ok();
    w.unlock(&members[1]).ok();
}

#[test]
fn an_escrow_has_32_open_votes_at_most_and_one_that_is_closed_makes_room() {
    let mut w = World::new();
    let members = ten(&mut w);
    let votes: Vec<_> = (1..=u16::from(MAX_VOTES) + 1)
        .map(|n| proposed(&mut w, &members[0], fees(n)))
        .collect();
    let (last, rest) = votes.split_last().expect("proposals");
    for proposal in rest {
        w.cast(proposal, &members[1], FOR).ok();
    }
    w.cast(last, &members[1], FOR).refused(EscrowError::TooManyVotes);
    w.advance(DAY);
    let open = proposed(&mut w, &members[0], fees(99));
    w.set_time(w.proposal(last).vote_until);
    w.cast(&open, &members[1], FOR).refused(EscrowError::TooManyVotes);
    w.close_vote(&rest[0], &members[1]).ok();
    w.cast(&open, &members[1], FOR).ok();
    assert_eq!(w.escrow(&members[1]).open_votes, MAX_VOTES);
}

#[test]
fn the_longest_vote_still_knows_what_had_aged_when_it_opened() {
    let mut w = World::new();
    w.set_voting(VotingArgs {
        vote: 14 * 86_400,
        ..VotingArgs::START
    })
    .ok();
    let members = ten(&mut w);
    let proposal = proposed(&mut w, &members[0], fees(7));
    w.set_time(w.proposal(&proposal).vote_until - 1);
    // The escrow is counted up to today by a lock, and the weight is that of two weeks ago.
    w.grant(&members[1], TOKEN);
    w.lock(&members[1], TOKEN).ok();
    w.cast(&proposal, &members[1], FOR).ok();
    assert_eq!(w.proposal(&proposal).yes, STAKE);
}
