//! What ballots lose and win, recomputed here from the rules alone, in every order.

use {
    super::kit::*,
    crate::{
        claims::kit::*,
        incident::kit::{freeze, thaw},
    },
    breakwater::{
        errors::{CaseError, PoolError},
        state::Ballot,
    },
    breakwater_testkit::{
        client::ix,
        courts::{TOKEN, juror},
        world::PLENTY,
        *,
    },
    std::collections::BTreeMap,
};

/// A ballot as the test knows it.
#[derive(Clone, Copy)]
struct Cast {
    round: u8,
    juror: Address,
    weight: u64,
    /// For it or against it; none when it was not revealed.
    shown: Option<bool>,
}

/// What each ballot loses, wins, and gets as a fee, if `decision` is final and the fees are these.
fn judge(casts: &[Cast], decision: bool, fees: u64) -> Vec<(u64, u64, u64)> {
    const PPB: u128 = 1_000_000_000;
    let weight = |c: &Cast| u128::from(c.weight);
    let wins = |c: &Cast| c.shown == Some(decision);
    // In parts per billion: 1 % of what is hidden, 0.16 % of what is wrong.
    let rate = |c: &Cast| match c.shown {
        None => 10_000_000,
        Some(side) if side != decision => 1_600_000,
        Some(_) => 0,
    };
    let pot: u128 = (0..3)
        .map(|round| casts.iter().filter(|c| c.round == round).map(|c| weight(c) * rate(c)).sum::<u128>() / PPB)
        .sum();
    let coherent: u128 = casts.iter().filter(|c| wins(c)).map(weight).sum();
    let part = |of: u128, c: &Cast| {
        if wins(c) {
            u64::try_from(of * weight(c) / coherent).expect("a part")
        } else {
            0
        }
    };
    casts
        .iter()
        .map(|c| {
            let lost = (weight(c) * rate(c)).div_ceil(PPB);
            (u64::try_from(lost).expect("a slash"), part(pot, c), part(u128::from(fees), c))
        })
        .collect()
}

/// Odd weights, so that everything has to be rounded.
fn odd(n: u64) -> u64 {
    20_000 * TOKEN + 7_919 * n * n + 3
}

/// Commits these votes, reveals those that are shown, and counts.
fn cast(w: &mut World, case: &Address, jurors: &[Address], votes: &[Option<bool>], casts: &mut Vec<Cast>) {
    let round = w.case(case).round;
    let choice = |vote: Option<bool>| if vote == Some(false) { 0 } else { 20 };
    w.to_commit(case);
    for (juror, vote) in jurors.iter().zip(votes) {
        w.commit(case, juror, choice(*vote)).ok();
        let weight = w.ballot(case, round, juror).weight.get();
        casts.push(Cast {
            round,
            juror: *juror,
            weight,
            shown: *vote,
        });
    }
    w.to_reveal(case);
    for (juror, vote) in jurors.iter().zip(votes).filter(|(_, vote)| vote.is_some()) {
        w.reveal(case, juror, choice(*vote)).ok();
    }
    w.to_count(case);
    w.advance_case(case).ok();
}

/// A claim of 20,000, so that half is enough, and so many more jurors, of odd weights.
fn odd_jurors(count: u64) -> (World, Address, Vec<Address>) {
    let (mut w, product, policy) = insured();
    let jurors: Vec<Address> = (0..count).map(|n| aged_juror(&mut w, odd(n))).collect();
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 20_000 * USDC).ok();
    (w, key.case(0), jurors)
}

const FOR: Option<bool> = Some(true);
const AGAINST: Option<bool> = Some(false);
const HIDDEN: Option<bool> = None;

