//! The command line.

mod control;
mod start;

use {
    crate::{
        error::{Error, Result},
        feeds::Price,
        state::Folder,
    },
    clap::{Args, Parser, Subcommand},
    std::path::PathBuf,
};

/// Port of JSON-RPC unless another is chosen.
const RPC_PORT: u16 = 8899;
/// Port of WebSocket unless another is chosen.
const WS_PORT: u16 = 8900;

/// Breakwater on a local Solana network: program, seeded protocol, feeds and time that can be moved.
#[derive(Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a network and run it until Ctrl-C.
    Start(Start),
    /// Show and set the oracle feeds of a running network.
    #[command(subcommand)]
    Feed(Feed),
    /// Show and move the time of a running network.
    #[command(subcommand)]
    Time(Time),
    /// Observe every product once, as a keeper would.
    Observe {
        #[command(flatten)]
        target: Target,
    },
    /// Give SOL and tokens to a wallet of a running network.
    Airdrop(Airdrop),
}

/// Which network is meant, and where its files lie.
#[derive(Args, Clone)]
struct Target {
    /// Port of JSON-RPC.
    #[arg(long, default_value_t = RPC_PORT, global = true)]
    rpc_port: u16,
    /// Folder of the networks' files [default: localnet in $BREAKWATER_CACHE, or target/localnet].
    #[arg(long, global = true)]
    dir: Option<PathBuf>,
}

impl Target {
    fn folder(&self) -> Folder {
        Folder::new(self.dir.clone())
    }
}

#[derive(Args)]
struct Start {
    #[command(flatten)]
    target: Target,
    /// Port of WebSocket.
    #[arg(long, default_value_t = WS_PORT)]
    ws_port: u16,
    /// The program.
    #[arg(long, default_value = "target/deploy/breakwater.so")]
    program: PathBuf,
    /// Only deploy the program and publish the feeds; `migrations/deploy.ts` does the rest.
    #[arg(long)]
    empty: bool,
    /// Real and chain milliseconds per slot.
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u64).range(10..))]
    slot_ms: u64,
    /// Seconds after which all feeds are published again as of now; 0: only when a feed or the time is moved.
    #[arg(long, default_value_t = 10)]
    publish_every: u64,
    /// Stop when standard input ends, so that the network does not outlive the process that started it.
    #[arg(long)]
    until_stdin_ends: bool,
    /// Print what the network logs.
    #[arg(long, short)]
    verbose: bool,
}

#[derive(Subcommand)]
enum Feed {
    /// Print every feed with its price.
    List {
        #[command(flatten)]
        target: Target,
    },
    /// Set the price of one feed (usdc-pyth) or of all feeds of an asset (usdc), and publish it.
    Set {
        /// Feed or asset.
        name: String,
        /// In US dollars.
        price: Price,
        /// Confidence or standard deviation, in US dollars [default: as it is].
        #[arg(long)]
        conf: Option<Price>,
        #[command(flatten)]
        target: Target,
    },
}

#[derive(Subcommand)]
enum Time {
    /// Print the chain's time and slot.
    Show {
        #[command(flatten)]
        target: Target,
    },
    /// Move the chain's time forward and publish all feeds as of then.
    Advance {
        /// Seconds, or with a unit: 90, 5m, 1h, 2d.
        #[arg(allow_hyphen_values = true)]
        by: String,
        #[command(flatten)]
        target: Target,
    },
}

#[derive(Args)]
struct Airdrop {
    /// Name of a test wallet, or an address.
    to: String,
    /// Whole SOL.
    #[arg(long, default_value_t = 0)]
    sol: u64,
    /// Whole tokens of the pool's mint.
    #[arg(long, default_value_t = 0)]
    tokens: u64,
    #[command(flatten)]
    target: Target,
}

impl Cli {
    /// Does what was asked for.
    pub fn run(self) -> Result<()> {
        match self.command {
            Command::Start(options) => start::run(options),
            Command::Feed(Feed::List { target }) => control::list_feeds(&target),
            Command::Feed(Feed::Set { name, price, conf, target }) => control::set_feed(&target, &name, price, conf),
            Command::Time(Time::Show { target }) => control::show_time(&target),
            Command::Time(Time::Advance { by, target }) => control::advance(&target, seconds(&by)?),
            Command::Observe { target } => control::observe(&target),
            Command::Airdrop(options) => control::airdrop(&options),
        }
    }
}

/// `90`, `90s`, `5m`, `1h`, `2d` in seconds; nothing that is not forward.
fn seconds(text: &str) -> Result<i64> {
    let bad = || Error::BadDuration { text: text.into() };
    if text.starts_with('-') || text == "0" {
        return Err(Error::Backwards);
    }
    let (number, unit) = text.split_at(text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len());
    let unit: i64 = match unit {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(bad()),
    };
    let number: u32 = number.parse().map_err(|_| bad())?;
    Ok(i64::from(number) * unit)
}

#[cfg(test)]
mod tests {
    use {super::*, clap::CommandFactory};

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn durations_are_forward_and_have_units() {
        for (text, expected) in [("90", 90), ("90s", 90), ("5m", 300), ("1h", 3_600), ("2d", 172_800)] {
            assert_eq!(seconds(text).unwrap(), expected, "{text}");
        }
        for text in ["", "x", "1w", "1.5h", "h", "5 m"] {
            assert!(matches!(seconds(text), Err(Error::BadDuration { .. })), "{text}");
        }
        for text in ["-1", "-2d", "0"] {
            assert!(matches!(seconds(text), Err(Error::Backwards)), "{text}");
        }
    }
}
