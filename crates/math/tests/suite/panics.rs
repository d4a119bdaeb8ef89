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
        let _ = (
            slash::at_risk_ceil(a),
            bond::appeal(a),
            tally::Form::Request.side(a as u8),
            tally::Form::Dispute.side(a as u8),
        );
        for b in EDGES {
            let _ = (
                weight::electorate(a, b),
                weight::cap_floor(a, b as u32),
                weight::ballot(a, b),
                weight::is_conflicted(a, b),
            );
            let _ = (
                weight::assessed_cap_floor(a, b),
                tally::is_large(a, b),
                bond::dispute_ceil(a, b),
                payout::deductible_ceil(a, b as u16),
            );
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
                let _ = (
                    reward::rate_floor(wide, a),
                    reward::split_floor(wide, a),
                    reward::per_share_floor(wide::join(a, b), wide),
                    reward::earned(wide::join(a, b), wide),
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
    fn solvency_loading_and_recovery_never_panic(x in prop::array::uniform8(any_u64()), wide in (any_u128(), any_u128())) {
        let [a, b, c, d, e, f, g, h] = x;
        let (margin, correlation) = (g as u16, h as u16);
        for exposures in [x, x.map(|e| e >> 3), [a, 0, 0, 0, 0, 0, 0, 0]] {
            let _ = (solvency::sum(&exposures), solvency::carries(a, &exposures, margin, correlation));
            let _ = (solvency::carries_sum(a, &exposures, b, margin, correlation), solvency::required_ceil(&exposures, margin, correlation));
        }
        let _ = (solvency::within_share(a, b, margin), solvency::capital_for_share_ceil(a, margin), solvency::ratio_floor(a, b));
        let _ = (loading::audit(a as u32, b as u32, margin, c, d), loading::experience_ceil(a, b), loading::after_payment_ceil(a, b, c, d, e));
        let tiers = [(a, b), (c, d), (e, f)].map(|(least, discount)| loading::Tier { least, discount });
        let _ = (loading::check_tiers(tiers), loading::discount(tiers, g), loading::factor_ceil(a, b));
        let _ = (recovery::due_floor(wide.0, wide.1), recovery::due_ceil(wide.0, wide.1), quorum::width_bps_ceil(a as i64, &quorum::Interval { low: b as i64, high: c as i64 }));
        let _ = (recovery::seconds_ceil(a, b, c, d), stream::left_floor(wide.0, a), stream::seconds_floor(a, wide.0), premium::refund_floor(a, b, c, d));
        let curve = premium::Curve { base: a, kink: b, at_kink: c, full: d, minimum: e };
        let _ = (premium::loaded_price_ceil(&curve, f, g, h, a, b), premium::rate_ceil(&curve, f, g, h));
        let _ = ladder::to_come_ceil(a, b, c, d, e);
        let _ = (treasury::recent_ceil(a, b, c), treasury::cap_ceil(a, b, c as u16), treasury::room(a, b, c as u16), revenue::share_floor(a, b as u16));
        let _ = (revenue::join(wide.0, a, wide.1, b, c), revenue::per_token_floor(wide.0, a), revenue::earned(a, wide.0, wide.1));
        prop_assert!(solvency::carries(a, &[], margin, correlation).is_err() || solvency::carries(a, &[], margin, correlation) == Ok(true));
    }

    #[test]
    fn wide_arithmetic_never_panics(x in prop::array::uniform3(any_u64()), y in prop::array::uniform3(any_u64()), wide in (any_u128(), any_u128())) {
        let [a, b, c] = x;
        let (p, q) = wide;
        let _ = (wide::mul_128_by_64(p, a), wide::mul_div_floor(a, b, c), wide::mul_div_ceil(a, b, c));
        let _ = (wide::mul_div_128_floor(p, a, q), wide::mul_div_128_ceil(p, a, q), wide::mul_next_div_128_floor(p, a, q));
        let _ = (wide::div_128_by_64_floor(p, a), wide::div_128_by_64_ceil(p, a), wide::div_rem_128_by_64(p, a));
        let _ = (wide::add_192(x, y), wide::scale_192(x, a));
        prop_assert!(!(wide::less_192(x, y) && wide::less_192(y, x)));
    }

    #[test]
    fn functions_of_many_numbers_never_panic(x in prop::array::uniform8(any_u64()), binary in any::<bool>()) {
        let [a, b, c, d, e, f, g, h] = x;
        let _ = tranche::waterfall(a, b, c, d);
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

    #[test]
    fn the_jury_never_panics(
        x in prop::array::uniform8(any_u64()), w in prop::array::uniform22(any_u64()), shift in 0u32..64, coherent in any_u128(), n in any::<u8>(), flag in any::<bool>(),
    ) {
        let [a, b, c, d, e, f, g, h] = x;
        let sides = tally::Sides { for_it: a, against: b, abusive: c };
        let who = round::Turnout { revealed: d, jurors: e as u32, electorate: f };
        let _ = (sides.revealed(), who.has_quorum(flag), who.outweighs(g, h));
        for w in [w, w.map(|x| x >> shift)] {
            let _ = (tally::Sides::of(&w), tally::median_lower(&w));
            for form in [tally::Form::Request, tally::Form::Dispute] {
                if let Ok(verdict) = tally::verdict(form, &w, flag) {
                    for round in [round::Round::First, round::Round::Second { double: flag }, round::Round::Appeal] {
                        let _ = round::resolve(round, &who, verdict, g, h);
                    }
                    let _ = (verdict.side(), bond::release(form, verdict, a, b), bond::appeal_back(a, verdict, tally::Verdict::Tie), form.side(n));
                }
            }
        }
        for decision in [None, Some(tally::Side::For), Some(tally::Side::Against)] {
            for vote in [None, Some(tally::Side::For), Some(tally::Side::Against)] {
                let _ = (slash::slash_ceil(a, vote, decision), slash::is_coherent(vote, decision));
            }
            let mut pot = slash::Pot { slashed: a, coherent };
            let before = pot;
            prop_assert!(pot.add_round(b, &sides, decision).is_ok() || pot == before);
            let _ = (pot.reward_floor(c, d), pot.reward_floor(u64::MAX, u64::MAX));
        }
        let _ = (bond::claim_ceil(a, b, c, flag), bond::incident_ceil(a, b, flag), payout::assessed_floor(a, b, c, d, e));
    }
}
