//! The protocol's text, recomputed: every number here comes from fractions worked out apart from the program, never from its formulas.

use breakwater::errors::{IncidentError, PolicyError, PoolError};
use breakwater_testkit::*;

const HOUR: i64 = 3_600;
const PAR: i64 = 1_000_000_000;
/// Half width of the wider source at the world's deviation: 2.12 times 0.0001.
const WIDTH: i64 = 212_000;

/// Breach price at which the default curve (0.95 to 0.80) pays this many whole per cent.
fn price_of(percent: i64) -> i64 {
    950_000_000 - percent * 1_500_000
}

fn see(w: &mut World, product: &Address, breach_price: i64) -> Outcome {
    w.observe_at(product, breach_price - WIDTH)
}

/// One closed window at exactly this breach price, after a pause that keeps earlier windows out of it; the clock stays at its end.
fn window(w: &mut World, product: &Address, breach_price: i64) {
    w.advance(601);
    window_from_now(w, product, breach_price);
}

fn window_from_now(w: &mut World, product: &Address, breach_price: i64) {
    for k in 0..13 {
        w.advance(if k == 0 { 0 } else { 300 });
        see(w, product, breach_price).ok();
    }
}

/// Recoveries every quarter of an hour until the breach ends.
fn recover(w: &mut World, product: &Address) {
    while w.watch(product).in_breach() {
        w.advance(900);
        w.observe_at(product, PAR).ok();
    }
}

/// Owners of one token each in senior, whose requests recognise premium without moving capital.
fn dust(w: &mut World, count: usize) -> Vec<Address> {
    (0..count).map(|_| w.underwriter(SENIOR, USDC)).collect()
}

fn recognise(w: &mut World, dust: &mut Vec<Address>) {
    let owner = dust.pop().expect("enough dust");
    w.request(&owner, SENIOR, 1).ok();
}

fn sell(w: &mut World, product: &Address, cover: u64, days: u16) -> (Address, Address) {
    if w.watch(product).observed_at.get() < w.now() {
        w.observe_at(product, PAR).ok();
    }
    let buyer = w.actor(cover);
    w.buy(product, &buyer, 0, cover, days).ok();
    (buyer, pda::policy(product, &buyer, 0))
}

fn capitals(w: &World) -> (u64, u64) {
    let pool = w.pool();
    (pool.tranches[0].capital.get(), pool.tranches[1].capital.get())
}

/// Value of `part` of `shares` in a tranche worth `assets`: (assets + 1) / (shares + 1,000) each, cut.
fn value_of(part: u128, assets: u64, shares: u128) -> u64 {
    u64::try_from(part * (u128::from(assets) + 1) / (shares + 1_000)).expect("at most the assets")
}

// --- premium

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

// --- capital

#[test]
fn leavers_pay_for_undecided_losses_in_loss_order_and_entrants_do_not() {
    // Provisional below junior's capital, and above it.
    for cover in [80_000 * USDC, 150_000 * USDC] {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        let junior = w.underwriter(JUNIOR, 60_000 * USDC);
        w.underwriter(JUNIOR, 40_000 * USDC);
        let senior = w.underwriter(SENIOR, 100_000 * USDC);
        w.underwriter(SENIOR, 300_000 * USDC);
        let mut dust = dust(&mut w, 2);
        sell(&mut w, &product, cover, 30);
        w.request_all(&junior, JUNIOR).ok();
        w.request_all(&senior, SENIOR).ok();
        w.advance(9 * DAY);
        see(&mut w, &product, price_of(1)).ok();
        recognise(&mut w, &mut dust);
        let (j, s) = capitals(&w);
        let pool = w.pool();
        assert_eq!(pool.provisional.get(), cover);
        let lost = (j.saturating_sub(cover), s - cover.saturating_sub(j));
        let part = w.position(&junior).tranches[0].shares.get() / 2;
        let worth = value_of(part, lost.0, pool.tranches[0].shares.get());
        if worth == 0 {
            w.withdraw(&junior, JUNIOR, part, 1).refused(PoolError::SlippageAssets);
        } else {
            w.withdraw(&junior, JUNIOR, part, worth + 1).refused(PoolError::SlippageAssets);
            w.withdraw(&junior, JUNIOR, part, worth).ok();
            assert_eq!(w.wallet(&junior), worth);
        }
        w.execute(&junior, JUNIOR).refused(PoolError::Undecided);
        if cover > 100_000 * USDC {
            // Junior does not bear all of it: nobody else makes senior's owner leave at that price.
            w.execute(&senior, SENIOR).refused(PoolError::Undecided);
        }
        let part = w.position(&senior).tranches[1].shares.get() / 2;
        let lost = s - cover.saturating_sub(capitals(&w).0);
        let worth = value_of(part, lost, pool.tranches[1].shares.get());
        w.withdraw(&senior, SENIOR, part, worth).ok();
        assert_eq!(w.wallet(&senior), worth);
        // Who enters now pays the whole price.
        let pool = w.pool();
        let (assets, shares) = (pool.tranches[1].capital.get(), pool.tranches[1].shares.get());
        let late = w.underwriter(SENIOR, 50_000 * USDC);
        let issued = u128::from(50_000 * USDC) * (shares + 1_000) / (u128::from(assets) + 1);
        assert_eq!(w.position(&late).tranches[1].shares.get(), issued);
        w.assert_books();
    }
}

