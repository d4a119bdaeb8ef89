//! A loss from the first breach observation to the last close, and what it must come to.

use {
    super::{PAR, Year, acts::part_of},
    crate::{
        format::{money, percent},
        reference::whole::{atoms, big, up},
        time::{DAY, HOUR},
    },
    anyhow::{Result, ensure},
    num_bigint::BigUint,
};

/// Half width of the wider source's interval at the deviation that the feeds publish here: 2.12 times 0.0001.
const WIDTH: i64 = 212_000;
/// Attachment and exhaustion of the payout curve.
const CURVE: (i64, i64) = (950_000_000, 800_000_000);

impl Year {
    /// All sources of a product publish `price` for a little more than an hour; then everything that follows from it.
    pub(super) fn strike(&mut self, product: usize, price: i64, what: &str) -> Result<()> {
        let (address, name) = (self.products[product].address, self.products[product].name);
        let _ = self.w.roll(&address);
        self.w.advance(60);
        let first = self.w.now();
        self.say(format!("{what}: {name} is in breach"));
        let own = |year: &Self, n: &usize| {
            let q = &year.policies[*n];
            q.product == product && q.open && q.start * DAY <= first && first < q.end * DAY
        };
        let struck: Vec<usize> = (0..self.policies.len()).filter(|n| own(self, n)).collect();
        let covered: u64 = struck.iter().map(|n| self.policies[*n].left).sum();
        self.w.hold(&address, price, 3_600);
        let provisional = self.w.pool().provisional.get();
        ensure!(provisional == covered, "undecided {provisional}, in force {covered}");
        self.sample_undecided()?;
        for owner in [1, 4] {
            self.leave_at_the_lower_price(owner, provisional)?;
        }
        self.w.trigger(&address).ok();
        // Linear from 0.95 to 0.80; the breach price is the upper end of the wider source's interval.
        let seen = (price + WIDTH).clamp(CURVE.1, CURVE.0);
        let ratio = ((CURVE.0 - seen) * 1_000_000_000 / (CURVE.0 - CURVE.1)).unsigned_abs();
        self.w.advance(DAY);
        self.finalise(product, covered, ratio)?;
        self.settle(product, &struck, ratio)?;
        self.calm(product)?;
        Ok(())
    }

    /// What everybody reads while it is undecided.
    fn sample_undecided(&mut self) -> Result<()> {
        let s = self.w.pool_summary();
        let text = format!(
            "{} of {} capital is undecided; required {}, free for senior {}",
            money(s.provisional),
            money(s.capital),
            money(s.required),
            money(s.free_senior)
        );
        self.say(text);
        Ok(())
    }

    fn finalise(&mut self, product: usize, covered: u64, ratio: u64) -> Result<()> {
        let (address, now) = (self.products[product].address, self.w.now());
        self.w.finalise(&address, 0).ok();
        let needed = atoms(&up(big(covered) * ratio, big(1_000_000_000)));
        let funded = self.books.lose(now, needed);
        let step = self.w.incident(&address, 0).ladder[0];
        ensure!(
            (step.needed.get(), step.funded.get()) == (needed, funded),
            "the step needs {needed} and finds {funded}"
        );
        ensure!(funded == needed, "in this year the pool pays in full");
        for owner in 0..self.owners.len() {
            // A request of a generation that was wiped out went with its shares.
            if self.books.shares_of(owner, self.owners[owner].layer) == BigUint::default() {
                self.owners[owner].pending = BigUint::default();
            }
        }
        self.sums.losses += needed;
        let text = format!(
            "{} of cover is final: {} USDC are set aside for {} of cover",
            percent(ratio),
            money(needed),
            money(covered)
        );
        self.say(text);
        Ok(())
    }

    fn settle(&mut self, product: usize, struck: &[usize], ratio: u64) -> Result<()> {
        let address = self.products[product].address;
        let mut sum = 0;
        for n in struck {
            let policy = self.policies[*n].address;
            let holder = self.w.policy(&policy).holder;
            let before = self.w.wallet(&holder);
            self.w.settle(&address, 0, &policy).ok();
            let due = part_of(self.policies[*n].left, ratio);
            let got = self.w.wallet(&holder) - before;
            ensure!(got == due, "a holder got {got}, the reference says {due}");
            self.books.pay(due);
            if due > 0 {
                self.load(product, due);
            }
            self.policies[*n].left -= due;
            sum += due;
        }
        self.sums.paid += sum;
        self.say(format!("{} policies are paid {} USDC", struck.len(), money(sum)));
        Ok(())
    }

    /// A payment of the whole cap would add 200 % to the price; each is counted from the start of its 180 days since 1970.
    fn load(&mut self, product: usize, paid: u64) {
        let (half, now) = (180 * DAY, self.w.now());
        let since = now % half;
        let p = &mut self.products[product];
        let left = match p.loading.0 {
            0 => 0,
            loading => super::reference::experience(loading, now - since - p.loading.1),
        };
        let added = atoms(&up(big(2_000_000_000) * paid.min(p.cap), big(p.cap)));
        let added = atoms(&up(big(added) * (2 * half).unsigned_abs(), big((2 * half - since).unsigned_abs())));
        p.loading = (left + added, now - since);
    }

    /// The price recovers; the incident is sealed, passed and closed.
    fn calm(&mut self, product: usize) -> Result<()> {
        let address = self.products[product].address;
        for _ in 0..13 {
            self.w.advance(2 * HOUR);
            let _ = self.w.observe_at(&address, PAR);
        }
        self.w.advance(3 * DAY + 1);
        let _ = self.w.end_episode(&address);
        self.w.seal(&address, 0).ok();
        for n in 0..self.policies.len() {
            if self.policies[n].product == product && self.policies[n].open {
                let policy = self.policies[n].address;
                let _ = self.w.settle(&address, 0, &policy);
            }
        }
        let incident = self.w.incident(&address, 0);
        let left = incident.funded.get() - incident.paid.get();
        self.w.close_incident(&address, 0).ok();
        self.books.give_back(self.w.now(), left);
        self.say(format!(
            "the incident is closed; {} USDC go back to those they were taken from",
            money(left)
        ));
        for product in 0..self.products.len() {
            let _ = self.w.roll(&self.products[product].address);
        }
        self.sample()
    }
}
