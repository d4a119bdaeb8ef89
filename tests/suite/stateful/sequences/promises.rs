//! What the protocol promises beyond equal numbers: solvency, and an end to everything. The model mirrors what the program does, so these
//! are told apart from its lists of policies.

use super::{
    action::Action,
    model::{
        Amount, BILLION, DAY, Model,
        product::{Phase, Product},
        step::product_of,
    },
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
        let (counted, truly) = (p.counted, p.truly_counted());
        let detail = format!("product {index} takes {counted} of active cover as counted by provisional, but {truly} is");
        claim(counted <= truly, COUNTED, detail);
    }
    if !model.haircut {
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
        (Action::EndEpisode { product, back }, Some("IncidentError::BreachNotOver")) => {
            let (p, number) = (&model.products[product_of(*product)], model.episode_of(*product, *back));
            let running = p.episode(number).filter(|e| e.phase == Phase::Running);
            let runs = running.is_none_or(|e| p.policies.iter().any(|q| q.in_force(e.first) && q.in_force(model.now)));
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
pub const COUNTED: &str = "active cover is taken as counted by provisional only if it is";
/// See [`broken`].
pub const SHORTFALL: &str = "no final loss finds the pool short";
/// See [`broken`].
pub const BACKED: &str = "capital and reserve back all that can still be lost";
/// See [`broken`].
pub const NOT_IN_VAIN: &str = "what is reserved for nobody does not leave other cover without capital";
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
    let p = &model.products[product];
    let q = &p.policies[policy];
    let dues = dues(model, product, policy);
    let left = q.left() - dues.iter().map(|(_, due)| due).sum::<Amount>();
    if q.end * DAY > model.now {
        return left;
    }
    // Ended cover: what raises, undecided steps and untriggered breaches can still give it.
    let rise = |number: usize| {
        let incident = &p.incidents[number];
        let undecided: u128 = incident.steps.iter().filter(|s| !s.decided).map(|s| s.rise).sum();
        let raises = !incident.sealed && model.may_raise(product, incident.episode);
        if raises { p.largest() - incident.final_ratio() } else { undecided }
    };
    let incidents: u128 = dues.iter().map(|(number, _)| rise(*number)).sum();
    let episodes = p.untriggered().filter(|e| q.open && q.in_force(e.first)).count() as u128;
    left.min(q.cover * (incidents + episodes * p.largest()) / BILLION)
}