#[test]
fn inv16_ballots_of_three_rounds_lose_and_win_by_the_final_decision_to_the_atom() {
    let (mut w, case, jurors) = odd_jurors(14);
    let mut casts = vec![];
    cast(&mut w, &case, &jurors, &[FOR, AGAINST, FOR, AGAINST, HIDDEN, HIDDEN], &mut casts);
    cast(&mut w, &case, &jurors, &[FOR, FOR, FOR, AGAINST, AGAINST, HIDDEN, FOR], &mut casts);
    let appellant = w.actor(PLENTY);
    w.appeal(&case, &appellant).ok();
    let last = [
        AGAINST, AGAINST, AGAINST, FOR, FOR, AGAINST, AGAINST, FOR, AGAINST, AGAINST, AGAINST, HIDDEN, FOR, AGAINST,
    ];
    cast(&mut w, &case, &jurors, &last, &mut casts);
    let fees = w.case(&case).fees.get();
    assert_eq!(fees, 100 * USDC, "the price goes back: the decision turned");
    let mut locked: BTreeMap<Address, u64> = jurors.iter().map(|j| (*j, w.escrow(j).locked.get())).collect();
    let mut purse: BTreeMap<Address, u64> = jurors.iter().map(|j| (*j, w.wallet(j))).collect();
    let judged = judge(&casts, false, fees);
    assert!(judged.iter().any(|(lost, _, _)| lost % 2 == 1), "there is something to round");
    // Appeal first, so that rewards come before the slashes that pay them.
    for (c, (lost, won, fee)) in casts.iter().zip(&judged).rev() {
        w.settle_ballot(&case, &c.juror, c.round).ok();
        let (locked, purse) = (
            locked.get_mut(&c.juror).expect("a juror"),
            purse.get_mut(&c.juror).expect("a juror"),
        );
        *locked = *locked - lost + won;
        *purse += fee;
        assert_eq!(w.escrow(&c.juror).locked.get(), *locked, "tokens, round {}", c.round);
        assert_eq!(w.wallet(&c.juror), *purse, "fee, round {}", c.round);
        w.assert_books();
    }
    let sum = |f: fn(&(u64, u64, u64)) -> u64| judged.iter().map(f).sum::<u64>();
    let (all, of) = (w.voters(), w.case(&case));
    assert_eq!((all.slashed.get(), all.rewarded.get()), (sum(|j| j.0), sum(|j| j.1)));
    assert_eq!((of.rewarded.get(), of.fees_given.get()), (sum(|j| j.1), sum(|j| j.2)));
    assert!(all.rewarded <= all.slashed && of.slashed <= all.slashed);
    let rounding = all.slashed.get() - all.rewarded.get();
    assert!(rounding <= 2 * casts.len() as u64, "only rounding stays: {rounding}");
}

/// All orders of six numbers.
fn orders(left: &[usize]) -> Vec<Vec<usize>> {
    if left.is_empty() {
        return vec![vec![]];
    }
    let mut all = vec![];
    for first in left {
        let rest: Vec<usize> = left.iter().copied().filter(|n| n != first).collect();
        for mut order in orders(&rest) {
            order.insert(0, *first);
            all.push(order);
        }
    }
    all
}

#[test]
fn inv16_in_every_order_of_settlement_each_gets_the_same_and_no_more_is_given_than_collected() {
    let (mut w, case, jurors) = odd_jurors(6);
    let mut casts = vec![];
    cast(&mut w, &case, &jurors, &[FOR, AGAINST, HIDDEN, FOR, AGAINST, FOR], &mut casts);
    w.end_case(&case);
    let judged = judge(&casts, true, w.case(&case).fees.get());
    let (court, voters) = (pda::court(&w.pool), pda::electorate());
    let mut touched = vec![case, court, pda::vault(&court), voters, pda::vault(&voters)];
    for juror in &jurors {
        let account = pda::associated_token(juror, &w.mint);
        touched.extend([*juror, pda::escrow(juror), pda::ballot(&case, FIRST, juror), account]);
    }
    let (before, now) = (w.snapshot(&touched), w.now());
    let tokens = w.balance(&pda::vault(&voters));
    for (number, order) in orders(&[0, 1, 2, 3, 4, 5]).into_iter().enumerate() {
        for n in &order {
            w.settle_ballot(&case, &jurors[*n], FIRST).ok();
            let of = w.case(&case);
            assert!(of.rewarded <= of.slashed && of.fees_given <= of.fees, "{order:?}");
        }
        for (n, (lost, won, fee)) in judged.iter().enumerate() {
            assert_eq!(w.escrow(&jurors[n]).locked.get(), odd(n as u64) - lost + won, "{order:?}");
            assert_eq!(w.wallet(&jurors[n]), *fee, "{order:?}");
        }
        let all = w.voters();
        assert!(all.rewarded <= all.slashed, "{order:?}");
        assert_eq!(w.balance(&pda::vault(&voters)), tokens, "no token moves");
        if number % 60 == 0 {
            w.assert_books();
        }
        for (address, account) in before.clone() {
            w.svm
                .set_account(address, account.unwrap_or_default())
                .expect("an account that was there");
        }
        w.set_time(now);
    }
}

