use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        MathError, PPB,
        tranche::{self, Loss},
    },
    proptest::prelude::*,
};

#[test]
fn losses_fall_on_junior_then_senior_then_reserve() {
    let loss = |loss| tranche::waterfall(100, 200, 50, loss);
    assert_eq!(loss(0), Loss::default());
    assert_eq!(
        loss(100),
        Loss {
            junior: 100,
            ..Loss::default()
        }
    );
    assert_eq!(
        loss(101),
        Loss {
            junior: 100,
            senior: 1,
            ..Loss::default()
        }
    );
    assert_eq!(
        loss(301),
        Loss {
            junior: 100,
            senior: 200,
            reserve: 1,
            shortfall: 0
        }
    );
    assert_eq!(
        loss(400),
        Loss {
            junior: 100,
            senior: 200,
            reserve: 50,
            shortfall: 50
        }
    );
}

#[test]
fn an_empty_tranche_leaves_the_premium_to_the_other() {
    assert_eq!(tranche::junior_split(0, 500, 3 * PPB), Ok(0));
    assert_eq!(tranche::junior_split(500, 0, 3 * PPB), Ok(PPB));
    assert_eq!(tranche::junior_split(0, 0, 3 * PPB), Ok(0));
    assert_eq!(tranche::junior_split(500, 500, 3 * PPB), Ok(750_000_000));
    assert_eq!(tranche::junior_split(500, 500, 0), Ok(0));
}

#[test]
fn a_split_of_everything_to_junior_keeps_the_carry() {
    assert_eq!(tranche::split(7, PPB, 999_999_999), Ok((7, 0, 999_999_999)));
    assert_eq!(tranche::split(u64::MAX, PPB, 999_999_999), Ok((u64::MAX, 0, 999_999_999)));
    assert_eq!(tranche::split(0, PPB, 5), Ok((0, 0, 5)));
    assert_eq!(tranche::split(7, PPB + 1, 0), Err(MathError::OutOfRange));
    assert_eq!(tranche::split(7, 0, PPB), Err(MathError::OutOfRange));
}

#[test]
fn a_tranche_is_wiped_out_below_a_millionth() {
    assert!(!tranche::is_wiped_out(1, 1_000_000));
    assert!(tranche::is_wiped_out(1, 1_000_001));
    assert!(tranche::is_wiped_out(0, 1));
    assert!(!tranche::is_wiped_out(0, 0));
    assert!(!tranche::is_wiped_out(u64::MAX, u64::MAX));
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_waterfall_conserves_the_loss_and_keeps_the_order(
        junior in any_u64(), senior in any_u64(), reserve in any_u64(), loss in any_u64(),
    ) {
        let l = tranche::waterfall(junior, senior, reserve, loss);
        let total = [l.junior, l.senior, l.reserve, l.shortfall].iter().map(|&x| u128::from(x)).sum::<u128>();
        prop_assert_eq!(total, u128::from(loss));
        prop_assert!(l.junior <= junior && l.senior <= senior && l.reserve <= reserve);
        prop_assert!(l.senior == 0 || l.junior == junior);
        prop_assert!(l.reserve == 0 || l.senior == senior);
        prop_assert!(l.shortfall == 0 || l.reserve == reserve);
    }

    #[test]
    fn provisional_losses_come_off_in_loss_order(junior in any_u64(), senior in any_u64(), provisional in any_u64()) {
        let (j, s) = tranche::after_provisional(junior, senior, provisional);
        let left = (u128::from(junior) + u128::from(senior)).saturating_sub(u128::from(provisional));
        prop_assert_eq!(u128::from(j) + u128::from(s), left);
        prop_assert!(j <= junior && s <= senior && (s == senior || j == 0));
    }

    #[test]
    fn the_juniors_share_is_exact(jc in any_u64(), sc in any_u64(), w in any_u64()) {
        let (j, s) = (big(jc) * w, big(sc) * PPB);
        let exact = match (jc, sc) {
            (0, _) => Some(0),
            (_, 0) => Some(PPB),
            _ => u128_of(&j + &s).and_then(|_| u64_of(floor(&j * PPB, &j + &s))),
        };
        prop_assert_eq!(tranche::junior_split(jc, sc, w).ok(), exact);
        prop_assert!(exact.is_none_or(|share| share <= PPB));
    }

    #[test]
    fn a_split_is_exact_and_conserves(earned in any_u64(), ppb in any_ratio(), carry in 0..PPB) {
        let (junior, senior, left) = tranche::split(earned, ppb, carry).unwrap();
        prop_assert_eq!(u128::from(junior) + u128::from(senior), u128::from(earned));
        prop_assert!(left < PPB);
        let owed = u128::from(earned) * u128::from(ppb) + u128::from(carry);
        prop_assert_eq!(u128::from(junior) * u128::from(PPB) + u128::from(left), owed);
    }

    /// However often anybody calls: neither tranche gets an atom more or less than from one call.
    #[test]
    fn many_small_splits_give_what_one_large_split_gives(
        parts in prop::collection::vec(0u64..50, 1..60), ppb in any_ratio(), start in 0..PPB,
    ) {
        let (mut junior, mut senior, mut carry) = (0u64, 0u64, start);
        for &earned in &parts {
            let (j, s, c) = tranche::split(earned, ppb, carry).unwrap();
            junior += j;
            senior += s;
            carry = c;
        }
        prop_assert_eq!((junior, senior, carry), tranche::split(parts.iter().sum(), ppb, start).unwrap());
    }

    /// Called for one atom at a time, junior gets within an atom of its share: it cannot be starved.
    #[test]
    fn junior_is_never_starved(calls in 1u64..200, ppb in any_ratio()) {
        let (mut junior, mut carry) = (0u64, 0u64);
        for _ in 0..calls {
            let (j, _, c) = tranche::split(1, ppb, carry).unwrap();
            junior += j;
            carry = c;
        }
        let fair = u128::from(calls) * u128::from(ppb) / u128::from(PPB);
        prop_assert_eq!(u128::from(junior), fair);
    }

    #[test]
    fn wiped_out_is_exact(capital in any_u64(), issued in any_u64(), near in 0u64..3) {
        for (capital, issued) in [(capital, issued), (issued / 1_000_000 + near, issued)] {
            prop_assert_eq!(tranche::is_wiped_out(capital, issued), big(capital) * 1_000_000u32 < big(issued));
        }
    }
}
