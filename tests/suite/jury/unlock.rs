//! `unlock`.

use {
    super::*,
    crate::{incident::kit::freeze, pool::tamper::*},
    breakwater::{
        constants::MAX_VOTES,
        errors::{AccessError, EscrowError, PoolError},
        events::TokensUnlocked,
    },
    breakwater_testkit::client::ix,
};

/// A juror whose notice on 300 of 1,000 is over.
fn ready() -> (World, Address) {
    let (mut w, owner) = one(1_000);
    w.request_unlock(&owner, 300).ok();
    w.advance(NOTICE);
    (w, owner)
}

fn right(owner: &Address) -> Instruction {
    ix::unlock(*owner, pda::associated_token(owner, &GOVERNANCE_MINT))
}

#[test]
fn the_vault_falls_by_exactly_what_was_under_notice() {
    let (mut w, owner) = ready();
    let said = TokensUnlocked {
        owner,
        amount: 300,
        at: w.now(),
    };
    w.unlock(&owner).emits(said).ok();
    assert_eq!((w.balance(&vault()), purse(&w, &owner)), (700, 300));
    let (escrow, all) = (w.escrow(&owner), w.voters());
    assert_eq!((escrow.locked.get(), escrow.unlocking.get(), escrow.unlock_at.get()), (700, 0, 0));
    assert_eq!((all.locked.get(), all.unlocking.get()), (700, 0));
    w.assert_books();
}

#[test]
fn unlock_takes_exactly_what_it_declares() {
    let (mut w, owner) = ready();
    refused_unless_as_declared(&mut w, &right(&owner)).ok();
}

#[test]
fn the_notice_runs_seven_days_to_the_second() {
    let (mut w, owner) = one(1_000);
    w.unlock(&owner).refused(EscrowError::NothingUnlocking);
    w.request_unlock(&owner, 300).ok();
    w.unlock(&owner).refused(EscrowError::NoticeRunning);
    w.advance(NOTICE - 1);
    w.unlock(&owner).refused(EscrowError::NoticeRunning);
    w.advance(1);
    w.unlock(&owner).ok();
}

#[test]
fn a46_what_has_left_does_not_leave_twice() {
    let (mut w, owner) = ready();
    let unlock = right(&owner);
    w.send_all(&[unlock.clone(), unlock]).refused(EscrowError::NothingUnlocking);
    w.unlock(&owner).ok();
    w.unlock(&owner).refused(EscrowError::NothingUnlocking);
    assert_eq!(purse(&w, &owner), 300);
}

#[test]
fn inv11_nothing_leaves_while_a_ballot_is_open() {
    let (mut w, owner) = ready();
    let empty = w.escrow(&owner);
    for ballots in [1, 2, 31, 32] {
        let mut escrow = empty.clone();
        for _ in 0..ballots {
            escrow.open_ballot(0).expect("a ballot");
        }
        w.write(&pda::escrow(&owner), &*escrow);
        w.unlock(&owner).refused(EscrowError::BallotsOpen);
        days(&mut w, 30);
        w.unlock(&owner).refused(EscrowError::BallotsOpen);
        w.close_escrow(&owner).refused(EscrowError::BallotsOpen);
    }
    let mut escrow = w.escrow(&owner);
    assert_eq!(escrow.open_ballot(0), Err(EscrowError::TooManyBallots.into()));
    for _ in 0..32 {
        escrow.settle_ballot(0).expect("a ballot");
    }
    assert_eq!(escrow.settle_ballot(0), Err(EscrowError::EscrowLedgerBroken.into()));
    w.write(&pda::escrow(&owner), &*escrow);
    w.unlock(&owner).ok();
}

#[test]
fn nothing_leaves_while_a_vote_is_open() {
    let (mut w, owner) = ready();
    let empty = w.escrow(&owner);
    for votes in [1, 2, MAX_VOTES] {
        let mut escrow = empty.clone();
        for _ in 0..votes {
            escrow.open_vote().expect("a vote");
        }
        w.write(&pda::escrow(&owner), &*escrow);
        w.unlock(&owner).refused(EscrowError::VotesOpen);
        days(&mut w, 30);
        w.unlock(&owner).refused(EscrowError::VotesOpen);
        w.close_escrow(&owner).refused(EscrowError::VotesOpen);
        for _ in 0..votes {
            escrow.close_vote().expect("a vote");
        }
        assert_eq!(escrow.close_vote(), Err(EscrowError::EscrowLedgerBroken.into()));
        w.write(&pda::escrow(&owner), &*escrow);
    }
    w.unlock(&owner).ok();
}

#[test]
fn a02_only_the_owner_takes_tokens_and_only_to_an_account_of_theirs() {
    let (mut w, owner) = ready();
    let thief = w.juror(5);
    let purse_of_thief = pda::associated_token(&thief, &GOVERNANCE_MINT);
    let bad = right(&owner).swapped(&owner, &thief);
    w.send_all(&[bad]).refused(AccessError::NotOwner);
    let mut bad = right(&owner);
    bad.accounts[3].pubkey = purse_of_thief;
    w.send_all(std::slice::from_ref(&bad)).refused(PoolError::WrongTokenOwner);
    bad.accounts[3].pubkey = w.fund(owner, 0);
    w.send_all(&[bad]).refused(PoolError::WrongMint);
    freeze(&mut w, &pda::associated_token(&owner, &GOVERNANCE_MINT));
    w.unlock(&owner).refused(PoolError::DestinationFrozen);
    // Any account of the owner will do.
    let other = w.wallet_address();
    w.put_token(other, &GOVERNANCE_MINT, &owner, 1);
    w.send_all(&[ix::unlock(owner, other)]).ok();
    assert_eq!(w.balance(&other), 301);
}

#[test]
fn a06_tokens_come_out_of_the_one_vault_of_the_one_electorate() {
    let (mut w, owner) = ready();
    let own = w.wallet_address();
    w.put_token(own, &GOVERNANCE_MINT, &pda::electorate(), 1_000);
    let bad = right(&owner).swapped(&vault(), &own);
    w.send_all(&[bad]).refused(EscrowError::WrongEscrowVault);
    let second = second_electorate(&mut w);
    let bad = right(&owner).swapped(&pda::electorate(), &second);
    w.send_all(&[bad]).refused(EscrowError::WrongElectorate);
}

#[test]
fn ledgers_that_do_not_add_up_pay_nothing_out() {
    let (mut w, owner) = ready();
    let (escrow, all) = (w.escrow(&owner), w.voters());
    let mut bad = all.clone();
    bad.unlocking = 299.into();
    w.write(&pda::electorate(), &*bad);
    w.unlock(&owner).refused(EscrowError::EscrowLedgerBroken);
    w.write(&pda::electorate(), &*all);
    let mut bad = escrow.clone();
    bad.old = 1.into();
    w.write(&pda::escrow(&owner), &*bad);
    w.unlock(&owner).refused(EscrowError::EscrowLedgerBroken);
    w.write(&pda::escrow(&owner), &*escrow);
    // Others' tokens are not there: nobody takes theirs at the cost of those who stay.
    let held = w.balance(&vault());
    w.put_token(vault(), &GOVERNANCE_MINT, &pda::electorate(), held - 1);
    w.unlock(&owner).refused(EscrowError::EscrowLedgerBroken);
}
