//! The pool: who has put in what, what has been earned, lost and paid back.

use {
    super::whole::{atoms, big, down, share_down, up},
    crate::{
        plan::{JUNIOR, SENIOR},
        record::Ledger,
        terms::Terms,
        time::{DAY, midnight_after},
    },
    num_bigint::BigUint,
};

/// One layer of capital.
#[derive(Clone, Default)]
struct Layer {
    capital: u64,
    issued_for: u64,
    shares: BigUint,
    /// Shares of each underwriter.
    held: Vec<BigUint>,
    /// What comes back after a loss: atoms per second times 2^64, until when.
    back: (BigUint, i64),
    /// Rises when the layer is wiped out.
    generation: u32,
}

/// See the module.
pub struct Books {
    layers: [Layer; 2],
    reserve: u64,
    payable: u64,
    fees: u64,
    /// What was taken for losses since something last came back: from a layer and its generation, or from the reserve.
    taken: Vec<(Option<(usize, u32)>, u64)>,
    /// Premium to come: atoms per second times 2^64, until when.
    streams: Vec<(BigUint, i64)>,
    earned_to: i64,
    /// Junior's part of what is earned, parts per billion, and the fraction of an atom it is still owed.
    split: u64,
    carry: u64,
    weight: u64,
    fee_bps: u64,
    reserve_bps: u64,
}

impl Books {
    /// An empty pool.
    pub fn new(terms: &Terms, underwriters: usize, now: i64) -> Self {
        let layer = Layer {
            held: vec![BigUint::default(); underwriters],
            ..Layer::default()
        };
        Self {
            layers: [layer.clone(), layer],
            reserve: 0,
            payable: 0,
            fees: 0,
            taken: Vec::new(),
            streams: Vec::new(),
            earned_to: now,
            split: 0,
            carry: 0,
            weight: terms.junior_weight,
            fee_bps: u64::from(terms.fee_bps),
            reserve_bps: u64::from(terms.reserve_bps),
        }
    }

    /// Capital of both layers, as of the last [`Books::earn_to`].
    pub fn capital(&self) -> u64 {
        self.layers[JUNIOR].capital + self.layers[SENIOR].capital
    }

    /// Premium to come at `t`, rounded up.
    fn unearned(&self, t: i64) -> u64 {
        let sum: BigUint = self.streams.iter().map(|(rate, end)| rate * (end - t).max(0).unsigned_abs()).sum();
        atoms(&up(sum, BigUint::from(1u8) << 64))
    }

    /// What is on its way back to a layer at `t`, rounded up.
    fn coming_back(&self, layer: usize, t: i64) -> u64 {
        let (rate, until) = &self.layers[layer].back;
        atoms(&up(rate * (until - t).max(0).unsigned_abs(), BigUint::from(1u8) << 64))
    }

    /// Premium, and what comes back, flows to the layers up to `t`.
    pub fn earn_to(&mut self, t: i64) {
        let earned = self.unearned(self.earned_to) - self.unearned(t);
        let came = [JUNIOR, SENIOR].map(|layer| self.coming_back(layer, self.earned_to) - self.coming_back(layer, t));
        for (layer, came) in self.layers.iter_mut().zip(came) {
            layer.capital += came;
        }
        self.earned_to = t;
        self.streams.retain(|(_, end)| *end > t);
        self.earn(earned);
    }

    fn earn(&mut self, earned: u64) {
        let zero = BigUint::default();
        match (self.layers[JUNIOR].shares == zero, self.layers[SENIOR].shares == zero) {
            (true, true) => self.reserve += earned,
            (true, false) => self.layers[SENIOR].capital += earned,
            (false, true) => self.layers[JUNIOR].capital += earned,
            (false, false) => {
                let owed = u128::from(earned) * u128::from(self.split) + u128::from(self.carry);
                let junior = (owed / 1_000_000_000) as u64;
                self.carry = (owed % 1_000_000_000) as u64;
                self.layers[JUNIOR].capital += junior;
                self.layers[SENIOR].capital += earned - junior;
            }
        }
    }

    /// Spreads money over the time to the midnight of `end_day`; what does not divide is earned now.
    fn stream(&mut self, amount: u64, now: i64, end_day: i64) -> BigUint {
        let seconds = (end_day * DAY - now).unsigned_abs();
        let before = self.unearned(now);
        let rate = (big(amount) << 64u8) / seconds;
        self.streams.push((rate.clone(), end_day * DAY));
        let streamed = self.unearned(now) - before;
        self.earn(amount - streamed);
        rate
    }

