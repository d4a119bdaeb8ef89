//! The run: the keeper's times one by one, purchases in between, and at the end everybody leaves.

use {
    super::{
        books::Books,
        ladder::{Ladder, Policy},
        premium::premium,
        watch::Watch,
    },
    crate::{
        plan::{Buyer, JUNIOR, LEAVER, NOTICE_DAYS, Plan, SENIOR, UNDERWRITERS, days_of},
        record::{Breach, Record, Sale},
        tape::{Side, Tape},
        terms::Terms,
        time::{DAY, HOUR, day_of, midnight_after},
    },
    num_bigint::BigUint,
    std::collections::BTreeMap,
};

const SALE_MAX_AGE: i64 = 600;
const TAIL: i64 = 72 * HOUR;
/// Breaches that can be triggered at one time.
const SLOTS: u32 = 4;

/// A breach while its cover is at stake or it can still be triggered.
pub(super) struct Stake {
    pub(super) first: i64,
    pub(super) ended_at: Option<i64>,
    pub(super) cover: u64,
    pub(super) waiting: u64,
    pub(super) triggered: bool,
    /// End of the last policy that was in force at the first breach.
    pub(super) until: i64,
    /// Index of the breach in the record.
    pub(super) entry: usize,
    pub(super) provisional: u64,
}

impl Stake {
    pub(super) fn may_raise(&self, now: i64) -> bool {
        self.ended_at.is_none_or(|end| now - end <= TAIL)
    }
}

/// A withdrawal under notice.
pub(super) struct Notice {
    pub(super) matures: i64,
    /// Shares per layer.
    pub(super) pending: [BigUint; 2],
}

pub(super) struct Run<'a> {
    pub(super) tape: &'a Tape,
    pub(super) terms: &'a Terms,
    pub(super) plan: &'a Plan,
    pub(super) watch: Watch,
    pub(super) books: Books,
    pub(super) policies: Vec<Policy>,
    /// By the breach's number, from 1.
    pub(super) stakes: BTreeMap<u32, Stake>,
    /// Number of the last breach, and whether an incident came of it.
    number: u32,
    pub(super) last_triggered: bool,
    pub(super) ladders: BTreeMap<usize, Ladder>,
    pub(super) notice: Option<Notice>,
    pub(super) record: Record,
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
        number: 0,
        last_triggered: false,
        ladders: BTreeMap::new(),
        notice: None,
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
        self.exit(t);
    }

    /// Cover that has not ended.
    pub(super) fn active(&self, t: i64) -> u64 {
        self.policies.iter().filter(|p| p.end_day > day_of(t)).map(Policy::remaining).sum()
    }

    /// What requests that have matured could leave with.
    fn matured(&self, t: i64) -> u64 {
        let Some(notice) = self.notice.as_ref().filter(|notice| notice.matures <= t) else {
            return 0;
        };
        let value = |layer: usize| {
            self.books
                .value(layer, &notice.pending[layer].clone().min(self.books.shares_of(LEAVER, layer)))
        };
        value(JUNIOR) + value(SENIOR)
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
        if let Some(window) = seen.closed {
            self.record.windows.push(window);
            self.watch.keep(self.number, window);
        }
        if seen.breach_ends {
            self.end_breach(self.number, t);
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
        if self.record.breaches.len() == 1 {
            let pending = [JUNIOR, SENIOR].map(|layer| self.books.shares_of(LEAVER, layer));
            let matures = midnight_after(t, NOTICE_DAYS) * DAY;
            self.notice = Some(Notice { matures, pending });
        }
        // A breach that nothing came of leaves its number to the next one.
        let reused = self.number > 0 && !self.last_triggered && !self.stakes.contains_key(&self.number);
        self.number += u32::from(!reused);
        self.last_triggered = false;
        let number = self.number;
        self.stakes.retain(|old, _| old + SLOTS > number);
        let started = self.policies.iter().filter(|p| p.start_day <= day_of(t));
        let stake = Stake {
            first: t,
            ended_at: None,
            cover,
            waiting,
            triggered: false,
            until: started.map(|p| p.end_day * DAY).max().unwrap_or(0),
            entry: self.record.breaches.len() - 1,
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
        self.record.breaches[stake.entry].ended_at = Some(t);
        if windows == 0 {
            self.stakes.remove(&number);
        }
    }

    fn end_breaches(&mut self, t: i64) {
        let current = self.number;
        for number in self.stakes.keys().copied().collect::<Vec<_>>() {
            let Some(stake) = self.stakes.get(&number) else { continue };
            if number == current && self.watch.is_over(t) {
                self.end_breach(number, t);
            } else if stake.ended_at.is_none() {
                if t >= stake.until {
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

    pub(super) fn provisional(&self) -> u64 {
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
        if self.watch.sources < self.tape.series.len() {
            return refused("PolicyError::SourcesMissing");
        }
        if self.watch.lowest <= self.terms.guard_price() {
            return refused("PolicyError::NearStrike");
        }
        self.books.earn_to(at);
        let (start_day, end_day) = days_of(self.terms, at, buyer.days);
        let used = self.active(at);
        if used + buyer.cover > self.plan.cap {
            return refused("PolicyError::CapReached");
        }
        let seconds = (end_day * DAY - at).unsigned_abs();
        let premium = premium(self.terms, self.plan.cap, used, buyer.cover, seconds);
        if self.books.capital() < self.provisional() + self.matured(at) + used + buyer.cover {
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
        let mut returned = vec![0; UNDERWRITERS.len()];
        self.record.exits.iter().for_each(|exit| returned[exit.owner] += exit.amount);
        for (owner, sum) in returned.iter_mut().enumerate() {
            for layer in [JUNIOR, SENIOR] {
                let all = self.books.shares_of(owner, layer);
                if all > BigUint::default() {
                    *sum += self.books.leave(at, owner, layer, &all);
                }
            }
        }
        self.record.returned = returned;
        self.record.fees_swept = self.books.sweep();
        self.record.end = self.books.ledger(at, self.provisional());
        self.record.end_at = at;
    }
}
