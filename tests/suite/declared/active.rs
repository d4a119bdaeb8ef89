//! How long cover stays active: as long as a day of its term can be declared, and not longer (INV-02).

use {
    super::kit::*,
    breakwater::errors::{ClaimError, PolicyError},
    breakwater_testkit::*,
};

/// A policy of 10,000 for 30 days and one of 4,000 that runs on; gives the day on which the first ends.
fn two(grace: u16) -> (World, Address, Address, u32) {
    let (mut w, product) = market(&with_grace(grace));
    let (_, short) = w.holder(&product, 10_000 * USDC, 30);
    w.holder(&product, 4_000 * USDC, 200);
    let end = w.policy(&short).end_day.get();
    (w, product, short, end)
}

/// An hour past the midnight of this day, rolled.
fn at(w: &mut World, product: &Address, day: u32) {
    w.set_time(i64::from(day) * DAY + 3_600);
    if w.product(product).rolled_day.get() < day {
        w.roll(product).ok();
    }
    w.assert_books();
}

/// The short policy's cover is active, on every day up to the one before `last`, and no more on `last`; it closes when nothing is undecided.
#[track_caller]
fn leaves_on(w: &mut World, product: &Address, short: &Address, end: u32, last: u32) {
    for day in w.today()..=last {
        at(w, product, day);
        let p = w.product(product);
        let active = day < last;
        assert_eq!(
            p.active.get(),
            if active { 14_000 } else { 4_000 } * USDC,
            "{} days after the end",
            day - end
        );
        assert_eq!(p.is_declarable(end - 1, day), active, "day {day}");
        assert_eq!(breakwater_client::quote::active_on(&p, day), p.active.get());
        if active && day >= end + u32::from(p.terms.grace_days.get()) {
            w.close_policy(product, short).refused(ClaimError::StillDeclarable);
        }
    }
}

#[test]
fn without_a_declaration_cover_is_active_until_its_end_and_grace() {
    for grace in [0, 5, 35] {
        let (mut w, product, short, end) = two(grace);
        at(&mut w, &product, end - 1);
        w.close_policy(&product, &short).refused(PolicyError::PolicyNotOver);
        leaves_on(&mut w, &product, &short, end, end + u32::from(grace));
        w.close_policy(&product, &short).ok();
        w.assert_books();
    }
}

#[test]
fn inv02_cover_stays_active_by_the_days_on_which_another_was_undecided() {
    for grace in [0, 5] {
        let (mut w, product, short, end) = two(grace);
        at(&mut w, &product, end - 2);
        let n = declare_ago(&mut w, &product, 0);
        judge(&mut w, &[(case_of(&product, n), NOTHING)]);
        let decided = end + 9;
        at(&mut w, &product, decided);
        conclude(&mut w, &product, n);
        w.close_incident(&product, n).ok();
        // No day since the last one of the term has counted yet.
        leaves_on(&mut w, &product, &short, end, decided + 1 + u32::from(grace));
        w.close_policy(&product, &short).ok();
        w.assert_books();
    }
}

#[test]
fn inv02_cover_stays_active_through_several_declarations_one_after_the_other() {
    let (mut w, product, short, end) = two(5);
    // Undecided from these days to these: two of the five days of grace pass between them, and one before the first.
    for (from, until) in [(end, end + 8), (end + 9, end + 17), (end + 18, end + 26)] {
        at(&mut w, &product, from);
        let n = declare_ago(&mut w, &product, 0);
        judge(&mut w, &[(case_of(&product, n), NOTHING)]);
        at(&mut w, &product, until);
        assert_eq!(w.product(&product).active.get(), 14_000 * USDC);
        conclude(&mut w, &product, n);
        w.close_incident(&product, n).ok();
    }
    leaves_on(&mut w, &product, &short, end, end + 29);
    w.close_policy(&product, &short).ok();
    w.assert_books();
}

