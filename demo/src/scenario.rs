//! What is replayed: two de-pegs, controls that must not pay, or prices that somebody brings.

use {
    crate::{
        format::price,
        plan::Plan,
        reference,
        series::Series,
        tape::Tape,
        terms::Terms,
        time::{span, utc},
    },
    anyhow::Result,
};

/// What must come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A de-peg that must pay.
    Depeg,
    /// A control: it must pay nothing, and something with its strike moved.
    Control,
    /// Prices from the command line: whatever the reference says.
    Brought,
}

/// See the module.
#[derive(Clone)]
pub struct Scenario {
    pub id: String,
    pub title: String,
    pub about: String,
    pub kind: Kind,
    pub series: Vec<Series>,
    /// What the prices are in.
    pub unit: String,
    pub terms: Terms,
    /// Index of a source that is also replayed alone.
    pub alone: Option<usize>,
}

macro_rules! extract {
    ($name:literal, $file:literal) => {
        Series::parse(
            $name,
            concat!("tests/data/prices/", $file),
            include_str!(concat!("../../tests/data/prices/", $file)),
        )
    };
}

pub use crate::args::NAMES;

/// A built-in scenario.
pub fn named(id: &str) -> Result<Scenario> {
    let (title, about, kind, series, terms, alone) = match id {
        "usdc-2023-03" => (
            "USDC in March 2023",
            "A bank that held part of USDC's reserve failed; Chainlink and a DEX lay up to 9 % apart while the DEX was still above the strike, and at most 2.3 % once both were below.",
            Kind::Depeg,
            vec![
                extract!("Chainlink USDC/USD", "usdc-2023-03-chainlink.csv")?,
                extract!("DEX USDC", "usdc-2023-03-dex-15m.csv")?,
            ],
            Terms::new(2),
            None,
        ),
        "ust-2022-05" => (
            "UST in May 2022",
            "An algorithmic stablecoin fell for three days. One source: no second series of these days is at hand.",
            Kind::Depeg,
            vec![extract!("Binance UST/USDT", "ust-2022-05-binance-15m.csv")?],
            Terms {
                exhaustion: 350_000_000,
                ..Terms::new(1)
            },
            None,
        ),
        "calm-2024-2025" => (
            "Two calm years of USDC/USDT",
            "Nothing happened. One source.",
            Kind::Control,
            vec![extract!("Uniswap USDC/USDT", "usdc-2024-2025-uniswap-1h.csv")?],
            Terms::new(1),
            None,
        ),
        "wick-2021-12" => (
            "A print of 0.2 on 2021-12-04",
            "One bad trade on Binance, here held for half an hour, beside a source that saw nothing.",
            Kind::Control,
            vec![
                extract!("Binance USDC/USDT", "wick-2021-12-04-usdc-binance.csv")?,
                extract!("Chainlink USDC/USD", "wick-2021-12-04-usdc-chainlink.csv")?,
            ],
            Terms::new(2),
            Some(0),
        ),
        _ => (
            "A print of 3.99 on 2022-05-11",
            "One bad trade the other way, in the days of UST, beside two sources that saw nothing.",
            Kind::Control,
            vec![
                extract!("Binance USDC/USDT", "wick-2022-05-11-usdc-binance.csv")?,
                extract!("Chainlink USDC/USD", "wick-2022-05-11-usdc-chainlink.csv")?,
                extract!("Uniswap USDC/USDT", "wick-2022-05-11-usdc-uniswap.csv")?,
            ],
            Terms::new(2),
            None,
        ),
    };
    Ok(Scenario {
        id: id.to_owned(),
        title: title.to_owned(),
        about: about.to_owned(),
        kind,
        unit: unit(&series),
        series,
        terms,
        alone,
    })
}

