//! What the tests of the guardian start from.

use {
    breakwater::state::{Action, ProposalState},
    breakwater_testkit::{governance::FOR, *},
};

/// One hour.
pub const HOUR: i64 = 3_600;
/// How long a pause lasts, and the rest after two of them.
pub const PAUSE: i64 = 6 * HOUR;
/// In so long there are three pauses at most.
pub const WEEK: i64 = 7 * DAY;

/// An action that is about nothing else: the fee.
pub fn fees(fee_bps: u16) -> Action {
    Action::SetFees { fee_bps, revenue_bps: 0 }
}

/// The bootstrap authority queues an action now; gives its proposal.
#[track_caller]
pub fn queued(w: &mut World, action: Action) -> Address {
    let (outcome, proposal) = w.queue(action);
    outcome.ok();
    proposal
}

/// Five members have locked what decides, long enough ago, and nobody else governs.
pub fn members(w: &mut World) -> [Address; 5] {
    if w.svm.get_account(&pda::electorate()).is_none() {
        w.electorate().ok();
    }
    let members = [(); 5].map(|()| w.juror(100_000_000_000_000));
    w.advance(16 * DAY);
    w.end_bootstrap();
    members
}

/// These members vote for an action until it is queued; the clock stands at the end of their vote.
#[track_caller]
pub fn wanted(w: &mut World, members: &[Address], action: Action) -> Address {
    let (proposed, proposal) = w.propose(&members[0], action);
    proposed.ok();
    for member in members {
        w.cast(&proposal, member, FOR).ok();
    }
    w.set_time(w.proposal(&proposal).vote_until);
    w.count(&proposal).ok();
    assert_eq!(w.proposal(&proposal).state, ProposalState::Queued);
    proposal
}

/// Whether new business is paused now, told by a deposit.
#[track_caller]
pub fn is_paused(w: &mut World, underwriter: &Address) -> bool {
    let base = w.svm.clone();
    let outcome = w.deposit(underwriter, SENIOR, USDC);
    let name = outcome.name();
    w.svm = base;
    assert!(["ok", "AccessError::Paused"].contains(&name.as_str()), "{name}");
    name != "ok"
}

/// The guardian lifts the pause.
pub fn lift(w: &mut World) -> Outcome {
    let guardian = w.guardian;
    lift_by(w, guardian)
}

/// Somebody lifts the pause.
pub fn lift_by(w: &mut World, sender: Address) -> Outcome {
    w.send("lift_pause", client::ix::lift_pause(sender))
}