#[test]
fn free_capital_leaves_what_is_undecided_and_the_cover_that_it_does_not_count() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let other = w.product_from(&DepegSpec {
        sources: vec![SourceSpec::Pyth(3), SourceSpec::Switchboard(4)],
        ..DepegSpec::default()
    });
    let owner = w.underwriter(SENIOR, 500_000 * USDC);
    let mut dust = dust(&mut w, 2);
    sell(&mut w, &product, 300_000 * USDC, 12);
    sell(&mut w, &other, 20_000 * USDC, 60);
    w.request_all(&owner, SENIOR).ok();
    w.advance(9 * DAY);
    see(&mut w, &product, price_of(1)).ok();
    recognise(&mut w, &mut dust);
    let capital = capitals(&w).1;
    assert_eq!((w.pool().provisional.get(), w.pool().ended_at_stake.get()), (300_000 * USDC, 0));
    assert_eq!(
        w.pool().free(SENIOR).expect("a sum"),
        capital - 320_000 * USDC,
        "all active cover stays backed"
    );
    // The cover of the breach ends, its loss stays undecided.
    w.advance(5 * DAY);
    w.roll(&product).ok();
    recognise(&mut w, &mut dust);
    let pool = w.pool();
    let capital = pool.tranches[1].capital.get();
    assert_eq!(
        (pool.active_cover.get(), pool.ended_at_stake.get()),
        (20_000 * USDC, 300_000 * USDC)
    );
    let free = capital - 300_000 * USDC - 20_000 * USDC;
    let (lost, shares) = (capital - 300_000 * USDC, pool.tranches[1].shares.get());
    let most = u128::from(free) * (shares + 1_000) / (u128::from(lost) + 1);
    let more = most + (shares + 1_000) / (u128::from(lost) + 1) + 1;
    w.withdraw(&owner, SENIOR, more, 1).refused(PoolError::NotFree);
    w.withdraw(&owner, SENIOR, most, 1).ok();
    assert!(free - w.wallet(&owner) <= 1);
    w.assert_books();
}

#[test]
fn sales_leave_matured_requests_and_undecided_losses_aside() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 100_000 * USDC);
    let owner = w.underwriter(SENIOR, 100_000 * USDC);
    w.request(&owner, SENIOR, 40_000_000_000_000).ok();
    w.advance(8 * DAY);
    w.observe_at(&product, PAR).ok();
    let buyer = w.actor(1_000_000 * USDC);
    w.buy(&product, &buyer, 0, 160_000 * USDC + 1, 30)
        .refused(PolicyError::NotEnoughCapital);
    w.buy(&product, &buyer, 0, 160_000 * USDC, 30).ok();
    w.assert_books();
}

#[test]
fn cancelling_again_and_again_moves_no_capital_out_of_the_loss_order() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 500_000 * USDC);
    w.fund(owner, 1_000_000 * USDC);
    let (holder, policy) = sell(&mut w, &product, 400_000 * USDC, 30);
    let before = w.wallet(&holder);
    w.advance(3 * DAY);
    window(&mut w, &product, price_of(100));
    for _ in 0..200 {
        w.request_all(&owner, SENIOR).ok();
        w.cancel(&owner, SENIOR).ok();
    }
    assert!(w.pool().capital().expect("a sum") >= 500_000 * USDC);
    w.trigger(&product).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    assert_eq!(w.wallet(&holder) - before, 400_000 * USDC);
}

