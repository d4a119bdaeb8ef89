//! `extend_policy`: on from the old end, at today's price, without a gap and without more cover.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{AccessError, CaseError, PolicyError, PoolError, ProductError},
        events::PolicyExtended,
    },
    breakwater_testkit::{client::ix, world::PLENTY, *},
};

/// A policy of 50,000 for 30 days in a pool of half a million, observed now.
fn sold() -> (World, Address, Address, Address) {
    let (mut w, product) = world();
    w.observe_at(&product, PAR).ok();
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
    w.fund(holder, 100_000 * USDC);
    (w, product, holder, policy)
}

fn right(w: &World, product: &Address, policy: &Address, days: u16) -> Instruction {
    let holder = w.policy(policy).holder;
    let source = pda::associated_token(&holder, &w.mint);
    ix::extend_policy(w.pool, *product, *policy, holder, source, days, u64::MAX)
}

/// Premium for the last `cover` of `used` below the kink of the default curve.
fn price(used: u64, cover: u64, days: u64) -> u64 {
    let (kink, from, cover) = (8_000_000_000_000u128, u128::from(used - cover), u128::from(cover));
    let area = 20_000_000 * cover + (60_000_000 * (2 * from + cover) * cover).div_ceil(2 * kink);
    let seconds = u128::from(days) * 86_400;
    u64::try_from((area * seconds).div_ceil(31_536_000).div_ceil(1_000_000_000)).expect("a premium")
}

#[test]
fn extend_policy_takes_exactly_what_it_declares() {
    let (mut w, product, _, policy) = sold();
    // The payer is somebody else, so that each account stands in one slot only.
    let payer = w.actor(PLENTY);
    let source = pda::associated_token(&payer, &w.mint);
    let ix = ix::extend_policy(w.pool, product, policy, payer, source, 30, u64::MAX);
    refused_unless_as_declared_with(&mut w, &ix, &[4, 5]).ok();
}

#[test]
fn a48_cover_goes_on_from_the_old_end_at_todays_price_and_streams_as_one() {
    let (mut w, product, holder, policy) = sold();
    // Others buy: the price of the same cover has risen since.
    w.holder(&product, 200_000 * USDC, 300);
    w.advance(10 * DAY);
    w.observe_at(&product, PAR).ok();
    let (before, pool, wallet) = (w.policy(&policy), w.pool(), w.wallet(&holder));
    let premium = price(250_000 * USDC, 50_000 * USDC, 60);
    assert!(
        premium > price(50_000 * USDC, 50_000 * USDC, 60),
        "today's price, not that of the sale"
    );
    let end = before.end_day.get() + 60;
    let said = PolicyExtended {
        policy,
        product,
        payer: holder,
        premium,
        ends_at: i64::from(end) * DAY,
        at: w.now(),
    };
    w.extend(&product, &policy, 60).emits(said).ok();
    w.assert_books();
    let (after, now) = (w.policy(&policy), w.now());
    assert_eq!(wallet - w.wallet(&holder), premium);
    assert_eq!(
        (after.cover, after.start_day, after.sold_at),
        (before.cover, before.start_day, before.sold_at)
    );
    assert_eq!((after.end_day.get(), after.premium.get()), (end, before.premium.get() + premium));
    // What was unearned of the old stream and what the tranches get of the new premium, over the seconds to the new end.
    let mut then = pool;
    then.recognise(now).expect("a ledger");
    let (old_end, seconds) = (i64::from(before.end_day.get()) * DAY, (i64::from(end) * DAY - now) as u128);
    let whole = then.unearned.get();
    let left = before.stream.get() * (old_end - now) as u128;
    let freed = whole.div_ceil(1 << 64) - (whole - left).div_ceil(1 << 64);
    let fee = premium.div_ceil(20);
    let rest = premium - fee - premium / 20;
    assert_eq!(after.stream.get(), ((freed + u128::from(rest)) << 64) / seconds);
    let pool = w.pool();
    assert_eq!(pool.fees_owed.get() - then.fees_owed.get(), fee);
    assert_eq!(pool.reserve.get() - then.reserve.get(), premium / 20);
    assert_eq!(pool.active_cover, then.active_cover, "the cover does not grow");
    // The old end frees nothing any more; the new one does.
    w.set_time(old_end);
    w.roll(&product).ok();
    assert_eq!(w.product(&product).active.get(), 250_000 * USDC);
    w.set_time(i64::from(end) * DAY);
    w.roll(&product).ok();
    assert_eq!(w.product(&product).active.get(), 200_000 * USDC);
    w.assert_books();
}

