//! `close_vote` and `close_proposal`: who gets what back, and when.

use {
    super::kit::*,
    crate::pool::{tamper::*, token_account},
    breakwater::{
        errors::{AccessError, GovernanceError, PoolError, TreasuryError},
        events::{ProposalClosed, VoteClosed},
        state::{ProposalState, Purse},
    },
    breakwater_testkit::{
        client::ix,
        governance::{AGAINST, FOR},
        jurors::GOVERNANCE_MINT,
        *,
    },
};

/// Rejected, and worth a vote: five were against.
fn lost(w: &mut World, members: &[Address]) -> Address {
    let votes: Vec<_> = members[..5].iter().map(|member| (*member, AGAINST)).collect();
    let proposal = voted(w, &members[0], fees(7), &votes);
    w.count(&proposal).ok();
    proposal
}

/// Rejected, and too few voted.
fn ignored(w: &mut World, members: &[Address]) -> Address {
    let proposal = voted(w, &members[0], fees(7), &[(members[1], FOR)]);
    w.count(&proposal).ok();
    w.close_vote(&proposal, &members[1]).ok();
    w.open_purse_of(GOVERNANCE_MINT);
    proposal
}

fn close_votes(w: &mut World, proposal: &Address, members: &[Address]) {
    for member in members {
        w.close_vote(proposal, member).ok();
    }
}

#[test]
fn anyone_closes_a_vote_from_its_end_on_and_the_rent_goes_to_the_voter() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = voted(&mut w, &members[0], fees(7), &[(members[1], FOR)]);
    let (vote, until) = (pda::vote(&proposal, &members[1]), w.now());
    w.set_time(until - 1);
    w.close_vote(&proposal, &members[1]).refused(GovernanceError::VoteRunning);
    w.set_time(until);
    let rich = lamports(&w, &members[1]) + lamports(&w, &vote);
    let right = ix::close_vote(proposal, members[1]);
    let said = VoteClosed {
        proposal,
        voter: members[1],
        at: until,
    };
    // Before or after it is counted: the weight stays.
    w.send("close_vote", right.clone()).emits(said).ok();
    assert_eq!((lamports(&w, &members[1]), lamports(&w, &vote)), (rich, 0));
    assert_eq!((w.proposal(&proposal).yes, w.proposal(&proposal).open_votes), (STAKE, 0));
    assert_eq!(w.escrow(&members[1]).open_votes, 0);
    w.send_all(&[right]).refused_somehow();
}

#[test]
fn a18_a_vote_is_closed_with_its_own_proposal_escrow_and_voter() {
    let mut w = World::new();
    let members = ten(&mut w);
    let other = proposed(&mut w, &members[0], fees(8));
    w.cast(&other, &members[1], FOR).ok();
    let proposal = voted(&mut w, &members[0], fees(7), &[(members[1], FOR), (members[2], FOR)]);
    let right = ix::close_vote(proposal, members[1]);
    w.send_all(&[right.swapped(&proposal, &other)])
        .refused(GovernanceError::VoteOfOtherProposal);
    w.send_all(&[right.swapped(&pda::escrow(&members[1]), &pda::escrow(&members[2]))])
        .refused(AccessError::NotOwner);
    for other in [members[2], w.keeper] {
        w.send_all(&[right.swapped(&members[1], &other)])
            .refused(AccessError::WrongRentPayer);
    }
    refused_unless_as_declared(&mut w, &right).ok();
}

#[test]
fn a18_only_what_is_over_is_closed_and_without_open_votes() {
    let mut w = World::new();
    let members = ten(&mut w);
    let votes: Vec<_> = members.iter().map(|member| (*member, FOR)).collect();
    let proposal = voted(&mut w, &members[0], fees(7), &votes);
    let right = ix::close_proposal(proposal, members[0], Some(GOVERNANCE_MINT));
    let close = |w: &mut World| w.send_all(std::slice::from_ref(&right));
    close(&mut w).refused(GovernanceError::ProposalOpen);
    w.count(&proposal).ok();
    let of = w.proposal(&proposal);
    for at in [w.now(), of.eta, of.dead_at - 1] {
        w.set_time(at);
        close(&mut w).refused(GovernanceError::ProposalOpen);
    }
    w.set_time(of.dead_at);
    close(&mut w).refused(GovernanceError::VotesUnclosed);
    close_votes(&mut w, &proposal, &members[1..]);
    close(&mut w).refused(GovernanceError::VotesUnclosed);
    close_votes(&mut w, &proposal, &members[..1]);
    close(&mut w).ok();
    close(&mut w).refused_somehow();
}

