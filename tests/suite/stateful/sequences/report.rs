//! What the actions of a run did: a test that never reached a payout proves nothing about payouts.

use {
    super::{
        action::Action,
        model::{BILLION, DAY, Model, step::Expect, step::product_of},
        units,
    },
    breakwater_testkit::Outcome,
    std::{collections::BTreeMap, fmt},
};

/// Counts by kind of action.
#[derive(Default)]
pub struct Report {
    /// Sent, accepted.
    counts: BTreeMap<&'static str, (u64, u64)>,
    /// Most units that one took.
    units: BTreeMap<&'static str, u64>,
    refusals: BTreeMap<String, u64>,
    milestones: BTreeMap<&'static str, u64>,
}

/// What a run must have reached.
const MUST_SUCCEED: [&str; 30] = [
    "deposit",
    "request_withdrawal",
    "execute_withdrawal",
    "withdraw",
    "cancel_withdrawal",
    "close_position",
    "buy_policy",
    "observe",
    "trigger",
    "raise",
    "recount",
    "finalise_step",
    "settle_policy",
    "seal_incident",
    "close_incident",
    "end_episode",
    "roll_product",
    "pay_owed",
    "close_policy",
    "sweep_fees",
    "set_limits",
    "attest_audit",
    "extend_policy",
    "cancel_policy",
    "transfer_policy",
    "recover",
    "fetch_recovery",
    "release_incident",
    "set_pool_parameters",
    "execute, own",
];

/// And what must have happened.
const MUST_HAPPEN: [&str; 22] = [
    "a jump of more than 512 days",
    "a wiped-out tranche",
    "a step that was cut",
    "a cut that was topped up",
    "a payment that stayed owed",
    "a policy paid twice by one incident",
    "a policy paid by two incidents",
    "an exit at the lower price",
    "an exit in part",
    "a step reaching the largest payout",
    "an old reading that was refused",
    "a reading that was refused the second time",
    "too few sources that were refused",
    "a sale while another product was undecided",
    "reserved money that streamed back",
    "a recovery that a cut policy collected",
    "a deposit that paid for what may come back",
    "an extension at a loaded price",
    "an owner who left something that may come back",
    "a severity that rose under cover",
    "an incident that closed early because all was recovered",
    "cover that was refused because jurors have too little at stake",
];

impl Report {
    /// One action.
    pub fn note(&mut self, action: &Action, expected: &Expect, outcome: Option<&Outcome>) {
        let count = self.counts.entry(action.name()).or_default();
        count.0 += 1;
        count.1 += u64::from(*expected == Expect::Accepted);
        if let Some(outcome) = outcome {
            let most = self.units.entry(action.name()).or_default();
            *most = units::of(outcome).max(*most);
        }
        let name = outcome.map(Outcome::name).filter(|name| name != "ok");
        if let Some(name) = name {
            match name.as_str() {
                "OracleError::Stale" => self.milestone("an old reading that was refused"),
                "OracleError::Replayed" => self.milestone("a reading that was refused the second time"),
                "CaseError::ElectorateTooSmall" => self.milestone("cover that was refused because jurors have too little at stake"),
                "OracleError::TooFewSources" => self.milestone("too few sources that were refused"),
                _ => {}
            }
            *self.refusals.entry(format!("{} {name}", action.name())).or_default() += 1;
        }
    }

    /// Something worth reaching.
    pub fn milestone(&mut self, what: &'static str) {
        *self.milestones.entry(what).or_default() += 1;
    }

