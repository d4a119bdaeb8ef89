use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        MathError, PPB, YEAR,
        premium::{self, Curve, MAX_RATE},
    },
    proptest::prelude::*,
};

const LONGEST: u64 = 402 * 86_400;

fn curve() -> impl Strategy<Value = Curve> {
    let any_rate = || any::<(u64, u8)>().prop_map(|(x, shift)| (x % (MAX_RATE + 1)) >> (shift % 37));
    ([any_rate(), any_rate(), any_rate()], 1..PPB, any::<u8>(), any_rate(), any::<bool>()).prop_map(
        |(mut rates, kink, shift, minimum, has_minimum)| {
            rates.sort_unstable();
            let [base, at_kink, full] = rates;
            Curve {
                base,
                kink: (kink >> (shift % 30)).max(1),
                at_kink,
                full,
                minimum: if has_minimum { minimum >> 4 } else { 0 },
            }
        },
    )
}

/// A cap and a purchase that fits it.
#[derive(Clone, Copy, Debug)]
struct Purchase {
    cap: u64,
    used: u64,
    amount: u64,
}

fn purchase() -> impl Strategy<Value = Purchase> {
    (amount(), any::<u64>(), any::<u64>(), any::<u8>()).prop_map(|(cap, used, x, shift)| {
        let used = used % cap;
        Purchase {
            cap,
            used,
            amount: 1 + ((x >> (shift % 64)) % (cap - used)),
        }
    })
}

/// Exact area as a fraction, by trapezoids of the height of the curve at both ends of each segment.
fn exact_area(c: &Curve, p: &Purchase) -> (BigUint, BigUint) {
    let kink = u64_of(floor(big(p.cap) * c.kink, big(PPB))).unwrap();
    let (from, to) = (p.used, p.used + p.amount);
    let trapezoid = |x0: u64, y0: u64, x1: u64, y1: u64| {
        let (a, b) = (from.clamp(x0, x1), to.clamp(x0, x1));
        let width = (x1 - x0).max(1);
        // height · width at x: y0·(x1 - x) + y1·(x - x0)
        let height = |x: u64| big(y0) * (x1 - x) + big(y1) * (x - x0);
        ((height(a) + height(b)) * (b - a), big(width) * 2u8)
    };
    let (n0, d0) = trapezoid(0, c.base, kink, c.at_kink);
    let (n1, d1) = trapezoid(kink, c.at_kink, p.cap, c.full);
    (n0 * &d1 + n1 * &d0, d0 * d1)
}

fn exact_price_ceil(c: &Curve, p: &Purchase, seconds: u64) -> BigUint {
    let (n, d) = exact_area(c, p);
    let floor_price = big(c.minimum) * p.amount * &d;
    ceil(n.max(floor_price) * seconds, d * YEAR * PPB)
}

fn price(c: &Curve, p: &Purchase, seconds: u64) -> u64 {
    premium::price_ceil(c, p.cap, p.used, p.amount, seconds).unwrap()
}

fn sample() -> Curve {
    Curve {
        base: 10_000_000,
        kink: 800_000_000,
        at_kink: 50_000_000,
        full: 500_000_000,
        minimum: 5_000_000,
    }
}

#[test]
fn a_purchase_must_fit_the_cap_and_be_something() {
    let c = sample();
    assert_eq!(premium::price_ceil(&c, 100, 50, 0, 60), Err(MathError::OutOfRange));
    assert_eq!(premium::price_ceil(&c, 100, 50, 51, 60), Err(MathError::OutOfRange));
    assert_eq!(premium::price_ceil(&c, 100, u64::MAX, 1, 60), Err(MathError::OutOfRange));
    assert_eq!(premium::price_ceil(&c, 0, 0, 1, 60), Err(MathError::OutOfRange));
    assert!(premium::price_ceil(&c, 100, 50, 50, 60).is_ok());
}

