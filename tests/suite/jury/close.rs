//! `close_escrow`.

use {
    super::*,
    crate::pool::tamper::*,
    breakwater::{
        errors::{AccessError, EscrowError},
        events::EscrowClosed,
    },
    breakwater_testkit::client::ix,
    solana_instruction_error::InstructionError::AccountDataTooSmall,
};

#[test]
fn inv20_the_rent_goes_back_to_the_owner_and_the_escrow_counts_no_longer() {
    let mut w = world();
    let (owner, _other) = (w.wallet_address(), w.juror(5));
    let before = w.svm.get_balance(&owner).expect("a wallet");
    w.open_escrow(&owner).ok();
    let escrow = pda::escrow(&owner);
    assert_eq!(
        w.svm.get_balance(&owner),
        Some(before - w.svm.minimum_balance_for_rent_exemption(432))
    );
    give_lamports(&mut w, &escrow, 12_345);
    let said = EscrowClosed {
        owner,
        escrows: 1,
        at: w.now(),
    };
    w.close_escrow(&owner).emits(said).ok();
    assert_eq!(w.svm.get_balance(&owner), Some(before + 12_345));
    assert!(w.svm.get_account(&escrow).is_none_or(|a| a.lamports == 0 && a.data.is_empty()));
    w.assert_books();
}

#[test]
fn close_escrow_takes_exactly_what_it_declares() {
    let mut w = world();
    let owner = w.wallet_address();
    w.open_escrow(&owner).ok();
    refused_unless_as_declared(&mut w, &ix::close_escrow(owner)).ok();
}

#[test]
fn a18_nobody_closes_the_escrow_of_another() {
    let mut w = world();
    let (owner, thief) = (w.wallet_address(), w.wallet_address());
    w.open_escrow(&owner).ok();
    w.open_escrow(&thief).ok();
    let bad = ix::close_escrow(owner).swapped(&owner, &thief);
    w.send_all(&[bad]).refused(AccessError::NotOwner);
    let second = second_electorate(&mut w);
    let bad = ix::close_escrow(owner).swapped(&pda::electorate(), &second);
    w.send_all(&[bad]).refused(EscrowError::WrongElectorate);
}

#[test]
fn a18_an_escrow_with_tokens_or_ballots_stays() {
    let (mut w, owner) = one(1_000);
    w.close_escrow(&owner).refused(EscrowError::EscrowNotEmpty);
    w.request_unlock(&owner, 1_000).ok();
    w.close_escrow(&owner).refused(EscrowError::EscrowNotEmpty);
    w.advance(NOTICE);
    w.close_escrow(&owner).refused(EscrowError::EscrowNotEmpty);
    w.unlock(&owner).ok();
    let mut escrow = w.escrow(&owner);
    escrow.open_ballot(0).expect("a ballot");
    w.write(&pda::escrow(&owner), &*escrow);
    w.close_escrow(&owner).refused(EscrowError::BallotsOpen);
    escrow.settle_ballot(0).expect("a ballot");
    escrow.open_vote().expect("a vote");
    w.write(&pda::escrow(&owner), &*escrow);
    w.close_escrow(&owner).refused(EscrowError::VotesOpen);
    escrow.close_vote().expect("a vote");
    w.write(&pda::escrow(&owner), &*escrow);
    w.close_escrow(&owner).ok();
    assert_eq!(w.voters().escrows.get(), 0);
}

#[test]
fn a13_a_closed_escrow_cannot_be_revived_with_lamports() {
    let mut w = world();
    let owner = w.wallet_address();
    w.open_escrow(&owner).ok();
    let source = w.grant(&owner, 10);
    let (close, lock) = (ix::close_escrow(owner), ix::lock(owner, source, 10));
    let refund = pay_lamports(&owner, &pda::escrow(&owner), 10_000_000);
    w.send_all(&[close.clone(), refund, lock.clone()])
        .refused_by_framework(AccountDataTooSmall);
    w.send_all(&[close.clone(), lock]).refused_by_framework(AccountDataTooSmall);
    w.send_all(&[close.clone(), close]).refused_by_framework(AccountDataTooSmall);
}

#[test]
fn a11_an_escrow_opened_again_in_the_same_transaction_is_a_new_one() {
    let (mut w, owner) = one(1_000);
    w.request_unlock(&owner, 1_000).ok();
    w.advance(NOTICE);
    w.unlock(&owner).ok();
    w.send_all(&[ix::close_escrow(owner), ix::open_escrow(owner)]).ok();
    assert_eq!((w.escrow(&owner).locked.get(), w.voters().escrows.get()), (0, 1));
    w.assert_books();
}

#[test]
fn the_count_of_escrows_never_wraps_below_nothing() {
    let mut w = world();
    let owner = w.wallet_address();
    w.open_escrow(&owner).ok();
    let mut all = w.voters();
    all.escrows = 0.into();
    w.write(&pda::electorate(), &*all);
    w.close_escrow(&owner).refused(EscrowError::EscrowLedgerBroken);
}
