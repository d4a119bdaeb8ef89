//! A breach from its first window to its end.

use {
    super::*,
    breakwater::errors::{IncidentError, PolicyError},
};

#[test]
fn what_is_undecided_follows_every_stage_of_an_incident() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    let (_, policy) = sell(&mut w, &product, 200_000 * USDC, 60);
    w.advance(3 * DAY);
    let held = |w: &World| (w.pool().provisional.get(), w.product(&product).provisional.get());
    let all = |amount: u64| (amount * USDC, amount * USDC);
    see(&mut w, &product, price_of(1)).ok();
    assert_eq!(
        held(&w),
        all(200_000),
        "from the first breach observation: all of it, up to the largest payout"
    );
    window(&mut w, &product, price_of(20));
    w.trigger(&product).ok();
    assert_eq!(held(&w), all(200_000));
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    assert_eq!(held(&w), all(160_000));
    w.settle(&product, 0, &policy).ok();
    assert_eq!(held(&w), all(160_000));
    window(&mut w, &product, price_of(24));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    window(&mut w, &product, price_of(60));
    w.raise(&product, 0).ok();
    window(&mut w, &product, price_of(63));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    recover(&mut w, &product);
    let ended = w.now();
    assert_eq!(held(&w), all(160_000));
    w.raise(&product, 0).ok();
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    w.seal(&product, 0).refused(IncidentError::BreachNotOver);
    w.set_time(ended + 72 * HOUR + 1);
    w.finalise(&product, 0).ok();
    assert_eq!(held(&w), all(6_000), "after the tail: what the undecided step needs");
    w.finalise(&product, 0).ok();
    assert_eq!(held(&w), all(0));
    w.seal(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    assert_eq!(w.policy(&policy).paid.get(), 126_000 * USDC, "63 % once, in three steps");
    assert_eq!(w.incident(&product, 0).passed.get(), 200_000 * USDC);
    w.close_incident(&product, 0).ok();
    w.end_episode(&product).ok();
    w.assert_books();
}

#[test]
fn steps_count_the_cover_of_their_day_and_pay_the_deepest_of_each_term() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    let mut dust = dust(&mut w, 1);
    let (a, short) = sell(&mut w, &product, 100_000 * USDC, 8);
    let (b, long) = sell(&mut w, &product, 200_000 * USDC, 30);
    let (z, gone) = sell(&mut w, &product, 30_000 * USDC, 7);
    w.set_time(world::START + 7 * DAY - 2 * HOUR);
    let (_, waiting) = sell(&mut w, &product, 50_000 * USDC, 30);
    // A first breach while all three are in force; no window closes before the shortest ends at midnight of day 8.
    w.set_time(world::START + 8 * DAY - 900);
    see(&mut w, &product, price_of(5)).ok();
    // `waiting` starts on day 8: still waiting now.
    let episode = w.product(&product).episodes[1];
    assert_eq!((episode.cover.get(), episode.waiting.get()), (330_000 * USDC, 50_000 * USDC));
    w.set_time(world::START + 8 * DAY);
    window_from_now(&mut w, &product, price_of(20));
    w.trigger(&product).ok();
    let step = w.incident(&product, 0).ladder[0];
    assert_eq!(
        step.eligible.get(),
        300_000 * USDC,
        "E0 - 30,000: what waited is in force for six days at least"
    );
    // The second ends at midnight of day 9; one more window one second before it, and one at it.
    w.set_time(world::START + 9 * DAY - 1);
    window_from_now(&mut w, &product, price_of(40));
    w.raise(&product, 0).ok();
    assert_eq!(w.incident(&product, 0).ladder[1].eligible.get(), 300_000 * USDC);
    w.set_time(world::START + 10 * DAY);
    window_from_now(&mut w, &product, price_of(70));
    w.raise(&product, 0).ok();
    let step = w.incident(&product, 0).ladder[2];
    assert_eq!(
        (step.eligible.get(), step.needed.get()),
        (200_000 * USDC, 60_000 * USDC),
        "330 - 130 thousand"
    );
    w.advance(24 * HOUR);
    for _ in 0..3 {
        w.finalise(&product, 0).ok();
    }
    recover(&mut w, &product);
    w.advance(72 * HOUR + 1);
    w.seal(&product, 0).ok();
    for (holder, policy, due) in [(a, short, 40_000), (b, long, 140_000), (z, gone, 0)] {
        let before = w.wallet(&holder);
        w.settle(&product, 0, &policy).ok();
        assert_eq!(w.wallet(&holder) - before, due * USDC);
        w.settle(&product, 0, &policy).refused(IncidentError::AlreadySettled);
    }
    w.settle(&product, 0, &waiting).refused(IncidentError::NotEligible);
    let incident = w.incident(&product, 0);
    assert_eq!((incident.passed.get(), incident.paid.get()), (330_000 * USDC, 180_000 * USDC));
    recognise(&mut w, &mut dust);
    let (before, capital) = (w.pool().stream.get(), capitals(&w));
    w.close_incident(&product, 0).ok();
    // 60,000 three times were reserved, and all of it was needed.
    assert_eq!((w.pool().stream.get(), capitals(&w)), (before, capital));
    w.assert_books();
}

