use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{MathError, PPB, loading, premium, premium::Curve},
    proptest::prelude::*,
};

const HALF: u64 = 180 * 86_400;

#[test]
fn an_audit_is_fresh_then_grows_old_day_by_day() {
    // allowed 365 days; 1 % a day past them; at most 50 %
    let of = |today: u32| loading::audit(today, 20_000, 365, 10_000_000, 500_000_000);
    assert_eq!(of(20_365), 0);
    assert_eq!(of(20_366), 10_000_000);
    assert_eq!(of(20_414), 490_000_000);
    assert_eq!(of(20_415), 500_000_000);
    assert_eq!(of(u32::MAX), 500_000_000);
    assert_eq!(
        loading::audit(20_000, 0, 365, 10_000_000, 500_000_000),
        500_000_000,
        "never audited"
    );
}

#[test]
fn experience_halves_every_180_days() {
    for (seconds, left) in [
        (0, 1_000),
        (HALF / 2, 750),
        (HALF, 500),
        (HALF * 3 / 2, 375),
        (2 * HALF, 250),
        (3 * HALF, 125),
    ] {
        assert_eq!(loading::experience_ceil(1_000, seconds), Ok(left), "{seconds}");
    }
    assert_eq!(loading::experience_ceil(1_000, 1), Ok(1_000), "rounded up");
    assert_eq!(loading::experience_ceil(loading::MAX_EXPERIENCE, u64::MAX), Ok(0));
}

#[test]
fn a_payment_of_the_whole_cap_adds_the_whole_experience_and_the_bound_holds() {
    let most = loading::MAX_EXPERIENCE;
    assert_eq!(loading::after_payment_ceil(0, PPB, 1_000, 1_000, 0), Ok(PPB));
    assert_eq!(loading::after_payment_ceil(5, PPB, 1, 3, 0), Ok(5 + 333_333_334));
    assert_eq!(loading::after_payment_ceil(most, PPB, 1_000, 1_000, 0), Ok(most));
    assert_eq!(loading::after_payment_ceil(0, PPB, 1, 0, 0), Err(MathError::DivideByZero));
    assert_eq!(loading::after_payment_ceil(0, PPB, 1, 1, HALF), Err(MathError::OutOfRange));
    // Half a period after its start a loading is three quarters of what it was there.
    let at_start = loading::after_payment_ceil(0, 3_000, 1, 1, HALF / 2).unwrap();
    assert_eq!((at_start, loading::experience_ceil(at_start, HALF / 2)), (4_000, Ok(3_000)));
    let at_start = loading::after_payment_ceil(0, most, 1, 1, HALF - 1).unwrap();
    assert_eq!(loading::after_payment_ceil(at_start, most, 1, 1, HALF - 1), Ok(at_start));
    assert!(loading::experience_ceil(at_start, HALF - 1).unwrap() <= most);
}

/// A straight line from each payment, drawn anew at the next, would stay above the rule: 56 % after 180 days with one payment in between.
#[test]
fn each_payment_loads_half_as_much_180_days_later_whatever_was_paid_meanwhile() {
    for (first, gaps) in [
        (0, vec![]),
        (1, vec![HALF / 2]),
        (HALF - 1, vec![1; 40]),
        (77_777, vec![HALF / 9; 8]),
    ] {
        let (mut loading, mut start, mut now) = (0, 0, first);
        let pay = |loading: &mut u64, start: &mut u64, now: u64, paid: u64| {
            let period = now - now % HALF;
            let left = loading::experience_ceil(*loading, period - *start).unwrap();
            *loading = loading::after_payment_ceil(left, PPB, paid, 1_000_000, now % HALF).unwrap();
            *start = period;
        };
        pay(&mut loading, &mut start, now, 1_000_000);
        let payments = gaps.len() as u64;
        for gap in gaps {
            now += gap;
            pay(&mut loading, &mut start, now, 0);
        }
        let left = loading::experience_ceil(loading, first + HALF - start).unwrap();
        assert!(
            (PPB / 2..=PPB / 2 + 2 + payments).contains(&left),
            "{left} after {payments} payments"
        );
    }
}

#[test]
fn tiers_rise_and_give_no_more_than_a_fifth() {
    let tier = |least, discount| loading::Tier { least, discount };
    let table = [
        tier(100, 20_000_000),
        tier(1_000, 100_000_000),
        tier(10_000, loading::MAX_DISCOUNT),
        tier(0, 0),
    ];
    assert_eq!(loading::check_tiers(table), Ok(()));
    for (aged, discount) in [
        (0, 0),
        (99, 0),
        (100, 20_000_000),
        (999, 20_000_000),
        (1_000, 100_000_000),
        (u64::MAX, loading::MAX_DISCOUNT),
    ] {
        assert_eq!(loading::discount(table, aged), discount, "{aged}");
    }
    for wrong in [
        [tier(0, 1), tier(0, 0)],
        [tier(1, loading::MAX_DISCOUNT + 1), tier(0, 0)],
        [tier(2, 5), tier(1, 6)],
        [tier(1, 5), tier(2, 5)],
        [tier(2, 5), tier(2, 6)],
    ] {
        assert_eq!(loading::check_tiers(wrong), Err(MathError::InvalidTerms), "{wrong:?}");
    }
}

