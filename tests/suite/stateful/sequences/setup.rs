//! What a sequence starts from: one pool, two products with five sources between them, underwriters, buyers and payees.

use {
    super::{action::Quote, model::step::parameters},
    breakwater::instructions::pool::create::CreatePoolArgs,
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
}

/// Who takes part.
pub const UNDERWRITERS: usize = 4;
/// After the underwriters.
pub const BUYERS: usize = 3;
/// After the buyers; without token accounts at first.
pub const PAYEES: usize = 2;
/// Units that every underwriter and buyer starts with.
pub const WALLET_UNITS: u64 = 1_000_000;
/// First caps of the products, in units.
pub const CAPS: [u64; 2] = [300_000, 120_000];

impl Setup {
    /// The pool's parameters.
    pub fn pool(&self) -> PoolSpec {
        let mut spec = PoolSpec::default();
        spec.0.notice_days = self.notice_days;
        spec.0.reserve_bps = self.reserve_bps;
        spec.0.junior_weight = self.junior_weight;
        spec.0.min_deposit = 1_000.max(self.unit);
        let [margin, correlation, floor] = parameters(self.parameters).map(|bps| bps as u16);
        (spec.0.margin_bps, spec.0.correlation_bps, spec.0.junior_floor_bps) = (margin, correlation, floor);
        spec
    }

    /// First: two of two, hour-long windows, linear to all of the cover. Second: two of three, short windows, grace, at most 60 %.
    pub fn products(&self) -> [DepegSpec; 2] {
        let mut first = DepegSpec::default();
        first.terms.min_cover = self.unit;
        first.terms.max_cover = 50_000 * self.unit;
        first.limits.cap = CAPS[0] * self.unit;
        let mut second = first.clone();
        second.group = 1;
        second.sources = vec![SourceSpec::Pyth(3), SourceSpec::Switchboard(4), SourceSpec::Pyth(5)];
        first.terms.waiting_days = self.waiting_days[0];
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
        second.limits.cap = CAPS[1] * self.unit;
        second.limits.experience = 2_000_000_000;
        if self.parameters > 0 {
            second.limits.severity = 600_000_000;
        }
        [first, second]
    }
}

/// A world with its people, by index.
pub struct Cast {
    pub world: World,
    pub products: [Address; 2],
    pub people: Vec<Address>,
    /// Sends donations.
    pub donor: Address,
    /// All atoms of the mint that somebody has.
    pub supply: u128,
    /// The pool's parameters at its creation.
    pub pool_args: CreatePoolArgs,
}

impl Cast {
    /// Builds the world.
    pub fn new(setup: &Setup) -> Self {
        let mut world = World::with_pool(setup.pool());
        let products = setup.products().map(|spec| world.product_from(&spec));
        let wallet = WALLET_UNITS * setup.unit;
        let mut people: Vec<_> = (0..UNDERWRITERS + BUYERS).map(|_| world.actor(wallet)).collect();
        people.extend((0..PAYEES).map(|_| world.wallet_address()));
        let donor = world.actor(wallet);
        for owner in &people[..UNDERWRITERS] {
            world.open_position(owner).ok();
        }
        let supply = world.token_supply();
        Self {
            world,
            products,
            people,
            donor,
            supply,
            pool_args: setup.pool().0,
        }
    }

    /// The token account of a person.
    pub fn account(&self, person: usize) -> Address {
        pda::associated_token(&self.people[person], &self.world.mint)
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
        let sources = self.world.sources[&self.products[product]].clone();
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
