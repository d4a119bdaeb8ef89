//! Attacks that succeeded once, each with what it cost; what made them possible is refused now, or changes nothing.

use {
    crate::incident::kit::*,
    breakwater::errors::IncidentError,
    breakwater_testkit::{client::ix, *},
};

/// What a holder of 100,000 gets, when the price stands at a total loss from 23:15 of the last day to 00:15 and somebody ends the stake
/// at midnight, with the window open.
fn last_hour(end_at_midnight: bool) -> (u64, String) {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 100_000 * USDC, 7);
    let (before, end) = (w.wallet(&holder), w.policy(&policy).ends_at());
    w.set_time(end - 50 * 60);
    for _ in 0..=12 {
        w.advance(300);
        see(&mut w, &product, price_at(100)).ok();
        if w.now() == end && end_at_midnight {
            w.end_episode(&product).refused(IncidentError::BreachNotOver);
        }
    }
    let answer = w.trigger(&product);
    if answer.result.is_ok() {
        w.advance(24 * HOUR);
        w.finalise(&product, 0).ok();
        w.settle(&product, 0, &policy).ok();
    }
    (w.wallet(&holder) - before, answer.name().to_string())
}

/// Anybody, an underwriter first of all, takes a window from the holders by ending the stake while it is open.
#[test]
fn a44_a_window_that_began_before_the_last_policy_ended_pays_though_it_closes_after() {
    assert_eq!(last_hour(false).0, 100_000 * USDC);
    let (got, answer) = last_hour(true);
    assert_eq!(got, 100_000 * USDC, "trigger: {answer}");
}

/// A first window of 10 % is final; the price falls to nothing at 23:15 of the last day. At midnight, with that window open, two
/// underwriters whose notice is over end the stake, recount, and leave. Gives what the holder of 400,000 gets and what they took.
fn leave_at_midnight(end_stake: bool) -> (u64, u64, u64) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let (junior, senior) = (w.underwriter(JUNIOR, 100_000 * USDC), w.underwriter(SENIOR, 400_000 * USDC));
    let (holder, policy) = w.holder(&product, 400_000 * USDC, 7);
    let (before, end) = (w.wallet(&holder), w.policy(&policy).ends_at());
    w.request_all(&junior, JUNIOR).ok();
    w.request_all(&senior, SENIOR).ok();
    w.set_time(end - 2 * DAY);
    strike_and_finalise(&mut w, &product, price_at(10));
    w.set_time(end - 50 * 60);
    for _ in 0..=12 {
        w.advance(300);
        see(&mut w, &product, price_at(100)).ok();
        if w.now() == end {
            if end_stake {
                w.end_episode(&product).refused(IncidentError::BreachNotOver);
            }
            let _ = w.recount(&product, 1, Some(0)).name();
            let _ = w.execute(&junior, JUNIOR).name();
            let _ = w.execute(&senior, SENIOR).name();
        }
    }
    let taken = w.wallet(&junior) + w.wallet(&senior);
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    (w.wallet(&holder) - before, taken, w.pool().shortfall.get())
}

/// Once the stake has ended, a recount forgets the window that is still open, and the capital behind it leaves at its full price.
#[test]
fn a37_the_capital_behind_an_open_window_does_not_leave_when_the_stake_ends() {
    assert_eq!(leave_at_midnight(false), (400_000 * USDC, 0, 0));
    assert_eq!(
        leave_at_midnight(true),
        (400_000 * USDC, 0, 0),
        "(holder got, underwriters took, shortfall)"
    );
}

/// Keeps a breach alive with an observation every twelve hours.
fn stay_low(w: &mut World, product: &Address, until: i64) {
    while w.now() + 12 * HOUR < until {
        w.advance(12 * HOUR);
        see(w, product, STRIKE - 10).ok();
    }
    w.set_time(until);
}

/// In force at the first breach: 100,000 that end on day 8 and 10,000 that run on; 100,000 wait. A window of day 9 counts 10,000, and
/// what is held falls to that: a senior leaves whole with 190,000. A window of day 13 counts 110,000, since cover that waited could have
/// ended by then: 99,000 are taken, of which 9,000 are owed. Gives world, product, the leaver, and the policies that ended, ran and waited.
fn counted_again() -> (World, Address, Address, [Address; 3]) {
    let noon = |n: i64| world::START + n * DAY + 12 * HOUR;
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 20_000 * USDC);
    w.underwriter(SENIOR, 110_000 * USDC);
    let leaver = w.underwriter(SENIOR, 190_000 * USDC);
    w.request_all(&leaver, SENIOR).ok();
    let (_, ended) = w.holder(&product, 100_000 * USDC, 7);
    let (_, running) = w.holder(&product, 10_000 * USDC, 60);
    w.set_time(noon(4));
    let (_, waited) = w.holder(&product, 100_000 * USDC, 60);
    w.set_time(noon(5));
    see(&mut w, &product, STRIKE - 10).ok();
    stay_low(&mut w, &product, noon(9));
    strike_and_finalise(&mut w, &product, price_at(10));
    assert_eq!(w.pool().provisional.get(), 9_000 * USDC, "10,000 of cover, 90 % to come");
    let shares = w.position(&leaver).tranches[1].shares.get();
    w.withdraw(&leaver, SENIOR, shares, 190_000 * USDC).ok();
    stay_low(&mut w, &product, noon(13));
    fall(&mut w, &product, price_at(100));
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &running).ok();
    w.seal(&product, 0).ok();
    w.settle(&product, 0, &ended).ok();
    (w, product, leaver, [ended, running, waited])
}