#[test]
fn what_the_last_leaver_of_junior_leaves_behind_bears_the_loss_before_senior() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let junior = w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    sell(&mut w, &product, 50_000 * USDC, 30);
    w.request_all(&junior, JUNIOR).ok();
    w.advance(9 * DAY);
    window(&mut w, &product, price_of(100));
    let shares = w.position(&junior).tranches[0].shares.get();
    let senior = capitals(&w).1;
    w.withdraw(&junior, JUNIOR, shares, 1).refused(PoolError::LastOut);
    w.withdraw(&junior, JUNIOR, shares - 60_000_000_000, 1).ok();
    w.trigger(&product).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    assert!(capitals(&w).1 >= senior);
}

#[test]
fn losses_fall_on_junior_then_senior_then_the_reserve_and_a_cut_is_the_same_for_all() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let junior = w.underwriter(JUNIOR, 10_000 * USDC);
    let senior = w.underwriter(SENIOR, 400_000 * USDC);
    let mut dust = dust(&mut w, 3);
    let (x, px) = sell(&mut w, &product, 30_000 * USDC, 30);
    let (y, py) = sell(&mut w, &product, 20_000 * USDC + 1, 30);
    w.advance(3 * DAY);
    window(&mut w, &product, price_of(40));
    w.trigger(&product).ok();
    window(&mut w, &product, price_of(100));
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    recognise(&mut w, &mut dust);
    let (j, s) = capitals(&w);
    let reserve = w.pool().reserve.get();
    w.finalise(&product, 0).ok();
    let pool = w.pool();
    // 40 % of 50,000.000001 rounded up.
    let first = 20_000_000_001;
    assert_eq!(
        (pool.tranches[0].capital.get(), pool.tranches[1].capital.get()),
        (0, s - (first - j))
    );
    assert_eq!((pool.tranches[0].generation.get(), pool.tranches[1].generation.get()), (1, 0));
    assert_eq!((pool.reserve.get(), pool.payable.get(), pool.shortfall.get()), (reserve, first, 0));
    w.request(&junior, JUNIOR, 1).refused(PoolError::NotEnoughShares);
    // A new generation starts afresh: a thousand shares an atom.
    let fresh = w.underwriter(JUNIOR, 1_000 * USDC);
    assert_eq!(w.position(&fresh).tranches[0].shares.get(), 1_000_000_000_000);
    // As if most of senior had been lost elsewhere.
    let mut pool = w.pool();
    pool.tranches[1].capital = (12_000 * USDC).into();
    pool.reserve = (2_000 * USDC).into();
    let address = w.pool;
    w.write(&address, &*pool);
    w.finalise(&product, 0).ok();
    let pool = w.pool();
    let (needed, funded) = (30_000_000_001_u64, 15_000 * USDC);
    assert_eq!(
        (pool.capital().expect("a sum"), pool.reserve.get(), pool.shortfall.get()),
        (0, 0, needed - funded)
    );
    assert_eq!((pool.tranches[0].generation.get(), pool.tranches[1].generation.get()), (2, 1));
    let due = |base: u64| {
        base * 2 / 5 + u64::try_from(u128::from(base * 3 / 5) * u128::from(funded) / u128::from(needed)).expect("less than the base")
    };
    for (holder, policy, cover) in [(x, px, 30_000 * USDC), (y, py, 20_000 * USDC + 1)] {
        let before = w.wallet(&holder);
        w.settle(&product, 0, &policy).ok();
        assert_eq!(w.wallet(&holder) - before, due(cover));
    }
    w.request(&senior, SENIOR, 1).refused(PoolError::NotEnoughShares);
    assert!(w.pool().payable.get() <= 4, "less than an atom per policy and step");
}

// --- incidents

