//! Incidents: which windows make steps, what a step sets aside, what each policy gets.

use {
    super::{
        watch::ratio,
        whole::{atoms, big, down, share_down, share_up, up},
    },
    crate::{
        record::{Step, Window},
        terms::Terms,
        time::{DAY, day_of},
    },
    std::collections::{BTreeMap, BTreeSet},
};

/// Five points of ratio.
const LEAST_RISE: u64 = 50_000_000;
const ALL: u64 = 1_000_000_000;
/// Windows are looked for this many days back.
const LOOK_BACK: i64 = 60;

/// A policy as the plain computation sees it.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Index of the buyer in the plan.
    pub buyer: usize,
    pub start_day: i64,
    pub end_day: i64,
    pub cover: u64,
    pub paid: u64,
    /// First incident it has not passed.
    pub next_incident: usize,
    /// Paid by each incident.
    pub paid_by: BTreeMap<usize, u64>,
}

impl Policy {
    pub fn remaining(&self) -> u64 {
        self.cover - self.paid
    }

    pub fn in_force_at(&self, t: i64) -> bool {
        self.start_day * DAY <= t && t < self.end_day * DAY
    }

    /// Cover before this incident paid anything.
    pub fn base(&self, incident: usize) -> u64 {
        self.remaining() + self.paid_by.get(&incident).copied().unwrap_or(0)
    }
}

/// A ladder under way.
pub struct Ladder {
    /// Number of the breach it came from.
    pub breach: u32,
    pub first_breach: i64,
    pub cover: u64,
    pub waiting: u64,
    pub steps: Vec<Step>,
    /// Steps that are final.
    pub decided: usize,
    pub last_used: bool,
    pub sealed: bool,
    pub passed: u64,
    pub provisional: u64,
    pub sealed_at: i64,
    /// Days that every policy is in force, at least.
    pub shortest: i64,
    /// Paid by earlier incidents, since this one was opened, to policies that it counts.
    pub lowered: u64,
    /// Policies that were not in force at the first breach.
    pub refused: BTreeSet<usize>,
}

impl Ladder {
    fn last_ratio(&self) -> u64 {
        self.steps.last().map_or(0, |step| step.ratio)
    }

    pub fn final_ratio(&self) -> u64 {
        self.decided.checked_sub(1).map_or(0, |i| self.steps[i].ratio)
    }

    /// The window of the next step, its ratio, and whether it is the last one of any size. Only windows that begin before `until`
    /// pay anybody.
    pub fn next(
        &self,
        terms: &Terms,
        deepest: &BTreeMap<i64, (u32, Window)>,
        now: i64,
        ended: bool,
        until: i64,
    ) -> Option<(Window, u64, bool)> {
        let from = self.steps.last().map_or(self.first_breach, |step| step.window_start);
        let first_day = day_of(from).max(day_of(now) - LOOK_BACK);
        let last = self.last_ratio();
        let candidates: Vec<(Window, u64)> = deepest
            .range(first_day..=day_of(now))
            .filter(|(_, (breach, window))| *breach == self.breach && window.start < until)
            .map(|(_, (_, window))| (*window, ratio(terms, window.price)))
            .collect();
        let deeper = |r: u64| {
            if self.steps.is_empty() {
                r > 0
            } else {
                r > last && (r - last >= LEAST_RISE || r == ALL)
            }
        };
        if let Some((window, r)) = candidates.iter().find(|(_, r)| deeper(*r)) {
            return Some((*window, *r, false));
        }
        if self.steps.is_empty() || !ended || self.last_used {
            return None;
        }
        let deepest = candidates.iter().map(|(_, r)| *r).max()?;
        let (window, r) = candidates.iter().find(|(_, r)| *r == deepest)?;
        (*r > last).then_some((*window, *r, true))
    }

