//! Discounts, set by a proposal: what premiums cost less for who has aged escrow.

use {
    crate::{incident::kit::*, pool::tamper::*},
    breakwater::{
        errors::{AccessError, GovernanceError},
        events::ActionExecuted,
        state::{Action, DiscountArgs, Topic},
    },
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
    let action = Action::SetDiscounts {
        tiers: tiers(&[(100, 50_000_000), (1_000, 200_000_000)]),
    };
    refused_unless_queued_and_back(&mut w, action);
    let before = w.config();
    let proposal = w.next_proposal();
    let ix = w.ready(action);
    refused_unless_as_declared(&mut w, &ix)
        .emits(ActionExecuted {
            proposal,
            hash: action.hash().expect("a hash"),
            at: w.now(),
        })
        .ok();
    let config = w.config();
    let mut wanted = *before;
    (wanted.discounts, wanted.acted_at) = (config.discounts, w.now().into());
    wanted.revise(Topic::Discounts);
    assert_eq!(bytemuck::bytes_of(&*config), bytemuck::bytes_of(&wanted), "and nothing else");
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
        let (bad, good) = (tiers(bad), tiers(&[]));
        w.set_discounts(bad).refused(AccessError::BadDiscounts);
        let executed = forged(&mut w, Action::SetDiscounts { tiers: good }, Action::SetDiscounts { tiers: bad });
        w.send_all(&[executed]).refused(AccessError::BadDiscounts);
    }
    for good in [&[][..], &[(1, 1)], &[(1, 1), (2, 2), (3, 3), (4, 200_000_000)]] {
        w.set_discounts(tiers(good)).ok();
    }
}

#[test]
fn a_buyer_without_aged_escrow_gets_no_discount() {
    let price = |with: bool| {
        let (mut w, product) = world();
        if with {
            w.set_discounts(tiers(&[(1, 200_000_000)])).ok();
        }
        w.observe_at(&product, PAR).ok();
        let (_, policy) = w.holder(&product, 100_000 * USDC, 60);
        w.policy(&policy).premium.get()
    };
    assert_eq!(price(true), price(false));
}

#[test]
fn inv17_a_proposal_about_something_else_sets_no_parameter() {
    let mut w = World::new();
    let pool = w.pool;
    let (queued, proposal) = w.queue_before(Action::RetirePool { pool });
    queued.ok();
    w.send_all(&[ix::set_parameters(proposal)]).refused(GovernanceError::WrongAction);
}
