//! The invariants themselves, from accounts and balances before and after one action. The model only says what was meant to happen.

use {
    super::{
        action::Action,
        big::{part_floor, product},
        model::{
            Model, day_of,
            product::Seen,
            watch::{Signal, decide},
        },
        setup::Cast,
    },
    breakwater::state::{Pool, Tranche},
    breakwater_testkit::books::Books,
};

/// What is compared across an action.
pub struct Before {
    pub pool: Box<Pool>,
    pub vault: u64,
}

impl Before {
    pub fn of(cast: &Cast) -> Self {
        let pool = cast.world.pool();
        let vault = cast.world.balance(&pool.vault);
        Self { pool, vault }
    }
}

fn holds(holds: bool, claim: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(claim()) }
}

impl Cast {
    /// Checks what must hold after `action`, which succeeded or changed nothing. `model` is the model after it.
    /// `earlier` is the model before it.
    pub fn check(&self, action: &Action, before: &Before, earlier: &Model, model: &Model, books: &Books) -> Result<(), String> {
        let pool = &books.pools.iter().find(|(a, _)| *a == self.world.pool).expect("the pool").1;
        self.check_vault(action, before, pool, model)?;
        let supply = self.world.token_supply();
        holds(supply == self.supply, || {
            format!("INV-04: {supply} atoms exist, {} did", self.supply)
        })?;
        if !matches!(action, Action::Haircut { .. }) {
            // What time alone brings, whatever the action is.
            let mut waited = earlier.clone();
            (waited.now, waited.earned) = (model.now, [0; 2]);
            waited.recognise();
            for layer in 0..2 {
                let (old, new) = (&before.pool.tranches[layer], &pool.tranches[layer]);
                check_price(layer, old, new, action, model, waited.earned[layer])?;
            }
        }
        for (address, incident) in &books.incidents {
            let (funded, paid) = (incident.funded.get(), incident.paid.get());
            holds(paid <= funded, || format!("INV-15: incident {address} paid {paid} of {funded}"))?;
        }
        Ok(())
    }

    /// INV-01 and INV-03: the vault holds the ledger and the donations, nothing else, and moves by exactly what the ledger moves.
    fn check_vault(&self, action: &Action, before: &Before, pool: &Pool, model: &Model) -> Result<(), String> {
        let owed = |pool: &Pool| i128::from(pool.owed().expect("a ledger that adds up"));
        let vault = i128::from(self.world.balance(&pool.vault));
        let by_vault = vault - i128::from(before.vault);
        let gift = if matches!(action, Action::Donate { .. }) { by_vault } else { 0 };
        let by_ledger = owed(pool) - owed(&before.pool) + gift;
        holds(by_ledger == by_vault, || {
            format!("INV-03: the ledger moved by {by_ledger}, the vault by {by_vault}")
        })?;
        let (spare, gifts) = (vault - owed(pool), model.gifts as i128);
        holds(spare == gifts, || {
            format!("INV-01: the vault holds {spare} beyond the ledger, donations were {gifts}")
        })
    }
}

/// INV-07: a share's price falls only in a final loss, and rises only by what time has brought (`earned`), an exit at the lower price, or rounding.
fn check_price(layer: usize, before: &Tranche, after: &Tranche, action: &Action, model: &Model, earned: u128) -> Result<(), String> {
    if before.generation.get() != after.generation.get() {
        // The last share leaves while an incident may still give back: whoever enters next has no part of that.
        let all_left = exits(action) && after.shares.is_zero() && after.closed_shares.is_zero();
        return holds(model.lost || all_left, || {
            format!("INV-07: layer {layer} was wiped out without a loss")
        });
    }
    if after.shares.is_zero() || before.shares.is_zero() {
        return Ok(());
    }
    let (c0, s0) = (u128::from(before.capital.get()) + 1, before.shares.get() + 1_000);
    let (c1, s1) = (u128::from(after.capital.get()) + 1, after.shares.get() + 1_000);
    let fell = product(c1, s0) < product(c0, s1);
    holds(!fell || model.lost, || {
        format!("INV-07: the price of layer {layer} fell from {c0}/{s0} to {c1}/{s1}")
    })?;
    // Who leaves at the lower price leaves the difference to the others: no more than what is undecided.
    let left_behind = if exits(action) && s0 != s1 { model.provisional() } else { 0 };
    // Who enters while something may come back pays for it, and leaves that to the others: at most to the price that it would bring.
    let entered = matches!(action, Action::Deposit { .. }) && s0 != s1;
    let comes = if entered {
        u128::from(before.may_return.get()) + model.coming_back(layer)
    } else {
        0
    };
    // Rounding leaves at most an atom, or what one share is worth, to the shares after; a new stream's remainder is earned at once.
    let rounding = 2 + left_behind + (c0 + earned + comes).div_ceil(s0);
    let rose = product(c1, s0) > product(c0 + earned + comes, s1).plus(product(rounding, s0));
    holds(!rose, || {
        format!("INV-07: the price of layer {layer} rose from {c0}/{s0} to {c1}/{s1} with {earned} earned")
    })
}

/// Shares leave.
fn exits(action: &Action) -> bool {
    matches!(action, Action::Withdraw { .. } | Action::Execute { .. } | Action::ExecuteOwn { .. })
}

