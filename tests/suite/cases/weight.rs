//! What a ballot weighs: nothing that came for the vote, nothing that is leaving, nothing twice.

use {
    super::kit::*,
    crate::claims::kit::*,
    breakwater::errors::{CaseError, EscrowError},
    breakwater_testkit::{
        client::ix,
        courts::{TOKEN, juror},
        jurors::GOVERNANCE_MINT,
        *,
    },
};

#[test]
fn a61_lock_and_vote_in_one_transaction_weighs_nothing() {
    let (mut w, _, case) = voting();
    let flash = w.wallet_address();
    w.give_sol(flash);
    w.grant(&flash, 10_000_000 * TOKEN);
    let source = pda::associated_token(&flash, &GOVERNANCE_MINT);
    let all = [
        ix::open_escrow(flash),
        ix::lock(flash, source, 10_000_000 * TOKEN),
        commit_ix(&w, &case, FIRST, &flash, 20),
    ];
    w.send_all(&all).refused(CaseError::NoWeight);
}

#[test]
fn a61_what_is_locked_after_the_case_was_opened_weighs_nothing_in_its_round() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    // 4,000 more would stay below the cap of 25,000.
    w.grant(&juror(0), 4_000 * TOKEN);
    w.lock(&juror(0), 4_000 * TOKEN).ok();
    w.to_commit(&case);
    w.commit(&case, &juror(0), 20).ok();
    assert_eq!(w.ballot(&case, FIRST, &juror(0)).weight.get(), WEIGHT);
    assert_eq!(w.case(&case).rounds[0].electorate.get(), ELECTORATE);
    w.assert_books();
}

#[test]
fn a61_tokens_that_age_between_opening_and_commit_count_only_in_the_next_round() {
    let (mut w, product, policy) = insured();
    // Locked six days before the opening: they count from a midnight in the commit phase on.
    let opening = w.now();
    w.set_time(opening - 6 * DAY);
    let young = w.juror(WEIGHT);
    w.give_sol(young);
    w.set_time(opening);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    let case = key.case(0);
    let last = w.case(&case).rounds[0].reveal_from.get() - 1;
    w.set_time(last);
    assert_eq!(w.weight(&young), WEIGHT, "aged by now");
    w.commit(&case, &young, 20).refused(CaseError::NoWeight);
    w.to_count(&case);
    w.advance_case(&case).ok();
    assert_eq!(w.case(&case).round, SECOND);
    w.to_commit(&case);
    w.commit(&case, &young, 20).ok();
    assert_eq!(w.ballot(&case, SECOND, &young).weight.get(), WEIGHT);
}

#[test]
fn a62_what_is_under_notice_weighs_nothing_in_a_ballot() {
    let (mut w, _, case) = voting();
    w.request_unlock(&juror(0), WEIGHT).ok();
    w.commit(&case, &juror(0), 20).refused(CaseError::NoWeight);
    w.request_unlock(&juror(1), WEIGHT - TOKEN).ok();
    w.commit(&case, &juror(1), 20).ok();
    assert_eq!(w.ballot(&case, FIRST, &juror(1)).weight.get(), TOKEN);
    w.assert_books();
}

#[test]
fn a62_who_votes_and_then_gives_notice_gets_nothing_out_before_the_ballot_is_settled() {
    let (mut w, key, case) = voting();
    for n in 0..20 {
        w.commit(&case, &juror(n), 20).ok();
    }
    w.request_unlock(&juror(0), WEIGHT).ok();
    w.to_reveal(&case);
    // Juror 0 does not reveal.
    for n in 1..20 {
        w.reveal(&case, &juror(n), 20).ok();
    }
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.end_case(&case);
    w.advance(7 * DAY);
    w.unlock(&juror(0)).refused(EscrowError::BallotsOpen);
    w.conclude_claim(&key, 0).ok();
    w.unlock(&juror(0)).refused(EscrowError::BallotsOpen);
    w.settle_ballot(&case, &juror(0), FIRST).ok();
    w.assert_books();
    w.unlock(&juror(0)).ok();
    assert_eq!(
        w.governance_tokens(&juror(0)),
        WEIGHT / 100 * 99,
        "1 % came out of what was under notice"
    );
    w.assert_books();
}

#[test]
fn a62_the_same_tokens_do_not_vote_again_through_a_second_wallet() {
    let (mut w, product, policy) = insured();
    // They leave at the first moment of the commit phase.
    w.request_unlock(&juror(0), WEIGHT).ok();
    w.advance(6 * DAY);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    let case = key.case(0);
    w.to_commit(&case);
    w.commit(&case, &juror(0), 20).refused(CaseError::NoWeight);
    w.unlock(&juror(0)).ok();
    let second = w.juror(WEIGHT); // and are locked by somebody else
    w.give_sol(second);
    w.commit(&case, &second, 20).refused(CaseError::NoWeight);
    // Nor in the second round, which opens three days later …
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.to_commit(&case);
    w.commit(&case, &second, 20).refused(CaseError::NoWeight);
    // … while those who stayed weigh.
    w.commit(&case, &juror(1), 20).ok();
    w.assert_books();
}

#[test]
fn a62_whoever_has_an_open_ballot_cannot_send_the_tokens_to_a_second_wallet() {
    let (mut w, key, case) = voting();
    w.commit(&case, &juror(0), 20).ok();
    w.request_unlock(&juror(0), WEIGHT).ok();
    w.to_count(&case);
    w.advance_case(&case).ok();
    // The notice is over in the second round's reveal phase.
    w.to_reveal(&case);
    w.advance(DAY);
    w.unlock(&juror(0)).refused(EscrowError::BallotsOpen);
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.conclude_claim(&key, 0).ok();
    w.settle_ballot(&case, &juror(0), FIRST).ok();
    w.unlock(&juror(0)).ok();
    assert_eq!(w.governance_tokens(&juror(0)), WEIGHT, "a draw slashes nobody");
    w.assert_books();
}
