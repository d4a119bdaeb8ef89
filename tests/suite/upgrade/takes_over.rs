//! `initialise` takes the upgrade authority from who signs.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::{
        constants::{PROGRAM_DATA, UPGRADE_AUTHORITY, UPGRADE_BUMP},
        errors::AccessError,
        instructions::config::initialise::InitialiseArgs,
    },
    breakwater_testkit::{client::ix, jurors::GOVERNANCE_MINT, *},
    solana_instruction_error::InstructionError::*,
};

fn right(w: &World) -> Instruction {
    let args = InitialiseArgs {
        bootstrap: w.bootstrap,
        guardian: w.guardian,
        revenue_mint: w.mint,
        revenue_bps: 0,
        fee_bps: 500,
    };
    ix::initialise(w.bootstrap, GOVERNANCE_MINT, args)
}

#[test]
fn a07_the_addresses_of_the_upgrade_authority_and_of_program_data_are_those_that_are_derived() {
    let authority = Address::find_program_address(&[b"upgrade"], &breakwater::ID);
    assert_eq!((UPGRADE_AUTHORITY, UPGRADE_BUMP), authority);
    assert_eq!(PROGRAM_DATA, pda::program_data());
}

#[test]
fn a12_initialise_moves_the_upgrade_authority_to_the_program_and_changes_nothing_else_of_it() {
    let mut w = World::bare();
    let build = this_program();
    let (slot, before) = authority(&w);
    assert_eq!(before, Some(w.bootstrap));
    println!("initialise: {} compute units", w.initialise().ok());
    assert_eq!(authority(&w), (slot, Some(pda::upgrade_authority())));
    assert_eq!(deployed(&w, build.len()), build);
}

#[test]
fn a68_who_could_upgrade_before_initialise_can_do_nothing_to_the_program_after_it() {
    let mut w = World::bare();
    let upload = Upload::new(&mut w, &other_program());
    let (old, data) = (w.bootstrap, pda::program_data());
    w.send_all(&[set_authority(upload.buffer, upload.payer, Some(old))]).ok();
    let upgrade = upgrade_directly(upload.buffer, upload.payer, old);
    // Until then it can: the loader takes this upgrade.
    let mut other = World::bare();
    other.svm = w.svm.clone();
    other.send_all(std::slice::from_ref(&upgrade)).ok();
    w.initialise().ok();
    w.send_all(&[upgrade]).refused_by_framework(IncorrectAuthority);
    w.send_all(&[set_authority(data, old, Some(old))])
        .refused_by_framework(IncorrectAuthority);
    w.send_all(&[set_authority(data, old, None)])
        .refused_by_framework(IncorrectAuthority);
    w.send_all(&[close(data, old, old)]).refused_by_framework(IncorrectAuthority);
    // Nobody signs for the program's own address.
    w.send_all(&[set_authority(data, pda::upgrade_authority(), Some(old)).unsigned(&pda::upgrade_authority())])
        .refused_by_framework(MissingRequiredSignature);
    assert_eq!(authority(&w).1, Some(pda::upgrade_authority()));
}

#[test]
fn a11_the_authority_is_taken_over_once_only() {
    let mut w = World::bare();
    w.initialise().ok();
    w.initialise().refused_by_framework(IN_USE);
    assert_eq!(authority(&w).1, Some(pda::upgrade_authority()));
}

#[test]
fn a12_initialise_that_fails_leaves_the_authority_where_it_was() {
    let mut w = World::bare();
    let stranger = w.wallet_address();
    let by_another = right(&w).swapped(&w.bootstrap, &stranger);
    w.send_all(&[by_another]).refused(AccessError::NotUpgradeAuthority);
    let mut no_fee = right(&w);
    let fee = no_fee.data.len() - 3;
    no_fee.data[fee] = 255;
    w.send_all(&[no_fee]).refused(AccessError::FeeOutOfBounds);
    assert_eq!(authority(&w).1, Some(w.bootstrap));
}

#[test]
fn a20_initialise_gives_the_authority_to_no_other_address_and_calls_no_other_loader() {
    let mut w = World::bare();
    let (right, stranger) = (right(&w), w.wallet_address());
    for (slot, error) in [
        (pda::upgrade_authority(), AccessError::WrongUpgradeAuthority),
        (pda::LOADER, AccessError::WrongLoader),
        (pda::INSTRUCTIONS, AccessError::WrongInstructionsSysvar),
    ] {
        for other in [stranger, pda::TOKEN, breakwater::ID, pda::CLOCK] {
            w.send_all(&[right.swapped(&slot, &other)]).refused(error);
        }
    }
    w.send_all(&[right]).ok();
}
