//! Random lives: declarations, votes, conclusions, settlements, recoveries and closings in any order. The books add up after every action,
//! and at the end every account is closed and no money is left behind.

use {
    super::kit::*,
    crate::incident::kit::write_capital,
    breakwater_testkit::{courts::*, *},
    std::collections::BTreeMap,
};

struct Life {
    w: World,
    product: Address,
    dice: Dice,
    policies: Vec<Address>,
    /// Incidents that are not closed.
    open: Vec<u32>,
    /// Cases that are not closed.
    cases: Vec<Address>,
    done: BTreeMap<&'static str, u32>,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut spec = with_grace(dice.one_of(&[0, 4, 20, 35]));
        spec.terms.deductible_bps = dice.one_of(&[0, 1, 500, 2_000]);
        let (w, product) = market(&spec);
        Self {
            w,
            product,
            dice,
            policies: vec![],
            open: vec![],
            cases: vec![],
            done: BTreeMap::new(),
        }
    }

    fn note(&mut self, name: &'static str, outcome: &Outcome) -> bool {
        let good = outcome.result.is_ok();
        assert!(good || !outcome.changed, "{name}");
        *self.done.entry(name).or_default() += u32::from(good);
        good
    }

    fn declare(&mut self) {
        let product = self.product;
        let day = self.w.today() - self.dice.below(5) as u32;
        let (outcome, number) = self.w.declare(&product, &juror(20 + self.dice.below(5) as usize), day);
        if self.note("declare", &outcome) {
            self.open.push(number);
            self.cases.push(case_of(&product, number));
        }
    }

    /// Moves all cases on, some with votes.
    fn judge(&mut self) {
        for case in self.cases.clone() {
            if self.w.case(&case).phase != 1 || self.w.now() >= self.w.case(&case).current().reveal_from.get() {
                continue;
            }
            let choice = self.dice.one_of(&[NOTHING, 1, 5, 10, 15, ALL, ABUSIVE]);
            let voters = self.dice.one_of(&[0, 4, 5, 7]);
            let at = self.w.case(&case).current().commit_from.get().max(self.w.now());
            self.w.set_time(at);
            for n in 0..voters {
                let _ = self.w.commit(&case, &juror(n), choice);
            }
            let at = self.w.case(&case).current().reveal_from.get();
            self.w.set_time(at);
            for n in 0..voters {
                let outcome = self.w.reveal(&case, &juror(n), choice);
                self.note("reveal", &outcome);
            }
            self.w.assert_books();
        }
    }

    fn advance_cases(&mut self) {
        for case in self.cases.clone() {
            let outcome = self.w.advance_case(&case);
            self.note("advance", &outcome);
        }
    }

    fn conclude(&mut self) {
        let product = self.product;
        for number in self.open.clone() {
            let outcome = self.w.conclude_declared(&product, number);
            self.note("conclude", &outcome);
            self.w.assert_books();
        }
    }

    fn settle(&mut self, all: bool) {
        let product = self.product;
        for number in self.open.clone() {
            for policy in self.policies.clone() {
                if all || self.dice.below(2) == 0 {
                    let outcome = self.w.settle(&product, number, &policy);
                    self.note("settle", &outcome);
                    self.w.assert_books();
                }
            }
        }
    }

    fn close(&mut self) {
        let product = self.product;
        for number in self.open.clone() {
            let outcome = self.w.close_incident(&product, number);
            if self.note("close", &outcome) {
                self.open.retain(|n| *n != number);
            } else {
                let outcome = self.w.release(&product, number);
                self.note("release", &outcome);
            }
            self.w.assert_books();
        }
        for case in self.cases.clone() {
            if self.w.case(&case).phase == 4 {
                put_away(&mut self.w, &case);
                self.cases.retain(|c| *c != case);
            }
        }
    }

    fn step(&mut self) {
        let product = self.product;
        match self.dice.below(14) {
            0 if self.policies.len() < 12 => {
                let (cover, days) = (self.dice.below(9_000_000_000) + 10 * USDC, 30 + self.dice.below(60) as u16);
                let buyer = self.w.actor(1_000 * USDC);
                let outcome = self.w.buy(&product, &buyer, 0, cover, days);
                if self.note("buy", &outcome) {
                    self.policies.push(pda::policy(&product, &buyer, 0));
                }
            }
            1..=3 => self.declare(),
            4 | 5 => self.judge(),
            6 => self.advance_cases(),
            7 => {
                self.advance_cases();
                self.conclude();
            }
            8 => {
                let all = self.dice.below(2) == 0;
                self.settle(all);
            }
            9 => self.close(),
            10 => {
                for policy in self.policies.clone() {
                    let outcome = self.w.close_policy(&product, &policy);
                    if self.note("close policy", &outcome) {
                        self.policies.retain(|p| *p != policy);
                    }
                }
            }
            11 if self.dice.below(3) == 0 => {
                // The pool loses nearly all of its money elsewhere.
                let left = self.dice.below(9_000_000_000) / 4;
                let [junior, senior] = [0, 1].map(|n| self.w.pool().tranches[n].capital.get());
                write_capital(&mut self.w, left.min(junior), (left * 3).min(senior));
            }
            12 => {
                for number in self.open.clone() {
                    let payer = self.w.actor(4_000 * USDC);
                    let amount = 1 + self.dice.below(4_000 * USDC);
                    let outcome = self.w.recover_incident(&payer, &product, number, amount);
                    self.note("recover", &outcome);
                }
            }
            _ => self.w.advance(self.dice.below(4 * DAY as u64) as i64),
        }
        self.w.assert_books();
    }

    /// Nobody declares any more; whoever is left does what is due, and in two years everything is over.
    fn end(&mut self) {
        let product = self.product;
        for _ in 0..40 {
            if self.open.is_empty() && self.cases.is_empty() {
                break;
            }
            self.w.advance(20 * DAY);
            self.advance_cases();
            self.conclude();
            self.settle(true);
            self.close();
        }
        assert!(self.open.is_empty() && self.cases.is_empty(), "{:?}, {:?}", self.open, self.cases);
        self.w.advance(200 * DAY);
        for policy in self.policies.clone() {
            let outcome = self.w.close_policy(&product, &policy);
            assert!(self.note("close policy", &outcome), "{}", outcome.name());
        }
        self.w.retire(&product).ok();
        self.w.close_product(&product).ok();
        self.w.close_court().ok();
        let books = self.w.books();
        assert!(books.incidents.is_empty() && books.cases.is_empty() && books.ballots.is_empty() && books.policies.is_empty());
        let pool = self.w.pool();
        let to_fetch: u64 = pool.tranches.iter().map(|t| t.recovery_left.get()).sum();
        assert_eq!(
            (pool.payable.get(), pool.provisional.get(), pool.active_cover.get()),
            (to_fetch, 0, 0)
        );
        self.w.assert_books();
    }
}

#[test]
fn inv_random_lives_of_declared_incidents_keep_the_books_and_end() {
    let mut done: BTreeMap<&'static str, u32> = BTreeMap::new();
    for seed in seeds(8) {
        let mut life = Life::new(seed);
        for _ in 0..140 {
            life.step();
        }
        life.end();
        for (name, times) in life.done {
            *done.entry(name).or_default() += times;
        }
    }
    println!("{done:?}");
    for name in [
        "declare",
        "reveal",
        "conclude",
        "settle",
        "close",
        "release",
        "recover",
        "close policy",
    ] {
        assert!(done.get(name).is_some_and(|times| *times > 0), "{name} never happened: {done:?}");
    }
}
