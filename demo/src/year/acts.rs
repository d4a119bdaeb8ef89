//! What people do in the year, each act on the chain and in the books, and the amounts of both compared.

use {
    super::{LIMITS, PAR, Policy, Year, reference},
    crate::{
        format::{USDC, money},
        plan::{JUNIOR, SENIOR},
        reference::{premium, whole::atoms},
        time::{DAY, day_of, midnight_after},
    },
    anyhow::{Result, ensure},
    breakwater_client::pda,
    num_bigint::BigUint,
};

impl Year {
    /// Price factor of a product now, parts per billion.
    fn factor(&self, product: usize) -> u64 {
        let (p, now) = (&self.products[product], self.w.now());
        let experience = if p.loading.0 == 0 {
            0
        } else {
            reference::experience(p.loading.0, now - p.loading.1)
        };
        // Half a per cent of the price a day once the audit is older than 60 days, half of the price at most, and all of that without one.
        let late = p.audit.map_or(i64::MAX, |day| (day_of(now) - day - 60).max(0));
        let audit = if p.asks_audit {
            late.unsigned_abs().saturating_mul(5_000_000).min(500_000_000)
        } else {
            0
        };
        1_000_000_000 + experience + audit
    }

    /// Cover of a product that has not ended today.
    fn used(&self, product: usize) -> u64 {
        let today = day_of(self.w.now());
        self.policies
            .iter()
            .filter(|q| q.product == product && q.open && q.end > today)
            .map(|q| q.left)
            .sum()
    }

    fn fresh(&mut self, product: usize) {
        let p = &self.products[product];
        if p.parametric && !self.w.watch(&p.address).in_breach() {
            let address = p.address;
            // Twice in one second is refused, and the first was enough.
            let _ = self.w.observe_at(&address, PAR);
        }
    }

    /// Purchases, extensions, cancellations and transfers of one day. Demand rises and falls, and rises after losses.
    pub(super) fn trade(&mut self, day: i64) -> Result<()> {
        let season = [2, 3, 3, 2, 4, 5, 4, 3, 4, 5, 3, 2, 2][usize::try_from(day / 28).unwrap_or(0).min(12)];
        for _ in 0..self.rng.range(0, season) {
            let product = self.rng.pick(&[0, 0, 1, 2, 2, 3, 4]);
            let cover = self.rng.range(1_000, 45_000).unsigned_abs() * USDC + self.rng.range(0, 999_999).unsigned_abs();
            let days = self.rng.pick(&[30, 60, 90, 180, 300]);
            self.buy(product, cover, days)?;
        }
        if day % 3 == 1 {
            self.extend()?;
        }
        if day % 5 == 2 {
            self.cancel()?;
        }
        if day % 11 == 4 {
            self.transfer();
        }
        Ok(())
    }

    fn buy(&mut self, product: usize, cover: u64, days: i64) -> Result<()> {
        self.fresh(product);
        let now = self.w.now();
        let (address, buyer) = (self.products[product].address, self.w.actor(50_000 * USDC));
        self.supply += u128::from(50_000 * USDC);
        let (start, end) = (midnight_after(now, self.products[product].waiting), midnight_after(now, days));
        let before = self.w.wallet(&buyer);
        let outcome = self.w.buy(&address, &buyer, 0, cover, days as u16);
        if outcome.code().is_some() {
            *self.refused.entry(format!("a purchase: {}", short(&outcome.name()))).or_default() += 1;
            return Ok(());
        }
        outcome.ok();
        let p = &self.products[product];
        let seconds = (end * DAY - now).unsigned_abs();
        let premium = premium::loaded(&p.terms, p.cap, self.used(product), cover, seconds, self.factor(product));
        let charged = before - self.w.wallet(&buyer);
        ensure!(charged == premium, "{}: charged {charged}, the reference says {premium}", p.name);
        let rate = self.books.premium(now, premium, end);
        self.sums.premiums += premium;
        self.policies.push(Policy {
            product,
            address: pda::policy(&address, &buyer, 0),
            cover,
            left: cover,
            paid_premium: premium,
            stream: (rate, end * DAY),
            start,
            end,
            sold: now,
            open: true,
        });
        self.count("purchases");
        Ok(())
    }

    /// A policy that runs, by chance.
    fn running(&mut self) -> Option<usize> {
        let now = self.w.now();
        let all: Vec<usize> = (0..self.policies.len())
            .filter(|n| self.policies[*n].open && self.policies[*n].end * DAY > now && self.policies[*n].left > 0)
            .collect();
        if all.is_empty() { None } else { Some(self.rng.pick(&all)) }
    }

