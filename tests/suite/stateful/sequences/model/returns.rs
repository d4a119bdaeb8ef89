//! Losses and what comes back of them: in loss order, and in the same order backwards.

use super::*;

/// Seconds of the 90 days over which money comes back.
const BACK: u64 = 90 * DAY;

/// What an incident took from one layer: amounts by generation, the last to bear a loss first; two are told apart.
pub type Borne = [(Amount, u32); 2];

/// What an incident took, by where from.
#[derive(Clone, Default)]
pub struct Taken {
    pub reserve: Amount,
    pub layers: [Borne; 2],
    /// From generations before those.
    pub older: [Amount; 2],
}

/// What comes back: to the reserve, to each generation, and more than was taken.
#[derive(Clone, Default)]
pub struct Back {
    pub reserve: Amount,
    pub layers: [[Amount; 2]; 2],
    pub older: [Amount; 2],
    pub more: Amount,
}

impl Taken {
    fn record(&mut self, layer: usize, amount: Amount, generation: u32) {
        let [last, before] = &mut self.layers[layer];
        if amount == 0 {
            return;
        }
        if last.1 != generation {
            self.older[layer] += before.0;
            *before = *last;
            *last = (0, generation);
        }
        last.0 += amount;
    }

    /// Backwards: the reserve, then senior, then junior; of one layer the last generation first.
    pub fn back(&self, mut left: Amount) -> Back {
        let mut back = Back::default();
        let take = |most: Amount, left: &mut Amount| {
            let part = most.min(*left);
            *left -= part;
            part
        };
        back.reserve = take(self.reserve, &mut left);
        for layer in [1, 0] {
            for age in 0..2 {
                back.layers[layer][age] = take(self.layers[layer][age].0, &mut left);
            }
            back.older[layer] = take(self.older[layer], &mut left);
        }
        back.more = left;
        back
    }

    pub fn forget(&mut self, back: &Back) {
        self.reserve -= back.reserve;
        for layer in 0..2 {
            for age in 0..2 {
                self.layers[layer][age].0 -= back.layers[layer][age];
            }
            self.older[layer] -= back.older[layer];
        }
    }
}

impl Model {
    /// What is on its way back to a layer, as of the last recognition, rounded up.
    pub fn returning_atoms(&self, layer: usize) -> Amount {
        let l = &self.layers[layer];
        (l.returning * u128::from(l.returning_until.saturating_sub(self.recognised))).div_ceil(1 << 64)
    }

    /// What is on its way back, as of now.
    pub fn coming_back(&self, layer: usize) -> Amount {
        let l = &self.layers[layer];
        (l.returning * u128::from(l.returning_until.saturating_sub(self.now))).div_ceil(1 << 64)
    }

    /// What open incidents have reserved of the living generation and not paid.
    pub fn may_return(&self, layer: usize) -> Amount {
        let living = self.layers[layer].generation;
        let open = self.products.iter().flat_map(|p| &p.incidents).filter(|i| i.open && !i.recovering);
        let parts = open.flat_map(|i| {
            let back = i.taken.back(i.funded - i.paid);
            i.taken.layers[layer].into_iter().zip(back.layers[layer])
        });
        parts.filter(|(borne, _)| borne.1 == living).map(|(_, back)| back).sum()
    }

    /// A final loss of `needed`: junior, senior, reserve. Returns what was found; what was taken is added to `taken`.
    pub fn take_loss(&mut self, needed: Amount, taken: &mut Taken) -> Amount {
        let mut missing = needed;
        let mut parts = [0; 2];
        for (layer, part) in parts.iter_mut().enumerate() {
            *part = missing.min(self.layers[layer].capital);
            missing -= *part;
        }
        let from_reserve = missing.min(self.reserve);
        missing -= from_reserve;
        self.reserve -= from_reserve;
        taken.reserve += from_reserve;
        for (layer, part) in parts.into_iter().enumerate() {
            taken.record(layer, part, self.layers[layer].generation);
            let l = &mut self.layers[layer];
            l.capital -= part;
            // Less than a millionth of what the shares were issued for is left: they are worth nothing but what comes back.
            if l.shares > 0 && l.capital * 1_000_000 < l.issued_for {
                self.wipeouts += 1;
                let (returning, shares) = (self.returning_atoms(layer), self.layers[layer].shares);
                self.close_layer(layer, shares);
                let recovered = self.recover_closed(layer, returning);
                self.reserve += returning - recovered;
            }
        }
        self.shortfall += missing;
        self.loss_total += needed;
        self.lost = true;
        self.fix_split();
        needed - missing
    }

    /// A new generation begins; what the one before it has not fetched, and the crumbs, are the reserve's.
    pub fn close_layer(&mut self, layer: usize, shares: Amount) {
        let l = &mut self.layers[layer];
        self.reserve += l.capital + l.to_fetch;
        *l = Layer {
            generation: l.generation + 1,
            closed_shares: shares,
            closed_for: if shares > 0 { l.issued_for } else { 0 },
            ..Layer::default()
        };
    }

    /// Money for the closed generation; returns what it takes of it.
    fn recover_closed(&mut self, layer: usize, atoms: Amount) -> Amount {
        let l = &mut self.layers[layer];
        if atoms == 0 || l.closed_shares == 0 {
            return 0;
        }
        let rate = part_floor(atoms, 1 << 64, l.closed_shares);
        if rate == 0 {
            return 0;
        }
        l.per_share += rate;
        l.to_fetch += atoms;
        atoms
    }

