//! What readers are shown, against the model: the summaries that a simulation returns.

use super::{
    compare::Differences,
    model::{Amount, Model, day_of, product::Policy},
    setup::{Cast, GROUPS},
};

/// Basis points of `part` in `whole`, rounded down; the most that the type holds for nothing.
fn ratio(part: Amount, whole: Amount) -> u128 {
    (part * 10_000).checked_div(whole).unwrap_or_else(|| u64::MAX.into())
}

impl Cast {
    /// The pool's summary.
    pub fn compare_pool_view(&mut self, model: &Model) -> Vec<String> {
        let (mut m, mut d) = (model.clone(), Differences::default());
        m.recognise();
        let view = self.world.pool_summary();
        let [junior, senior] = [0, 1].map(|layer: usize| m.layers[layer].capital);
        let matured = [0, 1].map(|layer| m.value(layer, m.pending(layer, true), m.layers[layer].capital));
        let (load, required) = (m.load(false), m.required());
        d.same("view: time", m.now, view.at as u64);
        d.same("view: capital", junior + senior, view.capital);
        d.same("view: junior", junior, view.junior);
        d.same("view: senior", senior, view.senior);
        d.same("view: reserve", m.reserve, view.reserve);
        d.same("view: unearned", m.unearned().div_ceil(1 << 64), view.unearned);
        d.same("view: returning", m.returning_atoms(0) + m.returning_atoms(1), view.returning);
        d.same("view: payable", m.payable(), view.payable);
        d.same("view: provisional", m.provisional(), view.provisional);
        d.same("view: matured", matured[0] + matured[1], view.matured);
        d.same("view: active cover", m.active(), view.active_cover);
        d.same("view: risk", m.risk(), view.risk);
        d.same("view: capital of risk", ratio(m.capital(), m.risk()), view.capital_bps);
        d.same("view: required", required, view.required);
        d.same(
            "view: ratio",
            ratio(m.capital().saturating_sub(m.provisional()), required),
            view.ratio_bps,
        );
        d.same("view: free junior", m.free(0), view.free_junior);
        d.same("view: free senior", m.free(1), view.free_senior);
        d.same("view: premium", m.premium_total, view.premium_total);
        d.same("view: cover", m.cover_total, view.cover_total);
        d.same("view: losses", m.loss_total, view.loss_total);
        d.same("view: paid", m.paid_total, view.paid_total);
        d.same("view: recovered", m.recovered_total, view.recovered_total);
        d.same("view: shortfall", m.shortfall, view.shortfall);
        d.same("view: loss ratio", ratio(m.loss_total, m.premium_total), view.loss_ratio_bps);
        d.same("view: recovered part", ratio(m.recovered_total, m.loss_total), view.recovered_bps);
        for group in 0..GROUPS {
            let (exposure, shown) = (load.groups[group], &view.groups[group]);
            let used = match exposure {
                0 => 0,
                _ => ratio(exposure, m.capital()).min(u32::MAX.into()),
            };
            d.same(format_args!("view: exposure of group {group}"), exposure, shown.exposure);
            d.same(format_args!("view: what group {group} takes"), used, shown.used_bps);
            d.same(format_args!("view: what group {group} may take"), m.caps[group], shown.cap_bps);
        }
        d.0
    }

    /// A product's summary.
    pub fn compare_product_view(&mut self, model: &Model, index: usize) -> Vec<String> {
        let (mut m, mut d) = (model.clone(), Differences::default());
        m.roll(index);
        let view = self.world.product_summary(&self.products[index]);
        let (p, name) = (&m.products[index], |what| format!("view: {what} of product {index}"));
        let sum = |of: &dyn Fn(&Policy) -> bool| -> Amount { p.policies.iter().filter(|q| of(q)).map(Policy::left).sum() };
        let today = day_of(m.now);
        let force = sum(&|q| q.start <= today && today < q.end);
        d.same(name("active cover"), p.active_on(today), view.active);
        d.same(name("cover in force"), force, view.in_force);
        d.same(name("waiting cover"), sum(&|q| today < q.start), view.waiting);
        d.same(name("cap"), p.limits.cap, view.cap);
        d.same(
            name("use of the cap"),
            ratio(p.unexpired_on(today), p.limits.cap),
            view.utilisation_bps,
        );
        d.same(name("price factor"), p.loaded(m.now), view.factor);
        d.same(name("experience"), p.experience(m.now), view.experience);
        let age = if p.audited == 0 {
            u32::MAX.into()
        } else {
            u128::from(today - p.audited)
        };
        d.same(name("age of the audit"), age, view.audit_age_days);
        d.same(name("exposure"), m.load(false).exposures[index], view.exposure);
        d.same(name("provisional"), p.provisional(), view.provisional);
        d.same(name("loss ratio"), ratio(p.loss_total, p.premium_total), view.loss_ratio_bps);
        let mean = p.payment_seconds.checked_div(p.payments).unwrap_or(0);
        d.same(name("seconds to a payment"), mean, view.mean_seconds_to_pay);
        d.same(name("time"), m.now, view.at as u64);
        d.0
    }
}
