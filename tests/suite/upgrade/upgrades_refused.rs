//! `upgrade_program`: what it refuses.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::errors::AccessError,
    breakwater_testkit::{
        client::{ix, pda::LOADER},
        *,
    },
    solana_instruction_error::InstructionError::*,
};

/// A world with a build that may be upgraded to.
fn ready() -> (World, Upload, Instruction) {
    let mut w = World::new();
    let upload = Upload::handed_over(&mut w, &other_program());
    let upgrade = upload.upgrade(&w);
    (w, upload, upgrade)
}

#[test]
fn a79_bytes_that_were_not_decided_on_are_refused() {
    let (mut w, upload, right) = ready();
    for byte in [8, 8 + 31] {
        let mut wrong = right.clone();
        wrong.data[byte] ^= 1;
        w.send_all(&[wrong]).refused(AccessError::WrongBuild);
    }
    // One byte more or less is another build.
    for build in [[other_program(), vec![0]].concat(), other_program()[..135].to_vec(), vec![]] {
        let other = Upload::handed_over(&mut w, &build);
        w.send_all(&[right.swapped(&upload.buffer, &other.buffer)])
            .refused(AccessError::WrongBuild);
    }
    w.send_all(&[right]).ok();
}

#[test]
fn a79_a_buffer_that_was_changed_after_the_decision_is_refused_and_one_in_the_programs_hands_cannot_be_changed() {
    let mut w = World::new();
    let upload = Upload::new(&mut w, &other_program());
    let right = upload.upgrade(&w);
    w.send_all(&[write(upload.buffer, upload.payer, 124, &[7])]).ok();
    w.send_all(&[upload.hand_over(), right.clone()]).refused(AccessError::WrongBuild);
    w.send_all(&[write(upload.buffer, upload.payer, 124, &[0x92])]).ok();
    w.send_all(&[upload.hand_over()]).ok();
    w.send_all(&[write(upload.buffer, upload.payer, 124, &[7])])
        .refused_by_framework(IncorrectAuthority);
    let mut taken = close(upload.buffer, upload.payer, upload.payer);
    taken.accounts.pop();
    w.send_all(&[taken]).refused_by_framework(IncorrectAuthority);
    w.send_all(&[right]).ok();
}

#[test]
fn a79_a_buffer_with_another_authority_is_refused() {
    let mut w = World::new();
    let upload = Upload::new(&mut w, &other_program());
    let right = upload.upgrade(&w);
    w.send_all(std::slice::from_ref(&right)).refused(AccessError::BufferNotHandedOver);
    w.send_all(&[set_authority(upload.buffer, upload.payer, Some(w.governance))]).ok();
    w.send_all(std::slice::from_ref(&right)).refused(AccessError::BufferNotHandedOver);
    // A buffer without any: the loader has no instruction that makes one of a filled buffer.
    let mut account = w.svm.get_account(&upload.buffer).expect("a buffer");
    account.data[4] = 0;
    account.data[5..37].copy_from_slice(pda::upgrade_authority().as_ref());
    w.svm.set_account(upload.buffer, account).expect("an account");
    w.send_all(&[right]).refused(AccessError::BufferNotHandedOver);
}

#[test]
fn a01_only_a_buffer_of_the_loader_is_taken() {
    let (mut w, upload, right) = ready();
    let buffer = w.svm.get_account(&upload.buffer).expect("a buffer");
    for (tag, owner) in [
        (1, breakwater::ID),
        (1, pda::SYSTEM),
        (0, LOADER),
        (2, LOADER),
        (3, LOADER),
        (4, LOADER),
    ] {
        let mut fake = buffer.clone();
        (fake.owner, fake.data[0]) = (owner, tag);
        w.svm.set_account(upload.buffer, fake).expect("an account");
        w.send_all(std::slice::from_ref(&right)).refused(AccessError::WrongBuffer);
    }
    // Shorter than its header.
    let mut short = buffer.clone();
    short.data.truncate(36);
    w.svm.set_account(upload.buffer, short).expect("an account");
    w.send_all(std::slice::from_ref(&right)).refused(AccessError::BufferNotHandedOver);
    w.svm.set_account(upload.buffer, buffer).expect("an account");
    w.send_all(&[right]).ok();
}

#[test]
fn r7_the_rent_of_a_buffer_goes_nowhere_else() {
    let (mut w, upload, right) = ready();
    let thief = w.wallet_address();
    w.send_all(&[right.swapped(&upload.payer, &thief)]).refused(AccessError::WrongSpill);
    w.send_all(&[right]).ok();
}

#[test]
fn a12_program_data_and_program_are_those_of_this_program() {
    let (mut w, _, right) = ready();
    let (data, other) = (pda::program_data(), Address::new_from_array([0x77; 32]));
    w.svm.add_program(other, &other_program()).expect("another program");
    let (foreign, _) = Address::find_program_address(&[other.as_ref()], &LOADER);
    let copy = copy_owned_by(&mut w, &data, LOADER);
    for wrong in [foreign, copy] {
        w.send_all(&[right.swapped(&data, &wrong)]).refused(AccessError::WrongProgramData);
    }
    w.send_all(&[right.swapped(&breakwater::ID, &other)])
        .refused_by_framework(InvalidArgument);
    // ProgramData without the authority, or with another, as `initialise` never leaves it.
    w.set_upgrade_authority(Some(w.governance));
    w.send_all(std::slice::from_ref(&right)).refused(AccessError::NotUpgradeAuthority);
    w.set_upgrade_authority(None);
    w.send_all(&[right]).refused(AccessError::NoUpgradeAuthority);
}

#[test]
fn a19_sysvars_loader_and_authority_are_the_real_ones() {
    let (mut w, _, right) = ready();
    let stranger = w.wallet_address();
    for (slot, error) in [
        (pda::upgrade_authority(), AccessError::WrongUpgradeAuthority),
        (pda::INSTRUCTIONS, AccessError::WrongInstructionsSysvar),
    ] {
        w.send_all(&[right.swapped(&slot, &stranger)]).refused(error);
    }
    // In a transaction without the loader no program can be written; with it, another account does not stand for it.
    let (wrong, own) = (right.swapped(&LOADER, &stranger), Upload::new(&mut w, &[7]));
    w.send_all(std::slice::from_ref(&wrong)).refused_by_framework(NOT_WRITABLE);
    w.send_all(&[write(own.buffer, own.payer, 0, &[8]), wrong])
        .refused(AccessError::WrongLoader);
    for sysvar in [pda::RENT, pda::CLOCK] {
        let fake = copy_owned_by(&mut w, &sysvar, ATTACKER);
        w.send_all(&[right.swapped(&sysvar, &fake)]).refused_by_framework(InvalidArgument);
    }
    w.send_all(&[right]).ok();
}

#[test]
fn a79_bytes_that_are_no_program_of_the_runtime_are_refused_by_the_loader_and_the_program_lives_on() {
    let mut w = World::new();
    for build in [vec![0; 136], other_program()[..128].to_vec()] {
        let upload = Upload::handed_over(&mut w, &build);
        let upgrade = upload.upgrade(&w);
        w.send_all(&[upgrade]).refused_by_framework(InvalidAccountData);
    }
    let open = ix::open_position(w.pool, w.wallet_address());
    w.send_all(&[open]).ok();
}
