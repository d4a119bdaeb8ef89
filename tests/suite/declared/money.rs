//! What an accepted incident takes from the pool and pays each policy.

use {super::kit::*, crate::claims::kit::by_incident, breakwater::errors::IncidentError, breakwater_testkit::*};

/// The share of what is left, rounded down, less the deductible of the cover, rounded up.
fn owed(cover: u64, left: u64, share: u64, deductible_bps: u64) -> u64 {
    let part = |of: u64, by: u64, per: u64| u128::from(of) * u128::from(by) / u128::from(per);
    let deductible = (u128::from(cover) * u128::from(deductible_bps)).div_ceil(10_000);
    part(left, share, 20).saturating_sub(deductible) as u64
}

#[test]
fn r23_every_share_takes_what_it_says_and_pays_every_policy_to_the_atom() {
    for choice in [1, 2, 7, 13, 19, 20] {
        let (mut w, product) = market(&by_incident());
        let covers = [10_000_000, 10_000_001, 33_333_333, 777_777_777, 9_999_999_999];
        let policies = covers.map(|cover| w.holder(&product, cover, 60).1);
        to_day(&mut w, 10, 1);
        let (n, capital) = (declare_ago(&mut w, &product, 1), w.pool().capital().expect("a sum"));
        decide(&mut w, &product, n, choice);
        let i = w.incident(&product, n);
        let eligible: u64 = covers.iter().sum();
        let ratio = (u64::from(choice) - 1) * 50_000_000;
        let needed = (u128::from(eligible) * u128::from(ratio)).div_ceil(1_000_000_000) as u64;
        assert_eq!(
            (i.funded.get(), i.shortfall.get(), i.sealed, i.provisional.get()),
            (needed, 0, 1, 0)
        );
        assert!(
            w.pool().capital().expect("a sum") + needed + 100 * USDC >= capital,
            "only that, and the fee"
        );
        let mut paid = 0;
        for (policy, cover) in policies.iter().zip(covers) {
            let got = settled(&mut w, &product, n, policy);
            assert_eq!(got, owed(cover, cover, choice.into(), 500), "share {choice}, cover {cover}");
            paid += got;
        }
        assert!(needed - paid <= 2 * covers.len() as u64, "{needed} reserved, {paid} paid");
        let reserve = w.pool().reserve.get();
        w.close_incident(&product, n).ok();
        w.assert_books();
        assert_eq!((w.pool().payable.get(), w.pool().reserve.get()), (0, reserve));
        put_away(&mut w, &case_of(&product, n));
    }
}

#[test]
fn the_deductible_is_of_the_whole_cover_though_part_of_it_was_paid_before() {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    let first = declare_ago(&mut w, &product, 1);
    decide(&mut w, &product, first, 10);
    for (policy, got) in p.iter().zip([4_500, 1_800]) {
        assert_eq!(settled(&mut w, &product, first, policy), got * USDC);
    }
    w.close_incident(&product, first).ok();
    // In the second incident the whole of the rest is due: 5,500 less 500, and 2,200 less 200.
    let second = declare_ago(&mut w, &product, 1);
    decide(&mut w, &product, second, ALL);
    assert_eq!(w.incident(&product, second).funded.get(), 7_315 * USDC, "95 % of 7,700");
    for (policy, got) in p.iter().zip([5_000, 2_000]) {
        assert_eq!(settled(&mut w, &product, second, policy), got * USDC);
    }
    w.close_incident(&product, second).ok();
    w.assert_books();
    // What is left is the deductible of both: a third pays a share of it, less the deductible again, which is nothing.
    let third = declare_ago(&mut w, &product, 1);
    decide(&mut w, &product, third, ALL);
    for policy in &p {
        assert_eq!(settled(&mut w, &product, third, policy), 0);
    }
    w.close_incident(&product, third).ok();
    w.assert_books();
    assert_eq!(w.pool().payable.get(), 0);
}