    /// Most cover that a step of this window can pay: cover at the first breach less what ended in between (but for what waited
    /// then and began early enough to have ended), and no more than what policies that have begun still have, of which each has kept at least its unpaid part.
    pub fn eligible(&self, policies: &[Policy], window: &Window, now: i64) -> u64 {
        let (from, to) = (day_of(self.first_breach), day_of(window.start));
        let sum = |which: &dyn Fn(&Policy) -> bool| policies.iter().filter(|p| which(p)).map(Policy::remaining).sum::<u64>();
        let not_ended = |day: i64| {
            let ended = sum(&|p| p.end_day > from && p.end_day <= day);
            let began = sum(&|p| p.start_day > from && p.start_day <= day - self.shortest);
            self.cover.saturating_sub(ended.saturating_sub(self.waiting.min(began)))
        };
        // Cover only ends: the bound of an earlier day holds on a later one.
        let bound = (from..=to).map(not_ended).min().unwrap_or(self.cover);
        let late = from.max(to - self.shortest);
        let left = sum(&|p| p.start_day <= day_of(now).min(late) && p.end_day > to);
        let unpaid = ALL - self.final_ratio();
        if unpaid == 0 {
            return bound;
        }
        let whole = up(big(left) * ALL, big(unpaid));
        u64::try_from(&whole).map_or(bound, |whole| bound.min(whole))
    }

    /// What is held falls to what could still be lost: steps that wait, and what later windows can add for the cover of the last step.
    pub fn hold_less(&mut self, may_raise: bool) {
        let waiting: u64 = self.steps[self.decided..].iter().map(|step| step.needed).sum();
        let left = self.cover.saturating_sub(self.lowered);
        let later = self.steps.last().map_or(left, |step| step.eligible.min(left));
        let rise = if may_raise { ALL - self.last_ratio() } else { 0 };
        self.provisional = self.provisional.min(waiting + share_up(later, rise));
    }

    /// What the next step to become final sets aside.
    pub fn due(&self, now: i64) -> Option<u64> {
        let step = self.steps.get(self.decided).filter(|step| now >= step.final_from)?;
        let eligible = step.eligible.min(self.cover.saturating_sub(self.lowered));
        Some(share_up(eligible, step.ratio - self.final_ratio()))
    }

    /// Nothing can be added or decided any more.
    pub fn may_seal(&self, may_raise: bool) -> bool {
        self.decided == self.steps.len() && (!may_raise || self.final_ratio() == ALL)
    }

