//! `set_discounts`: what premiums cost less for who has aged escrow.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{errors::AccessError, events::DiscountsSet, instructions::config::set_discounts::DiscountArgs},
    breakwater_testkit::{client::ix, *},
};

fn tiers(list: &[(u64, u64)]) -> [DiscountArgs; 4] {
    let mut all = [DiscountArgs { least: 0, discount: 0 }; 4];
    for (tier, (least, discount)) in all.iter_mut().zip(list) {
        *tier = DiscountArgs {
            least: *least,
            discount: *discount,
        };
    }
    all
}

#[test]
fn set_discounts_takes_exactly_what_it_declares_and_writes_the_tiers() {
    let mut w = World::new();
    let ix = ix::set_discounts(w.bootstrap, tiers(&[(100, 50_000_000), (1_000, 200_000_000)]));
    refused_unless_governance(&mut w, &ix);
    refused_unless_as_declared(&mut w, &ix)
        .emits(DiscountsSet {
            largest: 200_000_000,
            at: w.now(),
        })
        .ok();
    let config = w.config();
    assert_eq!(
        (config.discounts[1].least.get(), config.discounts[1].discount.get()),
        (1_000, 200_000_000)
    );
    let discounts = [99, 100, 999, 1_000, u64::MAX].map(|aged| config.discount(aged));
    assert_eq!(discounts, [0, 50_000_000, 50_000_000, 200_000_000, 200_000_000]);
}

#[test]
fn a71_tiers_rise_and_give_nothing_for_nothing_and_never_more_than_a_fifth() {
    let mut w = World::new();
    for bad in [
        &[(0, 1)][..],
        &[(10, 200_000_001)],
        &[(10, 5), (10, 6)],
        &[(10, 5), (11, 5)],
        &[(10, 5), (9, 6)],
        &[(10, 0)],
        &[(0, 0), (10, 5)],
        &[(10, 5), (0, 0), (11, 6)],
    ] {
        let set = ix::set_discounts(w.bootstrap, tiers(bad));
        w.send_all(&[set]).refused(AccessError::BadDiscounts);
    }
    for good in [&[][..], &[(1, 1)], &[(1, 1), (2, 2), (3, 3), (4, 200_000_000)]] {
        let set = ix::set_discounts(w.bootstrap, tiers(good));
        w.send_all(&[set]).ok();
    }
}

#[test]
fn a_buyer_without_aged_escrow_gets_no_discount() {
    let price = |with: bool| {
        let (mut w, product) = world();
        if with {
            let set = ix::set_discounts(w.bootstrap, tiers(&[(1, 200_000_000)]));
            w.send_all(&[set]).ok();
        }
        w.observe_at(&product, PAR).ok();
        let (_, policy) = w.holder(&product, 100_000 * USDC, 60);
        w.policy(&policy).premium.get()
    };
    assert_eq!(price(true), price(false));
}
