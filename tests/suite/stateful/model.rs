//! The pool as a person would keep it on paper: lists, no rings, no accumulators, no code of the program or its formulas.

use num_bigint::BigUint;

/// Fraction bits of a stream.
const Q64: u128 = 1 << 64;
const PPB: u128 = 1_000_000_000;
const YEAR: u128 = 31_536_000;

/// Money that is earned until a midnight.
#[derive(Clone)]
pub struct Stream {
    rate: u128,
    end: i64,
}

/// One layer.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Layer {
    pub capital: u128,
    pub shares: u128,
    pub issued_for: u128,
    /// What comes back: rate, and until when.
    pub back: (u128, i64),
    pub generation: u32,
    /// Shares of the generation before, and what was recovered for them and not fetched.
    pub closed: u128,
    pub to_fetch: u128,
}

/// One policy.
#[derive(Clone, Debug)]
pub struct Cover {
    pub cover: u128,
    pub paid: u128,
    pub start: i64,
    pub end: i64,
    /// Paid by the incident that is settled now.
    pub by_incident: u128,
}

/// A step that is final.
#[derive(Clone)]
pub struct Rung {
    pub window_start: i64,
    pub rise: u128,
    pub needed: u128,
    pub funded: u128,
}

/// See the module.
#[derive(Clone)]
pub struct Model {
    pub at: i64,
    pub layers: [Layer; 2],
    pub reserve: u128,
    pub payable: u128,
    pub fees: u128,
    pub streams: Vec<Stream>,
    pub split: u128,
    pub carry: u128,
    pub covers: Vec<Cover>,
    /// Shares by underwriter and layer.
    pub shares: Vec<[u128; 2]>,
    pub pending: Vec<[(u128, i64); 2]>,
    pub rungs: Vec<Rung>,
    /// What the open incident took: from where (0 reserve, 1 senior, 2 junior: who gets back first), which generation, how much.
    pub taken: Vec<(usize, u32, u128)>,
    unearned: u128,
}

/// `a · b / c`, down, however large the product is.
fn mul_div(a: u128, b: u128, c: u128) -> u128 {
    u128::try_from(BigUint::from(a) * b / c).unwrap_or(u128::MAX >> 2)
}

fn ceil(a: u128, b: u128) -> u128 {
    a.div_ceil(b)
}

/// First midnight at least `days` away.
pub fn midnight_after(at: i64, days: i64) -> i64 {
    let sum = at + days * 86_400;
    (sum + 86_399) / 86_400 * 86_400
}

impl Model {
    pub fn new(at: i64, underwriters: usize) -> Self {
        Self {
            at,
            layers: Default::default(),
            reserve: 0,
            payable: 0,
            fees: 0,
            streams: vec![],
            split: 0,
            carry: 0,
            covers: vec![],
            shares: vec![[0; 2]; underwriters],
            pending: vec![[(0, 0); 2]; underwriters],
            rungs: vec![],
            taken: vec![],
            unearned: 0,
        }
    }

    pub fn capital(&self) -> u128 {
        self.layers[0].capital + self.layers[1].capital
    }

    /// Sold cover that has not ended, less what was paid.
    pub fn active(&self, at: i64) -> u128 {
        self.covers.iter().filter(|c| c.end > at).map(|c| c.cover - c.paid).sum()
    }

    pub fn unearned_at(&self, at: i64) -> u128 {
        let q: u128 = self.streams.iter().map(|s| s.rate * u128::from((s.end - at).max(0) as u64)).sum();
        ceil(q, Q64)
    }

    /// Everything that the vault must hold.
    pub fn owed(&self) -> u128 {
        let back = self.coming_back(0, self.at) + self.coming_back(1, self.at);
        self.capital() + self.unearned + back + self.reserve + self.payable + self.fees
    }

    /// What is on its way back to a layer.
    pub fn coming_back(&self, layer: usize, at: i64) -> u128 {
        let (rate, until) = self.layers[layer].back;
        ceil(rate * u128::from((until - at).max(0) as u64), Q64)
    }

    /// Earns premium up to now.
    pub fn recognise(&mut self, at: i64) {
        let now = self.unearned_at(at);
        let earned = self.unearned - now;
        self.unearned = now;
        let came = [0, 1].map(|layer| self.coming_back(layer, self.at) - self.coming_back(layer, at));
        self.at = at;
        self.streams.retain(|s| s.end > at);
        self.earn(earned);
        for (layer, came) in came.into_iter().enumerate() {
            self.layers[layer].capital += came;
        }
    }

