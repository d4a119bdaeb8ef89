//! A product's marks of incidents: many incidents in a row neither block the next nor forget an open one or an accepted day.

use {
    super::kit::*,
    crate::incident::kit::write_capital,
    breakwater::errors::ClaimError,
    breakwater_testkit::{courts::*, *},
};

/// Declares these days, denies them all, closes everything.
#[track_caller]
fn deny(w: &mut World, product: &Address, days: &[u32]) -> Vec<u32> {
    let numbers: Vec<u32> = days.iter().map(|day| declare(w, product, *day)).collect();
    let cases: Vec<_> = numbers.iter().map(|n| (case_of(product, *n), NOTHING)).collect();
    judge(w, &cases);
    for n in &numbers {
        w.conclude_declared(product, *n).ok();
        w.close_incident(product, *n).ok();
        put_away(w, &case_of(product, *n));
    }
    numbers
}

#[test]
fn forty_denied_declarations_in_a_row_neither_block_nor_forget_an_open_one() {
    let (mut w, product) = market(&with_grace(35));
    let (_, policy) = w.holder(&product, 10_000 * USDC, 330);
    to_day(&mut w, 20, 1);
    // Cut, and open for recoveries from now on.
    let open = declare(&mut w, &product, DAY_0 + 20);
    judge(&mut w, &[(case_of(&product, open), ALL)]);
    write_capital(&mut w, 1_000 * USDC, 3_000 * USDC);
    conclude(&mut w, &product, open);
    assert_eq!(settled(&mut w, &product, open, &policy), 4_000 * USDC);
    w.release(&product, open).ok();
    w.assert_books();
    let mut numbers = vec![];
    for _ in 0..10 {
        let today = w.today();
        numbers.extend(deny(&mut w, &product, &[today, today - 1, today - 2, today - 3]));
    }
    assert_eq!(numbers.len(), 40);
    assert!(
        numbers.is_sorted() && !numbers.contains(&32),
        "number 32 would have the mark of number 0: {numbers:?}"
    );
    let payer = w.actor(5_500 * USDC);
    w.recover_incident(&payer, &product, open, 5_500 * USDC).ok();
    assert_eq!(settled(&mut w, &product, open, &policy), 5_500 * USDC);
    w.close_incident(&product, open).ok();
    w.assert_books();
}

#[test]
fn a46_an_accepted_day_is_not_forgotten_after_any_number_of_newer_incidents() {
    let (mut w, product) = market(&with_grace(35));
    let court = breakwater::instructions::court::create::CourtArgs {
        commit: 24 * 3_600,
        reveal: 12 * 3_600,
        appeal: 48 * 3_600,
        ..court_args()
    };
    w.set_court(court).ok();
    let (_, policy) = w.holder(&product, 10_000 * USDC, 330);
    to_day(&mut w, 30, 1);
    let day = w.today();
    let first = declare(&mut w, &product, day);
    decide(&mut w, &product, first, 10);
    settled(&mut w, &product, first, &policy);
    w.close_incident(&product, first).ok();
    put_away(&mut w, &case_of(&product, first));
    for _ in 0..8 {
        undeclarable(&mut w, &product, day, ClaimError::DayTaken);
        let today = w.today();
        deny(&mut w, &product, &[today, today - 1, today - 2, today - 3]);
    }
    assert!(w.product(&product).is_declarable(day, w.today()), "it lies within the grace still");
    undeclarable(&mut w, &product, day, ClaimError::DayTaken);
}