#[test]
fn a73_a_slash_is_at_most_what_the_ballot_put_at_risk() {
    // The smallest ballots: a fraction of an atom is rounded up to one.
    let (mut w, product, policy) = insured();
    let small = [1, 99, 100, 101, 624, 625, 626].map(|amount| (aged_juror(&mut w, amount), amount));
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 20_000 * USDC).ok();
    let case = key.case(0);
    w.to_commit(&case);
    for n in 0..20 {
        w.commit(&case, &juror(n), 20).ok();
    }
    for (juror, _) in &small {
        w.commit(&case, juror, 20).ok();
    }
    w.to_reveal(&case);
    for n in 0..20 {
        w.reveal(&case, &juror(n), 20).ok();
    }
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.end_case(&case);
    for (juror, amount) in &small {
        let risk = w.escrow(juror).at_risk.get();
        w.settle_ballot(&case, juror, FIRST).ok();
        let lost = amount - w.escrow(juror).locked.get();
        assert_eq!((lost, risk), (amount.div_ceil(100), amount.div_ceil(100)));
        w.assert_books();
    }
}

/// A decided case of twenty for and juror 20 hidden; ended.
fn ended() -> (World, Address) {
    let (mut w, _, case) = voting();
    for n in 0..21 {
        w.commit(&case, &juror(n), 20).ok();
    }
    w.to_reveal(&case);
    for n in 0..20 {
        w.reveal(&case, &juror(n), 20).ok();
    }
    w.to_count(&case);
    w.advance_case(&case).ok();
    w.end_case(&case);
    (w, case)
}

#[test]
fn a_stranger_settles_the_ballot_of_a_juror_who_did_not_reveal() {
    let (mut w, case) = ended();
    let settle = ix::settle_ballot(juror(20), w.pool, w.mint, case, FIRST);
    assert!(settle.accounts.iter().all(|meta| !meta.is_signer));
    let lamports = w.svm.get_balance(&juror(20)).expect("a wallet");
    w.send("settle_ballot", settle).ok();
    assert_eq!(w.escrow(&juror(20)).locked.get(), WEIGHT - WEIGHT / 100);
    assert_eq!((w.escrow(&juror(20)).open_ballots, w.escrow(&juror(20)).at_risk.get()), (0, 0));
    assert!(
        w.svm.get_balance(&juror(20)).expect("a wallet") > lamports,
        "the rent is the juror's all the same"
    );
    w.assert_books();
}

#[test]
fn a_ballot_is_settled_once() {
    let (mut w, case) = ended();
    w.settle_ballot(&case, &juror(0), FIRST).ok();
    let again = w.settle_ballot(&case, &juror(0), FIRST);
    assert!(again.result.is_err() && !again.changed, "it is closed: {}", again.name());
    // Neither can one whose fee waits.
    let account = pda::associated_token(&juror(1), &w.mint);
    freeze(&mut w, &account);
    w.settle_ballot(&case, &juror(1), FIRST).ok();
    w.settle_ballot(&case, &juror(1), FIRST).refused(CaseError::BallotSettled);
    thaw(&mut w, &account);
    w.settle_ballot(&case, &juror(1), FIRST).refused(CaseError::BallotSettled);
    w.assert_books();
}

