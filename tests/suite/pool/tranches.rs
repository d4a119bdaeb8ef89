//! What the two tranches earn and bear: the premium's split, the loss order, the end of a generation.

use {
    super::*,
    breakwater::{errors::PoolError, events::StepFinal},
};

const Q64: u128 = 1 << 64;

/// Recognises premium without moving capital: gives notice on one share and takes nothing back.
fn recognise(w: &mut World, owner: &Address, tranche: u8) {
    w.request(owner, tranche, 1).ok();
}

/// Fee, reserve and streamed rest of a premium, by plain arithmetic at 5 % and 5 %.
fn parts(premium: u64) -> (u64, u64, u64) {
    let (fee, reserve) = ((premium * 5).div_ceil(100), premium * 5 / 100);
    (fee, reserve, premium - fee - reserve)
}

/// What of `rest` is earned after `passed` of `seconds`.
fn earned(rest: u64, seconds: u64, passed: u64) -> u64 {
    let rate = (u128::from(rest) << 64) / u128::from(seconds);
    rest - (rate * u128::from(seconds - passed)).div_ceil(Q64) as u64
}

#[test]
fn premium_streams_to_the_second_and_splits_by_weighted_capital() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let junior = w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 300_000 * USDC);
    assert_eq!(w.pool().junior_split.get(), 500_000_000, "100 · 3 against 300 · 1");
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    let premium = w.policy(&policy).premium.get();
    let (fee, reserve, rest) = parts(premium);
    let pool = w.pool();
    assert_eq!(
        (pool.fees_owed.get(), pool.reserve.get(), pool.premium_total.get()),
        (fee, reserve, premium)
    );
    let seconds = 30 * 86_400 + 43_200;
    assert_eq!(pool.stream.get(), (u128::from(rest) << 64) / u128::from(seconds));
    // The remainder of the floor is earned at the sale: less than an atom here, so nothing yet.
    assert_eq!(earned(rest, seconds, 0), 0);
    let passed = 10 * 86_400 + 4_321;
    w.advance(passed as i64);
    recognise(&mut w, &junior, JUNIOR);
    let (pool, got) = (w.pool(), earned(rest, seconds, passed));
    assert_eq!(pool.tranches[0].capital.get(), 100_000 * USDC + got / 2);
    assert_eq!(pool.tranches[1].capital.get(), 300_000 * USDC + got.div_ceil(2));
    assert_eq!(u128::from(pool.split_carry.get()), u128::from(got) * 500_000_000 % 1_000_000_000);
    w.assert_books();
    // At the end every atom of it is earned and the stream is dry.
    w.advance(40 * DAY);
    w.cancel(&junior, JUNIOR).ok();
    let pool = w.pool();
    assert_eq!((pool.unearned.get(), pool.stream.get()), (0, 0));
    assert_eq!(
        pool.tranches[0].capital.get() + pool.tranches[1].capital.get(),
        400_000 * USDC + rest
    );
}

#[test]
fn a42_recognising_often_or_once_earns_the_same() {
    let total = |steps: i64| {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        let junior = w.underwriter(JUNIOR, 70_000 * USDC);
        w.underwriter(SENIOR, 333_000 * USDC);
        w.holder(&product, 12_345_678_901, 17);
        for _ in 0..steps {
            w.advance(6 * DAY / steps);
            recognise(&mut w, &junior, JUNIOR);
            let mut position = w.position(&junior);
            let mut pool = w.pool();
            // The request is undone by hand, so that cancelling it does not count.
            (position.tranches[0].pending, position.tranches[0].matures_day) = (0.into(), 0.into());
            pool.tranches[0].pending_shares = 0.into();
            pool.tranches[0].maturing = [0.into(); 32];
            w.write(&pda::position(&w.pool, &junior), &*position);
            w.write(&w.pool.clone(), &*pool);
        }
        let pool = w.pool();
        (
            pool.tranches[0].capital.get(),
            pool.tranches[1].capital.get(),
            pool.unearned.get(),
            pool.split_carry.get(),
        )
    };
    let once = total(1);
    for steps in [2, 3, 48] {
        assert_eq!(total(steps), once, "in {steps} steps");
    }
}

