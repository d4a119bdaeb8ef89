//! `upgrade_program`: what it refuses.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::{
        errors::{AccessError, GovernanceError},
        state::Action,
    },
    breakwater_testkit::{
        client::{ix, pda::LOADER},
        *,
    },
    solana_instruction_error::InstructionError::*,
};

/// A world with a build that may be upgraded to.
fn ready() -> (World, Upload, Instruction) {
    let mut w = World::new();
    let upload = Upload::new(&mut w, &other_program());
    let upgrade = upload.upgrade(&mut w);
    (w, upload, upgrade)
}

#[test]
fn a66_an_upgrade_waits_seven_days_whoever_queues_it_and_is_dead_after_fourteen_more() {
    let mut w = World::new();
    let upload = Upload::new(&mut w, &other_program());
    let (queued, proposal) = w.queue(Action::Upgrade { hash: upload.hash });
    queued.ok();
    let (right, now) = (upload.by(&proposal), w.now());
    for (at, error) in [
        (now, GovernanceError::TimelockRunning),
        (now + DAY, GovernanceError::TimelockRunning),
        (now + 7 * DAY - 1, GovernanceError::TimelockRunning),
        (now + 21 * DAY, GovernanceError::ProposalDead),
    ] {
        w.set_time(at);
        w.send_all(std::slice::from_ref(&right)).refused(error);
    }
    for at in [now + 7 * DAY, now + 21 * DAY - 1] {
        let base = w.svm.clone();
        w.set_time(at);
        w.send_all(std::slice::from_ref(&right)).ok();
        w.svm = base;
    }
}

#[test]
fn inv17_only_a_queued_proposal_to_upgrade_is_executed_and_only_once() {
    let mut w = World::new();
    let upload = Upload::new(&mut w, &this_program());
    let (first, second) = (decided(&mut w, upload.hash), decided(&mut w, upload.hash));
    for other in [
        Action::GiveUpUpgrades,
        Action::SetFees {
            fee_bps: 1,
            revenue_bps: 0,
        },
    ] {
        let (queued, another) = w.queue_before(other);
        queued.ok();
        w.send_all(&[upload.by(&another)]).refused(GovernanceError::WrongAction);
    }
    let give_up = ix::give_up_upgrades(first);
    w.send_all(&[give_up]).refused(GovernanceError::WrongAction);
    // Whoever queued it is nothing any more.
    let config = w.config();
    let mut over = *config;
    over.bootstrap = w.keeper;
    w.write(&pda::config(), &over);
    w.send_all(&[upload.by(&first)]).refused(GovernanceError::BootstrapOver);
    w.write(&pda::config(), &*config);
    w.send_all(&[upload.by(&first)]).ok();
    w.advance(1);
    let again = Upload::new(&mut w, &this_program());
    w.send_all(&[again.by(&first)]).refused(GovernanceError::NotQueued);
    // The program is another since the second was queued.
    w.send_all(&[again.by(&second)]).refused(GovernanceError::ProposalStale);
    // Cancelled.
    let (queued, third) = w.queue_before(Action::Upgrade { hash: upload.hash });
    queued.ok();
    w.cancel_proposal(&third).ok();
    w.send_all(&[again.by(&third)]).refused(GovernanceError::NotQueued);
    let fourth = decided(&mut w, upload.hash);
    w.send_all(&[again.by(&fourth)]).ok();
}

#[test]
fn a71_no_upgrade_to_the_hash_of_nothing_is_queued() {
    let mut w = World::new();
    let (queued, _) = w.queue(Action::Upgrade { hash: [0; 32] });
    queued.refused(GovernanceError::BadAmount);
}

#[test]
fn a79_bytes_that_were_not_decided_on_are_refused() {
    let (mut w, upload, right) = ready();
    for byte in [0, 31] {
        let mut hash = upload.hash;
        hash[byte] ^= 1;
        let other = decided(&mut w, hash);
        w.send_all(&[upload.by(&other)]).refused(AccessError::WrongBuild);
    }
    // One byte more or less is another build.
    for build in [[other_program(), vec![0]].concat(), other_program()[..135].to_vec(), vec![]] {
        let other = Upload::new(&mut w, &build);
        w.send_all(&[right.swapped(&upload.buffer, &other.buffer).swapped(&upload.payer, &other.payer)])
            .refused(AccessError::WrongBuild);
    }
    w.send_all(&[right]).ok();
}