/// What the prices are in, by the names of the sources: `Chainlink USDC/USD` is USD per USDC. Sources of one asset in two currencies are named both.
fn unit(series: &[Series]) -> String {
    let pairs = series.iter().filter_map(|one| one.name.rsplit_once(' ')?.1.split_once('/'));
    let mut currencies: Vec<&str> = Vec::new();
    let mut asset = "";
    for (of, in_) in pairs {
        asset = of;
        if !currencies.contains(&in_) {
            currencies.push(in_);
        }
    }
    format!("{} per {asset}", currencies.join(" or "))
}

/// Prices that somebody brought, one series per source.
pub fn brought(series: Vec<Series>) -> Scenario {
    let need = if series.len() < 2 { 1 } else { series.len() / 2 + 1 };
    Scenario {
        id: "prices".to_owned(),
        title: "Prices from the command line".to_owned(),
        about: String::new(),
        kind: Kind::Brought,
        terms: Terms::new(need),
        unit: "as in the files".to_owned(),
        series,
        alone: None,
    }
}

/// One replay: a tape, the terms, the people.
#[derive(Clone)]
pub struct Setup {
    /// What differs from the scenario itself, if anything does.
    pub variant: Option<String>,
    /// Whether it must pay, must not, or may do either.
    pub must_pay: Option<bool>,
    pub unit: String,
    pub tape: Tape,
    pub terms: Terms,
    pub plan: Plan,
}

impl Scenario {
    /// The scenario as it is, and what it is compared with.
    pub fn setups(&self, holders: usize, seed: u64) -> Result<Vec<Setup>> {
        let tape = Tape::new(self.series.clone(), &self.terms)?;
        let breach = reference::first_breach(&tape, &self.terms);
        // In a control nobody knows of a breach: cover is spread over the replay.
        let anchor = breach.filter(|_| self.kind != Kind::Control);
        let plan = Plan::new(&tape, &self.terms, anchor, holders, seed);
        let must_pay = match self.kind {
            Kind::Depeg => Some(true),
            Kind::Control => Some(false),
            Kind::Brought => None,
        };
        let mut setups = vec![Setup {
            variant: None,
            must_pay,
            unit: self.unit.clone(),
            tape,
            terms: self.terms.clone(),
            plan,
        }];
        if self.kind == Kind::Control {
            if let Some(index) = self.alone {
                setups.push(self.one_source(index, holders, seed)?);
            }
            setups.push(self.moved(holders, seed)?);
        }
        Ok(setups)
    }

    /// The same with one source only.
    fn one_source(&self, index: usize, holders: usize, seed: u64) -> Result<Setup> {
        let terms = Terms {
            need: 1,
            ..self.terms.clone()
        };
        let series = self.series[index].clone();
        let unit = unit(std::slice::from_ref(&series));
        let variant = Some(format!("{} alone, 1 of 1", series.name));
        let tape = Tape::new(vec![series], &terms)?;
        let plan = Plan::new(&tape, &terms, None, holders, seed);
        Ok(Setup {
            variant,
            must_pay: Some(false),
            unit,
            tape,
            terms,
            plan,
        })
    }

    /// The same with the strike moved up, half a per mille at a time, until it pays; the last try when it never does.
    fn moved(&self, holders: usize, seed: u64) -> Result<Setup> {
        let lowest = self.series.iter().map(|one| one.lowest().1).max().unwrap_or_default();
        let highest = self.series.iter().map(|one| one.highest().1).max().unwrap_or_default();
        let grid = (self.terms.strike / 1_900).max(1);
        let mut strike = (lowest / grid + 1) * grid;
        loop {
            // No guard: it would stop every sale, so near to the price is the strike.
            let terms = Terms {
                strike,
                guard_bps: 0,
                ..self.terms.clone()
            };
            let tape = Tape::new(self.series.clone(), &terms)?;
            let plan = Plan::new(&tape, &terms, None, holders, seed);
            if reference::run(&tape, &terms, &plan).paid() > 0 || strike > highest {
                let variant = Some(format!("strike moved from {} to {}", price(self.terms.strike), price(strike)));
                return Ok(Setup {
                    variant,
                    must_pay: Some(true),
                    unit: self.unit.clone(),
                    tape,
                    terms,
                    plan,
                });
            }
            strike += grid;
        }
    }
}

