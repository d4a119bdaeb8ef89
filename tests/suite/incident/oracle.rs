//! every gate of a reading, through the program and its clock.

use {
    crate::{incident::kit::*, pool::tamper::ATTACKER},
    breakwater::errors::OracleError,
    breakwater_testkit::{
        oracles::{PythSpec, SwitchboardSpec, pyth_account, switchboard_account},
        *,
    },
};

const PYTH: SourceSpec = SourceSpec::Pyth(1);
const SWITCHBOARD: SourceSpec = SourceSpec::Switchboard(2);

/// Writes both feeds as good as they can be at 1.0, changed by these.
fn put(w: &mut World, pyth: impl Fn(&mut PythSpec), switchboard: impl Fn(&mut SwitchboardSpec)) {
    let (now, slot) = (w.now(), w.slot());
    let mut p = PythSpec {
        feed_id: PYTH.feed(),
        publish_time: now,
        posted_slot: slot,
        ..PythSpec::default()
    };
    pyth(&mut p);
    let mut s = SwitchboardSpec {
        queue: SWITCHBOARD.queue(),
        feed_hash: SWITCHBOARD.feed_hash(),
        min_slot: slot,
        max_slot: slot,
        last_update_timestamp: now,
        ..SwitchboardSpec::default()
    };
    switchboard(&mut s);
    for (source, (owner, data)) in [(PYTH, pyth_account(p)), (SWITCHBOARD, switchboard_account(s))] {
        w.put(World::source_address(source), Address::new_from_array(owner), data);
    }
}

fn pyth(change: impl Fn(&mut PythSpec)) -> (World, Address) {
    let (mut w, product) = world();
    put(&mut w, change, |_| {});
    (w, product)
}

fn switchboard(change: impl Fn(&mut SwitchboardSpec)) -> (World, Address) {
    let (mut w, product) = world();
    put(&mut w, |_| {}, change);
    (w, product)
}

#[track_caller]
fn refused((mut w, product): (World, Address), error: OracleError) {
    w.observe(&product).refused(error);
}

#[track_caller]
fn read((mut w, product): (World, Address)) {
    w.observe(&product).ok();
}

/// One second, in slots too.
const SECOND: i64 = 1;

#[test]
fn a55_a_pyth_price_of_60_seconds_is_read_and_one_of_61_is_stale() {
    read(pyth(|p| p.publish_time -= 60));
    refused(pyth(|p| p.publish_time -= 61), OracleError::Stale);
    refused(pyth(|p| p.publish_time = 0), OracleError::Stale);
    refused(pyth(|p| p.publish_time = i64::MIN), OracleError::Stale);
}

#[test]
fn a55_a_switchboard_sample_of_150_slots_is_read_and_one_of_151_is_stale() {
    read(switchboard(|s| s.min_slot -= 150));
    refused(switchboard(|s| s.min_slot -= 151), OracleError::Stale);
    refused(switchboard(|s| s.min_slot = 0), OracleError::Stale);
}

#[test]
fn a60_the_oldest_sample_decides_the_age_not_the_newest_nor_the_time_of_writing() {
    refused(
        switchboard(|s| (s.min_slot, s.samples) = (s.min_slot - 151, 32)),
        OracleError::Stale,
    );
    read(switchboard(|s| s.last_update_timestamp = 0));
}

#[test]
fn a55_five_seconds_ahead_are_read_and_six_are_the_future() {
    read(pyth(|p| p.publish_time += 5));
    refused(pyth(|p| p.publish_time += 6), OracleError::FromTheFuture);
    refused(pyth(|p| p.publish_time = i64::MAX), OracleError::FromTheFuture);
    refused(switchboard(|s| s.max_slot += 1), OracleError::FromTheFuture);
    refused(switchboard(|s| s.max_slot = u64::MAX), OracleError::FromTheFuture);
}

#[test]
fn a60_a_newest_sample_older_than_the_oldest_is_refused() {
    refused(switchboard(|s| s.max_slot -= 1), OracleError::SlotsOutOfOrder);
}