#[test]
fn the_factor_multiplies_loading_and_discount() {
    assert_eq!(loading::factor_ceil(0, 0), Ok(PPB));
    assert_eq!(loading::factor_ceil(PPB / 2, loading::MAX_DISCOUNT), Ok(1_200_000_000));
    assert_eq!(loading::factor_ceil(1, 1), Ok(PPB), "rounded up");
    assert_eq!(loading::factor_ceil(0, loading::MAX_DISCOUNT + 1), Err(MathError::OutOfRange));
}

/// A curve whose rates are in order and whose least price is nowhere above them.
fn curve() -> impl Strategy<Value = Curve> {
    (0..PPB / 4, 0..PPB / 4, 0..PPB / 2, 1..PPB, 0..PPB / 10).prop_map(|(base, a, b, kink, minimum)| Curve {
        base: base.max(minimum),
        kink,
        at_kink: base.max(minimum) + a,
        full: base.max(minimum) + a + b,
        minimum,
    })
}

proptest! {
    #![proptest_config(cases())]

    /// What is left lies between the exponential's line segments, rounded up: exact against whole numbers.
    #[test]
    fn experience_is_its_straight_lines(l in 0..=loading::MAX_EXPERIENCE, seconds in 0u64..64 * HALF) {
        let (halvings, rest) = (seconds / HALF, seconds % HALF);
        let exact = ceil(big(l) * (2 * HALF - rest), big(2 * HALF) << halvings);
        let left = loading::experience_ceil(l, seconds).unwrap();
        prop_assert!(big(left) >= exact, "never below: {left} {exact}");
        prop_assert!(big(left) <= exact + 1u32, "{left}");
    }

    #[test]
    fn experience_never_grows_by_waiting(l in 0..=loading::MAX_EXPERIENCE, a in any_u64(), b in any_u64()) {
        let (first, second) = (a.min(b), a.max(b));
        prop_assert!(loading::experience_ceil(l, second).unwrap() <= loading::experience_ceil(l, first).unwrap());
    }

    /// R20, A-33: with any loading, a purchase in parts costs at least the whole, and at most an atom more for each part.
    #[test]
    fn r20_splitting_a_loaded_purchase_saves_nothing(
        curve in curve(), cap in 1_000_000u64..1_000_000_000_000_000, from in 0u64..PPB, amount in 1u64..PPB, parts in prop::collection::vec(1u64..1_000, 2..6),
        days in 1u64..365, factor in 800_000_000u64..10 * PPB,
    ) {
        let from = (u128::from(cap) * u128::from(from) / u128::from(PPB) / 2) as u64;
        let amount = ((u128::from(cap - from) * u128::from(amount) / u128::from(PPB)) as u64).max(10);
        let seconds = days * 86_400;
        let price = |used: u64, cover: u64| premium::loaded_price_ceil(&curve, cap, used, cover, seconds, factor).unwrap();
        let whole = price(from, amount);
        let total: u64 = parts.iter().sum();
        let (mut used, mut sum, mut bought) = (from, 0, 0u64);
        for (n, part) in parts.iter().enumerate() {
            let left = amount - bought;
            let cover = if n + 1 == parts.len() { left } else { (u128::from(amount) * u128::from(*part) / u128::from(total)) as u64 };
            if cover == 0 { continue; }
            sum += price(used, cover);
            used += cover;
            bought += cover;
        }
        prop_assert_eq!(bought, amount);
        prop_assert!(sum + 1 >= whole, "parts {sum}, whole {whole}");
    }

    /// A larger factor never makes cover cheaper; a factor of one is the plain price.
    #[test]
    fn a_loading_never_makes_cover_cheaper(curve in curve(), cap in 1_000_000u64..1_000_000_000_000_000, amount in 1u64..1_000_000, factor in PPB..10 * PPB) {
        let plain = premium::price_ceil(&curve, cap, 0, amount, 86_400 * 30).unwrap();
        prop_assert_eq!(premium::loaded_price_ceil(&curve, cap, 0, amount, 86_400 * 30, PPB).unwrap(), plain);
        prop_assert!(premium::loaded_price_ceil(&curve, cap, 0, amount, 86_400 * 30, factor).unwrap() >= plain);
    }

    /// What comes back is the unearned share of what is left of the cover less a tenth of the premium, never more than was unearned.
    #[test]
    fn a_refund_is_exact(unearned in any_u64(), cover in any_u64(), remaining in any_u64(), paid in any_u64()) {
        let remaining = remaining.min(cover);
        match premium::refund_floor(unearned, remaining, cover, paid) {
            Ok(refund) => {
                let share = floor(big(unearned) * remaining, big(cover));
                let cost = ceil(big(paid), big(10u32));
                let expected = if share > cost { share - cost } else { big(0u32) };
                prop_assert_eq!(big(refund), expected);
                prop_assert!(refund <= unearned);
            }
            Err(error) => prop_assert!(cover == 0 && error == MathError::DivideByZero),
        }
    }
}