#[test]
fn premium_of_an_empty_tranche_goes_to_the_other_and_of_two_to_the_reserve() {
    for tranche in [JUNIOR, SENIOR] {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        let owner = w.underwriter(tranche, 100_000 * USDC);
        let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
        let (_, _, rest) = parts(w.policy(&policy).premium.get());
        w.advance(DAY);
        recognise(&mut w, &owner, tranche);
        let got = earned(rest, 30 * 86_400 + 43_200, 86_400);
        assert_eq!(w.pool().tranches[usize::from(tranche)].capital.get(), 100_000 * USDC + got);
        assert_eq!(w.pool().tranches[1 - usize::from(tranche)].capital.get(), 0);
    }
    // Everybody leaves as soon as cover ends; a last deposit finds what streamed to nobody in the reserve.
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 100_000 * USDC);
    w.holder(&product, 50_000 * USDC, 30);
    w.fund(owner, 1_000 * USDC);
    let from = pda::associated_token(&owner, &w.mint);
    w.send_all(&[ix::recover(w.pool, owner, from, 0, 250 * USDC)]).ok();
    w.request_all(&owner, SENIOR).ok();
    w.advance(40 * DAY);
    w.roll(&product).ok();
    w.execute(&owner, SENIOR).ok();
    let (pool, vault) = (w.pool(), w.balance(&pda::vault(&w.pool)));
    let (left, reserve) = (pool.unearned.get().div_ceil(Q64) as u64, pool.reserve.get());
    assert!(left > 130 * USDC, "more than half of the recovery still streams");
    w.advance(60 * DAY);
    let next = w.underwriter(JUNIOR, 10 * USDC);
    let pool = w.pool();
    assert_eq!((pool.reserve.get(), worth(&w, &next, JUNIOR)), (reserve + left, 10 * USDC));
    assert_eq!(w.balance(&pda::vault(&w.pool)), vault + 10 * USDC);
    w.assert_books();
}

/// A pool with these tranches in which a total loss of 50,000 is due; and junior's and senior's owner.
fn loss_due(junior: u64, senior: u64) -> (World, Address, [Address; 2]) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owners = [w.underwriter(JUNIOR, junior), w.underwriter(SENIOR, senior)];
    w.holder(&product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    w.hold(&product, 790_000_000, 3_600);
    w.trigger(&product).ok();
    w.advance(DAY);
    // Premium is recognised to this second, so that the loss is all that moves.
    recognise(&mut w, &owners[1], SENIOR);
    (w, product, owners)
}

/// Writes what the pool holds, and gives the vault as much.
fn hold(w: &mut World, junior: u64, senior: u64, reserve: u64) {
    let mut pool = w.pool();
    pool.tranches[0].capital = junior.into();
    pool.tranches[1].capital = senior.into();
    pool.reserve = reserve.into();
    w.write(&w.pool.clone(), &*pool);
    let (mint, address) = (w.mint, w.pool);
    w.put_token(pool.vault, &mint, &address, 1_000_000 * USDC);
}

#[test]
fn r23_a_loss_takes_junior_then_senior_then_the_reserve_and_the_rest_is_a_shortfall() {
    const K: u64 = 1_000 * USDC;
    // Before: junior, senior, reserve. After a loss of 50: junior, senior, reserve, payable, shortfall.
    let cases = [
        ([80, 100, 7], [30, 100, 7, 50, 0]),
        ([50, 100, 7], [0, 100, 7, 50, 0]),
        ([20, 100, 7], [0, 70, 7, 50, 0]),
        ([20, 30, 7], [0, 0, 7, 50, 0]),
        ([20, 25, 7], [0, 0, 2, 50, 0]),
        ([20, 25, 5], [0, 0, 0, 50, 0]),
        ([20, 25, 2], [0, 0, 0, 47, 3]),
        ([0, 0, 0], [0, 0, 0, 0, 50]),
    ];
    for (before, after) in cases {
        let (mut w, product, _) = loss_due(100_000 * USDC, 100_000 * USDC);
        hold(&mut w, before[0] * K, before[1] * K, before[2] * K);
        let incident = pda::incident(&product, 0);
        let (needed, funded) = (50 * K, after[3] * K);
        let pool_capital = (after[0] + after[1]) * K;
        let said = StepFinal {
            incident,
            step: 0,
            ratio: 1_000_000_000,
            needed,
            funded,
            pool_capital,
            at: w.now(),
        };
        w.finalise(&product, 0).emits(said).ok();
        let pool = w.pool();
        let got = [
            pool.tranches[0].capital,
            pool.tranches[1].capital,
            pool.reserve,
            pool.payable,
            pool.shortfall,
        ]
        .map(|x| x.get());
        assert_eq!(got, after.map(|x| x * K), "from {before:?}");
        assert_eq!((pool.loss_total.get(), pool.paid_total.get()), (50 * K, 0));
        for (index, tranche) in pool.tranches.iter().enumerate() {
            assert_eq!(
                tranche.generation.get(),
                u32::from(after[index] == 0),
                "a tranche that lost all is closed"
            );
        }
        w.assert_books();
    }
}

