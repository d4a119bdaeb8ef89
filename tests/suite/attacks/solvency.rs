//! Sums that two breaches of one product can drive apart.

use {
    crate::incident::kit::*,
    breakwater::errors::IncidentError,
    breakwater_testkit::{client::ix, *},
};

/// Pool of 400,000: junior 100,000, a senior of 200,000, and a senior of 100,000 who wants out.
fn pool() -> (World, Address, Address) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 200_000 * USDC);
    let leaver = w.underwriter(SENIOR, 100_000 * USDC);
    (w, product, leaver)
}

/// A first breach strikes 100,000 that have ended since; a second, of one second, strikes 300,000 sold in between and lapses.
/// What is held is the first one's 100,000, and none of it is the running cover's.
#[test]
fn inv02_a_breach_that_lapses_leaves_no_cover_counted_that_an_earlier_loss_does_not_count() {
    let (mut w, product, leaver) = pool();
    let day = |n: i64| world::START + n * DAY;
    w.holder(&product, 100_000 * USDC, 7);
    w.set_time(day(3) + 12 * HOUR);
    w.request_all(&leaver, SENIOR).ok();
    w.set_time(day(7) + 20 * HOUR);
    fall(&mut w, &product, price_at(100));
    recover(&mut w, &product);
    assert!(!w.watch(&product).in_breach());
    w.holder(&product, 300_000 * USDC, 60);
    w.set_time(day(10) + 60);
    see(&mut w, &product, STRIKE - 10).ok();
    w.advance(DAY);
    w.end_episode(&product).ok();
    assert_eq!(
        (w.pool().provisional.get(), w.pool().active_cover.get()),
        (100_000 * USDC, 300_000 * USDC)
    );
    // The first breach is triggered in its tail: 100 % of 100,000.
    let trigger = ix::trigger(w.keeper, w.pool, product, 0, 1);
    w.send_all(&[trigger]).ok();
    let shares = w.position(&leaver).tranches[1].shares.get();
    let left = w.withdraw(&leaver, SENIOR, shares, 1).name();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    let pool = w.pool();
    let (capital, cover) = (pool.capital().expect("a ledger that adds up"), pool.active_cover.get());
    assert!(capital >= cover, "exit: {left}; {capital} atoms back {cover} atoms of sold cover");
}

/// Two products of 200,000 each. The first is struck twice; the second strike is triggered before the first one's step is final.
/// At every moment what is left must back what runs: the second product's 200,000 and the first one's rest.
#[test]
fn inv02_two_incidents_of_one_product_do_not_take_the_capital_behind_another() {
    let mut w = World::new();
    let (product, other) = (w.product_from(&spec_with_feeds(1)), w.product_from(&spec_with_feeds(11)));
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 300_000 * USDC);
    let (_, policy) = w.holder(&product, 200_000 * USDC, 60);
    w.holder(&other, 200_000 * USDC, 60);
    w.advance(3 * DAY);
    fall(&mut w, &product, price_at(50));
    recover(&mut w, &product);
    w.trigger(&product).ok();
    fall(&mut w, &product, price_at(50));
    w.trigger(&product).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    w.finalise(&product, 1).refused(IncidentError::EarlierOpen);
    recover(&mut w, &product);
    w.advance(TAIL + 1);
    w.seal(&product, 0).ok();
    settle_and_close(&mut w, &product, 0, &[policy]);
    w.finalise(&product, 1).ok();
    assert_eq!(w.incident(&product, 1).funded.get(), 50_000 * USDC, "half of what the first left");
    w.seal(&product, 1).ok();
    w.settle(&product, 1, &policy).ok();
    let pool = w.pool();
    assert_eq!(pool.paid_total.get(), 150_000 * USDC, "half, and half of the rest");
    assert_eq!(
        (pool.payable.get(), pool.shortfall.get()),
        (0, 0),
        "nothing lies reserved for nobody"
    );
    let (capital, cover) = backing(&w);
    assert!(capital >= cover, "{capital} atoms back {cover} atoms of sold cover");
    assert_eq!(cover, 250_000 * USDC);
    w.close_incident(&product, 1).ok();
    w.assert_books();
}

/// Capital of 17,500 behind cover of 17,400, struck by 60 % and by 60 % again: both are paid whole.
#[test]
fn inv02_two_incidents_on_the_same_cover_are_paid_by_capital_that_just_backs_it() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 17_500 * USDC);
    let (_, policy) = w.holder(&product, 17_400 * USDC, 60);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(60));
    recover(&mut w, &product);
    strike(&mut w, &product, price_at(60));
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.finalise(&product, 1).refused(IncidentError::EarlierOpen);
    recover(&mut w, &product);
    w.advance(TAIL + 1);
    w.seal(&product, 0).ok();
    assert_eq!(settled(&mut w, &product, 0, &policy), 10_440 * USDC);
    w.close_incident(&product, 0).ok();
    w.finalise(&product, 1).ok();
    w.seal(&product, 1).ok();
    assert_eq!(settled(&mut w, &product, 1, &policy), 4_176 * USDC, "60 % of 6,960");
    let (capital, cover) = backing(&w);
    assert!(capital >= cover && cover == 2_784 * USDC, "{capital} atoms back {cover}");
    assert_eq!((w.pool().payable.get(), w.pool().shortfall.get()), (0, 0));
    w.close_incident(&product, 1).ok();
    w.assert_books();
}

/// 100,000 end in a first breach, of which 1,000 are lost; 100,000 sold since are struck by a second breach, which begins in the tail of the first.
/// The first incident is final, settled and closed, so nothing can be lost to ended cover. It still counts as at stake for as long as
/// the second breach runs, and no recount frees it: of 109,355 that could leave, 100,000 are locked.
#[test]
fn inv02_cover_that_ended_in_an_incident_that_is_closed_locks_no_capital_while_a_later_breach_runs() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 105_000 * USDC);
    let leaver = w.underwriter(SENIOR, 105_000 * USDC);
    let (_, ended) = w.holder(&product, 100_000 * USDC, 7);
    w.set_time(day(7, 12));
    strike(&mut w, &product, price_at(1));
    w.advance(6 * HOUR);
    w.finalise(&product, 0).ok();
    recover(&mut w, &product);
    w.holder(&product, 100_000 * USDC, 200);
    w.request_all(&leaver, SENIOR).ok();
    w.set_time(day(10, 12));
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(12, 0));
    w.seal(&product, 0).ok();
    settle_and_close(&mut w, &product, 0, &[ended]);
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(72, 0));
    w.roll(&product).ok();
    assert_eq!(w.pool().ended_at_stake.get(), 100_000 * USDC);
    w.recount(&product, 2, None).ok();
    let pool = w.pool();
    assert_eq!((pool.active_cover.get(), pool.provisional.get()), (100_000 * USDC, 100_000 * USDC));
    let shares = w.position(&leaver).tranches[1].shares.get();
    let left = w.withdraw(&leaver, SENIOR, shares, 1).name();
    assert_eq!(
        (left.as_str(), pool.ended_at_stake.get()),
        ("ok", 0),
        "the leaver's withdrawal at the lower price, ended cover at stake; {:?} (capital, cover)",
        backing(&w)
    );
}
