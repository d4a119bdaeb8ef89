//! The plain model: Breakwater written down a second time, slowly. Lists of policies, premium streams and observations instead of
//! rings and accumulators; exact fractions instead of scaled ones; nothing shared with the program or its formulas.
//!
//! Every operation first collects all reasons to refuse. Empty: it must succeed. Otherwise the program must refuse with one of them.

pub mod capital;
pub mod cover;
pub mod episodes;
pub mod governance;
pub mod incident;
pub mod parameters;
pub mod premium;
pub mod product;
pub mod records;
pub mod returns;
pub mod settle;
pub mod solvency;
pub mod step;
pub mod watch;

use {
    super::{
        big::{part_ceil, part_floor},
        setup::*,
    },
    product::Product,
};

/// Atoms or shares.
pub type Amount = u128;
/// Seconds of a day.
pub const DAY: u64 = 86_400;
/// Billionths.
pub const BILLION: u128 = 1_000_000_000;
/// A refusal by the framework, the runtime or the token program.
pub const FRAMEWORK: &str = "framework";

/// Day that a second lies in.
pub fn day_of(at: u64) -> u64 {
    at / DAY
}

/// First midnight at least `days` whole days after `at`, as a day number.
pub fn midnight_after(at: u64, days: u64) -> u64 {
    (at + days * DAY).div_ceil(DAY)
}