    fn extend(&mut self) -> Result<()> {
        let Some(n) = self.running() else { return Ok(()) };
        let product = self.policies[n].product;
        self.fresh(product);
        let (address, policy, now) = (self.products[product].address, self.policies[n].address, self.w.now());
        let holder = self.w.policy(&policy).holder;
        let (before, days) = (self.w.wallet(&holder), self.rng.pick(&[30i64, 60, 90]));
        let outcome = self.w.extend(&address, &policy, days as u16);
        if outcome.code().is_some() {
            *self.refused.entry(format!("an extension: {}", short(&outcome.name()))).or_default() += 1;
            return Ok(());
        }
        outcome.ok();
        let (p, q) = (&self.products[product], &self.policies[n]);
        let used = self.used(product) - q.left;
        let premium = premium::loaded(&p.terms, p.cap, used, q.left, (days * DAY).unsigned_abs(), self.factor(product));
        let charged = before - self.w.wallet(&holder);
        ensure!(
            charged == premium,
            "an extension was charged {charged}, the reference says {premium}"
        );
        let (stream, end) = (q.stream.clone(), q.end + days);
        let stream = self.books.extend(now, &stream, premium, end);
        self.sums.premiums += premium;
        let q = &mut self.policies[n];
        (q.stream, q.end) = (stream, end);
        q.paid_premium += premium;
        self.count("extensions");
        Ok(())
    }

    fn cancel(&mut self) -> Result<()> {
        let Some(n) = self.running() else { return Ok(()) };
        let (address, policy, now) = (
            self.products[self.policies[n].product].address,
            self.policies[n].address,
            self.w.now(),
        );
        if now - self.policies[n].sold < 7 * DAY {
            return Ok(());
        }
        let holder = self.w.policy(&policy).holder;
        let before = self.w.wallet(&holder);
        let outcome = self.w.cancel_policy(&address, &policy);
        if outcome.code().is_some() {
            *self
                .refused
                .entry(format!("a cancellation: {}", short(&outcome.name())))
                .or_default() += 1;
            return Ok(());
        }
        outcome.ok();
        let q = &self.policies[n];
        let refund = self.books.cancel(now, &q.stream, q.left, q.cover, q.paid_premium);
        let got = self.w.wallet(&holder) - before;
        ensure!(got == refund, "a cancellation paid {got}, the reference says {refund}");
        self.sums.refunds += refund;
        self.policies[n].open = false;
        self.count("cancellations");
        Ok(())
    }

    fn transfer(&mut self) {
        let Some(n) = self.running() else { return };
        let (address, policy, to) = (
            self.products[self.policies[n].product].address,
            self.policies[n].address,
            self.w.actor(0),
        );
        if self.w.transfer(&address, &policy, to).result.is_ok() {
            self.count("transfers");
        }
    }

    /// Deposits, requests, executions and sweeps of one day.
    pub(super) fn underwrite(&mut self, day: i64) -> Result<()> {
        if day % 9 == 5 {
            let owner = self.rng.range(0, 6) as usize;
            let amount = self.rng.range(5_000, 60_000).unsigned_abs() * USDC;
            self.deposit(owner, amount)?;
        }
        if day % 13 == 8 {
            let (owner, parts) = (self.rng.range(0, 6) as usize, self.rng.pick(&[2u32, 4, 8]));
            self.request(owner, 1, parts)?;
        }
        for owner in 0..self.owners.len() {
            if self.owners[owner].pending > BigUint::default() && self.owners[owner].matures <= self.w.now() {
                self.execute(owner)?;
            }
        }
        if day % 30 == 29 {
            let fees = self.books.sweep();
            if fees > 0 {
                self.w.sweep().ok();
                self.sums.fees += fees;
            }
        }
        Ok(())
    }

    pub(super) fn deposit(&mut self, owner: usize, amount: u64) -> Result<()> {
        let (address, layer) = (self.owners[owner].address, self.owners[owner].layer);
        self.w.deposit(&address, layer as u8, amount).ok();
        self.books.deposit(self.w.now(), owner, layer, amount);
        let shares = self.w.position(&address).tranches[layer].shares.get();
        ensure!(
            BigUint::from(shares) == self.books.shares_of(owner, layer),
            "shares of {}",
            self.owners[owner].name
        );
        self.owners[owner].put_in += amount;
        self.count("deposits");
        Ok(())
    }

    /// Notice on a part of all shares.
    pub(super) fn request(&mut self, owner: usize, part: u32, of: u32) -> Result<()> {
        let (address, layer) = (self.owners[owner].address, self.owners[owner].layer);
        let shares = self.books.shares_of(owner, layer) * part / of;
        if shares == BigUint::default() || self.owners[owner].pending > BigUint::default() {
            return Ok(());
        }
        let amount = u128::try_from(shares.clone())?;
        self.w.request(&address, layer as u8, amount).ok();
        self.owners[owner].pending = shares;
        self.owners[owner].matures = midnight_after(self.w.now(), 7) * DAY;
        self.count("requests");
        Ok(())
    }

