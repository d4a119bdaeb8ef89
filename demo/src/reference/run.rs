//! The run: the keeper's times one by one, purchases in between, and at the end everybody leaves.

use {
    super::{
        books::Books,
        ladder::{Ladder, Policy},
        premium::premium,
        watch::Watch,
        whole::share_up,
    },
    crate::{
        plan::{Buyer, JUNIOR, Plan, SENIOR, UNDERWRITERS, days_of},
        record::{Breach, Incident, Payment, Record, Sale, Step},
        tape::{Side, Tape},
        terms::Terms,
        time::{DAY, HOUR, day_of},
    },
    std::collections::{BTreeMap, BTreeSet},
};

const SALE_MAX_AGE: i64 = 600;
const TAIL: i64 = 72 * HOUR;
const YEAR: i64 = 365 * DAY;
/// Breaches that can be triggered at one time.
const SLOTS: u32 = 4;

/// A breach while its cover is at stake or it can still be triggered.
struct Stake {
    first: i64,
    ended_at: Option<i64>,
    cover: u64,
    waiting: u64,
    triggered: bool,
    provisional: u64,
}

impl Stake {
    fn may_raise(&self, now: i64) -> bool {
        self.ended_at.is_none_or(|end| now - end <= TAIL)
    }
}

struct Run<'a> {
    tape: &'a Tape,
    terms: &'a Terms,
    plan: &'a Plan,
    watch: Watch,
    books: Books,
    policies: Vec<Policy>,
    /// By the breach's number, from 1.
    stakes: BTreeMap<u32, Stake>,
    ladders: BTreeMap<usize, Ladder>,
    record: Record,
}

/// Computes everything that the chain should show.
pub fn run(tape: &Tape, terms: &Terms, plan: &Plan) -> Record {
    let mut run = Run {
        tape,
        terms,
        plan,
        watch: Watch::default(),
        books: Books::new(terms, UNDERWRITERS.len(), plan.start),
        policies: Vec::new(),
        stakes: BTreeMap::new(),
        ladders: BTreeMap::new(),
        record: Record {
            sales: vec![None; plan.buyers.len()],
            ..Record::default()
        },
    };
    for d in &plan.deposits {
        run.books.deposit(plan.start, d.owner, d.tranche, d.amount);
    }
    let end = run.replay();
    run.wind_up(end);
    run.record
}

