//! Attacks on incidents that failed.

use {crate::incident::kit::*, breakwater_testkit::*};

/// A breach without a window is counted again when half its cover has ended, and leaves its number; nothing of the count binds the next.
#[test]
fn inv02_a_recount_of_a_breach_that_lapsed_does_not_bind_the_next_one_of_its_number() {
    let (mut w, product) = world();
    w.holder(&product, 10_000 * USDC, 7);
    let (_, long) = w.holder(&product, 10_000 * USDC, 60);
    w.set_time(day(7, 12));
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(8, 1));
    w.recount(&product, 1, None).ok();
    assert_eq!(
        w.product(&product).episode(1).expect("the episode").later_cover.get(),
        10_000 * USDC
    );
    w.set_time(day(9, 0));
    w.end_episode(&product).ok();
    let (_, late) = w.holder(&product, 5_000 * USDC, 60);
    w.set_time(day(12, 0));
    strike_and_finalise(&mut w, &product, price_at(100));
    assert_eq!(w.product(&product).episode_count.get(), 1);
    let paid = [long, late].map(|policy| settled(&mut w, &product, 0, &policy));
    assert_eq!(paid, [10_000 * USDC, 5_000 * USDC]);
}

/// Cover of a single day, bought in the second of a midnight and one after it, with six days of waiting in a period of seven.
#[test]
fn a51_cover_of_one_day_is_counted_to_the_second_of_its_end() {
    let mut spec = DepegSpec::default();
    spec.terms.waiting_days = 6;
    let (mut w, product) = world_of(&spec);
    w.next_midnight();
    let (_, first) = w.holder(&product, 1_000 * USDC, 7); // day 7 alone
    w.advance(1);
    let (_, second) = w.holder(&product, 2_000 * USDC, 7); // day 8 alone
    w.set_time(day(7, 0) - 601);
    fall(&mut w, &product, price_at(40)); // the first observation in the second of the midnight
    w.trigger(&product).ok();
    let incident = w.incident(&product, 0);
    assert_eq!(
        (incident.first_breach.get(), incident.cover.get(), incident.waiting.get()),
        (day(7, 0), 1_000 * USDC, 2_000 * USDC)
    );
    w.set_time(day(8, 0) - 602);
    fall(&mut w, &product, price_at(100)); // began one second before the end
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    for _ in 0..2 {
        w.finalise(&product, 0).ok();
    }
    assert_eq!(settled(&mut w, &product, 0, &first), 1_000 * USDC);
    w.settle(&product, 0, &second)
        .refused(breakwater::errors::IncidentError::NotEligible);
}

/// An underwriter sends everything at the last moment: the second incident is paid four days after the end of the first breach, no later.
#[test]
fn a51_an_earlier_incident_sent_as_late_as_can_be_holds_the_next_for_four_days() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 1_000 * USDC, 60);
    w.set_time(day(4, 0));
    fall(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    let ended = w.now();
    fall(&mut w, &product, price_at(50));
    recover(&mut w, &product);
    w.set_time(ended + TAIL);
    w.send_all(&[client::ix::trigger(w.keeper, w.pool, product, 0, 1)]).ok();
    w.trigger(&product).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.seal(&product, 0).ok();
    settle_and_close(&mut w, &product, 0, &[policy]);
    w.finalise(&product, 1).ok();
    assert_eq!(settled(&mut w, &product, 1, &policy), 300 * USDC);
    assert!(w.now() == ended + TAIL + 24 * HOUR);
}