impl Setup {
    /// What the replay does with the series, in sentences.
    pub fn assumptions(&self) -> Vec<String> {
        let (tape, terms) = (&self.tape, &self.terms);
        let step = span(i64::from(terms.step));
        let prices = tape.before.iter().map(|p| price(*p)).collect::<Vec<_>>().join(" and ");
        let lifted = if tape.lifted {
            ", lifted above the strike so that cover can be sold"
        } else {
            ""
        };
        let mut out = vec![
            format!(
                "each source's last price is re-published, without a confidence interval, at every observation: every {step} near the strike and for two hours after, else every hour"
            ),
            format!(
                "before {} the sources stand at their prices of that moment, {prices}{lifted}: early cover is sold there",
                utc(tape.from)
            ),
        ];
        let until = tape.readable_until(terms.need);
        for one in tape.series.iter().filter(|one| one.last() <= until) {
            let last = one.rows().last().map_or(0, |row| row.1);
            out.push(format!(
                "{} ends on {} at {}: from there it is silent",
                one.name,
                utc(one.last()),
                price(last)
            ));
        }
        if until < tape.to && terms.need > 1 {
            out.push(format!(
                "fewer than {} sources are left then: nothing can be observed any more",
                terms.need
            ));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extract_reads_and_every_scenario_has_terms_that_hold() {
        for id in NAMES {
            let scenario = named(id).unwrap();
            assert_eq!(scenario.id, id);
            scenario.terms.check(scenario.series.len()).unwrap();
        }
    }

    #[test]
    fn the_unit_of_a_chart_is_that_of_its_series() {
        let units = NAMES.map(|id| named(id).unwrap().unit);
        assert_eq!(
            units,
            [
                "USD per USDC",
                "USDT per UST",
                "USDT per USDC",
                "USDT or USD per USDC",
                "USDT or USD per USDC"
            ]
        );
        let alone = named("wick-2021-12").unwrap().one_source(0, 1, 1).unwrap();
        assert_eq!(alone.unit, "USDT per USDC");
    }

    /// The scenario says how far its two sources lay apart, in parts of the lower price.
    #[test]
    fn the_gap_between_the_sources_of_march_2023_is_what_the_scenario_says() {
        let scenario = named("usdc-2023-03").unwrap();
        let [chainlink, dex] = scenario.series.as_slice() else {
            panic!("two sources")
        };
        let (mut above, mut below) = (0.0f64, 0.0f64);
        let times = chainlink.rows().iter().chain(dex.rows()).map(|row| row.0);
        for t in times.filter(|t| *t <= chainlink.last().min(dex.last())) {
            let (Some(a), Some(b)) = (chainlink.at(t), dex.at(t)) else {
                continue;
            };
            let gap = (a - b).abs() as f64 / a.min(b) as f64;
            if a.max(b) < scenario.terms.strike {
                below = below.max(gap);
            } else {
                above = above.max(gap);
                assert!(gap < 0.06 || b >= scenario.terms.strike, "far apart the DEX is the higher one");
            }
        }
        assert_eq!(
            (format!("{:.0} %", above * 100.0), format!("{:.1} %", below * 100.0)),
            ("9 %".into(), "2.3 %".into())
        );
        assert!(scenario.about.contains("up to 9 % apart") && scenario.about.contains("at most 2.3 %"));
    }

    #[test]
    fn the_first_breaches_are_those_of_the_series() {
        let first = |id: &str| {
            let scenario = named(id).unwrap();
            let tape = Tape::new(scenario.series.clone(), &scenario.terms).unwrap();
            reference::first_breach(&tape, &scenario.terms).map(utc)
        };
        assert_eq!(first("usdc-2023-03").as_deref(), Some("2023-03-11 08:45"));
        assert_eq!(first("ust-2022-05").as_deref(), Some("2022-05-09 18:45"));
        assert_eq!(
            (first("calm-2024-2025"), first("wick-2021-12"), first("wick-2022-05")),
            (None, None, None)
        );
    }
}
