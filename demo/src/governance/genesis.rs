//! The first days: the program takes its own upgrade authority, the bootstrap authority lists, creates and seals by its queue, members lock,
//! underwriters and holders come.

use {
    super::{
        Member, START, Scene, Sums, TOKEN, Underwriter, loader,
        reference::{Money, Purse, Revenue, Stakes, down, up},
    },
    crate::{
        format::{USDC, money},
        rng::Rng,
        time::{DAY, HOUR},
    },
    anyhow::{Result, ensure},
    breakwater::state::{Action, ListingKind},
    breakwater_client::{ix, pda},
    breakwater_testkit::{Address, DepegSpec, PoolSpec, SourceSpec, World, jurors::GOVERNANCE_MINT},
};

/// Governance tokens that the treasury starts with.
const ENDOWMENT: u64 = 120_000 * TOKEN;
/// Cap of the product, USDC.
pub(super) const CAP: u64 = 10_000_000;

impl Scene {
    pub(super) fn genesis(seed: u64) -> Result<Self> {
        let mut w = World::bare();
        w.svm = w.svm.clone().with_blockhash_check(true);
        w.set_time(START + 9 * HOUR);
        let mut scene = Self {
            w,
            rng: Rng::new(seed),
            members: vec![],
            stakes: Stakes::default(),
            money: Money::default(),
            tokens: Money::default(),
            purses: [Purse::default(), Purse::default()],
            revenue: Revenue::default(),
            emission: None,
            underwriters: vec![],
            product: Address::default(),
            holders: 0,
            announced: vec![],
            decisions: vec![],
            attempts: vec![],
            timeline: vec![],
            limits: vec![],
            moved: vec![],
            sums: Sums::default(),
            comparisons: 0,
            accounts: 0,
            differences: vec![],
            end: 0,
        };
        scene.found()?;
        scene.list()?;
        scene.create()?;
        Ok(scene)
    }

    fn found(&mut self) -> Result<()> {
        let deployer = loader::authority(&self.w);
        ensure!(deployer == Some(self.w.bootstrap), "the team deployed the program");
        self.w.initialise().ok();
        ensure!(
            loader::authority(&self.w) == Some(pda::upgrade_authority()),
            "the program has its own upgrade authority"
        );
        self.say("initialise: the program's upgrade authority is an address that no key signs for");
        self.w.open_purse().ok();
        self.w.open_purse_of(GOVERNANCE_MINT);
        self.w.electorate().ok();
        self.w.open_revenue().ok();
        let vaults = [pda::vault(&pda::dao()), self.w.voters().vault, self.purse_vault(1)];
        vaults.iter().for_each(|vault| self.tokens.give(*vault, 0));
        self.money.give(self.purse_vault(0), 0);
        self.money.give(pda::revenue_vault(), 0);
        let founder = self.person(0);
        let source = self.grant(&founder, ENDOWMENT);
        let fund = ix::fund_purse(founder, GOVERNANCE_MINT, source, ENDOWMENT);
        self.w.send("fund_purse", fund).ok();
        self.tokens.pay(source, self.purse_vault(1), ENDOWMENT);
        self.purses[1].held = ENDOWMENT;
        // One has a sixth of all that is locked, most have little.
        for n in 0..30 {
            let tokens = if n == 0 {
                100_000
            } else {
                self.rng.range(6_000, 18_000).unsigned_abs()
            };
            self.w.advance(300);
            self.join(&format!("member {n}"), tokens * TOKEN);
        }
        let all: u64 = (0..30).map(|n| self.stakes.locked(n)).sum();
        self.say(format!(
            "30 members lock {} tokens, one of them 100,000",
            crate::format::grouped(all / TOKEN)
        ));
        Ok(())
    }

    /// The treasury's vault of one of both mints.
    pub(super) fn purse_vault(&self, n: usize) -> Address {
        pda::vault(&pda::purse(&[self.w.mint, GOVERNANCE_MINT][n]))
    }

    /// Their account of the pool's mint.
    pub(super) fn wallet(&self, of: &Address) -> Address {
        pda::associated_token(of, &self.w.mint)
    }

    /// Somebody with money.
    pub(super) fn person(&mut self, amount: u64) -> Address {
        let address = self.w.actor(amount);
        self.money.give(self.wallet(&address), amount);
        address
    }

    /// Gives somebody governance tokens.
    pub(super) fn grant(&mut self, owner: &Address, amount: u64) -> Address {
        let account = self.w.grant(owner, amount);
        self.tokens.give(account, amount);
        account
    }

    /// Somebody locks tokens, and has some more for bonds.
    pub(super) fn join(&mut self, name: &str, amount: u64) -> usize {
        let (who, address) = (self.members.len(), self.person(0));
        self.grant(&address, amount + 1_000 * TOKEN);
        self.w.open_escrow(&address).ok();
        self.stakes.open();
        self.members.push(Member {
            name: name.to_owned(),
            address,
        });
        self.lock(who, amount);
        who
    }

