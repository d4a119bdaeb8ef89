//! Attempts to free capital by `recount` that a later step then needs. Each underwriter takes all that is free as soon as it is, and
//! the worst comes after: what stays must fund it whole and back what still runs.

use {
    crate::incident::kit::*,
    breakwater::errors::{IncidentError, PoolError},
    breakwater_testkit::*,
};

/// The pool, its product, who wants out, and the policies: 10,000 to the midnight of day 8, 20,000 to day 60 or so.
struct Tight {
    w: World,
    product: Address,
    leaver: Address,
    policies: [Address; 2],
}

/// Day 4, midnight. Those who stay hold hardly more than the cover; the leaver's notice ends at the midnight of day 8.
fn tight() -> Tight {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 20_010 * USDC);
    let leaver = w.underwriter(SENIOR, 100_000 * USDC);
    w.request_all(&leaver, SENIOR).ok();
    let policies = [(10_000, 7), (20_000, 60)].map(|(cover, days)| w.holder(&product, cover * USDC, days).1);
    w.set_time(day(4, 0));
    Tight {
        w,
        product,
        leaver,
        policies,
    }
}

impl Tight {
    /// The leaver takes all that is free at the lower price, or whole when nothing is undecided. Gives what it was.
    fn leave(&mut self) -> u64 {
        let (w, leaver) = (&mut self.w, self.leaver);
        let _ = w.roll(&self.product).name();
        let before = w.wallet(&leaver);
        let mut pool = w.pool();
        pool.recognise(w.now()).expect("a ledger that adds up");
        if pool.provisional.is_zero() {
            // Money that was reserved may come back: nobody but the owner executes.
            if !pool.tranches[1].may_return.is_zero() {
                w.execute(&leaver, SENIOR).refused(PoolError::Unsettled);
            }
            let to = pda::associated_token(&leaver, &w.mint);
            let own = client::ix::execute_withdrawal(w.pool, leaver, leaver, to, SENIOR);
            w.send_all(&[own]).ok();
            return w.wallet(&leaver) - before;
        }
        let (free, total) = (pool.free(SENIOR).expect("a sum"), pool.tranches[1].shares.get());
        let assets = pool.assets_if_lost(SENIOR).expect("a tranche");
        let pending = w.position(&leaver).tranches[1].pending.get();
        let part = breakwater_math::shares::for_assets_floor(free, assets, total)
            .expect("shares")
            .min(pending);
        w.withdraw(&leaver, SENIOR, part, 1).ok();
        w.assert_books();
        w.wallet(&leaver) - before
    }

    /// A window of this depth in whole points, from now.
    fn fall(&mut self, depth: i64) {
        fall(&mut self.w, &self.product, price_at(depth));
    }

    fn recount(&mut self, number: Option<u32>) -> Outcome {
        self.w.recount(&self.product, 1, number)
    }

    fn held(&self) -> u64 {
        self.w.pool().provisional.get()
    }

    /// Observes this depth every five minutes until `time`.
    fn hold_until(&mut self, depth: i64, time: i64) {
        while self.w.now() < time {
            see(&mut self.w, &self.product, price_at(depth)).ok();
            self.w.advance(300);
        }
        assert_eq!(self.w.now(), time);
    }

    /// Makes every step final, lets the leaver take what is free each time, settles, and checks that nothing lacks.
    #[track_caller]
    fn pay_and_check(mut self, wanted: [u64; 2]) {
        self.w.advance(24 * HOUR);
        while self.w.finalise(&self.product, 0).name() == "ok" {
            let _ = self.recount(Some(0)).name();
        }
        for policy in self.policies {
            let _ = self.w.settle(&self.product, 0, &policy).name();
        }
        let _ = self.leave_quietly();
        let incident = self.w.incident(&self.product, 0);
        assert_eq!(
            (incident.decided, incident.shortfall.get(), self.w.pool().shortfall.get()),
            (incident.step_count, 0, 0)
        );
        assert_eq!(self.policies.map(|policy| self.w.policy(&policy).paid.get() / USDC), wanted);
        let (capital, cover) = backing(&self.w);
        assert!(capital >= cover, "{capital} atoms back {cover} atoms of sold cover");
        self.w.assert_books();
    }

