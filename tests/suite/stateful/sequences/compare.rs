//! The model against the accounts: every balance, every sum, every state, to the atom.

use {
    super::{
        model::{
            Model, day_of,
            product::{Incident, Phase, Policy, Product},
        },
        setup::{Cast, UNDERWRITERS},
        sums,
    },
    breakwater::state,
    breakwater_testkit::books::Books,
    std::fmt::Display,
};

/// Differences, one per line.
#[derive(Default)]
pub struct Differences(pub Vec<String>);

impl Differences {
    pub(super) fn same(&mut self, what: impl Display, model: impl Into<u128>, chain: impl Into<u128>) {
        let (model, chain) = (model.into(), chain.into());
        if model != chain {
            self.0.push(format!("{what}: model {model}, program {chain}"));
        }
    }

    /// As [`Self::same`], for what the program stores with a sign.
    fn at(&mut self, what: impl Display, model: u64, chain: impl Into<i64>) {
        self.same(what, model, u64::try_from(chain.into()).expect("nothing below zero"));
    }
}

impl Cast {
    /// Everything that differs; `whole`: rings too.
    pub fn compare(&self, model: &Model, books: &Books, whole: bool) -> Vec<String> {
        let mut d = Differences::default();
        let pool = &books.pools.iter().find(|(a, _)| *a == self.world.pool).expect("the pool").1;
        ledger(&mut d, model, pool);
        sums::pool(&mut d, model, pool);
        if whole {
            sums::streams(&mut d, model, pool);
            free(&mut d, model, pool);
        }
        for (index, tranche) in pool.tranches.iter().enumerate() {
            layer(&mut d, model, index, tranche);
        }
        d.same("vault", model.vault, self.world.balance(&pool.vault));
        d.same("donor", model.donor, self.world.balance(&self.outside[0]));
        d.same("treasury", model.treasury, self.world.balance(&self.outside[1]));
        for (index, person) in model.people.iter().enumerate() {
            d.same(
                format_args!("wallet of {index}"),
                person.wallet,
                self.world.balance(&self.account(index)),
            );
        }
        for who in 0..UNDERWRITERS {
            self.compare_position(&mut d, model, who, books);
        }
        for (index, product) in model.products.iter().enumerate() {
            self.compare_product(&mut d, index, product, books);
            let address = self.products[index];
            let account = &books.products.iter().find(|(a, _)| *a == address).expect("a product").1;
            sums::product(&mut d, index, model, account);
            if whole {
                sums::rings(&mut d, index, product, account);
            }
        }
        d.0
    }

    fn compare_position(&self, d: &mut Differences, model: &Model, who: usize, books: &Books) {
        let owner = self.people[who];
        let account = books.positions.iter().find(|(_, p)| p.owner == owner).map(|(_, p)| p);
        d.same(
            format_args!("position {who} is open"),
            model.people[who].position,
            account.is_some(),
        );
        let Some(account) = account else { return };
        for (index, chain) in account.tranches.iter().enumerate() {
            let part = model.part(who, index);
            let living = chain.generation.get() == model.layers[index].generation;
            let (shares, pending) = if living {
                (chain.shares.get(), chain.pending.get())
            } else {
                (0, 0)
            };
            d.same(format_args!("shares of {who} in {index}"), part.shares, shares);
            d.same(format_args!("pending shares of {who} in {index}"), part.pending, pending);
            // Written when the position is next used: until then what the generation had is closed.
            let before = |generation: u32| generation + 1 == model.layers[index].generation;
            let (closed, fetched) = match () {
                () if before(chain.generation.get()) => (chain.shares.get(), 0),
                () if living && before(chain.closed_generation.get()) => (chain.closed_shares.get(), chain.recovery_debt.get()),
                () => (0, 0),
            };
            d.same(format_args!("closed shares of {who} in {index}"), part.closed, closed);
            if closed > 0 {
                d.same(format_args!("what {who} has fetched from {index}"), part.fetched, fetched);
            }
            if part.pending > 0 {
                d.same(format_args!("maturity of {who} in {index}"), part.matures, chain.matures_day.get());
            }
        }
    }

