//! `set_limits`.

use {
    super::{
        bounds::{BAD_LIMITS, GOOD_LIMITS},
        *,
    },
    crate::pool::{in_pool, second_pool, tamper::*},
    breakwater::{
        errors::{CaseError, EscrowError, GovernanceError, PolicyError, PoolError, ProductError},
        events::LimitsSet,
        instructions::product::terms_args::LimitsArgs,
        state::Action,
    },
};

fn limits_of(product: &Address, change: impl Fn(&mut LimitsArgs)) -> Action {
    let mut limits = DepegSpec::default().limits;
    change(&mut limits);
    Action::SetLimits { product: *product, limits }
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
    w.set_limits(&product, new).emits(said).ok();
    let mut wanted = *before;
    wanted.revise();
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
    let ix = w.ready(limits_of(&product, |l| l.cap = 5));
    refused_unless_as_declared(&mut w, &ix).ok();
}

#[test]
fn inv17_only_a_proposal_about_this_product_sets_its_limits() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let other = w.product_from(&DepegSpec::default());
    let action = limits_of(&product, |l| l.cap = 5);
    let right = w.ready(action);
    let elsewhere = right.swapped(&product, &other).swapped(&pda::watch(&product), &pda::watch(&other));
    w.send_all(&[elsewhere]).refused(GovernanceError::OtherSubject);
    let queue = w.queueing(action);
    let elsewhere = queue.swapped(&product, &other).swapped(&pda::watch(&product), &pda::watch(&other));
    w.send_all(&[elsewhere]).refused(GovernanceError::OtherSubject);
    refused_unless_queued(&mut w, action).ok();
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
            let (good, bad) = (limits_of(product, |_| ()), changed(change).limits);
            w.set_limits(product, bad).refused(error);
            let action = Action::SetLimits {
                product: *product,
                limits: bad,
            };
            let executed = forged(&mut w, good, action);
            w.send_all(&[executed]).refused(error);
        }
        for change in GOOD_LIMITS {
            w.set_limits(product, changed(change).limits).ok();
        }
    }
}

#[test]
fn the_severity_only_rises() {
    let mut w = World::new();
    let product = w.product_from(&changed(|s| (s.parametric.largest, s.limits.severity) = (500_000_000, 600_000_000)));
    let severity = |to: u64| limits_of(&product, |l| l.severity = to);
    // Below the largest payout it is out of bounds, between that and what it was it fell.
    for (to, error) in [
        (499_999_999, ProductError::BadSeverity),
        (500_000_000, ProductError::SeverityFell),
        (599_999_999, ProductError::SeverityFell),
    ] {
        w.enact(severity(to)).refused(error);
        let executed = forged(&mut w, severity(600_000_000), severity(to));
        w.send_all(&[executed]).refused(error);
    }
    for to in [600_000_000, 600_000_001, 1_000_000_000] {
        w.enact(severity(to)).ok();
    }
    w.enact(severity(999_999_999)).refused(ProductError::SeverityFell);
}

#[test]
fn a_cap_below_active_cover_stops_sales_and_takes_nothing_from_sold_cover() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 200_000 * USDC);
    let (holder, policy) = w.holder(&product, 50_000 * USDC, 30);
    let before = w.snapshot(&[policy, w.pool]);
    w.enact(limits_of(&product, |l| l.cap = 10_000 * USDC)).ok();
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
    w.enact(limits_of(&product, |l| l.cap = 1_000 * USDC)).ok();
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
    let action = limits_of(&product, |_| ());
    for right in [w.ready(action), w.queueing(action)] {
        w.send_all(&[right.swapped(&pda::watch(&product), &pda::watch(&lenient))])
            .refused(ProductError::WrongWatch);
        w.send_all(&[right.swapped(&product, &lenient)])
            .refused(GovernanceError::OtherSubject);
    }
}

#[test]
fn a04_pool_court_and_electorate_are_the_product_s_own() {
    let mut w = World::new();
    let product = w.assessed(&AssessedSpec::default());
    let second = second_pool(&mut w);
    in_pool(&mut w, second, |w| w.create_court(courts::court_args()).ok());
    let copy = copy_owned_by(&mut w, &pda::electorate(), breakwater::ID);
    let (pool, court) = (w.pool, pda::court(&w.pool));
    let mut limits = AssessedSpec::default().limits;
    limits.cap = 1_000 * USDC;
    w.set_limits(&product, limits).ok();
    limits.cap += 1;
    let right = w.ready(Action::SetLimits { product, limits });
    w.send_all(&[right.swapped(&pool, &second)]).refused(PoolError::WrongPool);
    w.send_all(&[right.swapped(&court, &pda::court(&second))])
        .refused(CaseError::WrongCourt);
    w.send_all(&[right.swapped(&pda::electorate(), &copy)])
        .refused(EscrowError::WrongElectorate);
    // A cap rises with both of them only.
    for missing in [court, pda::electorate()] {
        w.send_all(&[right.swapped(&missing, &breakwater::ID)])
            .refused(CaseError::CourtMismatch);
    }
    w.send_all(&[right]).ok();
}

#[test]
fn a66_limits_that_were_set_since_make_a_proposal_stale() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let (first, second) = (w.ready(limits_of(&product, |_| ())), w.ready(limits_of(&product, |l| l.cap = 5)));
    w.send_all(&[first]).ok();
    w.send_all(&[second]).refused(GovernanceError::ProposalStale);
}

#[test]
fn a72_a_pause_stops_new_business_only() {
    let mut w = World::new();
    let listed = w.product_from(&DepegSpec::default());
    let draft = draft_with(&mut w, &[SourceSpec::Pyth(1)]);
    crate::pool::pause_until(&mut w, i64::MAX);
    let add = add_of(&mut w, &draft, SourceSpec::Switchboard(2));
    w.send_all(&[add]).ok();
    seal(&mut w, &draft).ok();
    w.enact(limits_of(&draft, |l| l.cap = 5)).ok();
    w.advance(DAY);
    w.roll(&listed).ok();
    w.retire(&listed).ok();
    w.close_product(&listed).ok();
}
