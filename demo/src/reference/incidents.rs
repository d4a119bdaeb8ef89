//! What the run does with incidents and with the one who wants to leave, at one of the keeper's times.

use {
    super::{
        ladder::Ladder,
        run::Run,
        whole::{share_down, share_up},
    },
    crate::{
        plan::{JUNIOR, LEAVER, SENIOR},
        record::{Exit, Incident, Payment, Step},
        time::{DAY, HOUR},
    },
    num_bigint::BigUint,
    std::collections::{BTreeMap, BTreeSet},
};

const YEAR: i64 = 365 * DAY;

impl Run<'_> {
    pub(super) fn trigger(&mut self, t: i64) {
        for number in self.stakes.keys().copied().collect::<Vec<_>>() {
            let stake = &self.stakes[&number];
            if stake.triggered || stake.cover == 0 || !stake.may_raise(t) {
                continue;
            }
            let ladder = Ladder {
                breach: number,
                first_breach: stake.first,
                cover: stake.cover,
                waiting: stake.waiting,
                steps: Vec::new(),
                decided: 0,
                last_used: false,
                sealed: false,
                passed: 0,
                provisional: stake.cover,
                sealed_at: 0,
                shortest: self.terms.shortest_force(),
                lowered: 0,
                refused: BTreeSet::new(),
            };
            if ladder.next(self.terms, &self.watch.deepest, t, false, stake.until).is_none() {
                continue;
            }
            let incident = self.record.incidents.len();
            self.record.incidents.push(Incident {
                first_breach: stake.first,
                cover: stake.cover,
                ..Incident::default()
            });
            self.ladders.insert(incident, ladder);
            self.raise(incident, t);
            if let Some(stake) = self.stakes.get_mut(&number) {
                stake.triggered = true;
                stake.provisional = 0;
                self.last_triggered |= self.record.breaches.len() == stake.entry + 1;
            }
        }
    }

    fn may_raise(&self, ladder: &Ladder, t: i64) -> bool {
        self.stakes.get(&ladder.breach).is_some_and(|stake| stake.may_raise(t))
    }

    pub(super) fn raise(&mut self, number: usize, t: i64) -> bool {
        let ladder = &self.ladders[&number];
        if ladder.sealed || !self.may_raise(ladder, t) {
            return false;
        }
        let Some(stake) = self.stakes.get(&ladder.breach) else {
            return false;
        };
        let (ended, until) = (stake.ended_at.is_some(), stake.until);
        let Some((window, ratio, last)) = ladder.next(self.terms, &self.watch.deepest, t, ended, until) else {
            return false;
        };
        self.books.earn_to(t);
        let eligible = ladder.eligible(&self.policies, &window, t);
        let eligible = ladder.steps.last().map_or(eligible, |step| eligible.min(step.eligible));
        let needed = share_up(eligible, ratio - ladder.steps.last().map_or(0, |step| step.ratio));
        let wait = if self.books.is_large(needed) { 24 * HOUR } else { 6 * HOUR };
        let step = Step {
            window_start: window.start,
            price: window.price,
            ratio,
            added_at: t,
            final_from: t + wait,
            final_at: 0,
            eligible,
            needed,
            funded: 0,
        };
        let Some(ladder) = self.ladders.get_mut(&number) else {
            return false;
        };
        ladder.last_used |= last;
        ladder.steps.push(step);
        ladder.hold_less(true);
        true
    }

    pub(super) fn finalise(&mut self, number: usize, t: i64) -> bool {
        let ladder = &self.ladders[&number];
        let Some(needed) = ladder.due(t) else { return false };
        if self.ladders.range(..number).next().is_some() {
            return false; // an earlier incident comes first
        }
        let may_raise = self.may_raise(ladder, t);
        let funded = self.books.lose(t, needed);
        let Some(ladder) = self.ladders.get_mut(&number) else {
            return false;
        };
        let before = ladder.final_ratio();
        let step = &mut ladder.steps[ladder.decided];
        let rise = step.ratio - before;
        ladder.provisional = ladder.provisional.saturating_sub(share_down(step.eligible, rise));
        (step.needed, step.funded, step.final_at) = (needed, funded, t);
        ladder.decided += 1;
        ladder.hold_less(may_raise);
        true
    }

    pub(super) fn seal(&mut self, number: usize, t: i64) -> bool {
        let ladder = &self.ladders[&number];
        if ladder.sealed || !ladder.may_seal(self.may_raise(ladder, t)) {
            return false;
        }
        let Some(ladder) = self.ladders.get_mut(&number) else {
            return false;
        };
        ladder.sealed = true;
        ladder.sealed_at = t;
        ladder.provisional = 0;
        self.record.incidents[number].sealed_at = Some(t);
        true
    }

    /// Pays every policy what is final for it; a policy with nothing more to come passes.
    pub(super) fn settle(&mut self, number: usize, t: i64) {
        let firsts: BTreeMap<usize, i64> = self.ladders.iter().map(|(n, ladder)| (*n, ladder.first_breach)).collect();
        let Some(mut ladder) = self.ladders.remove(&number) else { return };
        let incident = &mut self.record.incidents[number];
        for policy in &mut self.policies {
            if policy.next_incident > number {
                continue; // passed, or bought later
            }
            if !policy.in_force_at(ladder.first_breach) {
                ladder.refused.insert(policy.buyer);
                continue;
            }
            if firsts
                .range(policy.next_incident..number)
                .any(|(_, first)| policy.in_force_at(*first))
            {
                continue; // an earlier incident comes first
            }
            let base = policy.base(number);
            let amount = ladder.due_to(policy, number) - policy.paid_by.get(&number).copied().unwrap_or(0);
            if amount > 0 {
                policy.paid += amount;
                *policy.paid_by.entry(number).or_insert(0) += amount;
                self.books.pay(amount);
                incident.paid += amount;
                self.record.payments.push(Payment {
                    at: t,
                    incident: number,
                    policy: policy.buyer,
                    amount,
                });
                for stake in self
                    .stakes
                    .values_mut()
                    .filter(|stake| !stake.triggered && policy.in_force_at(stake.first))
                {
                    stake.cover -= amount;
                }
                for (_, later) in self
                    .ladders
                    .range_mut(number..)
                    .filter(|(_, later)| policy.in_force_at(later.first_breach))
                {
                    later.lowered += amount;
                }
            }
            if ladder.sealed || (base > 0 && policy.remaining() == 0) {
                ladder.passed += base;
                incident.eligible += 1;
                policy.next_incident = number + 1;
            }
        }
        self.ladders.insert(number, ladder);
    }

    pub(super) fn close(&mut self, number: usize, t: i64) {
        let ladder = &self.ladders[&number];
        if !ladder.sealed || (ladder.passed < ladder.cover.saturating_sub(ladder.lowered) && t - ladder.sealed_at < YEAR) {
            return;
        }
        let incident = &mut self.record.incidents[number];
        incident.left = ladder.steps.iter().map(|step| step.funded).sum::<u64>() - incident.paid;
        incident.closed_at = Some(t);
        self.books.give_back(t, incident.left);
        if let Some(ladder) = self.ladders.remove(&number) {
            let incident = &mut self.record.incidents[number];
            incident.refused = ladder.refused.len();
            incident.steps = ladder.steps;
        }
    }

    /// The leaver's matured request: nothing while losses are undecided, else as much as backs no cover.
    pub(super) fn exit(&mut self, t: i64) {
        let Some(mut notice) = self.notice.take() else { return };
        for layer in [JUNIOR, SENIOR] {
            let pending = notice.pending[layer].clone().min(self.books.shares_of(LEAVER, layer));
            if pending == BigUint::default() || t < notice.matures {
                continue;
            }
            self.books.earn_to(t);
            if self.provisional() > 0 {
                let cushion = if layer == JUNIOR { 0 } else { self.books.capital_of(JUNIOR) };
                let lost = self.provisional().saturating_sub(cushion);
                // At a price that is hardly lower nobody is refused, and the keeper waits.
                self.record.exits_undecided += usize::from(lost > self.books.capital_of(layer) / 1_000);
                continue;
            }
            let free = self.books.capital().saturating_sub(self.active(t));
            let whole = self.books.value(layer, &pending);
            let part = if whole <= free {
                pending.clone()
            } else {
                self.books.shares_for(layer, free).min(pending.clone())
            };
            if part == BigUint::default() || (self.books.value(layer, &part) == 0 && whole > 0) {
                self.record.exits_not_free += 1;
                continue;
            }
            let amount = self.books.leave(t, LEAVER, layer, &part);
            notice.pending[layer] = pending - part;
            self.record.exits.push(Exit {
                at: t,
                owner: LEAVER,
                tranche: layer,
                amount,
            });
        }
        self.notice = Some(notice);
    }
}
