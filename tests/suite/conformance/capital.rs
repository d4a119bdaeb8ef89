//! Who may leave, what may be sold, who bears a loss.

use {
    super::*,
    breakwater::errors::{PolicyError, PoolError},
};

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
