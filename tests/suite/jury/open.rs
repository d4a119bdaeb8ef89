//! `open_escrow`.

use {
    super::*,
    crate::pool::tamper::*,
    breakwater::{errors::EscrowError, events::EscrowOpened, state::Escrow},
    breakwater_testkit::client::ix,
    solana_instruction_error::InstructionError::*,
};

#[test]
fn an_escrow_starts_empty_and_is_counted() {
    let mut w = world();
    for count in 1..=3 {
        let owner = w.wallet_address();
        let said = EscrowOpened {
            owner,
            escrows: count,
            at: w.now(),
        };
        w.open_escrow(&owner).emits(said).ok();
        let (address, bump) = Address::find_program_address(&[b"escrow", owner.as_ref()], &breakwater::ID);
        assert_eq!(address, pda::escrow(&owner));
        let wanted = Escrow {
            version: 1,
            bump,
            rolled_day: today(&w).into(),
            owner,
            ..bytemuck::Zeroable::zeroed()
        };
        assert_eq!(bytemuck::bytes_of(&*w.escrow(&owner)), bytemuck::bytes_of(&wanted));
        assert_eq!(w.voters().escrows.get(), count);
    }
    w.assert_books();
}

#[test]
fn open_escrow_takes_exactly_what_it_declares() {
    let mut w = world();
    let owner = w.wallet_address();
    refused_unless_as_declared(&mut w, &ix::open_escrow(owner)).ok();
}

#[test]
fn no_escrow_opens_before_the_electorate_exists_or_beside_it() {
    let mut w = World::new();
    let owner = w.wallet_address();
    w.open_escrow(&owner).refused_by_framework(AccountDataTooSmall);
    w.electorate().ok();
    let second = second_electorate(&mut w);
    let bad = ix::open_escrow(owner).swapped(&pda::electorate(), &second);
    w.send_all(&[bad]).refused(EscrowError::WrongElectorate);
}

#[test]
fn one_escrow_per_owner_who_signs_for_it() {
    let mut w = world();
    let (owner, other) = (w.wallet_address(), w.wallet_address());
    w.open_escrow(&owner).ok();
    w.open_escrow(&owner).refused_by_framework(IN_USE);
    let mut bad = ix::open_escrow(other);
    bad.accounts[2].pubkey = pda::escrow(&w.wallet_address());
    w.send_all(&[bad]).refused_by_framework(InvalidSeeds);
    assert_eq!(w.voters().escrows.get(), 1);
}

#[test]
fn a16_lamports_at_the_address_do_not_stop_an_escrow() {
    let mut w = world();
    let owner = w.wallet_address();
    give_lamports(&mut w, &pda::escrow(&owner), 900_000);
    w.open_escrow(&owner).ok();
}

#[test]
fn the_count_of_escrows_never_wraps() {
    let mut w = world();
    let mut all = w.voters();
    all.escrows = u32::MAX.into();
    w.write(&pda::electorate(), &*all);
    let owner = w.wallet_address();
    w.open_escrow(&owner).refused(EscrowError::EscrowLedgerBroken);
}
