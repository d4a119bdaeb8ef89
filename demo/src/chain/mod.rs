//! The chain side: a VM with the built program and the people of a plan. Money is counted in token accounts.

mod acts;

use {
    crate::{
        plan::{NOTICE_DAYS, Plan, UNDERWRITERS},
        record::{Ledger, Window},
        series::Series,
        tape::Tape,
        terms::Terms,
        time::utc,
    },
    anchor_lang::Discriminator,
    anyhow::{Result, bail, ensure},
    base64::{Engine, engine::general_purpose::STANDARD},
    breakwater::{
        events::WindowClosed,
        instructions::config::initialise::InitialiseArgs,
        state::{Incident, Policy, Pool, Product, Watch},
    },
    breakwater_client::{ix, pda},
    breakwater_testkit::{
        Address, DepegSpec, Outcome, PoolSpec, SourceSpec, World,
        jurors::GOVERNANCE_MINT,
        world::{REVENUE_BPS, program_path},
    },
    std::collections::BTreeMap,
};

/// See the module.
pub struct Chain {
    world: World,
    product: Address,
    sources: Vec<SourceSpec>,
    underwriters: Vec<Address>,
    /// Wallets of the plan's buyers.
    holders: Vec<Address>,
    /// Every atom that exists.
    supply: u128,
}

/// Living shares of an underwriter in a tranche, and how many of them are under notice.
struct Held {
    owner: usize,
    tranche: u8,
    pending: u128,
    /// When the request can be executed.
    matures: i64,
}

/// What came of an attempt to settle.
pub enum Settled {
    /// So much reached the holder's account.
    Paid(u64),
    /// Nothing to come now, or an earlier incident comes first.
    Nothing,
    /// Was not in force at the first breach.
    NotEligible,
    /// Has passed, or was bought later.
    Passed,
}

impl Chain {
    /// Deploys the program, creates pool and product, brings everybody's money and the capital in.
    pub fn open(tape: &Tape, terms: &Terms, plan: &Plan) -> Result<Self> {
        let path = program_path();
        if !path.exists() {
            bail!(
                "{}: the program is not built. Build it first: cargo xtask build-sbf",
                path.display()
            );
        }
        let mut world = World::bare();
        world.set_time(plan.start);
        let (bootstrap, guardian, revenue_mint) = (world.bootstrap, world.guardian, world.mint);
        let args = InitialiseArgs {
            bootstrap,
            guardian,
            revenue_mint,
            fee_bps: terms.fee_bps,
            revenue_bps: REVENUE_BPS,
        };
        accept(
            "initialise",
            world.send("initialise", ix::initialise(bootstrap, GOVERNANCE_MINT, args)),
        )?;
        accept("open_purse", world.open_purse())?;
        let mut pool = PoolSpec::default().0;
        (pool.reserve_bps, pool.junior_weight) = (terms.reserve_bps, terms.junior_weight);
        pool.notice_days = u8::try_from(NOTICE_DAYS)?;
        let mint = world.mint;
        accept("create_pool", world.create_pool(mint, pool))?;
        let sources: Vec<SourceSpec> = (1u8..).zip(&tape.series).map(|(n, one)| oracle_for(n, one)).collect();
        let product = world.product_from(&product_spec(terms, plan, &sources));
        let mut chain = Self {
            world,
            product,
            sources,
            underwriters: Vec::new(),
            holders: Vec::new(),
            supply: 0,
        };
        chain.bring_people(plan)?;
        Ok(chain)
    }

    fn bring_people(&mut self, plan: &Plan) -> Result<()> {
        for owner in 0..UNDERWRITERS.len() {
            let capital = plan.deposits.iter().filter(|d| d.owner == owner).map(|d| d.amount).sum();
            self.underwriters.push(self.world.actor(capital));
        }
        for buyer in &plan.buyers {
            self.holders.push(self.world.actor(buyer.cover));
        }
        self.supply = self.world.token_supply();
        for owner in &self.underwriters {
            accept("open_position", self.world.open_position(owner))?;
        }
        for d in &plan.deposits {
            let tranche = u8::try_from(d.tranche)?;
            accept("deposit", self.world.deposit(&self.underwriters[d.owner], tranche, d.amount))?;
        }
        Ok(())
    }

    // --- accounts

    /// The pool's ledger as of now: a copy of the account brought to this second.
    pub fn ledger(&self) -> Result<Ledger> {
        let mut pool = self.pool();
        pool.recognise(self.world.now())
            .map_err(|error| anyhow::anyhow!("the pool's ledger does not add up: {error:?}"))?;
        Ok(Ledger {
            junior: pool.tranches[0].capital.get(),
            senior: pool.tranches[1].capital.get(),
            unearned: unearned(&pool)?,
            reserve: pool.reserve.get(),
            payable: pool.payable.get(),
            fees: pool.fees_owed.get(),
            provisional: pool.provisional.get(),
        })
    }

    /// Atoms in the vault.
    pub fn vault(&self) -> u64 {
        self.world.balance(&pda::vault(&self.world.pool))
    }

    /// All token accounts now less all token accounts at the start: 0, or somebody made or lost money.
    pub fn conservation(&self) -> i128 {
        self.world.token_supply() as i128 - self.supply as i128
    }