#[test]
fn a_tranche_is_closed_below_a_millionth_of_what_its_shares_were_issued_for() {
    // Issued for 100,000 USDC: a millionth is 100,000 atoms.
    for (left, closed) in [(100_001, false), (100_000, false), (99_999, true), (1, true), (0, true)] {
        let (mut w, product, owners) = loss_due(100_000 * USDC, 100_000 * USDC);
        let shares = w.pool().tranches[0].shares.get();
        hold(&mut w, 50_000 * USDC + left, 90_000 * USDC, 7);
        w.finalise(&product, 0).ok();
        let (pool, senior) = (w.pool(), 90_000 * USDC);
        let junior = &pool.tranches[0];
        assert_eq!(
            (junior.generation.get(), junior.shares.get(), junior.closed_shares.get()),
            if closed { (1, 0, shares) } else { (0, shares, 0) }
        );
        // Crumbs of a closed generation belong to nobody: the reserve.
        let (capital, reserve) = if closed { (0, 7 + left) } else { (left, 7) };
        assert_eq!(
            (junior.capital.get(), pool.reserve.get(), pool.tranches[1].capital.get()),
            (capital, reserve, senior)
        );
        assert_eq!(worth(&w, &owners[0], JUNIOR) > 0, !closed);
        w.assert_books();
    }
}

#[test]
fn min_shares_above_64_bits_bind_a_deposit_into_a_tranche_that_lost_almost_all() {
    let (mut w, product, _) = loss_due(100_000 * USDC, 100_000 * USDC);
    // A millionth is left, and an atom is worth a billion shares.
    hold(&mut w, 50_000 * USDC + 100_000, 90_000 * USDC, 7);
    w.finalise(&product, 0).ok();
    // As when all that was reserved has been paid: nothing of it can come back.
    let mut pool = w.pool();
    pool.tranches[0].may_return = 0.into();
    w.write(&pda::pool(0), &*pool);
    let owner = w.actor(100_000 * USDC);
    w.open_position(&owner).ok();
    let shares = u128::from(100_000 * USDC) * (100_000_000_000_000 + 1_000) / (100_000 + 1);
    assert!(shares > 5 * Q64 && shares < 6 * Q64);
    let source = pda::associated_token(&owner, &w.mint);
    let deposit = |least| ix::deposit(pda::pool(0), owner, source, JUNIOR, 100_000 * USDC, least);
    for least in [shares + 1, 6 * Q64, u128::MAX] {
        w.send_all(&[deposit(least)]).refused(PoolError::SlippageShares);
    }
    w.send_all(&[deposit(shares)]).ok();
    assert_eq!(w.position(&owner).tranches[0].shares.get(), shares);
    let mut pool = w.pool();
    pool.tranches[0].may_return = (50_000 * USDC).into();
    w.write(&pda::pool(0), &*pool);
    w.assert_books();
}

#[test]
fn shares_and_requests_of_a_closed_generation_are_worth_nothing() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let [asked, silent] = [w.underwriter(JUNIOR, 10_000 * USDC), w.underwriter(JUNIOR, 10_000 * USDC)];
    let senior = w.underwriter(SENIOR, 100_000 * USDC);
    w.request_all(&asked, JUNIOR).ok();
    w.holder(&product, 50_000 * USDC, 30);
    w.advance(9 * DAY);
    w.hold(&product, 790_000_000, 3_600);
    w.trigger(&product).ok();
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    w.assert_books();
    assert_eq!(w.pool().tranches[0].generation.get(), 1);
    let mut pool = w.pool();
    (pool.provisional, pool.ended_at_stake) = (0.into(), 0.into());
    w.write(&w.pool.clone(), &*pool);
    w.execute(&asked, JUNIOR).refused(PoolError::NoRequest);
    w.withdraw(&asked, JUNIOR, 1, 1).refused(PoolError::NoRequest);
    w.cancel(&asked, JUNIOR).refused(PoolError::NoRequest);
    w.request(&silent, JUNIOR, 1).refused(PoolError::NotEnoughShares);
    // Whoever comes next starts afresh, and shares nothing with the old.
    let next = w.underwriter(JUNIOR, 100 * USDC);
    assert_eq!(w.position(&next).tranches[0].shares.get(), 100_000_000_000);
    assert_eq!(w.position(&next).tranches[0].generation.get(), 1);
    w.fund(asked, 100 * USDC);
    w.deposit(&asked, JUNIOR, 100 * USDC).ok();
    let part = w.position(&asked).tranches[0];
    assert_eq!(
        (part.shares.get(), part.pending.get(), part.generation.get()),
        (100_000_000_000, 0, 1)
    );
    // The other tranche goes on in its own generation.
    assert_eq!(w.pool().tranches[1].generation.get(), 0);
    assert!(worth(&w, &senior, SENIOR) > 69_000 * USDC);
    w.close_position(&silent).ok();
}

