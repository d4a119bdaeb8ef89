//! Appeals: once, in time, for money, and with twice the quorum.

use {
    super::kit::*,
    crate::claims::kit::*,
    breakwater::{
        errors::{CaseError, PoolError},
        state::{CasePhase, ruling},
    },
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        courts::juror,
        world::PLENTY,
        *,
    },
};

const FEE: u64 = 100 * USDC;
const PRICE: u64 = 200 * USDC;

/// A claim whose first round decided so, by all twenty, and an appeal that a stranger paid for.
fn appealed(choice: u8) -> (World, ClaimKey, Address, Address) {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.vote(&case, &World::votes(0, 20, choice));
    let appellant = w.actor(PLENTY);
    w.appeal(&case, &appellant).ok();
    w.assert_books();
    (w, key, case, appellant)
}

/// Settles all ballots of twenty jurors in these rounds and checks the books.
fn settle_all(w: &mut World, case: &Address, rounds: &[u8], jurors: usize) {
    for round in rounds {
        for n in 0..jurors {
            w.settle_ballot(case, &juror(n), *round).ok();
        }
    }
    w.assert_books();
}

#[test]
fn an_appeal_that_turns_a_denial_gets_its_price_back_and_the_first_ballots_lose() {
    let (mut w, key, case, appellant) = appealed(0);
    let before = w.wallet(&appellant);
    w.vote(&case, &World::votes(0, 20, 20));
    let of = w.case(&case);
    assert!(of.is(CasePhase::Ended), "final at once");
    assert_eq!((of.ruling, of.appeal_back.get(), of.fees.get()), (ruling::SHARE, PRICE, FEE));
    // Twenty ballots of the first round are on the losing side, those of the appeal share what they lose.
    assert_eq!(of.slashed.get(), 20 * (WEIGHT / 625));
    assert_eq!(of.coherent.get(), u128::from(20 * WEIGHT));
    w.refund(&case, true).ok();
    w.refund(&case, true).refused(CaseError::NothingToRefund);
    assert_eq!(w.wallet(&appellant), before + PRICE);
    w.conclude_claim(&key, 0).ok();
    assert_eq!(w.case(&case).bond_back, w.case(&case).bond, "with the pool's fee");
    for n in 0..20 {
        w.settle_ballot(&case, &juror(n), FIRST).ok();
        assert_eq!(w.escrow(&juror(n)).locked.get(), WEIGHT - WEIGHT / 625);
        w.settle_ballot(&case, &juror(n), APPEAL).ok();
        assert_eq!(w.escrow(&juror(n)).locked.get(), WEIGHT, "what they lost they won");
        assert_eq!(w.wallet(&juror(n)), FEE / 20);
    }
    w.assert_books();
}

#[test]
fn an_appeal_that_turns_an_acceptance_leaves_the_claimant_without_money() {
    let (mut w, key, case, _) = appealed(20);
    w.vote(&case, &World::votes(0, 20, 0));
    let of = w.case(&case);
    assert_eq!((of.ruling, of.appeal_back.get(), of.fees.get()), (ruling::NOTHING, PRICE, FEE));
    w.conclude_claim(&key, 0).ok();
    assert_eq!(w.policy(&key.policy).owed.get(), 0);
    settle_all(&mut w, &case, &[FIRST, APPEAL], 20);
}

#[test]
fn an_appeal_without_its_double_quorum_leaves_the_decision_and_its_price_is_the_jurors() {
    let (mut w, key, case, _) = appealed(0);
    // Nine jurors with 36 % of the electorate.
    w.vote(&case, &World::votes(0, 9, 20));
    let of = w.case(&case);
    assert!(of.is(CasePhase::Ended));
    assert_eq!((of.ruling, of.appeal_back.get(), of.fees.get()), (ruling::NOTHING, 0, FEE + PRICE));
    assert_eq!(of.slashed.get(), 9 * (WEIGHT / 625), "they are judged by the decision that stays");
    w.refund(&case, true).refused(CaseError::NothingToRefund);
    w.conclude_claim(&key, 0).ok();
    settle_all(&mut w, &case, &[FIRST], 20);
    settle_all(&mut w, &case, &[APPEAL], 9);
    w.refund(&case, false).ok();
    w.close_case(&case).ok();
    w.assert_books();
}

#[test]
fn ten_jurors_are_the_double_quorum_of_an_appeal() {
    let (mut w, _, case, _) = appealed(0);
    w.vote(&case, &World::votes(0, 10, 20));
    assert_eq!(w.case(&case).ruling, ruling::SHARE);
}

#[test]
fn an_appeal_that_nobody_votes_in_leaves_the_decision() {
    let (mut w, key, case, _) = appealed(20);
    w.to_count(&case);
    w.advance_case(&case).ok();
    assert_eq!((w.case(&case).ruling, w.case(&case).share.get()), (ruling::SHARE, 1_000_000_000));
    w.conclude_claim(&key, 0).ok();
    assert_eq!(w.policy(&key.policy).owed.get(), 38_000 * USDC);
    settle_all(&mut w, &case, &[FIRST], 20);
}

#[test]
fn a64_a_tie_in_an_appeal_leaves_the_decision() {
    let (mut w, _, case, _) = appealed(20);
    w.vote(&case, &[World::votes(0, 10, 20), World::votes(10, 20, 0)].concat());
    let of = w.case(&case);
    assert_eq!((of.ruling, of.share.get(), of.appeal_back.get()), (ruling::SHARE, 1_000_000_000, 0));
    assert_eq!(of.slashed.get(), 10 * (WEIGHT / 625), "half of the appeal was against what stays");
}