    fn compare_watch(&self, d: &mut Differences, index: usize, product: &Product, books: &Books) {
        let address = self.products[index];
        let watch = &books.watches.iter().find(|(_, w)| w.product == address).expect("a watch").1;
        observed(d, index, product, watch);
        let lamports = self.world.svm.get_account(&self.watches[index]).map_or(0, |a| a.lamports);
        let rent = self.world.svm.minimum_balance_for_rent_exemption(8 + size_of::<state::Watch>());
        d.same(format_args!("lamports of watch {index}"), rent + product.watch.purse, lamports);
    }

    fn compare_product(&self, d: &mut Differences, index: usize, product: &Product, books: &Books) {
        let address = self.products[index];
        let account = &books.products.iter().find(|(a, _)| *a == address).expect("a product").1;
        cover(d, index, product, account);
        episodes(d, index, product, account);
        if product.spec.watched {
            self.compare_watch(d, index, product, books);
        }
        for (number, policy) in product.policies.iter().enumerate() {
            let mut sold_here = books.policies.iter().map(|(_, p)| p).filter(|p| p.product == address);
            let account = sold_here.find(|p| p.id.get() == number as u64);
            d.same(format_args!("policy {index}/{number} is open"), policy.open, account.is_some());
            if let Some(account) = account {
                let name = format!("policy {index}/{number}");
                d.same(format_args!("buyer of {name}"), true, account.buyer == self.people[policy.buyer]);
                d.same(format_args!("holder of {name}"), true, account.holder == self.people[policy.holder]);
                sold(d, &name, policy, account);
            }
        }
        for (number, incident) in product.incidents.iter().enumerate() {
            let mut opened_here = books.incidents.iter().map(|(_, i)| i).filter(|i| i.product == address);
            let account = opened_here.find(|i| i.number.get() == number as u32);
            d.same(format_args!("incident {index}/{number} is open"), incident.open, account.is_some());
            if let Some(account) = account {
                ladder(d, &format!("incident {index}/{number}"), incident, account);
            }
        }
    }
}

fn ledger(d: &mut Differences, model: &Model, pool: &state::Pool) {
    d.at("recognised at", model.recognised, pool.recognised_at.get());
    d.same("reserve", model.reserve, pool.reserve.get());
    d.same("payable", model.payable(), pool.payable.get());
    d.same("fees", model.fees, pool.fees_owed.get());
    d.same("provisional", model.provisional(), pool.provisional.get());
    d.same("ended cover at stake", model.ended_at_stake(), pool.ended_at_stake.get());
    d.same("active cover", model.active(), pool.active_cover.get());
    d.same("shortfall", model.shortfall, pool.shortfall.get());
    d.same("unearned premium", model.unearned(), pool.unearned.get());
    d.same("stream", model.rate(), pool.stream.get());
    d.same("junior split", model.split, pool.junior_split.get());
    d.same("split carry", model.carry, pool.split_carry.get());
    d.same("premium total", model.premium_total, pool.premium_total.get());
    d.same("cover total", model.cover_total, pool.cover_total.get());
    d.same("loss total", model.loss_total, pool.loss_total.get());
    d.same("paid total", model.paid_total, pool.paid_total.get());
    d.same("recovered total", model.recovered_total, pool.recovered_total.get());
    let open = model.people.iter().filter(|p| p.position).count();
    d.same("open positions", open as u64, pool.open_positions.get());
}

/// What may leave each layer.
fn free(d: &mut Differences, model: &Model, pool: &state::Pool) {
    for (index, layer) in ["junior", "senior"].into_iter().enumerate() {
        d.same(
            format_args!("free {layer}"),
            model.free(index),
            pool.free(index as u8).expect("a sum"),
        );
    }
}

