//! Flags, and what they mean together.

use {
    crate::{
        scenario::{self, Kind, NAMES, Scenario},
        series::Series,
        terms::MAX_SOURCES,
    },
    anyhow::{Result, bail},
};

pub use crate::args::{Cli, EXPLOIT, GOVERNANCE, YEAR};

/// Why nothing can be replayed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The flags do not go together, or a term is out of its bounds.
    #[error("{0:#}")]
    Flags(anyhow::Error),
    /// A price file cannot be read.
    #[error("{0:#}")]
    Files(anyhow::Error),
}

impl Cli {
    /// What to replay, in order.
    pub fn scenarios(&self) -> Result<Vec<Scenario>, Refusal> {
        self.check_flags().map_err(Refusal::Flags)?;
        let mut scenarios = self.load().map_err(Refusal::Files)?;
        if let ([only], Some(_)) = (scenarios.as_mut_slice(), self.term_flag()) {
            self.change_terms(only);
        }
        for one in &scenarios {
            one.terms.check(one.series.len()).map_err(Refusal::Flags)?;
        }
        Ok(scenarios)
    }

    /// A scenario that is no replay was asked for.
    pub fn story(&self) -> Result<Option<&'static str>, Refusal> {
        let story = [YEAR, EXPLOIT, GOVERNANCE]
            .into_iter()
            .find(|name| self.scenario.as_deref() == Some(name));
        match (self.term_flag(), story) {
            (Some(flag), Some(name)) => Err(Refusal::Flags(anyhow::anyhow!(
                "{flag} changes the terms of a replay, and --scenario {name} has terms of its own: leave it out"
            ))),
            _ => Ok(story),
        }
    }

    fn check_flags(&self) -> Result<()> {
        let one = !self.prices.is_empty() || self.scenario.as_deref().is_some_and(|name| name != "all");
        match self.term_flag() {
            Some(flag) if !one => {
                bail!("{flag} changes the terms of one replay: name it with --scenario, or bring your own prices with --prices")
            }
            _ if self.prices.len() > MAX_SOURCES => {
                bail!("--prices is given {} times: a product has four sources at most", self.prices.len())
            }
            _ => Ok(()),
        }
    }

    fn load(&self) -> Result<Vec<Scenario>> {
        match (self.prices.as_slice(), self.scenario.as_deref()) {
            ([], None | Some("all")) => NAMES.iter().map(|name| scenario::named(name)).collect(),
            ([], Some(name)) => Ok(vec![scenario::named(name)?]),
            (files, _) => Ok(vec![scenario::brought(
                files.iter().map(|file| Series::read(file)).collect::<Result<_>>()?,
            )]),
        }
    }

    fn change_terms(&self, only: &mut Scenario) {
        // Under other terms nobody knows beforehand whether it must pay: the reference says.
        only.kind = Kind::Brought;
        let terms = &mut only.terms;
        terms.strike = self.strike.unwrap_or(terms.strike);
        terms.exhaustion = self.exhaustion.unwrap_or(terms.exhaustion);
        terms.need = self.need.unwrap_or(terms.need);
        terms.window = self.window.unwrap_or(terms.window);
        terms.step = self.step.unwrap_or(terms.step);
    }

    fn term_flag(&self) -> Option<&'static str> {
        let flags = [
            (self.strike.is_some(), "--strike"),
            (self.exhaustion.is_some(), "--exhaustion"),
            (self.need.is_some(), "--need"),
            (self.window.is_some(), "--window"),
            (self.step.is_some(), "--step"),
        ];
        flags.into_iter().find(|(given, _)| *given).map(|(_, flag)| flag)
    }
}

#[cfg(test)]
mod tests {
    use {super::*, clap::Parser};

    fn parse(args: &[&str]) -> Result<Cli, String> {
        Cli::try_parse_from([&["breakwater-demo"], args].concat()).map_err(|error| error.to_string())
    }

    fn refused(args: &[&str]) -> String {
        match parse(args) {
            Err(text) => text,
            Ok(cli) => cli
                .scenarios()
                .err()
                .map_or_else(|| panic!("{args:?} was taken"), |error| error.to_string()),
        }
    }

    #[test]
    fn without_flags_everything_is_replayed() {
        let ids: Vec<String> = parse(&[]).unwrap().scenarios().unwrap().into_iter().map(|s| s.id).collect();
        assert_eq!(ids, NAMES);
    }

    #[test]
    fn flags_change_the_terms_of_the_named_scenario() {
        let cli = parse(&[
            "--scenario",
            "usdc-2023-03",
            "--strike",
            "0.97",
            "--exhaustion",
            "0.9",
            "--window",
            "1800",
        ])
        .unwrap();
        let scenarios = cli.scenarios().unwrap();
        let [only] = scenarios.as_slice() else { panic!("one scenario") };
        assert_eq!(
            (only.terms.strike, only.terms.exhaustion, only.terms.window),
            (970_000_000, 900_000_000, 1_800)
        );
        assert_eq!((only.terms.need, only.terms.step), (2, 300));
    }

    #[test]
    fn wrong_flags_say_what_to_do() {
        assert!(refused(&["--scenario", "luna"]).contains("there is no such scenario; take all, usdc-2023-03"));
        assert!(refused(&["--strike", "0.9"]).starts_with("--strike changes the terms of one replay: name it with --scenario"));
        assert!(refused(&["--strike", "abc", "--scenario", "ust-2022-05"]).contains("price 'abc' is not a decimal number"));
        assert!(refused(&["--scenario", "ust-2022-05", "--need", "2"]).starts_with("--need 2: with 1 source"));
        assert!(refused(&["--scenario", "ust-2022-05", "--exhaustion", "0.96"]).starts_with("--exhaustion 0.96"));
        assert!(refused(&["--holders", "0"]).contains("0 is not in 1..=2000"));
        assert!(refused(&["--prices", "no/such.csv"]).starts_with("no/such.csv: cannot be read"));
        assert!(refused(&["--prices", "x.csv", "--scenario", "all"]).contains("cannot be used with"));
        assert!(refused(&["--prices", "1", "--prices", "2", "--prices", "3", "--prices", "4", "--prices", "5"]).contains("given 5 times"));
        assert!(refused(&["--nonsense"]).contains("unexpected argument"));
    }
}
