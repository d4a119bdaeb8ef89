//! Items 1 to 5 of the reader's checks: each refused by its own error, with the values next to the border accepted.

use {
    super::*,
    anchor_lang_v1::AccountSerialize,
    breakwater::{
        constants::MAX_FUTURE,
        errors::ProductError,
        oracle::{pyth as pyth_layout, switchboard as switchboard_layout},
    },
    pyth_solana_receiver_sdk::price_update::{TwapPrice, TwapUpdate},
};

const OTHER: [u8; 32] = [0x77; 32];

#[test]
fn good_accounts_are_read() {
    assert_eq!(
        pyth(good_pyth()).read(&pyth_source()),
        Ok(Reading {
            price: 999_500_000,
            deviation: 500_000,
            order: NOW as u64
        })
    );
    assert_eq!(
        switchboard(good_switchboard()).read(&switchboard_source()),
        Ok(Reading {
            price: 999_500_000,
            deviation: 500_000,
            order: SLOT - 10
        })
    );
}

#[test]
fn a53_right_layout_wrong_owner() {
    for owner in [OTHER, [0; 32], ADDRESS] {
        let account = OracleAccount {
            owner: owner.into(),
            ..pyth(good_pyth())
        };
        refused(account.read(&pyth_source()), OracleError::WrongOwner);
        let account = OracleAccount {
            owner: owner.into(),
            ..switchboard(good_switchboard())
        };
        refused(account.read(&switchboard_source()), OracleError::WrongOwner);
    }
    // Programs of the same makers, but not these: Switchboard's devnet and quote programs, Pyth's second receiver.
    for owner in [switchboard_on_demand::ON_DEMAND_DEVNET_PID, switchboard_on_demand::QUOTE_PROGRAM_ID] {
        let account = OracleAccount {
            owner: owner.to_bytes().into(),
            ..switchboard(good_switchboard())
        };
        refused(account.read(&switchboard_source()), OracleError::WrongOwner);
    }
    let second = Address::from_str_const("rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp");
    refused(
        OracleAccount {
            owner: second,
            ..pyth(good_pyth())
        }
        .read(&pyth_source()),
        OracleError::WrongOwner,
    );
}

#[test]
fn a53_right_owner_wrong_discriminator() {
    for bit in 0..64 {
        let mut account = pyth(good_pyth());
        account.data[bit / 8] ^= 1 << (bit % 8);
        refused(account.read(&pyth_source()), OracleError::WrongDiscriminator);
        let mut account = switchboard(good_switchboard());
        account.data[bit / 8] ^= 1 << (bit % 8);
        refused(account.read(&switchboard_source()), OracleError::WrongDiscriminator);
    }
    // Too short to have one: a closed or never written account.
    for len in 0..8 {
        let mut account = pyth(good_pyth());
        account.data.truncate(len);
        refused(account.read(&pyth_source()), OracleError::WrongDiscriminator);
        let mut account = switchboard(good_switchboard());
        account.data.truncate(len);
        refused(account.read(&switchboard_source()), OracleError::WrongDiscriminator);
    }
}

#[test]
fn a53_wrong_size() {
    // 133 bytes would hold a fully verified update, and the official crates ignore what follows: an account of another size is
    // another version of the layout.
    for len in [8, 41, 133, 135, 3_208] {
        let mut account = pyth(good_pyth());
        account.data.resize(len, 0);
        refused(account.read(&pyth_source()), OracleError::WrongSize);
    }
    for len in [8, 134, 3_207, 3_209, 6_416] {
        let mut account = switchboard(good_switchboard());
        account.data.resize(len, 0);
        refused(account.read(&switchboard_source()), OracleError::WrongSize);
    }
}

#[test]
fn a53_another_feed() {
    let mut another = good_pyth();
    another.feed_id[31] ^= 1;
    refused(pyth(another).read(&pyth_source()), OracleError::WrongFeed);
    // A feed id in the address and in the write authority does not help: only the message counts.
    let mut account = pyth(PythSpec {
        feed_id: OTHER,
        ..good_pyth()
    });
    account.address = pyth_source().feed.into();
    account.data[8..40].copy_from_slice(&pyth_source().feed);
    refused(account.read(&pyth_source()), OracleError::WrongFeed);
    // A Switchboard feed is its address: a copy of the whole account elsewhere is another feed.
    let account = OracleAccount {
        address: OTHER.into(),
        ..switchboard(good_switchboard())
    };
    refused(account.read(&switchboard_source()), OracleError::WrongFeed);
}