#[test]
fn a55_a_reading_must_be_newer_than_its_sources_last_one() {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let (time, slot) = (w.now(), w.slot());
    w.advance(10 * SECOND);
    for back in [0, 1] {
        put(&mut w, |p| p.publish_time = time - back, |_| {});
        w.observe(&product).refused(OracleError::Replayed);
        put(&mut w, |_| {}, |s| s.min_slot = slot - back as u64);
        w.observe(&product).refused(OracleError::Replayed);
    }
    put(&mut w, |p| p.publish_time = time + 1, |s| s.min_slot = slot + 1);
    w.observe(&product).ok();
}

#[test]
fn a55_a_reading_from_the_near_future_is_not_read_again_when_its_time_comes() {
    let (mut w, product) = pyth(|p| p.publish_time += 5);
    let ahead = w.now() + 5;
    w.observe(&product).ok();
    w.advance(5);
    put(&mut w, |p| p.publish_time = ahead, |_| {});
    w.observe(&product).refused(OracleError::Replayed);
}

#[test]
fn a55_each_source_keeps_its_own_order() {
    let mut spec = DepegSpec::default();
    spec.sources.push(SourceSpec::Pyth(3));
    let (mut w, product) = world_of(&spec);
    let address = |n: usize| Some(World::source_address(spec.sources[n]));
    w.publish_all(&product, PAR);
    w.observe_with(&product, true, &[address(0), address(1), None]).ok();
    // The third source was not read: its reading of that same second still counts.
    w.advance(1);
    let (_, data) = pyth_account(PythSpec {
        feed_id: spec.sources[0].feed(),
        publish_time: w.now(),
        ..PythSpec::default()
    });
    w.put(
        World::source_address(spec.sources[0]),
        Address::new_from_array(oracles::PYTH_PROGRAM),
        data,
    );
    w.observe_with(&product, true, &[address(0), None, address(2)]).ok();
    w.advance(1);
    w.observe_with(&product, true, &[None, address(1), address(2)])
        .refused(OracleError::Replayed);
}

#[test]
fn a53_accounts_of_other_programs_are_not_oracles() {
    let (mut w, product) = world();
    for source in [PYTH, SWITCHBOARD] {
        for owner in [ATTACKER, breakwater::ID, pda::SYSTEM] {
            put(&mut w, |_| {}, |_| {});
            let address = World::source_address(source);
            let data = w.svm.get_account(&address).expect("a feed").data;
            w.put(address, owner, data);
            w.observe(&product).refused(OracleError::WrongOwner);
        }
    }
}

#[test]
fn a53_another_type_or_size_of_the_oracles_own_is_refused() {
    let (mut w, product) = world();
    for source in [PYTH, SWITCHBOARD] {
        let address = World::source_address(source);
        for (change, error) in [
            ((|d| d[0] ^= 1) as fn(&mut Vec<u8>), OracleError::WrongDiscriminator),
            (|d| d[7] ^= 1, OracleError::WrongDiscriminator),
            (|d| d.truncate(7), OracleError::WrongDiscriminator),
            (|d| d.clear(), OracleError::WrongDiscriminator),
            (|d| d.push(0), OracleError::WrongSize),
            (|d| d.truncate(d.len() - 1), OracleError::WrongSize),
        ] {
            put(&mut w, |_| {}, |_| {});
            let account = w.svm.get_account(&address).expect("a feed");
            let mut data = account.data;
            change(&mut data);
            w.put(address, account.owner, data);
            w.observe(&product).refused(error);
        }
    }
}

#[test]
fn a53_no_source_stands_in_the_place_of_another() {
    let (mut w, product) = world();
    w.product_from(&spec_with_feeds(11));
    put(&mut w, |_| {}, |_| {});
    let address = |s| Some(World::source_address(s));
    for (first, second, error) in [
        (SWITCHBOARD, PYTH, OracleError::WrongOwner),
        (SWITCHBOARD, SWITCHBOARD, OracleError::WrongOwner),
        (PYTH, PYTH, OracleError::WrongOwner),
        (SourceSpec::Pyth(11), SWITCHBOARD, OracleError::WrongFeed),
        (PYTH, SourceSpec::Switchboard(12), OracleError::WrongFeed),
    ] {
        w.observe_with(&product, true, &[address(first), address(second)]).refused(error);
    }
}