    /// A keeper executes a matured request, whole or as far as capital is free.
    pub(super) fn execute(&mut self, owner: usize) -> Result<()> {
        let (address, layer, now) = (self.owners[owner].address, self.owners[owner].layer, self.w.now());
        let before = self.w.wallet(&address);
        let outcome = self.w.execute(&address, layer as u8);
        self.books.earn_to(now);
        let free = reference::free(&LIMITS, &self.covers(), self.books.capital(), (layer, self.books.capital_of(layer)));
        let pending = self.owners[owner].pending.clone();
        let whole = self.books.value(layer, &pending);
        let part = if whole <= free {
            pending.clone()
        } else {
            self.books.shares_for(layer, free).min(pending.clone())
        };
        if outcome.code().is_some() {
            let name = short(&outcome.name());
            let nothing = part == BigUint::default() || self.books.value(layer, &part) == 0;
            ensure!(
                nothing || name != "NotFree",
                "the reference would pay {} of {}",
                money(free),
                self.owners[owner].name
            );
            *self.refused.entry(format!("an execution: {name}")).or_default() += 1;
            return Ok(());
        }
        outcome.ok();
        let amount = self.books.leave(now, owner, layer, &part);
        let got = self.w.wallet(&address) - before;
        ensure!(got == amount, "{} got {got}, the reference says {amount}", self.owners[owner].name);
        self.owners[owner].pending -= &part;
        self.owners[owner].got_out += amount;
        self.count(if part == pending { "exits" } else { "exits in part" });
        Ok(())
    }

    /// Two underwriters give notice a week before the first loss, without knowing it.
    pub(super) fn notice_before_the_storm(&mut self) -> Result<()> {
        for owner in [1, 4] {
            self.owners[owner].pending = match self.owners[owner].pending.clone() {
                none if none == BigUint::default() => none,
                _ => return Ok(()),
            };
            self.request(owner, 1, 2)?;
        }
        self.say("the second (junior) and the fifth (senior) underwriter give notice on half of their shares".to_owned());
        Ok(())
    }

    /// Leaves at the price that counts everything undecided as lost.
    pub(super) fn leave_at_the_lower_price(&mut self, owner: usize, provisional: u64) -> Result<()> {
        let (address, layer, now) = (self.owners[owner].address, self.owners[owner].layer, self.w.now());
        let pending = self.owners[owner].pending.clone();
        if pending == BigUint::default() || self.owners[owner].matures > now {
            return Ok(());
        }
        self.books.earn_to(now);
        let [junior, senior] = [self.books.capital_of(JUNIOR), self.books.capital_of(SENIOR)];
        let worth = if layer == JUNIOR {
            junior.saturating_sub(provisional)
        } else {
            senior.saturating_sub(provisional.saturating_sub(junior))
        };
        let (before, shares) = (self.w.wallet(&address), u128::try_from(pending.clone())?);
        let outcome = self.w.withdraw(&address, layer as u8, shares, 1);
        if outcome.code().is_some() {
            let text = format!(
                "{} would leave at the lower price and is refused: {}",
                self.owners[owner].name,
                short(&outcome.name())
            );
            self.say(text);
            return Ok(());
        }
        outcome.ok();
        let full = self.books.value(layer, &pending);
        let amount = self.books.leave_at(now, owner, layer, &pending, worth);
        let got = self.w.wallet(&address) - before;
        ensure!(
            got == amount,
            "{} left with {got}, the reference says {amount}",
            self.owners[owner].name
        );
        self.owners[owner].pending = BigUint::default();
        self.owners[owner].got_out += amount;
        let text = format!(
            "the {} underwriter leaves at the lower price: {} for shares of {}",
            self.owners[owner].name,
            money(amount),
            money(full)
        );
        self.say(text);
        self.count("exits at the lower price");
        Ok(())
    }

    /// Governance records an audit.
    pub(super) fn attest(&mut self, product: usize) -> Result<()> {
        let today = day_of(self.w.now());
        let before = self.factor(product);
        if self.proposals.is_empty() {
            let audit = self.audit(product);
            self.w.enact(audit).ok();
        } else {
            self.decided()?;
        }
        self.products[product].audit = Some(today);
        let after = self.factor(product);
        let text = format!(
            "an audit of {} is attested: its price falls from {} to {} of the curve's",
            self.products[product].name,
            crate::format::percent(before),
            crate::format::percent(after)
        );
        self.say(text);
        Ok(())
    }

    /// Something of the second loss is found again.
    pub(super) fn recover(&mut self) -> Result<()> {
        let amount = 25_000 * USDC;
        let recover = super::recovery(&self.w, self.recovered, amount);
        self.w.send("recover", recover).ok();
        self.books.recover(self.w.now(), amount);
        self.sums.recovered += amount;
        self.say(format!(
            "{} USDC are recovered and stream to the tranches over 90 days",
            money(amount)
        ));
        self.compare()?;
        Ok(())
    }
}

/// An error's name without its kind.
pub(super) fn short(name: &str) -> String {
    name.rsplit("::").next().unwrap_or(name).to_owned()
}

/// Atoms of a payout: ratio of a base, rounded down.
pub(super) fn part_of(base: u64, ratio: u64) -> u64 {
    atoms(&(BigUint::from(base) * ratio / 1_000_000_000u64))
}