    fn fix_split(&mut self) {
        let (junior, senior) = (self.layers[JUNIOR].capital, self.layers[SENIOR].capital);
        self.split = match (junior, senior) {
            (0, _) => 0,
            (_, 0) => 1_000_000_000,
            _ => {
                let weighted = big(junior) * self.weight;
                atoms(&down(&weighted * 1_000_000_000u64, &weighted + big(senior) * 1_000_000_000u64))
            }
        };
    }

    /// An underwriter's capital comes in.
    pub fn deposit(&mut self, now: i64, owner: usize, layer: usize, amount: u64) {
        self.earn_to(now);
        let worth = self.layers[layer].capital + self.coming_back(layer, now);
        let l = &mut self.layers[layer];
        let shares = down(big(amount) * (&l.shares + 1_000u32), big(worth) + 1u8);
        l.capital += amount;
        l.issued_for += amount;
        l.shares += &shares;
        l.held[owner] += shares;
        self.fix_split();
    }

    /// A premium comes in: fee up, reserve down, the rest until the policy's end. Returns the rate of its stream.
    pub fn premium(&mut self, now: i64, premium: u64, end_day: i64) -> BigUint {
        self.earn_to(now);
        let rest = self.divide(premium);
        self.stream(rest, now, end_day)
    }

    fn divide(&mut self, premium: u64) -> u64 {
        let fee = atoms(&up(big(premium) * self.fee_bps, big(10_000)));
        let reserve = atoms(&down(big(premium) * self.reserve_bps, big(10_000)));
        self.fees += fee;
        self.reserve += reserve;
        premium - fee - reserve
    }

    /// A stream is taken out: what it held of the premium to come.
    fn take(&mut self, now: i64, stream: &(BigUint, i64)) -> u64 {
        let before = self.unearned(now);
        if let Some(at) = self.streams.iter().position(|other| other == stream) {
            self.streams.remove(at);
        }
        before - self.unearned(now)
    }

    /// A policy goes on: what is left of its stream and the new premium flow together until the new end; if the old stream was faster, at least as
    /// fast as that, and until the midnight before the money would be gone.
    pub fn extend(&mut self, now: i64, stream: &(BigUint, i64), premium: u64, end_day: i64) -> (BigUint, i64) {
        self.earn_to(now);
        let left = self.take(now, stream);
        let rest = self.divide(premium) + left;
        let all = big(rest) << 64u8;
        let mut last = end_day;
        if left > 0 && &all / (end_day * DAY - now).unsigned_abs() < stream.0 {
            let lasts = i64::try_from(all / &stream.0).unwrap_or(i64::MAX);
            last = ((now + lasts) / DAY).clamp(stream.1 / DAY, end_day);
        }
        (self.stream(rest, now, last), last * DAY)
    }

    /// A policy is given up: the unearned part of its stream in the part of its cover that is left, less a tenth of what was paid for it, goes to its
    /// holder, and the rest to the reserve.
    pub fn cancel(&mut self, now: i64, stream: &(BigUint, i64), left: u64, cover: u64, paid: u64) -> u64 {
        self.earn_to(now);
        let exact = atoms(&((&stream.0 * (stream.1 - now).max(0).unsigned_abs()) >> 64u8));
        let unearned = self.take(now, stream);
        let share = atoms(&down(big(unearned.min(exact)) * left, big(cover)));
        let refund = share.saturating_sub(atoms(&up(big(paid), big(10))));
        self.reserve += unearned - refund;
        refund
    }

    /// A recovery for the pool streams to the layers until the first midnight ninety days away.
    pub fn recover(&mut self, now: i64, amount: u64) {
        self.earn_to(now);
        self.stream(amount, now, midnight_after(now, 90));
    }

    /// Capital of one layer, as of the last [`Books::earn_to`].
    pub fn capital_of(&self, layer: usize) -> u64 {
        self.layers[layer].capital
    }

    /// Price of a share in billionths of what a share of an empty layer costs.
    pub fn share_price(&self, layer: usize) -> u64 {
        let l = &self.layers[layer];
        atoms(&down((big(l.capital) + 1u8) * 1_000_000_000_000u64, &l.shares + 1_000u32))
    }

    /// An underwriter leaves at a given worth of the layer, such as what is left of it if everything undecided is lost.
    pub fn leave_at(&mut self, now: i64, owner: usize, layer: usize, part: &BigUint, worth: u64) -> u64 {
        self.earn_to(now);
        let amount = atoms(&down(part * (big(worth) + 1u8), &self.layers[layer].shares + 1_000u32));
        self.burn(now, owner, layer, part, amount);
        amount
    }