    pub(super) fn lock(&mut self, who: usize, amount: u64) {
        let (address, now) = (self.members[who].address, self.w.now());
        self.w.lock(&address, amount).ok();
        self.revenue.stream(&self.stakes, now);
        self.stakes.lock(who, amount, now);
        self.tokens
            .pay(pda::associated_token(&address, &GOVERNANCE_MINT), self.w.voters().vault, amount);
    }

    /// The mint and both feeds go on the list, after a day each.
    fn list(&mut self) -> Result<()> {
        let mint = self.w.mint;
        let mut queued = vec![self.queue(
            "list the mint",
            false,
            Action::List {
                kind: ListingKind::Mint,
                id: mint,
                queue: Address::default(),
                feed_hash: [0; 32],
            },
        )?];
        for (kind, source, title) in [
            (ListingKind::Pyth, SourceSpec::Pyth(1), "list the Pyth feed"),
            (ListingKind::Switchboard, SourceSpec::Switchboard(2), "list the Switchboard feed"),
        ] {
            let args = source.args();
            let action = Action::List {
                kind,
                id: Address::new_from_array(args.feed),
                queue: Address::new_from_array(args.queue),
                feed_hash: args.feed_hash,
            };
            queued.push(self.queue(title, false, action)?);
        }
        let mut parameters = PoolSpec::default().0;
        parameters.margin_bps = 11_000;
        queued.push(self.queue("create the pool", false, Action::CreatePool { mint, parameters })?);
        self.say("the team queues mint, feeds and pool: each waits 24 hours, whoever queues it");
        for n in queued {
            self.execute(n)?;
        }
        self.say("listed and created, by whoever sent it");
        Ok(())
    }

    /// Pool, capital, product.
    fn create(&mut self) -> Result<()> {
        self.money.give(pda::vault(&self.w.pool), 0);
        let mut spec = DepegSpec::default();
        spec.limits.cap = CAP * USDC;
        let product = self.w.draft(&spec);
        for source in &spec.sources {
            let add = ix::add_source(self.w.bootstrap, product, source.args());
            self.w.send("add_source", add).ok();
        }
        let terms_hash = self.w.terms_hash(&product);
        let seal = self.w.sealing(&product, terms_hash);
        let n = self.queue("list the de-peg product", false, seal)?;
        self.execute(n)?;
        self.w.sources.insert(product, spec.sources);
        self.product = product;
        for (layer, thousands) in [(0, 5_000), (0, 3_000), (1, 9_000), (1, 7_000)] {
            let deposit = thousands * 1_000 * USDC;
            let address = self.person(deposit);
            self.w.open_position(&address).ok();
            self.w.deposit(&address, layer, deposit).ok();
            self.money.pay(self.wallet(&address), pda::vault(&self.w.pool), deposit);
            self.tokens.give(self.w.grant(&address, 0), 0);
            self.underwriters.push(Underwriter {
                address,
                layer,
                deposit,
                rewarded: 0,
            });
        }
        self.say("the product is sealed with the terms that were read, and four underwriters bring 24,000,000 USDC");
        Ok(())
    }

    /// Somebody buys cover.
    pub(super) fn sell(&mut self, thousands: u64) {
        let (product, cover) = (self.product, thousands * 1_000 * USDC);
        self.w.observe_at(&product, 1_000_000_000).ok();
        let holder = self.person(cover);
        self.w.buy(&product, &holder, 0, cover, 120).ok();
        let premium = cover - self.w.wallet(&holder);
        self.money.pay(self.wallet(&holder), pda::vault(&self.w.pool), premium);
        self.sums.premiums += premium;
        self.sums.fees += up(premium, 500, 10_000);
        self.holders += 1;
    }

    /// The fees of the pool go to the treasury, and a fifth of them to escrows, over a month.
    pub(super) fn sweep(&mut self) -> Result<()> {
        let (fees, now) = (
            self.sums.fees - self.revenue.swept - self.purses[0].held - self.purses[0].spent,
            self.w.now(),
        );
        let before = self.w.treasury();
        self.w.sweep().ok();
        let share = down(fees, 2_000, 10_000);
        let got = self.w.treasury() - before;
        ensure!(got == fees - share, "the treasury got {got}, the reference says {}", fees - share);
        self.comparisons += 1;
        self.revenue.sweep(share, &self.stakes, now);
        self.purses[0].held += fees - share;
        let pool = pda::vault(&self.w.pool);
        self.money.pay(pool, self.purse_vault(0), fees - share);
        self.money.pay(pool, pda::revenue_vault(), share);
        self.say(format!(
            "fees are swept: {} USDC to the treasury, {} to escrows over 30 days",
            money(fees - share),
            money(share)
        ));
        Ok(())
    }

    /// Two weeks of sales.
    pub(super) fn business(&mut self) -> Result<()> {
        for day in 3..17 {
            self.at(day, 12);
            let thousands = self.rng.range(100, 400).unsigned_abs();
            self.sell(thousands);
        }
        let (holders, premiums) = (self.holders, self.sums.premiums);
        self.say(format!("{holders} holders have bought cover for {} USDC", money(premiums)));
        self.sweep()?;
        ensure!(self.w.now() < START + 17 * DAY, "two weeks");
        self.reconcile("after two weeks")
    }
}