#[test]
fn a_step_of_more_than_five_per_cent_of_the_pool_waits_a_day_and_others_six_hours() {
    for (capital, wait) in [(200_000 * USDC, 6 * HOUR), (200_000 * USDC - 20, 24 * HOUR)] {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        w.underwriter(SENIOR, 400_000 * USDC);
        let mut dust = dust(&mut w, 1);
        sell(&mut w, &product, 50_000 * USDC, 30);
        w.advance(3 * DAY);
        window(&mut w, &product, price_of(20));
        recognise(&mut w, &mut dust);
        // 20 % of 50,000 is 5 % of 200,000.
        let mut pool = w.pool();
        pool.tranches[1].capital = capital.into();
        let address = w.pool;
        w.write(&address, &*pool);
        w.trigger(&product).ok();
        assert_eq!(w.incident(&product, 0).ladder[0].final_at.get(), w.now() + wait);
        w.advance(wait - 1);
        w.finalise(&product, 0).refused(IncidentError::StillWaiting);
        w.advance(1);
        w.finalise(&product, 0).ok();
    }
}

#[test]
fn windows_tumble_by_spacing_gap_count_and_length_at_their_time_weighted_price() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    sell(&mut w, &product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    let from = w.now();
    // Seconds and thousandths of the price; those that come sooner than 240 s after the last counted one do not count.
    let seen = [
        (0, 900),
        (240, 910),
        (840, 920),
        (1_079, 100),
        (1_080, 880),
        (1_400, 870),
        (1_700, 860),
        (2_000, 850),
        (2_300, 840),
        (2_600, 830),
        (2_900, 820),
        (3_200, 810),
        (3_500, 800),
        (3_600, 100),
        (3_740, 500),
    ];
    for (at, price) in seen {
        assert_eq!(w.watch(&product).closed_windows.get(), 0);
        w.set_time(from + at);
        see(&mut w, &product, price * 1_000_000).ok();
    }
    // Every reading prices the window for as long as it stands, counted or not.
    let weighted: i64 = seen.windows(2).map(|pair| pair[0].1 * 1_000_000 * (pair[1].0 - pair[0].0)).sum();
    let watch = w.watch(&product);
    let kept = watch.days[(from / DAY % 64) as usize];
    assert_eq!((watch.closed_windows.get(), kept.start.get()), (1, from));
    assert_eq!(kept.price.get(), (weighted + 3_739) / 3_740, "rounded up: a higher price pays less");
    assert_eq!(
        (watch.window_start.get(), watch.window_count.get()),
        (from + 3_740, 1),
        "the next begins there"
    );
    // A gap of 600 s is none, one of 601 s restarts.
    w.set_time(from + 4_340);
    see(&mut w, &product, price_of(10)).ok();
    assert_eq!(w.watch(&product).window_start.get(), from + 3_740);
    w.set_time(from + 4_941);
    see(&mut w, &product, price_of(10)).ok();
    assert_eq!(w.watch(&product).window_start.get(), from + 4_941);
    // One recovery drops nothing, nor does a second one too soon after it; the second at 240 s does.
    for (after, open) in [(10, true), (249, true), (250, false)] {
        w.set_time(from + 4_941 + after);
        w.observe_at(&product, PAR).ok();
        assert_eq!(w.watch(&product).window_start.get() != 0, open, "{after} s after");
    }
}

// --- ends

/// A breach with one closed window at the world's third day, and when its last breach observation was.
fn breached() -> (World, Address, i64) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    sell(&mut w, &product, 50_000 * USDC, 60);
    w.advance(3 * DAY);
    window(&mut w, &product, price_of(20));
    let last = w.now();
    (w, product, last)
}

