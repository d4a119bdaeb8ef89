//! `cargo xtask`: one menu for everything that is done in this repository.

mod cache;
mod docs;
mod env;
mod idl;
mod lines;
mod sbf;
mod setup;
mod test;

use {
    anyhow::Result,
    clap::{Parser, Subcommand, ValueEnum},
    env::Env,
};

/// What people do in this repository. Every command sets up what is missing.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum Toolchain {
    /// Solana's own tools if they are installed, else stock Rust and LLVM.
    Auto,
    /// `cargo build-sbf`.
    Solana,
    /// Stock Rust and LLVM from Debian.
    Stock,
}

#[derive(Subcommand)]
enum Command {
    /// Installs what is missing: compiler packages, node modules.
    Setup,
    /// Builds the program (and the floor and probe programs of bench and tests) to target/deploy.
    BuildSbf {
        #[arg(long, value_enum, default_value = "auto")]
        toolchain: Toolchain,
        /// Build even if nothing changed.
        #[arg(long)]
        force: bool,
    },
    /// Writes idl/breakwater.json and the tables made from it; with --check, compares instead.
    Idl {
        #[arg(long)]
        check: bool,
    },
    /// Replays real de-pegs through the built program. All arguments go to the demo; its own are listed by `cargo xtask demo --help`.
    #[command(disable_help_flag = true)]
    Demo {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Runs every test; the last line is `N passed, N failed`.
    Test {
        /// Part of a test's name, such as a57 or guides::. Runs only those tests of the workspace whose name has it, and none of the other checks.
        filter: Option<String>,
    },
    /// Measures compute units beside the floor program; with --check, fails on growth.
    Bench {
        #[arg(long)]
        check: bool,
    },
    /// Starts a local network with the program and a seeded pool. All arguments go to the network; `cargo xtask localnet --help` lists them.
    #[command(disable_help_flag = true)]
    Localnet {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

fn main() -> Result<()> {
    let command = Cli::parse().command;
    let env = Env::new()?;
    match command {
        Command::Setup => setup::everything(&env),
        Command::BuildSbf { toolchain, force } => {
            let name = toolchain.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default();
            sbf::build_all(&env, &name, force)
        }
        Command::Idl { check } => {
            idl::run(&env, check)?;
            docs::run(&env, check)
        }
        Command::Demo { args } => {
            lines::check_demo(&args);
            sbf::build(&env, sbf::PROGRAM, "auto", false)?;
            env.cargo(&["build", "--quiet", "--package", "breakwater-demo"])
                .check("building the demo")?;
            let binary = env.target("host").join("debug/breakwater-demo");
            env.command(&binary).args(args).replace("the demo")
        }
        Command::Test { filter: None } => test::run(&env),
        Command::Test { filter: Some(filter) } => test::some(&env, &filter),
        Command::Bench { check } => {
            sbf::build_all(&env, "auto", false)?;
            let mode = if check { "check" } else { "write" };
            env.cargo(&["run", "--quiet", "--package", "breakwater-bench", "--", mode])
                .check("the bench")
        }
        Command::Localnet { args } => {
            let args = lines::check_localnet(args);
            sbf::build(&env, sbf::PROGRAM, "auto", false)?;
            let binary = setup::localnet(&env)?;
            env.command(&binary).args(args).replace("the local network")
        }
    }
}
