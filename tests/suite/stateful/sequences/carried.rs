//! The solvency rule (INV-02, ADR 17) a third time, from accounts alone: neither the sums that the pool keeps nor the model's lists are read.
//! After every action that may make a pool poorer or its cover riskier the limits hold that the action has to leave.

use {
    super::{
        action::Action,
        big::product,
        model::step::product_of,
        setup::{Cast, PRODUCTS},
    },
    breakwater::state::{Policy, Pool, Product},
    breakwater_testkit::books::Books,
};

/// Whole, basis points and billionths.
const BPS: u128 = 10_000;
/// See [`BPS`].
const PPB: u128 = 1_000_000_000;

/// A way in which the undecided may end: capital, junior's part where its floor binds, and the cover that is left.
struct Way {
    capital: u128,
    junior: Option<u128>,
    covers: Vec<u128>,
}

/// Cover whose end and grace are not over, by the days that the product has counted.
fn active(books: &Books, of: &Product) -> u128 {
    let sold = books.policies.iter().map(|(_, p)| p);
    let runs = |p: &Policy| {
        p.end_day.get() + u32::from(of.terms.grace_days.get()) > of.rolled_day.get()
            && books.products.iter().any(|(a, q)| *a == p.product && q.id == of.id)
    };
    sold.filter(|p| runs(p)).map(|p| u128::from(p.cover.get() - p.paid.get())).sum()
}

/// What is undecided of a product: what its episodes and incidents hold; and the part that may be lost to ended cover.
fn undecided(books: &Books, of: &Product) -> (u128, u128) {
    let mine = |address| books.products.iter().any(|(a, q)| *a == address && q.id == of.id);
    let incidents = books
        .incidents
        .iter()
        .filter(|(_, i)| mine(i.product))
        .map(|(_, i)| i.provisional.get());
    let episodes = of.episodes.iter().map(|e| e.provisional.get());
    let all: u128 = incidents.chain(episodes).map(u128::from).sum();
    (all, all.min(of.ended_at_stake.get().into()))
}

/// Value of the requests of a tranche whose notice is over, position by position.
fn matured(books: &Books, pool: &Pool, layer: usize) -> u128 {
    let (tranche, today) = (&pool.tranches[layer], pool.recognised_at.get() / 86_400);
    let parts = books.positions.iter().map(|(_, p)| &p.tranches[layer]);
    let due = parts.filter(|p| p.generation == tranche.generation && i64::from(p.matures_day.get()) <= today);
    let shares: u128 = due.map(|p| p.pending.get()).sum();
    let (worth, all) = (u128::from(tranche.capital.get()) + 1, tranche.shares.get() + 1_000);
    super::big::part_floor(shares, worth, all)
}

