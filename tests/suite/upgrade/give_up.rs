//! `give_up_upgrades`: nothing upgrades or extends the program again.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::{errors::AccessError, events::UpgradesGivenUp, state::Action},
    breakwater_testkit::{client::ix, *},
    solana_instruction_error::InstructionError::*,
};

#[test]
fn give_up_upgrades_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let base = w.svm.clone();
    refused_unless_queued(&mut w, Action::GiveUpUpgrades).ok();
    w.svm = base;
    let give_up = w.ready(Action::GiveUpUpgrades);
    refused_unless_as_declared(&mut w, &give_up)
        .emits(UpgradesGivenUp { at: w.now() })
        .ok();
}

#[test]
fn a79_after_giving_up_nothing_can_upgrade_extend_or_close_the_program() {
    let mut w = World::new();
    let build = this_program();
    let upload = Upload::new(&mut w, &other_program());
    let own = Upload::new(&mut w, &other_program());
    let (old, data) = (w.bootstrap, pda::program_data());
    w.send_all(&[set_authority(own.buffer, own.payer, Some(old))]).ok();
    let give_up = w.ready(Action::GiveUpUpgrades);
    let units = w.send("give_up_upgrades", give_up).ok();
    println!("give_up_upgrades: {units} compute units");
    let (_, none) = authority(&w);
    assert_eq!(none, None);
    w.advance(DAY);
    let before = w.snapshot(&[data, breakwater::ID]);
    // Whatever is decided from now on.
    let upgrade = upload.upgrade(&mut w);
    w.send_all(&[upgrade]).refused(AccessError::NoUpgradeAuthority);
    let again = w.ready(Action::GiveUpUpgrades);
    w.send_all(&[again]).refused(AccessError::NoUpgradeAuthority);
    w.send_all(&[upgrade_directly(own.buffer, own.payer, old)])
        .refused_by_framework(Immutable);
    w.send_all(&[set_authority(data, old, Some(old))]).refused_by_framework(Immutable);
    w.send_all(&[close(data, old, old)]).refused_by_framework(Immutable);
    w.send_all(&[extend(old, 10_240)]).refused_by_framework(Immutable);
    assert_eq!(w.snapshot(&[data, breakwater::ID]), before);
    assert_eq!(deployed(&w, build.len()), build);
    // The program works as before.
    let open = ix::open_position(w.pool, w.wallet_address());
    w.send_all(&[open]).ok();
}

#[test]
fn a12_only_the_program_s_own_authority_is_given_up() {
    let mut w = World::new();
    let (right, stranger) = (w.ready(Action::GiveUpUpgrades), w.wallet_address());
    for (slot, error) in [
        (pda::program_data(), AccessError::WrongProgramData),
        (pda::upgrade_authority(), AccessError::WrongUpgradeAuthority),
        (pda::LOADER, AccessError::WrongLoader),
        (pda::INSTRUCTIONS, AccessError::WrongInstructionsSysvar),
    ] {
        w.send_all(&[right.swapped(&slot, &stranger)]).refused(error);
    }
    w.set_upgrade_authority(Some(stranger));
    w.send_all(&[right]).refused(AccessError::NotUpgradeAuthority);
}