/// Why an action must be refused; empty when it must not.
#[derive(Default)]
pub struct Check(Vec<&'static str>);

impl Check {
    /// Collects `reason` unless `holds`.
    pub fn need(&mut self, holds: bool, reason: &'static str) {
        if !holds {
            self.0.push(reason);
        }
    }

    /// Nothing was collected.
    pub fn done(self) -> Answer {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

/// What an operation answers.
pub type Answer = Result<(), Vec<&'static str>>;

/// One layer of capital.
#[derive(Clone, Default)]
pub struct Layer {
    pub capital: Amount,
    pub shares: Amount,
    pub issued_for: Amount,
    pub generation: u32,
    /// What comes back per second, in units of 2^-64 atoms, until then.
    pub returning: u128,
    pub returning_until: u64,
    /// Until then what incidents gave back is on its way.
    pub returns_until: u64,
    /// Shares of the generation before.
    pub closed_shares: Amount,
    /// What they had been issued for.
    pub closed_for: Amount,
    /// What has been recovered for each of them, in units of 2^-64 atoms.
    pub per_share: u128,
    /// What nobody has fetched of it.
    pub to_fetch: Amount,
}

impl Layer {
    /// Its stream, until it is over.
    pub fn returning_now(&self, at: u64) -> u128 {
        if self.returning_until > at { self.returning } else { 0 }
    }
}

/// An underwriter's shares of one layer, of one generation.
#[derive(Clone, Copy, Default)]
pub struct Part {
    pub shares: Amount,
    pub pending: Amount,
    /// Day at whose midnight the request matures.
    pub matures: u64,
    pub generation: u32,
    /// Shares of the generation before, and what of its recoveries has been fetched.
    pub closed: Amount,
    pub fetched: u128,
}

/// An underwriter, buyer or payee.
#[derive(Clone, Default)]
pub struct Person {
    pub wallet: Amount,
    pub has_account: bool,
    pub frozen: bool,
    pub position: bool,
    pub parts: [Part; 2],
}

/// Premium that is earned second by second until its end.
#[derive(Clone, Copy)]
pub struct Stream {
    /// Atoms per second, in units of 2^-64.
    pub rate: u128,
    pub end: u64,
}

/// The pool with everything in it.
#[derive(Clone)]
pub struct Model {
    pub now: u64,
    pub min_deposit: Amount,
    pub reserve_bps: u128,
    pub junior_weight: u128,
    pub notice_days: u64,
    /// Premium is recognised up to here.
    pub recognised: u64,
    pub layers: [Layer; 2],
    pub people: Vec<Person>,
    pub streams: Vec<Stream>,
    pub reserve: Amount,
    pub fees: Amount,
    pub shortfall: Amount,
    /// Junior's part of earned premium, billionths.
    pub split: u128,
    /// Billionths of an atom that junior is owed.
    pub carry: u128,
    pub products: Vec<Product>,
    pub treasury: Amount,
    pub donor: Amount,
    pub vault: Amount,
    /// What donations put into the vault beyond the ledger.
    pub gifts: Amount,
    pub premium_total: Amount,
    pub cover_total: Amount,
    pub loss_total: Amount,
    pub paid_total: Amount,
    pub recovered_total: Amount,
    /// Margin, correlation and junior's least share, basis points.
    pub limits: [u128; 3],
    /// Highest share of capital per risk group, basis points.
    pub caps: [u128; GROUPS],
    /// Most cover of a product that jurors decide.
    pub jurors_cap: Amount,
    /// Notice, the reserve's part and junior's weight as created.
    pub first: (u64, u128, u128),
    /// Lamports that somebody gave for observations.
    pub funded: u64,
    /// Premium that the last operation recognised, per layer.
    pub earned: [Amount; 2],
    /// The last operation took a loss.
    pub lost: bool,
    /// A haircut made the pool too poor for its cover.
    pub haircut: bool,
    /// Layers that a loss closed.
    pub wipeouts: u32,
}

impl Model {
    /// The state that [`Cast::new`] builds.
    pub fn new(setup: &Setup, now: u64) -> Self {
        let wallet = u128::from(WALLET_UNITS * setup.unit);
        let person = |i: usize| Person {
            wallet: if i < UNDERWRITERS + BUYERS { wallet } else { 0 },
            has_account: i < UNDERWRITERS + BUYERS,
            position: i < UNDERWRITERS,
            ..Person::default()
        };
        let spec = setup.pool().0;
        Self {
            now,
            min_deposit: spec.min_deposit.into(),
            reserve_bps: spec.reserve_bps.into(),
            junior_weight: spec.junior_weight.into(),
            notice_days: spec.notice_days.into(),
            recognised: now,
            layers: Default::default(),
            people: (0..UNDERWRITERS + BUYERS + PAYEES).map(person).collect(),
            streams: vec![],
            reserve: 0,
            fees: 0,
            shortfall: 0,
            split: 0,
            carry: 0,
            products: setup.products().into_iter().map(|spec| Product::new(spec, now)).collect(),
            treasury: 0,
            donor: wallet,
            vault: 0,
            gifts: 0,
            premium_total: 0,
            cover_total: 0,
            loss_total: 0,
            paid_total: 0,
            recovered_total: 0,
            limits: [spec.margin_bps, spec.correlation_bps, spec.junior_floor_bps].map(u128::from),
            caps: std::array::from_fn(|group| spec.group_caps_bps[group].into()),
            jurors_cap: setup.jurors_cap().into(),
            first: (spec.notice_days.into(), spec.reserve_bps.into(), spec.junior_weight.into()),
            funded: 0,
            earned: [0; 2],
            lost: false,
            haircut: false,
            wipeouts: 0,
        }
    }

    /// Capital of both layers.
    pub fn capital(&self) -> Amount {
        self.layers[0].capital + self.layers[1].capital
    }

    /// Undecided losses of all products.
    pub fn provisional(&self) -> Amount {
        self.products.iter().map(Product::provisional).sum()
    }

    /// Unexpired cover of all products, each as of its last roll.
    pub fn active(&self) -> Amount {
        self.products.iter().map(Product::active).sum()
    }

    /// What may be lost to cover that has ended.
    pub fn ended_at_stake(&self) -> Amount {
        self.products.iter().map(Product::ended_at_stake).sum()
    }

    /// What is reserved for policies and not yet delivered.
    pub fn payable(&self) -> Amount {
        let incidents = self.products.iter().flat_map(|p| &p.incidents).filter(|i| i.open);
        let owed: Amount = self.products.iter().flat_map(|p| &p.policies).map(|p| p.owed).sum();
        let to_fetch: Amount = self.layers.iter().map(|layer| layer.to_fetch).sum();
        incidents.map(|i| i.funded - i.paid).sum::<Amount>() + owed + to_fetch
    }

    /// Unearned premium as of the last recognition, in units of 2^-64 atoms: every stream's rate times its seconds left.
    pub fn unearned(&self) -> u128 {
        let left = |s: &Stream| s.rate * u128::from(s.end.saturating_sub(self.recognised));
        self.streams.iter().map(left).sum()
    }

    /// Rate of all streams that run at the last recognition.
    pub fn rate(&self) -> u128 {
        self.streams.iter().filter(|s| s.end > self.recognised).map(|s| s.rate).sum()
    }

    fn unearned_atoms(&self) -> Amount {
        self.unearned().div_ceil(1 << 64)
    }

    /// Premium is earned up to now.
    pub fn recognise(&mut self) {
        let before = self.unearned_atoms();
        let returning = [0, 1].map(|layer| self.returning_atoms(layer));
        self.recognised = self.now;
        let earned = before - self.unearned_atoms();
        self.streams.retain(|s| s.end > self.now);
        self.earn(earned);
        for (layer, before) in returning.into_iter().enumerate() {
            let now = self.returning_atoms(layer);
            self.add_earned(layer, before - now);
        }
    }

    fn earn(&mut self, atoms: Amount) {
        match (self.layers[0].shares > 0, self.layers[1].shares > 0) {
            (false, false) => self.reserve += atoms,
            (true, false) => self.add_earned(0, atoms),
            (false, true) => self.add_earned(1, atoms),
            (true, true) => {
                let owed = atoms * self.split + self.carry;
                self.carry = owed % BILLION;
                self.add_earned(0, owed / BILLION);
                self.add_earned(1, atoms - owed / BILLION);
            }
        }
    }

    fn add_earned(&mut self, layer: usize, atoms: Amount) {
        self.layers[layer].capital += atoms;
        self.earned[layer] += atoms;
    }

    /// A new stream until the midnight of `end_day`; what its rate cannot express is earned at once. Returns the rate.
    pub fn stream_in(&mut self, atoms: Amount, end_day: u64) -> u128 {
        let end = end_day * DAY;
        let rate = (atoms << 64) / u128::from(end - self.now);
        let before = self.unearned_atoms();
        self.streams.push(Stream { rate, end });
        let streamed = self.unearned_atoms() - before;
        self.earn(atoms - streamed);
        rate
    }

    /// Money that comes back is streamed over 90 days.
    pub fn stream_back(&mut self, atoms: Amount) {
        if atoms > 0 {
            self.stream_in(atoms, midnight_after(self.now, 90));
        }
    }

    /// The split of earned premium follows capital times weight.
    pub fn fix_split(&mut self) {
        let [junior, senior] = [self.layers[0].capital, self.layers[1].capital];
        self.split = match (junior, senior) {
            (0, _) => 0,
            (_, 0) => BILLION,
            _ => part_floor(junior * self.junior_weight, BILLION, junior * self.junior_weight + senior * BILLION),
        };
    }
}
