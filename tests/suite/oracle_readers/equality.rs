//! Decoding equals the official crates, switchboard-on-demand 0.13 and pyth-solana-receiver-sdk 2.0, on every real account and
//! on random ones.

use {
    super::*,
    anchor_lang_v1::{AccountDeserialize, Discriminator as _},
    breakwater::oracle::{
        pyth::{self, PythPrice, Verification},
        switchboard::{self, SwitchboardPrice},
    },
    proptest::prelude::*,
    pyth_solana_receiver_sdk::price_update::{PriceUpdateV2, VerificationLevel},
    std::cell::RefCell,
    switchboard_on_demand::PullFeedAccountData,
};

#[test]
fn program_ids_discriminators_and_sizes_are_the_official_ones() {
    assert_eq!(pyth::PROGRAM.to_bytes(), pyth_solana_receiver_sdk::ID.to_bytes());
    assert_eq!(pyth::DISCRIMINATOR, PriceUpdateV2::DISCRIMINATOR);
    assert_eq!(pyth::SIZE, PriceUpdateV2::LEN);
    assert_eq!(
        switchboard::PROGRAM.to_bytes(),
        switchboard_on_demand::ON_DEMAND_MAINNET_PID.to_bytes()
    );
    assert_eq!(
        switchboard::DISCRIMINATOR,
        <PullFeedAccountData as switchboard_on_demand::Discriminator>::DISCRIMINATOR
    );
    assert_eq!(switchboard::SIZE, 8 + size_of::<PullFeedAccountData>());
}

/// What the official crate makes of the bytes, in our terms.
fn official_pyth(mut data: &[u8]) -> Option<PythPrice> {
    let update = PriceUpdateV2::try_deserialize(&mut data).ok()?;
    Some(PythPrice {
        verification: match update.verification_level {
            VerificationLevel::Partial { num_signatures } => Verification::Partial {
                signatures: num_signatures,
            },
            VerificationLevel::Full => Verification::Full,
        },
        feed_id: update.price_message.feed_id,
        price: update.price_message.price,
        conf: update.price_message.conf,
        exponent: update.price_message.exponent,
        publish_time: update.price_message.publish_time,
    })
}

/// As [`official_pyth`]. The official crate casts in place, so it needs the bytes behind the discriminator aligned to 16.
fn official_switchboard(data: &[u8]) -> Option<SwitchboardPrice> {
    let mut buffer = vec![0; data.len() + 16];
    let start = (24 - buffer.as_ptr().addr() % 16) % 16;
    let aligned = &mut buffer[start..start + data.len()];
    aligned.copy_from_slice(data);
    let cell = RefCell::new(aligned);
    let feed = PullFeedAccountData::parse(cell.borrow()).ok()?;
    Some(SwitchboardPrice {
        queue: feed.queue.to_bytes(),
        feed_hash: feed.feed_hash,
        permit_write_by_authority: feed.permit_write_by_authority,
        value: feed.result.value,
        std_dev: feed.result.std_dev,
        num_samples: feed.result.num_samples,
        min_slot: feed.result.min_slot,
        max_slot: feed.result.max_slot,
    })
}

#[test]
fn real_accounts_decode_as_in_the_official_crates() {
    let (mut updates, mut feeds) = (0, 0);
    for name in REAL {
        let account = real(name);
        let update = pyth::decode(&account.data).ok();
        assert_eq!(update, official_pyth(&account.data), "{name}");
        updates += usize::from(update.is_some());
        let feed = switchboard::decode(&account.data).ok();
        assert_eq!(feed, official_switchboard(&account.data), "{name}");
        feeds += usize::from(feed.is_some());
    }
    assert_eq!((updates, feeds), (5, 3));
}

#[test]
fn real_accounts_read_as_their_sources_say() {
    // Prices and deviations as decoded in the repositories that the accounts come from, at 1e-9 and rounded outwards.
    let updates = [
        ("pyth-v2-sol-usd-7UVimffx-a", 8, 140_615_937_000, 137_936_990),
        ("pyth-v2-sol-usd-7UVimffx-b", 8, 215_681_370_690, 201_344_690),
        ("pyth-v2-sol-usd-7UVimffx-c", 8, 156_797_690_990, 161_972_710),
        ("pyth-v2-usdc-usd-Dpw1EAVr", 8, 1_000_049_970, 679_560),
        ("pyth-v2-DBE3N8uN", 10, 34_866, 37), // 34,866.9 ± 35.7
    ];
    for (name, exponent, price, deviation) in updates {
        let account = real(name);
        let update = pyth::decode(&account.data).unwrap();
        let source = Source {
            exponent,
            feed: update.feed_id,
            ..pyth_source()
        };
        let reading = Reading {
            price,
            deviation,
            order: update.publish_time as u64,
        };
        assert_eq!(account.read_at(&source, update.publish_time + 60, 0), Ok(reading), "{name}");
        refused(account.read_at(&source, update.publish_time + 61, 0), OracleError::Stale);
    }
    let feeds = [
        ("sb-on-demand-btc-usd-devnet-EtbG8PSD", 3, 61_200_109_991_665, 1), // ….549598697 ± 0
        ("sb-on-demand-jupsol-usd-HX5WM3qz", 4, 177_351_466_043, 4_652_832), // ….000984 ± 4,652,830.48
        ("sb-on-demand-sol-usd-BSzfJs4d", 2, 155_594_045_270, 240_161_790),
    ];
    for (name, samples, price, deviation) in feeds {
        let account = real(name);
        let feed = switchboard::decode(&account.data).unwrap();
        let source = Source {
            min_samples: samples,
            max_age: 300.into(),
            feed: account.address.to_bytes(),
            queue: feed.queue,
            feed_hash: feed.feed_hash,
            ..switchboard_source()
        };
        let reading = Reading {
            price,
            deviation,
            order: feed.min_slot,
        };
        assert_eq!(account.read_at(&source, 0, feed.min_slot + 300), Ok(reading), "{name}");
        refused(account.read_at(&source, 0, feed.min_slot + 301), OracleError::Stale);
        refused(
            account.read_at(
                &Source {
                    min_samples: samples + 1,
                    ..source
                },
                0,
                feed.max_slot,
            ),
            OracleError::TooFewSamples,
        );
    }
}

