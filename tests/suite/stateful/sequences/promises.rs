//! What the protocol promises beyond equal numbers: solvency, and an end to everything. The model mirrors what the program does, so these
//! are told apart from its lists of policies.

use super::{
    action::Action,
    model::{
        Amount, BILLION, Check, DAY, Model, day_of,
        product::{Incident, Phase, Policy, Product},
        step::product_of,
    },
    setup::{GROUPS, UNDERWRITERS},
};

/// A promise that does not hold after an action.
pub struct Broken {
    pub promise: &'static str,
    pub detail: String,
}

/// Everything that is broken now. `refused`: the action was refused with this.
pub fn broken(model: &Model, action: &Action, refused: Option<&str>) -> Vec<Broken> {
    let mut list = vec![];
    let mut claim = |holds: bool, promise, detail: String| {
        if !holds {
            list.push(Broken { promise, detail });
        }
    };
    for (index, p) in model.products.iter().enumerate() {
        let all: Vec<usize> = (0..p.policies.len()).collect();
        let (over, runs): (Vec<_>, Vec<_>) = all.into_iter().partition(|n| p.policies[*n].end + p.grace() <= p.rolled);
        let can = |policies: &[usize]| -> Amount { policies.iter().map(|n| can_still_get(model, index, *n)).sum() };
        for q in &p.policies {
            paid_once(p, q, &mut claim);
        }
        let (ended, running) = (can(&over), can(&runs));
        let detail = format!(
            "product {index} holds {}, its policies can still get {}",
            p.provisional(),
            ended + running
        );
        claim(p.provisional() >= ended + running, HELD, detail);
        let detail = format!(
            "product {index} has {}, its policies past their grace can still get {ended}",
            p.ended_at_stake()
        );
        claim(p.ended_at_stake() >= ended, ENDED, detail);
    }
    for layer in 0..2 {
        let all: Amount = (0..UNDERWRITERS).map(|who| model.to_fetch(who, layer)).sum();
        let left = model.layers[layer].to_fetch;
        claim(
            all <= left,
            FETCH,
            format!("{left} is kept for layer {layer}, owners can fetch {all}"),
        );
    }
    for (lacks, index, number) in unfunded(model) {
        let detail = format!("incident {number} of product {index} lacks {lacks} atoms for what it owes");
        claim(false, FUNDED, detail);
    }
    // Only where each atom of cover counts whole and groups add up does capital back all of it.
    if !model.haircut && model.limits == [10_000, 10_000, 0] && model.caps == [10_000; GROUPS] {
        claim(model.shortfall == 0, SHORTFALL, format!("{} atoms", model.shortfall));
        // The reserve is the third to bear a loss, and nobody can withdraw it.
        let (capital, stake) = (model.capital() + model.reserve, at_stake(model));
        let vain = reserved_in_vain(model);
        let detail = format!("{capital} of capital and reserve, {vain} reserved for nobody, {stake} at stake");
        // The same lack, told apart by what would fill it.
        let lack = stake.saturating_sub(capital);
        claim(lack == 0 || lack > vain, NOT_IN_VAIN, detail.clone());
        claim(lack <= vain, BACKED, detail);
    }
    match (action, refused) {
        (Action::Buy { product, .. } | Action::Extend { product, .. }, Some("ok")) => {
            let mut check = Check::default();
            model.check_carried(product_of(*product), 0, &mut check);
            let broken = check.done().err().unwrap_or_default();
            claim(broken.is_empty(), LIMITS, format!("{broken:?}"));
        }
        (Action::Execute { tranche, .. } | Action::ExecuteOwn { tranche, .. } | Action::Withdraw { tranche, .. }, Some("ok")) => {
            let layer = usize::from(tranche % 2);
            // What an emptied layer leaves to the reserve was counted with what stayed.
            let emptied = model.layers[layer].shares == 0;
            let holds = emptied || model.may_leave(layer, 0);
            claim(holds, LIMITS, format!("after an exit from layer {layer}"));
        }
        (Action::EndEpisode { product, back }, Some("IncidentError::BreachNotOver")) => {
            let (p, number) = (&model.products[product_of(*product)], model.episode_of(*product, *back));
            let running = p.episode(number).filter(|e| e.phase == Phase::Running);
            let at = p.next_window_from(model.now);
            let runs = running.is_none_or(|e| p.policies.iter().any(|q| q.in_force(e.first) && at < q.end * DAY));
            claim(runs, ENDS, format!("episode {number} of product {product}"));
        }
        (Action::CloseIncident { product, incident }, Some("IncidentError::NotAllPassed")) => {
            let p = &model.products[product_of(*product)];
            let number = model.incident_of(*product, *incident).expect("an incident");
            let first = p.incidents[number].first;
            let waits = p.policies.iter().any(|q| q.open && q.in_force(first) && q.next <= number);
            claim(waits, CLOSES, format!("incident {number} of product {product}"));
        }
        _ => {}
    }
    list
}

