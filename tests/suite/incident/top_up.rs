//! A cut is topped up once, with what the incident's steps reserved and do not owe, when every policy has been counted.

use {
    crate::incident::kit::*,
    breakwater::{
        errors::{IncidentError, PolicyError},
        events::{CutToppedUp, IncidentClosed, IncidentReleased},
        state::TopUp,
    },
    breakwater_testkit::*,
};

/// In force at the breach: `short` of 10,000, which ends on day 13, and `long` of 10,000. A step of 10 % strikes both. One of 60 % on
/// day 14 strikes `long` alone, but counts 18,000: cover of 8,000 that waited at the breach hides that `short` has ended.
struct Struck {
    w: World,
    product: Address,
    short: Address,
    long: Address,
}

/// `first` and `second` are what the pool has for the two steps, which need 2,000 and 9,000. Sealed.
fn struck(first: u64, second: u64) -> Struck {
    let mut s = unsealed(first, second);
    recover_and_seal(&mut s.w, &s.product, 0);
    s
}

/// As [`struck`], both steps final and the breach running.
fn unsealed(first: u64, second: u64) -> Struck {
    let (mut w, product) = world();
    let [short, long] = [12, 60].map(|days| w.holder(&product, 10_000 * USDC, days).1);
    w.set_time(day(4, 0));
    w.holder(&product, 8_000 * USDC, 60);
    w.advance(60);
    strike(&mut w, &product, price_at(10));
    w.set_time(day(14, 0));
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    write_capital(&mut w, first * USDC / 2, first * USDC / 2);
    w.finalise(&product, 0).ok();
    if first < 2_000 {
        // Both tranches are gone.
        start_anew(&mut w, second * USDC);
    } else {
        write_capital(&mut w, second * USDC / 4, second * USDC / 4 * 3);
    }
    w.finalise(&product, 0).ok();
    let steps = w.incident(&product, 0).ladder;
    assert_eq!([0, 1].map(|n| steps[n].needed.get() / USDC), [2_000, 9_000]);
    assert_eq!([0, 1].map(|n| steps[n].funded.get() / USDC), [first, second]);
    w.assert_books();
    Struck { w, product, short, long }
}

impl Struck {
    #[track_caller]
    fn settled(&mut self, policy: Address) -> u64 {
        settled(&mut self.w, &self.product, 0, &policy) / USDC
    }

    fn top_up(&self) -> u8 {
        self.w.incident(&self.product, 0).top_up
    }

    /// (needed, funded) of both steps, and the shortfall of incident and pool, in whole tokens.
    #[track_caller]
    fn cuts(&self) -> ([(u64, u64); 2], u64) {
        let incident = self.w.incident(&self.product, 0);
        assert_eq!(incident.shortfall, self.w.pool().shortfall);
        let step = |n: usize| (incident.ladder[n].needed.get() / USDC, incident.ladder[n].funded.get() / USDC);
        ([step(0), step(1)], incident.shortfall.get() / USDC)
    }

    /// Ends; this much goes back to where it came from: a generation that was wiped out fetches its part. What still lacks waits for
    /// recoveries until the year is over.
    #[track_caller]
    fn close(&mut self, left: u64) {
        let (incident, address) = (self.w.incident(&self.product, 0), pda::incident(&self.product, 0));
        let lacks = incident.shortfall.get() > u64::from(incident.policies_passed.get());
        if lacks {
            let said = IncidentReleased {
                incident: address,
                shortfall: incident.shortfall.get(),
                left: left * USDC,
                at: self.w.now(),
            };
            self.w.release(&self.product, 0).emits(said).ok();
            self.w.close_incident(&self.product, 0).refused(IncidentError::RecoveriesMayCome);
            self.w.set_time(incident.sealed_at.get() + 365 * DAY);
        }
        let said = IncidentClosed {
            incident: address,
            paid: incident.paid.get(),
            left: if lacks { 0 } else { left * USDC },
            at: self.w.now(),
        };
        self.w.close_incident(&self.product, 0).emits(said).ok();
        let owed: u64 = [self.short, self.long].iter().map(|policy| self.w.policy(policy).owed.get()).sum();
        let pool = self.w.pool();
        let to_fetch: u64 = pool.tranches.iter().map(|tranche| tranche.recovery_left.get()).sum();
        assert_eq!(pool.payable.get(), owed + to_fetch);
        self.w.assert_books();
    }
}