#[test]
fn what_is_undecided_follows_every_stage_of_an_incident() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    let (_, policy) = sell(&mut w, &product, 200_000 * USDC, 60);
    w.advance(3 * DAY);
    let held = |w: &World| (w.pool().provisional.get(), w.product(&product).provisional.get());
    let all = |amount: u64| (amount * USDC, amount * USDC);
    see(&mut w, &product, price_of(1)).ok();
    assert_eq!(
        held(&w),
        all(200_000),
        "from the first breach observation: all of it, up to the largest payout"
    );
    window(&mut w, &product, price_of(20));
    w.trigger(&product).ok();
    assert_eq!(held(&w), all(200_000));
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    assert_eq!(held(&w), all(160_000));
    w.settle(&product, 0, &policy).ok();
    assert_eq!(held(&w), all(160_000));
    window(&mut w, &product, price_of(24));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    window(&mut w, &product, price_of(60));
    w.raise(&product, 0).ok();
    window(&mut w, &product, price_of(63));
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    recover(&mut w, &product);
    let ended = w.now();
    assert_eq!(held(&w), all(160_000));
    w.raise(&product, 0).ok();
    w.raise(&product, 0).refused(IncidentError::RiseTooSmall);
    w.seal(&product, 0).refused(IncidentError::BreachNotOver);
    w.set_time(ended + 72 * HOUR + 1);
    w.finalise(&product, 0).ok();
    assert_eq!(held(&w), all(6_000), "after the tail: what the undecided step needs");
    w.finalise(&product, 0).ok();
    assert_eq!(held(&w), all(0));
    w.seal(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    assert_eq!(w.policy(&policy).paid.get(), 126_000 * USDC, "63 % once, in three steps");
    assert_eq!(w.incident(&product, 0).passed.get(), 200_000 * USDC);
    w.close_incident(&product, 0).ok();
    w.end_episode(&product).ok();
    w.assert_books();
}

#[test]
fn steps_count_the_cover_of_their_day_and_pay_the_deepest_of_each_term() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    let mut dust = dust(&mut w, 1);
    let (a, short) = sell(&mut w, &product, 100_000 * USDC, 8);
    let (b, long) = sell(&mut w, &product, 200_000 * USDC, 30);
    let (z, gone) = sell(&mut w, &product, 30_000 * USDC, 7);
    w.set_time(world::START + 7 * DAY - 2 * HOUR);
    let (_, waiting) = sell(&mut w, &product, 50_000 * USDC, 30);
    // A first breach while all three are in force; no window closes before the shortest ends at midnight of day 8.
    w.set_time(world::START + 8 * DAY - 900);
    see(&mut w, &product, price_of(5)).ok();
    // `waiting` starts on day 8: still waiting now.
    let episode = w.product(&product).episodes[1];
    assert_eq!((episode.cover.get(), episode.waiting.get()), (330_000 * USDC, 50_000 * USDC));
    w.set_time(world::START + 8 * DAY);
    window_from_now(&mut w, &product, price_of(20));
    w.trigger(&product).ok();
    let step = w.incident(&product, 0).ladder[0];
    assert_eq!(
        step.eligible.get(),
        300_000 * USDC,
        "E0 - 30,000: what waited is in force for six days at least"
    );
    // The second ends at midnight of day 9; one more window one second before it, and one at it.
    w.set_time(world::START + 9 * DAY - 1);
    window_from_now(&mut w, &product, price_of(40));
    w.raise(&product, 0).ok();
    assert_eq!(w.incident(&product, 0).ladder[1].eligible.get(), 300_000 * USDC);
    w.set_time(world::START + 10 * DAY);
    window_from_now(&mut w, &product, price_of(70));
    w.raise(&product, 0).ok();
    let step = w.incident(&product, 0).ladder[2];
    assert_eq!(
        (step.eligible.get(), step.needed.get()),
        (200_000 * USDC, 60_000 * USDC),
        "330 - 130 thousand"
    );
    w.advance(24 * HOUR);
    for _ in 0..3 {
        w.finalise(&product, 0).ok();
    }
    recover(&mut w, &product);
    w.advance(72 * HOUR + 1);
    w.seal(&product, 0).ok();
    for (holder, policy, due) in [(a, short, 40_000), (b, long, 140_000), (z, gone, 0)] {
        let before = w.wallet(&holder);
        w.settle(&product, 0, &policy).ok();
        assert_eq!(w.wallet(&holder) - before, due * USDC);
        w.settle(&product, 0, &policy).refused(IncidentError::AlreadySettled);
    }
    w.settle(&product, 0, &waiting).refused(IncidentError::NotEligible);
    let incident = w.incident(&product, 0);
    assert_eq!((incident.passed.get(), incident.paid.get()), (330_000 * USDC, 180_000 * USDC));
    recognise(&mut w, &mut dust);
    let (before, capital) = (w.pool().stream.get(), capitals(&w));
    w.close_incident(&product, 0).ok();
    // 60,000 three times were reserved, and all of it was needed.
    assert_eq!((w.pool().stream.get(), capitals(&w)), (before, capital));
    w.assert_books();
}

