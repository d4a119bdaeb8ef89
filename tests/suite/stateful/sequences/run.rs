//! Runs sequences, compares after every action, takes everything down at the end, and shrinks what failed.

use {
    super::{
        action::{Action, Bound},
        generate::{Generator, setup},
        immutable::{Fixed, check_sizes},
        invariants::{Before, check_exit, check_round_trip, check_step},
        model::{
            FRAMEWORK, Model, day_of,
            product::Seen,
            step::{Expect, product_of, underwriter_of},
        },
        promises,
        rent::Rent,
        report::Report,
        setup::{Cast, PRODUCTS, Setup},
        units,
    },
    breakwater_testkit::Outcome,
    std::{
        panic::{AssertUnwindSafe, catch_unwind},
        time::{Duration, Instant},
    },
};

/// A world and its model, side by side.
pub struct Run {
    pub cast: Cast,
    pub model: Model,
    pub report: Report,
    /// Accepted observations of each product.
    logs: [Vec<Seen>; PRODUCTS],
    pub done: Vec<Action>,
    fixed: Fixed,
    /// What everybody had at the start.
    pub rent: Rent,
}

impl Run {
    pub fn new(setup: &Setup) -> Self {
        let cast = Cast::new(setup);
        let model = Model::new(setup, cast.world.now() as u64);
        let accounts = cast.held();
        Self {
            fixed: Fixed::default(),
            rent: cast.rent(&accounts, &cast.world.books()),
            cast,
            model,
            report: Report::default(),
            logs: Default::default(),
            done: vec![],
        }
    }

    /// One action on both, and every check.
    pub fn step(&mut self, action: &Action) -> Result<(), String> {
        self.done.push(action.clone());
        let earlier = self.model.clone();
        let before = Before::of(&self.cast);
        let in_two = self.withdraw_in_two(action);
        let expected = self.model.apply(action);
        let outcome = self.cast.apply(action, &earlier);
        self.report.note(action, &expected, outcome.as_ref());
        agree(&expected, outcome.as_ref())?;
        outcome.as_ref().map_or(Ok(()), |outcome| units::check(action.name(), outcome))?;
        let books = self.cast.world.books();
        // What takes long is left out of most steps: what it would find stays until the next.
        let whole = self.done.len().is_multiple_of(4);
        let differences = self.cast.compare(&self.model, &books, whole);
        if !differences.is_empty() {
            return Err(format!("{expected:?}, but:\n  {}", differences.join("\n  ")));
        }
        self.cast.check(action, &before, &earlier, &self.model, &books)?;
        let accounts = self.cast.held();
        check_sizes(&accounts, &books)?;
        self.fixed.check(&self.cast, &books)?;
        self.cast.check_rent(&self.rent, &self.model, &accounts, &books)?;
        if expected == Expect::Accepted {
            let severity = std::array::from_fn(|n| earlier.products[n].limits.severity);
            let carried = self.cast.check_carried(action, &before.pool, severity, &books);
            carried.map_err(|broken| format!("INV-02: {broken}"))?;
        }
        if expected == Expect::Accepted {
            self.check_moved(action, &before, &earlier)?;
            self.check_accepted(action, &before, &earlier)?;
            if let Action::Withdraw { who, .. } = *action {
                let person = underwriter_of(who);
                let at_once = self.model.people[person].wallet - earlier.people[person].wallet;
                if in_two.is_some_and(|in_two| in_two > at_once) {
                    return Err(format!("INV-06: leaving at once pays {at_once}, leaving in two steps {in_two:?}"));
                }
            }
        }
        self.check_views()?;
        let refused = outcome.map(|o| o.name());
        if let Some(broken) = promises::broken(&self.model, action, refused.as_deref()).first() {
            return Err(format!("not kept: {} ({})", broken.promise, broken.detail));
        }
        if whole { self.check_books() } else { Ok(()) }
    }

    /// What readers see, now and then: the pool, and the products in turn.
    fn check_views(&mut self) -> Result<(), String> {
        if !self.done.len().is_multiple_of(8) {
            return Ok(());
        }
        let index = self.done.len() / 8 % PRODUCTS;
        let mut differences = self.cast.compare_pool_view(&self.model);
        differences.extend(self.cast.compare_product_view(&self.model, index));
        if differences.is_empty() {
            return Ok(());
        }
        Err(differences.join("\n  "))
    }

    /// What an exit or a cancelled policy paid is no more than was theirs.
    fn check_moved(&self, action: &Action, before: &Before, earlier: &Model) -> Result<(), String> {
        let paid = earlier.vault.saturating_sub(self.model.vault);
        check_exit(action, &before.pool, &self.cast.world.pool(), paid)?;
        let Action::CancelPolicy { product, policy, .. } = *action else {
            return Ok(());
        };
        let policy = earlier.policy_of(product, policy).expect("a policy");
        let premium = earlier.products[product_of(product)].policies[policy].premium;
        if paid * 10 > premium * 9 {
            return Err(format!("INV-06: {paid} of a premium of {premium} came back"));
        }
        Ok(())
    }