#[test]
fn a_cut_is_mended_to_what_the_policies_really_have_coming() {
    let mut s = struck(2_000, 4_500);
    assert_eq!(s.cuts(), ([(2_000, 2_000), (9_000, 4_500)], 4_500));
    // 10 % whole, and half of 50 %.
    assert_eq!(s.settled(s.long), 1_000 + 2_500);
    assert_eq!((s.top_up(), s.cuts().1), (TopUp::Open as u8, 4_500));
    assert_eq!(s.settled(s.short), 1_000);
    // 5,000 are due from the second step, not 9,000: 4,500 are nine tenths of them.
    assert_eq!(s.cuts(), ([(2_000, 2_000), (5_000, 4_500)], 500));
    assert_eq!(s.top_up(), TopUp::Added as u8);
    assert_eq!(s.settled(s.long), 2_000);
    s.close(0);
}

#[test]
fn what_one_step_reserved_too_much_mends_the_cut_of_another() {
    let mut s = struck(1_000, 6_000);
    // Half of 1,000, and two thirds of 5,000.
    assert_eq!(s.cuts(), ([(2_000, 1_000), (9_000, 6_000)], 4_000));
    assert_eq!(s.settled(s.short), 500);
    let said = CutToppedUp {
        incident: pda::incident(&s.product, 0),
        shortfall: 0,
        at: s.w.now(),
    };
    let long = s.long;
    s.w.settle(&s.product, 0, &long).emits(said).ok();
    assert_eq!(s.w.policy(&long).paid.get(), 6_000 * USDC, "the last one has all at once");
    // The second step owes 5,000 of its 6,000; the other 1,000 make the first one whole.
    assert_eq!(s.cuts(), ([(2_000, 2_000), (5_000, 5_000)], 0));
    assert_eq!(s.settled(s.short), 500);
    s.close(0);
}

#[test]
fn what_is_left_when_every_cut_is_mended_streams_back() {
    let mut s = struck(1_000, 8_000);
    assert_eq!(s.cuts().1, 2_000);
    for (policy, paid) in [(s.long, 500 + 4_444), (s.short, 1_000), (s.long, 1_055)] {
        assert_eq!(s.settled(policy), paid, "of 8/9 of 5,000 the whole tokens");
    }
    assert_eq!(s.cuts(), ([(2_000, 2_000), (5_000, 5_000)], 0));
    s.close(2_000);
}

#[test]
fn the_steps_are_mended_in_their_order_while_anything_is_left() {
    // The second step owes 5,000 and has 5,500: 500 go to the first, which has 1,000 of 2,000 and stays cut by 500.
    let mut s = struck(1_000, 5_500);
    assert_eq!(s.settled(s.short), 500);
    assert_eq!(s.settled(s.long), 750 + 5_000);
    assert_eq!(s.cuts(), ([(2_000, 1_500), (5_000, 5_000)], 500));
    assert_eq!(s.settled(s.short), 250);
    s.close(0);
}

#[test]
fn all_policies_of_a_step_get_the_same_part_of_what_is_due_in_whatever_order_they_settle() {
    for order in ["short first", "long first", "before the seal", "one before the seal"] {
        let mut s = unsealed(1_000, 5_500);
        if order.ends_with("before the seal") {
            assert_eq!(s.settled(s.long), 500 + 3_055);
        }
        if order == "before the seal" {
            assert_eq!(s.settled(s.short), 500);
        }
        recover_and_seal(&mut s.w, &s.product, 0);
        let mut policies = [s.short, s.long];
        if order == "long first" {
            policies.reverse();
        }
        for policy in [policies[0], policies[1], policies[0]] {
            s.settled(policy);
        }
        let paid = [s.short, s.long].map(|policy| s.w.policy(&policy).paid.get() / USDC);
        assert_eq!(paid, [750, 5_750], "{order}");
        s.close(0);
    }
}