    /// A final loss: junior, senior, reserve. Returns what could be set aside.
    pub fn lose(&mut self, now: i64, needed: u64) -> u64 {
        self.earn_to(now);
        let mut left = needed;
        for layer in [JUNIOR, SENIOR] {
            let part = left.min(self.layers[layer].capital);
            left -= part;
            self.layers[layer].capital -= part;
            self.taken.push((Some((layer, self.layers[layer].generation)), part));
        }
        let from_reserve = left.min(self.reserve);
        self.taken.push((None, from_reserve));
        left -= from_reserve;
        self.reserve -= from_reserve;
        for layer in &mut self.layers {
            // Less than a millionth of what its shares cost: they are worth nothing any more.
            if layer.shares > BigUint::default() && u128::from(layer.capital) * 1_000_000 < u128::from(layer.issued_for) {
                self.reserve += layer.capital;
                let holders = layer.held.len();
                *layer = Layer {
                    held: vec![BigUint::default(); holders],
                    generation: layer.generation + 1,
                    ..Layer::default()
                };
            }
        }
        self.payable += needed - left;
        self.fix_split();
        needed - left
    }

    /// A holder is paid.
    pub fn pay(&mut self, amount: u64) {
        self.payable -= amount;
    }

    /// Set aside and not needed: goes back to where it came from, whoever lost last first, to layers over 90 days. What belongs to a layer that
    /// was wiped out waits to be fetched.
    pub fn give_back(&mut self, now: i64, amount: u64) {
        self.earn_to(now);
        self.payable -= amount;
        let taken = std::mem::take(&mut self.taken);
        let mut left = amount;
        let mut part_of = |wanted: Option<usize>| {
            let all: u64 = taken
                .iter()
                .filter(|(from, _)| from.map(|(layer, _)| layer) == wanted)
                .map(|(_, part)| part)
                .sum();
            let part = left.min(all);
            left -= part;
            part
        };
        let (reserve, senior, junior) = (part_of(None), part_of(Some(SENIOR)), part_of(Some(JUNIOR)));
        self.reserve += reserve;
        for (layer, part) in [(SENIOR, senior), (JUNIOR, junior)] {
            let from = taken.iter().rev().find_map(|(from, _)| from.filter(|(l, _)| *l == layer));
            let living = from.is_some_and(|(_, generation)| generation == self.layers[layer].generation);
            match part {
                0 => {}
                part if living && self.layers[layer].shares > BigUint::default() => self.come_back(layer, part, now),
                part => self.payable += part,
            }
        }
    }

    /// Money comes back to a layer, together with what is on its way: both end when they would on average, by amount.
    fn come_back(&mut self, layer: usize, part: u64, now: i64) {
        let (before, until) = (self.coming_back(layer, now), self.layers[layer].back.1);
        let total = before + part;
        let weighted = big(before) * (until - now).max(0).unsigned_abs() + big(part) * (90 * DAY).unsigned_abs();
        let seconds = atoms(&up(weighted, big(total)));
        self.layers[layer].back = ((big(total) << 64u8) / seconds, now + seconds as i64);
        self.reserve += total - self.coming_back(layer, now);
    }

    /// Shares of an underwriter in a layer.
    pub fn shares_of(&self, owner: usize, layer: usize) -> BigUint {
        self.layers[layer].held[owner].clone()
    }

    /// What shares of a layer are worth, rounded down.
    pub fn value(&self, layer: usize, part: &BigUint) -> u64 {
        let l = &self.layers[layer];
        atoms(&down(part * (big(l.capital) + 1u8), &l.shares + 1_000u32))
    }

    /// Shares worth at most `amount`.
    pub fn shares_for(&self, layer: usize, amount: u64) -> BigUint {
        let l = &self.layers[layer];
        down(big(amount) * (&l.shares + 1_000u32), big(l.capital) + 1u8)
    }

    /// An underwriter leaves a layer with some shares.
    pub fn leave(&mut self, now: i64, owner: usize, layer: usize, part: &BigUint) -> u64 {
        self.earn_to(now);
        let amount = self.value(layer, part);
        self.burn(now, owner, layer, part, amount);
        amount
    }

    fn burn(&mut self, now: i64, owner: usize, layer: usize, part: &BigUint, amount: u64) {
        let l = &mut self.layers[layer];
        l.issued_for -= atoms(&down(part * l.issued_for, l.shares.clone()));
        l.held[owner] -= part;
        l.shares -= part;
        l.capital -= amount;
        if l.shares == BigUint::default() {
            // What rounding left belongs to nobody.
            self.reserve += l.capital;
            l.capital = 0;
            l.issued_for = 0;
            let back = std::mem::take(&mut l.back);
            self.reserve += atoms(&up(back.0 * (back.1 - now).max(0).unsigned_abs(), BigUint::from(1u8) << 64));
        }
        self.fix_split();
    }