#[test]
fn without_a_deductible_all_of_the_cover_is_paid() {
    let mut spec = by_incident();
    spec.terms.deductible_bps = 0;
    let (mut w, product) = market(&spec);
    let (_, policy) = w.holder(&product, 10_000_000_001, 60);
    to_day(&mut w, 10, 1);
    let n = happened(&mut w, &product, ALL);
    assert_eq!(settled(&mut w, &product, n, &policy), 10_000_000_001);
    assert_eq!(w.policy(&policy).remaining().expect("a rest"), 0);
    w.close_incident(&product, n).ok();
    w.assert_books();
}

#[test]
fn a_share_up_to_the_deductible_takes_and_pays_nothing() {
    let (mut w, product, p) = insured_by(&[100_000]);
    let n = happened(&mut w, &product, 1);
    let i = w.incident(&product, n);
    assert_eq!((i.funded.get(), i.shortfall.get(), w.pool().payable.get()), (0, 0, 0));
    assert_eq!(settled(&mut w, &product, n, &p[0]), 0);
    w.close_incident(&product, n).ok();
    w.assert_books();
    put_away(&mut w, &case_of(&product, n));
}

#[test]
fn a_denied_one_owes_nobody_anything() {
    for choice in [NOTHING, ABUSIVE] {
        let (mut w, product, p) = insured_by(&[100_000]);
        let capital = |w: &World| w.pool().tranches.iter().map(|t| t.capital.get()).sum::<u64>();
        let n = declare_ago(&mut w, &product, 1);
        judge(&mut w, &[(case_of(&product, n), choice)]);
        w.roll(&product).ok();
        conclude(&mut w, &product, n);
        let with_premium = capital(&w);
        let i = w.incident(&product, n);
        assert_eq!((i.funded.get(), i.shortfall.get(), i.provisional.get(), i.sealed), (0, 0, 0, 1));
        assert!(with_premium >= 500_000 * USDC);
        // A policy may pass it, and gets nothing.
        assert_eq!(settled(&mut w, &product, n, &p[0]), 0);
        w.settle(&product, n, &p[0]).refused(IncidentError::AlreadySettled);
        w.close_incident(&product, n).ok();
        w.assert_books();
    }
}

#[test]
fn a17_a_payment_that_cannot_be_delivered_is_owed_and_stays_payable() {
    let (mut w, product, p) = insured_by(&[10_000]);
    let n = happened(&mut w, &product, ALL);
    let holder = w.policy(&p[0]).holder;
    let account = pda::associated_token(&holder, &w.mint);
    crate::incident::kit::freeze(&mut w, &account);
    w.settle(&product, n, &p[0]).ok();
    w.assert_books();
    assert_eq!(w.policy(&p[0]).owed.get(), 9_500 * USDC);
    w.close_incident(&product, n).ok();
    w.assert_books();
    crate::incident::kit::thaw(&mut w, &account);
    let before = w.wallet(&holder);
    w.pay_owed(&product, &p[0]).ok();
    w.assert_books();
    assert_eq!(w.wallet(&holder) - before, 9_500 * USDC);
}

#[test]
fn junior_loses_first_and_what_was_not_needed_streams_back() {
    let (mut w, product, p) = insured_by(&[80_000, 80_000]);
    let n = happened(&mut w, &product, ALL);
    let taken = w.incident(&product, n).taken;
    let junior = taken.tranches[0].iter().map(|part| part.amount.get()).sum::<u64>();
    let senior = taken.tranches[1].iter().map(|part| part.amount.get()).sum::<u64>();
    assert_eq!(junior + senior, 152_000 * USDC);
    assert!(senior < 52_000 * USDC && senior > 51_000 * USDC, "{senior}");
    for policy in &p {
        assert_eq!(settled(&mut w, &product, n, policy), 76_000 * USDC);
    }
    w.close_incident(&product, n).ok();
    w.assert_books();
}
