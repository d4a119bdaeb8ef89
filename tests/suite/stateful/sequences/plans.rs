//! Plans: several actions that only make sense together, such as a breach that lasts, or a notice and the exit after it.

use super::{
    action::{Action, Bound, Quote},
    generate::Generator,
    model::{DAY, Model},
    setup::UNDERWRITERS,
};

/// How many sources a product has.
fn sources(product: u8) -> usize {
    [2, 3, 0, 0][usize::from(product)]
}

impl Generator {
    pub(super) fn plan_buy(&mut self, product: u8, model: &Model) -> Action {
        let first = self.buy(product);
        for _ in 0..self.random.between(0, 3) {
            let buy = self.buy(product);
            self.plan.push_back(buy);
        }
        self.after_a_reading(product, first, model)
    }

    /// An action that asks for a fresh reading, after one if the product has a watch.
    pub(super) fn after_a_reading(&mut self, product: u8, next: Action, model: &Model) -> Action {
        let p = &model.products[usize::from(product)];
        if !p.spec.watched || p.watch.breach || self.random.chance(100) {
            return next;
        }
        self.plan.push_front(next);
        self.all_say(product, 1_000_000_000, 30)
    }

    pub(super) fn plan_exit(&mut self, model: &Model) -> Action {
        let (who, tranche) = (self.random.byte(UNDERWRITERS), self.random.byte(2));
        self.plan.push_back(Action::Advance((model.notice_days + 1) * DAY));
        let leave = Action::Withdraw {
            who,
            tranche,
            thousandths: self.thousandths(),
            bound: Bound::Exact,
        };
        self.plan.push_back(if self.random.chance(500) {
            leave
        } else {
            Action::Execute { who, tranche }
        });
        Action::Request {
            who,
            tranche,
            thousandths: self.random.pick(&[1_000, 500, 10]),
        }
    }

    /// Every source says this after a wait.
    fn all_say(&mut self, product: u8, price: i64, wait: u64) -> Action {
        let deviation = self.random.pick(&[0, 1, 100_000, 1_000_000]);
        let price = price + self.random.between(0, 99) as i64 - 50;
        let quotes = vec![Quote::Now(price, deviation); sources(product)];
        Action::Observe {
            product,
            wait: wait as u32,
            quotes,
            family: true,
        }
    }

    /// One observation with sources that disagree, are missing, old or wide.
    pub(super) fn observation(&mut self, product: u8, model: &Model) -> Action {
        let replay = self.random.chance(300);
        let quotes = (0..sources(product)).map(|_| match self.random.between(0, 19) {
            0 => Quote::Missing,
            1 => Quote::Old,
            2..8 if replay => Quote::Old,
            2..6 => Quote::Now(
                self.random.between(500_000_000, 1_020_000_000) as i64,
                self.random.between(0, 50_000_000) as i64,
            ),
            6..9 => Quote::Now(self.random.between(940_000_000, 990_000_000) as i64, 100_000),
            _ => Quote::Now(1_000_000_000, 100_000),
        });
        let quotes = quotes.collect();
        let strict = model.products[usize::from(product)].watch.breach;
        // Soon enough, what was published before is fresh: only its order tells that it was read already.
        let most = if replay { 50 } else { 700 };
        Action::Observe {
            product,
            wait: self.random.between(0, most) as u32,
            quotes,
            family: strict || self.random.chance(900),
        }
    }

    /// Long enough below the strike for a window or two, then what follows from it.
    pub(super) fn plan_breach(&mut self, model: &Model, product: u8) -> Action {
        let terms = &model.products[usize::from(product)].spec.parametric;
        let count = u64::from(terms.min_count).max(u64::from(terms.window) / 300 + 1) + self.random.between(0, 3);
        let low = self.random.pick(&[
            600_000_000,
            780_000_000,
            850_000_000,
            880_000_000,
            900_000_000,
            930_000_000,
            948_000_000,
            965_000_000,
        ]);
        for _ in 0..count {
            let wait = if self.random.chance(970) {
                self.random.between(290, 310)
            } else {
                self.random.between(10, 700)
            };
            let swing = self.random.between(0, 2_000_000) as i64;
            let next = if self.random.chance(960) {
                self.all_say(product, low + swing, wait)
            } else {
                self.observation(product, model)
            };
            self.plan.push_back(next);
        }
        if self.random.chance(800) {
            self.plan.push_back(Action::Trigger { product, back: 0 });
        }
        if self.haircut && self.random.chance(400) {
            let cut = self.haircut();
            self.plan.push_back(cut);
        }
        if self.random.chance(500) {
            let incident = model.products[usize::from(product)].incidents.len().saturating_sub(1) as u8;
            self.plan.push_back(Action::Raise { product, incident });
        }
        let wait = self.random.between(1, 2_000);
        self.all_say(product, low, wait)
    }

