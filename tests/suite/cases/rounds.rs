//! What a round decides: caps, ties, quorums, and nothing before its last second.

use {
    super::kit::*,
    crate::claims::kit::*,
    breakwater::{
        errors::CaseError,
        state::{CasePhase, ClaimState, ruling},
    },
    breakwater_testkit::{
        courts::{TOKEN, court_args, juror},
        world::PLENTY,
        *,
    },
};

fn all(jurors: &[Address], choice: u8) -> Vec<(Address, u8)> {
    jurors.iter().map(|juror| (*juror, choice)).collect()
}

#[test]
fn a64_nobody_weighs_more_than_a_twentieth_of_the_electorate() {
    let (mut w, product, policy) = insured();
    let whale = aged_juror(&mut w, 10_000_000 * TOKEN);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    let case = key.case(0);
    w.to_commit(&case);
    w.commit(&case, &whale, 20).ok();
    let all = ELECTORATE + 10_000_000 * TOKEN;
    assert_eq!(w.case(&case).rounds[0].electorate.get(), all);
    assert_eq!(w.ballot(&case, FIRST, &whale).weight.get(), all / 20);
}

#[test]
fn a64_nobody_weighs_more_than_a_fifth_while_there_are_fewer_than_20_escrows() {
    let mut weights = vec![1_000 * TOKEN; 19];
    weights[0] = 100_000 * TOKEN;
    let (mut w, case, jurors) = with_jurors(&weights);
    w.to_commit(&case);
    w.commit(&case, &jurors[0], 20).ok();
    assert_eq!(w.ballot(&case, FIRST, &jurors[0]).weight.get(), 118_000 * TOKEN / 5);
    weights.push(1_000 * TOKEN);
    let (mut w, case, jurors) = with_jurors(&weights);
    w.to_commit(&case);
    w.commit(&case, &jurors[0], 20).ok();
    assert_eq!(w.ballot(&case, FIRST, &jurors[0]).weight.get(), 119_000 * TOKEN / 20, "20 escrows");
}

/// Whoever opens empty escrows lowers the cap, and five jurors still are a quorum: 5 × 5 % of the electorate is more than 15 %.
#[test]
fn a64_empty_escrows_prevent_no_quorum() {
    let (mut w, case, jurors) = with_jurors(&[100_000 * TOKEN; 5]);
    for _ in 0..40 {
        let empty = w.wallet_address();
        w.give_sol(empty);
        w.open_escrow(&empty).ok();
    }
    // The round that ran keeps its cap; the second has the lower one.
    assert_eq!(w.case(&case).rounds[0].cap.get(), 100_000 * TOKEN);
    w.to_count(&case);
    w.advance_case(&case).ok();
    assert_eq!(w.case(&case).rounds[1].cap.get(), 25_000 * TOKEN);
    round(&mut w, &case, &all(&jurors, 20), 0);
    assert_eq!(w.case(&case).ruling, ruling::SHARE);
}

/// The limit of that: where two wallets hold nearly all tokens, twenty more escrows lower what both weigh to a tenth of the electorate, and
/// there is no quorum without many others. `docs/voting.md` says so.
#[test]
fn a64_where_two_wallets_hold_nearly_everything_more_escrows_leave_no_quorum() {
    let mut weights = vec![1_000 * TOKEN; 7];
    weights.extend([246_500 * TOKEN; 2]);
    for (strangers, decided) in [(0, true), (20, false)] {
        let (mut w, case, jurors) = with_jurors(&weights);
        for _ in 0..strangers {
            let empty = w.wallet_address();
            w.give_sol(empty);
            w.open_escrow(&empty).ok();
        }
        w.to_count(&case);
        w.advance_case(&case).ok();
        w.vote(&case, &all(&jurors, 20));
        let wanted = if decided { ruling::SHARE } else { ruling::DRAW };
        assert_eq!(w.case(&case).ruling, wanted, "1.4 % and twice 20 or 5 % of the electorate");
    }
}

#[test]
fn a64_a_tie_is_a_draw_and_costs_nobody_anything() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    let votes = [World::votes(0, 10, 20), World::votes(10, 20, 0)].concat();
    round(&mut w, &case, &votes, 0);
    let of = w.case(&case);
    assert!(of.is(CasePhase::Ended));
    assert_eq!((of.ruling, of.slashed.get(), of.fees.get()), (ruling::DRAW, 0, 0));
    assert_eq!(of.bond_back, of.bond);
    for n in 0..20 {
        w.settle_ballot(&case, &juror(n), FIRST).ok();
        assert_eq!(w.escrow(&juror(n)).locked.get(), WEIGHT);
    }
    w.assert_books();
}

