//! What people and the keeper do. Each act says whether the program took it, and fails on a refusal that is not among the
//! expected ones.

use {
    super::{Chain, Held, Settled, closed_windows},
    crate::{
        plan::Buyer,
        record::{Sale, Window},
        time::{DAY, utc},
    },
    anyhow::{Result, bail, ensure},
    breakwater::constants::UNDECIDED_NOTICED,
    breakwater_client::ix,
    breakwater_testkit::{World, world::Feed},
};

impl Chain {
    // --- time and prices

    /// Moves the clock.
    pub fn set_time(&mut self, at: i64) {
        self.world.set_time(at);
    }

    /// Publishes what the sources say now and observes it; gives the windows that closed. Passes pool and product only when the program asks for them.
    pub fn observe(&mut self, prices: &[Option<i64>]) -> Result<Vec<Window>> {
        let mut accounts = Vec::new();
        for (source, price) in self.sources.iter().zip(prices) {
            if let Some(price) = price {
                self.world.publish(
                    *source,
                    Feed {
                        price: *price,
                        deviation: 0,
                    },
                );
            }
            accounts.push(price.map(|_| World::source_address(*source)));
        }
        let mut outcome = self.world.observe_with(&self.product, false, &accounts);
        if outcome.name() == "IncidentError::PoolRequired" {
            outcome = self.world.observe_with(&self.product, true, &accounts);
        }
        let closed = closed_windows(&outcome);
        self.accepted("observe", outcome)?;
        Ok(closed)
    }

    // --- acts; each says whether the program took it, and fails on a refusal that is not among the expected ones

    /// Buys cover for a holder.
    pub fn buy(&mut self, index: usize, buyer: &Buyer) -> Sale {
        let holder = self.holders[index];
        let outcome = self.world.buy(&self.product, &holder, 0, buyer.cover, buyer.days);
        if outcome.result.is_err() {
            return Sale::Refused(outcome.name());
        }
        let policy = self.policy(index);
        Sale::Made {
            premium: buyer.cover - self.world.wallet(&holder),
            start_day: i64::from(policy.start_day.get()),
            end_day: i64::from(policy.end_day.get()),
        }
    }

    /// Ends a breach, or releases one that can no longer be triggered.
    pub fn end_episode(&mut self, episode: u32) -> Result<bool> {
        let instruction = ix::end_episode(self.world.pool, self.product, episode);
        let outcome = self.world.send("end_episode", instruction);
        self.taken(
            "end_episode",
            outcome,
            &["IncidentError::BreachNotOver", "IncidentError::NoEpisode"],
        )
    }

    /// Opens the next incident from this breach.
    pub fn trigger(&mut self, episode: u32) -> Result<bool> {
        let number = self.product().incident_count.get();
        let instruction = ix::trigger(self.world.keeper, self.world.pool, self.product, number, episode);
        let outcome = self.world.send("trigger", instruction);
        let expected = [
            "IncidentError::NoWindow",
            "IncidentError::NothingEligible",
            "IncidentError::RaiseClosed",
        ];
        self.taken("trigger", outcome, &expected)
    }

    /// Adds a step.
    pub fn raise(&mut self, number: u32) -> Result<bool> {
        let outcome = self.world.raise(&self.product, number);
        let expected = [
            "IncidentError::RiseTooSmall",
            "IncidentError::RaiseClosed",
            "IncidentError::AlreadySealed",
        ];
        self.taken("raise", outcome, &expected)
    }

    /// Makes the next step final.
    pub fn finalise(&mut self, number: u32) -> Result<bool> {
        let outcome = self.world.finalise(&self.product, number);
        self.taken(
            "finalise_step",
            outcome,
            &[
                "IncidentError::NothingDue",
                "IncidentError::StillWaiting",
                "IncidentError::EarlierOpen",
            ],
        )
    }

    /// Seals an incident.
    pub fn seal(&mut self, number: u32) -> Result<bool> {
        let outcome = self.world.seal(&self.product, number);
        self.taken(
            "seal_incident",
            outcome,
            &["IncidentError::BreachNotOver", "IncidentError::AlreadySealed"],
        )
    }

    /// Settles the policy of a holder; counts what reached their token account.
    pub fn settle(&mut self, number: u32, index: usize) -> Result<Settled> {
        let holder = self.holders[index];
        let before = self.world.wallet(&holder);
        let outcome = self.world.settle(&self.product, number, &self.policy_address(index));
        match outcome.name().as_str() {
            "ok" => Ok(Settled::Paid(self.world.wallet(&holder) - before)),
            "IncidentError::NothingToPay" | "IncidentError::OutOfOrder" => Ok(Settled::Nothing),
            "IncidentError::NotEligible" => Ok(Settled::NotEligible),
            "IncidentError::AlreadySettled" => Ok(Settled::Passed),
            name => bail!("settle_policy of holder {index} at {}: {name}", utc(self.world.now())),
        }
    }

