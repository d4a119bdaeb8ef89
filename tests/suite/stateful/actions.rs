//! Random actions on the program and on the model, and what must be true after each.

use {
    super::model::{Model, Rung, midnight_after},
    breakwater::errors::{IncidentError, PolicyError, PoolError},
    breakwater_testkit::*,
    std::collections::BTreeMap,
};

const PAR: i64 = 1_000_000_000;

/// One life of a pool.
pub struct Run {
    w: World,
    m: Model,
    product: Address,
    owners: Vec<Address>,
    holders: Vec<(Address, u64)>,
    supply: u128,
    /// First breach of the incident that is open.
    incident: Option<(u32, i64)>,
    passed: Vec<bool>,
    random: u64,
    pub tried: BTreeMap<&'static str, (u64, u64)>,
}

impl Run {
    pub fn new(seed: u64) -> Self {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        let owners: Vec<Address> = (0..4).map(|_| w.actor(20_000_000 * USDC)).collect();
        for owner in &owners {
            w.open_position(owner).ok();
        }
        let buyer = w.actor(50_000_000 * USDC);
        let m = Model::new(w.now(), owners.len());
        let supply = w.token_supply();
        Self {
            w,
            m,
            product,
            owners,
            holders: vec![(buyer, 0)],
            supply,
            incident: None,
            passed: vec![],
            random: seed,
            tried: BTreeMap::new(),
        }
    }

