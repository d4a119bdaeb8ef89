//! An action is cancelled once: its repeat is not, for a year.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::{
        errors::{AccessError, GovernanceError},
        events::VetoClosed,
        state::{ProposalState, Veto},
    },
    breakwater_testkit::{client::ix, *},
};

const YEAR: i64 = 365 * DAY;

/// Queued a day ago by the bootstrap authority, whom this world keeps.
#[track_caller]
fn queued_before(w: &mut World, fee_bps: u16) -> Address {
    let (outcome, proposal) = w.queue_before(fees(fee_bps));
    outcome.ok();
    proposal
}

/// An action was cancelled; gives its hash.
#[track_caller]
fn cancelled(w: &mut World, fee_bps: u16) -> [u8; 32] {
    let proposal = queued_before(w, fee_bps);
    w.cancel_proposal(&proposal).ok();
    w.proposal(&proposal).hash
}

/// Refused because there is a veto, and executed when its time has come.
#[track_caller]
fn prevails(w: &mut World, proposal: &Address, fee_bps: u16) {
    w.cancel_proposal(proposal).refused(GovernanceError::CancelledBefore);
    w.set_time(w.proposal(proposal).eta);
    w.cancel_proposal(proposal).refused(GovernanceError::CancelledBefore);
    w.execute_proposal(proposal).ok();
    assert_eq!(w.config().fee_bps.get(), fee_bps);
}

#[test]
fn a67_the_bootstrap_authority_repeats_an_action_and_it_cannot_be_cancelled_again() {
    let mut w = World::new();
    let hash = cancelled(&mut w, 7);
    let veto = w.read::<Veto>(&pda::veto(&hash));
    assert_eq!((veto.hash, veto.rent_payer, veto.at.get()), (hash, w.guardian, w.now()));
    w.advance(1);
    let repeat = queued(&mut w, fees(7));
    assert_eq!(w.proposal(&repeat).hash, hash);
    prevails(&mut w, &repeat, 7);
}

#[test]
fn a67_the_members_repeat_what_the_guardian_cancelled_and_it_cannot_be_cancelled_again() {
    let mut w = World::new();
    let hash = cancelled(&mut w, 7);
    let members = members(&mut w);
    let repeat = wanted(&mut w, &members, fees(7));
    assert_eq!(w.proposal(&repeat).hash, hash, "whoever proposes it");
    prevails(&mut w, &repeat, 7);
}

#[test]
fn a67_the_members_repeat_their_own_proposal_and_it_cannot_be_cancelled_again() {
    let mut w = World::new();
    let members = members(&mut w);
    let first = wanted(&mut w, &members, fees(8));
    w.cancel_proposal(&first).ok();
    w.advance(1);
    let repeat = wanted(&mut w, &members, fees(8));
    prevails(&mut w, &repeat, 8);
}

#[test]
fn a67_ten_copies_of_one_action_that_wait_together_are_all_cancelled_and_only_what_is_made_after_that_prevails() {
    let mut w = World::new();
    let copies = [(); 10].map(|()| queued(&mut w, fees(7)));
    w.advance(HOUR);
    // One more in the very second of the first cancellation, before it and after it.
    let before = queued(&mut w, fees(7));
    w.cancel_proposal(&copies[0]).ok();
    let after = queued(&mut w, fees(7));
    let veto = w.read::<Veto>(&pda::veto(&w.proposal(&after).hash));
    w.advance(1);
    let repeat = queued(&mut w, fees(7));
    for copy in copies[1..].iter().chain([&before, &after]) {
        w.cancel_proposal(copy).ok();
        w.advance(HOUR);
    }
    // The year is counted from the first cancellation, and the first guardian's rent stays theirs.
    let now = w.read::<Veto>(&pda::veto(&w.proposal(&repeat).hash));
    assert_eq!(bytemuck::bytes_of(&*now), bytemuck::bytes_of(&*veto));
    prevails(&mut w, &repeat, 7);
    for copy in copies {
        w.execute_proposal(&copy).refused(GovernanceError::NotQueued);
    }
}

#[test]
fn a67_a_copy_of_the_members_that_was_put_to_the_vote_before_the_cancellation_is_cancelled_too() {
    let mut w = World::new();
    let members = members(&mut w);
    let (proposed, copy) = w.propose(&members[0], fees(8));
    proposed.ok();
    let first = {
        let (proposed, first) = w.propose(&members[1], fees(8));
        proposed.ok();
        first
    };
    for member in &members {
        for proposal in [&first, &copy] {
            w.cast(proposal, member, governance::FOR).ok();
        }
    }
    w.set_time(w.proposal(&first).vote_until);
    for proposal in [&first, &copy] {
        w.count(proposal).ok();
        w.cancel_proposal(proposal).ok();
    }
    w.advance(1);
    let repeat = wanted(&mut w, &members, fees(8));
    prevails(&mut w, &repeat, 8);
}

