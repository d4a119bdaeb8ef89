//! how much cover a product and a pool carry, to the atom.

use {crate::incident::kit::*, breakwater::errors::PolicyError, breakwater_testkit::*};

/// A product with a cap of 100,000 in a pool of half a million, observed now, and a buyer who can pay.
fn capped() -> (World, Address, Address) {
    let mut spec = DepegSpec::default();
    spec.limits.cap = 100_000 * USDC;
    let (mut w, product) = world_of(&spec);
    w.observe_at(&product, PAR).ok();
    let buyer = w.actor(1_000_000 * USDC);
    (w, product, buyer)
}

/// The default product in a pool whose whole capital is 100,000, observed now, and a buyer who can pay.
fn small_pool() -> (World, Address, Address) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 100_000 * USDC);
    w.observe_at(&product, PAR).ok();
    let buyer = w.actor(1_000_000 * USDC);
    (w, product, buyer)
}

#[test]
fn a40_the_cap_sells_out_to_the_last_atom_and_not_one_more() {
    let (mut w, product, buyer) = capped();
    w.buy(&product, &buyer, 0, 60_000 * USDC, 30).ok();
    w.buy(&product, &buyer, 1, 40_000 * USDC + 1, 30).refused(PolicyError::CapReached);
    w.buy(&product, &buyer, 1, 40_000 * USDC, 30).ok();
    w.buy(&product, &buyer, 2, 10 * USDC, 30).refused(PolicyError::CapReached);
    w.assert_books();
}

#[test]
fn a40_a_cap_below_what_is_sold_stops_sales_and_takes_nothing() {
    let (mut w, product, buyer) = capped();
    w.buy(&product, &buyer, 0, 60_000 * USDC, 30).ok();
    let mut limits = DepegSpec::default().limits;
    limits.cap = 50_000 * USDC;
    w.set_limits(&product, limits).ok();
    w.buy(&product, &buyer, 1, 10 * USDC, 30).refused(PolicyError::CapReached);
    assert_eq!(w.product(&product).active.get(), 60_000 * USDC);
    w.assert_books();
}

#[test]
fn a40_two_purchases_that_fit_alone_but_not_together_do_not_both_pass_in_one_transaction() {
    let (mut w, product, buyer) = capped();
    let two = w.actor(1_000_000 * USDC);
    let first = buy_ix(&w, &product, &buyer, buy_args(&buyer, 0, 60_000 * USDC, 30));
    let second = buy_ix(&w, &product, &two, buy_args(&two, 0, 60_000 * USDC, 30));
    w.send_all(&[first, second]).refused(PolicyError::CapReached);
}

#[test]
fn a40_the_pools_capital_sells_out_to_the_last_atom_and_not_one_more() {
    let (mut w, product, buyer) = small_pool();
    w.buy(&product, &buyer, 0, 100_000 * USDC + 1, 30)
        .refused(PolicyError::NotEnoughCapital);
    w.buy(&product, &buyer, 0, 60_000 * USDC, 30).ok();
    // The fraction of its premium that no stream expresses was earned at once.
    let left = w.pool().capital().expect("a sum") - 60_000 * USDC;
    assert!(left - 40_000 * USDC <= 1);
    w.buy(&product, &buyer, 1, left + 1, 30).refused(PolicyError::NotEnoughCapital);
    w.buy(&product, &buyer, 1, left, 30).ok();
    w.assert_books();
}

#[test]
fn a40_cover_of_every_product_of_the_pool_counts() {
    let (mut w, product, buyer) = small_pool();
    let second = w.product_from(&spec_with_feeds(11));
    w.observe_at(&second, PAR).ok();
    w.buy(&product, &buyer, 0, 60_000 * USDC, 30).ok();
    // One group at severity 100 %: what is active may reach capital, whichever product it is of.
    let left = w.pool().capital().expect("a sum") - 60_000 * USDC;
    w.buy(&second, &buyer, 0, left + 1, 30).refused(PolicyError::NotEnoughCapital);
    w.buy(&second, &buyer, 0, left, 30).ok();
    w.assert_books();
}

#[test]
fn a40_another_products_undecided_loss_is_not_sold_twice() {
    let (mut w, product, buyer) = small_pool();
    let second = w.product_from(&spec_with_feeds(11));
    w.buy(&product, &buyer, 0, 30_000 * USDC, 30).ok();
    w.advance(3 * DAY);
    see(&mut w, &product, price_at(1)).ok();
    let pool = w.pool();
    assert_eq!((pool.provisional.get(), pool.active_cover.get()), (30_000 * USDC, 30_000 * USDC));
    w.observe_at(&second, PAR).ok();
    // Capital less what may be lost carries what is active and what is new; premium earned since is part of it.
    let recognised = {
        w.buy(&second, &buyer, 9, 10 * USDC, 30).ok();
        w.pool().capital().expect("a sum")
    };
    let left = recognised - 30_000 * USDC - w.pool().active_cover.get();
    w.buy(&second, &buyer, 0, left + 1, 30).refused(PolicyError::NotEnoughCapital);
    w.buy(&second, &buyer, 0, left, 30).ok();
    w.assert_books();
}

#[test]
fn a40_matured_requests_are_spoken_for() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let leaver = w.underwriter(SENIOR, 40_000 * USDC);
    w.underwriter(SENIOR, 60_000 * USDC);
    w.request_all(&leaver, SENIOR).ok();
    let buyer = w.actor(1_000_000 * USDC);
    w.advance(7 * DAY);
    w.observe_at(&product, PAR).ok();
    w.buy(&product, &buyer, 0, 10_000 * USDC, 30).ok();
    w.next_midnight();
    w.observe_at(&product, PAR).ok();
    // The notice is over at this midnight: 40,000 and their part of what was earned since may leave, and what is left carries cover.
    let (capital, _) = backing(&w);
    let book = &w.pool().tranches[1];
    let spoken_for = crate::pool::value_of(book.pending_shares.get(), capital, book.shares.get());
    assert!((40_000 * USDC..40_010 * USDC).contains(&spoken_for));
    let left = capital - spoken_for - 10_000 * USDC;
    w.buy(&product, &buyer, 1, left + 1, 30).refused(PolicyError::NotEnoughCapital);
    w.buy(&product, &buyer, 1, left, 30).ok();
    w.execute(&leaver, SENIOR).ok();
    assert!(w.wallet(&leaver) >= 40_000 * USDC - 1);
    w.assert_books();
}

#[test]
fn ended_cover_frees_capital_and_cap_without_any_other_call() {
    let (mut w, product, buyer) = small_pool();
    w.buy(&product, &buyer, 0, 100_000 * USDC, 7).ok();
    w.buy(&product, &buyer, 1, 10 * USDC, 7).refused(PolicyError::NotEnoughCapital);
    w.advance(8 * DAY);
    w.observe_at(&product, PAR).ok();
    w.buy(&product, &buyer, 1, 100_000 * USDC, 7).ok();
    w.assert_books();
}
