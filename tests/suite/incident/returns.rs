//! What a step reserved for nobody goes back to those it was taken from, and whoever comes later gains nothing of it (ADR 18, A-36, R3).

use {
    crate::incident::kit::*,
    breakwater::errors::PoolError,
    breakwater_testkit::{client::ix, *},
};

/// A step of `percent` counts 38,000 of cover of which 19,000 is in force: as many waited at the breach and hide that a policy has ended. Final, with the
/// breach running; 20,000 of junior and 60,000 of senior.
struct Vain {
    w: World,
    product: Address,
    policies: [Address; 2],
    owners: [Address; 2],
}

fn vain() -> Vain {
    vain_of(&DepegSpec::default())
}

fn vain_of(spec: &DepegSpec) -> Vain {
    let mut w = World::new();
    let product = w.product_from(spec);
    let owners = [w.underwriter(JUNIOR, 20_000 * USDC), w.underwriter(SENIOR, 60_000 * USDC)];
    w.observe_at(&product, PAR).ok();
    let policies = [12, 60].map(|days| w.holder(&product, 19_000 * USDC, days).1);
    w.set_time(day(4, 0));
    w.holder(&product, 19_000 * USDC, 60);
    w.advance(60);
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(14, 0));
    strike(&mut w, &product, price_at(100));
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.assert_books();
    let i = w.incident(&product, 0);
    assert_eq!((i.funded.get(), i.shortfall.get()), (38_000 * USDC, 0), "19,000 for nobody");
    Vain {
        w,
        product,
        policies,
        owners,
    }
}

impl Vain {
    /// Everything is paid and closed.
    fn finish(&mut self) {
        recover_and_seal(&mut self.w, &self.product.clone(), 0);
        for policy in self.policies {
            self.w.settle(&self.product.clone(), 0, &policy).ok();
        }
        self.w.close_incident(&self.product.clone(), 0).ok();
        self.w.assert_books();
    }

    fn worth(&self, owner: &Address, tranche: u8) -> u64 {
        let mut pool = self.w.pool();
        pool.recognise(self.w.now()).expect("a ledger");
        let layer = &pool.tranches[usize::from(tranche)];
        let part = &self.w.position(owner).tranches[usize::from(tranche)];
        let living = part.generation == layer.generation;
        if living {
            layer.value(part.shares.get(), layer.capital.get()).expect("atoms")
        } else {
            0
        }
    }
}

#[test]
fn a_junior_that_was_wiped_out_gets_back_what_was_taken_of_it_for_nobody_after_senior() {
    let mut v = vain();
    // Junior's 20,000 and 18,000 of senior's; premium earned since lies on top.
    let lost = v.w.incident(&v.product, 0).taken;
    let (junior, senior) = (lost.tranches[0][0].amount.get(), lost.tranches[1][0].amount.get());
    assert_eq!(junior + senior, 38_000 * USDC);
    assert_eq!(v.w.pool().tranches[0].generation.get(), 1, "junior is closed");
    assert_eq!(v.w.pool().tranches[1].may_return.get(), senior);
    v.finish();
    // 19,000 come back: all of senior's first, the rest to the closed junior.
    let pool = v.w.pool();
    assert_eq!(pool.tranches[0].recovery_left.get(), 19_000 * USDC - senior);
    assert!(pool.tranches[1].returning_atoms(v.w.now()).expect("atoms") >= senior - 1);
    let before = v.w.wallet(&v.owners[0]);
    v.w.fetch_recovery(&v.owners[0].clone(), JUNIOR).ok();
    assert!(v.w.wallet(&v.owners[0]) - before + 1 >= 19_000 * USDC - senior);
    v.w.advance(91 * DAY);
    let worth = v.worth(&v.owners[1].clone(), SENIOR);
    assert!(worth >= 60_000 * USDC - 1, "senior is whole: {worth}");
}

#[test]
fn a36_whoever_enters_before_at_or_after_the_close_gains_nothing_of_what_comes_back() {
    for when in ["before the seal", "before the close", "after the close", "in the middle"] {
        let mut v = vain();
        let late = v.w.actor(600_000 * USDC);
        v.w.open_position(&late).ok();
        if when == "before the seal" {
            v.w.deposit(&late, SENIOR, 540_000 * USDC).ok();
        }
        recover_and_seal(&mut v.w, &v.product.clone(), 0);
        for policy in v.policies {
            v.w.settle(&v.product.clone(), 0, &policy).ok();
        }
        if when == "before the close" {
            v.w.deposit(&late, SENIOR, 540_000 * USDC).ok();
        }
        v.w.close_incident(&v.product.clone(), 0).ok();
        if when == "in the middle" {
            v.w.advance(45 * DAY);
        }
        if when == "after the close" || when == "in the middle" {
            v.w.deposit(&late, SENIOR, 540_000 * USDC).ok();
        }
        v.w.advance(100 * DAY);
        let (old, new) = (v.worth(&v.owners[1].clone(), SENIOR), v.worth(&late, SENIOR));
        // Premium apart, which is some 700 for all of it, nobody gains: the newcomer ends with no more than was put in.
        assert!(new <= 541_000 * USDC, "{when}: {new}");
        assert!(old >= 59_999 * USDC, "{when}: {old}");
        v.w.assert_books();
    }
}