#[test]
fn nobody_passes_before_all_are_counted_and_nobody_is_counted_twice() {
    let mut s = struck(2_000, 4_500);
    let counts = |s: &Struck| {
        let i = s.w.incident(&s.product, 0);
        [i.counted.get(), i.passed.get(), i.actual.get(), i.ladder[1].actual.get()].map(|atoms| atoms / USDC)
    };
    s.settled(s.long);
    assert_eq!(counts(&s), [10_000, 0, 1_000, 5_000]);
    let long = s.w.policy(&s.long);
    assert_eq!((long.counted_by.get(), long.next_incident.get()), (1, 0));
    s.w.settle(&s.product, 0, &s.long).refused(IncidentError::NothingToPay);
    s.w.close_incident(&s.product, 0).refused(IncidentError::NotAllPassed);
    assert_eq!(counts(&s), [10_000, 0, 1_000, 5_000]);
    s.settled(s.short);
    assert_eq!(counts(&s), [20_000, 10_000, 2_000, 5_000], "who is counted last passes at once");
    s.w.settle(&s.product, 0, &s.short).refused(IncidentError::AlreadySettled);
    s.w.close_incident(&s.product, 0).refused(IncidentError::NotAllPassed);
    s.settled(s.long);
    assert_eq!(counts(&s), [20_000, 20_000, 2_000, 5_000]);
    s.w.settle(&s.product, 0, &s.long).refused(IncidentError::AlreadySettled);
    assert_eq!(s.w.incident(&s.product, 0).policies_passed.get(), 2);
    s.close(0);
}

#[test]
fn a46_one_transaction_that_settles_a_counted_policy_again_is_refused_as_a_whole() {
    let mut s = struck(2_000, 4_500);
    let [long, short] = [s.long, s.short].map(|policy| settle_ix(&s.w, &s.product, 0, &policy));
    s.w.send_all(&[long.clone(), long.clone()]).refused(IncidentError::NothingToPay);
    s.w.send_all(&[long.clone(), short.clone(), short.clone()])
        .refused(IncidentError::AlreadySettled);
    s.w.send_all(&[long.clone(), short.clone(), long.clone(), long.clone()])
        .refused(IncidentError::AlreadySettled);
    s.w.send_all(&[long.clone(), short, long]).ok();
    assert_eq!(s.w.policy(&s.long).paid.get(), 5_500 * USDC);
    s.close(0);
}

#[test]
fn before_the_seal_nobody_is_counted() {
    let mut s = unsealed(2_000, 4_500);
    assert_eq!(s.settled(s.long), 3_500);
    assert_eq!(s.settled(s.short), 1_000);
    let i = s.w.incident(&s.product, 0);
    assert_eq!((i.counted.get(), i.top_up, i.ladder[1].actual.get()), (0, TopUp::Open as u8, 0));
    for policy in [s.long, s.short] {
        s.w.settle(&s.product, 0, &policy).refused(IncidentError::NothingToPay);
    }
    assert_eq!(s.cuts().1, 4_500);
}

#[test]
fn an_incident_that_was_not_cut_takes_one_settlement_however_much_it_reserved_too_much() {
    let mut s = struck(2_000, 9_000);
    for (policy, paid) in [(s.long, 6_000), (s.short, 1_000)] {
        assert_eq!(s.settled(policy), paid);
        assert_eq!(
            (s.w.policy(&policy).next_incident.get(), s.w.policy(&policy).counted_by.get()),
            (1, 0)
        );
    }
    let i = s.w.incident(&s.product, 0);
    assert_eq!((i.cut, i.counted.get(), i.top_up), (0, 0, TopUp::Open as u8));
    s.close(4_000);
}

/// Two policies of 10,000 struck by one step of 50 % that got 4,000 of its 10,000: nothing was counted too high.
fn exact_cut() -> (World, Address, [Address; 2]) {
    let (mut w, product) = world();
    let policies = [7, 60].map(|days| w.holder(&product, 10_000 * USDC, days).1);
    w.set_time(day(4, 0));
    strike(&mut w, &product, price_at(50));
    w.advance(24 * HOUR);
    write_capital(&mut w, 1_000 * USDC, 3_000 * USDC);
    w.finalise(&product, 0).ok();
    recover_and_seal(&mut w, &product, 0);
    (w, product, policies)
}