    fn earn(&mut self, earned: u128) {
        match (self.layers[0].shares, self.layers[1].shares) {
            (0, 0) => self.reserve += earned,
            (0, _) => self.layers[1].capital += earned,
            (_, 0) => self.layers[0].capital += earned,
            _ => {
                let parts = earned * self.split + if earned > 0 { self.carry } else { 0 };
                if earned > 0 {
                    self.carry = parts % PPB;
                }
                self.layers[0].capital += parts / PPB;
                self.layers[1].capital += earned - parts / PPB;
            }
        }
    }

    fn stream(&mut self, amount: u128, at: i64, end: i64) {
        let seconds = u128::from((end - at) as u64);
        let rate = mul_div(amount, Q64, seconds);
        self.streams.push(Stream { rate, end });
        let now = self.unearned_at(at);
        let later = now - self.unearned;
        self.unearned = now;
        self.earn(amount - later);
    }

    fn fix_split(&mut self) {
        let (junior, senior) = (self.layers[0].capital * 3, self.layers[1].capital);
        self.split = if junior == 0 { 0 } else { mul_div(junior, PPB, junior + senior) };
    }

    /// Shares of a deposit.
    pub fn deposit(&mut self, who: usize, layer: usize, amount: u128) -> u128 {
        // What is on its way back counts as if it were there.
        let coming = self.coming_back(layer, self.at);
        let book = &mut self.layers[layer];
        let shares = mul_div(amount, book.shares + 1_000, book.capital + coming + 1);
        book.capital += amount;
        book.issued_for += amount;
        book.shares += shares;
        self.shares[who][layer] += shares;
        self.fix_split();
        shares
    }

    /// Value of shares.
    pub fn value(&self, layer: usize, part: u128) -> u128 {
        let book = &self.layers[layer];
        mul_div(part, book.capital + 1, book.shares + 1_000)
    }

    /// Capital that backs nothing.
    pub fn free(&self, at: i64) -> u128 {
        self.capital().saturating_sub(self.active(at))
    }

    /// What a matured request pays now: shares and atoms.
    pub fn exit(&self, who: usize, layer: usize, at: i64) -> (u128, u128) {
        let book = &self.layers[layer];
        let pending = self.pending[who][layer].0;
        let (whole, free) = (self.value(layer, pending), self.free(at));
        let part = if whole <= free {
            pending
        } else {
            mul_div(free, book.shares + 1_000, book.capital + 1).min(pending)
        };
        (part, self.value(layer, part))
    }

    pub fn apply_exit(&mut self, who: usize, layer: usize, part: u128, amount: u128) {
        let book = &mut self.layers[layer];
        book.issued_for -= mul_div(part, book.issued_for, book.shares);
        book.capital -= amount;
        book.shares -= part;
        self.shares[who][layer] -= part;
        self.pending[who][layer].0 -= part;
        if book.shares == 0 {
            let coming = self.coming_back(layer, self.at);
            let book = &mut self.layers[layer];
            self.reserve += book.capital + coming;
            (book.capital, book.issued_for, book.back) = (0, 0, (0, 0));
        }
        self.fix_split();
    }

    /// Cost of cancelling.
    pub fn cancel(&mut self, who: usize, layer: usize, at: i64) -> u128 {
        let cost = ceil(self.value(layer, self.pending[who][layer].0), 400);
        self.pending[who][layer] = (0, 0);
        if cost > 0 {
            self.come_back(layer, cost, at);
        }
        cost
    }

    /// Premium of cover: the area under a line from 2 % to 8 % over the first 80 % of a cap of ten million, for exactly these seconds.
    pub fn premium(&self, cover: u128, at: i64, end: i64) -> u128 {
        let (cap, used, seconds) = (10_000_000_000_000u128, self.active(at), u128::from((end - at) as u64));
        let kink = cap * 8 / 10;
        let area = 20_000_000 * cover * 2 * kink + 60_000_000 * cover * (2 * used + cover);
        ceil(area * seconds, 2 * kink * PPB * YEAR)
    }

    /// A sale: 5 % fee up, 5 % reserve down, the rest streams.
    pub fn buy(&mut self, cover: u128, at: i64, days: i64) -> u128 {
        let end = midnight_after(at, days);
        let premium = self.premium(cover, at, end);
        let (fee, reserve) = (ceil(premium * 5, 100), premium * 5 / 100);
        self.fees += fee;
        self.reserve += reserve;
        self.stream(premium - fee - reserve, at, end);
        let start = midnight_after(at, 1);
        self.covers.push(Cover {
            cover,
            paid: 0,
            start,
            end,
            by_incident: 0,
        });
        premium
    }

