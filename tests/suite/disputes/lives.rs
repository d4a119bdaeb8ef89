//! Random lives: breaches, steps, disputes, votes, conclusions and settlements in any order. The books add up after every action, no voided
//! step is ever paid, and at the end every account is closed.

use {
    super::kit::*,
    crate::{
        declared::kit::{Dice, seeds},
        incident::kit::*,
    },
    breakwater::state::StepState,
    breakwater_testkit::{courts::juror, *},
    std::collections::BTreeMap,
};

struct Life {
    w: World,
    product: Address,
    dice: Dice,
    policies: Vec<Address>,
    open: Vec<u32>,
    /// Cases that are not closed, each of an incident.
    cases: Vec<(u32, u32)>,
    /// Steps that were voided.
    void: Vec<(u32, usize)>,
    /// Given of the bonds of disputes that failed, by incident.
    given: BTreeMap<u32, u64>,
    done: BTreeMap<&'static str, u32>,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let covers: Vec<u64> = (0..3).map(|_| 1_000 + dice.below(60_000)).collect();
        let (w, product, policies) = courted(&covers);
        Self {
            w,
            product,
            dice,
            policies,
            open: vec![],
            cases: vec![],
            void: vec![],
            given: BTreeMap::new(),
            done: BTreeMap::new(),
        }
    }

    fn note(&mut self, name: &'static str, outcome: &Outcome) -> bool {
        let good = outcome.result.is_ok();
        assert!(good || !outcome.changed, "{name}");
        *self.done.entry(name).or_default() += u32::from(good);
        good
    }

    fn case(&self, (number, n): (u32, u32)) -> Address {
        pda::case(&pda::incident(&self.product, number), n)
    }

    fn step(&mut self) {
        let product = self.product;
        match self.dice.below(13) {
            0 | 1 => {
                let depth = 5 + self.dice.below(90) as i64;
                fall(&mut self.w, &product, price_at(depth));
                let number = self.w.product(&product).incident_count.get();
                let outcome = self.w.trigger(&product);
                if self.note("trigger", &outcome) {
                    self.open.push(number);
                }
            }
            2 | 3 => {
                for number in self.open.clone() {
                    let outcome = self.w.raise(&product, number);
                    self.note("raise", &outcome);
                }
            }
            4 | 5 => {
                for number in self.open.clone() {
                    let step = self.dice.below(4) as u8;
                    let case = u32::from(self.w.incident(&product, number).cases);
                    let outcome = self.w.dispute(&product, &doubter(), number, step);
                    if self.note("dispute", &outcome) {
                        self.cases.push((number, case));
                    }
                }
            }
            6 => self.judge(),
            7 => self.conclude(),
            8 => {
                for number in self.open.clone() {
                    let outcome = self.w.finalise(&product, number);
                    self.note("finalise", &outcome);
                }
            }
            9 => self.settle(),
            10 if self.dice.below(3) == 0 => recover(&mut self.w, &product),
            11 if self.dice.below(4) == 0 => {
                let left = self.dice.below(30_000_000_000) / 4;
                let [junior, senior] = [0, 1].map(|n| self.w.pool().tranches[n].capital.get());
                write_capital(&mut self.w, left.min(junior), (left * 3).min(senior));
            }
            _ => self.w.advance(self.dice.below(12 * HOUR as u64) as i64),
        }
        self.check();
    }

    fn judge(&mut self) {
        for key in self.cases.clone() {
            let case = self.case(key);
            if self.w.case(&case).phase != 1 || self.w.now() >= self.w.case(&case).current().reveal_from.get() {
                continue;
            }
            let (choice, voters) = (self.dice.one_of(&[STANDS, VOID]), self.dice.one_of(&[0, 5, 6]));
            let at = self.w.case(&case).current().commit_from.get().max(self.w.now());
            self.w.set_time(at);
            for n in 0..voters {
                let _ = self.w.commit(&case, &juror(n), choice);
            }
            self.w.set_time(self.w.case(&case).current().reveal_from.get());
            for n in 0..voters {
                let _ = self.w.reveal(&case, &juror(n), choice);
            }
        }
    }

    fn conclude(&mut self) {
        let product = self.product;
        for key in self.cases.clone() {
            let case = self.case(key);
            for _ in 0..3 {
                let at = self
                    .w
                    .case(&case)
                    .current()
                    .reveal_until
                    .get()
                    .max(self.w.case(&case).appeal_until.get());
                if self.w.case(&case).phase < 3 {
                    self.w.set_time(at.max(self.w.now()));
                    let outcome = self.w.advance_case(&case);
                    self.note("advance", &outcome);
                }
            }
            let before = self.w.incident(&product, key.0);
            let outcome = self.w.conclude_dispute(&product, key.0, key.1);
            if self.note("conclude", &outcome) {
                let after = self.w.incident(&product, key.0);
                let is_void = |n: &usize| after.ladder[*n].state == StepState::Void as u8;
                let voided: Vec<usize> = (0..before.steps().len()).filter(is_void).collect();
                if !voided.is_empty() {
                    *self.done.entry("void").or_default() += 1;
                }
                self.void.extend(voided.into_iter().map(|n| (key.0, n)));
                self.w.assert_books();
                put_away(&mut self.w, &case);
                self.cases.retain(|k| *k != key);
            }
        }
    }

    fn settle(&mut self) {
        let product = self.product;
        for number in self.open.clone() {
            for policy in self.policies.clone() {
                let all_paid = |w: &World| (w.incident(&product, number).paid.get(), w.policy(&policy).paid.get());
                let (incident, cover) = all_paid(&self.w);
                let outcome = self.w.settle(&product, number, &policy);
                self.note("settle", &outcome);
                self.w.assert_books();
                // What an incident pays and no cover does is of bonds: given to a policy once, never more than there is.
                let after = all_paid(&self.w);
                let bonus = (after.0 - incident) - (after.1 - cover);
                if bonus > 0 {
                    *self.done.entry("bonus").or_default() += 1;
                    assert_eq!(self.w.policy(&policy).next_incident.get(), number + 1);
                }
                let given = self.given.entry(number).or_default();
                *given += bonus;
                assert!(*given <= self.w.incident(&product, number).bonus.get());
            }
        }
    }

    /// The books add up, and what was voided stays void.
    fn check(&mut self) {
        self.w.assert_books();
        for (number, step) in self.void.iter().filter(|(number, _)| self.open.contains(number)) {
            let state = self.w.incident(&self.product, *number).ladder[*step].state;
            assert_eq!(state, StepState::Void as u8, "step {step} of incident {number}");
        }
    }

    fn end(&mut self) {
        let product = self.product;
        recover(&mut self.w, &product);
        for _ in 0..60 {
            if self.open.is_empty() && self.cases.is_empty() {
                break;
            }
            self.w.advance(12 * DAY);
            let _ = self.w.end_episode(&product);
            self.conclude();
            for number in self.open.clone() {
                for _ in 0..21 {
                    if self.w.finalise(&product, number).result.is_err() {
                        break;
                    }
                }
                self.check();
                let _ = self.w.seal(&product, number);
            }
            self.settle();
            for number in self.open.clone() {
                let outcome = self.w.close_incident(&product, number);
                if self.note("close", &outcome) {
                    self.open.retain(|n| *n != number);
                } else {
                    let outcome = self.w.release(&product, number);
                    self.note("release", &outcome);
                }
                self.check();
            }
        }
        assert!(self.open.is_empty() && self.cases.is_empty(), "{:?} {:?}", self.open, self.cases);
        self.w.advance(60 * DAY);
        for policy in self.policies.clone() {
            self.w.close_policy(&product, &policy).ok();
        }
        for _ in 0..2 {
            self.w.advance(TAIL + 1);
            for episode in 1..=self.w.watch(&product).episode.get() {
                let end = client::ix::end_episode(self.w.pool, product, episode);
                let _ = self.w.send_all(&[end]);
            }
        }
        let pool = self.w.pool();
        let to_fetch: u64 = pool.tranches.iter().map(|t| t.recovery_left.get()).sum();
        assert_eq!((pool.payable.get(), pool.provisional.get()), (to_fetch, 0));
        self.w.retire(&product).ok();
        self.w.close_product(&product).ok();
        self.w.assert_books();
    }
}

#[test]
fn inv_random_lives_of_disputes_keep_the_books_and_end() {
    let mut done: BTreeMap<&'static str, u32> = BTreeMap::new();
    for seed in seeds(10) {
        let mut life = Life::new(seed);
        for _ in 0..60 {
            life.step();
        }
        life.end();
        for (name, times) in life.done {
            *done.entry(name).or_default() += times;
        }
    }
    println!("{done:?}");
    for name in [
        "trigger", "raise", "dispute", "conclude", "void", "finalise", "settle", "bonus", "close",
    ] {
        assert!(done.get(name).is_some_and(|times| *times > 0), "{name} never happened: {done:?}");
    }
}