fn layer(d: &mut Differences, model: &Model, index: usize, chain: &state::Tranche) {
    let layer = &model.layers[index];
    d.same(format_args!("capital of layer {index}"), layer.capital, chain.capital.get());
    d.same(format_args!("shares of layer {index}"), layer.shares, chain.shares.get());
    d.same(format_args!("basis of layer {index}"), layer.issued_for, chain.issued_for.get());
    d.same(
        format_args!("generation of layer {index}"),
        layer.generation,
        chain.generation.get(),
    );
    d.same(
        format_args!("returning to layer {index}"),
        layer.returning_now(model.recognised),
        chain.returning.get(),
    );
    d.same(
        format_args!("coming back to layer {index}"),
        model.returning_atoms(index),
        chain.returning_atoms(model.recognised as i64).expect("atoms"),
    );
    d.same(
        format_args!("what may return to layer {index}"),
        model.may_return(index),
        chain.may_return.get(),
    );
    d.same(
        format_args!("closed shares of layer {index}"),
        layer.closed_shares,
        chain.closed_shares.get(),
    );
    d.same(
        format_args!("recovered per share of layer {index}"),
        layer.per_share,
        chain.recovery_per_share.get(),
    );
    d.same(
        format_args!("to fetch from layer {index}"),
        layer.to_fetch,
        chain.recovery_left.get(),
    );
    d.same(
        format_args!("pending in layer {index}"),
        model.pending(index, false),
        chain.pending_shares.get(),
    );
    d.same(
        format_args!("matured in layer {index}"),
        model.pending(index, true),
        chain.matured_shares.get(),
    );
}

fn cover(d: &mut Differences, index: usize, product: &Product, chain: &state::Product) {
    let name = |what| format!("{what} of product {index}");
    d.same(name("rolled day"), product.rolled, chain.rolled_day.get());
    d.same(name("active cover"), product.active(), chain.active.get());
    d.same(name("waiting cover"), product.waiting(), chain.waiting.get());
    d.same(name("cover in its grace"), product.in_grace(), chain.in_grace.get());
    d.same(name("ended cover"), product.ended.min(u64::MAX.into()), chain.ended_at_stake.get());
    d.same(name("provisional"), product.provisional(), chain.provisional.get());
    d.same(name("premium"), product.premium_total, chain.premium_total.get());
    d.same(name("paid"), product.paid_total, chain.paid_total.get());
    d.same(name("policies sold"), product.policies.len() as u64, chain.policies_sold.get());
    let open = product.policies.iter().filter(|p| p.open).count();
    d.same(name("open policies"), open as u64, chain.open_policies.get());
    d.same(name("incidents"), product.incidents.len() as u64, chain.incident_count.get());
    let open = product.incidents.iter().filter(|i| i.open).count();
    d.same(name("open incidents"), open as u64, chain.open_incidents.get());
    d.same(name("loading"), product.loading.0, chain.loading.get());
    d.same(name("status"), if product.retired { 2u8 } else { 1 }, chain.status);
}

fn episodes(d: &mut Differences, index: usize, product: &Product, chain: &state::Product) {
    let count = product.episodes.len();
    d.same(format_args!("episodes of product {index}"), count as u64, chain.episode_count.get());
    for (number, episode) in product.episodes.iter().enumerate().skip(count.saturating_sub(4)) {
        let number = number + 1;
        let name = |what| format!("{what} of episode {index}/{number}");
        let Some(account) = chain.episode(number as u32) else {
            d.0.push(name("slot"));
            continue;
        };
        let phase = match episode.phase {
            Phase::Over => 0u8,
            Phase::Running => 1,
            Phase::Ended => 2,
        };
        d.same(name("state"), phase, account.state);
        d.same(name("trigger"), episode.triggered, account.triggered == 1);
        d.at(name("first breach"), episode.first, account.first_breach.get());
        d.at(name("end"), episode.ended, account.ended_at.get());
        d.same(name("cover"), episode.cover, account.cover.get());
        d.same(name("waiting cover"), episode.waiting, account.waiting.get());
        d.same(name("provisional"), episode.held, account.provisional.get());
        d.same(name("last end"), episode.until, account.until.get());
        let (from, cover) = episode.later.unwrap_or_default();
        d.at(name("time of the recount"), from, account.later_from.get());
        d.same(name("cover left by the recount"), cover, account.later_cover.get());
    }
}

