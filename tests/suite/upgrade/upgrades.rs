//! `upgrade_program`: the new code runs, and what it needs.

use {
    super::kit::*,
    crate::pool::tamper::*,
    breakwater::{
        events::{ActionExecuted, ProgramUpgraded},
        state::{Action, ProposalState, Topic},
    },
    breakwater_testkit::{client::ix, *},
    solana_instruction_error::InstructionError::*,
};

#[test]
fn a79_an_upgrade_runs_another_program() {
    let mut w = World::new();
    let build = other_program();
    let upload = Upload::new(&mut w, &build);
    let proposal = decided(&mut w, upload.hash);
    let (rich, rent) = (w.svm.get_balance(&upload.payer), w.svm.get_balance(&upload.buffer));
    let said = ProgramUpgraded {
        hash: upload.hash,
        at: w.now(),
    };
    let open = ix::open_position(w.pool, w.wallet_address());
    let (hash, revision) = (w.proposal(&proposal).hash, w.config().revision(Topic::Program));
    w.send_all(std::slice::from_ref(&open)).ok();
    let executed = ActionExecuted {
        proposal,
        hash,
        at: w.now(),
    };
    w.send("upgrade_program", upload.by(&proposal)).emits(executed).emits(said).ok();
    assert_eq!(w.proposal(&proposal).state, ProposalState::Executed);
    assert_eq!(
        (w.config().revision(Topic::Program), w.config().acted_at.get()),
        (revision + 1, w.now())
    );
    assert_eq!(deployed(&w, build.len()), build);
    assert_eq!(authority(&w), (w.slot(), Some(pda::upgrade_authority())));
    // The rent goes back to who paid it.
    let paid = w.svm.get_balance(&upload.payer).zip(rich).map(|(now, before)| now - before);
    assert_eq!(paid, rent);
    assert!(w.svm.get_account(&upload.buffer).is_none_or(|buffer| buffer.lamports == 0));
    w.advance(1);
    for instruction in [open, ix::give_up_upgrades(proposal)] {
        assert_eq!(w.send_all(&[instruction]).code(), Some(ANSWER));
    }
}

#[test]
fn a79_a_program_of_one_megabyte_is_upgraded_to_a_build_with_one_letter_changed_and_back_and_its_accounts_live_on() {
    let mut w = World::new();
    let (build, changed) = (this_program(), changed_program());
    let config = w.config();
    for (elf, log) in [(&changed, "Instruction: Create_pool"), (&build, "Instruction: create_pool")] {
        let upload = Upload::new(&mut w, elf);
        let upgrade = upload.upgrade(&mut w);
        let units = w.send("upgrade_program", upgrade).ok();
        println!("{} bytes: {units} compute units", elf.len());
        assert!(units < 1_400_000, "{units}");
        assert_eq!(deployed(&w, elf.len()), *elf);
        w.advance(1);
        let create = w.ready(Action::CreatePool {
            mint: w.mint,
            parameters: PoolSpec::default().0,
        });
        let logs = w.send_all(&[create]).result.expect("a pool").logs;
        assert!(logs.iter().any(|line| line.ends_with(log)), "{logs:?}");
    }
    w.create_pool(w.mint, PoolSpec::default().0).ok();
    assert_eq!(w.config().initialised_at, config.initialised_at);
    assert_eq!(w.config().pool_count.get(), config.pool_count.get() + 3);
}

#[test]
fn a79_an_upgrade_takes_over_its_uploaders_buffer_which_can_be_taken_back_until_then() {
    let mut w = World::new();
    let build = other_program();
    // Decided on, and uploaded twice: whose buffer it is does not matter.
    let (first, second) = (Upload::new(&mut w, &build), Upload::new(&mut w, &build));
    let proposal = decided(&mut w, first.hash);
    let rich = w.svm.get_balance(&first.payer).zip(w.svm.get_balance(&first.buffer));
    w.send_all(&[first.take_back()]).ok();
    assert_eq!(
        w.svm.get_balance(&first.payer),
        rich.map(|(wallet, buffer)| wallet + buffer),
        "nothing is stuck"
    );
    w.send_all(&[second.by(&proposal)]).ok();
    assert_eq!(deployed(&w, build.len()), build);
}

#[test]
fn the_loader_takes_one_upgrade_per_slot() {
    let mut w = World::new();
    let (first, second) = (Upload::new(&mut w, &this_program()), Upload::new(&mut w, &other_program()));
    let upgrade = first.upgrade(&mut w);
    w.send_all(&[upgrade]).ok();
    let again = second.upgrade(&mut w);
    w.send_all(std::slice::from_ref(&again)).refused_by_framework(InvalidArgument);
    w.advance(1);
    w.send_all(&[again]).ok();
}

#[test]
fn nothing_of_the_program_runs_behind_an_upgrade_in_the_same_transaction() {
    let mut w = World::new();
    let upload = Upload::new(&mut w, &this_program());
    let (upgrade, open) = (upload.upgrade(&mut w), ix::open_position(w.pool, w.wallet_address()));
    w.send_all(&[upgrade.clone(), open.clone()])
        .refused_by_framework(UnsupportedProgramId);
    w.send_all(&[open, upgrade]).ok();
}

#[test]
fn upgrade_program_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let upload = Upload::new(&mut w, &other_program());
    let upgrade = upload.upgrade(&mut w);
    refused_unless_as_declared(&mut w, &upgrade).ok();
}
