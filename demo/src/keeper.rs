//! The simulated keeper: anyone who sends the permissionless instructions, as soon as the program takes them.
//!
//! At each of its times it ends breaches that are over, observes, triggers, raises, finalises, seals, settles and closes. It
//! knows no rule of the protocol: it tries, and goes on when it is refused.

use {
    crate::{
        chain::{Chain, Settled},
        plan::{LEAVER, Plan},
        record::{Breach, Exit, Incident, Payment, Record, Sale, Step},
        tape::Tape,
        terms::Terms,
        time::utc,
    },
    anyhow::{Context, Result, ensure},
    breakwater::state::{EpisodeState, WatchState},
    std::collections::{BTreeMap, BTreeSet},
};

/// What the run showed beside its record.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// All token accounts at the end less all at the start.
    pub conservation: i128,
    /// The vault less the ledger, at the end.
    pub vault_over_ledger: i128,
    /// Times at which vault and ledger were compared and found equal.
    pub comparisons: usize,
    /// Compute units of every accepted instruction, by name.
    pub units: BTreeMap<&'static str, Vec<u64>>,
}

struct Keeper<'a> {
    chain: Chain,
    tape: &'a Tape,
    need: usize,
    plan: &'a Plan,
    record: Record,
    facts: Facts,
    /// Incidents that are not closed, with the policies that the program refused as not eligible and those that passed.
    open: BTreeMap<u32, BTreeSet<usize>>,
    /// The program's number of a breach, which one that came to nothing leaves to the next, and its place in the record.
    numbers: BTreeMap<u32, usize>,
    now: i64,
}

/// Replays a tape against the program. `progress` gets the time now and how far of the planned times it has come.
pub fn run(tape: &Tape, terms: &Terms, plan: &Plan, progress: &mut dyn FnMut(i64, usize, usize)) -> Result<(Record, Facts)> {
    let chain = Chain::open(tape, terms, plan)?;
    let record = Record {
        sales: vec![None; plan.buyers.len()],
        ..Record::default()
    };
    let mut keeper = Keeper {
        chain,
        tape,
        need: terms.need,
        plan,
        record,
        facts: Facts::default(),
        open: BTreeMap::new(),
        numbers: BTreeMap::new(),
        now: plan.start,
    };
    keeper.replay(progress)?;
    keeper.leave()?;
    keeper.facts.units = keeper.chain.units().clone();
    Ok((keeper.record, keeper.facts))
}

