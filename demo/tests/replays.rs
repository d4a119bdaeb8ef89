//! Every scenario with few holders, chain against reference; and histories that nobody lived through.
//!
//! They need the program's bytecode: `cargo xtask build-sbf`, or BREAKWATER_SO.

use breakwater_demo::{
    plan::Plan,
    record::Record,
    reference,
    rng::Rng,
    run::{self, Outcome, Run},
    scenario::{self, Setup},
    series::Series,
    tape::Tape,
    terms::Terms,
    time::utc,
};

const HOLDERS: usize = 40;

fn replay(id: &str) -> Outcome {
    let outcome = run::scenario(&scenario::named(id).unwrap(), HOLDERS, 7, &mut |_, _, _, _| {}).unwrap();
    assert_eq!(outcome.failures(), Vec::<String>::new());
    for run in &outcome.runs {
        assert_eq!(run.differences, Vec::<String>::new());
        assert_eq!((run.facts.conservation, run.facts.vault_over_ledger), (0, 0));
    }
    outcome
}

fn ratios(record: &Record) -> Vec<u64> {
    record
        .incidents
        .iter()
        .flat_map(|incident| &incident.steps)
        .map(|step| step.ratio)
        .collect()
}

#[test]
fn usdc_in_march_2023_pays_what_the_reference_says_and_ends_by_time_alone() {
    let outcome = replay("usdc-2023-03");
    let r = &outcome.runs[0].record;
    let [incident] = r.incidents.as_slice() else {
        panic!("one incident")
    };
    assert_eq!(utc(incident.first_breach), "2023-03-11 08:45");
    assert_eq!(r.breach_observations, 132);
    assert_eq!(r.windows.len(), 10);
    // (0.95 - 0.917651765) / 0.15 and so on, rounded down.
    assert_eq!(ratios(r), [215_654_900, 269_396_766, 277_261_833]);
    assert_eq!(utc(incident.steps[0].added_at), "2023-03-11 09:45");
    // Chainlink ends on 12 March, so the breach ends two weeks after the last breach observation.
    assert_eq!(r.breaches[0].ended_at.map(utc).as_deref(), Some("2023-03-26 09:00"));
    assert!(incident.refused > 0 && incident.eligible > 0 && incident.closed_at.is_some());
    assert_eq!(
        r.sales_refused().into_iter().collect::<Vec<_>>(),
        [("PolicyError::InBreach".to_owned(), 1), ("PolicyError::NearStrike".to_owned(), 1)]
    );
}

#[test]
fn ust_in_may_2022_ratchets_from_a_small_first_payment_to_the_whole_cover() {
    let outcome = replay("ust-2022-05");
    let run = &outcome.runs[0];
    let r = &run.record;
    assert_eq!(utc(r.incidents[0].first_breach), "2022-05-09 18:45");
    assert_eq!(
        ratios(r),
        [
            9_750_000,
            102_666_666,
            266_833_333,
            341_541_666,
            409_791_666,
            674_250_000,
            950_500_000,
            1_000_000_000
        ]
    );
    // Each step rounds down, so eight of them may leave seven atoms of the whole cover.
    let left = |i: usize| run.setup.plan.buyers[i].cover - r.paid_to(i);
    let paid: Vec<usize> = (0..r.sales.len()).filter(|i| r.paid_to(*i) > 0).collect();
    let whole = paid.iter().filter(|i| left(**i) < 8).count();
    assert!(
        whole > 0 && whole < paid.len(),
        "{whole} of {} got the whole cover, the others ended on the way down",
        paid.len()
    );
    let first = r.payments.iter().find(|p| left(p.policy) < 8).unwrap();
    let cover = run.setup.plan.buyers[first.policy].cover;
    assert!(first.amount * 100 < cover, "the first payment is below a hundredth of the cover");
}

#[test]
fn two_calm_years_pay_nothing_and_could() {
    let outcome = replay("calm-2024-2025");
    let [quiet, moved] = outcome.runs.as_slice() else {
        panic!("two runs")
    };
    assert_eq!(
        (quiet.record.breach_observations, quiet.record.incidents.len(), quiet.record.paid()),
        (0, 0, 0)
    );
    assert!(quiet.record.observations > 17_000);
    assert!(moved.record.breach_observations > 0 && moved.record.paid() > 0);
}

#[test]
fn a_print_of_a_fifth_pays_nothing_beside_a_calm_source_nor_alone() {
    let outcome = replay("wick-2021-12");
    let [both, alone, moved] = outcome.runs.as_slice() else {
        panic!("three runs")
    };
    assert_eq!((both.record.breach_observations, both.record.paid()), (0, 0));
    // Half an hour at 0.2: six observations, and no window fills.
    assert_eq!(
        (alone.record.breach_observations, alone.record.windows.len(), alone.record.paid()),
        (6, 0, 0)
    );
    assert!(moved.record.paid() > 0);
}

