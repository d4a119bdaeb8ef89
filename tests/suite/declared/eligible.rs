//! Which cover a declared incident counts: exactly what was in force on its day, as far as it is left.

use {
    super::kit::*,
    crate::claims::kit::by_incident,
    breakwater::errors::IncidentError,
    breakwater_testkit::{courts::juror, *},
};

/// The plain sum: what is left of every policy that was in force on this day.
fn plain_sum(w: &World, product: &Address, day: u32) -> u64 {
    let of = |p: &breakwater::state::Policy| p.product == *product && p.start_day.get() <= day && day < p.end_day.get();
    let books = w.books();
    let counted = books.policies.iter().filter(|(_, p)| of(p));
    counted.map(|(_, p)| p.cover.get() - p.paid.get()).sum()
}

/// Every day that can be declared counts what the plain sum says.
#[track_caller]
fn assert_days(w: &mut World, product: &Address) {
    let today = w.today();
    if w.product(product).rolled_day.get() < today {
        w.roll(product).ok();
    }
    let p = w.product(product);
    for day in today - 61..=today {
        if p.is_declarable(day, today) {
            assert_eq!(
                p.in_force_on(day).expect("a sum"),
                plain_sum(w, product, day),
                "day {day}, today {today}"
            );
        }
    }
}

#[test]
fn cover_counts_from_the_day_of_its_start_to_the_day_before_its_end() {
    let (mut w, product) = market(&by_incident());
    // In force on days 8 to 29, ended at the midnight of day 31.
    w.holder(&product, 10_000 * USDC, 30);
    to_day(&mut w, 5, 12);
    // In force from day 13.
    w.holder(&product, 7_000 * USDC, 60);
    to_day(&mut w, 15, 1);
    let cover = |w: &World, n: u32| w.incident(&product, n).cover.get() / USDC;
    undeclarable(&mut w, &product, DAY_0 + 7, IncidentError::NothingEligible);
    for (day, wanted) in [(8, 10_000), (12, 10_000), (13, 17_000), (15, 17_000)] {
        let n = declare(&mut w, &product, DAY_0 + day);
        assert_eq!(cover(&w, n), wanted, "day {day}");
    }
}

#[test]
fn cover_in_its_grace_counts_on_its_last_day_and_not_on_the_next() {
    let (mut w, product) = market(&by_incident());
    let (_, short) = w.holder(&product, 10_000 * USDC, 30);
    w.holder(&product, 7_000 * USDC, 60);
    let end = w.policy(&short).end_day.get();
    to_day(&mut w, 40, 1);
    let first = declare(&mut w, &product, end - 1);
    let second = declare(&mut w, &product, end);
    assert_eq!(w.incident(&product, first).cover.get(), 17_000 * USDC);
    assert_eq!(w.incident(&product, second).cover.get(), 7_000 * USDC);
    decide(&mut w, &product, first, ALL);
    assert_eq!(settled(&mut w, &product, first, &short), 9_500 * USDC, "paid in its grace");
}

#[test]
fn cover_counts_as_far_as_it_is_left() {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    let first = declare_ago(&mut w, &product, 1);
    decide(&mut w, &product, first, 11);
    // 55 % less the deductible of 5 %.
    assert_eq!(settled(&mut w, &product, first, &p[0]), 5_000 * USDC);
    let second = declare_ago(&mut w, &product, 1);
    assert_eq!(w.incident(&product, second).cover.get(), 9_000 * USDC, "5,000 and 4,000 are left");
    assert_days(&mut w, &product);
}

#[test]
fn cancelled_cover_counts_on_no_day() {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    w.cancel_policy(&product, &p[0]).ok();
    w.assert_books();
    let n = declare_ago(&mut w, &product, 1);
    assert_eq!(w.incident(&product, n).cover.get(), 4_000 * USDC);
    assert_days(&mut w, &product);
}