#[test]
fn a53_another_feed_written_into_the_usual_pyth_account_is_refused() {
    refused(pyth(|p| p.feed_id = [0x99; 32]), OracleError::WrongFeed);
    refused(pyth(|p| p.feed_id[31] ^= 1), OracleError::WrongFeed);
}

#[test]
fn a53_any_account_with_the_feeds_pyth_update_is_read() {
    let (mut w, product) = world();
    put(&mut w, |_| {}, |_| {});
    let elsewhere = Address::new_from_array([0x77; 32]);
    let data = w.svm.get_account(&World::source_address(PYTH)).expect("a feed").data;
    w.put(elsewhere, Address::new_from_array(oracles::PYTH_PROGRAM), data);
    w.observe_with(&product, true, &[Some(elsewhere), Some(World::source_address(SWITCHBOARD))])
        .ok();
}

#[test]
fn a53_a_switchboard_feed_is_its_address() {
    let (mut w, product) = world();
    put(&mut w, |_| {}, |_| {});
    let elsewhere = Address::new_from_array([0x78; 32]);
    let data = w.svm.get_account(&World::source_address(SWITCHBOARD)).expect("a feed").data;
    w.put(elsewhere, Address::new_from_array(oracles::SWITCHBOARD_PROGRAM), data);
    w.observe_with(&product, true, &[Some(World::source_address(PYTH)), Some(elsewhere)])
        .refused(OracleError::WrongFeed);
}

#[test]
fn a54_a_partly_verified_price_is_refused() {
    refused(pyth(|p| p.full = false), OracleError::NotFullyVerified);
}

#[test]
fn a56_prices_that_are_not_positive_are_refused() {
    for price in [0, -1, i64::MIN] {
        refused(pyth(move |p| p.price = price), OracleError::NotPositive);
        refused(switchboard(move |s| s.value_1e18 = i128::from(price)), OracleError::NotPositive);
    }
}

#[test]
fn a56_an_exponent_that_changed_is_refused() {
    for exponent in [-7, -9, 0, 8, i32::MIN, i32::MAX] {
        refused(pyth(move |p| p.exponent = exponent), OracleError::WrongExponent);
    }
}

#[test]
fn a30_numbers_that_do_not_fit_are_refused() {
    refused(pyth(|p| p.price = i64::MAX), OracleError::PriceOutOfRange);
    refused(pyth(|p| p.conf = u64::MAX), OracleError::PriceOutOfRange);
    refused(switchboard(|s| s.value_1e18 = i128::MAX), OracleError::PriceOutOfRange);
    refused(switchboard(|s| s.value_1e18 = 999_999_999), OracleError::PriceOutOfRange);
    refused(switchboard(|s| s.std_dev_1e18 = -1), OracleError::PriceOutOfRange);
    refused(switchboard(|s| s.std_dev_1e18 = i128::MAX), OracleError::PriceOutOfRange);
}

#[test]
fn a60_three_samples_are_enough_and_two_are_not() {
    read(switchboard(|s| s.samples = 3));
    refused(switchboard(|s| s.samples = 2), OracleError::TooFewSamples);
    refused(switchboard(|s| s.samples = 0), OracleError::TooFewSamples);
}

#[test]
fn a60_a_feed_whose_jobs_queue_or_authority_changed_is_refused() {
    refused(switchboard(|s| s.feed_hash[0] ^= 1), OracleError::WrongFeedHash);
    refused(switchboard(|s| s.queue[31] ^= 1), OracleError::WrongQueue);
    refused(switchboard(|s| s.authority_may_write = true), OracleError::AuthorityMayWrite);
    read(switchboard(|s| s.authority = [9; 32]));
}

#[test]
fn a56_a_wide_reading_is_read_and_decides_nothing() {
    let (mut w, product) = world();
    // 0.90 with a confidence of 0.05: between 0.794 and 1.006.
    put(
        &mut w,
        |p| (p.price, p.conf) = (90_000_000, 5_000_000),
        |s| s.value_1e18 = 900_000_000_000_000_000,
    );
    w.observe(&product).ok();
    let watch = w.watch(&product);
    assert!(!watch.in_breach());
    assert_eq!((watch.price.get(), watch.lowest.get()), (1_006_000_000, 794_000_000));
    assert_eq!(watch.width_bps.get(), 1_178, "0.106 of 0.9, rounded up");
}
