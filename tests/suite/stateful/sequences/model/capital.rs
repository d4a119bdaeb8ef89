//! Underwriters: deposits, requests, exits.

use super::*;

/// Most shares of a layer.
const MOST_SHARES: Amount = 1 << 120;

/// The layer that a tranche number means; a wrong number is refused elsewhere.
fn layer_of(tranche: u8) -> usize {
    usize::from(tranche % 2)
}

impl Model {
    /// The living shares of a person in a layer.
    pub fn part(&self, who: usize, layer: usize) -> Part {
        let part = self.people[who].parts[layer];
        let generation = self.layers[layer].generation;
        if part.generation == generation {
            return part;
        }
        // Shares of the last closed generation can still fetch recoveries; older ones are gone.
        let last = part.generation + 1 == generation;
        Part {
            generation,
            closed: if last { part.shares } else { 0 },
            ..Part::default()
        }
    }

    /// All pending shares of a layer; `matured`: only those whose notice was over at the last recognition.
    pub fn pending(&self, layer: usize, matured: bool) -> Amount {
        let parts = (0..UNDERWRITERS).map(|who| self.part(who, layer));
        let counts = |p: &Part| !matured || p.matures * DAY <= self.recognised;
        parts.filter(counts).map(|p| p.pending).sum()
    }

    /// Atoms that shares are worth when the layer has `assets`.
    pub fn value(&self, layer: usize, shares: Amount, assets: Amount) -> Amount {
        part_floor(shares, assets + 1, self.layers[layer].shares + 1_000)
    }

    /// Shares that so many atoms are worth at this price.
    fn shares_at(&self, layer: usize, amount: Amount, assets: Amount) -> Amount {
        part_floor(amount, self.layers[layer].shares + 1_000, assets + 1)
    }

    /// Shares for a deposit: what may come back, and what is on its way, counts as if it were there.
    fn shares_for(&self, layer: usize, amount: Amount) -> Amount {
        let l = &self.layers[layer];
        let back = if l.shares > 0 {
            self.may_return(layer) + self.returning_atoms(layer)
        } else {
            0
        };
        self.shares_at(layer, amount, l.capital + back)
    }

    /// A layer's capital if everything undecided is lost, junior first.
    pub fn assets_if_lost(&self, layer: usize) -> Amount {
        let (loss, junior) = (self.provisional(), self.layers[0].capital);
        let borne = if layer == 0 { loss } else { loss.saturating_sub(junior) };
        self.layers[layer].capital.saturating_sub(borne)
    }

    /// Shares that a deposit gives now, with premium recognised.
    pub fn deposit_shares(&self, tranche: u8, amount: u64) -> Amount {
        let mut then = self.clone();
        then.recognise();
        then.shares_for(layer_of(tranche), amount.into())
    }

    pub fn open_position(&mut self, who: usize) -> Answer {
        let mut check = Check::default();
        check.need(!self.people[who].position, FRAMEWORK);
        check.done()?;
        let person = &mut self.people[who];
        person.position = true;
        for (part, layer) in person.parts.iter_mut().zip(&self.layers) {
            *part = Part {
                generation: layer.generation,
                ..Part::default()
            };
        }
        Ok(())
    }

    pub fn close_position(&mut self, who: usize) -> Answer {
        let mut check = Check::default();
        check.need(self.people[who].position, FRAMEWORK);
        check.need((0..2).all(|layer| self.part(who, layer).shares == 0), "PoolError::NotEmpty");
        check.need((0..2).all(|layer| self.to_fetch(who, layer) == 0), "PoolError::RecoveryWaits");
        check.done()?;
        self.people[who].position = false;
        for layer in 0..2 {
            let closed = self.part(who, layer).closed;
            let l = &mut self.layers[layer];
            l.closed_shares -= closed;
            if closed > 0 && l.closed_shares == 0 {
                self.reserve += std::mem::take(&mut l.to_fetch);
            }
            // What comes later comes to those who are still there.
            self.people[who].parts[layer] = Part {
                generation: self.layers[layer].generation,
                ..Part::default()
            };
        }
        Ok(())
    }