#[test]
fn extended_cover_counts_once_before_and_after_its_old_end() {
    let (mut w, product, p) = insured_by(&[10_000, 4_000]);
    let end = w.policy(&p[0]).end_day.get();
    to_day(&mut w, 59, 1);
    w.extend(&product, &p[0], 30).ok();
    w.set_time(i64::from(end + 2) * DAY);
    assert_days(&mut w, &product);
    for (day, wanted) in [(end - 1, 14_000), (end, 10_000)] {
        let n = declare(&mut w, &product, day);
        assert_eq!(w.incident(&product, n).cover.get(), wanted * USDC);
    }
}

#[test]
fn a_policy_that_waits_does_not_count_before_its_force() {
    let (mut w, product, _) = insured_by(&[10_000]);
    w.holder(&product, 4_000 * USDC, 60);
    let n = declare_ago(&mut w, &product, 0);
    assert_eq!(w.incident(&product, n).cover.get(), 10_000 * USDC);
}

#[test]
fn all_that_is_eligible_can_settle_and_nothing_else() {
    let (mut w, product) = market(&by_incident());
    let (_, short) = w.holder(&product, 10_000 * USDC, 30);
    let (_, long) = w.holder(&product, 7_000 * USDC, 60);
    let end = w.policy(&short).end_day.get();
    to_day(&mut w, 40, 1);
    let (_, late) = w.holder(&product, 7_000 * USDC, 60);
    let n = declare(&mut w, &product, end);
    decide(&mut w, &product, n, ALL);
    for other in [short, late] {
        w.settle(&product, n, &other).refused(IncidentError::NotEligible);
    }
    assert_eq!(settled(&mut w, &product, n, &long), 6_650 * USDC);
    w.close_incident(&product, n).ok();
    w.assert_books();
}

/// Policies are bought, extended, cancelled, paid, end and are closed, incidents are declared, denied and paid: whatever day can be declared
/// counts what the plain sum says, and so does the incident that is declared.
#[test]
fn inv_eligible_cover_is_the_plain_sum_of_policies_in_force_that_day() {
    for seed in seeds(6) {
        random_life(seed);
    }
}

fn random_life(seed: u64) {
    let mut dice = Dice(seed);
    let grace = dice.one_of(&[0, 3, 10, 35]);
    let (mut w, product) = market(&with_grace(grace));
    let mut policies: Vec<Address> = Vec::new();
    let mut declared: Vec<u32> = Vec::new();
    for _ in 0..70 {
        match dice.below(12) {
            0..=2 => {
                let (cover, days) = (dice.below(4_000_000_000) + 10 * USDC, 30 + dice.below(40) as u16);
                policies.push(w.holder(&product, cover, days).1);
            }
            3 if !policies.is_empty() => {
                let policy = dice.one_of(&policies);
                let _ = w.extend(&product, &policy, 30);
            }
            4 if !policies.is_empty() => {
                let policy = dice.one_of(&policies);
                let gone = w.cancel_policy(&product, &policy).result.is_ok();
                policies.retain(|p| !gone || *p != policy);
            }
            5 | 6 => {
                let back = dice.below(u64::from(grace) + 3) as u32;
                let day = w.today() - back;
                let wanted = plain_sum(&w, &product, day);
                let (outcome, number) = w.declare(&product, &juror(24), day);
                if outcome.result.is_ok() {
                    assert_eq!(w.incident(&product, number).cover.get(), wanted, "seed {seed}");
                    declared.push(number);
                }
            }
            7 | 8 if !declared.is_empty() => {
                let number = declared.remove(0);
                let case = case_of(&product, number);
                if dice.below(2) == 0 && w.now() < w.case(&case).current().reveal_from.get() {
                    judge(&mut w, &[(case, dice.one_of(&[NOTHING, 8, ALL]))]);
                } else {
                    nobody_votes(&mut w, &case);
                }
                w.conclude_declared(&product, number).ok();
                for policy in &policies {
                    let _ = w.settle(&product, number, policy);
                }
                w.close_incident(&product, number).ok();
            }
            9 => {
                policies.retain(|policy| w.close_policy(&product, policy).result.is_err());
            }
            _ => w.advance(dice.below(6 * DAY as u64) as i64),
        }
        w.assert_books();
        assert_days(&mut w, &product);
    }
}