#[test]
fn a48_an_extended_policy_is_struck_after_its_old_end_and_without_a_waiting_period() {
    let (mut w, product, _, policy) = sold();
    w.extend(&product, &policy, 30).ok();
    w.set_time(w.policy(&policy).ends_at() - 2 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    assert_eq!(settled(&mut w, &product, 0, &policy), 20_000 * USDC);
}

#[test]
fn a48_a_partly_paid_policy_is_extended_by_what_is_left_of_it() {
    let (mut w, product, holder, policy) = sold();
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(40));
    w.settle(&product, 0, &policy).ok();
    recover_and_seal(&mut w, &product, 0);
    settle_and_close(&mut w, &product, 0, &[policy]);
    w.observe_at(&product, PAR).ok();
    let wallet = w.wallet(&holder);
    w.extend(&product, &policy, 30).ok();
    assert_eq!(wallet - w.wallet(&holder), price(30_000 * USDC, 30_000 * USDC, 30));
    w.assert_books();
}

#[test]
fn a48_cover_that_still_waits_can_be_extended_and_starts_when_it_would_have() {
    let mut spec = DepegSpec::default();
    spec.terms.waiting_days = 6;
    let (mut w, product) = world_of(&spec);
    w.observe_at(&product, PAR).ok();
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 7);
    w.fund(holder, 100_000 * USDC);
    let before = w.policy(&policy);
    w.extend(&product, &policy, 30).ok();
    let after = w.policy(&policy);
    assert_eq!(
        (after.start_day, after.end_day.get()),
        (before.start_day, before.end_day.get() + 30)
    );
    w.assert_books();
}

#[test]
fn anyone_may_pay_for_an_extension_and_gets_nothing_of_the_policy() {
    let (mut w, product, holder, policy) = sold();
    let friend = w.actor(PLENTY);
    let source = pda::associated_token(&friend, &w.mint);
    let extend = ix::extend_policy(w.pool, product, policy, friend, source, 30, u64::MAX);
    w.send("extend_policy", extend).ok();
    let after = w.policy(&policy);
    assert_eq!((after.holder, after.buyer), (holder, holder));
}

#[test]
fn a48_nothing_is_extended_that_could_not_be_bought() {
    let (mut w, product, _, policy) = sold();
    let base = w.svm.clone();
    w.advance(601);
    w.extend(&product, &policy, 30).refused(PolicyError::WatchStale);
    w.observe_at(&product, 960_000_000).ok();
    w.extend(&product, &policy, 30).refused(PolicyError::NearStrike);
    w.observe_with(&product, true, &[Some(World::source_address(SourceSpec::Pyth(1))), None])
        .code();
    see(&mut w, &product, price_at(10)).code();
    w.advance(60);
    see(&mut w, &product, price_at(10)).ok();
    w.extend(&product, &policy, 30).refused(PolicyError::InBreach);
    w.svm = base.clone();
    w.retire(&product).ok();
    w.extend(&product, &policy, 30).refused(ProductError::NotListed);
    w.svm = base.clone();
    let mut config = w.config();
    config.paused_until = (w.now() + 1).into();
    w.write(&pda::config(), &*config);
    w.extend(&product, &policy, 30).refused(AccessError::Paused);
    w.svm = base.clone();
    let mut limits = DepegSpec::default().limits;
    limits.cap = 49_999 * USDC;
    w.set_limits(&product, limits).ok();
    w.extend(&product, &policy, 30).refused(PolicyError::CapReached);
    w.svm = base.clone();
    write_capital(&mut w, 0, 49_999 * USDC);
    w.extend(&product, &policy, 30).refused(PolicyError::NotEnoughCapital);
}

#[test]
fn a48_periods_and_ends_keep_the_products_bounds() {
    let (mut w, product, _, policy) = sold();
    for days in [0, 6, 366, u16::MAX] {
        w.extend(&product, &policy, days).refused(PolicyError::PeriodOutOfBounds);
    }
    w.extend(&product, &policy, 365).ok();
    w.extend(&product, &policy, 7).refused(PolicyError::PeriodTooFar);
    // 402 days ahead and not one more: the policy ends 396 days from now.
    w.advance(DAY);
    w.observe_at(&product, PAR).ok();
    let ahead = w.policy(&policy).end_day.get() - (w.now() / DAY) as u32;
    assert_eq!(ahead, 395);
    w.extend(&product, &policy, 8).refused(PolicyError::PeriodTooFar);
    w.extend(&product, &policy, 7).ok();
}

