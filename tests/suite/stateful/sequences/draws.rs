//! Single actions that are drawn: what holders, governance and people outside do, recoveries, and what can be done now and seldom can.

use super::{
    action::{Action, Bound},
    generate::Generator,
    model::{DAY, Model, parameters::SETS},
    setup::UNDERWRITERS,
};

impl Generator {
    /// What can be done now and seldom can: random numbers alone would hardly find it.
    pub(super) fn openings(&mut self, model: &Model) -> Vec<Action> {
        let mut open = vec![];
        for (product, p) in model.products.iter().enumerate() {
            let product = product as u8;
            for (n, q) in p.policies.iter().enumerate().filter(|(_, q)| q.open) {
                let policy = n as u16;
                if q.owed > 0 {
                    let person = (q.holder - UNDERWRITERS) as u8;
                    open.extend([Action::Freeze { person, frozen: false }, Action::PayOwed { product, policy }]);
                }
                if p.may_recover(q) {
                    open.extend((0..p.incidents.len() as u8).map(|incident| Action::Settle { product, incident, policy }));
                }
            }
            for (n, incident) in p.incidents.iter().enumerate().filter(|(_, i)| i.open && i.sealed) {
                let number = n as u8;
                if incident.recovering {
                    open.push(Action::Recover {
                        buyer: self.random.byte(3),
                        subject: 1,
                        product,
                        incident: number,
                        amount: self.random.amount(2 * incident.shortfall.max(1) as u64),
                    });
                }
                let end = if incident.over(model.now) {
                    Action::CloseIncident { product, incident: number }
                } else {
                    Action::Release { product, incident: number }
                };
                open.push(end);
            }
        }
        for (who, tranche) in (0..UNDERWRITERS as u8).flat_map(|who| [(who, 0), (who, 1)]) {
            let layer = usize::from(tranche);
            if model.to_fetch(who.into(), layer) > 0 {
                open.push(Action::Fetch { who, tranche });
            }
            let part = model.part(who.into(), layer);
            if model.may_return(layer) > 0 && part.pending > 0 {
                open.extend([Action::ExecuteOwn { who, tranche }, Action::Execute { who, tranche }]);
            }
            let comes = model.may_return(layer) + model.coming_back(layer);
            if comes > 0 && model.layers[layer].shares > 0 && who == 0 {
                open.push(Action::Deposit {
                    who: self.random.byte(UNDERWRITERS),
                    tranche,
                    amount: self.random.amount(150_000 * self.unit),
                    bound: Bound::Exact,
                });
            }
        }
        open
    }

    /// What happens to accounts without the program.
    pub(super) fn outside(&mut self, product: u8) -> Action {
        match self.random.between(0, 4) {
            0 => Action::Donate {
                amount: self.random.amount(1_000 * self.unit),
            },
            1 => Action::Fund {
                product,
                lamports: self.random.between(1, 100_000) as u32,
            },
            _ => Action::Freeze {
                person: self.random.byte(5),
                frozen: self.random.chance(500),
            },
        }
    }

    /// What governance sets.
    pub(super) fn governance(&mut self, product: u8) -> Action {
        match self.random.between(0, 99) {
            0..45 => Action::Limits {
                product,
                cap: self.random.pick(&[1_000, 1_000, 1_500, 300, 20]),
                curve: self.random.byte(3),
                severity: self.random.pick(&[0, 0, 0, 6_000, 8_500, 9_999, 10_000, 4_999, 10_001]),
                loading: self.random.pick(&[0, 1, 1, 2, 3, 4]),
            },
            45..65 => Action::Attest {
                product,
                age: self.random.pick(&[0, 0, 1, 29, 30, 31, 200, 3_000, -1]),
            },
            65..97 => {
                let set = if self.strict {
                    0
                } else {
                    1 + self.random.byte(usize::from(SETS) - 1)
                };
                Action::Parameters {
                    which: set + SETS * self.random.byte(3),
                }
            }
            97..98 if self.random.chance(300) => Action::Retire { product },
            _ => Action::Sweep,
        }
    }

    /// What a holder does with a policy, mostly after a fresh reading.
    pub(super) fn life(&mut self, product: u8, policy: u16, model: &Model) -> Action {
        let p = &model.products[usize::from(product)];
        let runs = |n: &usize| p.policies[*n].open && p.policies[*n].end * DAY > model.now;
        let running: Vec<u16> = (0..p.policies.len()).filter(runs).map(|n| n as u16).collect();
        // Mostly one that runs.
        let policy = if running.is_empty() || self.random.chance(100) {
            policy
        } else {
            self.random.pick(&running)
        };
        let next = match self.random.between(0, 99) {
            0..50 => Action::Extend {
                product,
                policy,
                buyer: self.random.byte(3),
                days: self.random.pick(&[6, 7, 7, 30, 31, 90, 300]),
                bound: self.bound(),
            },
            50..85 => Action::CancelPolicy {
                product,
                policy,
                bound: self.bound(),
            },
            _ => Action::Transfer {
                product,
                policy,
                to: self.random.byte(5),
            },
        };
        self.after_a_reading(product, next, model)
    }

    /// Recoveries, and what is fetched of them.
    pub(super) fn recovery(&mut self, product: u8, incident: u8, model: &Model) -> Action {
        if self.random.chance(300) {
            return Action::Fetch {
                who: self.random.byte(UNDERWRITERS),
                tranche: self.tranche(),
            };
        }
        let subject = self.random.pick(&[0, 1, 1, 1, 2, 2, 3, 3, 4]);
        let mut recover = self.recover(subject, product, incident);
        if let Action::Recover { amount, .. } = &mut recover
            && self.random.chance(300)
        {
            let lacking = model.shortfall.min(20_000 * u128::from(self.unit)) as u64;
            *amount = self.random.pick(&[lacking, 0, 1]);
        }
        recover
    }

    pub(super) fn recover(&mut self, subject: u8, product: u8, incident: u8) -> Action {
        let most = self.random.pick(&[20_000, 2_000]) * self.unit;
        Action::Recover {
            buyer: self.random.byte(3),
            subject,
            product,
            incident,
            amount: self.random.amount(most),
        }
    }
}