/// INV-06: nobody gets more back for the shares of a deposit than was deposited; INV-13: not even if all comes that open incidents may give back.
pub fn check_round_trip(tranche: u8, amount: u64, before: &Before, pool: &Pool) -> Result<(), String> {
    let index = usize::from(tranche);
    let (old, new) = (&before.pool.tranches[index], &pool.tranches[index]);
    let issued = new.shares.get() - old.shares.get();
    let back = u128::from(new.may_return.get()) + new.returning_atoms(pool.recognised_at.get()).map_or(0, u128::from);
    let worth = part_floor(issued, u128::from(new.capital.get()) + back + 1, new.shares.get() + 1_000);
    holds(worth <= amount.into(), || format!("INV-06: a deposit of {amount} is worth {worth}"))
}

/// INV-13: whoever leaves bears all that is undecided, in loss order; who is made to leave by somebody else leaves nothing behind.
pub fn check_exit(action: &Action, before: &Pool, after: &Pool, paid: u128) -> Result<(), String> {
    let (Action::Withdraw { tranche, .. } | Action::Execute { tranche, .. } | Action::ExecuteOwn { tranche, .. }) = *action else {
        return Ok(());
    };
    let layer = usize::from(tranche);
    let (old, new) = (&before.tranches[layer], &after.tranches[layer]);
    if matches!(action, Action::Execute { .. }) {
        holds(old.may_return.is_zero(), || "INV-13: made to leave what may come back".to_owned())?;
    }
    if !matches!(action, Action::Withdraw { .. }) {
        // At the price of all of it lost, as below, and only if that is hardly lower.
        let (full, left) = (u128::from(new.capital.get()) + paid, u128::from(before.provisional.get()));
        let cushion = if layer == 0 {
            0
        } else {
            u128::from(after.tranches[0].capital.get())
        };
        holds(left.saturating_sub(cushion) <= full / 1_000, || {
            "INV-13: made to leave at a price that is noticeably lower".to_owned()
        })?;
    }
    if new.shares.is_zero() {
        // All of it left, and rounding with it; nothing is left to compare with.
        return Ok(());
    }
    let (gone, lost) = (old.shares.get() - new.shares.get(), u128::from(before.provisional.get()));
    let borne = if layer == 0 {
        lost
    } else {
        lost.saturating_sub(after.tranches[0].capital.get().into())
    };
    let worth = (u128::from(new.capital.get()) + paid).saturating_sub(borne);
    let fair = part_floor(gone, worth + 1, old.shares.get() + 1_000);
    holds(paid <= fair, || {
        format!("INV-13: {gone} shares left with {paid} atoms, {fair} were theirs")
    })
}

/// INV-14: the last step of an incident stands on a window in which enough sources said, freshly and often enough, that the price was low.
pub fn check_step(model: &Model, index: usize, number: usize, log: &[Seen]) -> Result<(), String> {
    let p = &model.products[index];
    let terms = &p.spec.parametric;
    let step = p.incidents[number].steps.last().expect("a step");
    let (mut counted, mut prices): (Vec<u64>, Vec<(u64, u64)>) = (vec![], vec![]);
    let mut recoveries: Vec<u64> = vec![];
    for seen in log.iter().skip_while(|s| s.at < step.window) {
        let (signal, price) = decide(&seen.bounds, terms.need.into(), terms.strike as u64);
        prices.push((seen.at, price));
        let spaced = |last: Option<&u64>| last.is_none_or(|last| seen.at - last >= terms.spacing.into());
        if signal == Signal::Recovery && spaced(recoveries.last()) {
            recoveries.push(seen.at);
        }
        holds(recoveries.len() < 2, || "INV-14: recoveries inside a window".to_owned())?;
        if signal != Signal::Breach {
            continue;
        }
        recoveries.clear();
        let fresh = seen.ages.iter().all(|age| *age <= 60) && seen.bounds.len() >= terms.need.into();
        holds(fresh, || format!("INV-14: readings of {:?} seconds", seen.ages))?;
        if !spaced(counted.last()) {
            continue;
        }
        let gap = counted.last().map_or(0, |at| seen.at - at);
        holds(gap <= terms.max_gap.into(), || format!("INV-14: a gap of {gap} seconds"))?;
        counted.push(seen.at);
        if seen.at - step.window >= terms.window.into() && counted.len() >= terms.min_count.into() {
            break;
        }
    }
    let length = counted.last().map_or(0, |at| at.saturating_sub(step.window));
    let filled = counted.first() == Some(&step.window) && length >= terms.window.into();
    let enough = counted.len() >= terms.min_count.into();
    holds(filled && enough, || "INV-14: the window was never filled".to_owned())?;
    let weighted = prices.windows(2).map(|o| u128::from(o[0].1) * u128::from(o[1].0 - o[0].0));
    let price = weighted.sum::<u128>().div_ceil(length.into());
    holds(price == step.price.into(), || {
        format!("INV-14: the window's price was {price}, not {}", step.price)
    })?;
    holds(price < terms.attachment as u128, || {
        format!("INV-14: {price} is not below the attachment")
    })?;
    let old = day_of(model.now) - day_of(step.window);
    holds(old <= 60, || format!("INV-14: a window {old} days old"))
}
