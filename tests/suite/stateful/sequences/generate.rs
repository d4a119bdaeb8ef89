//! Random actions that know the model: most of them can succeed, some cannot, and plans of several make breaches, ladders and exits whole.

use {
    super::{
        action::{Action, Bound},
        model::{DAY, Model, product::Phase, step::Expect},
        setup::{PAYEES, PRODUCTS, Setup, UNDERWRITERS, WATCHED},
    },
    std::collections::VecDeque,
};

/// xorshift64*: small, fast, and the same everywhere.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn word(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + ((u128::from(self.word()) * u128::from(high - low + 1)) >> 64) as u64
    }

    /// True so many times of a thousand.
    pub fn chance(&mut self, thousandths: u64) -> bool {
        self.between(1, 1_000) <= thousandths
    }

    pub(super) fn byte(&mut self, below: usize) -> u8 {
        self.between(0, below as u64 - 1) as u8
    }

    pub(super) fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.between(0, list.len() as u64 - 1) as usize].clone()
    }

    /// Small and large numbers alike, with more of the large.
    pub(super) fn amount(&mut self, most: u64) -> u64 {
        if self.chance(500) {
            return self.between(most / 10 + 1, most);
        }
        let bits = self.between(0, u64::from(most.ilog2()));
        self.between(1 << bits, ((2u128 << bits) - 1).min(most.into()) as u64)
    }
}

/// Makes the actions of one sequence.
pub struct Generator {
    pub(super) random: Random,
    pub(super) unit: u64,
    pub(super) haircut: bool,
    pub(super) strict: bool,
    pub(super) plan: VecDeque<Action>,
}

/// A setup by seed.
pub fn setup(seed: u64) -> Setup {
    let mut random = Random::new(seed ^ 0x5e7);
    Setup {
        unit: random.pick(&[1, 1_000_000, 1_000_000, 10_000_000_000]),
        notice_days: random.pick(&[1, 1, 7, 30]),
        reserve_bps: random.pick(&[0, 500, 3_000]),
        junior_weight: random.pick(&[1_000_000_000, 3_000_000_000, 3_333_333_333, 100_000_000_000]),
        waiting_days: [random.pick(&[1, 1, 3, 6]), random.pick(&[0, 0, 2, 6])],
        haircut: random.chance(350),
        parameters: random.pick(&[0, 0, 1, 2, 3, 4, 5]),
        severity: random.pick(&[5_000, 5_000, 7_777, 10_000]),
    }
}

impl Generator {
    pub fn new(seed: u64, setup: &Setup) -> Self {
        Self {
            random: Random::new(seed),
            unit: setup.unit,
            haircut: setup.haircut,
            strict: setup.parameters == 0,
            plan: VecDeque::new(),
        }
    }

    /// The next action: of the plan, or a new one. What cannot succeed is mostly drawn again.
    pub fn next(&mut self, model: &Model) -> Action {
        for _ in 0..12 {
            let planned = if self.random.chance(930) { self.plan.pop_front() } else { None };
            let action = planned.unwrap_or_else(|| self.draw(model));
            let kept = match action {
                Action::EndEpisode { .. } => 1_000,
                Action::Observe { .. } => 300,
                _ => 100,
            };
            match model.clone().apply(&action) {
                Expect::Accepted => return action,
                Expect::Refused(_) if self.random.chance(kept) => return action,
                _ => {}
            }
        }
        Action::Advance(self.random.between(1, 20_000))
    }

    fn draw(&mut self, model: &Model) -> Action {
        let any = self.random.byte(PRODUCTS);
        // What oracles decide needs a watch; elsewhere it is refused.
        let product = if self.random.chance(5) { any } else { self.random.byte(WATCHED) };
        let p = &model.products[usize::from(product)];
        let (breach, in_force) = (p.watch.breach, p.in_force() > 0);
        let incident = self.recent(p.incidents.len());
        let policy = self.random.between(0, 9_999) as u16;
        if self.random.chance(120) {
            let open = self.openings(model);
            if !open.is_empty() {
                return self.random.pick(&open);
            }
        }
        match self.random.between(0, 999) {
            0..60 => self.time(model),
            60..140 => self.capital(),
            140..145 => self.position(),
            145..200 if !breach => self.plan_buy(product, model),
            145..200 => self.plan_recovery(product, model),
            200..240 => self.plan_buy(any, model),
            240..280 => self.plan_exit(model),
            280..325 if breach || in_force || self.random.chance(50) => self.plan_breach(model, product),
            325..340 if breach || in_force => self.plan_ladder(model, product),
            340..350 if breach || in_force => self.plan_siege(model, product),
            350..362 if breach || in_force => self.plan_ruin(model, product),
            362..385 => self.observation(product, model),
            385..425 => Action::Trigger {
                product,
                back: self.rarely_back(),
            },
            425..450 => Action::Raise { product, incident },
            450..465 => Action::Recount {
                product,
                back: self.rarely_back(),
            },
            465..515 => Action::Finalise { product, incident },
            515..625 => Action::Settle { product, incident, policy },
            625..655 => Action::Seal { product, incident },
            655..665 => Action::CloseIncident { product, incident },
            665..675 => Action::Release { product, incident },
            675..703 => Action::EndEpisode {
                product,
                back: self.rarely_back(),
            },
            703..723 => Action::Roll { product: any },
            723..753 => Action::PayOwed { product, policy },
            753..783 => Action::ClosePolicy { product: any, policy },
            783..803 => self.outside(product),
            803..809 if self.haircut => self.haircut(),
            803..823 => self.governance(any),
            823..910 => self.life(any, policy, model),
            910..950 => self.recovery(product, incident, model),
            _ => self.buy(any),
        }
    }