#[test]
fn a_step_of_more_than_five_per_cent_of_the_pool_waits_a_day_and_others_six_hours() {
    for (capital, wait) in [(200_000 * USDC, 6 * HOUR), (200_000 * USDC - 20, 24 * HOUR)] {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        w.underwriter(SENIOR, 400_000 * USDC);
        let mut dust = dust(&mut w, 1);
        sell(&mut w, &product, 50_000 * USDC, 30);
        w.advance(3 * DAY);
        window(&mut w, &product, price_of(20));
        recognise(&mut w, &mut dust);
        // 20 % of 50,000 is 5 % of 200,000.
        let mut pool = w.pool();
        pool.tranches[1].capital = capital.into();
        let address = w.pool;
        w.write(&address, &*pool);
        w.trigger(&product).ok();
        assert_eq!(w.incident(&product, 0).ladder[0].final_at.get(), w.now() + wait);
        w.advance(wait - 1);
        w.finalise(&product, 0).refused(IncidentError::StillWaiting);
        w.advance(1);
        w.finalise(&product, 0).ok();
    }
}

#[test]
fn windows_tumble_by_spacing_gap_count_and_length_at_their_time_weighted_price() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    sell(&mut w, &product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    let from = w.now();
    // Seconds and thousandths of the price; those that come sooner than 240 s after the last counted one do not count.
    let seen = [
        (0, 900),
        (240, 910),
        (840, 920),
        (1_079, 100),
        (1_080, 880),
        (1_400, 870),
        (1_700, 860),
        (2_000, 850),
        (2_300, 840),
        (2_600, 830),
        (2_900, 820),
        (3_200, 810),
        (3_500, 800),
        (3_600, 100),
        (3_740, 500),
    ];
    for (at, price) in seen {
        assert_eq!(w.watch(&product).closed_windows.get(), 0);
        w.set_time(from + at);
        see(&mut w, &product, price * 1_000_000).ok();
    }
    // Every reading prices the window for as long as it stands, counted or not.
    let weighted: i64 = seen.windows(2).map(|pair| pair[0].1 * 1_000_000 * (pair[1].0 - pair[0].0)).sum();
    let watch = w.watch(&product);
    let kept = watch.days[(from / DAY % 64) as usize];
    assert_eq!((watch.closed_windows.get(), kept.start.get()), (1, from));
    assert_eq!(kept.price.get(), (weighted + 3_739) / 3_740, "rounded up: a higher price pays less");
    assert_eq!(
        (watch.window_start.get(), watch.window_count.get()),
        (from + 3_740, 1),
        "the next begins there"
    );
    // A gap of 600 s is none, one of 601 s restarts.
    w.set_time(from + 4_340);
    see(&mut w, &product, price_of(10)).ok();
    assert_eq!(w.watch(&product).window_start.get(), from + 3_740);
    w.set_time(from + 4_941);
    see(&mut w, &product, price_of(10)).ok();
    assert_eq!(w.watch(&product).window_start.get(), from + 4_941);
    // One recovery drops nothing, nor does a second one too soon after it; the second at 240 s does.
    for (after, open) in [(10, true), (249, true), (250, false)] {
        w.set_time(from + 4_941 + after);
        w.observe_at(&product, PAR).ok();
        assert_eq!(w.watch(&product).window_start.get() != 0, open, "{after} s after");
    }
}

// --- ends

/// A breach with one closed window at the world's third day, and when its last breach observation was.
fn breached() -> (World, Address, i64) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    sell(&mut w, &product, 50_000 * USDC, 60);
    w.advance(3 * DAY);
    window(&mut w, &product, price_of(20));
    let last = w.now();
    (w, product, last)
}

