//! A year of one pool: five products in three risk groups, buyers, underwriters, two losses and a recovery, on the built program in LiteSVM. Every
//! amount is computed a second time (`crate::reference::books`, `reference.rs`) and compared to the atom, every week and after every event.

mod acts;
mod losses;
mod members;
pub mod reference;
pub mod report;

use {
    crate::{
        format::USDC,
        plan::{JUNIOR, SENIOR},
        reference::books::Books,
        rng::Rng,
        terms::Terms,
        time::DAY,
    },
    anyhow::{Result, ensure},
    breakwater::instructions::view::pool_summary::PoolSummary,
    breakwater_client::{ix, pda},
    breakwater_testkit::{Address, AssessedSpec, DepegSpec, PoolSpec, SourceSpec, World, specs::padded},
    num_bigint::BigUint,
    reference::{Cover, Limits},
    std::collections::BTreeMap,
};

/// Days of the year.
pub const DAYS: i64 = 364;
/// Par, and the price of a ratio that is whole.
const PAR: i64 = 1_000_000_000;
/// Days of grace of products that jurors decide.
const GRACE_DAYS: u16 = 7;
/// Limits of the pool.
pub const LIMITS: Limits = Limits {
    margin: 11_000,
    correlation: 2_500,
    floor: 2_000,
    caps: [6_000, 6_000, 4_000],
};
/// Names of the risk groups.
pub const GROUPS: [&str; 3] = ["stablecoins", "protocols", "bridges"];

/// A product with what the reference knows of it.
pub struct Product {
    pub name: &'static str,
    pub address: Address,
    pub group: usize,
    parametric: bool,
    cap: u64,
    severity: u64,
    waiting: i64,
    /// Days after its end in which cover is active still.
    grace: i64,
    terms: Terms,
    /// Loading after losses, when it was set.
    loading: (u64, i64),
    /// Day of the audit; the exploit product asks for one.
    audit: Option<i64>,
    asks_audit: bool,
}

/// A policy with what the reference knows of it.
struct Policy {
    product: usize,
    address: Address,
    cover: u64,
    left: u64,
    paid_premium: u64,
    stream: (BigUint, i64),
    start: i64,
    end: i64,
    sold: i64,
    open: bool,
}

/// An underwriter.
pub struct Owner {
    pub name: String,
    address: Address,
    layer: usize,
    pub put_in: u64,
    pub got_out: u64,
    pending: BigUint,
    matures: i64,
}

/// What was seen at one time.
pub struct Sample {
    pub at: i64,
    pub summary: PoolSummary,
    /// Billionths.
    pub share_prices: [u64; 2],
    pub policies: usize,
}

/// The year.
pub struct Year {
    w: World,
    books: Books,
    rng: Rng,
    pub products: Vec<Product>,
    policies: Vec<Policy>,
    pub owners: Vec<Owner>,
    pub samples: Vec<Sample>,
    pub timeline: Vec<(i64, String)>,
    /// Accepted actions by name, and refused ones by the error's name.
    pub done: BTreeMap<&'static str, u64>,
    pub refused: BTreeMap<String, u64>,
    pub sums: Sums,
    supply: u128,
    recovered: Address,
    /// Comparisons of the whole ledger with the reference.
    pub comparisons: u64,
    /// What members have voted for and nobody has executed.
    proposals: Vec<Address>,
}

/// Sums of the year, atoms.
#[derive(Default)]
pub struct Sums {
    pub premiums: u64,
    pub refunds: u64,
    pub losses: u64,
    pub paid: u64,
    pub recovered: u64,
    pub fees: u64,
    pub reserve_to_treasury: u64,
    pub token_difference: i128,
    pub vault_difference: i128,
}

/// Runs it. `progress` is told the day.
pub fn run(seed: u64, progress: &mut dyn FnMut(i64)) -> Result<Year> {
    let mut year = Year::new(seed)?;
    for day in 0..DAYS {
        progress(day);
        year.day(day)?;
    }
    year.run_off()?;
    Ok(year)
}

