//! What a sequence starts from: one pool, two products with five sources between them and two that jurors would decide, with their court, in three risk
//! groups; underwriters, buyers and payees.

use {
    super::{action::Quote, model::parameters::parameters},
    breakwater::instructions::{
        court::create::CourtArgs,
        pool::create::CreatePoolArgs,
        product::terms_args::{LimitsArgs, ParametricArgs, TermsArgs},
    },
    breakwater_testkit::{specs::padded, world::Feed, *},
};

/// Parameters that differ between sequences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// Atoms that amounts are counted in: 1 makes rounding matter, 1e10 comes near the limits of 64 bits.
    pub unit: u64,
    pub notice_days: u8,
    pub reserve_bps: u16,
    /// Parts per billion.
    pub junior_weight: u64,
    /// Of each product, days; periods begin at seven.
    pub waiting_days: [u16; 2],
    /// The pool may be made too poor for its cover.
    pub haircut: bool,
    /// Which of the pool's parameters; 0 backs every atom of cover.
    pub parameters: u8,
    /// Part of their cover that the products without a watch expose, basis points; all of it where every atom is backed.
    pub severity: u16,
}

/// A product as sealed.
#[derive(Clone)]
pub struct Spec {
    pub group: u8,
    pub terms: TermsArgs,
    pub limits: LimitsArgs,
    /// Sources decide; else jurors would, and what follows means nothing.
    pub watched: bool,
    pub parametric: ParametricArgs,
    pub sources: Vec<SourceSpec>,
}

/// Who takes part.
pub const UNDERWRITERS: usize = 4;
/// After the underwriters.
pub const BUYERS: usize = 3;
/// After the buyers; without token accounts at first.
pub const PAYEES: usize = 2;
/// Units that every underwriter and buyer starts with.
pub const WALLET_UNITS: u64 = 1_000_000;
/// Products of the pool; the first [`WATCHED`] have a watch.
pub const PRODUCTS: usize = 4;
/// Products that sources decide.
pub const WATCHED: usize = 2;
/// Risk groups that they are spread over.
pub const GROUPS: usize = 3;
/// First caps of the products, in units.
pub const CAPS: [u64; PRODUCTS] = [300_000, 120_000, 80_000, 60_000];

impl Setup {
    /// The pool's parameters.
    pub fn pool(&self) -> PoolSpec {
        let mut spec = PoolSpec::default();
        spec.0.notice_days = self.notice_days;
        spec.0.reserve_bps = self.reserve_bps;
        spec.0.junior_weight = self.junior_weight;
        spec.0.min_deposit = 1_000.max(self.unit);
        PoolSpec(parameters(self.parameters).args(spec.0))
    }

    /// First: two of two, hour-long windows, linear to all of the cover. Second: two of three, short windows, grace, at most 60 %. Third, of
    /// its own group: long grace and waiting, an audit that grows old. Fourth, of the first one's group: neither.
    pub fn products(&self) -> [Spec; PRODUCTS] {
        let whole = self.parameters == 0;
        let (mut first, assessed) = (Spec::from(DepegSpec::default()), Spec::from(AssessedSpec::default()));
        first.terms.waiting_days = self.waiting_days[0];
        let mut second = first.clone();
        second.group = 1;
        second.sources = vec![SourceSpec::Pyth(3), SourceSpec::Switchboard(4), SourceSpec::Pyth(5)];
        second.terms.waiting_days = self.waiting_days[1];
        second.terms.grace_days = 3;
        second.terms.max_days = 300;
        second.terms.subject = padded(b"USDT");
        second.parametric.strike = 970_000_000;
        second.parametric.exhaustion = 900_000_000;
        second.parametric.largest = 600_000_000;
        second.parametric.window = 900;
        second.parametric.min_count = 3;
        second.parametric.spacing = 60;
        second.parametric.bounty = 7_001;
        second.limits.experience = 2_000_000_000;
        second.limits.severity = if whole { 1_000_000_000 } else { 600_000_000 };
        let (mut third, mut fourth) = (assessed.clone(), assessed);
        third.group = 2;
        (third.limits.audit_per_day, third.limits.audit_most, third.limits.audit_days) = (10_000_000, 700_000_000, 90);
        fourth.group = 0;
        fourth.terms.kind = 3;
        (fourth.terms.waiting_days, fourth.terms.grace_days, fourth.terms.min_days) = (0, 0, 7);
        for product in [&mut third, &mut fourth] {
            product.limits.severity = if whole { 1_000_000_000 } else { u64::from(self.severity) * 100_000 };
        }
        let mut all = [first, second, third, fourth];
        for (product, cap) in all.iter_mut().zip(CAPS) {
            product.terms.min_cover = self.unit;
            product.terms.max_cover = 50_000 * self.unit;
            product.limits.cap = cap * self.unit;
        }
        all
    }
}