/// Numbers that random draws miss.
fn edges() -> impl Strategy<Value = i128> {
    prop_oneof![
        any::<i128>(),
        any::<i64>().prop_map(i128::from),
        -2i128..=2,
        prop::sample::select(vec![
            i128::MIN,
            i128::MAX,
            i128::from(i64::MIN),
            i128::from(i64::MAX),
            i128::from(u64::MAX),
            i128::from(i32::MIN),
            i128::from(i32::MAX)
        ]),
    ]
}

/// `len` bytes from a seed (splitmix64): drawing 3,208 bytes one by one would take the tests' whole time.
fn noise(seed: u64, len: usize) -> Vec<u8> {
    let words = (1..).map(|i: u64| {
        let x = seed.wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ x >> 31
    });
    words.flat_map(u64::to_le_bytes).take(len).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn random_pyth_bytes_decode_as_in_the_official_crate(
        seed in any::<u64>(),
        level in prop_oneof![3 => Just(0u8), 3 => Just(1), 1 => any::<u8>()],
        numbers in prop::option::of((edges(), edges(), edges(), edges())),
        other_type in prop::option::weighted(0.1, 0usize..64),
    ) {
        let mut data = noise(seed, pyth::SIZE);
        data[..8].copy_from_slice(&pyth::DISCRIMINATOR);
        data[40] = level;
        if let Some((price, conf, exponent, time)) = numbers {
            let start = if level == 0 { 74 } else { 73 };
            data[start..start + 8].copy_from_slice(&(price as i64).to_le_bytes());
            data[start + 8..start + 16].copy_from_slice(&(conf as u64).to_le_bytes());
            data[start + 16..start + 20].copy_from_slice(&(exponent as i32).to_le_bytes());
            data[start + 20..start + 28].copy_from_slice(&(time as i64).to_le_bytes());
        }
        if let Some(bit) = other_type {
            data[bit / 8] ^= 1 << (bit % 8);
        }
        let decoded = pyth::decode(&data).ok();
        prop_assert_eq!(decoded.is_some(), other_type.is_none() && level <= 1);
        prop_assert_eq!(decoded, official_pyth(&data));
    }

    #[test]
    fn random_switchboard_bytes_decode_as_in_the_official_crate(
        seed in any::<u64>(),
        numbers in prop::option::of((edges(), edges(), any::<u8>(), edges(), edges())),
        other_type in prop::option::weighted(0.1, 0usize..64),
    ) {
        let mut data = noise(seed, switchboard::SIZE);
        data[..8].copy_from_slice(&switchboard::DISCRIMINATOR);
        if let Some((value, std_dev, samples, min_slot, max_slot)) = numbers {
            data[2_264..2_280].copy_from_slice(&value.to_le_bytes());
            data[2_280..2_296].copy_from_slice(&std_dev.to_le_bytes());
            data[2_360] = samples;
            data[2_376..2_384].copy_from_slice(&(min_slot as u64).to_le_bytes());
            data[2_384..2_392].copy_from_slice(&(max_slot as u64).to_le_bytes());
        }
        if let Some(bit) = other_type {
            data[bit / 8] ^= 1 << (bit % 8);
        }
        let decoded = switchboard::decode(&data).ok();
        prop_assert_eq!(decoded.is_some(), other_type.is_none());
        prop_assert_eq!(decoded, official_switchboard(&data));
    }

    #[test]
    fn made_accounts_are_what_the_official_crates_read(
        feed_id in any::<[u8; 32]>(),
        price in any::<i64>(),
        conf in any::<u64>(),
        exponent in any::<i32>(),
        publish_time in any::<i64>(),
        posted_slot in any::<u64>(),
        full in any::<bool>(),
        value_1e18 in edges(),
        std_dev_1e18 in edges(),
        samples in any::<u8>(),
        slots in any::<[u64; 2]>(),
        authority_may_write in any::<bool>(),
    ) {
        let (_, data) = pyth_account(PythSpec { feed_id, price, conf, exponent, publish_time, full, posted_slot });
        let update = PriceUpdateV2::try_deserialize(&mut &data[..]).unwrap();
        prop_assert_eq!(data.len(), PriceUpdateV2::LEN);
        prop_assert_eq!(update.posted_slot, posted_slot);
        let verification = if full { Verification::Full } else { Verification::Partial { signatures: 5 } };
        prop_assert_eq!(
            official_pyth(&data),
            Some(PythPrice { verification, feed_id, price, conf, exponent, publish_time })
        );

        let spec = SwitchboardSpec {
            value_1e18,
            std_dev_1e18,
            samples,
            min_slot: slots[0],
            max_slot: slots[1],
            authority_may_write,
            ..SwitchboardSpec::default()
        };
        let (_, data) = switchboard_account(spec);
        prop_assert_eq!(data.len(), switchboard::SIZE);
        prop_assert_eq!(
            official_switchboard(&data),
            Some(SwitchboardPrice {
                queue: spec.queue,
                feed_hash: spec.feed_hash,
                permit_write_by_authority: u8::from(authority_may_write),
                value: value_1e18,
                std_dev: std_dev_1e18,
                num_samples: samples,
                min_slot: slots[0],
                max_slot: slots[1],
            })
        );
    }
}
