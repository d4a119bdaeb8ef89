//! Which compiler builds the program: Solana's own tools where they are installed, stock Rust otherwise.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    cli::{Choice, Options},
    error::{Error, Result},
    stock,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    Solana,
    Stock,
}

/// `cargo-build-sbf` on the PATH, unless it is this tool standing in for it, and only if it runs.
fn cargo_build_sbf() -> Option<PathBuf> {
    let own = env::current_exe().ok()?.canonicalize().ok()?;
    let path = env::var_os("PATH")?;
    let found = env::split_paths(&path)
        .map(|folder| folder.join("cargo-build-sbf"))
        .find(|file| file.is_file())?;
    if found.canonicalize().ok()? == own {
        return None;
    }
    let version = Command::new(&found).arg("--version").output().ok()?;
    version.status.success().then_some(found)
}

pub fn choose(choice: Choice) -> Result<Toolchain> {
    let chosen = match choice {
        Choice::Solana => {
            if cargo_build_sbf().is_none() {
                return Err(Error::Toolchain(
                    "--toolchain solana needs cargo-build-sbf on the PATH: install the Solana (Agave) release, \
                     see https://docs.anza.xyz/cli/install, or use --toolchain stock"
                        .into(),
                ));
            }
            Toolchain::Solana
        }
        Choice::Auto if cargo_build_sbf().is_some() => Toolchain::Solana,
        Choice::Auto | Choice::Stock => Toolchain::Stock,
    };
    if chosen == Toolchain::Stock
        && let Some(message) = stock::missing()
    {
        return Err(Error::Toolchain(message));
    }
    Ok(chosen)
}

/// Builds with Solana's tools, straight into the output folder.
pub fn build_with_solana(options: &Options, out_dir: &Path) -> Result<()> {
    let mut command = Command::new("cargo");
    command
        .args(["build-sbf", "--arch", options.arch.name()])
        .arg("--manifest-path")
        .arg(&options.manifest)
        .arg("--sbf-out-dir")
        .arg(out_dir);
    let arguments = options.cargo_arguments();
    if !arguments.is_empty() {
        command.arg("--").args(arguments);
    }
    let status = command.status().map_err(Error::io("running", "cargo build-sbf"))?;
    if status.success() {
        return Ok(());
    }
    Err(Error::Command {
        command: "cargo build-sbf".into(),
        status: status.to_string(),
    })
}
