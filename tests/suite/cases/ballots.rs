//! Commit and reveal: once, in time, and nobody else's.

use {
    super::kit::*,
    breakwater::errors::CaseError,
    breakwater_testkit::{
        client::ix,
        courts::{juror, salt},
        *,
    },
};

#[test]
fn a63_a_juror_commits_once_in_a_round() {
    let (mut w, _, case) = voting();
    w.commit(&case, &juror(0), 20).ok();
    // The system program's own error: the account is in use.
    w.commit(&case, &juror(0), 20).refused(0);
    w.commit(&case, &juror(0), 0).refused(0);
    assert_eq!(w.case(&case).rounds[0].ballots.get(), 1);
}

#[test]
fn a63_ballots_are_committed_from_the_first_to_the_last_second_of_the_commit_phase() {
    let (mut w, _, case) = voting();
    let round = w.case(&case).rounds[0];
    let (from, until) = (round.commit_from.get(), round.reveal_from.get());
    w.set_time(from - 1);
    w.commit(&case, &juror(0), 20).refused(CaseError::NotCommitPhase);
    w.set_time(from);
    w.commit(&case, &juror(0), 20).ok();
    w.set_time(until - 1);
    w.commit(&case, &juror(1), 20).ok();
    w.set_time(until);
    w.commit(&case, &juror(2), 20).refused(CaseError::NotCommitPhase);
}

#[test]
fn a63_ballots_are_revealed_from_the_first_to_the_last_second_of_the_reveal_phase() {
    let (mut w, _, case) = voting();
    for n in 0..3 {
        w.commit(&case, &juror(n), 20).ok();
    }
    let round = w.case(&case).rounds[0];
    let (from, until) = (round.reveal_from.get(), round.reveal_until.get());
    w.set_time(from - 1);
    w.reveal(&case, &juror(0), 20).refused(CaseError::NotRevealPhase);
    w.set_time(from);
    w.reveal(&case, &juror(0), 20).ok();
    w.reveal(&case, &juror(0), 20).refused(CaseError::AlreadyRevealed);
    w.set_time(until - 1);
    w.reveal(&case, &juror(1), 20).ok();
    w.set_time(until);
    w.reveal(&case, &juror(2), 20).refused(CaseError::NotRevealPhase);
    assert_eq!(w.case(&case).rounds[0].revealed.get(), 2);
}

#[test]
fn a63_who_did_not_commit_has_nothing_to_reveal() {
    let (mut w, _, case) = voting();
    w.to_reveal(&case);
    let outcome = w.reveal(&case, &juror(0), 20);
    assert!(outcome.result.is_err() && !outcome.changed, "{}", outcome.name());
}

#[test]
fn a63_only_the_choice_and_salt_of_the_commitment_are_taken() {
    let (mut w, _, case) = voting();
    w.commit(&case, &juror(0), 10).ok();
    w.to_reveal(&case);
    for other in [0, 9, 11, 20, 21] {
        w.reveal(&case, &juror(0), other).refused(CaseError::WrongReveal);
    }
    w.reveal(&case, &juror(0), 22).refused(CaseError::UnknownChoice);
    w.reveal(&case, &juror(0), 255).refused(CaseError::UnknownChoice);
    let mut wrong = salt(&juror(0), FIRST);
    wrong[0] ^= 1;
    let reveal = ix::reveal_ballot(juror(0), w.pool, case, FIRST, 10, wrong);
    w.send("reveal_ballot", reveal).refused(CaseError::WrongReveal);
    w.reveal(&case, &juror(0), 10).ok();
}

#[test]
fn a63_a_commitment_that_was_copied_from_another_juror_is_never_revealed() {
    let (mut w, _, case) = voting();
    w.commit(&case, &juror(0), 10).ok();
    let copied = w.ballot(&case, FIRST, &juror(0)).commitment;
    let commit = ix::commit_ballot(juror(1), w.pool, case, FIRST, copied);
    w.send("commit_ballot", commit).ok();
    w.to_reveal(&case);
    w.reveal(&case, &juror(0), 10).ok();
    // Choice and salt of juror 0 are public now, and do not fit juror 1.
    for choice in 0..=21 {
        let reveal = ix::reveal_ballot(juror(1), w.pool, case, FIRST, choice, salt(&juror(0), FIRST));
        w.send("reveal_ballot", reveal).refused(CaseError::WrongReveal);
    }
}

#[test]
fn a63_a_ballot_of_an_earlier_round_is_not_revealed_in_a_later_one() {
    let (mut w, _, case) = voting();
    w.commit(&case, &juror(0), 20).ok();
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.to_commit(&case);
    w.commit(&case, &juror(1), 20).ok();
    w.to_reveal(&case);
    let old = reveal_ix(&w, &case, FIRST, &juror(0), 20);
    w.send("reveal_ballot", old).refused(CaseError::NotRevealPhase);
    w.reveal(&case, &juror(1), 20).ok();
    assert_eq!(w.case(&case).rounds[0].revealed.get(), 0);
    assert_eq!(w.case(&case).rounds[1].revealed.get(), 1);
}

#[test]
fn a63_the_salt_of_one_round_is_worth_nothing_in_the_next() {
    let (mut w, _, case) = voting();
    w.commit(&case, &juror(0), 20).ok();
    let first = w.ballot(&case, FIRST, &juror(0)).commitment;
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.to_commit(&case);
    // The same hash again: it names the first round.
    let commit = ix::commit_ballot(juror(0), w.pool, case, SECOND, first);
    w.send("commit_ballot", commit).ok();
    w.to_reveal(&case);
    let reveal = ix::reveal_ballot(juror(0), w.pool, case, SECOND, 20, salt(&juror(0), FIRST));
    w.send("reveal_ballot", reveal).refused(CaseError::WrongReveal);
}

#[test]
fn a63_a_ballot_of_another_case_is_refused() {
    let (mut w, key, case) = voting();
    let (product, buyer) = (key.product, w.actor(world::PLENTY));
    w.buy(&product, &buyer, 0, 1_000 * USDC, 60).ok();
    w.advance(8 * DAY);
    let other = w.claim_key(&product, &pda::policy(&product, &buyer, 0), w.today());
    w.file_claim(&other, 1_000 * USDC).ok();
    let mut wrong = reveal_ix(&w, &other.case(0), FIRST, &juror(0), 20);
    w.to_commit(&other.case(0));
    w.commit(&other.case(0), &juror(0), 20).ok();
    w.to_reveal(&other.case(0));
    for meta in &mut wrong.accounts {
        if meta.pubkey == other.case(0) {
            meta.pubkey = case;
        }
    }
    w.send("reveal_ballot", wrong).refused(CaseError::BallotOfOtherCase);
}

/// Anyone who knows choice and salt may reveal for a juror: an instruction without a signer of theirs.
#[test]
fn a_stranger_reveals_for_a_juror_who_gave_them_the_salt() {
    let (mut w, _, case) = voting();
    w.commit(&case, &juror(0), 20).ok();
    w.to_reveal(&case);
    let reveal = reveal_ix(&w, &case, FIRST, &juror(0), 20);
    assert!(reveal.accounts.iter().all(|meta| !meta.is_signer));
    w.send("reveal_ballot", reveal).ok();
    assert_eq!(w.ballot(&case, FIRST, &juror(0)).choice, 20);
}
