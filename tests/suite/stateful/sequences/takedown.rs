//! The end of every sequence: with nobody's key but the underwriters' everything reaches its final state, and all money leaves.

use {
    super::{
        action::{Action, Bound},
        model::{
            DAY,
            product::{Phase, Product},
        },
        run::Run,
        setup::{BUYERS, PAYEES, PRODUCTS, UNDERWRITERS, WATCHED},
    },
    crate::incident::kit::clear_governance,
    breakwater_testkit::{Address, Outcome, courts, pda},
};

impl Run {
    /// Ends episodes, decides and closes incidents, pays and closes policies, pays underwriters out, closes their positions.
    pub fn take_down(&mut self) -> Result<(), String> {
        for person in 0..(BUYERS + PAYEES) as u8 {
            self.step(&Action::Freeze { person, frozen: false })?;
        }
        for product in 0..WATCHED as u8 {
            self.end_episodes(product)?;
            self.decide(product)?;
        }
        self.step(&Action::Advance(500 * DAY))?;
        for product in 0..PRODUCTS as u8 {
            self.close(product)?;
        }
        self.leave()?;
        let mut m = self.model.clone();
        m.recognise();
        let left = [
            m.capital(),
            m.provisional(),
            m.active(),
            m.payable(),
            m.unearned(),
            m.ended_at_stake(),
        ];
        if left != [0; 6] {
            return Err(format!("taken down, but something is left: {left:?}"));
        }
        let open = |p: &Product| p.policies.iter().any(|q| q.open) || p.incidents.iter().any(|i| i.open);
        if self.model.products.iter().any(open) || self.model.people.iter().any(|p| p.position) {
            return Err("taken down, but a policy, an incident or a position is open".to_owned());
        }
        self.demolish()
    }

    /// What is left belongs to whoever pays for it: governance closes products and pool, and every lamport goes back (INV-20).
    fn demolish(&mut self) -> Result<(), String> {
        if self.model.fees > 0 {
            self.step(&Action::Sweep)?;
        }
        for product in (0..PRODUCTS as u8)
            .filter(|n| !self.model.products[usize::from(*n)].retired)
            .collect::<Vec<_>>()
        {
            self.step(&Action::Retire { product })?;
        }
        let accepted = |what: &str, outcome: Outcome| match outcome.name().as_str() {
            "ok" => Ok(()),
            name => Err(format!("{what} was refused with {name}")),
        };
        let vault = pda::vault(&self.cast.world.pool);
        let world = &mut self.cast.world;
        for product in self.cast.products {
            accepted("close_product", world.close_product(&product))?;
        }
        let before = world.balance(&vault);
        let early = world.close_pool().name();
        if early != "CaseError::CourtOpen" {
            return Err(format!("close_pool before close_court: {early}"));
        }
        accepted("close_court", world.close_court())?;
        accepted("close_pool", world.close_pool())?;
        // What still streamed when the last one left is nobody's.
        let mut m = self.model.clone();
        m.recognise();
        let (reserve, gifts) = (m.reserve, m.gifts);
        if u128::from(before) != reserve + gifts {
            return Err(format!(
                "the vault ended with {before}, not {reserve} of reserve and {gifts} of gifts"
            ));
        }
        let (treasury, expected) = (world.balance(&self.cast.outside[1]), self.model.treasury + reserve + gifts);
        if u128::from(treasury) != expected {
            return Err(format!("the treasury ended with {treasury}, not {expected}"));
        }
        if world.svm.get_balance(&vault).unwrap_or(0) > 0 {
            return Err("lamports stayed in the vault".to_owned());
        }
        clear_governance(&mut self.cast.world);
        let (held, books) = (self.cast.held(), self.cast.world.books());
        // Jurors and their tokens belong to no pool, nor does the treasury.
        let purse = pda::purse(&self.cast.world.mint);
        let protocol = [pda::config(), pda::electorate(), pda::dao(), purse];
        let stays = |at: &Address| protocol.contains(at) || books.escrows.iter().any(|(escrow, _)| escrow == at);
        if held.len() != protocol.len() + courts::JURORS || !held.iter().all(|account| stays(&account.address)) {
            return Err(format!("{} accounts of the program are left", held.len()));
        }
        self.cast.check_rent(&self.rent, &self.model, &held, &books)
    }

