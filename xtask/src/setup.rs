//! Installs what is missing. A second run finds everything and needs no network.

use {
    crate::env::Env,
    anyhow::{Context, Result, bail},
    std::path::{Path, PathBuf},
};

/// Debian packages of the stock toolchain, and a file that each brings.
const PACKAGES: [(&str, &str); 3] = [
    ("rustc-web", "/usr/bin/rustc"),
    ("rust-web-src", "/usr/lib/rustlib/src/rust/library/std/src/lib.rs"),
    ("llvm-22-dev", "/usr/lib/llvm-22/include"),
];

/// Everything that the other commands would set up on their own.
pub fn everything(env: &Env) -> Result<()> {
    build_tool(env)?;
    localnet(env)?;
    node_modules(env)?;
    eprintln!("Everything is set up; build output is kept in {}.", env.cache.display());
    Ok(())
}

/// Whether Solana's own build tools answer.
pub fn has_solana_tools(env: &Env) -> bool {
    env.command("cargo-build-sbf").args(["--version"]).capture().is_ok_and(|(ok, _)| ok)
}

/// The stock toolchain's packages, by apt.
fn packages(env: &Env) -> Result<()> {
    let missing: Vec<&str> = PACKAGES
        .iter()
        .filter(|(_, file)| !Path::new(file).exists())
        .map(|(package, _)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Installing {} with apt-get …", missing.join(", "));
    let apt = |args: &[&str]| env.command("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive").capture();
    let hint = "install them yourself, or install Solana's tools (cargo-build-sbf), which are used when present";
    let (updated, _) = apt(&["update"]).with_context(|| format!("apt-get is not here: {} are needed; {hint}", missing.join(", ")))?;
    let mut args = vec!["install", "-y", "--no-install-recommends"];
    args.extend(&missing);
    let (installed, text) = apt(&args)?;
    if !installed {
        bail!(
            "apt-get could not install {} (update {}): {hint}\n{text}",
            missing.join(", "),
            if updated { "worked" } else { "failed: are you root?" }
        );
    }
    Ok(())
}

/// The build tool, compiled. Gives its path.
pub fn build_tool(env: &Env) -> Result<PathBuf> {
    packages(env)?;
    let folder = env.root.join("tools/build-sbf");
    env.cargo_in(&folder, "build-sbf", &["build", "--quiet", "--release"])
        .check("building tools/build-sbf")?;
    Ok(env.target("build-sbf").join("release/breakwater-build-sbf"))
}

/// The local network, compiled. Gives its path. The first build embeds a validator and takes long, so cargo shows how far it is.
pub fn localnet(env: &Env) -> Result<PathBuf> {
    let binary = env.target("localnet").join("debug/breakwater-localnet");
    let mut args = vec!["build"];
    if binary.exists() {
        args.push("--quiet");
    } else {
        eprintln!("Building the local network: a validator of some 880 crates, about 15 minutes on two cores the first time …");
    }
    env.cargo_in(&env.root.join("localnet"), "localnet", &args)
        .check("building localnet")?;
    Ok(binary)
}

/// Node modules as the lock file says; nothing is fetched while they match it.
pub fn node_modules(env: &Env) -> Result<()> {
    let lock = std::fs::read(env.root.join("package-lock.json")).context("package-lock.json")?;
    let stamp = env.root.join("node_modules/.breakwater-lock");
    if std::fs::read(&stamp).is_ok_and(|seen| seen == lock) {
        return Ok(());
    }
    eprintln!("Installing node modules …");
    env.command("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])
        .check("npm ci")?;
    std::fs::write(&stamp, lock).context("cannot mark node_modules as installed")
}
