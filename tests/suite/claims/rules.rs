//! R27: what a case was opened with is what it is decided by.

use {
    super::{kit::*, steps::*},
    breakwater::{errors::CaseError, instructions::court::create::CourtArgs, state::ClaimState},
    breakwater_testkit::{
        courts::{TOKEN, juror},
        *,
    },
};

/// Every parameter is another.
fn other() -> CourtArgs {
    CourtArgs {
        token_value: 50 * USDC,
        fee: 5_000 * USDC,
        min_bond: 9_000 * USDC,
        declare_least: 5 * TOKEN,
        evidence: 48 * 3_600,
        commit: 24 * 3_600,
        reveal: 12 * 3_600,
        appeal: 120 * 3_600,
    }
}

fn set(w: &mut World) {
    w.set_court(other()).ok();
}

#[test]
fn r27_set_court_changes_nothing_for_a_case_that_runs() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    let (before, opened) = (w.case(&case), w.now());
    set(&mut w);
    assert_eq!(bytemuck::bytes_of(&*before), bytemuck::bytes_of(&*w.case(&case)));
    let hours = |n: i64| opened + n * 3_600;
    w.set_time(hours(24));
    for n in 0..5 {
        w.commit(&case, &juror(n), ALL).ok();
    }
    w.set_time(hours(72) - 1);
    w.reveal(&case, &juror(0), ALL).refused(CaseError::NotRevealPhase);
    w.set_time(hours(72));
    for n in 0..5 {
        w.reveal(&case, &juror(n), ALL).ok();
    }
    set(&mut w);
    w.set_time(hours(96) - 1);
    w.advance_case(&case).refused(CaseError::PhaseRunning);
    w.set_time(hours(96));
    w.advance_case(&case).ok();
    assert_eq!(w.case(&case).appeal_until.get(), hours(96 + 72));
    w.set_time(hours(96 + 72));
    w.advance_case(&case).ok();
    w.conclude_claim(&key, 0).ok();
    assert_state(&w, &key, ClaimState::Accepted);
    assert_eq!(bond_parts(&w.case(&case)), (BOND, FEE, 0));
    w.assert_books();
    w.pay_claim(&key).ok();
    clear(&mut w, &case, 5);
}

#[test]
fn r27_second_round_and_appeal_are_as_long_and_cost_as_much_as_when_the_case_was_opened() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.to_count(&case);
    set(&mut w);
    w.advance_case(&case).ok();
    let (second, at) = (w.case(&case).rounds[1], w.now());
    let hours = |n: i64| at + n * 3_600;
    assert_eq!(second.commit_from.get(), hours(24));
    assert_eq!(
        (second.reveal_from.get(), second.reveal_until.get()),
        (hours(24 + 96), hours(24 + 96 + 48))
    );
    w.vote(&case, &World::votes(0, 5, NOTHING));
    let appellant = w.actor(world::PLENTY);
    let before = w.wallet(&appellant);
    w.appeal(&case, &appellant).ok();
    assert_eq!(before - w.wallet(&appellant), 2 * FEE);
    let (third, at) = (w.case(&case).rounds[2], w.now());
    assert_eq!(
        (third.commit_from.get(), third.reveal_from.get()),
        (at + 24 * 3_600, at + 72 * 3_600)
    );
    w.assert_books();
}

#[test]
fn r27_a_case_that_is_opened_afterwards_has_the_new_rules() {
    let (mut w, key) = concluded(NOTHING);
    let mut args = other();
    args.token_value = 100 * USDC;
    w.set_court(args).ok();
    refile(&mut w, &key, 40_000 * USDC).ok();
    let case = w.case(&key.case(1));
    assert_eq!((case.fee.get(), case.bond.get()), (5_000 * USDC, 18_000 * USDC));
    assert_eq!((case.evidence.get(), case.commit.get()), (48 * 3_600, 24 * 3_600));
    assert_eq!((case.reveal.get(), case.appeal.get()), (12 * 3_600, 120 * 3_600));
    w.assert_books();
}

#[test]
fn r27_set_limits_changes_nothing_for_a_claim() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    let (before, claim, policy) = (w.case(&case), w.claim(&key), w.policy(&key.policy));
    let mut limits = AssessedSpec::default().limits;
    limits.cap = 50_000 * USDC;
    limits.severity = 1_000_000_000;
    w.set_limits(&key.product, limits).ok();
    assert_eq!(bytemuck::bytes_of(&*before), bytemuck::bytes_of(&*w.case(&case)));
    assert_eq!(bytemuck::bytes_of(&*claim), bytemuck::bytes_of(&*w.claim(&key)));
    assert_eq!(bytemuck::bytes_of(&*policy), bytemuck::bytes_of(&*w.policy(&key.policy)));
    w.assert_books();
    // Nor does a cap of nothing, nor the end of sales.
    w.retire(&key.product).ok();
    conclude(&mut w, &key, 0, ALL);
    assert_eq!(w.claim(&key).payout.get(), 38_000 * USDC);
    w.pay_claim(&key).ok();
}

#[test]
fn a_pause_stops_no_claim_no_vote_and_no_payment() {
    let (mut w, product, policy) = insured();
    let (address, mut config) = (pda::config(), w.config());
    config.paused_until = i64::MAX.into();
    w.write(&address, &*config);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    conclude(&mut w, &key, 0, NOTHING);
    refile(&mut w, &key, 40_000 * USDC).ok();
    conclude(&mut w, &key, 1, ALL);
    w.pay_claim(&key).ok();
    for filing in 0..2 {
        clear(&mut w, &key.case(filing), 5);
    }
    let over = grace_end(&w, &key);
    w.set_time(over);
    close(&mut w, &key).ok();
    w.close_policy(&product, &policy).ok();
}
