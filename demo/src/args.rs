//! What can be typed. `cargo xtask` reads this file too, to answer a question or a slip before it builds anything: it needs clap and
//! `decimal.rs` beside it, and nothing else.

use {super::decimal::parse_price, clap::Parser, std::path::PathBuf};

/// Names of the built-in scenarios, in the order they run.
pub const NAMES: [&str; 5] = ["usdc-2023-03", "ust-2022-05", "calm-2024-2025", "wick-2021-12", "wick-2022-05"];

/// Replays real de-pegs and quiet years against the built program, in process, and checks every atom against a plain
/// computation over the same series.
#[derive(Parser, Debug)]
#[command(name = "cargo xtask demo", bin_name = "cargo xtask demo", after_help = AFTER)]
pub struct Cli {
    /// What to replay: all, usdc-2023-03, ust-2022-05, calm-2024-2025, wick-2021-12 or wick-2022-05; or, only by their names, year: a made-up
    /// year of one pool with five products, exploit: jurors decide about a lending protocol's exploit, and governance: a stolen key,
    /// the members, and what nobody can decide
    #[arg(long, value_name = "NAME", value_parser = scenario_name)]
    pub scenario: Option<String>,
    /// How many people buy cover, from 1 to 2000
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=2_000))]
    pub holders: u32,
    /// Who buys what and when follows from it
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Where the report goes (index.html with its charts, result.json)
    #[arg(long, value_name = "FOLDER", default_value = "report")]
    pub out: PathBuf,
    /// Print the result as one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
    /// Replay your own prices: a CSV file with the columns timestamp (unix seconds) and price; once per source, at most four
    #[arg(long, value_name = "FILE", conflicts_with = "scenario")]
    pub prices: Vec<PathBuf>,
    /// Below this price is a breach, and the payout begins (0.95)
    #[arg(long, value_name = "PRICE", value_parser = positive_price)]
    pub strike: Option<i64>,
    /// At and below this price the whole cover is paid (0.80; ust-2022-05: 0.35)
    #[arg(long, value_name = "PRICE", value_parser = positive_price)]
    pub exhaustion: Option<i64>,
    /// Sources that must agree (more than half)
    #[arg(long, value_name = "M")]
    pub need: Option<usize>,
    /// Length of an observation window in seconds (3600)
    #[arg(long, value_name = "SECONDS")]
    pub window: Option<u32>,
    /// Seconds between observations near the strike (300)
    #[arg(long, value_name = "SECONDS")]
    pub step: Option<u32>,
}

/// Scenarios that are no replays.
pub const YEAR: &str = "year";
pub const EXPLOIT: &str = "exploit";
pub const GOVERNANCE: &str = "governance";

const AFTER: &str = "\
A flag of the terms (--strike, --exhaustion, --need, --window, --step) changes one replay, so it needs --scenario NAME or --prices.
With one replay --json prints its result; with several, an object whose `scenarios` lists them. Amounts are atoms, 1e-6 USDC.
Exit code: 0 all checks hold; 1 something could not be done (a file, the program's bytecode); 2 wrong flags; 3 a check failed.

Your own history: cargo xtask demo --prices dai.csv --prices dai-dex.csv --strike 0.97 --exhaustion 0.90 --need 2";

fn scenario_name(text: &str) -> Result<String, String> {
    if text == "all" || text == YEAR || text == EXPLOIT || text == GOVERNANCE || NAMES.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "there is no such scenario; take all, {}, {YEAR}, {EXPLOIT}, {GOVERNANCE}, or bring your own prices with --prices FILE",
        NAMES.join(", ")
    ))
}

fn positive_price(text: &str) -> Result<i64, String> {
    let (price, cut) = parse_price(text).map_err(|error| error.to_string())?;
    if cut {
        Err("prices have nine decimals at most".to_owned())
    } else {
        Ok(price)
    }
}