impl Year {
    fn new(seed: u64) -> Result<Self> {
        let mut spec = PoolSpec::default();
        (spec.0.margin_bps, spec.0.correlation_bps, spec.0.junior_floor_bps) = (11_000, 2_500, 2_000);
        spec.0.group_caps_bps = [6_000, 6_000, 4_000, 0, 0, 0, 0, 0];
        let mut w = World::with_pool(spec);
        let products = products(&mut w);
        let books = Books::new(&Terms::new(2), 7, w.now());
        let recovered = w.actor(100_000 * USDC);
        let mut year = Self {
            supply: 0,
            w,
            books,
            rng: Rng::new(seed),
            products,
            policies: vec![],
            owners: vec![],
            samples: vec![],
            timeline: vec![],
            done: BTreeMap::new(),
            refused: BTreeMap::new(),
            sums: Sums::default(),
            recovered,
            comparisons: 0,
            proposals: vec![],
        };
        let capital = [
            (JUNIOR, 400),
            (JUNIOR, 300),
            (JUNIOR, 150),
            (SENIOR, 500),
            (SENIOR, 400),
            (SENIOR, 300),
            (SENIOR, 200),
        ];
        for (n, (layer, thousands)) in capital.into_iter().enumerate() {
            let layer_name = if layer == JUNIOR { "junior" } else { "senior" };
            let address = year.w.actor(2_000_000 * USDC);
            year.w.open_position(&address).ok();
            year.owners.push(Owner {
                name: format!(
                    "{} ({layer_name})",
                    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"][n]
                ),
                address,
                layer,
                put_in: 0,
                got_out: 0,
                pending: BigUint::default(),
                matures: 0,
            });
            year.deposit(n, thousands * 1_000 * USDC)?;
        }
        year.supply = year.w.token_supply();
        Ok(year)
    }

    fn say(&mut self, text: String) {
        let at = self.w.now();
        self.timeline.push((at, text));
    }

    fn count(&mut self, name: &'static str) {
        *self.done.entry(name).or_default() += 1;
    }

    /// One day: trade, then underwriters, then what the calendar says.
    fn day(&mut self, day: i64) -> Result<()> {
        let noon = breakwater_testkit::world::START + day * DAY + DAY / 2;
        self.w.set_time(self.w.now().max(noon));
        if day % 7 == 0 {
            for product in 0..self.products.len() {
                let _ = self.w.roll(&self.products[product].address);
            }
            self.sample()?;
        }
        match day {
            70 => self.attest(2)?,
            // The bootstrap authority is over: members vote for five days, and wait for two.
            243 => self.propose(vec![self.audit(2)])?,
            250 => self.attest(2)?,
            112 => self.notice_before_the_storm()?,
            120 => self.strike(0, 884_800_000, "USDC trades at 0.885")?,
            245 => self.strike(4, 700_000_000, "the bridge's collateral falls to 70 %")?,
            300 => self.recover()?,
            _ => {}
        }
        self.trade(day)?;
        self.underwrite(day)
    }

    /// Cover of all products as the chain counts it, each as of its last roll.
    fn covers(&self) -> Vec<Cover> {
        let of = |(n, p): (usize, &Product)| {
            let today = i64::from(self.w.product(&p.address).rolled_day.get());
            let own = self.policies.iter().filter(|q| q.product == n && q.open && q.end + p.grace > today);
            Cover {
                active: own.map(|q| q.left).sum(),
                group: p.group,
                severity: p.severity,
            }
        };
        self.products.iter().enumerate().map(of).collect()
    }

    /// The program's figures against the reference's, and the vault against the ledger.
    fn compare(&mut self) -> Result<PoolSummary> {
        let s = self.w.pool_summary();
        let now = self.w.now();
        let ledger = self.books.ledger(now, 0);
        let of_chain = [s.junior, s.senior, s.unearned + s.returning, s.reserve, s.payable];
        let of_books = [ledger.junior, ledger.senior, ledger.unearned, ledger.reserve, ledger.payable];
        ensure!(
            of_chain == of_books,
            "at {}: the chain has {of_chain:?}, the reference {of_books:?}",
            crate::time::utc(now)
        );
        let exposures = reference::exposures(&self.covers());
        let seen = [0, 1, 2].map(|n| s.groups[n].exposure);
        ensure!(
            seen == exposures,
            "at {}: exposures {seen:?}, the reference {exposures:?}",
            crate::time::utc(now)
        );
        let required = reference::required(&LIMITS, &exposures);
        ensure!(s.required == required, "required capital {} is not {required}", s.required);
        let (vault, owed) = (self.w.balance(&pda::vault(&self.w.pool)), ledger.owed());
        ensure!(
            vault == owed,
            "at {}: the vault holds {vault}, the ledger says {owed}",
            crate::time::utc(now)
        );
        ensure!(self.w.token_supply() == self.supply, "tokens were made or lost");
        self.comparisons += 1;
        Ok(s)
    }

    fn sample(&mut self) -> Result<()> {
        let summary = self.compare()?;
        self.books.earn_to(self.w.now());
        let share_prices = [self.books.share_price(JUNIOR), self.books.share_price(SENIOR)];
        let policies = self.policies.iter().filter(|q| q.open).count();
        self.samples.push(Sample {
            at: self.w.now(),
            summary,
            share_prices,
            policies,
        });
        Ok(())
    }

