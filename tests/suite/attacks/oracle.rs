//! Who chooses the readings: sources left out, and the one second in four minutes that counts.

use {
    crate::incident::kit::*,
    breakwater::errors::{IncidentError, OracleError, PolicyError},
    breakwater_testkit::*,
};

/// Two of three sources.
fn three() -> (World, Address, [Option<Address>; 3]) {
    let sources = vec![SourceSpec::Pyth(1), SourceSpec::Switchboard(2), SourceSpec::Pyth(3)];
    let (w, product) = world_of(&DepegSpec {
        sources: sources.clone(),
        ..DepegSpec::default()
    });
    let at = [0, 1, 2].map(|n| Some(World::source_address(sources[n])));
    (w, product, at)
}

/// 0.85, 0.87 and 0.94 for an hour: two of three say 0.87. An underwriter is first at every mark and leaves the lowest out; keepers
/// who read all three come one second later, every time.
#[test]
fn a57_leaving_a_source_out_does_not_lower_the_payout_that_all_sources_show() {
    let (mut w, product, [a, b, c]) = three();
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    let prices = [850_000_000, 870_000_000, 940_000_000];
    publish_each(&mut w, &product, &prices);
    w.observe_with(&product, true, &[a, b, c]).ok();
    for _ in 0..32 {
        w.advance(240);
        publish_each(&mut w, &product, &prices);
        w.observe_with(&product, true, &[None, b, c]).ok();
        w.advance(1);
        publish_each(&mut w, &product, &prices);
        w.observe_with(&product, true, &[a, b, c]).ok();
    }
    w.trigger(&product).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    let before = w.wallet(&holder);
    w.settle(&product, 0, &policy).ok();
    let paid = w.wallet(&holder) - before;
    // 0.87 and the width of its interval: 53 % of cover less 0.2.
    assert!(paid > 26_000 * USDC, "{paid} atoms of about 26,500 were paid");
}

/// The price stands at par for 239 of every 240 seconds, and keepers say so all the time. A wick is no sustained breach.
#[test]
fn a57_one_wick_in_four_minutes_is_not_a_sustained_breach() {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    for _ in 0..17 {
        see(&mut w, &product, price_at(100)).ok();
        for wait in [1, 59, 60, 60, 59] {
            w.advance(wait);
            w.observe_at(&product, PAR).ok();
        }
        w.advance(1);
    }
    let triggered = w.trigger(&product);
    if triggered.result.is_ok() {
        w.advance(24 * HOUR);
        w.finalise(&product, 0).ok();
        let before = w.wallet(&holder);
        w.settle(&product, 0, &policy).ok();
        panic!("{} atoms were paid for 17 wicks of a second", w.wallet(&holder) - before);
    }
    triggered.refused(IncidentError::NoWindow);
}

/// As above, seen from the other side: deep all the time, and one bounce of a second at every mark, reported by an underwriter.
#[test]
fn a57_one_bounce_in_four_minutes_does_not_undo_a_sustained_breach() {
    let (mut w, product) = world();
    w.holder(&product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    for _ in 0..17 {
        see(&mut w, &product, price_at(1)).ok();
        for wait in [1, 59, 60, 60, 59] {
            w.advance(wait);
            see(&mut w, &product, price_at(90)).ok();
        }
        w.advance(1);
    }
    w.trigger(&product).ok();
    let ratio = w.incident(&product, 0).ladder[0].ratio.get();
    assert!(
        ratio >= percent(80),
        "{ratio} parts per billion for a price that stood at 90 % for 239 of 240 seconds"
    );
}

/// A source that was seen near the strike a second ago stops sales, whoever leaves it out now.
#[test]
fn a47_leaving_the_low_source_out_does_not_reopen_sales() {
    let (mut w, product, [a, b, c]) = three();
    w.advance(DAY);
    let prices = [PAR, PAR, 955_000_000];
    publish_each(&mut w, &product, &prices);
    w.observe_with(&product, true, &[a, b, c]).ok();
    let buyer = w.actor(1_000 * USDC);
    w.buy(&product, &buyer, 0, 100 * USDC, 30).refused(PolicyError::NearStrike);
    w.advance(1);
    publish_each(&mut w, &product, &prices);
    w.observe_with(&product, true, &[a, b, None]).refused(OracleError::FewerSources);
    w.buy(&product, &buyer, 0, 100 * USDC, 30).refused(PolicyError::NearStrike);
    // Once the spacing has passed it is a reading, but nothing is sold on it.
    w.advance(239);
    publish_each(&mut w, &product, &prices);
    w.observe_with(&product, true, &[a, b, None]).ok();
    w.buy(&product, &buyer, 0, 100 * USDC, 30).refused(PolicyError::SourcesMissing);
}

/// One wick of a second, twelve hours at par, then the peg breaks for good. Cover that came into force in between is cover.
#[test]
fn a57_a_wick_at_night_does_not_void_the_cover_that_begins_before_the_peg_breaks() {
    let (mut w, product) = world();
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
    let start = i64::from(w.policy(&policy).start_day.get()) * DAY;
    w.set_time(start - 60);
    see(&mut w, &product, STRIKE - 10).ok();
    while w.now() < start + 12 * HOUR {
        w.advance(300);
        w.observe_at(&product, PAR).ok();
    }
    fall(&mut w, &product, price_at(100));
    let before = w.wallet(&holder);
    if w.trigger(&product).result.is_ok() {
        w.advance(24 * HOUR);
        w.finalise(&product, 0).ok();
        w.settle(&product, 0, &policy).ok();
    }
    assert_eq!(
        w.wallet(&holder) - before,
        50_000 * USDC,
        "the cover was in force for half a day when the peg broke"
    );
}

/// A window that begins when nobody eligible runs any more pays nobody. It must not use up the place of one that does.
#[test]
fn r_a_window_that_pays_nobody_takes_no_step_from_those_who_were_covered() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 50_000 * USDC, 7);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(10));
    w.trigger(&product).ok();
    w.advance(DAY);
    fall(&mut w, &product, price_at(14));
    let end = w.policy(&policy).ends_at();
    while w.now() + 12 * HOUR < end {
        w.advance(12 * HOUR);
        see(&mut w, &product, STRIKE - 10).ok();
    }
    w.set_time(end);
    fall(&mut w, &product, price_at(40));
    w.end_episode(&product).ok();
    let raised = [w.raise(&product, 0).name(), w.raise(&product, 0).name()];
    let incident = w.incident(&product, 0);
    let best = incident
        .steps()
        .iter()
        .filter(|s| s.eligible.get() > 0)
        .map(|s| s.ratio.get())
        .max();
    assert_eq!(best, Some(percent(14)), "{raised:?}");
}
