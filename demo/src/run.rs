//! One replay on both sides, and what is wrong with it, if anything is.

use {
    crate::{
        format::money,
        keeper::{self, Facts},
        record::Record,
        reference,
        scenario::{Kind, Scenario, Setup},
    },
    anyhow::{Context, Result},
    std::time::Instant,
};

/// See the module.
pub struct Run {
    pub setup: Setup,
    pub record: Record,
    pub facts: Facts,
    /// Where the chain differs from the reference.
    pub differences: Vec<String>,
    /// Everything that is wrong; empty when nothing is.
    pub failures: Vec<String>,
    pub seconds: f64,
}

/// A scenario with its runs: itself first.
pub struct Outcome {
    pub id: String,
    pub title: String,
    pub about: String,
    pub kind: Kind,
    pub runs: Vec<Run>,
}

impl Outcome {
    /// Everything that is wrong in any run.
    pub fn failures(&self) -> Vec<String> {
        let name = |run: &Run| {
            run.setup
                .variant
                .as_ref()
                .map_or_else(|| self.id.clone(), |variant| format!("{} ({variant})", self.id))
        };
        self.runs
            .iter()
            .flat_map(|run| run.failures.iter().map(move |failure| format!("{}: {failure}", name(run))))
            .collect()
    }
}

/// Replays a scenario and what it is compared with.
pub fn scenario(scenario: &Scenario, holders: usize, seed: u64, progress: &mut dyn FnMut(&str, i64, usize, usize)) -> Result<Outcome> {
    let mut runs = Vec::new();
    for setup in scenario.setups(holders, seed)? {
        let label = setup
            .variant
            .as_ref()
            .map_or_else(|| scenario.id.clone(), |variant| format!("{}, {variant}", scenario.id));
        let run = one(setup, &mut |at, done, total| progress(&label, at, done, total)).with_context(|| label.clone())?;
        runs.push(run);
    }
    Ok(Outcome {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        about: scenario.about.clone(),
        kind: scenario.kind,
        runs,
    })
}

/// Replays one setup on the chain and in the reference.
pub fn one(setup: Setup, progress: &mut dyn FnMut(i64, usize, usize)) -> Result<Run> {
    let start = Instant::now();
    let (record, facts) = keeper::run(&setup.tape, &setup.terms, &setup.plan, progress)?;
    let expected = reference::run(&setup.tape, &setup.terms, &setup.plan);
    let differences = record.differences(&expected);
    let mut run = Run {
        setup,
        record,
        facts,
        differences,
        failures: Vec::new(),
        seconds: start.elapsed().as_secs_f64(),
    };
    run.failures = run.judge();
    Ok(run)
}

impl Run {
    fn judge(&self) -> Vec<String> {
        let mut out = Vec::new();
        if let Some(first) = self.differences.first() {
            out.push(format!(
                "the chain differs from the reference in {} places, first: {first}",
                self.differences.len()
            ));
        }
        if self.facts.conservation != 0 {
            out.push(format!(
                "all token accounts together differ by {} atoms from the start",
                self.facts.conservation
            ));
        }
        if self.facts.vault_over_ledger != 0 {
            out.push(format!(
                "the vault differs by {} atoms from the ledger",
                self.facts.vault_over_ledger
            ));
        }
        match (self.setup.must_pay, self.record.paid()) {
            (Some(true), 0) => out.push("nothing was paid, and this run must pay".to_owned()),
            (Some(false), paid) if paid > 0 => out.push(format!("{} USDC were paid, and this run must not pay", money(paid))),
            _ => {}
        }
        out
    }
}