#[test]
fn a_breach_ends_a_day_after_its_last_observation_with_twelve_recoveries() {
    for recoveries in [11, 12] {
        let (mut w, product, last) = breached();
        for _ in 0..recoveries {
            w.advance(240);
            w.observe_at(&product, PAR).ok();
        }
        w.set_time(last + DAY - 1);
        w.end_episode(&product).refused(IncidentError::BreachNotOver);
        w.set_time(last + DAY);
        if recoveries < 12 {
            w.end_episode(&product).refused(IncidentError::BreachNotOver);
            w.observe_at(&product, PAR).ok();
        } else {
            w.end_episode(&product).ok();
        }
        assert!(!w.watch(&product).in_breach());
        // Sales reopen; what could still be triggered stays undecided for 72 hours.
        sell(&mut w, &product, 1_000 * USDC, 30);
        assert_eq!(w.pool().provisional.get(), 50_000 * USDC);
        w.set_time(last + DAY + 72 * HOUR);
        w.end_episode(&product).refused(IncidentError::BreachNotOver);
        w.advance(1);
        w.trigger(&product).refused(IncidentError::RaiseClosed);
        w.end_episode(&product).ok();
        assert!(w.pool().provisional.is_zero());
        w.assert_books();
    }
}

#[test]
fn a_breach_can_be_triggered_to_the_last_second_of_its_tail() {
    let (mut w, product, _) = breached();
    recover(&mut w, &product);
    w.advance(72 * HOUR);
    w.trigger(&product).ok();
    w.advance(1);
    w.raise(&product, 0).refused(IncidentError::RaiseClosed);
}

#[test]
fn a_breach_ends_fourteen_days_after_its_last_observation_whatever_happens() {
    let (mut w, product, last) = breached();
    w.set_time(last + 14 * DAY - 1);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    w.set_time(last + 14 * DAY);
    see(&mut w, &product, price_of(20)).refused(IncidentError::EpisodeOver);
    w.end_episode(&product).ok();
    assert!(!w.watch(&product).in_breach());
}

#[test]
fn a_breach_without_a_window_lapses_after_a_day_of_silence() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    sell(&mut w, &product, 50_000 * USDC, 60);
    w.advance(3 * DAY);
    see(&mut w, &product, price_of(20)).ok();
    w.advance(20 * HOUR);
    // Neutral: between the strike and half a width above it.
    w.observe_at(&product, 950_000_000).ok();
    w.advance(DAY - 1);
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    w.advance(1);
    w.end_episode(&product).ok();
    assert!(w.pool().provisional.is_zero(), "nothing could be triggered: it is free at once");
    sell(&mut w, &product, 1_000 * USDC, 30);
}

#[test]
fn sales_keep_their_distance_from_the_strike_from_age_and_from_a_breach() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 400_000 * USDC);
    let buyer = w.actor(10_000 * USDC);
    // The guard is 2 % of 0.95 above it: 0.969. The lower bound of the wider source decides.
    w.observe_at(&product, 969_000_000 + WIDTH).ok();
    w.buy(&product, &buyer, 0, 1_000 * USDC, 30).refused(PolicyError::NearStrike);
    w.advance(1);
    w.observe_at(&product, 969_000_010 + WIDTH).ok();
    w.buy(&product, &buyer, 0, 1_000 * USDC, 30).ok();
    w.advance(600);
    w.buy(&product, &buyer, 1, 1_000 * USDC, 30).ok();
    w.advance(1);
    w.buy(&product, &buyer, 2, 1_000 * USDC, 30).refused(PolicyError::WatchStale);
    see(&mut w, &product, price_of(1)).ok();
    w.advance(1);
    w.observe_at(&product, PAR).ok();
    w.buy(&product, &buyer, 2, 1_000 * USDC, 30).refused(PolicyError::InBreach);
}

#[test]
fn a_late_step_counts_every_end_since_the_first_breach() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 20_000 * USDC);
    w.underwriter(SENIOR, 500_000 * USDC);
    sell(&mut w, &product, 400_000 * USDC, 10);
    sell(&mut w, &product, 10 * USDC, 365);
    w.advance(3 * DAY);
    window(&mut w, &product, price_of(1));
    w.trigger(&product).ok();
    for _ in 0..10 {
        w.advance(12 * DAY);
        see(&mut w, &product, price_of(1)).ok();
    }
    window(&mut w, &product, price_of(50));
    w.raise(&product, 0).ok();
    let step = w.incident(&product, 0).ladder[1];
    assert_eq!((step.eligible.get(), step.needed.get()), (10 * USDC, 4_900_000));
}
