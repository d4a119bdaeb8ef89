use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        MathError, PPB,
        payout::{self, PayoutCurve},
    },
    proptest::prelude::*,
};

fn curve() -> impl Strategy<Value = PayoutCurve> {
    (any_price(), any_price(), any_ratio(), any::<bool>()).prop_map(|(a, b, largest, binary)| PayoutCurve {
        attachment: a.max(b).max(1),
        exhaustion: a.min(b).min(a.max(b).max(1) - 1),
        largest: largest.max(1),
        binary,
    })
}

#[test]
fn curves_that_contradict_themselves_are_refused() {
    let good = PayoutCurve {
        attachment: 950_000_000,
        exhaustion: 800_000_000,
        largest: PPB,
        binary: false,
    };
    assert_eq!(good.check(), Ok(()));
    for bad in [
        PayoutCurve {
            exhaustion: good.attachment,
            ..good
        },
        PayoutCurve { exhaustion: -1, ..good },
        PayoutCurve { attachment: 0, ..good },
        PayoutCurve {
            attachment: 0,
            binary: true,
            ..good
        },
        PayoutCurve {
            attachment: i64::MIN,
            ..good
        },
        PayoutCurve { largest: 0, ..good },
        PayoutCurve { largest: PPB + 1, ..good },
    ] {
        assert_eq!(bad.check(), Err(MathError::InvalidTerms));
        assert_eq!(bad.ratio_floor(1), Err(MathError::InvalidTerms));
    }
    assert_eq!(
        PayoutCurve {
            exhaustion: i64::MAX,
            binary: true,
            ..good
        }
        .check(),
        Ok(())
    );
}

/// R11: exactly at the attachment nothing is paid, one tick below it something is due.
#[test]
fn the_attachment_itself_pays_nothing() {
    let binary = PayoutCurve {
        attachment: 950_000_000,
        exhaustion: 0,
        largest: PPB / 2,
        binary: true,
    };
    assert_eq!(binary.ratio_floor(950_000_001), Ok(0));
    assert_eq!(binary.ratio_floor(950_000_000), Ok(0));
    assert_eq!(binary.ratio_floor(949_999_999), Ok(PPB / 2));
    let linear = PayoutCurve {
        exhaustion: 800_000_000,
        binary: false,
        ..binary
    };
    assert_eq!(linear.ratio_floor(950_000_000), Ok(0));
    assert_eq!(linear.ratio_floor(949_999_999), Ok(3));
    assert_eq!(linear.ratio_floor(800_000_001), Ok(499_999_996));
    assert_eq!(linear.ratio_floor(800_000_000), Ok(PPB / 2));
    assert_eq!(linear.ratio_floor(799_999_999), Ok(PPB / 2));
    assert_eq!(linear.ratio_floor(i64::MIN), Ok(PPB / 2));
}

#[test]
fn a_deductible_is_a_share_of_cover_rounded_up() {
    assert_eq!(payout::deductible_ceil(1_000_000, 500), Ok(50_000));
    assert_eq!(payout::deductible_ceil(1, 1), Ok(1));
    assert_eq!(payout::deductible_ceil(u64::MAX, 10_000), Ok(u64::MAX));
    assert_eq!(payout::deductible_ceil(1, 10_001), Err(MathError::OutOfRange));
}

/// R18: never more than the assessed loss, never more than what is left of the cover.
#[test]
fn r18_an_assessed_payout_is_the_share_less_the_deductible_within_the_cover() {
    let share = 350_000_000;
    assert_eq!(payout::assessed_floor(10_000, share, 0, 50_000, 0), Ok(3_500));
    assert_eq!(payout::assessed_floor(10_000, share, 500, 50_000, 0), Ok(3_000));
    assert_eq!(payout::assessed_floor(10_000, share, 3_501, 50_000, 0), Ok(0), "not below 0");
    assert_eq!(payout::assessed_floor(10_000, share, 500, 50_000, 48_000), Ok(2_000));
    assert_eq!(payout::assessed_floor(10_000, share, 0, 50_000, 50_001), Ok(0));
    assert_eq!(payout::assessed_floor(3, share, 0, 50, 0), Ok(1), "rounded down");
    assert_eq!(payout::assessed_floor(10_000, PPB + 1, 0, 50_000, 0), Err(MathError::OutOfRange));
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_ratio_is_exact(c in curve(), x in any_price(), between in any::<bool>()) {
        let price = if between { c.exhaustion + x % (c.attachment - c.exhaustion) } else { x };
        let exact = if price >= c.attachment {
            0
        } else if c.binary || price <= c.exhaustion {
            c.largest
        } else {
            let rise = big((c.attachment - price) as u64) * c.largest;
            u64_of(floor(rise, big((c.attachment - c.exhaustion) as u64))).unwrap()
        };
        prop_assert_eq!(c.ratio_floor(price), Ok(exact));
    }

    #[test]
    fn a_lower_price_never_pays_less_and_never_more_than_the_largest(c in curve(), a in any::<i64>(), b in any_price()) {
        let (deep, shallow) = (c.ratio_floor(a.min(b)).unwrap(), c.ratio_floor(a.max(b)).unwrap());
        prop_assert!(shallow <= deep && deep <= c.largest);
    }

    #[test]
    fn the_amount_is_exact_and_at_most_the_cover(base in any_u64(), ratio in any_u64(), valid in any_ratio()) {
        let amount = payout::amount_floor(base, valid).unwrap();
        prop_assert!(amount <= base && big(amount) == floor(big(base) * valid, big(PPB)));
        prop_assert_eq!(payout::amount_floor(base, ratio).is_ok(), ratio <= PPB);
    }

    #[test]
    fn assessed_payouts_are_exact(base in any_u64(), share in any_ratio(), bps in 0u16..=10_000, cover in any_u64(), paid in any_u64()) {
        let deductible = payout::deductible_ceil(cover, bps).unwrap();
        prop_assert_eq!(big(deductible), ceil(big(cover) * bps, big(10_000u32)));
        let loss = BigInt::from(floor(big(base) * share, big(PPB))) - deductible;
        let left = BigInt::from(cover) - paid;
        let exact = loss.min(left).max(BigInt::from(0));
        prop_assert_eq!(BigInt::from(payout::assessed_floor(base, share, deductible, cover, paid).unwrap()), exact);
        prop_assert!(payout::assessed_floor(base, share + PPB, 0, cover, paid).is_err() == (share > 0));
    }
}