#[test]
fn a67_another_guardian_cannot_cancel_it_either() {
    let mut w = World::new();
    cancelled(&mut w, 7);
    let new = w.wallet_address();
    w.enact(breakwater::state::Action::NameGuardian { guardian: new }).ok();
    w.guardian = new;
    w.advance(1);
    let repeat = queued(&mut w, fees(7));
    prevails(&mut w, &repeat, 7);
}

#[test]
fn a67_an_action_that_was_changed_is_another_and_can_be_cancelled() {
    let mut w = World::new();
    let hash = cancelled(&mut w, 7);
    let other = cancelled(&mut w, 8);
    assert_ne!(hash, other);
    // With the other's veto in its place it is refused: the address follows from the proposal's own hash.
    let third = queued_before(&mut w, 9);
    let own = w.proposal(&third).hash;
    for wrong in [pda::veto(&hash), pda::veto(&[9; 32])] {
        let cancel = ix::cancel_proposal(w.guardian, third, own).swapped(&pda::veto(&own), &wrong);
        w.send_all(&[cancel]).refused_somehow();
    }
    w.cancel_proposal(&third).ok();
}

#[test]
fn a67_a_veto_is_closed_after_a_year_by_anyone_and_its_rent_goes_to_the_guardian_who_paid_it() {
    let mut w = World::new();
    let start = w.now();
    let (hash, payer) = (cancelled(&mut w, 7), w.guardian);
    // Who was guardian then gets it, whoever is now.
    let new = w.wallet_address();
    w.enact(breakwater::state::Action::NameGuardian { guardian: new }).ok();
    let close = ix::close_veto(hash, payer);
    for after in [0, 1, YEAR - 1] {
        w.set_time(start + after);
        w.send_all(std::slice::from_ref(&close)).refused(GovernanceError::VetoYoung);
    }
    w.set_time(start + YEAR);
    for other in [new, w.bootstrap, w.keeper] {
        w.send_all(&[ix::close_veto(hash, other)]).refused(AccessError::WrongRentPayer);
    }
    let rich = w.svm.get_balance(&payer).zip(w.svm.get_balance(&pda::veto(&hash)));
    let said = VetoClosed { hash, at: w.now() };
    w.send("close_veto", close.clone()).emits(said).ok();
    assert_eq!(w.svm.get_balance(&payer), rich.map(|(wallet, rent)| wallet + rent));
    assert!(w.svm.get_account(&pda::veto(&hash)).is_none_or(|account| account.lamports == 0));
    w.send_all(&[close]).refused_somehow();
}

#[test]
fn a67_while_the_veto_stands_the_repeat_is_safe_and_when_it_is_closed_the_action_can_be_cancelled_again() {
    let mut w = World::new();
    let start = w.now();
    let hash = cancelled(&mut w, 7);
    w.set_time(start + YEAR);
    let repeat = queued_before(&mut w, 7);
    // A veto of a year counts until somebody closes it.
    w.cancel_proposal(&repeat).refused(GovernanceError::CancelledBefore);
    w.send_all(&[ix::close_veto(hash, w.guardian)]).ok();
    w.cancel_proposal(&repeat).ok();
    assert_eq!(w.proposal(&repeat).state, ProposalState::Cancelled);
    // And that is once again.
    w.advance(DAY + 1);
    let again = queued_before(&mut w, 7);
    prevails(&mut w, &again, 7);
}

/// As much as an empty account must have, more, and more than the veto needs.
#[test]
fn a16_lamports_at_the_vetos_address_do_not_stop_the_guardian() {
    for lamports in [890_880, 1_000_000, 2_000_000_000] {
        let mut w = World::new();
        let proposal = queued(&mut w, fees(7));
        let hash = w.proposal(&proposal).hash;
        give_lamports(&mut w, &pda::veto(&hash), lamports);
        w.cancel_proposal(&proposal).ok();
        assert_eq!(w.read::<Veto>(&pda::veto(&hash)).hash, hash);
        w.advance(YEAR);
        w.send_all(&[ix::close_veto(hash, w.guardian)]).ok();
    }
}

#[test]
fn close_veto_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let hash = cancelled(&mut w, 7);
    w.advance(YEAR);
    let close = ix::close_veto(hash, w.guardian);
    refused_unless_as_declared(&mut w, &close).ok();
}