#[test]
fn curves_that_contradict_themselves_are_refused() {
    let good = sample();
    assert_eq!(good.check(), Ok(()));
    for bad in [
        Curve {
            base: good.at_kink + 1,
            ..good
        },
        Curve {
            full: good.at_kink - 1,
            ..good
        },
        Curve { kink: 0, ..good },
        Curve { kink: PPB, ..good },
        Curve {
            full: MAX_RATE + 1,
            ..good
        },
        Curve {
            minimum: MAX_RATE + 1,
            ..good
        },
    ] {
        assert_eq!(bad.check(), Err(MathError::InvalidTerms));
        assert_eq!(premium::price_ceil(&bad, 100, 0, 1, 60), Err(MathError::InvalidTerms));
    }
}

/// A kink that rounds to 0 atoms of the cap, and one that leaves nothing above it but the last atom.
#[test]
fn a_kink_at_either_end_of_the_cap_works() {
    let low = Curve {
        base: 0,
        kink: 1,
        at_kink: PPB,
        full: PPB,
        minimum: 0,
    };
    assert_eq!(premium::price_ceil(&low, 1_000, 0, 1_000, YEAR), Ok(1_000));
    let high = Curve {
        base: PPB,
        kink: PPB - 1,
        at_kink: PPB,
        full: 100 * PPB,
        minimum: 0,
    };
    // 999 atoms at 100 %, the last from 100 % up to 10,000 %: 50.5 on average
    assert_eq!(premium::price_ceil(&high, 1_000, 0, 1_000, YEAR), Ok(999 + 51));
}

///
#[test]
fn dust_is_never_free() {
    let free = Curve {
        kink: 1,
        ..Curve::default()
    };
    assert_eq!(premium::price_ceil(&free, u64::MAX, 0, 1, 1), Ok(1));
    assert_eq!(premium::price_ceil(&free, u64::MAX, 0, 1, 0), Ok(1));
    assert_eq!(premium::price_ceil(&sample(), 1_000_000_000_000, 0, 1, 7 * 86_400), Ok(1));
}

/// The 500th atom of 1,000 costs 1.000000000998 atoms: the last ppb counts.
#[test]
fn a_fraction_of_a_ppb_is_rounded_up_too() {
    let rate = 1_001_001_002;
    let c = Curve {
        base: 0,
        kink: PPB / 2,
        at_kink: rate,
        full: rate,
        minimum: 0,
    };
    assert_eq!(premium::price_ceil(&c, 1_000, 499, 1, YEAR), Ok(2));
    let c = Curve {
        base: 0,
        kink: PPB / 2,
        at_kink: PPB,
        full: PPB,
        minimum: 0,
    };
    assert_eq!(premium::price_ceil(&c, 1_000, 499, 1, YEAR), Ok(1));
    // and so does a second: 1 ppb on this much cover for 999,999 s is one atom and a fraction of a ppb
    let c = Curve {
        base: 1,
        kink: PPB / 2,
        at_kink: 1,
        full: 1,
        minimum: 0,
    };
    assert_eq!(premium::price_ceil(&c, u64::MAX, 0, 31_536_031_537, 999_999), Ok(2));
    assert_eq!(premium::price_ceil(&c, u64::MAX, 0, 31_536_031_536, 999_999), Ok(1));
}

#[test]
fn the_dearest_purchase_there_is_overflows_without_a_panic() {
    let dear = Curve {
        base: MAX_RATE,
        kink: 1,
        at_kink: MAX_RATE,
        full: MAX_RATE,
        minimum: MAX_RATE,
    };
    assert_eq!(
        premium::price_ceil(&dear, u64::MAX, 0, u64::MAX, u64::MAX),
        Err(MathError::Overflow)
    );
    assert_eq!(
        premium::price_ceil(&dear, u64::MAX, 0, u64::MAX / 100, YEAR),
        Ok(u64::MAX / 100 * 100)
    );
}

