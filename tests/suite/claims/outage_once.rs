//! Claims for an outage on a product whose sources breach afterwards.

use {crate::incident::kit::*, breakwater_testkit::*};

#[test]
fn inv13_a_claim_for_an_outage_and_a_breach_hold_the_same_cover_once() {
    let (mut w, product) = world();
    w.seat_court();
    let (_, policy) = w.holder(&product, 30_000 * USDC, 60);
    w.advance(4 * DAY);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 20_000 * USDC).ok();
    assert_eq!(w.pool().provisional.get(), 20_000 * USDC);
    fall(&mut w, &product, price_at(100));
    w.assert_books();
    assert_eq!(w.product(&product).provisional.get(), 50_000 * USDC, "the claim's and the breach's");
    assert_eq!(w.pool().provisional.get(), 30_000 * USDC, "of 30,000 that can be lost");
    // What the claim held is subtracted exactly: the breach's is left.
    w.decide(&key.case(0), 0);
    w.conclude_claim(&key, 0).ok();
    let until = w.claim(&key).refile_until.get();
    w.set_time(until);
    let give_up = client::ix::give_up_claim(w.keeper, &key);
    w.send("give_up_claim", give_up).ok();
    w.assert_books();
    assert_eq!(w.pool().provisional.get(), 30_000 * USDC);
}