    /// As [`Tight::leave`], where nothing need be free.
    fn leave_quietly(&mut self) -> String {
        let shares = self.w.position(&self.leaver).tranches[1].pending.get();
        if shares == 0 {
            return "gone".to_owned();
        }
        self.w.execute(&{ self.leaver }, SENIOR).name()
    }
}

#[test]
fn inv02_before_a_recount_the_same_capital_cannot_leave() {
    let mut t = tight();
    see(&mut t.w, &t.product, STRIKE - 10).ok();
    stay_broken(&mut t.w, &t.product, day(8, 1));
    // 120,010 and premium, less 20,000 of active cover, less 10,000 that ended and may be lost.
    let left = t.leave();
    let (capital, cover) = backing(&t.w);
    assert_eq!(cover, 20_000 * USDC);
    assert!(left > 0 && capital >= 30_000 * USDC, "{capital}");
}

#[test]
fn inv02_a_window_that_is_open_at_the_recount_and_closes_deeper_finds_all_it_needs() {
    let mut t = tight();
    t.fall(10);
    t.w.trigger(&t.product).ok();
    stay_broken(&mut t.w, &t.product, day(8, 0) - 1_200);
    t.hold_until(100, day(8, 0) + 300);
    // It began before the 10,000 ended.
    t.recount(Some(0)).refused(IncidentError::NothingToRelease);
    assert_eq!(t.held(), 30_000 * USDC);
    t.leave();
    t.hold_until(100, day(8, 0) + 2_700);
    t.w.raise(&t.product, 0).ok();
    assert_eq!(t.w.incident(&t.product, 0).ladder[1].needed.get(), 27_000 * USDC);
    t.pay_and_check([10_000, 20_000]);
}

#[test]
fn inv02_a_window_that_seemed_dead_at_the_recount_cannot_come_back() {
    let mut t = tight();
    t.fall(10);
    t.w.trigger(&t.product).ok();
    stay_broken(&mut t.w, &t.product, day(8, 0) - 1_200);
    t.hold_until(100, day(8, 0));
    // Readings that are no breach price the window, but do not keep it alive.
    for _ in 0..2 {
        t.w.advance(299);
        t.w.observe_at(&{ t.product }, STRIKE).ok();
    }
    t.recount(Some(0)).ok();
    // 10 % of 30,000 wait, and 90 % of 20,000 may follow.
    assert_eq!(t.held(), 21_000 * USDC);
    t.leave();
    t.w.advance(10);
    let until = t.w.now() + 3_900;
    t.hold_until(100, until);
    t.w.raise(&t.product, 0).ok();
    let step = t.w.incident(&t.product, 0).ladder[1];
    assert!(step.window_start.get() > day(8, 0));
    assert_eq!(step.needed.get(), 18_000 * USDC);
    t.pay_and_check([1_000, 20_000]);
}

#[test]
fn inv02_steps_of_two_days_take_no_more_than_was_left_after_the_first_was_counted() {
    let mut t = tight();
    t.fall(20);
    stay_broken(&mut t.w, &t.product, day(8, 1));
    t.recount(None).ok();
    assert_eq!(t.held(), 22_000 * USDC, "20 % of 30,000 and 80 % of 20,000");
    t.leave();
    t.fall(100);
    // A recount after the deeper window counts it for all cover: it may not rise.
    t.recount(None).refused(IncidentError::NothingToRelease);
    t.w.trigger(&t.product).ok();
    t.w.raise(&t.product, 0).ok();
    let steps = t.w.incident(&t.product, 0).ladder;
    assert_eq!([0, 1].map(|n| steps[n].needed.get() / USDC), [6_000, 16_000]);
    t.pay_and_check([2_000, 20_000]);
}

#[test]
fn inv02_the_shallow_day_first_and_the_deep_day_later_cannot_be_told_in_another_order() {
    // The deep day comes first: the program takes it first, for all cover, whoever sends what when.
    let mut t = tight();
    t.w.next_midnight();
    t.fall(40);
    t.w.next_midnight();
    t.fall(45);
    stay_broken(&mut t.w, &t.product, day(8, 1));
    t.fall(60);
    t.recount(None).ok();
    // 60 % of 30,000, because the deepest window may be anyone's; 40 % of 20,000.
    assert_eq!(t.held(), 26_000 * USDC);
    t.leave();
    t.w.trigger(&t.product).ok();
    t.recount(Some(0)).refused(IncidentError::NothingToRelease);
    for _ in 0..2 {
        t.w.raise(&t.product, 0).ok();
    }
    let steps = t.w.incident(&t.product, 0).ladder;
    assert_eq!([0, 1, 2].map(|n| steps[n].needed.get() / USDC), [12_000, 1_500, 3_000]);
    t.recount(Some(0)).refused(IncidentError::NothingToRelease);
    t.fall(100);
    t.w.raise(&t.product, 0).ok();
    t.pay_and_check([4_500, 20_000]);
}