    /// Fees leave.
    pub fn sweep(&mut self) -> u64 {
        std::mem::take(&mut self.fees)
    }

    /// The ledger as of `now`; nothing changes.
    pub fn ledger(&self, now: i64, provisional: u64) -> Ledger {
        let mut then = Self {
            layers: self.layers.clone(),
            streams: self.streams.clone(),
            taken: Vec::new(),
            ..*self
        };
        then.earn_to(now);
        Ledger {
            junior: then.layers[JUNIOR].capital,
            senior: then.layers[SENIOR].capital,
            unearned: then.unearned(now) + then.coming_back(JUNIOR, now) + then.coming_back(SENIOR, now),
            reserve: then.reserve,
            payable: then.payable,
            fees: then.fees,
            provisional,
        }
    }

    /// Whether `needed` is more than a twentieth of the capital: such a step waits longer.
    pub fn is_large(&self, needed: u64) -> bool {
        needed > share_down(self.capital(), 50_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn books() -> Books {
        let mut books = Books::new(&Terms::new(1), 2, 0);
        books.deposit(0, 0, JUNIOR, 100_000);
        books.deposit(0, 1, SENIOR, 300_000);
        books
    }

    #[test]
    fn a_premium_is_earned_by_the_second_and_split_three_to_one_by_weight() {
        let mut books = books();
        books.premium(0, 1_000, 10);
        // Fee 50, reserve 50, 900 over ten days; junior 100,000 · 3 against 300,000: one half.
        assert_eq!(
            books.ledger(0, 0),
            Ledger {
                junior: 100_000,
                senior: 300_000,
                unearned: 900,
                reserve: 50,
                payable: 0,
                fees: 50,
                provisional: 0
            }
        );
        let half = books.ledger(5 * DAY, 0);
        assert_eq!((half.junior, half.senior, half.unearned), (100_225, 300_225, 450));
        books.earn_to(10 * DAY);
        assert_eq!(books.ledger(10 * DAY, 0).owed(), 401_000);
        assert_eq!(books.capital(), 400_900);
    }

    #[test]
    fn losses_take_junior_first_then_senior_then_the_reserve() {
        let mut books = books();
        books.premium(0, 1_000, 1);
        assert_eq!(books.lose(DAY, 60_000), 60_000);
        let ledger = books.ledger(DAY, 0);
        assert_eq!((ledger.junior, ledger.senior, ledger.payable), (40_450, 300_450, 60_000));
        // 340,900 of capital and a reserve of 50 are left: 340,950 of 400,000.
        assert_eq!(books.lose(DAY, 400_000), 340_950);
        assert_eq!(
            books.ledger(DAY, 0),
            Ledger {
                fees: 50,
                payable: 400_950,
                ..Ledger::default()
            }
        );
        let none = BigUint::default();
        assert!(books.shares_of(0, JUNIOR) == none && books.shares_of(1, SENIOR) == none);
    }

    #[test]
    fn everybody_leaves_with_what_is_theirs_and_rounding_stays() {
        let mut books = books();
        books.premium(0, 1_000, 1);
        let (junior, senior) = (books.shares_of(0, JUNIOR), books.shares_of(1, SENIOR));
        let (a, b) = (books.leave(DAY, 0, JUNIOR, &junior), books.leave(DAY, 1, SENIOR, &senior));
        // 100,450 less the part of the 1,000 virtual shares: 1e8 shares of 100,001,000.
        assert_eq!((a, b), (100_449, 300_449));
        assert_eq!(books.sweep(), 50);
        assert_eq!(
            books.ledger(DAY, 0),
            Ledger {
                reserve: 52,
                ..Ledger::default()
            }
        );
    }

    #[test]
    fn money_that_comes_back_streams_for_ninety_days() {
        let mut books = books();
        books.lose(0, 1_000);
        books.pay(100);
        books.give_back(1, 900);
        assert_eq!(books.ledger(90 * DAY, 0).unearned, 1, "ninety days to the second");
        let then = books.ledger(90 * DAY + 1, 0);
        // A tenth of an atom for each second cannot be expressed: it is the reserve's. Junior lost it, and gets it.
        assert_eq!((then.junior + then.reserve, then.senior, then.owed()), (99_900, 300_000, 399_900));
    }
}