impl Keeper<'_> {
    fn replay(&mut self, progress: &mut dyn FnMut(i64, usize, usize)) -> Result<()> {
        let mut buyers = self.plan.buyers.iter().enumerate().peekable();
        let total = self.plan.ticks.len();
        for (i, t) in self.plan.ticks.iter().enumerate() {
            self.tick(*t).with_context(|| format!("the keeper at {}", utc(*t)))?;
            progress(*t, i + 1, total);
            let next = self.plan.ticks.get(i + 1).copied().unwrap_or(i64::MAX);
            while let Some((index, buyer)) = buyers.next_if(|(_, buyer)| buyer.at < next) {
                self.chain.set_time(buyer.at);
                self.record.sales[index] = Some(self.chain.buy(index, buyer));
            }
        }
        self.chain.set_time(self.now);
        let from = self.now;
        if self.record.breaches.is_empty() {
            self.record.before = self.chain.ledger()?;
        }
        while self.is_open() {
            let t = self.now + Plan::pause(self.now - from);
            self.tick(t)
                .with_context(|| format!("the keeper at {}, after the series", utc(t)))?;
            progress(t, total, total);
        }
        let watch = self.chain.watch();
        self.record.observations = watch.observations.get();
        self.record.breach_observations = watch.breaches.get();
        self.record.after = self.chain.ledger()?;
        self.chain.check_books()?;
        self.compare_vault()
    }

    fn is_open(&self) -> bool {
        let running = self.chain.watch().state == WatchState::Breach as u8;
        running || !self.open.is_empty() || self.chain.product().episodes.iter().any(|e| e.is_open())
    }

    fn tick(&mut self, t: i64) -> Result<()> {
        self.now = t;
        self.chain.set_time(t);
        if self.is_open() {
            self.end_breaches()?;
        }
        let prices = self.tape.at(t);
        if prices.iter().flatten().count() >= self.need {
            self.observe(&prices)?;
        }
        if self.is_open() {
            self.work(t)?;
        }
        self.exit()
    }

    /// Everything that an open breach or incident may need.
    fn work(&mut self, t: i64) -> Result<()> {
        self.trigger()?;
        let mut decided = false;
        for number in self.open.keys().copied().collect::<Vec<_>>() {
            while self.raise(number)? {}
            while self.finalise(number)? {
                decided = true;
            }
            if self.chain.seal(number)? {
                self.record.incidents[number as usize].sealed_at = Some(t);
                decided = true;
            }
        }
        if decided {
            for number in self.open.keys().copied().collect::<Vec<_>>() {
                self.settle(number)?;
            }
            self.compare_vault()?;
        }
        for number in self.open.keys().copied().collect::<Vec<_>>() {
            self.close(number)?;
        }
        Ok(())
    }

    /// Tries to execute what the leaver has under notice.
    fn exit(&mut self) -> Result<()> {
        if self.record.breaches.is_empty() {
            return Ok(());
        }
        for (tranche, result) in self.chain.execute(LEAVER)? {
            match result {
                Ok(amount) => {
                    let (at, owner) = (self.now, LEAVER);
                    self.record.exits.push(Exit {
                        at,
                        owner,
                        tranche,
                        amount,
                    });
                }
                Err("PoolError::Undecided") => self.record.exits_undecided += 1,
                Err(_) => self.record.exits_not_free += 1,
            }
        }
        Ok(())
    }

    fn observe(&mut self, prices: &[Option<i64>]) -> Result<()> {
        let none_yet = self.record.breaches.is_empty();
        let quiet = if none_yet { Some(self.chain.ledger()?) } else { None };
        let closed = self.chain.observe(prices)?;
        self.record.windows.extend(closed);
        let watch = self.chain.watch();
        if watch.state == WatchState::Breach as u8 && watch.first_breach.get() == self.now {
            self.record.before = quiet.unwrap_or(self.record.before);
            let number = watch.episode.get();
            let product = self.chain.product();
            let episode = product
                .episode(number)
                .context("the product does not know the breach that its watch sees")?;
            self.numbers.insert(number, self.record.breaches.len());
            self.record.breaches.push(Breach {
                first: episode.first_breach.get(),
                cover: episode.cover.get(),
                waiting: episode.waiting.get(),
                ended_at: None,
            });
            if none_yet {
                self.chain.give_notice_of(LEAVER)?;
            }
        }
        self.note_ends();
        Ok(())
    }

    /// Tries to end what may be over: the breach that runs, and those in which cover is at stake or that can still be triggered.
    fn end_breaches(&mut self) -> Result<()> {
        let product = self.chain.product();
        let mut numbers: BTreeSet<u32> = product.episodes.iter().filter(|e| e.is_open()).map(|e| e.number.get()).collect();
        let watch = self.chain.watch();
        if watch.state == WatchState::Breach as u8 {
            numbers.insert(watch.episode.get());
        }
        for number in numbers {
            self.chain.end_episode(number)?;
        }
        self.note_ends();
        Ok(())
    }

    fn note_ends(&mut self) {
        for episode in &self.chain.product().episodes {
            let (number, ended) = (episode.number.get(), episode.ended_at.get());
            let running = episode.state == EpisodeState::Running as u8;
            if let Some(index) = self.numbers.get(&number).filter(|_| !running && ended > 0) {
                self.record.breaches[*index].ended_at = Some(ended);
            }
        }
    }

    fn trigger(&mut self) -> Result<()> {
        let waiting: Vec<u32> = self
            .chain
            .product()
            .episodes
            .iter()
            .filter(|e| e.is_open() && e.triggered == 0)
            .map(|e| e.number.get())
            .collect();
        for episode in waiting.into_iter().collect::<BTreeSet<_>>() {
            let number = self.chain.product().incident_count.get();
            if self.chain.trigger(episode)? {
                let incident = self.chain.incident(number);
                let entry = Incident {
                    first_breach: incident.first_breach.get(),
                    cover: incident.cover.get(),
                    ..Incident::default()
                };
                self.record.incidents.push(entry);
                self.open.insert(number, BTreeSet::new());
                self.note_step(number);
            }
        }
        Ok(())
    }

    fn raise(&mut self, number: u32) -> Result<bool> {
        let raised = self.chain.raise(number)?;
        if raised {
            self.note_step(number);
        }
        Ok(raised)
    }

    fn note_step(&mut self, number: u32) {
        let incident = self.chain.incident(number);
        if let Some(step) = incident.steps().last() {
            self.record.incidents[number as usize].steps.push(Step {
                window_start: step.window_start.get(),
                price: step.price.get(),
                ratio: step.ratio.get(),
                added_at: self.now,
                final_from: step.final_at.get(),
                final_at: 0,
                eligible: step.eligible.get(),
                needed: step.needed.get(),
                funded: 0,
            });
        }
    }

    fn finalise(&mut self, number: u32) -> Result<bool> {
        if !self.chain.finalise(number)? {
            return Ok(false);
        }
        let incident = self.chain.incident(number);
        let index = usize::from(incident.decided) - 1;
        let (step, noted) = (&incident.ladder[index], &mut self.record.incidents[number as usize].steps[index]);
        (noted.needed, noted.funded, noted.final_at) = (step.needed.get(), step.funded.get(), self.now);
        Ok(true)
    }

    /// Tries every policy that was sold; one that is not eligible is not tried again.
    fn settle(&mut self, number: u32) -> Result<()> {
        let Some(mut refused) = self.open.get(&number).cloned() else {
            return Ok(());
        };
        for index in self.sold() {
            if refused.contains(&index) {
                continue;
            }
            match self.chain.settle(number, index)? {
                Settled::Paid(0) | Settled::Nothing | Settled::Passed => {}
                Settled::Paid(amount) => {
                    self.record.payments.push(Payment {
                        at: self.now,
                        incident: number as usize,
                        policy: index,
                        amount,
                    });
                }
                Settled::NotEligible => {
                    refused.insert(index);
                }
            }
        }
        self.open.insert(number, refused);
        Ok(())
    }

    fn close(&mut self, number: u32) -> Result<()> {
        let incident = self.chain.incident(number);
        if incident.sealed == 0 || !self.chain.close(number)? {
            return Ok(());
        }
        let refused = self.open.remove(&number).unwrap_or_default().len();
        let noted = &mut self.record.incidents[number as usize];
        noted.closed_at = Some(self.now);
        noted.paid = incident.paid.get();
        noted.left = incident.funded.get() - noted.paid;
        noted.eligible = incident.policies_passed.get() as usize;
        noted.refused = refused;
        Ok(())
    }

    fn sold(&self) -> Vec<usize> {
        let made = |(index, sale): (usize, &Option<Sale>)| matches!(sale, Some(Sale::Made { .. })).then_some(index);
        self.record.sales.iter().enumerate().filter_map(made).collect()
    }

    /// Notice, the wait until everything has ended, and everybody's exit.
    fn leave(&mut self) -> Result<()> {
        self.chain.give_notice()?;
        let at = Plan::end_after(self.now, &self.record);
        self.chain.set_time(at);
        let (returned, fees) = self
            .chain
            .wind_up(&self.sold())
            .with_context(|| format!("the exit at {}", utc(at)))?;
        (self.record.returned, self.record.fees_swept) = (returned, fees);
        self.record.premiums = self.chain.pool().premium_total.get();
        self.record.end = self.chain.ledger()?;
        self.record.end_at = at;
        self.facts.conservation = self.chain.conservation();
        self.facts.vault_over_ledger = i128::from(self.chain.vault()) - i128::from(self.record.end.owed());
        Ok(())
    }

    /// Nobody gives the vault anything here, so it must hold exactly what the ledger says.
    fn compare_vault(&mut self) -> Result<()> {
        let (vault, ledger) = (self.chain.vault(), self.chain.ledger()?);
        ensure!(
            vault == ledger.owed(),
            "at {} the vault holds {vault} atoms and the ledger says {}",
            utc(self.now),
            ledger.owed()
        );
        ensure!(
            self.chain.conservation() == 0,
            "at {} all token accounts differ from the start by {}",
            utc(self.now),
            self.chain.conservation()
        );
        self.facts.comparisons += 1;
        Ok(())
    }
}