impl Setup {
    /// What a governance token is worth, atoms: all that jurors may decide of a product lies between the first caps of the two.
    fn token_value(&self) -> u64 {
        self.unit
    }

    /// Most cover of a product that jurors decide: 15 % of what their tokens are worth.
    pub fn jurors_cap(&self) -> u64 {
        self.token_value() * courts::JURORS as u64 * courts::STAKE * 15 / 100
    }
}

impl From<DepegSpec> for Spec {
    fn from(spec: DepegSpec) -> Self {
        Self {
            group: spec.group,
            terms: spec.terms,
            limits: spec.limits,
            watched: true,
            parametric: spec.parametric,
            sources: spec.sources,
        }
    }
}

impl From<AssessedSpec> for Spec {
    fn from(spec: AssessedSpec) -> Self {
        Self {
            group: spec.group,
            terms: spec.terms,
            limits: spec.limits,
            watched: false,
            parametric: DepegSpec::default().parametric,
            sources: vec![],
        }
    }
}

impl Spec {
    fn list(self, world: &mut World) -> Address {
        if self.watched {
            return world.product_from(&DepegSpec {
                group: self.group,
                terms: self.terms,
                parametric: self.parametric,
                limits: self.limits,
                sources: self.sources,
            });
        }
        world.assessed(&AssessedSpec {
            group: self.group,
            terms: self.terms,
            limits: self.limits,
        })
    }
}

/// A world with its people, by index.
pub struct Cast {
    pub world: World,
    pub products: [Address; PRODUCTS],
    pub people: Vec<Address>,
    /// Their token accounts.
    pub accounts: Vec<Address>,
    /// Token accounts of who sends donations and of the treasury's purse.
    pub outside: [Address; 2],
    /// Of the products that have one.
    pub watches: [Address; WATCHED],
    /// All atoms of the mint that somebody has.
    pub supply: u128,
    /// The pool's parameters at its creation.
    pub pool_args: CreatePoolArgs,
}

impl Cast {
    /// Builds the world.
    pub fn new(setup: &Setup) -> Self {
        let mut world = World::with_pool(setup.pool());
        let args = CourtArgs {
            token_value: setup.token_value(),
            ..courts::court_args()
        };
        world.create_court(args).ok();
        let products = setup.products().map(|spec| spec.list(&mut world));
        let wallet = WALLET_UNITS * setup.unit;
        let mut people: Vec<_> = (0..UNDERWRITERS + BUYERS).map(|_| world.actor(wallet)).collect();
        people.extend((0..PAYEES).map(|_| world.wallet_address()));
        let donor = world.actor(wallet);
        for owner in &people[..UNDERWRITERS] {
            world.open_position(owner).ok();
        }
        let supply = world.token_supply();
        // Derived once: it takes long.
        let token_account = |owner: &Address| pda::associated_token(owner, &world.mint);
        Self {
            accounts: people.iter().map(token_account).collect(),
            outside: [token_account(&donor), world.treasury_vault()],
            watches: std::array::from_fn(|product| pda::watch(&products[product])),
            world,
            products,
            people,
            supply,
            pool_args: setup.pool().0,
        }
    }

    /// The token account of a person.
    pub fn account(&self, person: usize) -> Address {
        self.accounts[person]
    }

    /// Moves atoms between token accounts as a transfer would.
    pub fn shift(&mut self, from: Address, to: Address, amount: u64) {
        for (address, change) in [(from, -i128::from(amount)), (to, i128::from(amount))] {
            let balance = u64::try_from(i128::from(self.world.balance(&address)) + change).expect("a balance");
            let mut account = self.world.svm.get_account(&address).expect("a token account");
            account.data[64..72].copy_from_slice(&balance.to_le_bytes());
            self.world.svm.set_account(address, account).expect("a token account");
        }
    }

    /// Publishes what a product's sources say now.
    pub fn publish(&mut self, product: usize, quotes: &[Quote]) {
        let sources = self.world.sources.get(&self.products[product]).cloned().unwrap_or_default();
        for (source, quote) in sources.into_iter().zip(quotes) {
            if let Quote::Now(price, deviation) = *quote {
                self.world.publish(source, Feed { price, deviation });
            }
        }
    }

    /// Freezes or thaws a token account, if it exists.
    pub fn freeze(&mut self, person: usize, frozen: bool) {
        let address = self.account(person);
        if let Some(mut account) = self.world.svm.get_account(&address) {
            account.data[108] = if frozen { 2 } else { 1 };
            self.world.svm.set_account(address, account).expect("a token account");
        }
    }
}
