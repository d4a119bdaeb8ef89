//! `upgrade_program`: the new code runs, and what it needs.

use {
    super::kit::*,
    crate::pool::{second_pool, tamper::*},
    breakwater::events::ProgramUpgraded,
    breakwater_testkit::{client::ix, *},
    solana_instruction_error::InstructionError::*,
};

#[test]
fn a79_an_upgrade_runs_another_program() {
    let mut w = World::new();
    let build = other_program();
    let upload = Upload::handed_over(&mut w, &build);
    let (rich, rent) = (w.svm.get_balance(&upload.payer), w.svm.get_balance(&upload.buffer));
    let said = ProgramUpgraded {
        hash: upload.hash,
        at: w.now(),
    };
    let open = ix::open_position(w.pool, w.wallet_address());
    let upgrade = upload.upgrade(&w);
    w.send_all(std::slice::from_ref(&open)).ok();
    w.send("upgrade_program", upgrade).emits(said).ok();
    assert_eq!(deployed(&w, build.len()), build);
    assert_eq!(authority(&w), (w.slot(), Some(pda::upgrade_authority())));
    // The rent goes back to who paid it.
    let paid = w.svm.get_balance(&upload.payer).zip(rich).map(|(now, before)| now - before);
    assert_eq!(paid, rent);
    assert!(w.svm.get_account(&upload.buffer).is_none_or(|buffer| buffer.lamports == 0));
    w.advance(1);
    for instruction in [open, ix::give_up_upgrades(w.governance)] {
        assert_eq!(w.send_all(&[instruction]).code(), Some(ANSWER));
    }
}

#[test]
fn a79_a_program_of_one_megabyte_is_upgraded_to_a_build_with_one_letter_changed_and_back_and_its_accounts_live_on() {
    let mut w = World::new();
    let (build, changed) = (this_program(), changed_program());
    let config = w.config();
    for (elf, log) in [(&changed, "Instruction: Create_pool"), (&build, "Instruction: create_pool")] {
        let upload = Upload::handed_over(&mut w, elf);
        let upgrade = upload.upgrade(&w);
        let units = w.send("upgrade_program", upgrade).ok();
        println!("{} bytes: {units} compute units", elf.len());
        assert!(units < 1_400_000, "{units}");
        assert_eq!(deployed(&w, elf.len()), *elf);
        w.advance(1);
        let create = ix::create_pool(w.governance, w.config().pool_count.get(), w.mint, PoolSpec::default().0);
        let logs = w.send_all(&[create]).result.expect("a pool").logs;
        assert!(logs.iter().any(|line| line.ends_with(log)), "{logs:?}");
    }
    second_pool(&mut w);
    assert_eq!(w.config().initialised_at, config.initialised_at);
    assert_eq!(w.config().pool_count.get(), config.pool_count.get() + 3);
}

#[test]
fn a79_a_buffer_can_be_handed_over_in_the_transaction_that_upgrades_and_be_taken_back_until_then() {
    let mut w = World::new();
    let build = other_program();
    // Decided on, and uploaded twice: whose buffer it is does not matter.
    let (first, second) = (Upload::new(&mut w, &build), Upload::new(&mut w, &build));
    let mut back = close(first.buffer, first.payer, first.payer);
    back.accounts.pop();
    w.send_all(&[back]).ok();
    let upgrade = second.upgrade(&w);
    w.send_all(&[second.hand_over(), upgrade]).ok();
    assert_eq!(deployed(&w, build.len()), build);
}

#[test]
fn the_loader_takes_one_upgrade_per_slot() {
    let mut w = World::new();
    let (first, second) = (
        Upload::handed_over(&mut w, &this_program()),
        Upload::handed_over(&mut w, &other_program()),
    );
    let (upgrade, again) = (first.upgrade(&w), second.upgrade(&w));
    w.send_all(&[upgrade]).ok();
    w.send_all(std::slice::from_ref(&again)).refused_by_framework(InvalidArgument);
    w.advance(1);
    w.send_all(&[again]).ok();
}

#[test]
fn nothing_of_the_program_runs_behind_an_upgrade_in_the_same_transaction() {
    let mut w = World::new();
    let upload = Upload::handed_over(&mut w, &this_program());
    let (upgrade, open) = (upload.upgrade(&w), ix::open_position(w.pool, w.wallet_address()));
    w.send_all(&[upgrade.clone(), open.clone()])
        .refused_by_framework(UnsupportedProgramId);
    w.send_all(&[open, upgrade]).ok();
}

#[test]
fn upgrade_program_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let upload = Upload::handed_over(&mut w, &other_program());
    let upgrade = upload.upgrade(&w);
    refused_unless_governance(&mut w, &upgrade);
    refused_unless_as_declared(&mut w, &upgrade).ok();
}
