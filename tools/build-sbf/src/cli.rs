//! The command line.

use std::{env, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Choice {
    /// Solana's tools if they are installed, else stock Rust.
    Auto,
    /// `cargo build-sbf` of the Solana release.
    Solana,
    /// Debian's rustc and LLVM 22.
    Stock,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Arch {
    V3,
}

impl Arch {
    pub fn name(self) -> &'static str {
        match self {
            Self::V3 => "v3",
        }
    }
}

/// Builds a Solana program to an sBPF ELF.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Options {
    /// The program's Cargo.toml.
    #[arg(long = "manifest-path", default_value = "Cargo.toml")]
    pub manifest: PathBuf,
    #[arg(long, value_enum, default_value = "auto")]
    pub toolchain: Choice,
    /// Where the ELF goes [default: target/deploy of the workspace].
    #[arg(long, visible_alias = "sbf-out-dir")]
    pub out_dir: Option<PathBuf>,
    /// Where build output is kept between builds [default: $BREAKWATER_CACHE, or ~/.cache/breakwater].
    #[arg(long, default_value_os_t = default_cache(), hide_default_value = true)]
    pub cache: PathBuf,
    #[arg(long, value_enum, default_value = "v3")]
    pub arch: Arch,
    /// Features of the program, separated by commas.
    #[arg(long, value_delimiter = ',')]
    pub features: Vec<String>,
    #[arg(long)]
    pub no_default_features: bool,
    /// Further arguments for cargo.
    #[arg(last = true)]
    pub cargo: Vec<String>,
    #[command(subcommand)]
    pub command: Option<Internal>,
}

#[derive(Debug, Subcommand)]
pub enum Internal {
    /// Finishes an LLVM module (bitcode or assembly) that was optimised before.
    Finish {
        module: PathBuf,
        /// Where the ELF goes.
        #[arg(short, long)]
        output: PathBuf,
        /// Also writes the lowered module, as LLVM assembly.
        #[arg(long)]
        lowered: Option<PathBuf>,
    },
}

fn default_cache() -> PathBuf {
    if let Some(cache) = env::var_os("BREAKWATER_CACHE") {
        return cache.into();
    }
    PathBuf::from(env::var_os("HOME").unwrap_or_else(|| ".".into())).join(".cache/breakwater")
}

impl Options {
    /// Options passed on to cargo by every toolchain.
    pub fn cargo_arguments(&self) -> Vec<String> {
        let mut arguments = Vec::new();
        if !self.features.is_empty() {
            arguments.push("--features".to_owned());
            arguments.push(self.features.join(","));
        }
        if self.no_default_features {
            arguments.push("--no-default-features".to_owned());
        }
        arguments.extend(self.cargo.iter().cloned());
        arguments
    }
}