#[test]
fn another_share_is_the_same_side_and_the_price_is_kept() {
    let (mut w, _, case, _) = appealed(20);
    w.vote(&case, &World::votes(0, 20, 10));
    let of = w.case(&case);
    assert_eq!(
        (of.ruling, of.share.get()),
        (ruling::SHARE, 500_000_000),
        "the appeal's share is final"
    );
    assert_eq!((of.appeal_back.get(), of.fees.get(), of.slashed.get()), (0, FEE + PRICE, 0));
}

#[test]
fn abuse_found_by_an_appeal_is_the_same_side_and_takes_the_whole_bond() {
    let (mut w, key, case, _) = appealed(0);
    w.vote(&case, &World::votes(0, 20, 21));
    let of = w.case(&case);
    assert_eq!((of.ruling, of.appeal_back.get(), of.fees.get()), (ruling::ABUSIVE, 0, FEE + PRICE));
    assert_eq!((of.bond_back.get(), of.bond_rest.get()), (0, of.bond.get() - FEE));
    w.conclude_claim(&key, 0).ok();
    settle_all(&mut w, &case, &[FIRST, APPEAL], 20);
}

#[test]
fn r10_an_appeal_whose_weight_is_worth_too_little_leaves_the_decision() {
    let (mut w, product, policy) = insured();
    // Ten jurors are worth 74,000, less than twice 38,000.
    set_token_value(&mut w, 370_000);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    let case = key.case(0);
    w.vote(&case, &World::votes(0, 5, 0));
    let appellant = w.actor(PLENTY);
    w.appeal(&case, &appellant).ok();
    w.vote(&case, &World::votes(0, 10, 20));
    assert_eq!(w.case(&case).ruling, ruling::NOTHING);
}

#[test]
fn a_case_is_appealed_once() {
    let (mut w, key, case, appellant) = appealed(0);
    w.appeal(&case, &appellant).refused(CaseError::NotAppealable);
    w.vote(&case, &World::votes(0, 20, 20));
    w.appeal(&case, &appellant).refused(CaseError::NotAppealable);
    w.conclude_claim(&key, 0).ok();
    w.appeal(&case, &appellant).refused(CaseError::NotAppealable);
}

#[test]
fn an_appeal_comes_before_the_last_moment_of_the_window() {
    for (late, accepted) in [(1, true), (0, false)] {
        let (mut w, key) = claimed();
        let case = key.case(0);
        w.vote(&case, &World::votes(0, 20, 0));
        let appellant = w.actor(PLENTY);
        let until = w.case(&case).appeal_until.get();
        w.set_time(until - late);
        let outcome = w.appeal(&case, &appellant);
        if accepted {
            outcome.ok();
        } else {
            outcome.refused(CaseError::NotAppealable);
        }
    }
}

#[test]
fn an_appeal_is_paid_by_whoever_makes_it() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.vote(&case, &World::votes(0, 20, 0));
    let poor = w.actor(PRICE - 1);
    let source = pda::associated_token(&poor, &w.mint);
    let appeal = ix::appeal_case(poor, w.pool, case, source);
    w.send("appeal_case", appeal).refused(PoolError::SourceShort);
    let holder = claimant(&w, &key);
    let theirs = pda::associated_token(&holder, &w.mint);
    let appeal = ix::appeal_case(poor, w.pool, case, theirs);
    w.send("appeal_case", appeal).refused(PoolError::WrongTokenOwner);
    w.fund(poor, 1);
    let appeal = ix::appeal_case(poor, w.pool, case, source);
    w.send("appeal_case", appeal).ok();
    assert_eq!(w.balance(&source), 0, "all of it");
    w.assert_books();
}

#[test]
fn the_decision_of_a_second_round_can_be_appealed_and_a_draw_cannot() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.vote(&case, &World::votes(0, 4, 20));
    w.vote(&case, &World::votes(0, 20, 20));
    let appellant = w.actor(PLENTY);
    w.appeal(&case, &appellant).ok();
    w.vote(&case, &World::votes(0, 20, 0));
    let of = w.case(&case);
    assert_eq!((of.round, of.ruling), (APPEAL, ruling::NOTHING));
    // Three rounds, one decision: four and twenty ballots lose.
    assert_eq!(of.slashed.get(), 24 * (WEIGHT / 625));
    w.conclude_claim(&key, 0).ok();
    settle_all(&mut w, &case, &[FIRST], 4);
    settle_all(&mut w, &case, &[SECOND, APPEAL], 20);

    let (mut w, key) = claimed();
    let case = key.case(0);
    w.vote(&case, &[World::votes(0, 10, 20), World::votes(10, 20, 0)].concat());
    let appellant = w.actor(PLENTY);
    w.appeal(&case, &appellant).refused(CaseError::NotAppealable);
}

/// The electorate of an appeal is that of its opening: who came of age since the first round votes in it.
#[test]
fn an_appeal_is_judged_by_the_electorate_of_its_opening() {
    let (mut w, product, policy) = insured();
    let opening = w.now();
    w.set_time(opening - 5 * DAY);
    let young = w.juror(WEIGHT);
    w.give_sol(young);
    w.set_time(opening);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    let case = key.case(0);
    w.vote(&case, &World::votes(0, 20, 0));
    let appellant = w.actor(PLENTY);
    let until = w.case(&case).appeal_until.get();
    w.set_time(until - 1);
    w.appeal(&case, &appellant).ok();
    w.to_commit(&case);
    w.commit(&case, &young, 20).ok();
    assert_eq!(w.ballot(&case, APPEAL, &young).weight.get(), WEIGHT);
}