    /// Deeper and deeper, with a step after each window and payments in between.
    pub(super) fn plan_ladder(&mut self, model: &Model, product: u8) -> Action {
        let incident = model.products[usize::from(product)].incidents.len() as u8;
        let first = self.plan_breach(model, product);
        for _ in 0..self.random.between(1, 3) {
            let next = self.plan_breach(model, product);
            self.plan
                .extend([next, Action::Trigger { product, back: 0 }, Action::Raise { product, incident }]);
            if self.random.chance(500) {
                self.plan.extend([Action::Advance(DAY), Action::Finalise { product, incident }]);
                if self.random.chance(300) {
                    let person = self.random.byte(5);
                    self.plan.push_back(Action::Freeze { person, frozen: true });
                }
                let policy = self.random.between(0, 9_999) as u16;
                self.plan.push_back(Action::Settle { product, incident, policy });
            }
            if self.haircut && self.random.chance(300) {
                let cut = self.haircut();
                self.plan.push_back(cut);
            }
        }
        first
    }

    /// A breach that lasts until cover ends, seen often enough not to lapse.
    pub(super) fn plan_siege(&mut self, model: &Model, product: u8) -> Action {
        let first = self.plan_breach(model, product);
        for _ in 0..self.random.between(1, 4) {
            self.plan.push_back(Action::Advance(self.random.between(2 * DAY, 13 * DAY)));
            let next = self.all_say(product, 850_000_000, 60);
            self.plan.extend([next, Action::EndEpisode { product, back: 0 }]);
        }
        first
    }

    /// A breach that takes more than the pool has left: cut policies, wiped-out tranches, and everything that can come back of it afterwards.
    pub(super) fn plan_ruin(&mut self, model: &Model, product: u8) -> Action {
        let p = &model.products[usize::from(product)];
        let incident = p.incidents.len() as u8;
        let first = self.plan_breach(model, product);
        self.plan.push_back(Action::Trigger { product, back: 0 });
        if self.haircut {
            self.plan.push_back(Action::Haircut {
                thousandths: self.random.pick(&[700, 950, 990]),
            });
        }
        self.plan.extend([Action::Advance(DAY), Action::Finalise { product, incident }]);
        self.plan
            .extend([Action::Advance(14 * DAY), Action::EndEpisode { product, back: 0 }]);
        self.plan.extend([Action::Advance(3 * DAY + 1), Action::Seal { product, incident }]);
        // The last ones are most likely to have been in force.
        let policies: Vec<u16> = (0..p.policies.len() as u16).rev().take(6).collect();
        let settle = |policy: &u16| Action::Settle {
            product,
            incident,
            policy: *policy,
        };
        for _ in 0..2 {
            self.plan.extend(policies.iter().map(settle));
        }
        self.plan.push_back(Action::Release { product, incident });
        for subject in [1, 2, 1, 3, 0] {
            let recover = self.recover(subject, product, incident);
            self.plan.push_back(recover);
            self.plan.extend(policies.iter().map(settle));
            if self.random.chance(400) {
                let tranche = subject % 2;
                self.plan.extend((0..UNDERWRITERS as u8).map(|who| Action::Fetch { who, tranche }));
            }
        }
        let later = self.random.pick(&[1, 30, 370]);
        self.plan
            .extend([Action::Advance(later * DAY), Action::CloseIncident { product, incident }]);
        first
    }

    pub(super) fn haircut(&mut self) -> Action {
        Action::Haircut {
            thousandths: self.random.pick(&[10, 300, 700, 950, 990]),
        }
    }

    /// A day of recoveries, or most of one.
    pub(super) fn plan_recovery(&mut self, product: u8, model: &Model) -> Action {
        for _ in 0..self.random.between(8, 13) {
            let wait = self.random.between(7_000, 7_600);
            let next = if self.random.chance(980) {
                self.all_say(product, 1_000_000_000, wait)
            } else {
                self.observation(product, model)
            };
            self.plan.push_back(next);
        }
        self.all_say(product, 1_000_000_000, 250)
    }
}
