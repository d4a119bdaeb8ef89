//! What can be typed. `cargo xtask` reads this file too, to answer a question or a slip before it builds anything: it needs clap and a `Price`
//! beside it, and nothing else.

use {
    super::Price,
    clap::{Args, Parser, Subcommand},
    std::path::PathBuf,
};

/// Port of JSON-RPC unless another is chosen.
pub const RPC_PORT: u16 = 8899;
/// Port of WebSocket unless another is chosen.
pub const WS_PORT: u16 = 8900;

/// Breakwater on a local Solana network: program, seeded protocol, feeds and time that can be moved. Without a command it starts.
#[derive(Parser)]
#[command(version, name = "cargo xtask localnet", bin_name = "cargo xtask localnet")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
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
pub struct Target {
    /// Port of JSON-RPC.
    #[arg(long, default_value_t = RPC_PORT, global = true)]
    pub rpc_port: u16,
    /// Folder of the networks' files [default: localnet in $BREAKWATER_CACHE, or target/localnet].
    #[arg(long, global = true)]
    pub dir: Option<PathBuf>,
}

#[derive(Args)]
pub struct Start {
    #[command(flatten)]
    pub target: Target,
    /// Port of WebSocket.
    #[arg(long, default_value_t = WS_PORT)]
    pub ws_port: u16,
    /// The program.
    #[arg(long, default_value = "target/deploy/breakwater.so")]
    pub program: PathBuf,
    /// Only deploy the program and publish the feeds; `migrations/deploy.ts` does the rest.
    #[arg(long)]
    pub empty: bool,
    /// Real and chain milliseconds per slot.
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u64).range(10..))]
    pub slot_ms: u64,
    /// Seconds after which all feeds are published again as of now; 0: only when a feed or the time is moved.
    #[arg(long, default_value_t = 10)]
    pub publish_every: u64,
    /// Stop when standard input ends, so that the network does not outlive the process that started it.
    #[arg(long)]
    pub until_stdin_ends: bool,
    /// Print what the network logs.
    #[arg(long, short)]
    pub verbose: bool,
}

#[derive(Subcommand)]
pub enum Feed {
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
pub enum Time {
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
pub struct Airdrop {
    /// Name of a test wallet, or an address.
    pub to: String,
    /// Whole SOL.
    #[arg(long, default_value_t = 0)]
    pub sol: u64,
    /// Whole tokens of the pool's mint.
    #[arg(long, default_value_t = 0)]
    pub tokens: u64,
    #[command(flatten)]
    pub target: Target,
}
