//! What is read stands for what was written: rounding never narrows the interval, and no input panics.

use {
    super::*,
    anchor_lang_v1::{AccountDeserialize, prelude::Clock},
    proptest::prelude::*,
    pyth_solana_receiver_sdk::price_update::PriceUpdateV2,
};

/// `price ± k·deviation` of a reading contains the written interval, where the written numbers count parts of 10^-scale.
/// Everything is multiplied by 10,000·10^scale, so nothing is rounded here.
fn contains(reading: &Reading, price: i128, deviation: i128, scale: u32, interval_bps: i128) -> std::result::Result<(), TestCaseError> {
    let (read_unit, written_unit) = match scale {
        0..=9 => (1, 10i128.pow(9 - scale)),
        _ => (10i128.pow(scale - 9), 1),
    };
    let (read, read_half) = (i128::from(reading.price) * read_unit, i128::from(reading.deviation) * read_unit);
    let (written, written_half) = (price * written_unit, deviation * written_unit);
    prop_assert!(read <= written && written < read + read_unit, "price rounded down by less than one");
    prop_assert!(
        read_half >= written_half && read_half < written_half + 2 * read_unit,
        "deviation rounded up by less than two"
    );
    prop_assert!(
        read * 10_000 + read_half * interval_bps >= written * 10_000 + written_half * interval_bps,
        "upper bound"
    );
    prop_assert!(
        read * 10_000 - read_half * interval_bps <= written * 10_000 - written_half * interval_bps,
        "lower bound"
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn a56_pyth_rounding_never_narrows(
        price in prop_oneof![1i64..=i64::MAX, 1i64..2_000_000_000, 1i64..20_000],
        conf in prop_oneof![any::<u64>(), 0u64..2_000_000_000, 0u64..20_000],
        exponent in 0u8..=12,
        interval_bps in 10_000i128..=100_000,
    ) {
        let source = Source { exponent, ..pyth_source() };
        let update = PythSpec { price, conf, exponent: -i32::from(exponent), ..good_pyth() };
        match pyth(update).read(&source) {
            Ok(reading) => contains(&reading, price.into(), conf.into(), exponent.into(), interval_bps)?,
            Err(error) => {
                // Refused only when it does not fit nine decimals in 63 bits.
                prop_assert_eq!(error, Error::from(OracleError::PriceOutOfRange));
                let at_nine = |x: u128| x * 1_000_000_000 / 10u128.pow(exponent.into());
                let price = at_nine(u128::from(price.unsigned_abs()));
                prop_assert!(price == 0 || price > i64::MAX as u128 || at_nine(conf.into()) + 2 > i64::MAX as u128);
            }
        }
    }

    #[test]
    fn a56_switchboard_rounding_never_narrows(
        value_1e18 in prop_oneof![1i128..=i64::MAX as i128 * 1_000_000_000, 1i128..3_000_000_000_000_000_000, 1i128..20_000_000_000],
        std_dev_1e18 in prop_oneof![0i128..=i64::MAX as i128 * 1_000_000_000, 0i128..3_000_000_000_000_000_000, 0i128..20_000_000_000],
        interval_bps in 10_000i128..=100_000,
    ) {
        let feed = SwitchboardSpec { value_1e18, std_dev_1e18, ..good_switchboard() };
        match switchboard(feed).read(&switchboard_source()) {
            Ok(reading) => contains(&reading, value_1e18, std_dev_1e18, 18, interval_bps)?,
            Err(error) => {
                prop_assert_eq!(error, Error::from(OracleError::PriceOutOfRange));
                let largest = (i64::MAX as i128 - 2) * 1_000_000_000;
                prop_assert!(value_1e18 < 1_000_000_000 || std_dev_1e18 > largest);
            }
        }
    }

    /// The official crate's own gate (feed, full verification, age) is a subset of ours: what we read, it accepts.
    #[test]
    fn what_is_read_passes_the_official_gate(
        publish_time in NOW - 70..NOW + 10,
        full in any::<bool>(),
        other_feed in prop::bool::weighted(0.1),
        price in -2i64..200_000_000,
    ) {
        let feed_id = if other_feed { [0; 32] } else { good_pyth().feed_id };
        let account = pyth(PythSpec { publish_time, full, feed_id, price, ..good_pyth() });
        let update = PriceUpdateV2::try_deserialize(&mut &account.data[..]).unwrap();
        let clock = Clock { unix_timestamp: NOW, ..Default::default() };
        let official = update.get_price_no_older_than(&clock, 60, &pyth_source().feed);
        let expected = official.ok().filter(|p| p.price > 0 && p.publish_time <= NOW + 5);
        let reading = account.read(&pyth_source()).ok();
        prop_assert_eq!(
            reading.map(|r| (r.price, r.deviation, r.order)),
            expected.map(|p| (p.price * 10, p.conf as i64 * 10, p.publish_time as u64))
        );
    }

    /// Any bytes under any terms at any time: an error or a reading inside its bounds, never a panic.
    #[test]
    fn nothing_panics(
        kind in prop_oneof![5 => 1u8..=2, 1 => any::<u8>()],
        exponent in any::<u8>(),
        min_samples in any::<u8>(),
        max_age in any::<u32>(),
        now in any::<i64>(),
        slot in any::<u64>(),
        len in prop_oneof![Just(134usize), Just(3_208), 0usize..200],
        byte in any::<u8>(),
        patch in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..64),
        level in 0u8..3,
        discriminator in any::<bool>(),
        good_feed in any::<bool>(),
    ) {
        let template = match kind {
            1 => pyth(good_pyth()),
            _ => switchboard(good_switchboard()),
        };
        let mut data = vec![byte; len];
        for (index, value) in &patch {
            if !data.is_empty() {
                let at = index.index(len);
                data[at] = *value;
            }
        }
        let head = if discriminator { 8.min(len) } else { 0 };
        data[..head].copy_from_slice(&template.data[..head]);
        if len == 134 {
            data[40] = level;
        }
        let account = OracleAccount { data, ..template };
        let filled = [byte; 32];
        let source = Source {
            kind,
            exponent,
            min_samples,
            max_age: max_age.into(),
            feed: if kind == 2 && good_feed { ADDRESS } else { filled },
            queue: filled,
            feed_hash: filled,
            ..pyth_source()
        };
        if let Ok(reading) = account.read_at(&source, now, slot) {
            prop_assert!(reading.price > 0 && reading.deviation >= 0);
        }
    }
}
