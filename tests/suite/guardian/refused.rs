//! What the five instructions of guardian and bootstrap authority declare, and their account constraints.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::{
        errors::{AccessError, GovernanceError},
        state::Action,
    },
    breakwater_testkit::{client::ix, *},
    solana_instruction_error::InstructionError::*,
};

/// Another address for an account that is derived.
const ELSEWHERE: Address = Address::new_from_array([0x77; 32]);

#[test]
fn pause_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let pause = ix::pause(w.guardian);
    refused_unless_as_declared(&mut w, &pause).ok();
}

#[test]
fn lift_pause_takes_exactly_what_it_declares() {
    let mut w = World::new();
    w.pause().ok();
    let lift = ix::lift_pause(w.guardian);
    refused_unless_as_declared(&mut w, &lift).ok();
}

#[test]
fn cancel_proposal_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let proposal = queued(&mut w, fees(7));
    let hash = w.proposal(&proposal).hash;
    let cancel = ix::cancel_proposal(w.guardian, proposal, hash);
    w.send_all(&[cancel.swapped(&pda::veto(&hash), &ELSEWHERE)])
        .refused_by_framework(InvalidSeeds);
    refused_unless_as_declared(&mut w, &cancel).ok();
}

#[test]
fn accept_bootstrap_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let named = w.wallet_address();
    w.enact(Action::NameBootstrap { bootstrap: named }).ok();
    let accept = ix::accept_bootstrap(named);
    refused_unless_as_declared(&mut w, &accept).ok();
}

#[test]
fn queue_action_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let queue = w.queueing(fees(7));
    w.send_all(&[queue.swapped(&w.next_proposal(), &ELSEWHERE)])
        .refused_by_framework(InvalidSeeds);
    let copy = copy_owned_by(&mut w, &pda::dao(), breakwater::ID);
    w.send_all(&[queue.swapped(&pda::dao(), &copy)]).refused(GovernanceError::WrongDao);
    refused_unless_as_declared(&mut w, &queue).ok();
}

#[test]
fn a01_what_an_action_is_about_is_an_account_of_this_program_and_of_its_kind() {
    let mut w = World::new();
    w.seat_court();
    let product = w.product_from(&DepegSpec::default());
    let (pool, court, watch) = (w.pool, pda::court(&w.pool), pda::watch(&product));
    for (action, slot) in [
        (Action::RetirePool { pool }, pool),
        (Action::RetireProduct { product }, product),
        (Action::RetireProduct { product }, watch),
        (
            Action::SetCourt {
                court,
                parameters: courts::court_args(),
            },
            court,
        ),
    ] {
        let right = w.queueing(action);
        let foreign = copy_owned_by(&mut w, &slot, ATTACKER);
        w.send_all(&[right.swapped(&slot, &foreign)]).refused_by_framework(IllegalOwner);
        let other_type = copy_owned_by(&mut w, &slot, breakwater::ID);
        w.svm
            .set_account(other_type, {
                let mut account = w.svm.get_account(&other_type).expect("the copy");
                account.data[..8].fill(0x11);
                account
            })
            .expect("an account");
        w.send_all(&[right.swapped(&slot, &other_type)])
            .refused_by_framework(InvalidAccountData);
        if slot != watch {
            // The same bytes at another address, or nothing, are not what the action names.
            let other = copy_owned_by(&mut w, &slot, breakwater::ID);
            for wrong in [other, breakwater::ID] {
                w.send_all(&[right.swapped(&slot, &wrong)]).refused(GovernanceError::OtherSubject);
            }
        }
        w.send_all(&[right]).ok();
    }
}

#[test]
fn a05_no_instruction_of_the_guardian_takes_another_configuration() {
    let mut w = World::new();
    let (proposal, named) = (queued(&mut w, fees(7)), w.wallet_address());
    let hash = w.proposal(&proposal).hash;
    // A copy in which the attacker is guardian, bootstrap authority and named.
    let copy = copy_owned_by(&mut w, &pda::config(), breakwater::ID);
    let mut forged = w.config();
    (forged.guardian, forged.bootstrap, forged.pending_bootstrap) = (named, named, named);
    w.write(&copy, &*forged);
    for instruction in [
        ix::pause(named),
        ix::lift_pause(named),
        ix::cancel_proposal(named, proposal, hash),
        ix::accept_bootstrap(named),
        ix::queue_action(named, w.dao().proposals.get(), w.about(&fees(7)), fees(7)),
    ] {
        w.send_all(&[instruction.swapped(&pda::config(), &copy)])
            .refused(AccessError::WrongConfig);
    }
}