impl Cast {
    /// The limits that this action, which was accepted, has to leave. `before` is the pool and its products before it.
    pub fn check_carried(&self, action: &Action, before: &Pool, severity: [u128; PRODUCTS], books: &Books) -> Result<(), String> {
        let pool = &books.pools.iter().find(|(a, _)| *a == self.world.pool).expect("the pool").1;
        let mut products: Vec<&Product> = books.products.iter().map(|(_, p)| &**p).collect();
        products.sort_by_key(|p| p.id.get());
        let capitals = [0, 1].map(|layer| u128::from(pool.tranches[layer].capital.get()));
        let capital = capitals[0] + capitals[1];
        let covers: Vec<u128> = products.iter().map(|p| active(books, p)).collect();
        let losses: Vec<(u128, u128)> = products.iter().map(|p| undecided(books, p)).collect();
        let lost: u128 = losses.iter().map(|l| l.0).sum();
        let rule = Rule { pool, products: &products };
        let requests = [0, 1].map(|layer| matured(books, pool, layer));
        let sale = Way {
            capital: capital.saturating_sub(lost).saturating_sub(requests[0] + requests[1]),
            junior: Some(capitals[0].saturating_sub(lost).saturating_sub(requests[0])),
            covers: covers.clone(),
        };
        match *action {
            Action::Buy { product, .. } | Action::Extend { product, .. } => rule.carries(&sale, Some(product_of(product))),
            Action::Limits { product, .. } => {
                let index = product_of(product);
                let rises = u128::from(products[index].limits.severity.get()) > severity[index] && covers[index] > 0;
                if rises { rule.carries(&sale, Some(index)) } else { Ok(()) }
            }
            Action::Parameters { .. } if stricter(before, pool) => rule.carries(&sale, None),
            Action::Execute { tranche, .. } | Action::ExecuteOwn { tranche, .. } | Action::Withdraw { tranche, .. } => {
                // What a tranche that everybody has left leaves goes to the reserve, and was counted as if it stayed.
                let emptied = pool.tranches[usize::from(tranche)].shares.is_zero();
                let left = if emptied { pool.reserve.get() - before.reserve.get() } else { 0 };
                let capital = capital + u128::from(left);
                let junior = |loss: u128| (tranche == 0).then(|| (capitals[0] + u128::from(left)).saturating_sub(loss));
                let ended: u128 = losses.iter().map(|l| l.1).sum();
                let left = covers
                    .iter()
                    .zip(&losses)
                    .map(|(cover, (all, ended))| cover.saturating_sub(all - ended));
                let all_lost = Way {
                    capital: capital.checked_sub(lost).ok_or("capital does not last for what is undecided")?,
                    junior: junior(lost),
                    covers: left.collect(),
                };
                let ended_lost = Way {
                    capital: capital - ended,
                    junior: junior(ended),
                    covers,
                };
                rule.carries(&ended_lost, None)?;
                rule.carries(&all_lost, None)
            }
            _ => Ok(()),
        }
    }
}

/// A limit is stricter than it was.
fn stricter(before: &Pool, after: &Pool) -> bool {
    let limits = |p: &Pool| [p.margin_bps.get(), p.correlation_bps.get(), p.junior_floor_bps.get()];
    let lower = before.groups.iter().zip(&after.groups).any(|(old, new)| new.cap_bps < old.cap_bps);
    lower || limits(before).iter().zip(limits(after)).any(|(old, new)| new > *old)
}

struct Rule<'a> {
    pool: &'a Pool,
    products: &'a [&'a Product],
}

impl Rule<'_> {
    /// All limits; of cover above capital and of a group's share only this product's, if one is given.
    fn carries(&self, way: &Way, only: Option<usize>) -> Result<(), String> {
        let mut groups = [0; 8];
        for (p, cover) in self.products.iter().zip(&way.covers) {
            groups[usize::from(p.group)] += (cover * u128::from(p.limits.severity.get())).div_ceil(PPB);
        }
        for (index, (p, cover)) in self.products.iter().zip(&way.covers).enumerate() {
            if only.is_some_and(|only| only != index) {
                continue;
            }
            let (group, capital) = (usize::from(p.group), way.capital);
            if *cover > capital {
                return Err(format!("product {index} has {cover} of cover above {capital} of capital"));
            }
            if groups[group] * BPS > capital * u128::from(self.pool.groups[group].cap_bps.get()) {
                return Err(format!("group {group} exposes {} of {capital}, more than its share", groups[group]));
            }
        }
        let margin = self.pool.margin_bps.get();
        if !self.squares(way.capital, margin, &groups) {
            return Err(format!("{} of capital is below {margin} of R with {groups:?}", way.capital));
        }
        let floor = self.pool.junior_floor_bps.get();
        match way.junior {
            Some(junior) if !self.squares(junior, floor, &groups) => {
                Err(format!("junior of {junior} is below {floor} of R with {groups:?}"))
            }
            _ => Ok(()),
        }
    }

    /// `capital² ≥ share² · ((1 - ρ) · Σ E² + ρ · (Σ E)²)`, every pair of groups on its own: E² where both are the same, ρ · E · E' else.
    fn squares(&self, capital: u128, share: u16, groups: &[u128; 8]) -> bool {
        let correlation = u128::from(self.pool.correlation_bps.get());
        let mut needed = product(0, 0);
        for (n, a) in groups.iter().enumerate() {
            for (m, b) in groups.iter().enumerate() {
                needed = needed.plus(product(*a, *b).times(if n == m { BPS } else { correlation }));
            }
        }
        let share = u128::from(share);
        product(capital, capital).times(BPS * BPS * BPS) >= needed.times(share * share)
    }
}