#[test]
fn a53_cosplay_of_one_oracle_as_the_other() {
    let (update, feed) = (pyth(good_pyth()), switchboard(good_switchboard()));
    refused(feed.read(&pyth_source()), OracleError::WrongOwner);
    refused(update.read(&switchboard_source()), OracleError::WrongOwner);
    // Even if the other program's account could be brought under the right owner.
    let under_pyth = OracleAccount {
        owner: update.owner,
        ..feed.clone()
    };
    refused(under_pyth.read(&pyth_source()), OracleError::WrongDiscriminator);
    let under_switchboard = OracleAccount {
        owner: feed.owner,
        ..update
    };
    refused(under_switchboard.read(&switchboard_source()), OracleError::WrongDiscriminator);
}

#[test]
fn a53_legacy_accounts() {
    let legacy = real("pyth-legacy-usdc-usd-Gnt27xtC");
    refused(legacy.read(&pyth_source()), OracleError::WrongOwner);
    let disguised = real("pyth-legacy-sol-usd-wrong-owner-H6ARHf6Y");
    assert_eq!(disguised.owner, pyth_layout::PROGRAM);
    refused(disguised.read(&pyth_source()), OracleError::WrongDiscriminator);
    let aggregator = real("sb-v2-sol-usd-devnet-GvDMxPzN");
    let source = Source {
        feed: aggregator.address.to_bytes(),
        ..switchboard_source()
    };
    refused(aggregator.read(&source), OracleError::WrongOwner);
    let disguised = OracleAccount {
        owner: switchboard_layout::PROGRAM,
        ..aggregator
    };
    refused(disguised.read(&source), OracleError::WrongDiscriminator);
}

#[test]
fn an_unknown_kind_of_source() {
    for kind in [0, 3, 255] {
        let source = Source { kind, ..pyth_source() };
        assert_eq!(pyth(good_pyth()).read(&source), Err(ProductError::BadSource.into()));
    }
}

#[test]
fn a54_partial_verification() {
    refused(
        pyth(PythSpec {
            full: false,
            ..good_pyth()
        })
        .read(&pyth_source()),
        OracleError::NotFullyVerified,
    );
    // Any number of signatures, also one that would read as "full" at the place of the level.
    for signatures in 0..=u8::MAX {
        let mut account = pyth(PythSpec {
            full: false,
            ..good_pyth()
        });
        account.data[41] = signatures;
        refused(account.read(&pyth_source()), OracleError::NotFullyVerified);
    }
    // A partial update whose message, read without the shift, is a good one of the sealed feed.
    let mut account = pyth(good_pyth());
    account.data[40] = 0;
    refused(account.read(&pyth_source()), OracleError::NotFullyVerified);
    // A level that does not exist.
    for level in 2..=u8::MAX {
        account.data[40] = level;
        refused(account.read(&pyth_source()), OracleError::NotFullyVerified);
    }
}

#[test]
fn a54_time_weighted_average() {
    // The receiver's other account type, whatever its window and its share of missed slots, and also when padded to our size.
    let source = pyth_source();
    let twap = TwapPrice {
        feed_id: source.feed,
        start_time: NOW - 60,
        end_time: NOW,
        price: 99_950_000,
        conf: 1,
        exponent: -8,
        down_slots_ratio: 900_000,
    };
    let mut data = Vec::new();
    TwapUpdate {
        write_authority: Default::default(),
        twap,
    }
    .try_serialize(&mut data)
    .unwrap();
    let mut account = OracleAccount { data, ..pyth(good_pyth()) };
    refused(account.read(&source), OracleError::WrongDiscriminator);
    account.data.resize(pyth_layout::SIZE, 0);
    refused(account.read(&source), OracleError::WrongDiscriminator);
}

#[test]
fn a55_pyth_age_to_the_second() {
    let at = |publish_time| {
        pyth(PythSpec {
            publish_time,
            ..good_pyth()
        })
        .read(&pyth_source())
        .map(|r| r.order)
    };
    assert_eq!(at(NOW - 60), Ok(NOW as u64 - 60));
    assert_eq!(at(NOW - 61), Err(OracleError::Stale.into()));
    assert_eq!(at(NOW + MAX_FUTURE), Ok((NOW + MAX_FUTURE) as u64));
    assert_eq!(at(NOW + MAX_FUTURE + 1), Err(OracleError::FromTheFuture.into()));
    assert_eq!(at(0), Err(OracleError::Stale.into()));
    assert_eq!(at(i64::MIN), Err(OracleError::Stale.into()));
    assert_eq!(at(i64::MAX), Err(OracleError::FromTheFuture.into()));
    // A clock at its ends changes nothing, and a time before 1970 is never fresh.
    let read_at = |publish_time, now| {
        pyth(PythSpec {
            publish_time,
            ..good_pyth()
        })
        .read_at(&pyth_source(), now, SLOT)
    };
    refused(read_at(-1, 0), OracleError::Stale);
    refused(read_at(i64::MIN, i64::MIN), OracleError::Stale);
    assert!(read_at(i64::MAX, i64::MAX).is_ok());
    refused(read_at(0, i64::MAX), OracleError::Stale);
    // The slot in which an update was posted makes it no younger.
    let posted_now = PythSpec {
        publish_time: NOW - 61,
        posted_slot: SLOT,
        ..good_pyth()
    };
    refused(pyth(posted_now).read(&pyth_source()), OracleError::Stale);
}

