//! `lock`.

use {
    super::*,
    crate::{incident::kit::freeze, pool::tamper::*},
    breakwater::{
        errors::{AccessError, EscrowError, PoolError},
        events::TokensLocked,
    },
    breakwater_testkit::client::ix,
    solana_instruction_error::InstructionError::Custom,
};

/// A juror with an empty escrow and tokens beside it.
fn ready(amount: u64) -> (World, Address) {
    let mut w = world();
    let owner = w.wallet_address();
    w.grant(&owner, amount);
    w.open_escrow(&owner).ok();
    (w, owner)
}

fn right(owner: &Address, amount: u64) -> Instruction {
    ix::lock(*owner, pda::associated_token(owner, &GOVERNANCE_MINT), amount)
}

#[test]
fn the_vault_grows_by_exactly_what_is_locked_and_both_ledgers_say_so() {
    let (mut w, owner) = ready(1_000);
    let midnight = i64::from(today(&w) + 1) * DAY;
    for (amount, locked) in [(1, 1), (600, 601), (399, 1_000)] {
        let said = TokensLocked {
            owner,
            amount,
            locked,
            counts_from: midnight,
            at: w.now(),
        };
        w.lock(&owner, amount).emits(said).ok();
        assert_eq!((w.balance(&vault()), purse(&w, &owner)), (locked, 1_000 - locked));
        let (escrow, all) = (w.escrow(&owner), w.voters());
        assert_eq!((escrow.locked.get(), all.locked.get(), all.aged.get()), (locked, locked, 0));
        assert_eq!(escrow.since[(today(&w) + 1) as usize % 32].get(), locked);
        assert_eq!(all.ageing[(today(&w) + 8) as usize % 16].get(), locked);
        w.assert_books();
    }
}

#[test]
fn lock_takes_exactly_what_it_declares() {
    let (mut w, owner) = ready(1_000);
    refused_unless_as_declared(&mut w, &right(&owner, 1_000)).ok();
}

#[test]
fn nothing_is_no_lock_and_nobody_locks_what_they_have_not() {
    let (mut w, owner) = ready(1_000);
    w.lock(&owner, 0).refused(PoolError::ZeroAmount);
    for much in [1_001, u64::MAX] {
        w.lock(&owner, much).refused(PoolError::SourceShort);
    }
}

#[test]
fn a02_only_the_owner_locks_into_an_escrow() {
    let (mut w, owner) = ready(1_000);
    let other = w.juror(5);
    w.grant(&other, 5);
    let mut bad = right(&other, 5);
    bad.accounts[2].pubkey = pda::escrow(&owner);
    w.send_all(&[bad]).refused(AccessError::NotOwner);
}

#[test]
fn only_tokens_of_the_owner_and_of_the_governance_mint_are_locked() {
    let (mut w, owner) = ready(1_000);
    let other = w.wallet_address();
    let theirs = w.grant(&other, 1_000);
    let mut bad = right(&owner, 5);
    bad.accounts[3].pubkey = theirs;
    w.send_all(std::slice::from_ref(&bad)).refused(PoolError::WrongTokenOwner);
    bad.accounts[3].pubkey = w.fund(owner, 1_000);
    w.send_all(&[bad]).refused(PoolError::WrongMint);
}

#[test]
fn a06_tokens_go_into_the_one_vault_of_the_one_electorate() {
    let (mut w, owner) = ready(1_000);
    let own = w.wallet_address();
    w.put_token(own, &GOVERNANCE_MINT, &pda::electorate(), 0);
    for other in [own, pda::vault(&w.pool)] {
        let bad = right(&owner, 5).swapped(&vault(), &other);
        w.send_all(&[bad]).refused(EscrowError::WrongEscrowVault);
    }
    let second = second_electorate(&mut w);
    let bad = right(&owner, 5).swapped(&pda::electorate(), &second);
    w.send_all(&[bad]).refused(EscrowError::WrongElectorate);
}

#[test]
fn a26_frozen_tokens_are_not_locked() {
    let (mut w, owner) = ready(1_000);
    freeze(&mut w, &pda::associated_token(&owner, &GOVERNANCE_MINT));
    w.lock(&owner, 5).refused_by_framework(Custom(17));
}

#[test]
fn a32_a_donation_to_the_vault_weighs_nothing_and_stops_nothing() {
    let (mut w, owner) = ready(1_000);
    w.lock(&owner, 10).ok();
    let (electorate, held) = (pda::electorate(), w.balance(&vault()));
    w.put_token(vault(), &GOVERNANCE_MINT, &electorate, held + 777);
    let before = (w.escrow(&owner).locked.get(), w.voters().locked.get());
    assert_eq!(before, (10, 10));
    w.lock(&owner, 10).ok();
    assert_eq!((w.voters().locked.get(), w.balance(&vault())), (20, 797));
    days(&mut w, 8);
    assert_eq!((w.weight(&owner), size(&w)), (20, 0));
    w.assert_books();
}

#[test]
fn a_vault_that_lacks_a_single_atom_takes_no_lock() {
    let (mut w, owner) = ready(1_000);
    w.lock(&owner, 10).ok();
    let electorate = pda::electorate();
    w.put_token(vault(), &GOVERNANCE_MINT, &electorate, 9);
    w.lock(&owner, 10).refused(EscrowError::EscrowLedgerBroken);
}

#[test]
fn a30_the_largest_numbers_are_refused_and_never_wrap() {
    let (mut w, owner) = ready(u64::MAX);
    w.lock(&owner, u64::MAX - 5).ok();
    w.put_token(vault(), &GOVERNANCE_MINT, &pda::electorate(), 0);
    w.grant(&owner, 1);
    w.lock(&owner, 6).refused(EscrowError::EscrowLedgerBroken);
}

#[test]
fn a_clock_behind_the_last_day_counted_locks_nothing() {
    let (mut w, owner) = ready(1_000);
    w.lock(&owner, 10).ok();
    days(&mut w, -1);
    w.lock(&owner, 10).refused(EscrowError::EscrowClockWentBack);
    // The electorate is on time again, the escrow is not.
    let mut all = w.voters();
    all.rolled_day = today(&w).into();
    w.write(&pda::electorate(), &*all);
    w.lock(&owner, 10).refused(EscrowError::EscrowClockWentBack);
}

#[test]
fn ledgers_that_do_not_add_up_take_no_lock() {
    let (mut w, owner) = ready(1_000);
    w.lock(&owner, 10).ok();
    let (escrow, all) = (w.escrow(&owner), w.voters());
    let mut bad = all.clone();
    bad.aged = 1.into();
    w.write(&pda::electorate(), &*bad);
    w.lock(&owner, 10).refused(EscrowError::EscrowLedgerBroken);
    w.write(&pda::electorate(), &*all);
    type Break = fn(&mut breakwater::state::Escrow);
    let breaks: [Break; 4] = [
        |e| e.old = 1.into(),
        |e| e.unlocking = 1.into(),
        |e| e.unlock_at = 1.into(),
        |e| e.open_ballots = 33,
    ];
    for broken in breaks {
        let mut bad = escrow.clone();
        broken(&mut bad);
        w.write(&pda::escrow(&owner), &*bad);
        w.lock(&owner, 10).refused(EscrowError::EscrowLedgerBroken);
    }
}