#[test]
fn a64_the_last_second_counts_and_nothing_ends_early() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.to_commit(&case);
    for n in 0..20 {
        w.commit(&case, &juror(n), if n < 9 { 20 } else { 0 }).ok();
    }
    w.to_reveal(&case);
    for n in 0..9 {
        w.reveal(&case, &juror(n), 20).ok();
    }
    w.advance_case(&case).refused(CaseError::PhaseRunning);
    let end = w.case(&case).rounds[0].reveal_until.get();
    w.set_time(end - 1);
    for n in 9..19 {
        w.reveal(&case, &juror(n), 0).ok();
    }
    w.advance_case(&case).refused(CaseError::PhaseRunning);
    w.set_time(end);
    w.reveal(&case, &juror(19), 0).refused(CaseError::NotRevealPhase);
    w.advance_case(&case).ok();
    assert_eq!(
        w.case(&case).ruling,
        ruling::NOTHING,
        "ten against nine, by ballots of the last second"
    );
    // All of them have voted, and the appeal window runs its time.
    let until = w.case(&case).appeal_until.get();
    w.set_time(until - 1);
    w.advance_case(&case).refused(CaseError::PhaseRunning);
    w.set_time(until);
    w.advance_case(&case).ok();
}

#[test]
fn a65_without_an_electorate_nothing_is_ever_accepted() {
    let mut w = World::new();
    w.electorate().ok();
    // Whoever is there has been for a day: court and product come first, jurors after the sale.
    let jurors: Vec<Address> = (0..20).map(|_| w.juror(20_000 * TOKEN)).collect();
    for juror in &jurors {
        w.give_sol(*juror);
    }
    w.create_court(court_args()).ok();
    let mut spec = AssessedSpec::default();
    spec.terms.waiting_days = 0;
    w.underwriter(SENIOR, 400_000 * USDC);
    let product = w.assessed(&spec);
    let buyer = w.actor(PLENTY);
    // Not even sold: a verdict would cost nothing.
    w.buy(&product, &buyer, 0, 40_000 * USDC, 60).refused(CaseError::ElectorateTooSmall);
    // Two weeks later there is one, and cover; then all leave.
    w.advance(15 * DAY);
    w.buy(&product, &buyer, 0, 40_000 * USDC, 60).ok();
    w.advance(2 * DAY);
    for juror in &jurors {
        w.request_unlock(juror, 20_000 * TOKEN).ok();
    }
    let key = w.claim_key(&product, &pda::policy(&product, &buyer, 0), w.today());
    w.file_claim(&key, 40_000 * USDC).ok();
    let case = key.case(0);
    assert_eq!(w.case(&case).rounds[0].electorate.get(), 0);
    for _ in 0..2 {
        w.to_commit(&case);
        for juror in &jurors {
            w.commit(&case, juror, 20).refused(CaseError::NoWeight);
        }
        w.to_count(&case);
        w.advance_case(&case).ok();
    }
    assert_eq!(w.case(&case).ruling, ruling::DRAW);
    w.conclude_claim(&key, 0).ok();
    assert!(w.claim(&key).is(ClaimState::Refused));
    w.assert_books();
}

#[test]
fn a65_without_a_vote_two_rounds_end_in_a_draw() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    let first = w.case(&case).rounds[0];
    w.to_count(&case);
    w.advance_case(&case).ok();
    let second = w.case(&case).rounds[1];
    let length = |r: &breakwater::state::Round| r.reveal_until.get() - r.commit_from.get();
    assert_eq!(length(&second), 2 * length(&first), "whoever missed it gets twice the time");
    w.to_count(&case);
    w.advance_case(&case).ok();
    let of = w.case(&case);
    assert!(of.is(CasePhase::Ended));
    assert_eq!((of.ruling, of.bond_back), (ruling::DRAW, of.bond));
    w.conclude_claim(&key, 0).ok();
    w.refund(&case, false).ok();
    w.close_case(&case).ok();
    w.assert_books();
}

/// 80,000 of 500,000 are 16 % of the electorate, but four jurors.
#[test]
fn a65_four_jurors_are_no_quorum_whatever_they_weigh() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.vote(&case, &World::votes(0, 4, 20));
    assert_eq!((w.case(&case).round, w.case(&case).double), (SECOND, 0));
    w.vote(&case, &World::votes(0, 4, 20));
    assert_eq!(w.case(&case).ruling, ruling::DRAW);
}

#[test]
fn a65_five_jurors_are_a_quorum_from_15_percent_on() {
    for (fifth, quorum) in [(15_000, true), (14_999, false)] {
        // 60,000 of four, and the fifth: 75,000 of 500,000 in all.
        let mut weights = vec![15_000 * TOKEN; 4];
        weights.push(fifth * TOKEN);
        weights.push((440_000 - fifth) * TOKEN);
        let (mut w, case, jurors) = with_jurors(&weights);
        assert_eq!(w.case(&case).rounds[0].electorate.get(), 500_000 * TOKEN);
        w.vote(&case, &all(&jurors[..5], 20));
        assert_eq!(w.case(&case).is(CasePhase::Decided), quorum, "{fifth}");
    }
}

