//! Ledgers of proposals and votes that do not add up move nothing.

use {
    super::kit::*,
    crate::pool::tamper::write_proposal,
    breakwater::{
        errors::{EscrowError, GovernanceError},
        state::{Dao, Proposal},
    },
    breakwater_testkit::{
        client::ix,
        governance::{ABSTAIN, AGAINST, FOR},
        jurors::GOVERNANCE_MINT,
        *,
    },
};

/// Spoils a proposal.
type Change = fn(&mut Proposal);

fn broken(w: &mut World, change: impl Fn(&mut Dao)) {
    let mut dao = w.dao();
    change(&mut dao);
    w.write(&pda::dao(), &*dao);
}

#[test]
fn a30_no_proposal_is_made_when_the_sums_of_the_members_account_would_not_fit() {
    let changes: [fn(&mut Dao); 2] = [|dao| dao.open = u32::MAX.into(), |dao| dao.bonds = u64::MAX.into()];
    for change in changes {
        let mut w = World::new();
        let members = ten(&mut w);
        broken(&mut w, change);
        let (outcome, _) = w.propose(&members[0], fees(7));
        outcome.refused(GovernanceError::DaoLedgerBroken);
    }
}

#[test]
fn inv01_no_proposal_is_made_while_the_vault_has_less_than_the_bonds() {
    let mut w = World::new();
    let members = ten(&mut w);
    broken(&mut w, |dao| dao.bonds = 1.into());
    let (outcome, _) = w.propose(&members[0], fees(7));
    outcome.refused(GovernanceError::DaoLedgerBroken);
}

#[test]
fn a30_no_vote_is_cast_when_its_proposal_could_not_count_it() {
    let changes: [(u8, Change); 5] = [
        (FOR, |p| p.yes = u64::MAX),
        (AGAINST, |p| p.no = u64::MAX),
        (ABSTAIN, |p| p.abstain = u64::MAX),
        (FOR, |p| p.voters = u32::MAX),
        (FOR, |p| p.open_votes = u32::MAX),
    ];
    for (choice, change) in changes {
        let mut w = World::new();
        let members = ten(&mut w);
        let proposal = proposed(&mut w, &members[0], fees(7));
        let mut of = w.proposal(&proposal);
        change(&mut of);
        write_proposal(&mut w, &proposal, &of);
        w.cast(&proposal, &members[1], choice).refused(GovernanceError::DaoLedgerBroken);
    }
}

#[test]
fn no_vote_is_closed_that_proposal_or_escrow_do_not_know() {
    let mut w = World::new();
    let members = ten(&mut w);
    let proposal = voted(&mut w, &members[0], fees(7), &[(members[1], FOR)]);
    let (base, mut of) = (w.svm.clone(), w.proposal(&proposal));
    of.open_votes = 0;
    write_proposal(&mut w, &proposal, &of);
    w.close_vote(&proposal, &members[1]).refused(GovernanceError::DaoLedgerBroken);
    w.svm = base;
    let mut escrow = w.escrow(&members[1]);
    escrow.open_votes = 0;
    w.write(&pda::escrow(&members[1]), &*escrow);
    w.close_vote(&proposal, &members[1]).refused(EscrowError::EscrowLedgerBroken);
}

#[test]
fn inv01_no_proposal_is_closed_that_the_members_account_does_not_know() {
    let changes: [fn(&mut Dao); 2] = [|dao| dao.open = 0.into(), |dao| dao.bonds = 0.into()];
    for change in changes {
        let mut w = World::new();
        let members = ten(&mut w);
        let proposal = voted(&mut w, &members[0], fees(7), &[]);
        w.count(&proposal).ok();
        w.open_purse_of(GOVERNANCE_MINT);
        broken(&mut w, change);
        w.send_all(&[ix::close_rejected(proposal, members[0], GOVERNANCE_MINT)])
            .refused(GovernanceError::DaoLedgerBroken);
    }
}