#[test]
fn a55_switchboard_age_to_the_slot() {
    let at = |min_slot, max_slot| {
        switchboard(SwitchboardSpec {
            min_slot,
            max_slot,
            ..good_switchboard()
        })
        .read(&switchboard_source())
        .map(|r| r.order)
    };
    assert_eq!(at(SLOT - 150, SLOT - 150), Ok(SLOT - 150));
    assert_eq!(at(SLOT - 151, SLOT - 151), Err(OracleError::Stale.into()));
    assert_eq!(at(SLOT, SLOT), Ok(SLOT));
    assert_eq!(at(SLOT, SLOT + 1), Err(OracleError::FromTheFuture.into()));
    assert_eq!(at(SLOT + 1, SLOT + 1), Err(OracleError::FromTheFuture.into()));
    assert_eq!(at(0, 0), Err(OracleError::Stale.into()));
    assert_eq!(at(0, u64::MAX), Err(OracleError::FromTheFuture.into()));
    assert_eq!(at(u64::MAX, 0), Err(OracleError::SlotsOutOfOrder.into()));
    assert_eq!(at(SLOT - 9, SLOT - 10), Err(OracleError::SlotsOutOfOrder.into()));
    // When the account was written makes the samples no younger.
    let written_now = SwitchboardSpec {
        min_slot: SLOT - 151,
        last_update_timestamp: NOW,
        ..good_switchboard()
    };
    refused(switchboard(written_now).read(&switchboard_source()), OracleError::Stale);
}

#[test]
fn a55_the_order_tells_a_replay() {
    // The caller compares: the same update again has the same order, an older one a smaller order.
    let order = |publish_time| {
        pyth(PythSpec {
            publish_time,
            ..good_pyth()
        })
        .read(&pyth_source())
        .unwrap()
        .order
    };
    assert!(order(NOW - 1) < order(NOW));
    assert_eq!(order(NOW), order(NOW));
    // One more new sample beside the same oldest one is not newer: the value still rests on the old sample.
    let order = |min_slot, max_slot| {
        switchboard(SwitchboardSpec {
            min_slot,
            max_slot,
            ..good_switchboard()
        })
        .read(&switchboard_source())
        .unwrap()
        .order
    };
    assert_eq!(order(SLOT - 9, SLOT - 9), order(SLOT - 9, SLOT));
    assert!(order(SLOT - 9, SLOT) < order(SLOT - 8, SLOT - 8));
}

#[test]
fn a56_zero_and_negative_prices() {
    for price in [0, -1, i64::MIN] {
        refused(
            pyth(PythSpec { price, ..good_pyth() }).read(&pyth_source()),
            OracleError::NotPositive,
        );
    }
    for value_1e18 in [0, -1, i128::MIN] {
        let feed = SwitchboardSpec {
            value_1e18,
            ..good_switchboard()
        };
        refused(switchboard(feed).read(&switchboard_source()), OracleError::NotPositive);
    }
    // Above zero, but nothing at nine decimals.
    let source = Source {
        exponent: 10,
        ..pyth_source()
    };
    let at = |price| {
        pyth(PythSpec {
            price,
            exponent: -10,
            conf: 0,
            ..good_pyth()
        })
        .read(&source)
    };
    refused(at(9), OracleError::PriceOutOfRange);
    assert_eq!(at(10).map(|r| r.price), Ok(1));
    let at = |value_1e18| {
        switchboard(SwitchboardSpec {
            value_1e18,
            ..good_switchboard()
        })
        .read(&switchboard_source())
    };
    refused(at(999_999_999), OracleError::PriceOutOfRange);
    assert_eq!(at(1_000_000_000).map(|r| r.price), Ok(1));
}

#[test]
fn a56_exponent_change() {
    for exponent in [-9, -7, 0, 8, i32::MIN, i32::MAX, -264, 248] {
        refused(
            pyth(PythSpec { exponent, ..good_pyth() }).read(&pyth_source()),
            OracleError::WrongExponent,
        );
    }
    // The same number at the exponent that the terms name is read.
    for (exponent, price) in [(0, 99_950_000_000_000_000), (9, 99_950_000), (12, 99_950)] {
        let source = Source { exponent, ..pyth_source() };
        let update = PythSpec {
            exponent: -i32::from(exponent),
            conf: 0,
            ..good_pyth()
        };
        assert_eq!(pyth(update).read(&source).map(|r| r.price), Ok(price));
    }
    // No exponent that a source can hold overflows.
    for exponent in 13..=u8::MAX {
        let source = Source { exponent, ..pyth_source() };
        let update = PythSpec {
            price: 1,
            exponent: -i32::from(exponent),
            ..good_pyth()
        };
        refused(pyth(update).read(&source), OracleError::PriceOutOfRange);
    }
}