#[test]
fn a18_executed_cancelled_and_rejected_ones_are_closed_at_once_and_the_rent_goes_to_the_proposer() {
    for end in [ProposalState::Executed, ProposalState::Cancelled, ProposalState::Rejected] {
        let mut w = World::new();
        let members = ten(&mut w);
        let proposal = match end {
            ProposalState::Rejected => lost(&mut w, &members),
            _ => due(&mut w, &members, fees(7)),
        };
        match end {
            ProposalState::Executed => drop(w.execute_proposal(&proposal).ok()),
            ProposalState::Cancelled => drop(w.cancel_proposal(&proposal).ok()),
            _ => (),
        }
        assert_eq!(w.proposal(&proposal).state, end);
        let voters = w.proposal(&proposal).voters as usize;
        close_votes(&mut w, &proposal, &members[..voters]);
        let own = pda::associated_token(&members[0], &GOVERNANCE_MINT);
        let (bond, held) = (w.proposal(&proposal).bond, w.balance(&own));
        let rich = lamports(&w, &members[0]) + lamports(&w, &proposal);
        let said = ProposalClosed {
            proposal,
            bond,
            back: true,
            at: w.now(),
        };
        let open = w.dao().open.get();
        w.send("close_proposal", ix::close_proposal(proposal, members[0], Some(GOVERNANCE_MINT)))
            .emits(said)
            .ok();
        assert_eq!((w.balance(&own), lamports(&w, &members[0])), (held + bond, rich));
        assert_eq!((w.dao().open.get(), w.dao().bonds.get(), w.dao().kept.get()), (open - 1, 0, 0));
        assert!(w.try_proposal(&proposal).is_none());
    }
}

#[test]
fn a67_the_bond_of_what_too_few_voted_on_goes_to_the_treasury_and_nowhere_else() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = ignored(&mut w, &members);
    let (purse, bond) = (pda::purse(&GOVERNANCE_MINT), w.proposal(&proposal).bond);
    let right = ix::close_rejected(proposal, members[0], GOVERNANCE_MINT);
    // To the proposer it does not go, with or without the purse.
    w.send_all(&[ix::close_proposal(proposal, members[0], Some(GOVERNANCE_MINT))])
        .refused(GovernanceError::WrongReceiver);
    let own = pda::associated_token(&members[0], &GOVERNANCE_MINT);
    w.send_all(&[right.swapped(&pda::vault(&purse), &own)])
        .refused(TreasuryError::WrongPurseVault);
    let second = token_account(&mut w, &GOVERNANCE_MINT, &purse, 0);
    w.send_all(&[right.swapped(&pda::vault(&purse), &second)])
        .refused(TreasuryError::WrongPurseVault);
    // Nor to the purse of another mint.
    let (money, vault) = (pda::purse(&w.mint), w.treasury_vault());
    w.send_all(&[right.swapped(&purse, &money).swapped(&pda::vault(&purse), &vault)])
        .refused(TreasuryError::WrongPurse);
    w.send_all(&[right.swapped(&pda::vault(&purse), &breakwater::ID)])
        .refused(GovernanceError::WrongReceiver);
    let base = w.svm.clone();
    let mut vault = w.svm.get_account(&pda::vault(&purse)).expect("a vault");
    vault.data[108] = 2;
    w.svm.set_account(pda::vault(&purse), vault).expect("an account");
    w.send_all(std::slice::from_ref(&right)).refused(PoolError::DestinationFrozen);
    w.svm = base;
    refused_unless_as_declared(&mut w, &right).ok();
    let purse = w.read::<Purse>(&purse);
    assert_eq!((purse.held.get(), w.balance(&purse.vault)), (bond, bond));
    assert_eq!((w.dao().bonds.get(), w.dao().kept.get()), (0, bond));
}