#[test]
fn r20_nobody_s_share_price_rises_at_once() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let watched = [
        (w.underwriter(JUNIOR, 100_000 * USDC), JUNIOR),
        (w.underwriter(SENIOR, 300_000 * USDC), SENIOR),
    ];
    let (leaver, second) = (w.underwriter(JUNIOR, 20_000 * USDC), w.underwriter(SENIOR, 20_000 * USDC));
    w.fund(second, 1_000 * USDC);
    w.request_all(&leaver, JUNIOR).ok();
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    w.advance(9 * DAY);
    w.publish_all(&product, 1_000_000_000);
    w.observe(&product).ok();
    recognise(&mut w, &second, SENIOR);
    let mut last = watched.map(|(owner, tranche)| worth(&w, &owner, tranche));
    let mut check = |w: &World, what: &str| {
        let now = watched.map(|(owner, tranche)| worth(w, &owner, tranche));
        for (before, after) in last.iter().zip(&now) {
            assert!(*after <= before + 1, "{what}: {before} to {after}");
        }
        last = now;
    };
    w.underwriter(JUNIOR, 7_777_777);
    check(&w, "deposit");
    w.holder(&product, 1_000 * USDC, 30);
    check(&w, "sale");
    w.execute(&leaver, JUNIOR).ok();
    check(&w, "execution");
    w.fund(second, 1_000 * USDC);
    w.cancel(&second, SENIOR).ok();
    w.request_all(&second, SENIOR).ok();
    w.cancel(&second, SENIOR).ok();
    check(&w, "cancellation");
    w.sweep().ok();
    check(&w, "fees");
    w.advance(1);
    w.hold(&product, 900_000_000, 3_600);
    w.trigger(&product).ok();
    w.advance(DAY);
    w.request(&second, SENIOR, 1).ok();
    let mut last = watched.map(|(owner, tranche)| worth(&w, &owner, tranche));
    let mut check = |w: &World, what: &str| {
        let now = watched.map(|(owner, tranche)| worth(w, &owner, tranche));
        assert!(
            now.iter().zip(&last).all(|(after, before)| *after <= before + 1),
            "{what}: {last:?} to {now:?}"
        );
        last = now;
    };
    w.finalise(&product, 0).ok();
    check(&w, "final step");
    w.settle(&product, 0, &policy).ok();
    check(&w, "settlement");
    w.assert_books();
}

#[test]
fn matured_requests_are_counted_against_sales() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let (leaver, stayer) = (w.underwriter(SENIOR, 10_000 * USDC), w.underwriter(SENIOR, 50_000 * USDC));
    w.request_all(&leaver, SENIOR).ok();
    let midnight = i64::from(w.position(&leaver).tranches[1].matures_day.get()) * DAY;
    w.set_time(midnight - 1);
    w.publish_all(&product, 1_000_000_000);
    w.observe(&product).ok();
    let buyer = w.actor(100_000 * USDC);
    w.buy(&product, &buyer, 0, 60_000 * USDC + 1, 30)
        .refused(breakwater::errors::PolicyError::NotEnoughCapital);
    // From midnight on the matured 10,000 carry nothing new.
    w.set_time(midnight);
    w.buy(&product, &buyer, 0, 50_000 * USDC + 1, 30)
        .refused(breakwater::errors::PolicyError::NotEnoughCapital);
    w.buy(&product, &buyer, 0, 50_000 * USDC, 30).ok();
    // And leave in full, to the atom of the cover that is sold.
    w.execute(&leaver, SENIOR).ok();
    assert_eq!(w.wallet(&leaver), 10_000 * USDC);
    assert_eq!(worth(&w, &stayer, SENIOR), 50_000 * USDC);
    w.assert_books();
}