#[test]
fn a79_a_buffer_that_was_changed_after_the_decision_is_refused_even_in_the_same_transaction() {
    let (mut w, upload, right) = ready();
    let (spoil, mend) = ([7], [0x92]);
    let written = |byte: &[u8]| write(upload.buffer, upload.payer, 124, byte);
    w.send_all(&[written(&spoil), right.clone()]).refused(AccessError::WrongBuild);
    w.send_all(&[written(&spoil)]).ok();
    w.send_all(std::slice::from_ref(&right)).refused(AccessError::WrongBuild);
    // It is the hash that counts: mended, it is the build again. Nobody writes behind the upgrade: the buffer is gone.
    w.send_all(&[written(&mend)]).ok();
    w.send_all(&[right.clone(), written(&spoil)]).refused_somehow();
    w.send_all(&[right]).ok();
}

#[test]
fn a79_a_buffer_in_the_programs_hands_is_refused_and_nobody_else_can_use_it() {
    let (mut w, upload, right) = ready();
    w.send_all(&[set_authority(upload.buffer, upload.payer, Some(pda::upgrade_authority()))])
        .ok();
    w.send_all(&[right]).refused(AccessError::NotUploader);
    w.send_all(&[write(upload.buffer, upload.payer, 124, &[7])])
        .refused_by_framework(IncorrectAuthority);
    w.send_all(&[upload.take_back()]).refused_by_framework(IncorrectAuthority);
}

#[test]
fn a79_a_buffer_with_another_authority_is_refused() {
    let (mut w, upload, right) = ready();
    // Another signs, or the buffer is another's.
    let thief = w.wallet_address();
    w.send_all(&[right.swapped(&upload.payer, &thief)])
        .refused(AccessError::NotUploader);
    w.send_all(&[set_authority(upload.buffer, upload.payer, Some(thief))]).ok();
    w.send_all(std::slice::from_ref(&right)).refused(AccessError::NotUploader);
    w.send_all(&[set_authority(upload.buffer, thief, Some(upload.payer))]).ok();
    // A buffer without any: the loader has no instruction that makes one of a filled buffer.
    let mut account = w.svm.get_account(&upload.buffer).expect("a buffer");
    account.data[4] = 0;
    w.svm.set_account(upload.buffer, account.clone()).expect("an account");
    w.send_all(std::slice::from_ref(&right)).refused(AccessError::NotUploader);
    account.data[4] = 1;
    w.svm.set_account(upload.buffer, account).expect("an account");
    w.send_all(&[right]).ok();
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
    w.send_all(std::slice::from_ref(&right)).refused(AccessError::NotUploader);
    w.svm.set_account(upload.buffer, buffer).expect("an account");
    w.send_all(&[right]).ok();
}

#[test]
fn r7_the_rent_of_a_buffer_goes_nowhere_else() {
    let (mut w, upload, right) = ready();
    let thief = w.wallet_address();
    w.send_all(&[right.swapped(&upload.payer, &thief)])
        .refused(AccessError::NotUploader);
    w.send_all(&[right.unsigned(&upload.payer)])
        .refused_by_framework(MissingRequiredSignature);
    let rich = w.svm.get_balance(&upload.payer).zip(w.svm.get_balance(&upload.buffer));
    w.send_all(&[right]).ok();
    assert_eq!(w.svm.get_balance(&upload.payer), rich.map(|(wallet, buffer)| wallet + buffer));
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
    w.set_upgrade_authority(Some(w.bootstrap));
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
        let upload = Upload::new(&mut w, &build);
        let upgrade = upload.upgrade(&mut w);
        w.send_all(&[upgrade]).refused_by_framework(InvalidAccountData);
    }
    let open = ix::open_position(w.pool, w.wallet_address());
    w.send_all(&[open]).ok();
}