#[test]
fn a56_wide_confidence_is_read_and_its_range_is_checked() {
    // A wide interval is no reason to refuse: it makes a breach and a recovery impossible, and the sale's own gate reads it.
    let wide = PythSpec {
        conf: 99_950_000 * 50,
        ..good_pyth()
    };
    assert_eq!(pyth(wide).read(&pyth_source()).map(|r| r.deviation), Ok(49_975_000_000));
    let largest = i64::MAX as u64 / 10;
    assert!(
        pyth(PythSpec {
            conf: largest,
            ..good_pyth()
        })
        .read(&pyth_source())
        .is_ok()
    );
    for conf in [largest + 1, u64::MAX / 10 + 1, u64::MAX] {
        refused(
            pyth(PythSpec { conf, ..good_pyth() }).read(&pyth_source()),
            OracleError::PriceOutOfRange,
        );
    }
    let largest = i64::MAX / 10;
    assert!(
        pyth(PythSpec {
            price: largest,
            ..good_pyth()
        })
        .read(&pyth_source())
        .is_ok()
    );
    for price in [largest + 1, i64::MAX] {
        refused(
            pyth(PythSpec { price, ..good_pyth() }).read(&pyth_source()),
            OracleError::PriceOutOfRange,
        );
    }
    let unit = 1_000_000_000i128;
    let largest = i128::from(i64::MAX) * unit;
    let at = |value_1e18, std_dev_1e18| {
        switchboard(SwitchboardSpec {
            value_1e18,
            std_dev_1e18,
            ..good_switchboard()
        })
        .read(&switchboard_source())
    };
    assert!(at(largest, largest).is_ok());
    for value in [largest + unit, i128::from(u64::MAX) * unit + unit, i128::MAX] {
        refused(at(value, 0), OracleError::PriceOutOfRange);
        refused(at(unit, value), OracleError::PriceOutOfRange);
    }
    refused(at(unit, largest + 1), OracleError::PriceOutOfRange);
    for negative in [-1, i128::MIN] {
        refused(at(unit, negative), OracleError::PriceOutOfRange);
    }
}

#[test]
fn a60_too_few_samples() {
    let at = |samples| {
        switchboard(SwitchboardSpec {
            samples,
            ..good_switchboard()
        })
        .read(&switchboard_source())
    };
    for samples in 0..5 {
        refused(at(samples), OracleError::TooFewSamples);
    }
    assert!(at(5).is_ok() && at(32).is_ok());
    // The real feed with old submissions beside two fresh ones: eight submissions are not eight samples.
    let account = real("sb-on-demand-sol-usd-BSzfJs4d");
    let feed = switchboard_layout::decode(&account.data).unwrap();
    let source = Source {
        min_samples: 3,
        feed: account.address.to_bytes(),
        queue: feed.queue,
        feed_hash: feed.feed_hash,
        ..switchboard_source()
    };
    refused(account.read_at(&source, NOW, feed.max_slot), OracleError::TooFewSamples);
}

#[test]
fn a60_samples_of_different_slots_count_by_the_oldest() {
    let at = |min_slot| {
        switchboard(SwitchboardSpec {
            min_slot,
            max_slot: SLOT,
            ..good_switchboard()
        })
        .read(&switchboard_source())
    };
    assert!(at(SLOT - 150).is_ok());
    refused(at(SLOT - 151), OracleError::Stale);
}

#[test]
fn a60_changed_jobs_queue_or_authority() {
    let read = |spec: SwitchboardSpec| switchboard(spec).read(&switchboard_source());
    refused(
        read(SwitchboardSpec {
            feed_hash: OTHER,
            ..good_switchboard()
        }),
        OracleError::WrongFeedHash,
    );
    refused(
        read(SwitchboardSpec {
            queue: OTHER,
            ..good_switchboard()
        }),
        OracleError::WrongQueue,
    );
    refused(
        read(SwitchboardSpec {
            authority_may_write: true,
            ..good_switchboard()
        }),
        OracleError::AuthorityMayWrite,
    );
    // Another authority alone changes no value: what it can change is pinned above.
    assert_eq!(
        read(SwitchboardSpec {
            authority: OTHER,
            ..good_switchboard()
        }),
        read(good_switchboard())
    );
}