    /// Mostly the last episode.
    fn rarely_back(&mut self) -> u8 {
        if self.random.chance(700) { 0 } else { self.random.byte(5) }
    }

    /// Mostly one of the last two incidents.
    fn recent(&mut self, count: usize) -> u8 {
        let back = if self.random.chance(800) {
            self.random.byte(2)
        } else {
            self.random.byte(6)
        };
        count.saturating_sub(1 + usize::from(back)) as u8
    }

    /// Seconds, hours, weeks; a midnight; or right before, at or after a moment that something waits for.
    fn time(&mut self, model: &Model) -> Action {
        match self.random.between(0, 99) {
            0..20 => Action::Advance(self.random.between(1, 900)),
            20..35 => Action::Advance(self.random.between(1, 12) * 3_600),
            35..45 => Action::Midnight(self.random.pick(&[-1, 0, 1, 3_600])),
            45..55 => Action::Advance(self.random.between(1, 30) * DAY + self.random.between(0, DAY)),
            55..57 => Action::Advance(self.random.between(31, 400) * DAY),
            57..58 => Action::Advance(self.random.between(513, 700) * DAY),
            _ => {
                let moments = moments(model);
                if moments.is_empty() {
                    return Action::Advance(self.random.between(1, 20_000));
                }
                let at = self
                    .random
                    .pick(&moments)
                    .saturating_add_signed(self.random.pick(&[-1, 0, 0, 0, 1]));
                Action::Advance(at.saturating_sub(model.now).max(1))
            }
        }
    }

    pub(super) fn bound(&mut self) -> Bound {
        self.random
            .pick(&[Bound::Loose, Bound::Loose, Bound::Loose, Bound::Exact, Bound::TooTight, Bound::Zero])
    }

    pub(super) fn thousandths(&mut self) -> u16 {
        let some = self.random.between(1, 1_000) as u16;
        self.random.pick(&[1_000, 1_000, some, some, 1, 1_001])
    }

    pub(super) fn tranche(&mut self) -> u8 {
        if self.random.chance(20) { 2 } else { self.random.byte(2) }
    }

    fn capital(&mut self) -> Action {
        let (who, tranche) = (self.random.byte(UNDERWRITERS), self.tranche());
        match self.random.between(0, 99) {
            0..40 => Action::Deposit {
                who,
                tranche,
                amount: self.random.amount(150_000 * self.unit),
                bound: self.bound(),
            },
            40..60 => Action::Request {
                who,
                tranche,
                thousandths: self.thousandths(),
            },
            60..70 => Action::Execute { who, tranche },
            70..75 => Action::ExecuteOwn { who, tranche },
            75..95 => Action::Withdraw {
                who,
                tranche,
                thousandths: self.thousandths(),
                bound: self.bound(),
            },
            _ => Action::Cancel { who, tranche },
        }
    }

    fn position(&mut self) -> Action {
        let who = self.random.byte(UNDERWRITERS);
        if self.random.chance(500) {
            Action::Open { who }
        } else {
            Action::ClosePosition { who }
        }
    }

    pub(super) fn buy(&mut self, product: u8) -> Action {
        Action::Buy {
            product,
            buyer: self.random.byte(3),
            payee: self.random.chance(250).then(|| self.random.byte(PAYEES)),
            cover: self.random.amount(50_000 * self.unit),
            days: self.random.pick(&[7, 7, 8, 10, 14, 30, 30, 90, 300, 365, 366]),
            bound: self.bound(),
        }
    }
}

/// Moments in the future that something waits for.
fn moments(model: &Model) -> Vec<u64> {
    let mut moments = vec![];
    for p in &model.products {
        moments.extend(
            p.incidents
                .iter()
                .filter(|i| i.open)
                .flat_map(|i| &i.steps)
                .filter(|s| !s.decided)
                .map(|s| s.final_at),
        );
        for episode in &p.episodes {
            match episode.phase {
                Phase::Running => moments.extend([p.watch.last_breach + DAY, p.watch.last_breach + 14 * DAY]),
                Phase::Ended => moments.extend([episode.ended + 3 * DAY, episode.ended + 3 * DAY + 1]),
                Phase::Over => {}
            }
        }
        moments.extend(p.policies.iter().filter(|q| q.open).flat_map(|q| [q.start * DAY, q.end * DAY]));
    }
    moments.extend(
        model
            .people
            .iter()
            .flat_map(|p| &p.parts)
            .filter(|p| p.pending > 0)
            .map(|p| p.matures * DAY),
    );
    moments.retain(|at| *at > model.now);
    moments
}
