//! No loops: what a juror pays does not depend on how many others there are.

use {
    super::kit::*,
    breakwater_testkit::{
        client::ix,
        courts::{TOKEN, juror},
        *,
    },
    std::collections::{BTreeMap, BTreeSet},
};

/// Compute units of commit, reveal and settlement of the last of so many jurors.
fn costs(jurors: usize) -> [u64; 3] {
    let (mut w, case, all) = with_jurors(&vec![20_000 * TOKEN; jurors]);
    // The same juror in both worlds, after all others: bumps of addresses cost units too, and theirs are the same.
    let last = juror(0);
    w.to_commit(&case);
    for juror in &all[1..] {
        w.commit(&case, juror, 20).ok();
    }
    let commit = w.commit(&case, &last, 20).ok();
    w.to_reveal(&case);
    for juror in &all[1..] {
        w.reveal(&case, juror, 20).ok();
    }
    let reveal = w.reveal(&case, &last, 20).ok();
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.end_case(&case);
    for juror in &all[1..] {
        w.settle_ballot(&case, juror, FIRST).ok();
    }
    let settle = w.settle_ballot(&case, &last, FIRST).ok();
    assert_eq!(w.case(&case).open_ballots.get(), 0);
    [commit, reveal, settle]
}

#[test]
fn a74_five_hundred_jurors_cost_each_of_them_what_five_do() {
    assert_eq!(costs(5), costs(500), "commit, reveal, settlement");
}

/// Every account of the program, to see which ones an instruction changes.
fn everything(w: &World) -> BTreeMap<Address, Vec<u8>> {
    let accounts = w.svm.get_program_accounts(&breakwater::ID);
    accounts.into_iter().map(|(address, account)| (address, account.data)).collect()
}

/// Sends it, and compares what it may write and what it has changed of the program's accounts.
fn writes(w: &mut World, instruction: Instruction, may: &[Address], changes: &[Address]) {
    let writable: BTreeSet<Address> = instruction.accounts.iter().filter(|m| m.is_writable).map(|m| m.pubkey).collect();
    assert_eq!(writable, may.iter().copied().collect(), "what it may write");
    let before = everything(w);
    w.send_all(&[instruction]).ok();
    let after = everything(w);
    let differs = |address: &&Address| before.get(*address) != after.get(*address);
    let changed: BTreeSet<Address> = before.keys().chain(after.keys()).filter(differs).copied().collect();
    assert_eq!(changed, changes.iter().copied().collect(), "what it has changed");
}

#[test]
fn a74_a_vote_writes_the_case_and_the_jurors_own_accounts_and_never_the_pool() {
    let (mut w, key, case) = voting();
    let owner = juror(0);
    let (escrow, ballot) = (pda::escrow(&owner), pda::ballot(&case, FIRST, &owner));
    for n in 1..20 {
        w.commit(&case, &juror(n), 20).ok();
    }
    let commit = commit_ix(&w, &case, FIRST, &owner, 0);
    writes(&mut w, commit, &[owner, case, escrow, ballot], &[case, escrow, ballot]);
    w.to_reveal(&case);
    for n in 1..20 {
        w.reveal(&case, &juror(n), 20).ok();
    }
    let reveal = reveal_ix(&w, &case, FIRST, &owner, 0);
    writes(&mut w, reveal, &[case, ballot], &[case, ballot]);
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.end_case(&case);
    w.conclude_claim(&key, 0).ok();
    // Whoever lost, and whoever won.
    let (court, voters) = (pda::court(&w.pool), pda::electorate());
    for (owner, paid) in [(owner, false), (juror(1), true)] {
        let (escrow, ballot) = (pda::escrow(&owner), pda::ballot(&case, FIRST, &owner));
        let account = pda::associated_token(&owner, &w.mint);
        let may = [case, court, ballot, escrow, voters, owner, account, pda::vault(&court)];
        let mut changes = vec![case, ballot, escrow, voters];
        if paid {
            changes.push(court); // the fee
        }
        let settle = ix::settle_ballot(owner, w.pool, w.mint, case, FIRST);
        writes(&mut w, settle, &may, &changes);
    }
    w.assert_books();
}
