//! What holders do with policies, what governance sets, and what is recovered after losses.

use {
    crate::{measure::Bench, scenario::ONE},
    breakwater::state::{Action, DiscountArgs},
    breakwater_client::{Address, ix, pda},
    breakwater_floor::{CLOSE, CREATE, PULL, PUSH},
    breakwater_testkit::{AssessedSpec, DAY, DepegSpec, JUNIOR, PoolSpec, SENIOR, USDC, World},
};

/// Everything, in an order that a reader follows.
pub fn run(b: &mut Bench) {
    settings(b);
    policies(b);
    recoveries(b);
}

fn settings(b: &mut Bench) {
    let mut w = World::new();
    let (gov, pool) = (w.bootstrap, w.pool);
    let tier = |n: u64| DiscountArgs {
        least: n * 1_000,
        discount: n * 50_000_000,
    };
    let tiers = [tier(1), tier(2), tier(3), tier(4)];
    let set = w.ready(Action::SetDiscounts { tiers });
    b.row(&mut w, "set_parameters, discounts", set, 0, 24);
    let spec = AssessedSpec::default();
    let draft = ix::draft_assessed(gov, pool, 0, spec.group, spec.terms, spec.limits);
    b.row(&mut w, "draft_assessed", draft, CREATE, 77);
    let product = pda::product(&pool, 0);
    let hash = w.terms_hash(&product);
    w.seal_with(&product, hash).ok();
    let today = u32::try_from(w.now() / DAY).expect("a day");
    let attest = w.ready(Action::AttestAudit {
        product,
        auditor: gov,
        hash: [1; 32],
        day: today,
    });
    b.row(&mut w, "attest_audit", attest, 0, 84);
    w.underwriter(SENIOR, 400_000 * USDC);
    let mut stricter = PoolSpec::default().0;
    stricter.margin_bps = 12_000;
    let parameters = stricter;
    let set = w.ready(Action::SetPool { pool, parameters });
    b.row(&mut w, "set_pool_parameters", set, 0, 54);
}

/// A pool with three products in three groups, a loading, matured requests and correlation: everything on.
fn policies(b: &mut Bench) {
    let mut spec = PoolSpec::default();
    (spec.0.margin_bps, spec.0.junior_floor_bps) = (12_000, 2_000);
    let mut w = World::with_pool(spec);
    let mut depeg = DepegSpec::default();
    (depeg.limits.audit_per_day, depeg.limits.audit_most) = (1_000_000, 500_000_000);
    let product = w.product_from(&depeg);
    let others: Vec<Address> = [1, 2]
        .iter()
        .map(|group| {
            w.assessed(&AssessedSpec {
                group: *group,
                ..AssessedSpec::default()
            })
        })
        .collect();
    w.underwriter(JUNIOR, 200_000 * USDC);
    let leaver = w.underwriter(SENIOR, 400_000 * USDC);
    let buyer = w.actor(100_000 * USDC);
    for (id, other) in others.iter().enumerate() {
        w.buy(other, &buyer, id as u64, 150_000 * USDC, 300).ok();
    }
    w.request(&leaver, SENIOR, 1_000_000_000).ok();
    w.advance(9 * DAY);
    w.observe_at(&product, ONE).ok();
    for id in 0..3 {
        w.buy(&product, &buyer, id, 10_000 * USDC, 30).ok();
    }
    let (pool, own) = (w.pool, pda::associated_token(&buyer, &w.mint));
    let next = crate::scenario::buy(&w, product, buyer, 3, 10_000 * USDC);
    b.row(&mut w, "buy_policy, everything on", next, CREATE | PULL, 176);
    let policy = |id| pda::policy(&product, &buyer, id);
    let extend = ix::extend_policy(pool, product, policy(0), buyer, own, 30, u64::MAX);
    b.row(&mut w, "extend_policy", extend, PULL, 128);
    b.row(
        &mut w,
        "transfer_policy",
        ix::transfer_policy(product, policy(1), buyer, leaver),
        0,
        112,
    );
    w.advance(8 * DAY);
    w.roll(&product).ok();
    w.fund(buyer, USDC);
    let cancel = ix::cancel_policy(pool, product, policy(2), buyer, buyer, own, 0);
    b.row(&mut w, "cancel_policy", cancel, PUSH | CLOSE, 128);
    b.row(&mut w, "pool_summary", ix::pool_summary(pool), 0, 0);
    b.row(&mut w, "product_summary", ix::product_summary(pool, product), 0, 0);
}

/// A breach that takes more than the pool has, and what is recovered later.
fn recoveries(b: &mut Bench) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let bridge = w.product_from(&DepegSpec {
        group: 1,
        ..DepegSpec::default()
    });
    let (owner, rich) = (w.underwriter(JUNIOR, 60_000 * USDC), w.actor(100_000 * USDC));
    // Independent groups: more cover than capital.
    let mut loose = PoolSpec::default().0;
    loose.correlation_bps = 0;
    w.set_pool(loose).ok();
    let (_, first) = w.holder(&product, 42_000 * USDC, 30);
    let (_, second) = w.holder(&bridge, 42_000 * USDC, 30);
    w.advance(3 * DAY);
    for struck in [&product, &bridge] {
        w.hold(struck, 700_000_000, 3_900);
        w.trigger(struck).ok();
    }
    w.advance(DAY);
    for (struck, policy) in [(&product, &first), (&bridge, &second)] {
        w.finalise(struck, 0).ok();
        w.seal(struck, 0).ok();
        // Counted, and settled once more after the last of a cut incident was.
        w.settle(struck, 0, policy).ok();
        let _ = w.settle(struck, 0, policy);
    }
    let (pool, own) = (w.pool, pda::associated_token(&rich, &w.mint));
    b.row(&mut w, "release_incident", ix::release_incident(pool, bridge, 0), 0, 64);
    let recover = ix::recover_incident(pool, bridge, 0, rich, own, 10_000 * USDC);
    b.row(&mut w, "recover, of an incident", recover, PULL, 97);
    b.row(&mut w, "recover", ix::recover(pool, rich, own, 2, 1_000 * USDC), PULL, 97);
    let to = pda::associated_token(&owner, &w.mint);
    b.row(&mut w, "fetch_recovery", ix::fetch_recovery(pool, owner, to, JUNIOR), PUSH, 89);
}