#[test]
fn nobody_else_makes_an_owner_leave_while_their_money_may_come_back_or_is_on_its_way() {
    let mut v = vain();
    let senior = v.owners[1];
    v.w.request_all(&senior, SENIOR).ok();
    v.w.advance(8 * DAY);
    recover_and_seal(&mut v.w, &v.product.clone(), 0);
    v.w.execute(&senior, SENIOR).refused(PoolError::Unsettled);
    let base = v.w.svm.clone();
    let to = pda::associated_token(&senior, &v.w.mint);
    let own = ix::execute_withdrawal(v.w.pool, senior, senior, to, SENIOR);
    v.w.send_all(&[own]).ok();
    v.w.svm = base;
    for policy in v.policies {
        v.w.settle(&v.product.clone(), 0, &policy).ok();
    }
    // Closed and executed in one breath, 19,000 would stay behind: it streams to who is there.
    v.w.close_incident(&v.product.clone(), 0).ok();
    v.w.execute(&senior, SENIOR).refused(PoolError::Unsettled);
    let base = v.w.svm.clone();
    v.w.send_all(&[ix::execute_withdrawal(v.w.pool, senior, senior, to, SENIOR)]).ok();
    v.w.svm = base;
    // Once less than a hundredth of the capital is on its way, everybody may.
    v.w.advance(90 * DAY);
    v.w.execute(&senior, SENIOR).ok();
    v.w.assert_books();
}

#[test]
fn who_leaves_last_while_money_may_come_back_leaves_it_to_the_reserve_and_to_no_newcomer() {
    let mut v = vain();
    let senior = v.owners[1];
    v.w.request_all(&senior, SENIOR).ok();
    v.w.advance(8 * DAY);
    recover_and_seal(&mut v.w, &v.product.clone(), 0);
    // The cover that is left must end first: then nothing keeps the last capital in.
    v.w.set_time(day(80, 0));
    v.w.roll(&v.product.clone()).ok();
    let to = pda::associated_token(&senior, &v.w.mint);
    v.w.send_all(&[ix::execute_withdrawal(v.w.pool, senior, senior, to, SENIOR)]).ok();
    let generation = v.w.pool().tranches[1].generation.get();
    assert_eq!(generation, 1, "a new generation: what may come back is not its");
    let late = v.w.underwriter(SENIOR, 1_000 * USDC);
    for policy in v.policies {
        v.w.settle(&v.product.clone(), 0, &policy).ok();
    }
    let reserve = v.w.pool().reserve.get();
    v.w.close_incident(&v.product.clone(), 0).ok();
    assert!(v.w.pool().reserve.get() > reserve);
    v.w.advance(100 * DAY);
    assert!(v.worth(&late, SENIOR) <= 1_000 * USDC);
    v.w.assert_books();
}

#[test]
fn a_gift_of_one_atom_delays_what_is_on_its_way_by_no_more_than_a_second() {
    let mut v = vain();
    v.finish();
    let rich = v.w.actor(1_000 * USDC);
    let until = v.w.pool().tranches[1].returning_until.get();
    v.w.advance(60 * DAY);
    // Only what is recovered for a tranche's own loss joins its stream; a gift to the pool has a stream of its own.
    for _ in 0..20 {
        v.w.recover(&rich, 0, 1).ok();
    }
    assert_eq!(v.w.pool().tranches[1].returning_until.get(), until);
    v.w.assert_books();
}

#[test]
fn inv07_the_close_of_an_incident_raises_no_price() {
    let mut v = vain();
    recover_and_seal(&mut v.w, &v.product.clone(), 0);
    for policy in v.policies {
        v.w.settle(&v.product.clone(), 0, &policy).ok();
    }
    let mut before = v.w.pool();
    before.recognise(v.w.now()).expect("a ledger");
    v.w.close_incident(&v.product.clone(), 0).ok();
    let after = v.w.pool();
    for n in 0..2 {
        assert_eq!(after.tranches[n].capital, before.tranches[n].capital);
        assert_eq!(after.tranches[n].shares, before.tranches[n].shares);
    }
}

#[test]
fn what_may_come_back_is_attributed_anew_when_a_second_step_follows_a_payment() {
    // Junior 100 and senior 900 of one pool; a step takes 200, of which half is paid before the next takes 500 more.
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 100 * USDC);
    w.underwriter(SENIOR, 2_900 * USDC);
    w.observe_at(&product, PAR).ok();
    let policies = [60, 60].map(|days| w.holder(&product, 1_000 * USDC, days).1);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(10));
    w.settle(&product, 0, &policies[0]).ok();
    w.assert_books();
    w.underwriter(JUNIOR, 400 * USDC);
    fall(&mut w, &product, price_at(50));
    w.raise(&product, 0).ok();
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    // `assert_books` recomputes it from the incident.
    w.assert_books();
    w.settle(&product, 0, &policies[1]).ok();
    w.assert_books();
}

/// What a step reserves is an upper bound; a price that remembers it would make those pay who come later.
#[test]
fn only_what_is_paid_loads_the_price_and_stays_a_loss() {
    let mut spec = DepegSpec::default();
    (spec.limits.cap, spec.limits.experience) = (1_000_000 * USDC, 1_000_000_000);
    let mut v = vain_of(&spec);
    assert_eq!(v.w.product_summary(&v.product.clone()).loss_total, 38_000 * USDC);
    v.finish();
    let (p, pool) = (v.w.product_summary(&v.product.clone()), v.w.pool());
    assert_eq!(
        (p.paid_total, p.loss_total, pool.loss_total.get()),
        (19_000 * USDC, 19_000 * USDC, 19_000 * USDC)
    );
    let days = (v.w.now() - v.w.product(&v.product).loading_at.get()) / DAY;
    // 1.9 % of the cap: 1.9 % dearer, and two days later hardly less.
    assert!(
        (18_500_000..=19_000_001).contains(&p.experience),
        "{} after {days} days of the period",
        p.experience
    );
}
