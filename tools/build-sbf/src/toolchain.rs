//! Which compiler builds the program: Solana's own tools where they are installed, stock Rust otherwise.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    cli::{Choice, Options},
    error::{Error, Result},
    program::Program,
    stock,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// With the path of its `cargo-build-sbf`.
    Solana(PathBuf),
    Stock,
}

/// `cargo-build-sbf` on the PATH, unless it is this tool standing in for it, and only if it runs.
fn cargo_build_sbf() -> Option<PathBuf> {
    let own = env::current_exe().ok()?.canonicalize().ok()?;
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join("cargo-build-sbf"))
        .filter(|file| file.canonicalize().is_ok_and(|file| file != own))
        .find(|file| {
            Command::new(file)
                .arg("--version")
                .output()
                .is_ok_and(|output| output.status.success())
        })
}

pub fn choose(choice: Choice) -> Result<Toolchain> {
    if choice != Choice::Stock {
        match cargo_build_sbf() {
            Some(tool) => return Ok(Toolchain::Solana(tool)),
            None if choice == Choice::Auto => {}
            None => {
                return Err(Error::Toolchain(
                    "--toolchain solana needs cargo-build-sbf on the PATH: install the Solana (Agave) release, \
                     see https://docs.anza.xyz/cli/install, or use --toolchain stock"
                        .into(),
                ));
            }
        }
    }
    match stock::missing() {
        Some(message) => Err(Error::Toolchain(message)),
        None => Ok(Toolchain::Stock),
    }
}

/// Builds with Solana's tools, straight into the output folder.
pub fn build_with_solana(tool: &Path, options: &Options, program: &Program, out_dir: &Path) -> Result<()> {
    let mut command = Command::new(tool);
    command
        .args(["--arch", options.arch.name(), "--manifest-path"])
        .arg(&program.manifest)
        .arg("--sbf-out-dir")
        .arg(out_dir);
    // It calls cargo and rustc of its own; those of a calling cargo must not get in.
    for variable in ["CARGO", "RUSTC", "RUSTUP_TOOLCHAIN", "RUSTFLAGS", "CARGO_TARGET_DIR"] {
        command.env_remove(variable);
    }
    let arguments = options.cargo_arguments();
    if !arguments.is_empty() {
        command.arg("--").args(arguments);
    }
    let status = command.status().map_err(Error::io("running", tool))?;
    if status.success() {
        return Ok(());
    }
    Err(Error::Command {
        command: tool.display().to_string(),
        status: status.to_string(),
    })
}