#[test]
fn a65_only_what_is_revealed_is_a_quorum() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    round(&mut w, &case, &World::votes(0, 20, 20), 16);
    assert_eq!(w.case(&case).round, SECOND);
}

/// Five ballots for it, worth so many atoms of the pool's mint per token.
fn five(value: u64) -> (World, Address) {
    let (mut w, product, policy) = insured();
    set_token_value(&mut w, value);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    w.vote(&key.case(0), &World::votes(0, 5, 20));
    (w, key.case(0))
}

#[test]
fn r10_a_verdict_that_weighs_exactly_twice_what_it_pays_stands() {
    // 100,000 tokens of 0.76 USDC, for 38,000.
    let (w, case) = five(760_000);
    assert!(w.case(&case).is(CasePhase::Decided));
    let (w, case) = five(759_999);
    assert_eq!((w.case(&case).round, w.case(&case).double), (SECOND, 1));
}

#[test]
fn r10_after_too_little_weight_the_second_round_needs_twice_the_quorum() {
    let (mut w, case) = five(700_000);
    w.vote(&case, &World::votes(0, 9, 20));
    assert_eq!(
        w.case(&case).ruling,
        ruling::DRAW,
        "nine jurors with 36 % of the electorate are not ten"
    );
    let (mut w, case) = five(700_000);
    w.vote(&case, &World::votes(0, 10, 20));
    assert_eq!(w.case(&case).ruling, ruling::SHARE);
    w.end_case(&case);
    w.assert_books();
}

#[test]
fn r10_too_little_weight_twice_is_a_draw() {
    // Ten jurors, a double quorum, are worth 70,000.
    let (mut w, case) = five(350_000);
    w.vote(&case, &World::votes(0, 10, 20));
    assert_eq!(w.case(&case).ruling, ruling::DRAW);
}

#[test]
fn r10_a_denial_moves_nothing_and_needs_no_worth() {
    let (mut w, product, policy) = insured();
    set_token_value(&mut w, 1);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    w.vote(&key.case(0), &World::votes(0, 5, 0));
    assert_eq!(w.case(&key.case(0)).ruling, ruling::NOTHING);
}

#[test]
fn r10_a_case_keeps_the_worth_of_the_day_it_was_opened() {
    let (mut w, key) = claimed();
    set_token_value(&mut w, 1);
    w.vote(&key.case(0), &World::votes(0, 5, 20));
    assert_eq!(w.case(&key.case(0)).ruling, ruling::SHARE);
}

#[test]
fn r10_cover_is_sold_up_to_15_percent_of_what_the_electorate_is_worth() {
    let (mut w, product, policy) = insured();
    set_token_value(&mut w, USDC); // 500,000 USDC: 75,000 at most, 40,000 are sold
    let buyer = w.actor(PLENTY);
    w.buy(&product, &buyer, 0, 35_000 * USDC + 1, 60)
        .refused(CaseError::ElectorateTooSmall);
    w.buy(&product, &buyer, 0, 35_000 * USDC, 60).ok();
    set_token_value(&mut w, USDC - 1);
    w.extend(&product, &policy, 30).refused(CaseError::ElectorateTooSmall);
    w.assert_books();
}

#[test]
fn r10_a_cap_rises_to_15_percent_of_what_the_electorate_is_worth() {
    let (mut w, product, _) = insured();
    set_token_value(&mut w, USDC);
    let mut limits = AssessedSpec::default().limits;
    let mut set = |w: &mut World, cap: u64| {
        limits.cap = cap;
        w.set_limits(&product, limits)
    };
    // Falling is free, also to more than that.
    set(&mut w, 9_000_000 * USDC).ok();
    set(&mut w, 50_000 * USDC).ok();
    set(&mut w, 75_000 * USDC + 1).refused(CaseError::ElectorateTooSmall);
    set(&mut w, 75_000 * USDC).ok();
}

/// UMA, March 2025: one holder with a quarter of the votes moved a market that was worth more than they were.
#[test]
fn r10_a_quarter_of_the_tokens_decides_nothing_alone() {
    let whale = 200_000 * TOKEN;
    let mut weights = vec![20_000 * TOKEN; 30];
    weights.push(whale);
    let (mut w, case, jurors) = with_jurors(&weights);
    w.vote(&case, &[(jurors[30], 20)]);
    assert_eq!(w.case(&case).round, SECOND, "no quorum");
    // With four others against, each with a tenth of the tokens, it is outvoted: it weighs 5 %, two of them do.
    let mut votes = all(&jurors[..4], 0);
    votes.push((jurors[30], 20));
    w.vote(&case, &votes);
    let of = w.case(&case);
    assert_eq!(of.rounds[1].weights[20].get(), 800_000 * TOKEN / 20);
    assert_eq!((of.ruling, of.rounds[1].weights[0].get()), (ruling::NOTHING, 80_000 * TOKEN));
}
