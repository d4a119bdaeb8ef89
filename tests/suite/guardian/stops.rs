//! What a pause stops, to the second, and that nobody loses a deadline to it. That it stops nothing else: `substitution/paused.rs`.

use {
    super::kit::*,
    breakwater::errors::AccessError,
    breakwater_testkit::{client::ix, world::PLENTY, *},
};

/// Where all five kinds of new business work.
struct Scene {
    w: World,
    product: Address,
    policy: Address,
    underwriter: Address,
    buyer: Address,
    member: Address,
}

fn scene() -> Scene {
    let mut w = World::new();
    w.seat_court();
    let member = w.juror(1_000_000_000_000_000);
    w.advance(16 * DAY);
    let product = w.product_from(&DepegSpec::default());
    let underwriter = w.underwriter(SENIOR, 400_000 * USDC);
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.observe(&product).ok();
    let (holder, policy) = w.holder(&product, 100 * USDC, 60);
    for person in [holder, underwriter] {
        w.fund(person, 1_000 * USDC);
    }
    let buyer = w.actor(1_000 * USDC);
    Scene {
        w,
        product,
        policy,
        underwriter,
        buyer,
        member,
    }
}

/// A draft of a product that sources decide.
fn draft(w: &World, drafter: Address) -> Instruction {
    let (spec, id) = (DepegSpec::default(), w.pool().product_count.get());
    ix::draft_product(drafter, w.pool, id, spec.group, spec.terms, spec.parametric, spec.limits)
}

/// A draft of a product that jurors decide.
fn draft_assessed(w: &World, drafter: Address) -> Instruction {
    let (spec, id) = (AssessedSpec::default(), w.pool().product_count.get());
    ix::draft_assessed(drafter, w.pool, id, spec.group, spec.terms, spec.limits)
}

type Business = (&'static str, fn(&mut Scene) -> Outcome);

const STOPPED: &[Business] = &[
    ("deposit", |s| s.w.deposit(&s.underwriter, SENIOR, 100 * USDC)),
    ("buy", |s| s.w.buy(&s.product, &s.buyer, 1, 100 * USDC, 30)),
    ("extend", |s| s.w.extend(&s.product, &s.policy, 30)),
    ("draft by the bootstrap authority", |s| {
        let draft = draft(&s.w, s.w.bootstrap);
        s.w.send_all(&[draft])
    }),
    ("draft by a member", |s| {
        let draft = ix::by_member(draft(&s.w, s.member));
        s.w.send_all(&[draft])
    }),
    ("assessed draft by the bootstrap authority", |s| {
        let draft = draft_assessed(&s.w, s.w.bootstrap);
        s.w.send_all(&[draft])
    }),
    ("assessed draft by a member", |s| {
        let draft = ix::by_member(draft_assessed(&s.w, s.member));
        s.w.send_all(&[draft])
    }),
];

#[test]
fn a72_a_pause_stops_deposits_sales_extensions_and_drafts_until_its_second_has_come() {
    let mut s = scene();
    for (name, business) in STOPPED {
        let base = s.w.svm.clone();
        println!("{name}: works");
        business(&mut s).ok();
        s.w.svm = base;
    }
    let (start, product) = (s.w.now(), s.product);
    s.w.pause().ok();
    for (name, business) in STOPPED {
        println!("{name}: paused");
        business(&mut s).refused(AccessError::Paused);
    }
    // Prices are observed in the pause, so that sales begin with its end.
    s.w.set_time(start + PAUSE - 60);
    s.w.publish_all(&product, 1_000_000_000);
    s.w.observe(&product).ok();
    s.w.set_time(start + PAUSE - 1);
    for (name, business) in STOPPED {
        println!("{name}: the last second");
        business(&mut s).refused(AccessError::Paused);
    }
    for after in [PAUSE, PAUSE + 1] {
        s.w.set_time(start + after);
        for (name, business) in STOPPED {
            println!("{name}: over");
            let base = s.w.svm.clone();
            business(&mut s).ok();
            s.w.svm = base;
        }
    }
}

#[test]
fn a72_a_pause_that_is_lifted_stops_nothing_any_more() {
    let mut s = scene();
    s.w.pause().ok();
    lift(&mut s.w).ok();
    for (name, business) in STOPPED {
        println!("{name}");
        let base = s.w.svm.clone();
        business(&mut s).ok();
        s.w.svm = base;
    }
}

/// A claim is filed in the last second in which it can be, in the last second of the longest pause there is.
#[test]
fn a72_no_deadline_of_a_claim_is_lost_to_a_pause() {
    let mut w = World::new();
    let product = w.assessed(&AssessedSpec::default());
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    let buyer = w.actor(PLENTY);
    w.buy(&product, &buyer, 0, 40_000 * USDC, 60).ok();
    let policy = pda::policy(&product, &buyer, 0);
    let (of, grace) = (w.policy(&policy), w.product(&product).terms.grace_days.get());
    let end = of.grace_ends(grace);
    let key = w.claim_key(&product, &policy, of.end_day.get() - 1);
    w.set_time(end - 2 * PAUSE);
    w.pause().ok();
    w.pause().ok();
    w.set_time(end - 1);
    assert!(w.config().paused_until.get() > w.now());
    w.file_claim(&key, 1_000 * USDC).ok();
}

/// The notice of a withdrawal runs during a pause, and in it capital leaves.
#[test]
fn a72_capital_that_has_waited_leaves_in_a_pause() {
    let mut w = World::new();
    let owner = w.underwriter(SENIOR, 1_000 * USDC);
    w.request_all(&owner, SENIOR).ok();
    w.advance(8 * DAY - 2 * PAUSE);
    w.pause().ok();
    w.pause().ok();
    w.advance(2 * PAUSE - 1);
    assert!(w.config().paused_until.get() > w.now());
    let shares = w.position(&owner).tranches[usize::from(SENIOR)].shares.get();
    w.withdraw(&owner, SENIOR, shares / 2, 1).ok();
    w.execute(&owner, SENIOR).ok();
}
