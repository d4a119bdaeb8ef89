//! The model against the sums that the program keeps of its own lists: what a pool counts of its products, rings by day, parameters.

use {
    super::{
        compare::Differences,
        model::{
            DAY, Model,
            product::{Policy, Product},
        },
        setup::{GROUPS, PRODUCTS},
    },
    breakwater::state,
};

/// Days ahead that a ring holds, and past ones that stay readable.
const AHEAD: u64 = 402;
/// See [`AHEAD`].
const BACK: u64 = 108;
/// Slots of a product's ring.
const RING: u64 = 512;
/// Slots of the pool's ring of stream ends.
const STREAMS: u64 = 448;

/// What the pool counts of each product, by group and by slot.
pub fn pool(d: &mut Differences, model: &Model, chain: &state::Pool) {
    let (now, lost) = (model.load(false), model.load(true));
    for (n, group) in chain.groups.iter().enumerate() {
        let of = |groups: &[u128; GROUPS]| groups.get(n).copied().unwrap_or(0);
        d.same(format_args!("exposure of group {n}"), of(&now.groups), group.exposure.get());
        d.same(
            format_args!("exposure of group {n} if lost"),
            of(&lost.groups),
            group.exposure_if_lost.get(),
        );
        let cap = model.caps.get(n).copied().unwrap_or(10_000);
        d.same(format_args!("share of group {n}"), cap, group.cap_bps.get());
    }
    for (n, slot) in chain.cover_slots.iter().enumerate() {
        let of = |covers: &[u128]| covers.get(n).copied().unwrap_or(0);
        d.same(format_args!("cover of slot {n}"), of(&now.covers), slot.active.get());
        d.same(format_args!("cover of slot {n} if lost"), of(&lost.covers), slot.if_lost.get());
    }
    parameters(d, model, chain);
    for layer in 0..2 {
        maturing(d, model, layer, &chain.tranches[layer]);
    }
}

fn parameters(d: &mut Differences, model: &Model, chain: &state::Pool) {
    let [margin, correlation, floor] = model.limits;
    d.same("margin", margin, chain.margin_bps.get());
    d.same("correlation", correlation, chain.correlation_bps.get());
    d.same("junior's floor", floor, chain.junior_floor_bps.get());
    d.same("notice", model.notice_days, chain.notice_days);
    d.same("reserve's share", model.reserve_bps, chain.reserve_bps.get());
    d.same("junior's weight", model.junior_weight, chain.junior_weight.get());
    d.same("smallest deposit", model.min_deposit, chain.min_deposit.get());
    d.same("products", PRODUCTS as u64, chain.product_count.get());
    d.same("open products", PRODUCTS as u64, chain.open_products.get());
    let listed = model.products.iter().filter(|p| !p.retired).count();
    d.same("listed products", listed as u64, chain.listed_products.get());
}

/// What stops streaming at each midnight.
pub fn streams(d: &mut Differences, model: &Model, chain: &state::Pool) {
    let mut ends = [0; STREAMS as usize];
    for stream in model.streams.iter().filter(|s| s.end > model.recognised) {
        ends[(stream.end / DAY % STREAMS) as usize] += stream.rate;
    }
    for (slot, rate) in ends.into_iter().enumerate() {
        d.same(format_args!("streams that end in slot {slot}"), rate, chain.stream_ends[slot].get());
    }
}

/// Shares that mature at each midnight.
fn maturing(d: &mut Differences, model: &Model, layer: usize, chain: &state::Tranche) {
    let mut slots = [0; 32];
    for part in (0..model.people.len()).map(|who| model.part(who, layer)) {
        if part.pending > 0 && part.matures * DAY > model.recognised {
            slots[(part.matures % 32) as usize] += part.pending;
        }
    }
    for (slot, shares) in slots.into_iter().enumerate() {
        d.same(
            format_args!("shares of layer {layer} that mature in slot {slot}"),
            shares,
            chain.maturing[slot].get(),
        );
    }
}

/// What the pool counts of one product, its limits, its audit and its rings.
pub fn product(d: &mut Differences, index: usize, model: &Model, chain: &state::Product) {
    let p = &model.products[index];
    let name = |what| format!("{what} of product {index}");
    let (now, lost) = (model.load(false), model.load(true));
    let counted = &chain.counted;
    d.same(name("counted cover"), now.covers[index], counted.active.get());
    d.same(name("counted cover if lost"), lost.covers[index], counted.if_lost.get());
    d.same(name("counted exposure"), now.exposures[index], counted.exposure.get());
    d.same(
        name("counted exposure if lost"),
        lost.exposures[index],
        counted.exposure_if_lost.get(),
    );
    d.same(name("counted provisional"), p.provisional(), counted.provisional.get());
    d.same(name("counted ended cover"), p.ended_at_stake(), counted.ended_at_stake.get());
    limits(d, index, p, chain);
    d.same(name("audit's day"), p.audited, chain.audit_day.get());
    d.same(name("cover total"), p.cover_total, chain.cover_total.get());
    d.same(name("loss total"), p.loss_total, chain.loss_total.get());
    d.same(name("payments"), p.payments, chain.payments.get());
    d.same(name("seconds to pay"), p.payment_seconds, chain.payment_seconds.get());
}

/// Cover by day of its start and of its end.
pub fn rings(d: &mut Differences, index: usize, p: &Product, chain: &state::Product) {
    ring(d, format!("starts of product {index}"), p, |q| q.start, &chain.starts);
    ring(d, format!("ends of product {index}"), p, |q| q.end, &chain.ends);
}

fn limits(d: &mut Differences, index: usize, p: &Product, chain: &state::Product) {
    let name = |what| format!("{what} of product {index}");
    let (limits, chain) = (&p.limits, &chain.limits);
    d.same(name("cap"), limits.cap, chain.cap.get());
    d.same(name("base rate"), limits.base, chain.base.get());
    d.same(name("kink"), limits.kink, chain.kink.get());
    d.same(name("rate at the kink"), limits.at_kink, chain.at_kink.get());
    d.same(name("full rate"), limits.full, chain.full.get());
    d.same(name("minimum"), limits.minimum, chain.minimum.get());
    d.same(name("severity"), limits.severity, chain.severity.get());
    d.same(name("audit's loading"), limits.audit_per_day, chain.audit_per_day.get());
    d.same(name("audit's most"), limits.audit_most, chain.audit_most.get());
    d.same(name("audit's days"), limits.audit_days, chain.audit_days.get());
    d.same(name("experience"), limits.experience, chain.experience.get());
}

/// Cover by day, as far back as it can be read.
fn ring(d: &mut Differences, what: String, p: &Product, of: fn(&Policy) -> u64, chain: &[impl Copy + Into<u64>]) {
    let days = p.rolled - BACK..=p.rolled + AHEAD;
    let mut slots = [0; RING as usize];
    for policy in p.policies.iter().filter(|q| days.contains(&of(q))) {
        slots[(of(policy) % RING) as usize] += policy.left();
    }
    for day in days {
        let slot = (day % RING) as usize;
        d.same(format_args!("{what} on day {day}"), slots[slot], chain[slot].into());
    }
}