fn observed(d: &mut Differences, index: usize, product: &Product, chain: &state::Watch) {
    let w = &product.watch;
    let name = |what| format!("{what} of watch {index}");
    d.same(name("breach"), w.breach, chain.in_breach());
    d.at(name("observed at"), w.observed, chain.observed_at.get());
    d.at(name("price"), w.price, chain.price.get());
    d.at(name("lowest"), w.lowest, chain.lowest.get());
    d.same(name("width"), w.width, chain.width_bps.get());
    d.same(name("recoveries"), w.recoveries, chain.recoveries.get());
    d.at(name("last breach"), w.last_breach, chain.last_breach.get());
    d.same(name("closed windows"), w.closed_now, chain.closed_windows.get());
    d.same(name("sources"), w.read as u64, chain.sources_read);
    d.same(name("observations"), w.observations, chain.observations.get());
    d.at(
        name("window start"),
        w.window.first().copied().unwrap_or(0),
        chain.window_start.get(),
    );
    d.same(name("window count"), w.window.len() as u64, chain.window_count.get());
    let today = day_of(w.observed);
    for day in today.saturating_sub(60)..=today {
        let of_day = w.closed.iter().filter(|c| day_of(c.start) == day);
        let Some(deepest) = of_day.min_by_key(|c| (c.price, c.start)) else {
            continue;
        };
        let slot = &chain.days[day as usize % 64];
        d.at(name("deepest window"), deepest.start, slot.start.get());
        d.at(name("deepest price"), deepest.price, slot.price.get());
        d.same(name("deepest window's episode"), deepest.episode as u64, slot.episode.get());
    }
}

fn sold(d: &mut Differences, policy: &str, model: &Policy, chain: &state::Policy) {
    let name = |what| format!("{what} of {policy}");
    d.same(name("cover"), model.cover, chain.cover.get());
    d.same(name("paid"), model.paid, chain.paid.get());
    d.same(name("owed"), model.owed, chain.owed.get());
    d.same(name("premium"), model.premium, chain.premium.get());
    d.same(name("stream"), model.rate, chain.stream.get());
    d.same(name("end of the stream"), model.until, chain.stream_until.get());
    d.same(name("start"), model.start, chain.start_day.get());
    d.same(name("end"), model.end, chain.end_day.get());
    d.same(name("next incident"), model.next as u64, chain.next_incident.get());
}

fn ladder(d: &mut Differences, incident: &str, model: &Incident, chain: &state::Incident) {
    let name = |what| format!("{what} of {incident}");
    d.same(name("cover"), model.cover, chain.cover.get());
    d.same(name("waiting cover"), model.waiting, chain.waiting.get());
    d.same(name("final ratio"), model.final_ratio(), chain.final_ratio.get());
    d.same(name("provisional"), model.held, chain.provisional.get());
    d.same(name("funds"), model.funded, chain.funded.get());
    d.same(name("recovery"), model.recovering, chain.recovering == 1);
    d.same(name("what the reserve bore"), model.taken.reserve, chain.taken.reserve.get());
    for (layer, parts) in model.taken.layers.iter().enumerate() {
        for (age, (amount, _)) in parts.iter().enumerate() {
            d.same(name("what a layer bore"), *amount, chain.taken.tranches[layer][age].amount.get());
        }
        d.same(
            name("what older generations bore"),
            model.taken.older[layer],
            chain.taken.older[layer].get(),
        );
    }
    d.same(name("paid"), model.paid, chain.paid.get());
    d.same(name("passed cover"), model.passed, chain.passed.get());
    d.same(name("policies passed"), model.policies_passed, chain.policies_passed.get());
    d.same(name("shortfall"), model.shortfall, chain.shortfall.get());
    d.same(name("seal"), model.sealed, chain.sealed == 1);
    d.at(name("time of the seal"), model.sealed_at, chain.sealed_at.get());
    d.same(name("cut"), model.cut(), chain.cut == 1);
    let counted: u128 = model.counted.iter().map(|(_, base)| base).sum();
    d.same(name("counted cover"), counted, chain.counted.get());
    d.same(
        name("top-up"),
        model.topped.map_or(0u8, |better| if better { 1 } else { 2 }),
        chain.top_up,
    );
    d.same(name("steps"), model.steps.len() as u64, chain.step_count);
    d.same(name("decided steps"), model.decided() as u64, chain.decided);
    for (step, account) in model.steps.iter().zip(chain.steps()) {
        d.at(name("window"), step.window, account.window_start.get());
        d.at(name("price"), step.price, account.price.get());
        d.same(name("ratio"), step.ratio, account.ratio.get());
        d.same(name("rise"), step.rise, account.rise.get());
        d.same(name("eligible cover"), step.eligible, account.eligible.get());
        d.same(name("need"), step.needed, account.needed.get());
        d.same(name("step's funds"), step.funded, account.funded.get());
        d.same(name("step's cut"), step.cut, account.cut == 1);
        d.at(name("wait"), step.final_at, account.final_at.get());
    }
}
