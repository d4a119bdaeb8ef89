//! no function panics or overflows, whatever it is given. Overflow checks are on in the test profile.
use {
    crate::{cases, values::*},
    breakwater_math::*,
    proptest::prelude::*,
};

/// Every function of three or fewer numbers on every combination of edges.
#[test]
fn no_combination_of_edges_panics() {
    for a in EDGES {
        let signed = a as i64;
        let _ = (
            time::day_of(signed),
            time::midnight(a as u32),
            rate::bps(a as u16),
            stream::atoms_ceil(wide::join(a, a)),
        );
        for b in EDGES {
            let _ = (
                rate::share_floor(a, b),
                rate::share_ceil(a, b),
                time::first_midnight_after_days(signed, b as u32),
            );
            let _ = (stream::rate_floor(a, b), payout::amount_floor(a, b), ladder::needed_ceil(a, b));
            let _ = (tranche::is_wiped_out(a, b), quorum::check_rule(a as usize, b as usize));
            for c in EDGES {
                let wide = wide::join(b, c);
                let _ = (
                    shares::for_deposit_floor(a, b, wide),
                    shares::value_floor(wide::join(a, b), c, wide),
                );
                let _ = (
                    shares::for_assets_floor(a, b, wide),
                    stream::take(wide, wide, a),
                    stream::add(wide, wide, a),
                );
                let _ = (
                    tranche::after_provisional(a, b, c),
                    tranche::junior_split(a, b, c),
                    tranche::split(a, b, c),
                );
                let _ = (premium::parts(a, b, c), ladder::eligible_bound(a, b, c));
                let _ = quorum::interval(signed, b as i64, c as u32);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn functions_of_many_numbers_never_panic(x in prop::array::uniform8(any_u64()), binary in any::<bool>()) {
        let [a, b, c, d, e, f, g, h] = x;
        let _ = (tranche::waterfall(a, b, c, d), capital::free(a, b, c), capital::can_sell(a, b, c, d, e));
        let _ = (ladder::qualifies(a, b, c, d), ladder::due_floor(a, b, c, d));
        for curve in [
            premium::Curve { base: a, kink: b, at_kink: c, full: d, minimum: e },
            premium::Curve { base: 0, kink: b % PPB, at_kink: c % PPB, full: premium::MAX_RATE, minimum: e % PPB },
        ] {
            let _ = (curve.check(), premium::price_ceil(&curve, f, g, h, a));
            let _ = premium::price_ceil(&curve, f, g % f.max(1), 1, h);
        }
        let curve = payout::PayoutCurve { attachment: a as i64, exhaustion: b as i64, largest: c, binary };
        let _ = (curve.check(), curve.ratio_floor(d as i64));
        let intervals = [(a, b), (c, d), (e, f), (g, h)].map(|(low, high)| quorum::Interval { low: low as i64, high: high as i64 });
        for m in [0, 1, 2, 3, 4, 5, a as usize] {
            let _ = quorum::view(&intervals, m).map(|view| view.signal(a as i64));
        }
        let rules = window::Rules { length: a as u32, min_count: b as u16, spacing: c as u32, max_gap: d as u32 };
        let mut w = window::Window { start: e as i64, last: f as i64, priced_at: h as i64, last_price: g as i64, weighted: wide::join(h, a), count: b as u16 };
        for (now, price) in [(a, b), (f.wrapping_add(c), d), (u64::MAX >> 1, u64::MAX >> 1), (c, u64::MAX)] {
            let before = w;
            let advance = w.on_breach(&rules, now as i64, price as i64);
            prop_assert!(advance.is_ok() || w == before);
        }
        let before = w;
        prop_assert!(w.reprice(c as i64, d as i64).is_ok() || w == before);
        w.drop_open();
    }
}