    /// Closes an incident.
    pub fn close(&mut self, number: u32) -> Result<bool> {
        let outcome = self.world.close_incident(&self.product, number);
        self.taken(
            "close_incident",
            outcome,
            &["IncidentError::NotSealed", "IncidentError::NotAllPassed"],
        )
    }

    /// Every underwriter who has not yet done so gives notice on everything.
    pub fn give_notice(&mut self) -> Result<()> {
        for owner in 0..self.underwriters.len() {
            self.give_notice_of(owner)?;
        }
        Ok(())
    }

    /// This underwriter gives notice on everything.
    pub fn give_notice_of(&mut self, owner: usize) -> Result<()> {
        for held in self.shares().into_iter().filter(|held| held.owner == owner && held.pending == 0) {
            let outcome = self.world.request_all(&self.underwriters[owner], held.tranche);
            self.accepted("request_withdrawal", outcome)?;
        }
        Ok(())
    }

    /// Executes what this underwriter has under notice that is over; gives tranche and amount, or why it was refused.
    pub fn execute(&mut self, owner: usize) -> Result<Vec<(usize, Result<u64, &'static str>)>> {
        let now = self.world.now();
        let due = |held: &Held| held.owner == owner && held.pending > 0 && held.matures <= now;
        let pending: Vec<u8> = self.shares().into_iter().filter(due).map(|held| held.tranche).collect();
        if !pending.is_empty() {
            let rolled = self.world.roll(&self.product);
            self.taken("roll_product", rolled, &["ProductError::NothingToRoll"])?;
        }
        let mut out = Vec::new();
        for tranche in pending {
            let mut pool = self.world.pool();
            pool.recognise(now).map_err(|e| anyhow::anyhow!("{e:?}"))?;
            let (full, lower) = (
                pool.tranches[usize::from(tranche)].capital.get(),
                pool.assets_if_lost(tranche).map_err(|e| anyhow::anyhow!("{e:?}"))?,
            );
            if !pool.provisional.is_zero() && full - lower <= full / UNDECIDED_NOTICED {
                // The program would let anyone (ADR 22); this keeper makes nobody leave while something is undecided.
                continue;
            }
            let before = self.world.wallet(&self.underwriters[owner]);
            let outcome = self.world.execute(&self.underwriters[owner], tranche);
            let result = match outcome.name().as_str() {
                "PoolError::Undecided" => Err("PoolError::Undecided"),
                "PoolError::NotFree" => Err("PoolError::NotFree"),
                _ => {
                    self.accepted("execute_withdrawal", outcome)?;
                    Ok(self.world.wallet(&self.underwriters[owner]) - before)
                }
            };
            out.push((usize::from(tranche), result));
        }
        Ok(out)
    }

    /// Policies and positions are closed, capital and fees leave, the product closes. What each underwriter got, and the fees.
    pub fn wind_up(&mut self, sold: &[usize]) -> Result<(Vec<u64>, u64)> {
        let rolled = self.world.roll(&self.product);
        self.taken("roll_product", rolled, &["ProductError::NothingToRoll"])?;
        for held in self.shares() {
            let outcome = self.world.execute(&self.underwriters[held.owner], held.tranche);
            self.accepted("execute_withdrawal", outcome)?;
        }
        for index in 0..self.underwriters.len() {
            let outcome = self.world.close_position(&self.underwriters[index]);
            self.accepted("close_position", outcome)?;
        }
        for index in sold {
            let outcome = self.world.close_policy(&self.product, &self.policy_address(*index));
            self.accepted("close_policy", outcome)?;
        }
        let fees = self.pool().fees_owed.get();
        let swept = self.world.sweep();
        self.taken("sweep_fees", swept, &["PoolError::NothingToSweep"])?;
        let treasury = self.world.treasury();
        ensure!(treasury == fees, "the treasury holds {treasury} atoms and was owed {fees}");
        let retired = self.world.retire(&self.product);
        self.accepted("retire_product", retired)?;
        let closed = self.world.close_product(&self.product);
        self.accepted("close_product", closed)?;
        Ok((self.underwriters.iter().map(|owner| self.world.wallet(owner)).collect(), fees))
    }

    /// Living shares, by owner and tranche.
    fn shares(&self) -> Vec<Held> {
        let pool = self.pool();
        let mut out = Vec::new();
        for (owner, address) in self.underwriters.iter().enumerate() {
            let position = self.world.position(address);
            for tranche in 0..2u8 {
                let (part, layer) = (&position.tranches[usize::from(tranche)], &pool.tranches[usize::from(tranche)]);
                if part.generation == layer.generation && !part.shares.is_zero() {
                    let (pending, matures) = (part.pending.get(), i64::from(part.matures_day.get()) * DAY);
                    out.push(Held {
                        owner,
                        tranche,
                        pending,
                        matures,
                    });
                }
            }
        }
        out
    }
}