    /// SplitMix64.
    fn next(&mut self, below: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    fn count(&mut self, name: &'static str, good: bool) {
        let entry = self.tried.entry(name).or_default();
        entry.0 += 1;
        entry.1 += u64::from(good);
    }

    /// One action and all checks.
    pub fn step(&mut self) {
        match self.next(100) {
            0..=13 => self.deposit(),
            14..=35 => self.buy(),
            36..=45 => self.request(),
            46..=60 => self.execute(),
            61..=65 => self.cancel(),
            66..=85 => self.pass_time(),
            86..=88 => self.sweep(),
            89..=91 => self.donate(),
            _ => self.depeg(),
        }
        self.check();
    }

    fn deposit(&mut self) {
        let (who, layer) = (self.next(4) as usize, self.next(2) as usize);
        let amount = [0, 999_999, 1_000_000, 5_000 * USDC, 60_000 * USDC + 7][self.next(5) as usize] + self.next(1_000);
        let owner = self.owners[who];
        let outcome = self.w.deposit(&owner, layer as u8, amount);
        if amount < 1_000_000 {
            let error = if amount == 0 {
                PoolError::ZeroAmount
            } else {
                PoolError::BelowMinimumDeposit
            };
            outcome.refused(error);
            return self.count("deposit", false);
        }
        let mut m = self.m.clone();
        m.recognise(self.w.now());
        m.deposit(who, layer, u128::from(amount));
        if m.layers[layer].shares > 1 << 120 {
            // Dozens of heavy losses that never closed the tranche.
            assert!(outcome.code().is_some() && !outcome.changed, "too many shares: {}", outcome.name());
            return self.count("deposit", false);
        }
        outcome.ok();
        self.m = m;
        self.count("deposit", true);
    }

    fn buy(&mut self) {
        let now = self.w.now();
        if now - self.w.watch(&self.product).observed_at.get() > 0 {
            self.w.observe_at(&self.product, PAR).ok();
        }
        let cover = [10 * USDC, 777 * USDC + 3, 20_000 * USDC, 90_000 * USDC][self.next(4) as usize] + self.next(99);
        let days = 7 + self.next(60) as i64;
        let (buyer, id) = self.holders[0];
        let before = self.w.wallet(&buyer);
        let outcome = self.w.buy(&self.product, &buyer, id, cover, days as u16);
        let matured: u128 = (0..2)
            .map(|layer| {
                let shares = (0..4)
                    .map(|who| self.m.pending[who][layer])
                    .filter(|(_, at)| *at <= now)
                    .map(|(s, _)| s)
                    .sum();
                let mut m = self.m.clone();
                m.recognise(now);
                m.value(layer, shares)
            })
            .sum();
        let mut m = self.m.clone();
        m.recognise(now);
        if m.capital() < m.active(now) + u128::from(cover) + matured {
            outcome.refused(PolicyError::NotEnoughCapital);
            return self.count("buy", false);
        }
        outcome.ok();
        self.m.recognise(now);
        let premium = self.m.buy(u128::from(cover), now, days);
        assert_eq!(u128::from(before - self.w.wallet(&buyer)), premium, "premium");
        self.passed.push(false);
        self.holders[0].1 += 1;
        self.count("buy", true);
    }

    fn request(&mut self) {
        let (who, layer) = (self.next(4) as usize, self.next(2) as usize);
        let held = self.m.shares[who][layer];
        let part = if self.next(2) == 0 { held } else { held / 3 };
        let outcome = self.w.request(&self.owners[who], layer as u8, part);
        if part == 0 || self.m.pending[who][layer].0 > 0 {
            outcome.refused(if part == 0 {
                PoolError::ZeroAmount
            } else {
                PoolError::RequestPending
            });
            return self.count("request", false);
        }
        outcome.ok();
        let now = self.w.now();
        self.m.recognise(now);
        self.m.pending[who][layer] = (part, midnight_after(now, 7));
        self.count("request", true);
    }

    fn execute(&mut self) {
        let (who, layer) = (self.next(4) as usize, self.next(2) as usize);
        let (owner, now) = (self.owners[who], self.w.now());
        let _ = self.w.roll(&self.product);
        let before = self.w.wallet(&owner);
        let outcome = self.w.execute(&owner, layer as u8);
        let (pending, at) = self.m.pending[who][layer];
        let mut m = self.m.clone();
        m.recognise(now);
        let (part, amount) = m.exit(who, layer, now);
        // Somebody else executes here: not while more than a hundredth of the layer's capital is on its way back.
        let awaits = m.coming_back(layer, now) > m.layers[layer].capital / 100;
        let refused = if awaits {
            Some(PoolError::Unsettled)
        } else if pending == 0 {
            Some(PoolError::NoRequest)
        } else if at > now {
            Some(PoolError::NotMatured)
        } else if part == 0 || amount == 0 {
            Some(PoolError::NotFree)
        } else {
            None
        };
        if let Some(error) = refused {
            outcome.refused(error);
            return self.count("execute", false);
        }
        outcome.ok();
        m.apply_exit(who, layer, part, amount);
        self.m = m;
        assert_eq!(
            u128::from(self.w.wallet(&owner) - before),
            amount,
            "INV-03, INV-15: atoms of an exit"
        );
        self.count("execute", true);
    }

    fn cancel(&mut self) {
        let (who, layer) = (self.next(4) as usize, self.next(2) as usize);
        let outcome = self.w.cancel(&self.owners[who], layer as u8);
        if self.m.pending[who][layer].0 == 0 {
            outcome.refused(PoolError::NoRequest);
            return self.count("cancel", false);
        }
        outcome.ok();
        let now = self.w.now();
        self.m.recognise(now);
        self.m.cancel(who, layer, now);
        self.count("cancel", true);
    }

    fn pass_time(&mut self) {
        let seconds = [1, 59, 3_600, 40_000, 86_400, 3 * 86_400, 20 * 86_400][self.next(7) as usize] + self.next(50);
        let seconds = if self.next(150) == 0 { 600 * 86_400 } else { seconds };
        self.w.advance(seconds as i64);
        self.count("time", true);
    }

    fn sweep(&mut self) {
        let outcome = self.w.sweep();
        if self.m.fees == 0 {
            outcome.refused(PoolError::NothingToSweep);
            return self.count("sweep", false);
        }
        outcome.ok();
        self.m.fees = 0;
        self.count("sweep", true);
    }

    /// Somebody sends tokens to the vault: nothing changes.
    fn donate(&mut self) {
        let (mint, pool, vault) = (self.w.mint, self.w.pool, pda::vault(&self.w.pool));
        let amount = 1 + self.next(5_000 * USDC);
        let balance = self.w.balance(&vault);
        self.w.put_token(vault, &mint, &pool, balance + amount);
        self.supply += u128::from(amount);
        self.count("donate", true);
    }

    /// A whole de-peg: two windows at random depths, settled, recovered, sealed and closed.
    fn depeg(&mut self) {
        if self.w.watch(&self.product).in_breach() || self.next(3) > 0 {
            return;
        }
        let first = 830_000_000 + self.next(100_000_000) as i64;
        let second = 780_000_000 + self.next(60_000_000) as i64;
        let number = self.w.product(&self.product).incident_count.get();
        let breach = self.w.now() + 1;
        self.w.advance(1);
        let in_force = self.m.in_force(breach);
        self.w.hold(&self.product, first, 3_600);
        self.assert_stake(in_force);
        if in_force == 0 {
            self.recover();
            return self.count("depeg", false);
        }
        self.w.trigger(&self.product).ok();
        self.incident = Some((number, breach));
        self.w.hold(&self.product, second, 4_000);
        let raised = self.w.raise(&self.product, number).code().is_none();
        self.w.advance(86_400);
        self.finalise(number);
        if raised {
            self.finalise(number);
        }
        self.settle(number, breach, false);
        self.recover();
        self.w.advance(3 * 86_400 + 1);
        let _ = self.w.roll(&self.product);
        self.w.seal(&self.product, number).ok();
        self.settle(number, breach, true);
        self.close(number);
        self.count("depeg", true);
    }

    /// INV-14: what is at stake is the cover in force at the first breach observation, and nothing else.
    fn assert_stake(&self, in_force: u128) {
        let product = self.w.product(&self.product);
        let episode = product.episode(product.episode_count.get()).expect("the episode that runs");
        assert_eq!(u128::from(episode.cover.get()), in_force, "E0");
        assert_eq!(u128::from(self.w.pool().provisional.get()), in_force, "all of it is undecided");
    }

    fn finalise(&mut self, number: u32) {
        self.w.finalise(&self.product, number).ok();
        let incident = self.w.incident(&self.product, number);
        let step = incident.ladder[usize::from(incident.decided) - 1];
        self.m.recognise(self.w.now());
        let needed = (u128::from(step.eligible.get()) * u128::from(step.rise.get())).div_ceil(1_000_000_000);
        assert_eq!(needed, u128::from(step.needed.get()), "INV-15: needed is rounded up");
        let funded = self.m.lose(needed);
        assert_eq!(funded, u128::from(step.funded.get()), "the loss order finds as much");
        self.m.rungs.push(Rung {
            window_start: step.window_start.get(),
            rise: step.rise.get().into(),
            needed,
            funded,
        });
    }

    fn settle(&mut self, number: u32, breach: i64, sealed: bool) {
        let (buyer, sold) = self.holders[0];
        for id in 0..sold {
            let policy = pda::policy(&self.product, &buyer, id);
            let index = id as usize;
            let c = &self.m.covers[index];
            if !(c.start <= breach && breach < c.end) {
                continue;
            }
            let due = self.m.due(index);
            let before = self.w.wallet(&buyer);
            let outcome = self.w.settle(&self.product, number, &policy);
            if self.passed[index] {
                outcome.refused(IncidentError::AlreadySettled);
                continue;
            }
            if due == 0 && !sealed {
                assert!(outcome.code().is_some(), "nothing is due");
                continue;
            }
            outcome.ok();
            assert_eq!(
                u128::from(self.w.wallet(&buyer) - before),
                due,
                "INV-08: what the ladder owes policy {id}"
            );
            let c = &mut self.m.covers[index];
            c.paid += due;
            c.by_incident += due;
            assert!(c.paid <= c.cover, "INV-08");
            self.m.payable -= due;
            self.passed[index] = sealed || c.paid == c.cover;
        }
    }

    fn recover(&mut self) {
        for _ in 0..30 {
            self.w.advance(3_600);
            self.w.observe_at(&self.product, PAR).ok();
            if !self.w.watch(&self.product).in_breach() {
                return;
            }
        }
        panic!("a recovered price must end the breach");
    }

    fn close(&mut self, number: u32) {
        let incident = self.w.incident(&self.product, number);
        let left = u128::from(incident.funded.get() - incident.paid.get());
        // One that cut its policies waits for recoveries.
        if incident.shortfall.get() > u64::from(incident.policies_passed.get()) {
            self.w.release(&self.product, number).ok();
        } else {
            self.w.close_incident(&self.product, number).ok();
        }
        let now = self.w.now();
        self.m.recognise(now);
        self.m.give_back(left, now);
        self.m.rungs.clear();
        self.incident = None;
        for (c, passed) in self.m.covers.iter_mut().zip(&mut self.passed) {
            c.by_incident = 0;
            *passed = false;
        }
    }

    /// Everything that must be true now.
    fn check(&mut self) {
        let pool = self.w.pool();
        let at = pool.recognised_at.get();
        self.m.recognise(at.max(self.m.at));
        for (index, layer) in self.m.layers.iter().enumerate() {
            let tranche = &pool.tranches[index];
            assert_eq!(u128::from(tranche.capital.get()), layer.capital, "capital of tranche {index}");
            assert_eq!(tranche.shares.get(), layer.shares, "shares of tranche {index}");
            assert_eq!(tranche.generation.get(), layer.generation, "generation of tranche {index}");
            assert_eq!(
                u128::from(tranche.recovery_left.get()),
                layer.to_fetch,
                "to fetch from tranche {index}"
            );
            assert_eq!(
                u128::from(tranche.issued_for.get()),
                layer.issued_for,
                "what tranche {index} was issued for"
            );
        }
        assert_eq!(u128::from(pool.reserve.get()), self.m.reserve, "reserve");
        assert_eq!(u128::from(pool.payable.get()), self.m.payable, "payable");
        assert_eq!(u128::from(pool.fees_owed.get()), self.m.fees, "fees");
        assert_eq!(
            u128::from(pool.unearned_atoms().expect("a ledger")),
            self.m.unearned_at(self.m.at),
            "unearned"
        );
        assert_eq!(u128::from(pool.owed().expect("a ledger")), self.m.owed(), "INV-01");
        assert!(u128::from(self.w.balance(&pool.vault)) >= self.m.owed(), "INV-01");
        assert_eq!(self.w.token_supply(), self.supply, "INV-04");
        for (who, owner) in self.owners.iter().enumerate() {
            let position = self.w.position(owner);
            for layer in 0..2 {
                let part = &position.tranches[layer];
                let shares = if part.generation == pool.tranches[layer].generation {
                    part.shares.get()
                } else {
                    0
                };
                assert_eq!(shares, self.m.shares[who][layer], "INV-05: shares of {who} in {layer}");
            }
        }
        self.w.assert_books();
        self.round_trip();
    }

    /// INV-06: a deposit that left at once would never get more than it put in; INV-07: and would leave the others no less.
    fn round_trip(&mut self) {
        let amount = 1_000_000 + u128::from(self.next(1_000_000_000));
        for layer in 0..2 {
            let book = self.m.layers[layer].clone();
            let mut m = self.m.clone();
            let shares = m.deposit(0, layer, amount);
            assert!(m.value(layer, shares) <= amount, "INV-06");
            if book.shares > 0 {
                assert!(m.value(layer, book.shares) + 1 >= self.m.value(layer, book.shares), "INV-07");
            }
        }
    }
}