/// Capital is left for 30,000 of the 100,000 that were sold and run, and the next breach strikes them.
#[test]
fn inv02_what_a_breach_can_still_cost_does_not_rise_again_once_capital_has_left() {
    let (mut w, product, _, [_, _, waited]) = counted_again();
    let (paid, reserved) = (w.pool().paid_total.get(), w.pool().payable.get());
    let (capital, cover) = (w.pool().capital().expect("a ledger that adds up"), w.pool().active_cover.get());
    w.close_incident(&product, 0).ok();
    recover(&mut w, &product);
    let holder = w.policy(&waited).holder;
    let before = w.wallet(&holder);
    strike_and_finalise(&mut w, &product, price_at(100));
    w.settle(&product, 1, &waited).ok();
    let got = w.wallet(&holder) - before;
    assert!(
        capital >= cover && got == 100_000 * USDC,
        "{capital} back {cover}; {paid} paid, {reserved} reserved for nobody; of a total loss of 100,000 the holder got {got}"
    );
}

/// The one who left whole comes back when the step is final, and takes most of what it reserved for nobody from those who stayed.
#[test]
fn a36_what_a_step_reserved_for_nobody_does_not_go_to_whoever_enters_after_it() {
    let (mut w, product, thief, _) = counted_again();
    let before = w.wallet(&thief);
    w.deposit(&thief, SENIOR, 190_000 * USDC).ok();
    w.close_incident(&product, 0).ok();
    recover(&mut w, &product);
    w.advance(80 * DAY);
    w.request_all(&thief, SENIOR).ok();
    w.advance(11 * DAY);
    w.roll(&product).ok();
    w.execute(&thief, SENIOR).ok();
    let gained = w.wallet(&thief) as i64 - before as i64;
    assert!(gained < 1_000 * USDC as i64, "the thief gained {gained}");
}

/// Windows may last seven days, raising ends three days after the stake: of a window of four days that began in the last hour of the last
/// policy nothing is left once somebody has ended the stake. Gives what the holder of 100,000 gets.
fn four_day_window(end_stake: bool) -> (u64, String) {
    let mut spec = DepegSpec::default();
    (spec.parametric.window, spec.parametric.max_gap) = (4 * DAY as u32, 12 * HOUR as u32);
    let (mut w, product) = world_of(&spec);
    let (holder, policy) = w.holder(&product, 100_000 * USDC, 30);
    let (before, end) = (w.wallet(&holder), w.policy(&policy).ends_at());
    let hold = |w: &mut World, price: i64| {
        for k in 0..=16 {
            see(w, &product, price).ok();
            if k == 0 && w.now() == end - HOUR && end_stake {
                w.set_time(end);
                w.end_episode(&product).refused(IncidentError::BreachNotOver);
                w.set_time(end - HOUR + 6 * HOUR);
            } else if k < 16 {
                w.advance(6 * HOUR);
            }
        }
    };
    w.set_time(end - 10 * DAY);
    hold(&mut w, price_at(10));
    w.trigger(&product).ok();
    w.set_time(end - HOUR);
    hold(&mut w, price_at(100));
    let answer = w.raise(&product, 0).name().to_string();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    let _ = w.finalise(&product, 0).name();
    w.settle(&product, 0, &policy).ok();
    (w.wallet(&holder) - before, answer)
}

#[test]
fn a44_a_window_longer_than_the_tail_pays_though_the_stake_ended_while_it_was_open() {
    assert_eq!(four_day_window(false), (100_000 * USDC, "ok".into()));
    assert_eq!(four_day_window(true), (100_000 * USDC, "ok".into()));
}

/// A breach is over with a total loss; the next one begins in its tail and stays. Who triggers the later one first gives it the lower
/// number: nothing of the earlier one becomes final until the later one is over. Gives how many days its holder waits, at most 60, and what they have then.
fn waits_for_payment(later_first: bool) -> (i64, u64) {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 100_000 * USDC, 90);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(100));
    recover(&mut w, &product);
    let since = w.now();
    fall(&mut w, &product, price_at(20));
    if later_first {
        let trigger = ix::trigger(w.keeper, w.pool, product, 0, 2);
        w.send_all(&[trigger]).refused(IncidentError::EarlierBreach);
    }
    for (number, episode) in [(0, 1), (1, 2)] {
        let trigger = ix::trigger(w.keeper, w.pool, product, number, episode);
        w.send_all(&[trigger]).ok();
    }
    while w.now() < since + 60 * DAY {
        w.advance(DAY / 2);
        see(&mut w, &product, STRIKE - 10).ok();
        for number in [0, 1] {
            let _ = w.finalise(&product, number).name();
            let _ = w.settle(&product, number, &policy).name();
        }
        if w.policy(&policy).paid.get() == 100_000 * USDC {
            break;
        }
    }
    ((w.now() - since) / DAY, w.policy(&policy).paid.get())
}

#[test]
fn a51_nobody_delays_the_payment_of_a_breach_by_triggering_a_later_one_first() {
    assert!(waits_for_payment(false).0 <= 2);
    let (days, paid) = waits_for_payment(true);
    assert!(days <= 7, "of a total loss of 100,000 {paid} are paid after {days} days");
}