    fn end_episodes(&mut self, product: u8) -> Result<(), String> {
        let index = usize::from(product);
        if self.model.products[index].watch.breach {
            self.step(&Action::Advance(14 * DAY))?;
            self.step(&Action::EndEpisode { product, back: 0 })?;
        }
        self.step(&Action::Advance(3 * DAY + 1))?;
        for back in 0..4 {
            let number = self.model.episode_of(product, back);
            if self.model.products[index].episode(number).is_some_and(|e| e.phase != Phase::Over) {
                self.step(&Action::EndEpisode { product, back })?;
            }
        }
        Ok(())
    }

    fn decide(&mut self, product: u8) -> Result<(), String> {
        let index = usize::from(product);
        for incident in 0..self.model.products[index].incidents.len() as u8 {
            let number = usize::from(incident);
            while let Some(step) = self.model.products[index].incidents[number].steps.iter().find(|s| !s.decided) {
                let wait = step.final_at.saturating_sub(self.model.now);
                self.step(&Action::Advance(wait.max(1)))?;
                self.step(&Action::Finalise { product, incident })?;
            }
            if !self.model.products[index].incidents[number].sealed {
                self.step(&Action::Seal { product, incident })?;
            }
            // Those of an incident with a cut are counted first and settle once more.
            for _ in 0..2 {
                self.settle_all(product, incident)?;
            }
            if self.model.products[index].incidents[number].open {
                self.step(&Action::CloseIncident { product, incident })?;
            }
            let left = &self.model.products[index].incidents[number];
            if left.open && !left.recovering {
                self.step(&Action::Release { product, incident })?;
            }
            let left = &self.model.products[index].incidents[number];
            if left.open && !left.recovering {
                return Err(format!(
                    "incident {number} of product {index} does not close though all was settled"
                ));
            }
        }
        Ok(())
    }

    fn settle_all(&mut self, product: u8, incident: u8) -> Result<(), String> {
        let (index, number) = (usize::from(product), usize::from(incident));
        for policy in 0..self.model.products[index].policies.len() {
            let q = &self.model.products[index].policies[policy];
            if q.open && q.next <= number && q.in_force(self.model.products[index].incidents[number].first) {
                let policy = policy as u16;
                self.step(&Action::Settle { product, incident, policy })?;
            }
        }
        Ok(())
    }

    fn close(&mut self, product: u8) -> Result<(), String> {
        let index = usize::from(product);
        for incident in 0..self.model.products[index].incidents.len() as u8 {
            if self.model.products[index].incidents[usize::from(incident)].open {
                self.step(&Action::CloseIncident { product, incident })?;
            }
        }
        self.step(&Action::Roll { product })?;
        for policy in 0..self.model.products[index].policies.len() {
            let q = &self.model.products[index].policies[policy];
            let (open, owed, policy) = (q.open, q.owed, policy as u16);
            if owed > 0 {
                self.step(&Action::PayOwed { product, policy })?;
            }
            if open {
                self.step(&Action::ClosePolicy { product, policy })?;
            }
        }
        Ok(())
    }

    fn leave(&mut self) -> Result<(), String> {
        self.step(&Action::Advance(100 * DAY))?;
        for who in 0..UNDERWRITERS as u8 {
            for tranche in 0..2 {
                let part = self.model.part(who.into(), tranche.into());
                if part.pending > 0 {
                    self.step(&Action::Execute { who, tranche })?;
                }
                if part.shares > part.pending {
                    self.step(&Action::Request {
                        who,
                        tranche,
                        thousandths: 1_000,
                    })?;
                }
            }
        }
        self.step(&Action::Advance(32 * DAY))?;
        for who in 0..UNDERWRITERS as u8 {
            for tranche in 0..2 {
                if self.model.part(who.into(), tranche.into()).pending > 0 {
                    // With nothing undecided the lower price is the price.
                    self.step(&Action::Withdraw {
                        who,
                        tranche,
                        thousandths: 1,
                        bound: Bound::Loose,
                    })?;
                    self.step(&Action::Execute { who, tranche })?;
                }
            }
            if self.model.people[usize::from(who)].position {
                for tranche in 0..2 {
                    if self.model.to_fetch(who.into(), tranche.into()) > 0 {
                        self.step(&Action::Fetch { who, tranche })?;
                    }
                }
                self.step(&Action::ClosePosition { who })?;
            }
        }
        Ok(())
    }
}