    /// Money comes back to a layer over 90 days, with what is on its way: both end when they would on average, by amount.
    pub fn come_back(&mut self, layer: usize, atoms: Amount) {
        let (before, left) = (
            self.returning_atoms(layer),
            self.layers[layer].returning_until.saturating_sub(self.now),
        );
        let total = before + atoms;
        let seconds = part_ceil(1, before * u128::from(left) + atoms * u128::from(BACK), total);
        let l = &mut self.layers[layer];
        l.returning = (total << 64) / seconds;
        l.returning_until = self.now + seconds as u64;
        self.reserve += total - self.returning_atoms(layer);
    }

    pub fn give_generation(&mut self, layer: usize, generation: u32, atoms: Amount) {
        let living = self.layers[layer].generation;
        let mut rest = atoms;
        if atoms > 0 && generation == living && self.layers[layer].shares > 0 {
            self.come_back(layer, atoms);
            self.layers[layer].returns_until = self.layers[layer].returning_until;
            rest = 0;
        } else if generation + 1 == living {
            rest -= self.recover_closed(layer, atoms);
        }
        self.reserve += rest;
    }

    /// To whom it was taken from.
    pub fn give_back(&mut self, taken: &Taken, back: &Back) {
        self.reserve += back.reserve;
        for layer in 0..2 {
            for age in 0..2 {
                self.give_generation(layer, taken.layers[layer][age].1, back.layers[layer][age]);
            }
            self.reserve += back.older[layer];
        }
        self.stream_back(back.more);
    }

    /// A recovery: for the pool, an incident, or a closed generation (2 junior, 3 senior).
    pub fn recover(&mut self, who: usize, subject: u8, incident: Option<(usize, usize)>, atoms: Amount) -> Answer {
        let mut check = Check::default();
        check.need(atoms > 0, "PoolError::ZeroAmount");
        check.need(atoms <= self.people[who].wallet, "PoolError::SourceShort");
        check.need(!self.people[who].frozen, FRAMEWORK);
        let closed = usize::from(subject).checked_sub(2).filter(|layer| *layer < 2);
        check.need(subject < 4, "PoolError::UnknownSubject");
        let nobody = closed.is_some_and(|layer| self.layers[layer].closed_shares == 0);
        check.need(!nobody, "PoolError::NothingRecovered");
        if let Some((product, number)) = incident {
            let i = &self.products[product].incidents[number];
            check.need(i.open, FRAMEWORK);
            check.need(i.recovering, "IncidentError::NotReleased");
        }
        check.done()?;
        self.recognise();
        match (closed, incident) {
            (Some(layer), _) => self.give_generation(layer, self.layers[layer].generation - 1, atoms),
            (None, Some((product, number))) => self.recover_incident(product, number, atoms),
            _ => self.stream_back(atoms),
        }
        self.recovered_total += atoms;
        self.people[who].wallet -= atoms;
        self.vault += atoms;
        Ok(())
    }

    fn recover_incident(&mut self, product: usize, number: usize, atoms: Amount) {
        let incident = &mut self.products[product].incidents[number];
        let mut left = atoms;
        for step in incident.steps.iter_mut().filter(|s| s.decided && s.cut) {
            let more = left.min(step.needed - step.funded);
            step.funded += more;
            left -= more;
        }
        incident.funded += atoms - left;
        incident.shortfall -= atoms - left;
        if atoms > left {
            incident.collect_until = (self.now + 30 * DAY).min(incident.sealed_at + (365 + 90) * DAY);
        }
        self.shortfall -= atoms - left;
        let taken = incident.taken.clone();
        let back = taken.back(left);
        incident.taken.forget(&back);
        self.give_back(&taken, &back);
    }

    /// What an owner can fetch for closed shares.
    pub fn to_fetch(&self, who: usize, layer: usize) -> Amount {
        let part = self.part(who, layer);
        part_floor(part.closed, self.layers[layer].per_share - part.fetched, 1 << 64)
    }

    pub fn fetch(&mut self, who: usize, tranche: u8) -> Answer {
        let layer = usize::from(tranche % 2);
        let mut check = Check::default();
        check.need(self.people[who].position, FRAMEWORK);
        check.need(tranche < 2, "PoolError::UnknownTranche");
        let atoms = if self.people[who].position { self.to_fetch(who, layer) } else { 0 };
        check.need(atoms > 0, "PoolError::NothingRecovered");
        check.done()?;
        let mut part = self.part(who, layer);
        part.fetched = self.layers[layer].per_share;
        self.people[who].parts[layer] = part;
        self.layers[layer].to_fetch -= atoms;
        self.people[who].wallet += atoms;
        self.vault -= atoms;
        Ok(())
    }

    /// All is settled; what lacks can be recovered for a year.
    pub fn release_incident(&mut self, product: usize, number: usize) -> Answer {
        let incident = &self.products[product].incidents[number];
        let mut check = Check::default();
        check.need(incident.open, FRAMEWORK);
        check.need(incident.sealed, "IncidentError::NotSealed");
        check.need(!incident.recovering, "IncidentError::AlreadySettled");
        check.need(incident.settled(self.now), "IncidentError::NotAllPassed");
        check.need(!incident.over(self.now), "IncidentError::NothingLacking");
        check.done()?;
        self.recognise();
        self.roll(product);
        self.return_left(product, number);
        self.products[product].incidents[number].recovering = true;
        Ok(())
    }

    /// What was reserved and is not needed goes back.
    pub fn return_left(&mut self, product: usize, number: usize) {
        let incident = &self.products[product].incidents[number];
        if !incident.recovering {
            self.lower_loss(product, incident.funded - incident.paid);
        }
        let incident = &mut self.products[product].incidents[number];
        let back = incident.taken.back(incident.funded - incident.paid);
        incident.funded = incident.paid;
        let taken = incident.taken.clone();
        incident.taken.forget(&back);
        self.give_back(&taken, &back);
    }
}