#[test]
fn a_cut_with_nothing_to_add_ends_with_the_count_and_the_incident_can_be_closed() {
    let (mut w, product, [short, long]) = exact_cut();
    assert_eq!(settled(&mut w, &product, 0, &short), 2_000 * USDC);
    w.close_incident(&product, 0).refused(IncidentError::NotAllPassed);
    assert_eq!(settled(&mut w, &product, 0, &long), 2_000 * USDC);
    let i = w.incident(&product, 0);
    assert_eq!(
        (i.top_up, i.policies_passed.get(), i.passed.get(), i.shortfall.get()),
        (TopUp::Nothing as u8, 1, 10_000 * USDC, 6_000 * USDC)
    );
    // `short` ended long ago, and waits for the incident only.
    w.close_policy(&product, &short).refused(PolicyError::PolicyStillOpen);
    w.close_incident(&product, 0).refused(IncidentError::RecoveriesMayCome);
    w.release(&product, 0).ok();
    assert_eq!((w.pool().payable.get(), w.pool().shortfall.get()), (0, 6_000 * USDC));
    // What it lacks may be recovered for a year.
    w.close_policy(&product, &short).refused(PolicyError::PolicyStillOpen);
    w.set_time(w.incident(&product, 0).sealed_at.get() + 365 * DAY);
    w.close_incident(&product, 0).ok();
    w.close_policy(&product, &short).ok();
    w.assert_books();
}

#[test]
fn who_was_counted_before_there_was_nothing_to_add_may_pass_all_the_same() {
    let (mut w, product, [short, long]) = exact_cut();
    for policy in [short, long] {
        w.settle(&product, 0, &policy).ok();
    }
    assert_eq!(settled(&mut w, &product, 0, &short), 0);
    assert_eq!(w.incident(&product, 0).policies_passed.get(), 2);
    for policy in [short, long] {
        w.settle(&product, 0, &policy).refused(IncidentError::AlreadySettled);
    }
    w.release(&product, 0).ok();
    w.close_policy(&product, &short).refused(PolicyError::PolicyStillOpen);
    w.set_time(w.incident(&product, 0).sealed_at.get() + 365 * DAY);
    w.close_incident(&product, 0).ok();
    w.close_policy(&product, &short).ok();
    w.assert_books();
}

#[test]
fn a26_a_holder_who_cannot_be_paid_is_counted_and_holds_nobody_up() {
    for missing in [false, true] {
        let mut s = struck(2_000, 4_500);
        let holder = s.w.policy(&s.long).holder;
        let account = pda::associated_token(&holder, &s.w.mint);
        if missing {
            s.w.svm.set_account(account, Default::default()).expect("an empty account");
            let mut ix = settle_ix(&s.w, &s.product, 0, &s.long);
            // Nobody makes it: the holder is not passed.
            ix.accounts[5].pubkey = breakwater::ID;
            s.w.send_all(&[ix]).ok();
        } else {
            freeze(&mut s.w, &account);
            assert_eq!(s.settled(s.long), 0);
        }
        assert_eq!(s.w.policy(&s.long).owed.get(), 3_500 * USDC);
        assert_eq!(s.settled(s.short), 1_000);
        assert_eq!(s.top_up(), TopUp::Added as u8);
        if !missing {
            assert_eq!(s.settled(s.long), 0);
            assert_eq!(s.w.policy(&s.long).owed.get(), 5_500 * USDC, "and all of it is owed");
            s.close(0);
            thaw(&mut s.w, &account);
            s.w.pay_owed(&s.product, &s.long).ok();
            assert_eq!(s.w.pool().payable.get(), 0);
        } else {
            assert_eq!(s.settled(s.long), 5_500, "with the account, what was owed too");
            s.close(0);
        }
        s.w.assert_books();
    }
}
