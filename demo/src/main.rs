//! See `breakwater-demo --help`.

use {
    anyhow::Result,
    breakwater_demo::{
        cli::{Cli, EXPLOIT, GOVERNANCE, Refusal},
        exploit, format, governance, json, report,
        run::{self, Outcome},
        text, year,
    },
    clap::Parser,
    std::{
        io::{IsTerminal, Write},
        process::ExitCode,
        time::Instant,
    },
};

/// A file or the bytecode is missing.
const NOT_DONE: u8 = 1;
/// Wrong flags; clap's own.
const USAGE: u8 = 2;
/// A check failed.
const FAILED: u8 = 3;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.story() {
        Ok(None) => {}
        Ok(Some(EXPLOIT)) => return code(exploit(&cli)),
        Ok(Some(GOVERNANCE)) => return code(governance(&cli)),
        Ok(Some(_)) => return code(year(&cli)),
        Err(refusal) => {
            eprintln!("error: {refusal}");
            return ExitCode::from(USAGE);
        }
    }
    let scenarios = match cli.scenarios() {
        Ok(scenarios) => scenarios,
        Err(refusal) => {
            eprintln!("error: {refusal}");
            return ExitCode::from(if matches!(refusal, Refusal::Flags(_)) { USAGE } else { NOT_DONE });
        }
    };
    code(replay(&cli, &scenarios))
}

fn code(result: Result<bool>) -> ExitCode {
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FAILED),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(NOT_DONE)
        }
    }
}

/// Runs the year, prints and writes. Whether all checks hold.
fn year(cli: &Cli) -> Result<bool> {
    report::check_folder(&cli.out)?;
    let start = Instant::now();
    let terminal = std::io::stderr().is_terminal();
    if !terminal {
        eprintln!("running a year");
    }
    let result = year::run(cli.seed, &mut |day| {
        if terminal && day % 7 == 0 {
            eprint!("\r\x1b[2Krunning a year: day {day} of {}", year::DAYS);
        }
    });
    if terminal {
        eprint!("\r\x1b[2K");
    }
    let year = result?;
    let failures = year::report::failures(&year);
    let json = year::report::json(&year, cli.seed, start.elapsed().as_secs_f64());
    let page = report::write_year(&cli.out, &year, cli.seed, &json)?;
    if cli.json {
        println!("{json:#}");
    } else {
        print!("{}", year::report::text(&year, cli.seed));
        failures.iter().for_each(|failure| println!("\nFAILED {failure}"));
        println!("\n{:.1} s. Report: {}", start.elapsed().as_secs_f64(), page.display());
    }
    Ok(failures.is_empty())
}

/// Runs the exploit, prints and writes. Whether all checks hold.
fn exploit(cli: &Cli) -> Result<bool> {
    report::check_folder(&cli.out)?;
    let start = Instant::now();
    let terminal = std::io::stderr().is_terminal();
    if !terminal {
        eprintln!("running an exploit");
    }
    let result = exploit::run(cli.seed, exploit::Size::FULL, &mut |day| {
        if terminal {
            eprint!("\r\x1b[2Krunning an exploit: day {day}");
        }
    });
    if terminal {
        eprint!("\r\x1b[2K");
    }
    let scene = result?;
    let failures = exploit::report::failures(&scene);
    let json = exploit::report::json(&scene, cli.seed, start.elapsed().as_secs_f64());
    let page = report::write_exploit(&cli.out, &scene, cli.seed, &json)?;
    if cli.json {
        println!("{json:#}");
    } else {
        print!("{}", exploit::report::text(&scene, cli.seed));
        failures.iter().for_each(|failure| println!("\nFAILED {failure}"));
        println!("\n{:.1} s. Report: {}", start.elapsed().as_secs_f64(), page.display());
    }
    Ok(failures.is_empty())
}

/// Runs governance, prints and writes. Whether all checks hold.
fn governance(cli: &Cli) -> Result<bool> {
    report::check_folder(&cli.out)?;
    let start = Instant::now();
    let terminal = std::io::stderr().is_terminal();
    if !terminal {
        eprintln!("running governance");
    }
    let result = governance::run(cli.seed, &mut |day| {
        if terminal {
            eprint!("\r\x1b[2Krunning governance: day {day}");
        }
    });
    if terminal {
        eprint!("\r\x1b[2K");
    }
    let scene = result?;
    let failures = governance::report::failures(&scene);
    let json = governance::report::json(&scene, cli.seed, start.elapsed().as_secs_f64());
    let page = report::write_governance(&cli.out, &scene, cli.seed, &json)?;
    if cli.json {
        println!("{json:#}");
    } else {
        print!("{}", governance::report::text(&scene, cli.seed));
        failures.iter().for_each(|failure| println!("\nFAILED {failure}"));
        println!("\n{:.1} s. Report: {}", start.elapsed().as_secs_f64(), page.display());
    }
    Ok(failures.is_empty())
}

/// Replays, prints and writes. Whether all checks hold.
fn replay(cli: &Cli, scenarios: &[breakwater_demo::scenario::Scenario]) -> Result<bool> {
    report::check_folder(&cli.out)?;
    let start = Instant::now();
    let holders = cli.holders as usize;
    let mut outcomes = Vec::new();
    if !cli.json {
        println!(
            "Breakwater: real prices through the built program, {holders} buyers of cover, seed {}",
            cli.seed
        );
    }
    for scenario in scenarios {
        let mut progress = Progress::new();
        let outcome = run::scenario(scenario, holders, cli.seed, &mut |label, at, done, total| {
            progress.show(label, at, done, total)
        })?;
        progress.clear();
        if !cli.json {
            print!("{}", text::outcome(&outcome));
        }
        outcomes.push(outcome);
    }
    let result = json::all(&outcomes, holders, cli.seed, start.elapsed().as_secs_f64());
    let page = report::write(&cli.out, &outcomes, (holders, cli.seed), &result)?;
    let failures: Vec<String> = outcomes.iter().flat_map(Outcome::failures).collect();
    if cli.json {
        println!("{result:#}");
    } else {
        print!("{}", text::compute_units(&outcomes));
        let runs = format::count(outcomes.iter().map(|outcome| outcome.runs.len()).sum(), "run", "runs");
        match failures.as_slice() {
            [] => println!("\nAll checks hold in {runs}: chain and reference are equal, no atom was made or lost, no control paid."),
            all => all.iter().for_each(|failure| println!("\nFAILED {failure}")),
        }
        println!("{:.1} s. Report: {}", start.elapsed().as_secs_f64(), page.display());
    }
    Ok(failures.is_empty())
}

/// How far a replay is, on one line of the terminal; on a pipe, one line per replay.
struct Progress {
    terminal: bool,
    shown: String,
    last: Option<Instant>,
}

impl Progress {
    fn new() -> Self {
        Self {
            terminal: std::io::stderr().is_terminal(),
            shown: String::new(),
            last: None,
        }
    }

    fn show(&mut self, label: &str, at: i64, done: usize, total: usize) {
        if !self.terminal {
            if self.shown != label {
                eprintln!("replaying {label}");
                label.clone_into(&mut self.shown);
            }
            return;
        }
        let due = self.last.is_none_or(|last| last.elapsed().as_millis() >= 100);
        if due || done == 1 {
            self.last = Some(Instant::now());
            let percent = done * 100 / total.max(1);
            eprint!("\r\x1b[2Kreplaying {label}: {percent:3} %  {}", breakwater_demo::time::utc(at));
            let _ = std::io::stderr().flush();
        }
    }

    fn clear(&self) {
        if self.terminal {
            eprint!("\r\x1b[2K");
        }
    }
}