#[test]
fn a_breach_ends_a_day_after_its_last_observation_with_twelve_recoveries() {
    for recoveries in [11, 12] {
        let (mut w, product, last) = breached();
        for _ in 0..recoveries {
            w.advance(240);
            w.observe_at(&product, PAR).ok();
        }
        w.set_time(last + DAY - 1);
        w.end_episode(&product).refused(IncidentError::BreachNotOver);
        w.set_time(last + DAY);
        if recoveries < 12 {
            w.end_episode(&product).refused(IncidentError::BreachNotOver);
            w.observe_at(&product, PAR).ok();
        } else {
            w.end_episode(&product).ok();
        }
        assert!(!w.watch(&product).in_breach());
        // Sales reopen; what could still be triggered stays undecided for 72 hours.
        sell(&mut w, &product, 1_000 * USDC, 30);
        assert_eq!(w.pool().provisional.get(), 50_000 * USDC);
        w.set_time(last + DAY + 72 * HOUR);
        w.end_episode(&product).refused(IncidentError::BreachNotOver);
        w.advance(1);
        w.trigger(&product).refused(IncidentError::RaiseClosed);
        w.end_episode(&product).ok();
        assert!(w.pool().provisional.is_zero());
        w.assert_books();
    }
}

#[test]
fn a_breach_can_be_triggered_to_the_last_second_of_its_tail() {
    let (mut w, product, _) = breached();
    recover(&mut w, &product);
    w.advance(72 * HOUR);
    w.trigger(&product).ok();
    w.advance(1);
    w.raise(&product, 0).refused(IncidentError::RaiseClosed);
}

#[test]
fn a_breach_ends_fourteen_days_after_its_last_observation_whatever_happens() {
    let (mut w, product, last) = breached();
    w.set_time(last + 14 * DAY - 1);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    w.set_time(last + 14 * DAY);
    see(&mut w, &product, price_of(20)).refused(IncidentError::EpisodeOver);
    w.end_episode(&product).ok();
    assert!(!w.watch(&product).in_breach());
}

#[test]
fn a_breach_without_a_window_lapses_after_a_day_of_silence() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    sell(&mut w, &product, 50_000 * USDC, 60);
    w.advance(3 * DAY);
    see(&mut w, &product, price_of(20)).ok();
    w.advance(20 * HOUR);
    // Neutral: between the strike and half a width above it.
    w.observe_at(&product, 950_000_000).ok();
    w.advance(DAY - 1);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    w.advance(1);
    w.end_episode(&product).ok();
    assert!(w.pool().provisional.is_zero(), "nothing could be triggered: it is free at once");
    sell(&mut w, &product, 1_000 * USDC, 30);
}

#[test]
fn sales_keep_their_distance_from_the_strike_from_age_and_from_a_breach() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    let buyer = w.actor(10_000 * USDC);
    // The guard is 2 % of 0.95 above it: 0.969. The lower bound of the wider source decides.
    w.observe_at(&product, 969_000_000 + WIDTH).ok();
    w.buy(&product, &buyer, 0, 1_000 * USDC, 30).refused(PolicyError::NearStrike);
    w.advance(1);
    w.observe_at(&product, 969_000_010 + WIDTH).ok();
    w.buy(&product, &buyer, 0, 1_000 * USDC, 30).ok();
    w.advance(600);
    w.buy(&product, &buyer, 1, 1_000 * USDC, 30).ok();
    w.advance(1);
    w.buy(&product, &buyer, 2, 1_000 * USDC, 30).refused(PolicyError::WatchStale);
    see(&mut w, &product, price_of(1)).ok();
    w.advance(1);
    w.observe_at(&product, PAR).ok();
    w.buy(&product, &buyer, 2, 1_000 * USDC, 30).refused(PolicyError::InBreach);
}

#[test]
fn a_late_step_counts_every_end_since_the_first_breach() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 20_000 * USDC);
    w.underwriter(SENIOR, 500_000 * USDC);
    sell(&mut w, &product, 400_000 * USDC, 10);
    sell(&mut w, &product, 10 * USDC, 365);
    w.advance(3 * DAY);
    window(&mut w, &product, price_of(1));
    w.trigger(&product).ok();
    for _ in 0..10 {
        w.advance(12 * DAY);
        see(&mut w, &product, price_of(1)).ok();
    }
    window(&mut w, &product, price_of(50));
    w.raise(&product, 0).ok();
    let step = w.incident(&product, 0).ladder[1];
    assert_eq!((step.eligible.get(), step.needed.get()), (10 * USDC, 4_900_000));
}