#[test]
fn r7_a_bond_that_goes_back_goes_to_the_proposers_associated_account_only() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = lost(&mut w, &members);
    close_votes(&mut w, &proposal, &members[..5]);
    let right = ix::close_proposal(proposal, members[0], Some(GOVERNANCE_MINT));
    let own = pda::associated_token(&members[0], &GOVERNANCE_MINT);
    w.send_all(&[right.swapped(&own, &breakwater::ID)])
        .refused(GovernanceError::WrongReceiver);
    let second = token_account(&mut w, &GOVERNANCE_MINT, &members[0], 0);
    w.send_all(&[right.swapped(&own, &second)]).refused(PoolError::NotAssociated);
    let others = w.grant(&members[1], 0);
    w.send_all(&[right.swapped(&own, &others)]).refused(PoolError::WrongTokenOwner);
    let mint = w.mint;
    let money = token_account(&mut w, &mint, &members[0], 0);
    w.send_all(&[right.swapped(&own, &money)]).refused(PoolError::WrongMint);
    for other in [members[1], w.keeper] {
        w.send_all(&[right.swapped(&members[0], &other)])
            .refused(AccessError::WrongRentPayer);
    }
    let vault = pda::vault(&pda::dao());
    let fake = token_account(&mut w, &GOVERNANCE_MINT, &pda::dao(), STAKE);
    w.send_all(&[right.swapped(&vault, &fake)]).refused(GovernanceError::WrongDaoVault);
    let copy = copy_owned_by(&mut w, &pda::dao(), breakwater::ID);
    w.send_all(&[right.swapped(&pda::dao(), &copy)]).refused(GovernanceError::WrongDao);
    refused_unless_as_declared(&mut w, &right).ok();
}

#[test]
fn inv01_a_vault_of_bonds_that_has_less_than_the_ledger_gives_nothing() {
    let mut w = World::new();
    let members = ten(&mut w);
    let first = lost(&mut w, &members);
    close_votes(&mut w, &first, &members[..5]);
    proposed(&mut w, &members[1], fees(8));
    let (vault, dao) = (pda::vault(&pda::dao()), pda::dao());
    let held = w.balance(&vault);
    w.put_token(vault, &GOVERNANCE_MINT, &dao, held - 1);
    let close = ix::close_proposal(first, members[0], Some(GOVERNANCE_MINT));
    w.send_all(std::slice::from_ref(&close)).refused(GovernanceError::DaoLedgerBroken);
    // A donation changes nothing.
    w.put_token(vault, &GOVERNANCE_MINT, &dao, held + 5);
    w.send_all(&[close]).ok();
    assert_eq!(w.balance(&vault), w.dao().bonds.get() + 5);
}

#[test]
fn a13_a_closed_proposal_and_its_votes_are_not_revived_with_lamports() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = lost(&mut w, &members);
    close_votes(&mut w, &proposal, &members[..5]);
    let hash = w.proposal(&proposal).hash;
    w.send_all(&[ix::close_proposal(proposal, members[0], Some(GOVERNANCE_MINT))]).ok();
    give_lamports(&mut w, &proposal, 10_000_000);
    w.send_all(&[ix::count_votes(proposal)]).refused_somehow();
    w.send_all(&[ix::cast_vote(members[5], proposal, FOR, hash)]).refused_somehow();
    w.send_all(&[ix::set_parameters(proposal)]).refused_somehow();
    let next = proposed(&mut w, &members[0], fees(7));
    assert_ne!(next, proposal, "numbers are not used again");
}

#[test]
fn what_the_bootstrap_authority_queued_has_no_bond_and_is_closed_without_one() {
    let mut w = World::new();
    let (queued, proposal) = w.queue_before(fees(7));
    queued.ok();
    let right = ix::close_proposal(proposal, w.bootstrap, None);
    w.send_all(std::slice::from_ref(&right)).refused(GovernanceError::ProposalOpen);
    w.execute_proposal(&proposal).ok();
    let rich = lamports(&w, &w.bootstrap) + lamports(&w, &proposal);
    refused_unless_as_declared(&mut w, &right).ok();
    assert_eq!(lamports(&w, &w.bootstrap), rich);
}