/// See [`broken`].
pub const LIMITS: &str = "the solvency rule holds after every sale, extension and exit";
/// See [`broken`].
pub const HELD: &str = "what is held as undecided is no less than what can still be lost";
/// See [`broken`].
pub const ENDED: &str = "what may be lost to ended cover is counted";
/// See [`broken`].
pub const SHORTFALL: &str = "no final loss finds the pool short";
/// See [`broken`].
pub const BACKED: &str = "capital and reserve back all that can still be lost";
/// See [`broken`].
pub const NOT_IN_VAIN: &str = "what is reserved for nobody does not leave other cover without capital";
/// See [`broken`].
pub const FETCH: &str = "INV-15: what owners can fetch of a recovery is kept for them";
/// See [`broken`].
pub const FUNDED: &str = "INV-15: what an incident's final steps owe is reserved";
/// See [`broken`].
pub const ONCE: &str = "INV-08: an incident pays a policy its highest final step of what it left, once, and no more than its cover in all";
/// See [`broken`].
pub const IN_FORCE: &str = "INV-12: an incident pays only cover that began by its first breach and had not ended";
/// See [`broken`].
pub const ENDS: &str = "a breach ends when no eligible policy runs";
/// See [`broken`].
pub const CLOSES: &str = "an incident closes when every eligible policy has passed";

/// What each open incident still owes a policy by its final steps, in the order in which they settle.
fn dues(model: &Model, product: usize, policy: usize) -> Vec<(usize, Amount)> {
    let p = &model.products[product];
    let q = &p.policies[policy];
    let mut left = q.left();
    let mut dues = vec![];
    let open = p.incidents.iter().enumerate().filter(|(_, i)| i.open);
    for (number, _) in open.filter(|(n, i)| q.open && *n >= q.next && q.in_force(i.first)) {
        let due = model.due(product, number, policy, left);
        left -= due;
        dues.push((number, due));
    }
    dues
}