impl Run<'_> {
    /// All planned times, then by the hour until nothing is open. Returns the last.
    fn replay(&mut self) -> i64 {
        let mut buyers = self.plan.buyers.iter().enumerate().peekable();
        let mut at = self.plan.start;
        for (i, t) in self.plan.ticks.iter().enumerate() {
            at = *t;
            self.tick(at);
            let next = self.plan.ticks.get(i + 1).copied().unwrap_or(i64::MAX);
            while let Some((index, buyer)) = buyers.next_if(|(_, buyer)| buyer.at < next) {
                let sale = self.sell(index, buyer);
                self.record.sales[index] = Some(sale);
            }
        }
        if self.record.breaches.is_empty() {
            self.record.before = self.books.ledger(at, 0);
        }
        let from = at;
        while self.is_open() {
            at += Plan::pause(at - from);
            self.tick(at);
        }
        self.record.after = self.books.ledger(at, self.provisional());
        at
    }

    fn is_open(&self) -> bool {
        self.watch.in_breach || !self.stakes.is_empty() || !self.ladders.is_empty()
    }

    fn tick(&mut self, t: i64) {
        self.end_breaches(t);
        let prices: Vec<i64> = self.tape.at(t).into_iter().flatten().collect();
        if prices.len() >= self.terms.need {
            self.observe(t, &prices);
        }
        self.trigger(t);
        let mut decided = false;
        for number in self.ladders.keys().copied().collect::<Vec<_>>() {
            while self.raise(number, t) {}
            while self.finalise(number, t) {
                decided = true;
            }
            decided |= self.seal(number, t);
        }
        if decided {
            for number in self.ladders.keys().copied().collect::<Vec<_>>() {
                self.settle(number, t);
            }
        }
        for number in self.ladders.keys().copied().collect::<Vec<_>>() {
            self.close(number, t);
        }
    }

    fn observe(&mut self, t: i64, prices: &[i64]) {
        let quiet = self.books.ledger(t, self.provisional());
        let (side, seen) = self.watch.observe(self.terms, t, prices);
        self.record.observations += 1;
        self.record.breach_observations += u64::from(side == Side::Breach);
        if seen.breach_starts {
            if self.record.breaches.is_empty() {
                self.record.before = quiet;
            }
            self.start_breach(t);
        }
        let number = self.record.breaches.len() as u32;
        if let Some(window) = seen.closed {
            self.record.windows.push(window);
            self.watch.keep(number, window);
        }
        if seen.breach_ends {
            self.end_breach(number, t);
        }
    }

    fn start_breach(&mut self, t: i64) {
        let cover = self.policies.iter().filter(|p| p.in_force_at(t)).map(Policy::remaining).sum();
        let waiting = self
            .policies
            .iter()
            .filter(|p| p.start_day > day_of(t))
            .map(Policy::remaining)
            .sum();
        self.record.breaches.push(Breach {
            first: t,
            cover,
            waiting,
            ended_at: None,
        });
        let number = self.record.breaches.len() as u32;
        self.stakes.retain(|old, _| old + SLOTS > number);
        let stake = Stake {
            first: t,
            ended_at: None,
            cover,
            waiting,
            triggered: false,
            provisional: cover,
        };
        self.stakes.insert(number, stake);
    }

    /// The breach is over: cover is no longer at stake; without a closed window nothing can come of it.
    fn end_breach(&mut self, number: u32, t: i64) {
        self.watch.end();
        self.end_stake(number, t);
    }

    fn end_stake(&mut self, number: u32, t: i64) {
        let windows = self.watch.windows;
        let Some(stake) = self.stakes.get_mut(&number).filter(|stake| stake.ended_at.is_none()) else {
            return;
        };
        stake.ended_at = Some(t);
        self.record.breaches[number as usize - 1].ended_at = Some(t);
        if windows == 0 {
            self.stakes.remove(&number);
        }
    }

    fn end_breaches(&mut self, t: i64) {
        let current = self.record.breaches.len() as u32;
        for number in self.stakes.keys().copied().collect::<Vec<_>>() {
            let Some(stake) = self.stakes.get(&number) else { continue };
            if number == current && self.watch.is_over(t) {
                self.end_breach(number, t);
            } else if stake.ended_at.is_none() {
                let (from, today) = (day_of(stake.first), day_of(t));
                let ended: u64 = self
                    .policies
                    .iter()
                    .filter(|p| p.end_day > from && p.end_day <= today)
                    .map(Policy::remaining)
                    .sum();
                if stake.cover.saturating_sub(ended.saturating_sub(stake.waiting)) == 0 {
                    self.end_stake(number, t);
                }
            } else if !stake.may_raise(t) {
                self.stakes.remove(&number);
            }
        }
        if self.watch.in_breach && !self.stakes.contains_key(&current) && self.watch.is_over(t) {
            self.watch.end();
        }
    }

    fn trigger(&mut self, t: i64) {
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
                opened_at: t,
                refused: BTreeSet::new(),
            };
            if ladder.next(self.terms, &self.watch.deepest, t, false).is_none() {
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
            }
        }
    }

    fn may_raise(&self, ladder: &Ladder, t: i64) -> bool {
        self.stakes.get(&ladder.breach).is_some_and(|stake| stake.may_raise(t))
    }

    fn raise(&mut self, number: usize, t: i64) -> bool {
        let ladder = &self.ladders[&number];
        if ladder.sealed || !self.may_raise(ladder, t) {
            return false;
        }
        let ended = self.stakes.get(&ladder.breach).is_some_and(|stake| stake.ended_at.is_some());
        let Some((window, ratio, last)) = ladder.next(self.terms, &self.watch.deepest, t, ended) else {
            return false;
        };
        self.books.earn_to(t);
        let eligible = ladder.eligible(&self.policies, &window);
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
        true
    }

    fn finalise(&mut self, number: usize, t: i64) -> bool {
        let ladder = &self.ladders[&number];
        let Some(needed) = ladder.due(t) else { return false };
        let may_raise = self.may_raise(ladder, t);
        let funded = self.books.lose(t, needed);
        let Some(ladder) = self.ladders.get_mut(&number) else {
            return false;
        };
        let step = &mut ladder.steps[ladder.decided];
        (step.needed, step.funded, step.final_at) = (needed, funded, t);
        ladder.decided += 1;
        ladder.provisional = ladder.undecided(may_raise);
        true
    }

    fn seal(&mut self, number: usize, t: i64) -> bool {
        let ladder = &self.ladders[&number];
        if ladder.sealed || !ladder.may_seal(self.may_raise(ladder, t)) {
            return false;
        }
        let Some(ladder) = self.ladders.get_mut(&number) else {
            return false;
        };
        ladder.sealed = true;
        ladder.provisional = 0;
        self.record.incidents[number].sealed_at = Some(t);
        true
    }

    /// Pays every policy what is final for it; a policy with nothing more to come passes.
    fn settle(&mut self, number: usize, t: i64) {
        let firsts: BTreeMap<usize, i64> = self.ladders.iter().map(|(n, ladder)| (*n, ladder.first_breach)).collect();
        let Some(ladder) = self.ladders.get_mut(&number) else { return };
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
            }
            if ladder.sealed || (base > 0 && policy.remaining() == 0) {
                ladder.passed += base;
                incident.eligible += 1;
                policy.next_incident = number + 1;
            }
        }
    }

    fn close(&mut self, number: usize, t: i64) {
        let ladder = &self.ladders[&number];
        if !ladder.sealed || (ladder.passed < ladder.cover && t - ladder.opened_at < YEAR) {
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

    fn provisional(&self) -> u64 {
        let at_stake: u64 = self.stakes.values().map(|stake| stake.provisional).sum();
        at_stake + self.ladders.values().map(|ladder| ladder.provisional).sum::<u64>()
    }

    fn sell(&mut self, index: usize, buyer: &Buyer) -> Sale {
        let at = buyer.at;
        let refused = |reason: &str| Sale::Refused(reason.to_owned());
        if self.watch.in_breach {
            return refused("PolicyError::InBreach");
        }
        if at - self.watch.observed_at > SALE_MAX_AGE {
            return refused("PolicyError::WatchStale");
        }
        if self.watch.lowest <= self.terms.guard_price() {
            return refused("PolicyError::NearStrike");
        }
        self.books.earn_to(at);
        let (start_day, end_day) = days_of(self.terms, at, buyer.days);
        let used: u64 = self.policies.iter().filter(|p| p.end_day > day_of(at)).map(Policy::remaining).sum();
        if used + buyer.cover > self.plan.cap {
            return refused("PolicyError::CapReached");
        }
        let seconds = (end_day * DAY - at).unsigned_abs();
        let premium = premium(self.terms, self.plan.cap, used, buyer.cover, seconds);
        if self.books.capital() < self.provisional() + used + buyer.cover {
            return refused("PolicyError::NotEnoughCapital");
        }
        self.books.premium(at, premium, end_day);
        self.record.premiums += premium;
        let next_incident = self.record.incidents.len();
        let paid_by = BTreeMap::new();
        self.policies.push(Policy {
            buyer: index,
            start_day,
            end_day,
            cover: buyer.cover,
            paid: 0,
            next_incident,
            paid_by,
        });
        Sale::Made {
            premium,
            start_day,
            end_day,
        }
    }

    /// Notice is given; when everything has ended, capital and fees leave.
    fn wind_up(&mut self, from: i64) {
        let at = Plan::end_after(from, &self.record);
        self.books.earn_to(at);
        for owner in 0..UNDERWRITERS.len() {
            let back = [JUNIOR, SENIOR]
                .into_iter()
                .filter(|layer| self.books.holds(owner, *layer))
                .collect::<Vec<_>>();
            let sum = back.into_iter().map(|layer| self.books.leave(at, owner, layer)).sum();
            self.record.returned.push(sum);
        }
        self.record.fees_swept = self.books.sweep();
        self.record.end = self.books.ledger(at, self.provisional());
        self.record.end_at = at;
    }
}
