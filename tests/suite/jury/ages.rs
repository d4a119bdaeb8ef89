//! Ages: what weighs when, to the second, and what the electorate is on each day.

use {
    super::*,
    breakwater::{constants::ELECTORATE_SLOTS, errors::EscrowError},
};

/// First midnight at or after now, plus so many days.
fn midnight_after(w: &World, days: i64) -> i64 {
    (w.now() + DAY - 1) / DAY * DAY + days * DAY
}

#[test]
fn tokens_weigh_from_the_seventh_midnight_after_the_first_one_and_not_a_second_before() {
    // Seconds after midnight at which they are locked.
    for at in [0, 1, 43_200, DAY - 1] {
        let mut w = world();
        w.next_midnight();
        w.advance(at);
        let (owner, locked_at) = (w.juror(1_000), w.now());
        let ages = midnight_after(&w, 7);
        assert!(ages - locked_at >= 7 * DAY && ages - locked_at < 8 * DAY);
        for (when, weight) in [(locked_at, 0), (ages - 1, 0), (ages, 1_000), (ages + 1, 1_000)] {
            w.set_time(when);
            assert_eq!(w.weight(&owner), weight, "locked {at} s after midnight, read at {when}");
        }
        for (when, aged) in [(ages + 23 * DAY - 1, 0), (ages + 23 * DAY, 1_000)] {
            w.set_time(when);
            assert_eq!(w.escrow(&owner).aged(30, today(&w)), Ok(aged));
        }
    }
}

#[test]
fn several_locks_keep_each_its_own_age() {
    let mut w = world();
    let owner = w.wallet_address();
    w.grant(&owner, 1_000_000);
    w.open_escrow(&owner).ok();
    // One atom on the first day, two on the second, four on the third: a binary number says which days weigh.
    for day in 0..12 {
        w.lock(&owner, 1 << day).ok();
        let aged: u64 = (0..=day).filter(|d| day - d >= 8).map(|d| 1 << d).sum();
        assert_eq!(w.weight(&owner), aged, "day {day}");
        w.assert_books();
        days(&mut w, 1);
    }
}

#[test]
fn a_lock_every_day_for_three_months_ages_without_a_gap() {
    let mut w = world();
    let owner = w.wallet_address();
    w.grant(&owner, 1_000);
    w.open_escrow(&owner).ok();
    for day in 0..90u64 {
        w.lock(&owner, 10).ok();
        let escrow = w.escrow(&owner);
        assert_eq!(escrow.aged(7, today(&w)), Ok(10 * (day + 1).saturating_sub(8)));
        assert_eq!(escrow.aged(30, today(&w)), Ok(10 * (day + 1).saturating_sub(31)));
        assert_eq!(size(&w), 10 * (day + 1).saturating_sub(15));
        days(&mut w, 1);
    }
    w.assert_books();
}

#[test]
fn the_electorate_is_the_smaller_of_today_and_a_week_ago() {
    let (mut w, first) = one(1_000);
    // Locked at noon of day 0, aged at the midnight that begins day 8, a week old on day 15.
    for day in 0..30 {
        assert_eq!(size(&w), if day >= 15 { 1_000 } else { 0 }, "day {day}");
        days(&mut w, 1);
    }
    let second = w.juror(500);
    for day in 0..20 {
        assert_eq!(size(&w), if day >= 15 { 1_500 } else { 1_000 }, "day {day} of the second");
        assert_eq!(w.weight(&second), if day >= 8 { 500 } else { 0 });
        days(&mut w, 1);
    }
    // Who leaves is out at once.
    w.request_unlock(&first, 1_000).ok();
    assert_eq!(size(&w), 500);
    w.assert_books();
}

#[test]
fn a_day_s_total_is_its_smallest() {
    let (mut w, owner) = one(1_000);
    days(&mut w, 20);
    let other = w.juror(400);
    days(&mut w, 10);
    // 1,400 at the midnight; by the evening 300 are gone.
    w.request_unlock(&owner, 200).ok();
    w.advance(3_600);
    w.request_unlock(&other, 100).ok();
    let day = today(&w);
    days(&mut w, 7);
    assert_eq!(size(&w), 1_100);
    // Somebody touches the ledger: the ring says the same.
    let third = w.juror(1);
    assert_eq!(w.voters().totals[day as usize % ELECTORATE_SLOTS].get(), 1_100);
    assert_eq!((size(&w), w.weight(&third)), (1_100, 0));
}