/// What a policy was paid, incident by incident.
fn paid_once(p: &Product, q: &Policy, claim: &mut impl FnMut(bool, &'static str, String)) {
    let all: Amount = q.by_incident.iter().map(|(_, paid)| paid).sum();
    claim(all == q.paid && q.paid <= q.cover, ONCE, format!("{all} of {} was paid", q.cover));
    for (number, paid) in &q.by_incident {
        let incident = &p.incidents[*number];
        let earlier: Amount = q.by_incident.iter().filter(|(n, _)| n < number).map(|(_, paid)| paid).sum();
        let most = (q.cover - earlier) * incident.final_ratio() / BILLION;
        // A policy that was given up later has no cover but what it was paid.
        let holds = *paid <= most || !q.open;
        claim(holds, ONCE, format!("incident {number} paid {paid} of at most {most}"));
        let in_force = q.start * DAY <= incident.first && incident.first < q.end * DAY;
        claim(
            in_force,
            IN_FORCE,
            format!("incident {number}, cover of days {} to {}", q.start, q.end),
        );
    }
}

/// Open incidents that reserved less than they owe: what lacks, product, number.
fn unfunded(model: &Model) -> Vec<(Amount, usize, usize)> {
    let mut list = vec![];
    for (index, p) in model.products.iter().enumerate() {
        let dues: Vec<_> = (0..p.policies.len()).flat_map(|policy| dues(model, index, policy)).collect();
        for (number, incident) in p.incidents.iter().enumerate().filter(|(_, i)| i.open && !i.recovering) {
            let due: Amount = dues.iter().filter(|(n, _)| *n == number).map(|(_, due)| due).sum();
            let lacks = due.saturating_sub(incident.funded - incident.paid);
            if lacks > 0 {
                list.push((lacks, index, number));
            }
        }
    }
    list
}

/// What open incidents reserved and no policy is due.
fn reserved_in_vain(model: &Model) -> Amount {
    let mut sum = 0;
    for (index, p) in model.products.iter().enumerate() {
        let dues: Vec<_> = (0..p.policies.len()).flat_map(|policy| dues(model, index, policy)).collect();
        for (number, incident) in p.incidents.iter().enumerate().filter(|(_, i)| i.open) {
            let due: Amount = dues.iter().filter(|(n, _)| *n == number).map(|(_, due)| due).sum();
            sum += (incident.funded - incident.paid).saturating_sub(due);
        }
    }
    sum
}

/// What can still be lost, policy by policy: cover that runs, and what undecided things can still pay on cover that has ended; less what
/// is reserved already.
fn at_stake(model: &Model) -> Amount {
    let of = |(index, p): (usize, &Product)| -> Amount { (0..p.policies.len()).map(|n| policy_at_stake(model, index, n)).sum() };
    model.products.iter().enumerate().map(of).sum()
}

fn policy_at_stake(model: &Model, product: usize, policy: usize) -> Amount {
    let q = &model.products[product].policies[policy];
    if q.end * DAY > model.now {
        return left_after_dues(model, product, policy);
    }
    can_still_get(model, product, policy)
}

fn left_after_dues(model: &Model, product: usize, policy: usize) -> Amount {
    let dues: Amount = dues(model, product, policy).iter().map(|(_, due)| due).sum();
    model.products[product].policies[policy].left() - dues
}

/// What steps that wait, windows that have closed and windows still to close can give a policy beyond what it is due.
fn can_still_get(model: &Model, product: usize, policy: usize) -> Amount {
    let p = &model.products[product];
    let q = &p.policies[policy];
    if !q.open {
        return 0;
    }
    let (mut left, mut sum) = (q.left(), 0);
    for (number, due) in dues(model, product, policy) {
        let incident = &p.incidents[number];
        if !incident.sealed {
            sum += (left + q.paid_by(number)) * rise_to_come(model, product, incident, q) / BILLION;
        }
        left -= due;
    }
    let untriggered = p
        .episodes
        .iter()
        .enumerate()
        .filter(|(_, e)| e.phase != Phase::Over && !e.triggered);
    for (index, episode) in untriggered.filter(|(_, e)| q.in_force(e.first)) {
        sum += left * reach(model, product, index + 1, day_of(episode.first), q) / BILLION;
    }
    sum.min(left)
}

/// By how much the payout of this policy can rise beyond the final steps that it takes part in.
fn rise_to_come(model: &Model, product: usize, incident: &Incident, q: &Policy) -> u128 {
    let of = |decided: bool| {
        let steps = incident
            .steps
            .iter()
            .filter(move |s| s.decided == decided && s.window < q.end * DAY);
        steps.map(|s| s.ratio).max().unwrap_or(0)
    };
    let raises = model.may_raise(product, incident.episode);
    let from = day_of(incident.steps.last().expect("a first step").window);
    let windows = if raises {
        reach(model, product, incident.episode, from, q)
    } else {
        0
    };
    of(false).max(windows).saturating_sub(of(true))
}

/// Highest ratio that a window of this episode gives or may still give the policy.
fn reach(model: &Model, product: usize, number: usize, from: u64, q: &Policy) -> u128 {
    let p = &model.products[product];
    let Some(episode) = p.episode(number) else { return 0 };
    let from = from.max(day_of(model.now).saturating_sub(60));
    let pays = |start: u64| start < q.end * DAY && episode.pays_from(start);
    let to_close = p.watch.breach && number == p.episodes.len();
    if to_close && pays(p.next_window_from(model.now)) {
        return p.largest();
    }
    let closed = p
        .watch
        .closed
        .iter()
        .filter(|c| c.episode == number && day_of(c.start) >= from && pays(c.start));
    closed.map(|c| model.ratio(product, c.price)).max().unwrap_or(0)
}
