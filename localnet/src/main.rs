//! Breakwater on a local Solana network: the program, a seeded protocol, feeds and time that can be moved.
//!
//! `start` runs the network; the other commands talk to a running one through its JSON-RPC, like any other client.

mod command;
mod error;
mod feeds;
mod network;
#[path = "../../crates/testkit/src/oracles.rs"]
#[allow(dead_code, reason = "tests use more of it")]
mod oracles;
mod program;
mod rpc;
mod seed;
mod setup;
mod state;

use {clap::Parser, std::process::ExitCode};

fn main() -> ExitCode {
    match command::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