    pub fn deposit(&mut self, who: usize, tranche: u8, amount: Amount, min_shares: Amount) -> Answer {
        let mut check = Check::default();
        check.need(self.people[who].position, FRAMEWORK);
        check.need(amount > 0, "PoolError::ZeroAmount");
        check.need(amount >= self.min_deposit, "PoolError::BelowMinimumDeposit");
        check.need(amount <= self.people[who].wallet, "PoolError::SourceShort");
        check.need(tranche < 2, "PoolError::UnknownTranche");
        self.recognise();
        let layer = layer_of(tranche);
        let shares = self.shares_for(layer, amount);
        check.need(shares > 0 && shares >= min_shares, "PoolError::SlippageShares");
        let starts = self.layers[layer].shares > 0 || amount >= self.layers[layer].closed_for / 16;
        check.need(starts || self.provisional() == 0, "PoolError::BelowMinimumDeposit");
        check.need(self.layers[layer].shares + shares <= MOST_SHARES, "PoolError::TooManyShares");
        check.done()?;
        let mut part = self.part(who, layer);
        part.shares += shares;
        self.people[who].parts[layer] = part;
        self.people[who].wallet -= amount;
        let book = &mut self.layers[layer];
        book.capital += amount;
        book.issued_for += amount;
        book.shares += shares;
        self.vault += amount;
        self.fix_split();
        Ok(())
    }

    pub fn request(&mut self, who: usize, tranche: u8, shares: Amount) -> Answer {
        let mut check = Check::default();
        check.need(self.people[who].position, FRAMEWORK);
        check.need(tranche < 2, "PoolError::UnknownTranche");
        check.need(shares > 0, "PoolError::ZeroAmount");
        let layer = layer_of(tranche);
        let mut part = self.part(who, layer);
        check.need(part.pending == 0, "PoolError::RequestPending");
        check.need(shares <= part.shares, "PoolError::NotEnoughShares");
        check.done()?;
        self.recognise();
        part.pending = shares;
        part.matures = midnight_after(self.now, self.notice_days);
        self.people[who].parts[layer] = part;
        Ok(())
    }

    fn leave(&mut self, who: usize, layer: usize, shares: Amount, atoms: Amount) {
        let mut part = self.part(who, layer);
        part.shares -= shares;
        part.pending -= shares;
        self.people[who].parts[layer] = part;
        self.burn(layer, shares, atoms);
        self.people[who].wallet += atoms;
        self.vault -= atoms;
        self.after_exit(layer);
    }

    fn burn(&mut self, layer: usize, shares: Amount, atoms: Amount) {
        let book = &mut self.layers[layer];
        book.issued_for -= part_floor(shares, book.issued_for, book.shares.max(1));
        book.capital -= atoms;
        book.shares -= shares;
    }

    fn after_exit(&mut self, layer: usize) {
        if self.layers[layer].shares == 0 {
            // Nobody is left: what comes back belongs to nobody, and whoever enters next has no part of it.
            let (returning, waits) = (self.returning_atoms(layer), self.may_return(layer) > 0);
            self.reserve += returning;
            if waits {
                self.close_layer(layer, 0);
            }
            let l = &mut self.layers[layer];
            self.reserve += std::mem::take(&mut l.capital);
            (l.issued_for, l.returning, l.returning_until, l.returns_until) = (0, 0, 0, 0);
        }
        self.fix_split();
    }