proptest! {
    #![proptest_config(cases())]

    /// Never below the exact price and, for a period that can be sold, above its ceiling by 1 atom at most.
    #[test]
    fn the_price_is_the_area_under_the_curve(c in curve(), p in purchase(), seconds in 1..LONGEST) {
        let exact = exact_price_ceil(&c, &p, seconds).max(big(1u8));
        match premium::price_ceil(&c, p.cap, p.used, p.amount, seconds) {
            Ok(price) => prop_assert!(exact <= big(price) && big(price) <= exact + 1u8),
            Err(e) => prop_assert!(e == MathError::Overflow && exact >= big(u64::MAX)),
        }
    }

    /// R20: however a purchase is cut and in whatever order the parts are bought, the buyer gains at most 1 atom.
    #[test]
    fn splitting_a_purchase_gains_at_most_one_atom(
        c in curve(), p in purchase(), seconds in 1..LONGEST, cuts in prop::collection::vec(any::<u64>(), 1..6),
    ) {
        let Ok(whole) = premium::price_ceil(&c, p.cap, p.used, p.amount, seconds) else { return Ok(()) };
        let mut ends: Vec<u64> = cuts.iter().map(|x| 1 + x % p.amount).chain([p.amount]).collect();
        ends.sort_unstable();
        ends.dedup();
        let mut sizes: Vec<u64> = Vec::new();
        for end in ends {
            sizes.push(end - sizes.iter().sum::<u64>());
        }
        for order in [sizes.clone(), sizes.into_iter().rev().collect()] {
            let (mut used, mut paid) = (p.used, 0u128);
            for &amount in &order {
                paid += u128::from(price(&c, &Purchase { used, amount, ..p }, seconds));
                used += amount;
            }
            prop_assert!(paid + 1 >= u128::from(whole), "{} < {}", paid, whole);
            // and the pool gains by rounding alone: 1 atom per part and the last
            prop_assert!(c.minimum > 0 || paid <= u128::from(whole) + order.len() as u128 + 1);
        }
    }

    /// One period cut into two costs no less, and no more than the rounding; a longer one never costs less.
    #[test]
    fn the_premium_is_proportional_to_time(c in curve(), p in purchase(), t0 in 1..LONGEST / 2, t1 in 1..LONGEST / 2) {
        let Ok(both) = premium::price_ceil(&c, p.cap, p.used, p.amount, t0 + t1) else { return Ok(()) };
        let (first, second) = (price(&c, &p, t0), price(&c, &p, t1));
        prop_assert!(first <= both && second <= both);
        prop_assert!(both <= first + second && first + second <= both + 1 || both == 1);
    }

    #[test]
    fn more_cover_and_a_fuller_product_never_cost_less(c in curve(), p in purchase(), seconds in 1..LONGEST, less in any::<u64>()) {
        let Ok(full) = premium::price_ceil(&c, p.cap, p.used, p.amount, seconds) else { return Ok(()) };
        let smaller = Purchase { amount: 1 + less % p.amount, ..p };
        let earlier = Purchase { used: less % (p.used + 1), ..p };
        prop_assert!(price(&c, &smaller, seconds) <= full);
        prop_assert!(price(&c, &earlier, seconds) <= full.saturating_add(1));
    }

    #[test]
    fn the_minimum_holds_and_nothing_is_free(c in curve(), p in purchase(), seconds in 1..LONGEST) {
        let Ok(price) = premium::price_ceil(&c, p.cap, p.used, p.amount, seconds) else { return Ok(()) };
        let least = ceil(big(c.minimum) * p.amount * seconds, big(YEAR) * PPB);
        prop_assert!(price >= 1 && big(price) >= least);
    }

    #[test]
    fn the_parts_of_a_premium_add_up(premium in any_u64(), fee in any_ratio(), reserve in any_ratio(), fit in any::<bool>()) {
        let reserve = if fit { reserve % (PPB - fee + 1) } else { reserve };
        match premium::parts(premium, fee, reserve) {
            Ok(p) => {
                prop_assert_eq!(u128::from(p.fee) + u128::from(p.reserve) + u128::from(p.rest), u128::from(premium));
                prop_assert_eq!(big(p.fee), ceil(big(premium) * fee, big(PPB)));
                prop_assert_eq!(big(p.reserve), floor(big(premium) * reserve, big(PPB)));
            }
            Err(e) => prop_assert!(e == MathError::OutOfRange && fee + reserve > PPB),
        }
    }
}