#[test]
fn a48_a_policy_that_has_ended_or_was_paid_whole_is_not_extended() {
    let (mut w, product, _, policy) = sold();
    w.set_time(w.policy(&policy).ends_at());
    w.observe_at(&product, PAR).ok();
    w.extend(&product, &policy, 30).refused(PolicyError::PolicyOver);
    let (mut w, product, _, policy) = sold();
    let mut paid = w.policy(&policy);
    paid.paid = paid.cover;
    w.write(&policy, &*paid);
    w.extend(&product, &policy, 30).refused(PolicyError::PolicyOver);
}

#[test]
fn a48_while_anything_of_the_product_is_open_nothing_is_extended() {
    let (mut w, product, _, policy) = sold();
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    w.observe_at(&product, PAR).code();
    w.extend(&product, &policy, 30).refused(PolicyError::ProductUndecided);
    w.advance(TAIL + 1);
    w.finalise(&product, 0).ok();
    w.seal(&product, 0).ok();
    w.observe_at(&product, PAR).ok();
    w.extend(&product, &policy, 30).refused(PolicyError::ProductUndecided);
    settle_and_close(&mut w, &product, 0, &[policy]);
    w.extend(&product, &policy, 30).ok();
}

#[test]
fn the_payer_names_the_most_and_has_it() {
    let (mut w, product, holder, policy) = sold();
    let premium = price(50_000 * USDC, 50_000 * USDC, 30);
    let mut ix = right(&w, &product, &policy, 30);
    let at = ix.data.len() - 8;
    ix.data[at..].copy_from_slice(&(premium - 1).to_le_bytes());
    w.send_all(std::slice::from_ref(&ix)).refused(PolicyError::PremiumTooHigh);
    let account = pda::associated_token(&holder, &w.mint);
    edit_token(&mut w, &account, |data| data[64..72].copy_from_slice(&(premium - 1).to_le_bytes()));
    w.extend(&product, &policy, 30).refused(PoolError::SourceShort);
    edit_token(&mut w, &account, |data| data[64..72].copy_from_slice(&premium.to_le_bytes()));
    ix.data[at..].copy_from_slice(&premium.to_le_bytes());
    w.send_all(&[ix]).ok();
}

#[test]
fn a04_policy_product_pool_and_watch_are_of_one_family() {
    let (mut w, product, holder, policy) = sold();
    let sibling = w.product_from(&spec_with_feeds(11));
    let ix = right(&w, &product, &policy, 30);
    w.send_all(&[ix.swapped(&product, &sibling)])
        .refused(PolicyError::PolicyOfOtherProduct);
    w.send_all(&[ix.swapped(&pda::watch(&product), &pda::watch(&sibling))])
        .refused(ProductError::WrongWatch);
    w.send_all(&[ix.swapped(&pda::watch(&product), &breakwater::ID)])
        .refused(ProductError::WatchMismatch);
    // Nor with what a product without a watch needs: court and electorate.
    w.seat_court();
    let assessed = ix::without_watch(ix.clone(), &product);
    let mut both = assessed.clone();
    both.accounts[4] = ix.accounts[4].clone();
    w.send_all(&[both]).refused(CaseError::CourtMismatch);
    w.send_all(&[assessed]).refused(ProductError::WatchMismatch);
    let other = other_pool(&mut w);
    w.send_all(&[ix.swapped(&w.pool, &other.pool)]).refused(PoolError::WrongPool);
    w.send_all(&[ix.swapped(&pda::vault(&w.pool), &other.vault)])
        .refused(PoolError::WrongVault);
    let stranger = w.actor(PLENTY);
    let source = pda::associated_token(&holder, &w.mint);
    w.send_all(&[ix.swapped(&source, &pda::associated_token(&stranger, &w.mint))])
        .refused(PoolError::WrongTokenOwner);
}

#[test]
fn extending_in_parts_saves_no_more_than_an_atom_for_each_part() {
    let (mut w, product, holder, policy) = sold();
    let base = w.svm.clone();
    let cost = |w: &mut World, parts: &[u16]| {
        w.svm = base.clone();
        let before = w.wallet(&holder);
        for days in parts {
            w.extend(&product, &policy, *days).ok();
        }
        before - w.wallet(&holder)
    };
    let whole = cost(&mut w, &[84]);
    for parts in [&[42, 42][..], &[7, 77], &[28, 28, 28], &[7; 12]] {
        let split = cost(&mut w, parts);
        assert!(
            split >= whole && split - whole <= parts.len() as u64,
            "{parts:?}: {split} for {whole}"
        );
    }
}