    /// All that the final steps give a policy: the ratio of all steps that were funded whole and whose window began before its end, rounded down
    /// once, and a part of each step that was cut.
    pub fn due_to(&self, policy: &Policy, incident: usize) -> u64 {
        let base = policy.base(incident);
        let mut last = 0;
        let mut sum = 0;
        let mut uncut = 0;
        for step in &self.steps[..self.decided] {
            let rise = step.ratio - last;
            last = step.ratio;
            if step.window_start >= policy.end_day * DAY {
                continue;
            }
            if step.funded == step.needed {
                uncut += rise;
            } else if step.needed > 0 {
                let whole = share_down(base, rise);
                sum += atoms(&down(big(whole) * step.funded.min(step.needed), big(step.needed)));
            }
        }
        sum + share_down(base, uncut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(start: i64, price: i64) -> Window {
        Window {
            start,
            closed_at: start + 3_600,
            price,
        }
    }

    fn step(window_start: i64, ratio: u64, needed: u64, funded: u64) -> Step {
        Step {
            window_start,
            price: 0,
            ratio,
            added_at: 0,
            final_from: 0,
            final_at: 0,
            eligible: 0,
            needed,
            funded,
        }
    }

    fn ladder(steps: Vec<Step>) -> Ladder {
        let decided = steps.len();
        Ladder {
            breach: 1,
            first_breach: 10 * DAY + 100,
            cover: 1_000,
            waiting: 50,
            steps,
            decided,
            last_used: false,
            sealed: false,
            passed: 0,
            provisional: 0,
            sealed_at: 0,
            shortest: 6,
            lowered: 0,
            refused: BTreeSet::new(),
        }
    }

    fn policy(start_day: i64, end_day: i64, cover: u64) -> Policy {
        Policy {
            buyer: 0,
            start_day,
            end_day,
            cover,
            paid: 0,
            next_incident: 0,
            paid_by: BTreeMap::new(),
        }
    }

    #[test]
    fn steps_come_in_day_order_five_points_apart_and_one_of_any_size_at_the_end() {
        let terms = Terms::new(1); // 0.95 to 0.80
        let mut l = ladder(vec![]);
        let mut deepest = BTreeMap::new();
        assert_eq!(l.next(&terms, &deepest, 11 * DAY, false, 99 * DAY), None);
        deepest.insert(10, (1, window(10 * DAY + 200, 944_000_000)));
        assert_eq!(l.next(&terms, &deepest, 11 * DAY, false, 99 * DAY).map(|n| n.1), Some(40_000_000));
        l.steps.push(step(10 * DAY + 200, 40_000_000, 0, 0));
        deepest.insert(11, (1, window(11 * DAY, 937_000_000))); // 8.67 %: less than five points deeper
        assert_eq!(l.next(&terms, &deepest, 12 * DAY, false, 99 * DAY), None);
        assert_eq!(
            l.next(&terms, &deepest, 12 * DAY, true, 99 * DAY),
            Some((window(11 * DAY, 937_000_000), 86_666_666, true))
        );
        deepest.insert(12, (1, window(12 * DAY, 700_000_000)));
        deepest.insert(13, (2, window(13 * DAY, 700_000_000))); // another breach's
        assert_eq!(
            l.next(&terms, &deepest, 13 * DAY, false, 99 * DAY),
            Some((window(12 * DAY, 700_000_000), ALL, false))
        );
        assert_eq!(
            l.next(&terms, &deepest, 13 * DAY, false, 12 * DAY),
            None,
            "nobody's policy runs at the second window"
        );
    }

    #[test]
    fn a_policy_gets_the_steps_that_began_before_its_end_each_rounded_down() {
        let l = ladder(vec![
            step(10 * DAY + 200, 40_000_000, 40, 40),
            step(11 * DAY, 333_333_333, 294, 294),
        ]);
        assert_eq!(l.due_to(&policy(5, 12, 1_000), 0), 40 + 293);
        assert_eq!(l.due_to(&policy(5, 11, 1_000), 0), 40, "ended when the second window began");
        let cut = ladder(vec![step(10 * DAY + 200, 40_000_000, 40, 30)]);
        assert_eq!(cut.due_to(&policy(5, 12, 999), 0), 29, "39 of 39.96, three quarters of it");
    }

    #[test]
    fn cover_that_ended_in_between_does_not_count_but_for_what_waited() {
        let mut l = ladder(vec![]);
        let policies = [policy(5, 11, 300), policy(5, 12, 200), policy(5, 20, 500), policy(12, 20, 400)];
        let at = |l: &Ladder, day: i64| l.eligible(&policies, &window(day * DAY + 200, 1), day * DAY + 4_000);
        assert_eq!(
            (at(&l, 10), at(&l, 11)),
            (1_000, 700),
            "1,000 - 300: nothing that waited can have ended"
        );
        assert_eq!(at(&l, 12), 500);
        let early = [policy(5, 11, 300), policy(11, 17, 40), policy(5, 20, 700)];
        let at_day = |day: i64| l.eligible(&early, &window(day * DAY + 200, 1), day * DAY + 4_000);
        assert_eq!((at_day(16), at_day(17)), (700, 700), "and 40 that began on day 11 have, on day 17");
        l.steps = vec![step(10 * DAY + 200, 300_000_001, 0, 0)];
        l.decided = 1;
        assert_eq!(
            at(&l, 11),
            700,
            "with 30 % paid, 700 in force may have been 1,000: the other bound holds"
        );
    }

    #[test]
    fn in_force_is_from_the_first_midnight_to_the_last() {
        let p = policy(5, 7, 1);
        assert!(!p.in_force_at(5 * DAY - 1) && p.in_force_at(5 * DAY) && p.in_force_at(7 * DAY - 1) && !p.in_force_at(7 * DAY));
    }
}
