//! `count_votes`: what a vote comes to, and when.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::{
        errors::GovernanceError,
        events::VotesCounted,
        state::{ProposalState, ProposalState::*},
    },
    breakwater_testkit::{
        client::ix,
        governance::{ABSTAIN, AGAINST, FOR},
        *,
    },
};

/// Members of whom each has a tenth of the electorate of 1,000,000 tokens, but for the first five, who have what is given. A quorum of 150,000.
fn with(w: &mut World, amounts: [u64; 5]) -> [Address; 5] {
    let all = seated(w, amounts);
    let rest = 10 * STAKE - amounts.iter().sum::<u64>();
    let pillars = seated(w, [rest / 2, rest - rest / 2]);
    assert_eq!(w.voters().locked.get(), 10 * STAKE, "{pillars:?}");
    all
}

fn all(members: &[Address], choice: u8) -> Vec<(Address, u8)> {
    members.iter().map(|member| (*member, choice)).collect()
}

#[test]
fn a65_the_quorum_reached_exactly_is_enough_and_an_atom_short_is_not() {
    for (last, state) in [(0, Queued), (1, Rejected)] {
        let mut w = World::new();
        let fifth = 30_000 * TOKEN;
        let members = with(&mut w, [fifth, fifth, fifth, fifth, fifth - last]);
        assert_eq!(outcome(&mut w, &members[0], &all(&members, FOR)), (state, last == 0));
    }
}

#[test]
fn a65_two_percent_of_all_tokens_reached_exactly_are_enough_and_an_atom_short_is_not() {
    for (last, state) in [(0, Queued), (1, Rejected)] {
        let mut w = World::new();
        let fifth = 8_000 * TOKEN;
        let members = seated(&mut w, [fifth, fifth, fifth, fifth, fifth - last]);
        assert_eq!(outcome(&mut w, &members[0], &all(&members, FOR)), (state, last == 0));
    }
}

#[test]
fn a65_five_members_are_enough_and_four_are_not_whatever_they_weigh() {
    let mut w = World::new();
    let members = ten(&mut w);
    assert_eq!(outcome(&mut w, &members[0], &all(&members[..4], FOR)), (Rejected, false));
    assert_eq!(outcome(&mut w, &members[0], &all(&members[..5], FOR)), (Queued, true));
    // Who abstains or is against is a member who voted.
    let mut votes = all(&members[..4], FOR);
    votes.push((members[4], ABSTAIN));
    assert_eq!(outcome(&mut w, &members[0], &votes), (Queued, true));
    votes[4].1 = AGAINST;
    assert_eq!(outcome(&mut w, &members[0], &votes), (Queued, true));
}

#[test]
fn a64_a_tie_is_no_and_one_atom_decides() {
    for (more, state) in [(0, Rejected), (1, Queued)] {
        let mut w = World::new();
        let members = seated(&mut w, [STAKE + more, STAKE, STAKE, STAKE, STAKE, STAKE]);
        let mut votes = all(&members[..3], FOR);
        votes.extend(all(&members[3..], AGAINST));
        assert_eq!(outcome(&mut w, &members[0], &votes), (state, true));
    }
}

#[test]
fn a65_abstentions_are_no_quorum_and_make_the_question_worth_a_vote() {
    let mut w = World::new();
    let members = ten(&mut w);
    assert_eq!(
        outcome(&mut w, &members[0], &all(&members, ABSTAIN)),
        (Rejected, true),
        "all abstain"
    );
    let mut votes = all(&members[..1], FOR);
    votes.extend(all(&members[1..], ABSTAIN));
    // 100,000 for it, of 150,000 that it needs; nobody against.
    assert_eq!(outcome(&mut w, &members[0], &votes), (Rejected, true));
    votes[1].1 = FOR;
    assert_eq!(outcome(&mut w, &members[0], &votes), (Queued, true));
    // Votes against are no quorum either.
    let mut votes = all(&members[..1], FOR);
    votes.extend(all(&members[1..], AGAINST));
    assert_eq!(outcome(&mut w, &members[0], &votes), (Rejected, true));
}

#[test]
fn a65_without_a_vote_nothing_passes_and_the_bond_is_kept() {
    let mut w = World::new();
    let members = ten(&mut w);
    assert_eq!(outcome(&mut w, &members[0], &[]), (Rejected, false));
}