    /// Milestones of an accepted action.
    pub fn compare(&mut self, before: &Model, after: &Model, action: &Action) {
        let mut reached = |what, yes: bool| {
            if yes {
                *self.milestones.entry(what).or_default() += 1;
            }
        };
        reached("a wiped-out tranche", after.wipeouts > before.wipeouts);
        match *action {
            Action::Finalise { product, incident } => {
                let incident = after
                    .incident_of(product, incident)
                    .map(|n| &after.products[product_of(product)].incidents[n]);
                let step = incident.and_then(|i| i.steps.iter().rfind(|s| s.decided));
                reached("a step that was cut", step.is_some_and(|s| s.funded < s.needed));
                let largest = after.products[product_of(product)].largest();
                reached("a step reaching the largest payout", step.is_some_and(|s| s.ratio == largest));
            }
            Action::Settle { product, policy, incident } => {
                let index = product_of(product);
                let (policy, incident) = (after.policy_of(product, policy), after.incident_of(product, incident));
                let (Some(policy), Some(incident)) = (policy, incident) else {
                    return;
                };
                let (old, new) = (&before.products[index].policies[policy], &after.products[index].policies[policy]);
                reached("a payment that stayed owed", new.owed > 0);
                let recovering = before.products[index].incidents[incident].recovering;
                reached("a recovery that a cut policy collected", recovering && new.paid > old.paid);
                let topped = |m: &Model| m.products[index].incidents[incident].topped == Some(true);
                reached("a cut that was topped up", topped(after) && !topped(before));
                reached(
                    "a policy paid twice by one incident",
                    old.paid_by(incident) > 0 && new.paid > old.paid,
                );
                reached("a policy paid by two incidents", new.by_incident.len() > 1 && new.paid > old.paid);
            }
            Action::Withdraw { .. } => reached("an exit at the lower price", after.provisional() > 0),
            Action::Execute { who, tranche } => {
                let left = after.part(usize::from(who) % 4, usize::from(tranche)).pending;
                reached("an exit in part", left > 0);
            }
            Action::Buy { .. } => reached("a sale while another product was undecided", after.provisional() > 0),
            Action::Deposit { tranche, .. } => {
                let layer = usize::from(tranche % 2);
                let comes = before.may_return(layer) > 0 || before.coming_back(layer) > 0;
                reached(
                    "a deposit that paid for what may come back",
                    comes && before.layers[layer].shares > 0,
                );
            }
            Action::Extend { product, .. } => {
                let p = &before.products[product_of(product)];
                reached("an extension at a loaded price", p.loaded(before.now) > BILLION);
            }
            Action::ExecuteOwn { tranche, .. } => {
                let left = before.may_return(usize::from(tranche % 2));
                reached("an owner who left something that may come back", left > 0);
            }
            Action::Limits { product, .. } => {
                let index = product_of(product);
                let risen = after.products[index].limits.severity > before.products[index].limits.severity;
                reached("a severity that rose under cover", risen && after.products[index].active() > 0);
            }
            Action::CloseIncident { product, incident } => {
                let index = product_of(product);
                let number = before.incident_of(product, incident).expect("a closed incident");
                let closed = &before.products[index].incidents[number];
                let early = closed.recovering && before.now < closed.sealed_at + 365 * DAY;
                reached("an incident that closed early because all was recovered", early);
                let back = |m: &Model| m.layers.iter().any(|layer| layer.returning > 0);
                reached("reserved money that streamed back", back(after) && !back(before));
            }
            _ => {}
        }
    }

    /// Another run's counts on top.
    pub fn add(&mut self, other: &Self) {
        for (name, (sent, accepted)) in &other.counts {
            let count = self.counts.entry(name).or_default();
            *count = (count.0 + sent, count.1 + accepted);
        }
        for (name, units) in &other.units {
            let most = self.units.entry(name).or_default();
            *most = (*most).max(*units);
        }
        for (name, count) in &other.refusals {
            *self.refusals.entry(name.clone()).or_default() += count;
        }
        for (name, count) in &other.milestones {
            *self.milestones.entry(name).or_default() += count;
        }
    }

    /// All actions, time included.
    pub fn actions(&self) -> u64 {
        self.counts.values().map(|c| c.0).sum()
    }

    /// What was never reached.
    pub fn missing(&self) -> Vec<&'static str> {
        let never = MUST_SUCCEED.iter().filter(|name| self.counts.get(*name).is_none_or(|c| c.1 == 0));
        never
            .chain(MUST_HAPPEN.iter().filter(|what| !self.milestones.contains_key(*what)))
            .copied()
            .collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<20} {:>8} {:>9} {:>5} {:>9}", "action", "sent", "accepted", "%", "units")?;
        for (name, (sent, accepted)) in &self.counts {
            writeln!(
                f,
                "{name:<20} {sent:>8} {accepted:>9} {:>5.1} {:>9}",
                *accepted as f64 * 100.0 / *sent as f64,
                self.units.get(name).copied().unwrap_or(0)
            )?;
        }
        writeln!(f, "{:<20} {:>8}", "all", self.actions())?;
        for (what, count) in &self.milestones {
            writeln!(f, "{count:>8} x {what}")?;
        }
        for (name, count) in &self.refusals {
            writeln!(f, "{count:>8} x refused: {name}")?;
        }
        Ok(())
    }
}