#[test]
fn a17_a_fee_that_cannot_be_delivered_waits_and_stops_nobody() {
    let (mut w, case) = ended();
    let accounts = [0, 1].map(|n| pda::associated_token(&juror(n), &w.mint));
    freeze(&mut w, &accounts[0]);
    w.svm.set_account(accounts[1], Default::default()).expect("no account");
    for n in 0..21 {
        w.settle_ballot(&case, &juror(n), FIRST).ok();
        w.assert_books();
    }
    let fee = 100 * USDC / 20;
    for n in 0..2 {
        let ballot = w.ballot(&case, FIRST, &juror(n));
        assert_eq!((ballot.settled, ballot.fee_owed.get()), (1, fee));
        assert_eq!(w.escrow(&juror(n)).open_ballots, 0, "their tokens are free");
        assert!(w.escrow(&juror(n)).locked.get() > WEIGHT, "and rewarded");
    }
    let pay = ix::pay_juror(w.keeper, juror(0), w.pool, case, FIRST, accounts[0]);
    w.send("pay_juror", pay.clone()).refused(PoolError::DestinationFrozen);
    thaw(&mut w, &accounts[0]);
    // To nobody else: another juror's account, or another account of theirs unless they sign.
    let theirs = pda::associated_token(&juror(5), &w.mint);
    let wrong = ix::pay_juror(w.keeper, juror(0), w.pool, case, FIRST, theirs);
    w.send("pay_juror", wrong).refused(PoolError::WrongTokenOwner);
    let (side, mint) = (Address::new_from_array([0x5d; 32]), w.mint);
    w.put_token(side, &mint, &juror(0), 0);
    let wrong = ix::pay_juror(w.keeper, juror(0), w.pool, case, FIRST, side);
    w.send("pay_juror", wrong).refused(PoolError::NotAssociated);
    w.send("pay_juror", pay.clone()).ok();
    assert_eq!(w.balance(&accounts[0]), fee);
    let again = w.send("pay_juror", pay);
    assert!(again.result.is_err() && !again.changed, "it is closed: {}", again.name());
    // The other one names an account of their own and signs.
    w.put_token(side, &mint, &juror(1), 0);
    let own = ix::pay_juror(juror(1), juror(1), w.pool, case, FIRST, side);
    w.send("pay_juror", own).ok();
    assert_eq!(w.balance(&side), fee);
    assert!(w.try_read::<Ballot>(&pda::ballot(&case, FIRST, &juror(1))).is_none());
    w.assert_books();
}

/// A fee that waits outlives its case: nobody has to wait for that juror.
#[test]
fn a_case_is_closed_while_a_fee_waits() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.decide(&case, 20);
    let account = pda::associated_token(&juror(0), &w.mint);
    freeze(&mut w, &account);
    w.conclude_claim(&key, 0).ok();
    for n in 0..20 {
        w.settle_ballot(&case, &juror(n), FIRST).ok();
    }
    w.refund(&case, false).ok();
    w.close_case(&case).ok();
    w.assert_books();
    thaw(&mut w, &account);
    let pay = ix::pay_juror(w.keeper, juror(0), w.pool, case, FIRST, account);
    w.send("pay_juror", pay).ok();
    assert_eq!(w.balance(&account), 5 * USDC);
    w.assert_books();
}

#[test]
fn nothing_is_settled_before_the_case_has_ended() {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.vote(&case, &World::votes(0, 20, 20));
    w.settle_ballot(&case, &juror(0), FIRST).refused(CaseError::CaseNotEnded);
    w.end_case(&case);
    // Before the conclusion as well as after it.
    w.settle_ballot(&case, &juror(0), FIRST).ok();
    w.conclude_claim(&key, 0).ok();
    w.settle_ballot(&case, &juror(1), FIRST).ok();
    w.close_case(&case).refused(CaseError::BallotsUnsettled);
    w.assert_books();
}