#[test]
fn a_print_of_four_pays_nothing() {
    let outcome = replay("wick-2022-05");
    assert_eq!((outcome.runs[0].record.breach_observations, outcome.runs[0].record.paid()), (0, 0));
    assert!(outcome.runs[1].record.paid() > 0);
}

#[test]
fn the_comparison_can_fail() {
    let scenario = scenario::named("usdc-2023-03").unwrap();
    let setup = scenario.setups(HOLDERS, 7).unwrap().remove(0);
    let right = reference::run(&setup.tape, &setup.terms, &setup.plan);
    let changed = |change: fn(&mut Terms)| {
        let mut terms = setup.terms.clone();
        change(&mut terms);
        right.differences(&reference::run(&setup.tape, &terms, &setup.plan))
    };
    assert!(changed(|_| {}).is_empty());
    assert!(changed(|t| t.exhaustion += 1).iter().any(|d| d.starts_with("payment")));
    assert!(changed(|t| t.window += 300).iter().any(|d| d.starts_with("window")));
    assert!(changed(|t| t.need = 1).iter().any(|d| d.starts_with("breach")));
    assert!(changed(|t| t.rate_base += 1_000_000).iter().any(|d| d.starts_with("sale")));
    assert!(changed(|t| t.fee_bps += 1).iter().any(|d| d.starts_with("fees")));
    assert!(
        changed(|t| t.junior_weight += 1_000_000_000)
            .iter()
            .any(|d| d.starts_with("returned"))
    );
}

/// A source that wanders around the strike, jumps, pauses and may end early.
fn wander(rng: &mut Rng, name: &str, days: i64) -> Series {
    let mut text = String::from("timestamp,price\n");
    let (mut t, mut price) = (1_700_006_400 + rng.range(0, 3_000), 1_000_000i64);
    let end = t + days * 86_400 - if rng.range(0, 3) == 0 { rng.range(0, days * 43_200) } else { 0 };
    while t < end {
        text.push_str(&format!("{t},{}.{:06}\n", price / 1_000_000, price % 1_000_000));
        t += match rng.range(0, 60) {
            0 => rng.range(3_600, 40 * 3_600),
            _ => rng.range(60, 2_400),
        };
        let pull = (rng.pick(&[1_000_000, 960_000, 945_000]) - price) / 12;
        price += pull + rng.range(-9_000, 9_000);
        if rng.range(0, 250) == 0 {
            price -= rng.range(0, 250_000);
        }
        price = price.clamp(50_000, 1_100_000);
    }
    text.push_str(&format!("{end},1\n"));
    Series::parse(name, name, &text).unwrap()
}

fn history(seed: u64) -> Run {
    let mut rng = Rng::new(seed);
    let sources = rng.range(1, 4) as usize;
    let need = if sources == 1 {
        1
    } else {
        rng.range(sources as i64 / 2 + 1, sources as i64) as usize
    };
    let mut terms = Terms::new(need);
    terms.step = rng.pick(&[60, 180, 300, 300, 600]);
    terms.window = terms.step * rng.pick(&[3, 6, 12, 24]).max(900u32.div_ceil(terms.step));
    terms.exhaustion = rng.pick(&[940_000_000, 900_000_000, 800_000_000, 500_000_000]);
    terms.guard_bps = rng.pick(&[0, 50, 200]);
    terms.waiting_days = rng.pick(&[1, 3, 6]);
    let days = rng.range(3, 14);
    let series: Vec<Series> = ["a", "b", "c", "d"][..sources]
        .iter()
        .map(|name| wander(&mut rng, name, days))
        .collect();
    let tape = Tape::new(series, &terms).unwrap();
    let anchor = if rng.range(0, 3) == 0 {
        None
    } else {
        reference::first_breach(&tape, &terms)
    };
    let plan = Plan::new(&tape, &terms, anchor, rng.range(1, 25) as usize, seed);
    run::one(
        Setup {
            variant: None,
            must_pay: None,
            unit: String::new(),
            tape,
            terms,
            plan,
        },
        &mut |_, _, _| {},
    )
    .unwrap_or_else(|error| panic!("seed {seed}: {error:#}"))
}

#[test]
fn histories_that_nobody_lived_through_agree_too() {
    let count = std::env::var("BREAKWATER_HISTORIES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(8);
    let first = std::env::var("BREAKWATER_FIRST")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let (mut incidents, mut paid) = (0, 0);
    for seed in first..first + count {
        let run = history(seed);
        assert_eq!(run.failures, Vec::<String>::new(), "seed {seed}: {:#?}", run.differences);
        incidents += run.record.incidents.len();
        paid += run.record.payments.len();
    }
    assert!(
        count < 8 || (incidents > 5 && paid > 50),
        "{incidents} incidents, {paid} payments: too tame to show anything"
    );
}