#[test]
fn inv02_a_window_that_replaces_the_deepest_of_its_day_finds_all_it_needs() {
    let mut t = tight();
    t.w.set_time(day(7, 18));
    t.fall(20);
    t.recount(None).refused(IncidentError::NothingToRelease);
    stay_broken(&mut t.w, &t.product, day(8, 0) - 300);
    t.hold_until(100, day(8, 0) + 300);
    // The day's deepest is 20 % until the open window, which began on that day, takes its place.
    t.recount(None).refused(IncidentError::NothingToRelease);
    t.leave();
    t.hold_until(100, day(8, 0) + 3_600);
    let deepest = t.w.watch(&t.product).days[(day(7, 0) / DAY) as usize % 64];
    assert_eq!((deepest.price.get(), deepest.start.get()), (price_at(100), day(8, 0) - 300));
    t.w.trigger(&t.product).ok();
    assert_eq!(t.w.incident(&t.product, 0).ladder[0].needed.get(), 30_000 * USDC);
    t.pay_and_check([10_000, 20_000]);
}

#[test]
fn inv02_the_last_step_of_any_size_finds_what_was_left_for_it() {
    let mut t = tight();
    t.fall(10);
    t.w.trigger(&t.product).ok();
    t.fall(13);
    stay_broken(&mut t.w, &t.product, day(8, 1));
    t.fall(14);
    t.w.finalise(&t.product, 0).ok();
    recover(&mut t.w, &t.product);
    t.recount(Some(0)).ok();
    assert_eq!(t.held(), 1_200 * USDC, "the deepest window is 4 % deeper, for all of the 30,000");
    t.leave();
    t.w.raise(&t.product, 0).ok();
    let step = t.w.incident(&t.product, 0).ladder[1];
    assert_eq!((step.ratio.get(), step.needed.get()), (percent(14), 800 * USDC));
    t.recount(Some(0)).ok();
    assert_eq!(t.held(), 800 * USDC, "it was the last");
    t.recount(Some(0)).refused(IncidentError::NothingToRelease);
    t.w.raise(&t.product, 0).refused(IncidentError::RiseTooSmall);
    t.pay_and_check([1_000, 2_800]);
}

#[test]
fn inv02_when_nothing_is_held_in_the_tail_nothing_can_be_raised_and_all_that_is_free_leaves() {
    let mut t = tight();
    t.fall(10);
    t.w.trigger(&t.product).ok();
    recover(&mut t.w, &t.product);
    t.w.finalise(&t.product, 0).ok();
    t.w.set_time(day(8, 0));
    t.w.execute(&{ t.leaver }, SENIOR).refused(PoolError::Undecided);
    t.recount(Some(0)).ok();
    assert_eq!(t.held(), 0);
    assert!(t.leave() > 80_000 * USDC);
    t.w.raise(&t.product, 0).refused(IncidentError::RiseTooSmall);
    t.pay_and_check([1_000, 2_000]);
}

#[test]
fn inv02_a_second_breach_after_a_recount_holds_its_own() {
    let mut t = tight();
    t.fall(10);
    recover(&mut t.w, &t.product);
    t.recount(None).ok();
    assert_eq!(t.held(), 3_000 * USDC);
    t.w.advance(60);
    see(&mut t.w, &t.product, STRIKE - 10).ok();
    assert_eq!(t.held(), 33_000 * USDC);
    // The first one's trigger lowers its own part only.
    let first = client::ix::trigger(t.w.keeper, t.w.pool, t.product, 0, 1);
    t.w.send_all(&[first]).ok();
    assert_eq!(t.held(), 33_000 * USDC);
    t.recount(Some(0)).refused(IncidentError::NothingToRelease);
    stay_broken(&mut t.w, &t.product, day(8, 0));
    t.leave();
    let (capital, cover) = backing(&t.w);
    assert!(capital >= cover);
    t.pay_and_check([1_000, 2_000]);
}
