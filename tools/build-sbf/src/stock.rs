//! Builds with stock Rust: cargo, Debian's compiler behind `wrapper`, and `link` as linker.

use std::{
    env, fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{
    backend,
    cli::Options,
    error::{Error, Result},
    program::{self, Program},
    wrapper,
};

/// Names under which the tool runs as a part of itself.
pub const AS_RUSTC: &str = "breakwater-sbf-rustc";
pub const AS_LINKER: &str = "breakwater-sbf-link";

const TARGET: &str = include_str!("target.json");
const TARGET_FILE: &str = "sbpf-solana-solana.json";

/// Among the flags of every crate: what another version of `wrapper` or `link` made is made again. Count up with them.
const LTO_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "-1");

struct Layout {
    target: PathBuf,
    rustc: PathBuf,
    linker: PathBuf,
    target_dir: PathBuf,
}

/// Puts the target file and the names of the tool's roles into the cache.
fn lay_out(cache: &Path) -> Result<Layout> {
    let folder = cache.join("sbf");
    fs::create_dir_all(&folder).map_err(Error::io("creating", &folder))?;
    let target = folder.join(TARGET_FILE);
    if fs::read_to_string(&target).ok().as_deref() != Some(TARGET) {
        fs::write(&target, TARGET).map_err(Error::io("writing", &target))?;
    }
    let tool = env::current_exe().map_err(Error::io("finding", "the tool itself"))?;
    let role = |name: &str| -> Result<PathBuf> {
        let link = folder.join(name);
        if fs::read_link(&link).ok().as_ref() != Some(&tool) {
            // A rename is atomic: another build may be using the name at this moment.
            let fresh = folder.join(format!("{name}.{}", std::process::id()));
            symlink(&tool, &fresh).map_err(Error::io("linking", &fresh))?;
            fs::rename(&fresh, &link).map_err(Error::io("renaming", &link))?;
        }
        Ok(link)
    };
    Ok(Layout {
        rustc: role(AS_RUSTC)?,
        linker: role(AS_LINKER)?,
        target_dir: cache.join("target/sbf"),
        target,
    })
}

/// Flags for program code. They hold no path of a checkout, so that all checkouts share what is compiled.
fn flags(layout: &Layout) -> String {
    [
        &format!("-Clinker={}", layout.linker.display()),
        "-Cpanic=immediate-abort",
        "-Zunstable-options",
        "-Crelocation-model=static",
        "--cfg=target_feature=\"static-syscalls\"",
        "-Aexplicit_builtin_cfgs_in_flags",
        &format!("-Clink-arg=--lto-version={LTO_VERSION}"),
    ]
    .join("\u{1f}")
}

/// Builds the program and returns its ELF.
pub fn build(options: &Options, program: &Program) -> Result<Vec<u8>> {
    let layout = lay_out(&options.cache)?;
    let bitcode = compile(options, program, &layout)?;
    let module = fs::read(&bitcode).map_err(Error::io("reading", &bitcode))?;
    backend::compile(&module)
}

/// Has cargo compile and `link` the program; gives the file with the program's bitcode.
fn compile(options: &Options, program: &Program, layout: &Layout) -> Result<PathBuf> {
    let home = env::var("CARGO_HOME")
        .or_else(|_| env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    let mut command = Command::new(program::cargo());
    command
        .args(["build", "--release", "--lib", "--ignore-rust-version"])
        .arg("--manifest-path")
        .arg(&program.manifest)
        .arg("--target")
        .arg(&layout.target)
        .args(["-Zjson-target-spec", "-Zchecksum-freshness", "-Zbuild-std=core,alloc,std", "-Zbuild-std-features="])
        .arg("--message-format=json-render-diagnostics")
        .args(options.cargo_arguments())
        .env("RUSTC", &layout.rustc)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", flags(layout))
        .env("CARGO_TARGET_DIR", &layout.target_dir)
        // Not left to the manifest: without these the program does not link, or wraps where it must stop.
        .env("CARGO_PROFILE_RELEASE_LTO", "fat")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1")
        .env("CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS", "true")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("BREAKWATER_REMAP_ROOT", &program.workspace)
        .env("BREAKWATER_REMAP_CARGO", home)
        .env_remove("RUSTFLAGS")
        .env_remove("RUSTC_WRAPPER")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .stdout(Stdio::piped());
    let output = command
        .spawn()
        .and_then(std::process::Child::wait_with_output)
        .map_err(Error::io("running", "cargo"))?;
    if !output.status.success() {
        return Err(Error::Command {
            command: format!("cargo build --manifest-path {}", program.manifest.display()),
            status: output.status.to_string(),
        });
    }
    artifact(&String::from_utf8_lossy(&output.stdout), program).ok_or_else(|| Error::NoProgram(program.manifest.display().to_string()))
}

/// The program's `cdylib` among cargo's messages.
fn artifact(messages: &str, program: &Program) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .filter(|message| message["manifest_path"].as_str().map(Path::new) == Some(&program.manifest))
        .find_map(|message| {
            let files = message["filenames"].as_array()?;
            let file = files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".so"))?;
            Some(PathBuf::from(file))
        })
}

/// What has to be installed, if something is missing.
pub fn missing() -> Option<String> {
    let rustc = PathBuf::from(wrapper::rustc());
    let source = Path::new("/usr/lib/rustlib/src/rust/library/std/src/lib.rs");
    if rustc.is_file() && (source.is_file() || env::var_os("BREAKWATER_RUSTC").is_some()) {
        return None;
    }
    Some(format!(
        "stock Rust for programs is not installed ({} and its library source): apt-get install rustc-web rust-web-src \
         llvm-22-dev, which `cargo xtask setup` does",
        rustc.display()
    ))
}