    /// Cover in force at this moment.
    pub fn in_force(&self, at: i64) -> u128 {
        self.covers
            .iter()
            .filter(|c| c.start <= at && at < c.end)
            .map(|c| c.cover - c.paid)
            .sum()
    }

    /// A loss falls on junior, senior and the reserve; gives what was found.
    pub fn lose(&mut self, needed: u128) -> u128 {
        let mut left = needed;
        let mut parts = [0; 2];
        for (layer, part) in parts.iter_mut().enumerate() {
            *part = left.min(self.layers[layer].capital);
            left -= *part;
        }
        let part = left.min(self.reserve);
        self.reserve -= part;
        left -= part;
        self.payable += needed - left;
        self.taken.push((0, 0, part));
        for (layer, part) in parts.into_iter().enumerate() {
            self.taken.push((2 - layer, self.layers[layer].generation, part));
            let coming = self.coming_back(layer, self.at);
            let book = &mut self.layers[layer];
            book.capital -= part;
            if book.shares > 0 && book.capital * 1_000_000 < book.issued_for {
                self.reserve += book.capital + book.to_fetch;
                self.payable -= book.to_fetch;
                *book = Layer {
                    generation: book.generation + 1,
                    closed: book.shares,
                    ..Layer::default()
                };
                for who in 0..self.shares.len() {
                    self.shares[who][layer] = 0;
                    self.pending[who][layer] = (0, 0);
                }
                self.recover(layer, coming);
            }
        }
        self.fix_split();
        needed - left
    }

    /// What a policy is due by the rungs that are final, less what it got.
    pub fn due(&self, policy: usize) -> u128 {
        let c = &self.covers[policy];
        let base = c.cover - c.paid + c.by_incident;
        let counts = |r: &&Rung| r.window_start < c.end && r.needed > 0;
        let whole: u128 = self
            .rungs
            .iter()
            .filter(counts)
            .filter(|r| r.funded == r.needed)
            .map(|r| r.rise)
            .sum();
        let cut: u128 = self
            .rungs
            .iter()
            .filter(counts)
            .filter(|r| r.funded < r.needed)
            .map(|r| base * r.rise / PPB * r.funded / r.needed)
            .sum();
        let sum = base * whole / PPB + cut;
        sum - c.by_incident
    }

    /// Money for a closed generation: nobody here fetches it.
    fn recover(&mut self, layer: usize, atoms: u128) {
        let book = &mut self.layers[layer];
        if book.closed > 0 && mul_div(atoms, Q64, book.closed) > 0 {
            book.to_fetch += atoms;
            self.payable += atoms;
        } else {
            self.reserve += atoms;
        }
    }

    /// Money comes back to a layer, together with what is on its way: both end when they would on average, by amount.
    fn come_back(&mut self, layer: usize, part: u128, at: i64) {
        let (before, until) = (self.coming_back(layer, at), self.layers[layer].back.1);
        let total = before + part;
        let weighted = before * u128::from((until - at).max(0) as u64) + part * (90 * 86_400);
        let seconds = ceil(weighted, total);
        self.layers[layer].back = (mul_div(total, Q64, seconds), at + seconds as i64);
        self.reserve += total - self.coming_back(layer, at);
    }

    /// What an incident did not need goes back to where it came from, whoever lost last first, over 90 days.
    pub fn give_back(&mut self, left: u128, at: i64) {
        self.payable -= left;
        let mut left = left;
        let mut taken = std::mem::take(&mut self.taken);
        taken.sort_by_key(|(rank, generation, _)| (*rank, std::cmp::Reverse(*generation)));
        // Several losses of one generation come back as one.
        for group in taken.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (rank, generation) = (group[0].0, group[0].1);
            let part = left.min(group.iter().map(|(_, _, part)| part).sum());
            left -= part;
            if rank == 0 {
                self.reserve += part;
                continue;
            }
            let layer = 2 - rank;
            let living = self.layers[layer].generation;
            if part > 0 && generation == living && self.layers[layer].shares > 0 {
                self.come_back(layer, part, at);
            } else if generation + 1 == living {
                self.recover(layer, part);
            } else {
                self.reserve += part;
            }
        }
        assert_eq!(left, 0, "no more comes back than was taken");
    }
}