    /// The books of the world. INV-05 is a claim about rolled products, so those that are behind are rolled first, on a fork.
    fn check_books(&mut self) -> Result<(), String> {
        let today = day_of(self.model.now);
        let behind = (0..PRODUCTS).filter(|i| self.model.products[*i].rolled < today);
        let behind: Vec<_> = behind.map(|i| self.cast.products[i]).collect();
        let world = &mut self.cast.world;
        let kept = (!behind.is_empty()).then(|| world.svm.clone());
        for product in behind {
            world.roll(&product).ok();
        }
        let answer = catch_unwind(AssertUnwindSafe(|| world.assert_books()));
        if let Some(kept) = kept {
            world.svm = kept;
        }
        answer.map_err(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
            format!("books: {}", text.unwrap_or_default())
        })
    }

    /// What leaving in two steps would pay (INV-06), on a fork.
    fn withdraw_in_two(&mut self, action: &Action) -> Option<u128> {
        let Action::Withdraw {
            who, tranche, thousandths, ..
        } = *action
        else {
            return None;
        };
        let (shares, _) = self.model.withdraw_numbers(who, tranche, thousandths, Bound::Loose);
        let (owner, account) = (self.cast.people[underwriter_of(who)], self.cast.account(underwriter_of(who)));
        let world = &mut self.cast.world;
        let kept = world.svm.clone();
        let before = world.balance(&account);
        for part in [shares / 3, shares - shares / 3] {
            // A part that is worth nothing, or that is not free, stays.
            let _ = world.withdraw(&owner, tranche, part, 1);
        }
        let gain = world.balance(&account) - before;
        world.svm = kept;
        Some(gain.into())
    }

    fn check_accepted(&mut self, action: &Action, before: &Before, earlier: &Model) -> Result<(), String> {
        self.report.compare(earlier, &self.model, action);
        match *action {
            Action::Deposit { tranche, amount, .. } => check_round_trip(tranche, amount, before, &self.cast.world.pool()),
            Action::Observe { product, .. } => {
                let index = product_of(product);
                self.logs[index].extend(self.model.products[index].watch.seen.clone());
                Ok(())
            }
            Action::Trigger { product, .. } => {
                let index = product_of(product);
                check_step(
                    &self.model,
                    index,
                    self.model.products[index].incidents.len() - 1,
                    &self.logs[index],
                )
            }
            Action::Raise { product, incident } => {
                let (index, number) = (product_of(product), self.model.incident_of(product, incident));
                check_step(&self.model, index, number.expect("a raised incident"), &self.logs[index])
            }
            Action::Advance(_) | Action::Midnight(_) if self.model.now - earlier.now > 512 * 86_400 => {
                self.report.milestone("a jump of more than 512 days");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// All of a list.
    pub fn all(&mut self, actions: &[Action]) -> Result<(), String> {
        actions.iter().try_for_each(|action| self.step(action))
    }
}

/// The program did what the model expects.
fn agree(expected: &Expect, outcome: Option<&Outcome>) -> Result<(), String> {
    let Some(outcome) = outcome else { return Ok(()) };
    let name = outcome.name();
    match expected {
        Expect::Skipped => Err("sent, but nothing was expected to be".to_owned()),
        Expect::Accepted if name == "ok" => Ok(()),
        Expect::Accepted => Err(format!("refused with {name}, expected to succeed")),
        Expect::Refused(reasons) if name == "ok" => Err(format!("accepted, expected {reasons:?}")),
        Expect::Refused(reasons) => {
            let known = reasons
                .iter()
                .any(|reason| *reason == name || (*reason == FRAMEWORK && !name.contains("::")));
            if !known {
                return Err(format!("refused with {name}, expected {reasons:?}"));
            }
            if outcome.changed {
                return Err(format!("refused with {name}, but an account changed"));
            }
            Ok(())
        }
    }
}

/// A failed sequence, cut down.
pub struct Failure {
    pub seed: u64,
    pub setup: Setup,
    pub actions: Vec<Action>,
    pub message: String,
}

/// One random sequence of `length` actions, then its end.
pub fn sequence(seed: u64, length: usize, report: &mut Report) -> Result<(), Box<Failure>> {
    let setup = setup(seed);
    let mut run = Run::new(&setup);
    let mut generator = Generator::new(seed, &setup);
    let mut result = Ok(());
    for _ in 0..length {
        let action = generator.next(&run.model);
        result = run.step(&action);
        if result.is_err() {
            break;
        }
    }
    let body = run.done.len();
    let ends = result.is_ok();
    if ends {
        result = run.take_down();
    }
    report.add(&run.report);
    let Err(message) = result else { return Ok(()) };
    run.done.truncate(if ends { body } else { usize::MAX });
    let (actions, message) = shrink(&setup, run.done, message, ends);
    Err(Box::new(Failure {
        seed,
        setup,
        actions,
        message,
    }))
}

/// Replays a list, and takes it down if asked to; the error if it fails, with the actions up to there.
fn replay(setup: &Setup, actions: &[Action], ends: bool) -> Option<(Vec<Action>, String)> {
    let mut run = Run::new(setup);
    if let Err(message) = run.all(actions) {
        return Some((run.done, message));
    }
    let message = if ends { run.take_down().err()? } else { return None };
    Some((actions.to_vec(), message))
}

/// Longest that a failed sequence is cut down.
const SHRINK: Duration = Duration::from_secs(90);

/// Drops ever smaller runs of actions as long as the rest still fails and there is time.
fn shrink(setup: &Setup, mut actions: Vec<Action>, mut message: String, ends: bool) -> (Vec<Action>, String) {
    let (mut size, begun) = (actions.len().div_ceil(2), Instant::now());
    loop {
        let (mut start, mut dropped) = (0, false);
        while start < actions.len() {
            if begun.elapsed() > SHRINK {
                return (actions, message);
            }
            let mut fewer = actions.clone();
            fewer.drain(start..(start + size).min(actions.len()));
            match replay(setup, &fewer, ends) {
                Some((shorter, text)) => (actions, message, dropped) = (shorter, text, true),
                None => start += size,
            }
        }
        if size == 1 && !dropped {
            return (actions, message);
        }
        size = size.div_ceil(2);
    }
}