    pub fn pool(&self) -> Box<Pool> {
        self.world.pool()
    }

    pub fn product(&self) -> Box<Product> {
        self.world.product(&self.product)
    }

    pub fn watch(&self) -> Box<Watch> {
        self.world.watch(&self.product)
    }

    pub fn incident(&self, number: u32) -> Box<Incident> {
        self.world.incident(&self.product, number)
    }

    fn policy_address(&self, index: usize) -> Address {
        pda::policy(&self.product, &self.holders[index], 0)
    }

    fn policy(&self, index: usize) -> Box<Policy> {
        self.world.policy(&self.policy_address(index))
    }

    /// Checks every sum of the program against all its accounts.
    pub fn check_books(&self) -> Result<()> {
        let check = std::panic::AssertUnwindSafe(|| self.world.assert_books());
        ensure!(
            std::panic::catch_unwind(check).is_ok(),
            "the program's sums do not follow from its accounts: see the message above"
        );
        Ok(())
    }

    /// Compute units of every accepted instruction, by name.
    pub fn units(&self) -> &BTreeMap<&'static str, Vec<u64>> {
        &self.world.units
    }

    fn accepted(&self, what: &str, outcome: Outcome) -> Result<()> {
        ensure!(
            outcome.result.is_ok(),
            "{what} at {}: refused with {}",
            utc(self.world.now()),
            outcome.name()
        );
        Ok(())
    }

    fn taken(&self, what: &str, outcome: Outcome, expected: &[&str]) -> Result<bool> {
        if outcome.result.is_err() && expected.contains(&outcome.name().as_str()) {
            ensure!(
                !outcome.changed,
                "{what} at {}: refused with {}, but an account changed",
                utc(self.world.now()),
                outcome.name()
            );
            return Ok(false);
        }
        self.accepted(what, outcome).map(|_| true)
    }
}

fn accept(what: &str, outcome: Outcome) -> Result<()> {
    ensure!(outcome.result.is_ok(), "{what}: refused with {}", outcome.name());
    Ok(())
}

/// Windows that an observation closed, from its `WindowClosed` events: watch (32 bytes), episode (4), start, price, time (8 each).
fn closed_windows(outcome: &Outcome) -> Vec<Window> {
    let Ok(meta) = &outcome.result else { return Vec::new() };
    let number = |body: &[u8], at: usize| body.get(at..at + 8).and_then(|b| b.try_into().ok()).map(i64::from_le_bytes);
    let events = meta
        .logs
        .iter()
        .filter_map(|line| STANDARD.decode(line.strip_prefix("Program data: ")?).ok());
    events
        .filter_map(|event| {
            let body = event.strip_prefix(WindowClosed::DISCRIMINATOR)?;
            Some(Window {
                start: number(body, 36)?,
                price: number(body, 44)?,
                closed_at: number(body, 52)?,
            })
        })
        .collect()
}

/// Pyth for the odd sources with eight decimals, Switchboard for the others: both adapters are used, and no digit is lost.
fn oracle_for(number: u8, series: &Series) -> SourceSpec {
    if number % 2 == 1 && series.fits_eight_decimals() {
        SourceSpec::Pyth(number)
    } else {
        SourceSpec::Switchboard(number)
    }
}

/// What a source is published as.
pub fn oracle_name(number: usize, series: &Series) -> &'static str {
    match oracle_for(u8::try_from(number).unwrap_or_default(), series) {
        SourceSpec::Pyth(_) => "Pyth",
        SourceSpec::Switchboard(_) => "Switchboard",
    }
}

fn product_spec(terms: &Terms, plan: &Plan, sources: &[SourceSpec]) -> DepegSpec {
    let mut spec = DepegSpec {
        sources: sources.to_vec(),
        ..DepegSpec::default()
    };
    spec.terms.waiting_days = terms.waiting_days;
    (spec.terms.min_days, spec.terms.max_days) = terms.periods;
    spec.terms.min_cover = terms.min_cover;
    spec.parametric.strike = terms.strike;
    spec.parametric.attachment = terms.strike;
    spec.parametric.exhaustion = terms.exhaustion;
    spec.parametric.window = terms.window;
    spec.parametric.spacing = terms.spacing();
    spec.parametric.max_gap = terms.max_gap();
    spec.parametric.min_count = terms.min_count();
    spec.parametric.guard_bps = terms.guard_bps;
    spec.parametric.need = u8::try_from(terms.need).unwrap_or(u8::MAX);
    spec.limits.cap = plan.cap;
    spec.limits.base = terms.rate_base;
    spec.limits.kink = terms.kink;
    spec.limits.at_kink = terms.rate_kink;
    spec.limits.full = terms.rate_full;
    spec.limits.minimum = terms.rate_minimum;
    spec
}

/// Premium to come, and what is on its way back to the tranches.
fn unearned(pool: &Pool) -> Result<u64> {
    let (at, wrong) = (pool.recognised_at.get(), |error| anyhow::anyhow!("{error:?}"));
    let mut sum = pool.unearned_atoms().map_err(wrong)?;
    for tranche in &pool.tranches {
        sum += tranche.returning_atoms(at).map_err(wrong)?;
    }
    Ok(sum)
}