#[test]
fn inv02_the_last_moment_to_declare_finds_the_capital_and_pays() {
    let (mut w, product, short, end) = two(5);
    at(&mut w, &product, end);
    let first = declare_ago(&mut w, &product, 0);
    decide(&mut w, &product, first, NOTHING);
    w.close_incident(&product, first).ok();
    let last = w.today() + 4; // one day of the grace passed before
    at(&mut w, &product, last);
    assert!(w.today() > end + 5, "the grace itself is over");
    let n = declare(&mut w, &product, end - 1);
    assert_eq!(w.product(&product).ended_at_stake.get(), 0);
    decide(&mut w, &product, n, ALL);
    assert_eq!(settled(&mut w, &product, n, &short), 9_500 * USDC);
    // What is left of it, 500, leaves on the day after this one's end.
    let p = w.product(&product);
    assert_eq!((p.active.get(), p.in_grace.get()), (4_500 * USDC, 500 * USDC));
    w.next_midnight();
    w.roll(&product).ok();
    w.assert_books();
    let p = w.product(&product);
    assert_eq!((p.active.get(), p.in_grace.get()), (4_000 * USDC, 0));
}

#[test]
fn cover_is_active_for_sixty_days_at_most_however_long_one_is_undecided() {
    for grace in [0, 5, 35] {
        let (mut w, product, short, end) = two(grace);
        at(&mut w, &product, end - 1);
        let n = declare_ago(&mut w, &product, 0);
        leaves_on(&mut w, &product, &short, end, end + 60);
        // It is undecided still, and the short policy may be owed by it.
        assert_eq!(w.product(&product).ended_at_stake.get(), 10_000 * USDC);
        w.close_policy(&product, &short).refused(ClaimError::StillDeclarable);
        nobody_votes(&mut w, &case_of(&product, n));
        conclude(&mut w, &product, n);
        w.close_incident(&product, n).ok();
        w.close_policy(&product, &short).ok();
        w.assert_books();
    }
}

/// Two decided and one undecided declaration behind it, a policy that ends soon and one later.
fn busy(grace: u16) -> (World, Address) {
    let (mut w, product, _, end) = two(grace);
    w.holder(&product, 2_000 * USDC, 60);
    for (from, until) in [(end - 16, end - 8), (end - 5, end + 3)] {
        at(&mut w, &product, from);
        let n = declare_ago(&mut w, &product, 0);
        judge(&mut w, &[(case_of(&product, n), NOTHING)]);
        at(&mut w, &product, until);
        conclude(&mut w, &product, n);
    }
    (w, product)
}

#[test]
fn inv02_many_midnights_at_once_count_like_one_by_one_after_declarations() {
    for (grace, open) in [(0, true), (5, false), (5, true), (35, true)] {
        let start = || {
            let (mut w, product) = busy(grace);
            if open {
                w.advance(2 * DAY);
                declare_ago(&mut w, &product, 0);
            }
            (w, product)
        };
        let (mut daily, product) = start();
        for day in 1..=600 {
            daily.advance(DAY);
            daily.roll(&product).ok();
            if ![1, 4, 7, 30, 57, 59, 62, 90, 512, 513, 600].contains(&day) {
                continue;
            }
            daily.assert_books();
            let (mut once, _) = start();
            once.advance(day * DAY);
            once.roll(&product).ok();
            once.assert_books();
            let (a, b) = (daily.product(&product), once.product(&product));
            assert_eq!(bytemuck::bytes_of(&*a), bytemuck::bytes_of(&*b), "after {day} days");
            assert_eq!(daily.pool().active_cover, once.pool().active_cover);
        }
        assert_eq!(daily.product(&product).active.get(), 0);
    }
}

#[test]
fn a74_600_days_with_one_undecided_cost_a_bounded_number_of_steps() {
    for grace in [0, 5, 35] {
        let (mut w, product) = busy(grace);
        declare_ago(&mut w, &product, 0);
        w.advance(600 * DAY);
        let used = w.roll(&product).ok();
        println!("roll_product with a grace of {grace}: {used} compute units");
        assert!(used < 200_000, "{used} of 200,000, the default limit of one instruction");
        w.assert_books();
    }
}