#[test]
fn a65_a_quorum_of_nothing_passes_nothing_even_in_an_account_that_says_so() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = voted(&mut w, &members[0], fees(7), &all(&members, FOR));
    let mut of = w.proposal(&proposal);
    of.quorum = 0;
    write_proposal(&mut w, &proposal, &of);
    w.count(&proposal).ok();
    assert_eq!(w.proposal(&proposal).state, Rejected);
}

#[test]
fn a64_the_last_second_swings_a_vote_and_its_delay_is_whole_nevertheless() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = proposed(&mut w, &members[0], fees(7));
    for member in &members[..4] {
        w.cast(&proposal, member, AGAINST).ok();
    }
    let until = w.proposal(&proposal).vote_until;
    w.set_time(until - 1);
    for member in &members[4..9] {
        w.cast(&proposal, member, FOR).ok();
    }
    w.set_time(until);
    w.cast(&proposal, &members[9], AGAINST).refused(GovernanceError::NotVoting);
    w.count(&proposal).ok();
    let of = w.proposal(&proposal);
    // Whoever was swung past has two days to leave or to have it cancelled.
    assert_eq!((of.state, of.eta), (Queued, until + 2 * DAY));
    w.cancel_proposal(&proposal).ok();
}

#[test]
fn anyone_counts_at_the_end_once_and_not_a_second_before() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = voted(&mut w, &members[0], fees(7), &all(&members[..6], FOR));
    let until = w.now();
    w.set_time(until - 1);
    w.count(&proposal).refused(GovernanceError::VoteRunning);
    w.set_time(until);
    let of = w.proposal(&proposal);
    let said = VotesCounted {
        proposal,
        yes: 6 * STAKE,
        no: 0,
        abstain: 0,
        voters: 6,
        quorum: of.quorum,
        eta: until + 2 * DAY,
        at: until,
    };
    w.count(&proposal).emits(said).ok();
    w.count(&proposal).refused(GovernanceError::NotVoting);
    for at in [until + 3 * DAY, until + 100 * DAY] {
        w.set_time(at);
        w.count(&proposal).refused(GovernanceError::NotVoting);
    }
}

#[test]
fn a66_a_vote_that_is_counted_late_is_executed_no_later_for_it() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = voted(&mut w, &members[0], fees(7), &all(&members, FOR));
    let eta = w.now() + 2 * DAY;
    for (at, alive) in [(eta - 1, true), (eta, true), (eta + 14 * DAY - 1, true), (eta + 14 * DAY, false)] {
        let base = w.svm.clone();
        w.set_time(at);
        w.execute_proposal(&proposal).refused(GovernanceError::NotQueued);
        w.count(&proposal).ok();
        let of = w.proposal(&proposal);
        assert_eq!((of.state, of.eta, of.dead_at), (Queued, eta, eta + 14 * DAY));
        match (at < eta, alive) {
            (true, _) => w.execute_proposal(&proposal).refused(GovernanceError::TimelockRunning),
            (_, true) => drop(w.execute_proposal(&proposal).ok()),
            _ => w.execute_proposal(&proposal).refused(GovernanceError::ProposalDead),
        }
        w.svm = base;
    }
}

#[test]
fn a65_what_was_rejected_is_never_executed() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = voted(&mut w, &members[0], fees(7), &all(&members, AGAINST));
    w.count(&proposal).ok();
    let of = w.proposal(&proposal);
    assert_eq!((of.state, of.eta, of.dead_at), (ProposalState::Rejected, 0, 0));
    for days in [0, 2, 3, 30] {
        w.advance(days * DAY);
        w.execute_proposal(&proposal).refused(GovernanceError::NotQueued);
    }
}

#[test]
fn count_votes_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = voted(&mut w, &members[0], fees(7), &all(&members, FOR));
    refused_unless_as_declared(&mut w, &ix::count_votes(proposal)).ok();
}

#[test]
fn inv17_what_the_bootstrap_authority_queued_is_not_counted() {
    let mut w = World::new();
    let (queued, proposal) = w.queue(fees(7));
    queued.ok();
    w.count(&proposal).refused(GovernanceError::NotVoting);
}
