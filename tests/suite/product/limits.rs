//! `set_limits`.

use {
    super::{
        bounds::{BAD_LIMITS, GOOD_LIMITS},
        *,
    },
    crate::pool::tamper::*,
    breakwater::{
        errors::{AccessError, PolicyError, ProductError},
        events::LimitsSet,
        instructions::product::terms_args::LimitsArgs,
    },
};

fn limits_of(w: &World, product: &Address, change: impl Fn(&mut LimitsArgs)) -> Instruction {
    let mut limits = DepegSpec::default().limits;
    change(&mut limits);
    ix::set_limits(w.bootstrap, w.pool, *product, limits)
}

#[test]
fn limits_are_replaced_as_given_and_nothing_else() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let before = w.product(&product);
    let new = LimitsArgs {
        cap: 77,
        base: 1,
        kink: 2,
        at_kink: 3,
        full: 4,
        minimum: 5,
        severity: 1_000_000_000,
        audit_per_day: 6,
        audit_most: 7,
        experience: 8,
        audit_days: 9,
    };
    let said = LimitsSet {
        product,
        cap: 77,
        severity: 1_000_000_000,
        at: w.now(),
    };
    let set = ix::set_limits(w.bootstrap, w.pool, product, new);
    w.send("set_limits", set).emits(said).ok();
    let mut wanted = *before;
    let l = &mut wanted.limits;
    (l.cap, l.base, l.kink, l.at_kink) = (77.into(), 1.into(), 2.into(), 3.into());
    (l.full, l.minimum, l.severity) = (4.into(), 5.into(), 1_000_000_000.into());
    (l.audit_per_day, l.audit_most) = (6.into(), 7.into());
    (l.experience, l.audit_days) = (8.into(), 9.into());
    assert_eq!(bytemuck::bytes_of(&*w.product(&product)), bytemuck::bytes_of(&wanted));
}

#[test]
fn set_limits_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let ix = limits_of(&w, &product, |l| l.cap = 5);
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn only_governance_sets_limits() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let right = limits_of(&w, &product, |_| ());
    let stranger = w.wallet_address();
    for other in [stranger, w.guardian, w.keeper] {
        w.send_all(&[right.swapped(&w.bootstrap, &other)])
            .refused(AccessError::NotGovernance);
    }
}

#[test]
fn a71_limits_keep_their_bounds_in_every_state_of_the_product() {
    let mut w = World::new();
    let products = [
        w.draft(&DepegSpec::default()),
        w.product_from(&DepegSpec::default()),
        w.product_from(&DepegSpec::default()),
    ];
    w.retire(&products[2]).ok();
    for product in &products {
        for (error, change) in BAD_LIMITS {
            w.send_all(&[ix::set_limits(w.bootstrap, w.pool, *product, changed(change).limits)])
                .refused(error);
        }
        for change in GOOD_LIMITS {
            w.send_all(&[ix::set_limits(w.bootstrap, w.pool, *product, changed(change).limits)])
                .ok();
        }
    }
}

#[test]
fn the_severity_only_rises() {
    let mut w = World::new();
    let product = w.product_from(&changed(|s| (s.parametric.largest, s.limits.severity) = (500_000_000, 600_000_000)));
    let severity = |w: &World, to: u64| limits_of(w, &product, |l| l.severity = to);
    // Below the largest payout it is out of bounds, between that and what it was it fell.
    for (to, error) in [
        (499_999_999, ProductError::BadSeverity),
        (500_000_000, ProductError::SeverityFell),
        (599_999_999, ProductError::SeverityFell),
    ] {
        let ix = severity(&w, to);
        w.send_all(&[ix]).refused(error);
    }
    for to in [600_000_000, 600_000_001, 1_000_000_000] {
        let ix = severity(&w, to);
        w.send_all(&[ix]).ok();
    }
    let ix = severity(&w, 999_999_999);
    w.send_all(&[ix]).refused(ProductError::SeverityFell);
}

#[test]
fn a_cap_below_active_cover_stops_sales_and_takes_nothing_from_sold_cover() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 200_000 * USDC);
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
    let before = w.snapshot(&[policy, w.pool]);
    let set = limits_of(&w, &product, |l| l.cap = 10_000 * USDC);
    w.send_all(&[set]).ok();
    assert_eq!(w.snapshot(&[policy, w.pool]), before);
    assert_eq!(w.product(&product).active.get(), 50_000 * USDC);
    let buyer = w.actor(100_000 * USDC);
    w.buy(&product, &buyer, 0, 10 * USDC, 30).refused(PolicyError::CapReached);
    w.assert_books();
    // The sold cover is paid in full.
    w.advance(3 * DAY);
    w.hold(&product, 790_000_000, 3_600);
    w.trigger(&product).ok();
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    let wallet = w.wallet(&holder);
    w.settle(&product, 0, &policy).ok();
    assert_eq!(w.wallet(&holder) - wallet, 50_000 * USDC);
    w.assert_books();
}

#[test]
fn a_cap_is_met_to_the_atom() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 200_000 * USDC);
    let set = limits_of(&w, &product, |l| l.cap = 1_000 * USDC);
    w.send_all(&[set]).ok();
    w.publish_all(&product, 1_000_000_000);
    w.observe(&product).ok();
    let buyer = w.actor(10_000 * USDC);
    w.buy(&product, &buyer, 0, 1_000 * USDC + 1, 30).refused(PolicyError::CapReached);
    w.buy(&product, &buyer, 0, 990 * USDC, 30).ok();
    w.buy(&product, &buyer, 1, 10 * USDC + 1, 30).refused(PolicyError::CapReached);
    w.buy(&product, &buyer, 1, 10 * USDC, 30).ok();
}

#[test]
fn a04_the_largest_payout_is_read_from_the_product_s_own_watch() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let lenient = w.product_from(&changed(|s| (s.parametric.largest, s.limits.severity) = (1, 1)));
    let right = limits_of(&w, &product, |_| ());
    w.send_all(&[right.swapped(&pda::watch(&product), &pda::watch(&lenient))])
        .refused(ProductError::WrongWatch);
    w.send_all(&[right.swapped(&product, &lenient)]).refused(ProductError::WrongWatch);
}

#[test]
fn a72_a_pause_stops_new_business_only() {
    let mut w = World::new();
    let listed = w.product_from(&DepegSpec::default());
    let draft = draft_with(&mut w, &[SourceSpec::Pyth(1)]);
    crate::pool::pause_until(&mut w, i64::MAX);
    let add = add_of(&w, &draft, SourceSpec::Switchboard(2));
    w.send_all(&[add]).ok();
    let seal = seal_of(&w, &draft);
    w.send_all(&[seal]).ok();
    let set = limits_of(&w, &draft, |l| l.cap = 5);
    w.send_all(&[set]).ok();
    w.advance(DAY);
    w.roll(&listed).ok();
    w.retire(&listed).ok();
    w.close_product(&listed).ok();
}