    /// Nothing is sold any more: all cover ends, everybody leaves, everything closes.
    fn run_off(&mut self) -> Result<()> {
        self.say("sales stop; all cover runs off".to_owned());
        self.w.advance(402 * DAY);
        for product in 0..self.products.len() {
            let _ = self.w.roll(&self.products[product].address);
        }
        for n in 0..self.policies.len() {
            if self.policies[n].open {
                let (product, policy) = (self.products[self.policies[n].product].address, self.policies[n].address);
                self.w.close_policy(&product, &policy).ok();
                self.policies[n].open = false;
            }
        }
        self.sample()?;
        for owner in 0..self.owners.len() {
            // A request from before the end is only for a part.
            if self.owners[owner].pending > BigUint::default() {
                self.execute(owner)?;
            }
            self.request(owner, 1, 1)?;
        }
        let wanted = self.the_end();
        self.propose(wanted)?;
        self.w.advance(8 * DAY);
        for owner in 0..self.owners.len() {
            self.execute(owner)?;
            self.w.close_position(&self.owners[owner].address).ok();
        }
        self.sums.fees += self.books.sweep();
        let _ = self.w.sweep();
        self.decided()?;
        for product in 0..self.products.len() {
            let address = self.products[product].address;
            self.w.close_product(&address).ok();
        }
        let ledger = self.books.ledger(self.w.now(), 0);
        let (vault, treasury) = (self.w.balance(&pda::vault(&self.w.pool)), self.w.treasury());
        self.sums.vault_difference = i128::from(vault) - i128::from(ledger.owed());
        self.w.close_court().ok();
        self.w.close_pool().ok();
        self.close_queued();
        self.sums.reserve_to_treasury = self.w.treasury() - treasury;
        ensure!(self.sums.reserve_to_treasury == ledger.reserve, "the reserve goes to the treasury");
        self.sums.token_difference = self.w.token_supply() as i128 - self.supply as i128;
        let left = self.w.svm.get_program_accounts(&breakwater::ID).len();
        // Jurors and what they have locked belong to no pool, nor does the treasury.
        let jurors = 1 + self.w.books().escrows.len();
        ensure!(
            left == 3 + jurors,
            "{left} accounts are left, and only the configuration, the members' account, the treasury's purse and the {jurors} of jurors should be"
        );
        self.say(
            "everybody has left, and every account but the configuration, the members', the treasury's purse and those of jurors is closed"
                .to_owned(),
        );
        Ok(())
    }
}

fn products(w: &mut World) -> Vec<Product> {
    let depeg = |name: &[u8], feeds: u8, kind: u8, group: u8, cap: u64| {
        let mut spec = DepegSpec {
            group,
            sources: vec![SourceSpec::Pyth(feeds), SourceSpec::Switchboard(feeds + 1)],
            ..DepegSpec::default()
        };
        (spec.terms.kind, spec.terms.subject, spec.terms.max_days) = (kind, padded(name), 300);
        (spec.limits.cap, spec.limits.experience) = (cap * USDC, 2_000_000_000);
        spec
    };
    let assessed = |name: &[u8], kind: u8, cap: u64, audit: bool| {
        let mut spec = AssessedSpec::default();
        (spec.terms.kind, spec.terms.subject, spec.terms.max_days) = (kind, padded(name), 300);
        (spec.terms.grace_days, spec.limits.cap) = (GRACE_DAYS, cap * USDC);
        if audit {
            (spec.limits.audit_per_day, spec.limits.audit_most, spec.limits.audit_days) = (5_000_000, 500_000_000, 60);
        }
        spec
    };
    let made = [
        depeg(b"USDC", 1, 16, 0, 1_500_000),
        depeg(b"USDT", 3, 16, 0, 1_000_000),
        depeg(b"bridge", 5, 17, 2, 600_000),
    ]
    .map(|spec| (w.product_from(&spec), spec));
    let jurors = [assessed(b"lending", 1, 1_200_000, true), assessed(b"exchange", 2, 800_000, false)].map(|spec| (w.assessed(&spec), spec));
    let parametric = |name, n: usize, group| (name, made[n].0, group, true, made[n].1.limits, made[n].1.terms.waiting_days, false);
    let judged = |name, n: usize, audit| {
        (
            name,
            jurors[n].0,
            1,
            false,
            jurors[n].1.limits,
            jurors[n].1.terms.waiting_days,
            audit,
        )
    };
    [
        parametric("USDC de-peg", 0, 0),
        parametric("USDT de-peg", 1, 0),
        judged("lending exploit", 0, true),
        judged("exchange custody", 1, false),
        parametric("bridge collateral", 2, 2),
    ]
    .into_iter()
    .map(|(name, address, group, parametric, limits, waiting, asks_audit)| Product {
        name,
        address,
        group,
        parametric,
        cap: limits.cap,
        severity: limits.severity,
        waiting: i64::from(waiting),
        grace: if parametric { 0 } else { i64::from(GRACE_DAYS) },
        terms: Terms::new(2),
        loading: (0, 0),
        audit: None,
        asks_audit,
    })
    .collect()
}

/// Whoever pays a recovery in needs an instruction that names the pool.
fn recovery(w: &World, payer: Address, amount: u64) -> breakwater_testkit::Instruction {
    ix::recover(w.pool, payer, pda::associated_token(&payer, &w.mint), 0, amount)
}