    pub fn execute(&mut self, who: usize, tranche: u8, own: bool) -> Answer {
        let mut check = Check::default();
        check.need(self.people[who].position, FRAMEWORK);
        check.need(tranche < 2, "PoolError::UnknownTranche");
        let layer = layer_of(tranche);
        self.recognise();
        let awaits = self.may_return(layer) > 0
            || (self.now < self.layers[layer].returns_until && self.coming_back(layer) > self.layers[layer].capital / 100);
        let (capital, assets) = (self.layers[layer].capital, self.assets_if_lost(layer));
        check.need(capital - assets <= capital / 1_000, "PoolError::Undecided");
        check.need(own || !awaits, "PoolError::Unsettled");
        let part = self.part(who, layer);
        check.need(part.pending > 0, "PoolError::NoRequest");
        check.need(part.matures * DAY <= self.now, "PoolError::NotMatured");
        let free = self.free(layer);
        // While something is undecided twice as many shares as it may take atoms stay, and two.
        let total = self.layers[layer].shares;
        let keep = if self.provisional() == 0 { 0 } else { 2 * (capital - assets) + 2 };
        let wanted = part.pending.min(total.saturating_sub(keep));
        check.need(part.pending == 0 || wanted > 0, "PoolError::LastOut");
        let whole = self.value(layer, wanted, assets);
        // With the last share all of the tranche leaves; short of that one share stays.
        let leaves = if wanted == total { capital } else { whole };
        let fits = self.shares_at(layer, free, assets).min(wanted).min(total.saturating_sub(1));
        let shares = if self.may_leave(layer, leaves) { wanted } else { fits };
        let atoms = self.value(layer, shares, assets);
        let something = shares > 0 && (atoms > 0 || whole == 0);
        check.need(part.pending == 0 || something, "PoolError::NotFree");
        let stays = total - shares >= capital - atoms;
        check.need(self.provisional() == 0 || stays, "PoolError::LastOut");
        check.done()?;
        assert!(atoms <= free || atoms == 0, "only what is free leaves");
        self.leave(who, layer, shares, atoms);
        Ok(())
    }

    /// What leaving with `shares` at the lower price pays now, with premium recognised.
    pub fn lower_value(&self, layer: usize, shares: Amount) -> Amount {
        let mut then = self.clone();
        then.recognise();
        then.value(layer, shares, then.assets_if_lost(layer))
    }

    pub fn withdraw(&mut self, who: usize, tranche: u8, shares: Amount, min_assets: Amount) -> Answer {
        let mut check = Check::default();
        check.need(self.people[who].position, FRAMEWORK);
        check.need(tranche < 2, "PoolError::UnknownTranche");
        check.need(shares > 0, "PoolError::ZeroAmount");
        check.need(min_assets > 0, "PoolError::MinAssetsZero");
        let layer = layer_of(tranche);
        let part = self.part(who, layer);
        check.need(part.pending > 0, "PoolError::NoRequest");
        check.need(shares <= part.pending, "PoolError::NotEnoughShares");
        check.need(part.matures * DAY <= self.now, "PoolError::NotMatured");
        self.recognise();
        let atoms = self.value(layer, shares, self.assets_if_lost(layer));
        check.need(atoms >= min_assets, "PoolError::SlippageAssets");
        let last = shares == self.layers[layer].shares;
        let leaves = if last { self.layers[layer].capital } else { atoms };
        check.need(self.may_leave(layer, leaves), "PoolError::NotFree");
        // While something is undecided, as many shares as atoms stay.
        let book = &self.layers[layer];
        let stays = book.shares.saturating_sub(shares) >= book.capital.saturating_sub(atoms);
        check.need(self.provisional() == 0 || stays, "PoolError::LastOut");
        check.done()?;
        self.leave(who, layer, shares, atoms);
        Ok(())
    }

    pub fn cancel(&mut self, who: usize, tranche: u8) -> Answer {
        let mut check = Check::default();
        check.need(self.people[who].position, FRAMEWORK);
        check.need(tranche < 2, "PoolError::UnknownTranche");
        let layer = layer_of(tranche);
        let mut part = self.part(who, layer);
        check.need(part.pending > 0, "PoolError::NoRequest");
        self.recognise();
        // A quarter of a percent of what the shares are worth, rounded up, is paid from outside.
        let worth = self.value(layer, part.pending, self.layers[layer].capital);
        let cost = part_ceil(worth, 25, 10_000);
        check.need(cost <= self.people[who].wallet, "PoolError::SourceShort");
        check.done()?;
        part.pending = 0;
        self.people[who].parts[layer] = part;
        self.people[who].wallet -= cost;
        self.vault += cost;
        if cost > 0 {
            self.come_back(layer, cost);
        }
        Ok(())
    }

    pub fn sweep(&mut self) -> Answer {
        let mut check = Check::default();
        check.need(self.fees > 0, "PoolError::NothingToSweep");
        check.done()?;
        let fees = std::mem::take(&mut self.fees);
        self.treasury += fees;
        self.vault -= fees;
        Ok(())
    }
}
