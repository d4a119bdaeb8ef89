//! What the tests of proposals and votes start from.

use {
    breakwater::state::{Action, ProposalState},
    breakwater_testkit::{governance::FOR, *},
};

/// One governance token, atoms.
pub const TOKEN: u64 = 1_000_000_000;
/// What a member has who matters: a twentieth of all governance tokens.
pub const STAKE: u64 = 100_000 * TOKEN;
/// One hour.
pub const HOUR: i64 = 3_600;

/// An action that is about nothing else: the fee.
pub fn fees(fee_bps: u16) -> Action {
    Action::SetFees { fee_bps, revenue_bps: 0 }
}

/// Members who have locked so many atoms each, long enough ago, and nobody else governs. Of nothing an empty escrow.
pub fn seated<const N: usize>(w: &mut World, amounts: [u64; N]) -> [Address; N] {
    if w.svm.get_account(&pda::electorate()).is_none() {
        w.electorate().ok();
    }
    let members = amounts.map(|amount| {
        let owner = w.wallet_address();
        if amount == 0 {
            w.open_escrow(&owner).ok();
        } else {
            w.with_escrow(&owner, amount);
        }
        owner
    });
    w.advance(16 * DAY);
    w.end_bootstrap();
    members
}

/// Ten members of the same weight.
pub fn ten(w: &mut World) -> [Address; 10] {
    seated(w, [STAKE; 10])
}

/// The first of them proposes an action.
#[track_caller]
pub fn proposed(w: &mut World, by: &Address, action: Action) -> Address {
    let (outcome, proposal) = w.propose(by, action);
    outcome.ok();
    proposal
}

/// An action is proposed and voted on like this; the clock stands at the end of the vote, nothing is counted.
#[track_caller]
pub fn voted(w: &mut World, by: &Address, action: Action, votes: &[(Address, u8)]) -> Address {
    let proposal = proposed(w, by, action);
    for (member, choice) in votes {
        w.cast(&proposal, member, *choice).ok();
    }
    w.set_time(w.proposal(&proposal).vote_until);
    proposal
}

/// These members want an action: it is counted and waits. The clock stands at the end of the vote.
#[track_caller]
pub fn wanted(w: &mut World, members: &[Address], action: Action) -> Address {
    let votes: Vec<_> = members.iter().map(|member| (*member, FOR)).collect();
    let proposal = voted(w, &members[0], action, &votes);
    w.count(&proposal).ok();
    assert_eq!(w.proposal(&proposal).state, ProposalState::Queued);
    proposal
}

/// As [`wanted`]; the clock stands at the first second in which it can be executed.
#[track_caller]
pub fn due(w: &mut World, members: &[Address], action: Action) -> Address {
    let proposal = wanted(w, members, action);
    w.set_time(w.proposal(&proposal).eta);
    proposal
}

/// How a vote ends: counted, its state and whether its bond goes back; the world is as before.
#[track_caller]
pub fn outcome(w: &mut World, by: &Address, votes: &[(Address, u8)]) -> (ProposalState, bool) {
    let base = w.svm.clone();
    let proposal = voted(w, by, fees(7), votes);
    w.count(&proposal).ok();
    let of = w.proposal(&proposal);
    w.svm = base;
    (of.state, of.bond_back)
}

/// Lamports at an address.
pub fn lamports(w: &World, address: &Address) -> u64 {
    w.svm.get_balance(address).unwrap_or(0)
}
