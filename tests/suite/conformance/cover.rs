//! Premiums, dates and rings.

use {super::*, breakwater::errors::IncidentError};

#[test]
fn premiums_are_the_area_under_the_curve_and_stream_to_the_second() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 3_000_000 * USDC);
    w.underwriter(SENIOR, 9_000_000 * USDC);
    let mut dust = dust(&mut w, 8);
    assert_eq!(w.pool().junior_split.get(), 499_999_777);
    // Below the kink for 30.5 days, across it for 7 days and 30,855 seconds, to the full cap for 365 days from a midnight.
    let (_, a) = sell(&mut w, &product, 5_000_000 * USDC, 30);
    w.advance(12_345);
    let (_, b) = sell(&mut w, &product, 4_000_000 * USDC, 7);
    w.next_midnight();
    let (_, c) = sell(&mut w, &product, 1_000_000 * USDC, 365);
    let expected = [
        (a, 16_190_068_494, 20_125, 101_999_334_034_441_522_625_244),
        (b, 7_382_313_666, 20_102, 192_811_644_326_429_876_519_641),
        (c, 320_000_000_000, 20_460, 168_463_416_198_260_745_351_598),
    ];
    for (policy, premium, end, stream) in expected {
        let p = w.policy(&policy);
        assert_eq!((p.premium.get(), p.end_day.get(), p.stream.get()), (premium, end, stream));
    }
    let pool = w.pool();
    assert_eq!(pool.fees_owed.get(), 809_503_425 + 369_115_684 + 16_000_000_000);
    assert_eq!(pool.reserve.get(), 809_503_424 + 369_115_683 + 16_000_000_000);
    // Seconds since the start of the first day, unearned (Q64), junior, senior: around every end.
    let checkpoints = [
        (
            86_401,
            5_693_656_586_259_853_522_239_561_356_317,
            3_000_280_700_841,
            9_000_288_701_092,
        ),
        (
            691_199,
            5_413_469_158_979_279_519_512_377_430_883,
            3_007_875_192_888,
            9_007_883_199_913,
        ),
        (
            691_200,
            5_413_468_695_704_884_960_380_232_934_400,
            3_007_875_205_445,
            9_007_883_212_470,
        ),
        (
            691_201,
            5_413_468_425_242_134_727_677_964_957_558,
            3_007_875_212_776,
            9_007_883_219_801,
        ),
        (
            2_678_399,
            4_876_005_388_905_209_246_158_920_488_842,
            3_022_443_171_069,
            9_022_451_191_089,
        ),
        (
            2_678_477,
            4_875_992_146_759_411_747_379_260_438_954,
            3_022_443_529_998,
            9_022_451_550_019,
        ),
        (31_622_399, 168_463_416_198_260_745_351_598, 3_154_607_498_450, 9_154_615_636_361),
        (31_622_405, 0, 3_154_607_503_017, 9_154_615_640_927),
    ];
    for (at, unearned, junior, senior) in checkpoints {
        w.set_time(world::START + at);
        recognise(&mut w, &mut dust);
        assert_eq!(w.pool().unearned.get(), unearned, "unearned after {at} seconds");
        assert_eq!(capitals(&w), (junior, senior), "capital after {at} seconds");
    }
    assert!(w.pool().stream.is_zero());
}

#[test]
fn splitting_a_purchase_changes_nothing_beyond_rounding() {
    let premium = |parts: &[u64]| {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        w.underwriter(SENIOR, 10_000_000 * USDC);
        w.observe_at(&product, PAR).ok();
        for part in parts {
            let buyer = w.actor(*part);
            w.buy(&product, &buyer, 0, *part, 30).ok();
        }
        w.pool().premium_total.get()
    };
    let m = 1_000_000 * USDC;
    assert_eq!(premium(&[10 * m]), 73_534_246_576);
    assert_eq!(premium(&[5 * m, 4 * m, m]), 16_190_068_494 + 30_604_452_055 + 26_739_726_028);
}

#[test]
fn no_premium_is_below_the_minimum() {
    let mut w = World::new();
    let mut spec = DepegSpec::default();
    spec.limits.minimum = 300_000_000;
    let product = w.product_from(&spec);
    w.underwriter(SENIOR, 1_000_000 * USDC);
    let (_, policy) = sell(&mut w, &product, 1_000_000 * USDC, 30);
    assert_eq!(
        w.policy(&policy).premium.get(),
        25_068_493_151,
        "30 % a year of a million for 30.5 days"
    );
}

// --- dates

#[test]
fn force_starts_and_ends_at_the_first_midnight_at_least_so_far_away() {
    let first = (world::START / DAY) as u32;
    // Seconds after the first midnight, start and end of 30 days with one day's waiting.
    for (at, start, end) in [(0, 1, 30), (1, 2, 31), (86_399, 2, 31), (86_400, 2, 31)] {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        w.underwriter(SENIOR, 1_000_000 * USDC);
        w.set_time(world::START + DAY + at);
        let (_, policy) = sell(&mut w, &product, 1_000 * USDC, 30);
        let p = w.policy(&policy);
        assert_eq!(
            (p.start_day.get(), p.end_day.get()),
            (first + 1 + start, first + 1 + end),
            "bought at {at}"
        );
    }
}

#[test]
fn rings_are_clean_after_any_silence_up_to_and_beyond_512_days() {
    for silence in [364, 366, 400, 401, 402, 403, 510, 511, 512, 513, 600, 1_100] {
        let mut w = World::new();
        let mut spec = DepegSpec::default();
        spec.terms.grace_days = 35;
        spec.terms.waiting_days = 30;
        spec.terms.min_days = 31;
        let product = w.product_from(&spec);
        w.underwriter(JUNIOR, 500_000 * USDC);
        for days in [31, 200, 365] {
            sell(&mut w, &product, 10_000 * USDC, days);
        }
        let rest: u64 = w.pool().unearned_atoms().expect("a sum");
        assert!(rest > 0);
        w.advance(silence * DAY);
        // 365 days from a noon end at the midnight 366 days after the first one, and are active for 35 days of grace more.
        let left = if silence < 401 { 10_000 * USDC } else { 0 };
        w.roll(&product).ok();
        assert_eq!(w.product(&product).active.get(), left, "after {silence} days");
        for days in [31, 200, 365] {
            sell(&mut w, &product, 10_000 * USDC, days);
        }
        assert_eq!(w.pool().active_cover.get(), left + 30_000 * USDC);
        w.assert_books();
    }
}

#[test]
fn a_window_is_read_sixty_days_back_and_not_one_more() {
    for (days, readable) in [(60, true), (61, false)] {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        w.underwriter(SENIOR, 500_000 * USDC);
        sell(&mut w, &product, 10_000 * USDC, 200);
        w.advance(2 * DAY);
        let day = w.now() / DAY;
        window(&mut w, &product, price_of(20));
        while w.now() / DAY < day + days {
            w.advance((13 * DAY).min((day + days) * DAY - w.now()));
            see(&mut w, &product, price_of(10)).ok();
        }
        if readable {
            w.trigger(&product).ok();
        } else {
            w.trigger(&product).refused(IncidentError::NoWindow);
        }
    }
}