#[test]
fn reading_and_counting_say_the_same_after_any_silence() {
    for silence in (0..=40).chain([100, 511, 512, 513, 600, 5_000]) {
        let mut w = world();
        let owner = w.juror(1_000);
        days(&mut w, 3);
        let second = w.juror(70);
        w.grant(&owner, 10);
        days(&mut w, silence);
        let read = (size(&w), w.weight(&owner), w.weight(&second), w.escrow(&owner).aged(30, today(&w)));
        w.lock(&owner, 1).ok();
        w.grant(&second, 1);
        w.lock(&second, 1).ok();
        let counted = (size(&w), w.weight(&owner), w.weight(&second), w.escrow(&owner).aged(30, today(&w)));
        assert_eq!(read, counted, "{silence} days");
        let by = |from: i64, amount| if silence >= from { amount } else { 0 };
        assert_eq!(read.0, by(12, 1_000) + by(15, 70), "{silence} days: the electorate");
        assert_eq!((read.1, read.2), (by(5, 1_000), by(8, 70)), "{silence} days: weights");
        assert_eq!(read.3, Ok(by(28, 1_000)), "{silence} days: a month");
        assert_eq!(w.voters().aged.get(), read.1 + read.2);
        w.assert_books();
    }
}

#[test]
fn a_round_reads_the_weight_of_its_opening_whatever_ages_or_is_locked_later() {
    let (mut w, owner) = one(1_000);
    w.grant(&owner, 1_000);
    days(&mut w, 5);
    w.lock(&owner, 200).ok();
    days(&mut w, 4);
    // The round opens on day 9: the first lock has aged, the second has not.
    let opened_at = w.now();
    assert_eq!(w.escrow(&owner).weight(opened_at), Ok(1_000));
    for later in 1..=7 {
        days(&mut w, 1);
        w.lock(&owner, 10).ok();
        assert_eq!(w.escrow(&owner).weight(opened_at), Ok(1_000), "{later} days later");
    }
    assert_eq!(w.weight(&owner), 1_200);
    // What was locked last leaves first: the weight falls only when what made it is under notice.
    w.request_unlock(&owner, 270).ok();
    assert_eq!(w.escrow(&owner).weight(opened_at), Ok(1_000));
    w.request_unlock(&owner, 1).ok();
    assert_eq!(w.escrow(&owner).weight(opened_at), Ok(999));
}

#[test]
fn an_escrow_says_when_it_no_longer_knows() {
    let (mut w, owner) = one(1_000);
    let opened_at = w.now();
    days(&mut w, 23);
    w.grant(&owner, 10);
    w.lock(&owner, 1).ok();
    assert_eq!(w.escrow(&owner).weight(opened_at), Ok(0));
    assert_eq!(w.escrow(&owner).weight(opened_at + 8 * DAY), Ok(1_000));
    days(&mut w, 1);
    w.lock(&owner, 1).ok();
    assert_eq!(w.escrow(&owner).weight(opened_at), Err(EscrowError::WeightForgotten.into()));
    assert_eq!(w.escrow(&owner).aged(31, today(&w)), Err(EscrowError::WeightForgotten.into()));
    assert_eq!(w.escrow(&owner).aged(u32::MAX, u32::MAX), Err(EscrowError::WeightForgotten.into()));
    let behind = w.now() - DAY;
    assert_eq!(w.voters().size(behind), Err(EscrowError::EscrowClockWentBack.into()));
}

#[test]
fn a74_600_days_of_silence_cost_no_more_than_a_month() {
    let spent = |silence: i64| {
        let (mut w, owner) = one(1_000);
        w.grant(&owner, 10);
        days(&mut w, silence);
        let lock = w.lock(&owner, 5).ok();
        days(&mut w, silence);
        let request = w.request_unlock(&owner, 5).ok();
        (lock, request)
    };
    let (month, years) = (spent(33), spent(600));
    println!("after a month {month:?}, after 600 days {years:?}");
    assert!(years.0 <= month.0 + 300 && years.1 <= month.1 + 300, "{month:?} {years:?}");
}
