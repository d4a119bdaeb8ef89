//! Which tools are used, and what is said when they are missing.

use std::{
    env, fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Command, Output},
};

const TOOL: &str = env!("CARGO_BIN_EXE_breakwater-build-sbf");

/// A folder of its own with a package in it.
fn package(test: &str, crate_type: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("src")).expect("created");
    let manifest = format!(
        "[package]\nname = \"small-program\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"{crate_type}\"]\n\
         [features]\nextra = []\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("written");
    fs::write(folder.join("src/lib.rs"), "").expect("written");
    folder
}

/// Runs the tool on a package, with `bin` of its folder first on the PATH.
fn build(folder: &Path, arguments: &[&str]) -> (Output, String) {
    let path = env::var("PATH").expect("there is a PATH");
    let output = Command::new(TOOL)
        .args(["--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .args(arguments)
        .env("PATH", format!("{}:{path}", folder.join("bin").display()))
        .output()
        .expect("the tool runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, said)
}

/// Puts a stand-in for Solana's tool into the package's `bin`.
fn solana(folder: &Path, script: &str) {
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).expect("created");
    let file = bin.join("cargo-build-sbf");
    fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("made executable");
}

/// Says its version; otherwise writes its arguments down and gives an ELF that was built before.
fn recording(folder: &Path, elf: &Path) -> String {
    let called = folder.join("called").display().to_string();
    let out = folder.join("out").display().to_string();
    format!(
        "[ \"$1\" = --version ] && exit 0\necho \"$@\" >{called}\ncp {} {out}/small_program.so",
        elf.display()
    )
}

fn some_elf(folder: &Path) -> PathBuf {
    let elf = folder.join("made.so");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/calls.ll");
    let status = Command::new(TOOL)
        .arg("finish")
        .arg(fixture)
        .arg("-o")
        .arg(&elf)
        .status()
        .expect("the tool runs");
    assert!(status.success());
    elf
}

#[test]
fn solana_tools_are_preferred_and_given_everything() {
    for choice in ["auto", "solana"] {
        let folder = package(&format!("preferred-{choice}"), "cdylib");
        let elf = some_elf(&folder);
        solana(&folder, &recording(&folder, &elf));
        let out = folder.join("out").display().to_string();
        let arguments = [
            "--toolchain",
            choice,
            "--out-dir",
            &out,
            "--features",
            "extra",
            "--no-default-features",
            "--",
            "--offline",
        ];
        let (output, said) = build(&folder, &arguments);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("building with Solana's tools"), "{said}");
        assert!(said.contains(&format!("built {out}/small_program.so (")), "{said}");
        let manifest = folder.join("Cargo.toml").canonicalize().expect("it is there");
        let expected = format!(
            "--arch v3 --manifest-path {} --sbf-out-dir {out} -- --features extra --no-default-features --offline\n",
            manifest.display()
        );
        assert_eq!(fs::read_to_string(folder.join("called")).expect("it was called"), expected);
    }
}

#[test]
fn a_failure_of_solana_tools_is_ours() {
    let folder = package("failing", "cdylib");
    solana(&folder, "[ \"$1\" = --version ] && exit 0\nexit 3");
    let (output, said) = build(&folder, &["--toolchain", "auto"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("cargo-build-sbf` failed (exit status: 3)"), "{said}");
}

#[test]
fn an_elf_the_verifier_refuses_is_ours_too() {
    let folder = package("refused", "cdylib");
    let broken = folder.join("broken.so");
    fs::write(&broken, "no ELF").expect("written");
    solana(&folder, &recording(&folder, &broken));
    let out = folder.join("out").display().to_string();
    let (output, said) = build(&folder, &["--toolchain", "solana", "--out-dir", &out]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("the VM's verifier refuses the program"), "{said}");
}

#[test]
fn solana_tools_that_are_missing_or_broken() {
    let folder = package("missing", "cdylib");
    // One that does not run, and the tool itself under that name, are none.
    solana(&folder, "exit 1");
    let (output, said) = build(&folder, &["--toolchain", "solana"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("needs cargo-build-sbf on the PATH: install the Solana"), "{said}");

    let stand_in = folder.join("bin/cargo-build-sbf");
    fs::remove_file(&stand_in).expect("removed");
    symlink(TOOL, &stand_in).expect("linked");
    let (output, said) = build(&folder, &["--toolchain", "solana"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("needs cargo-build-sbf on the PATH: install the Solana"), "{said}");
}

#[test]
fn stock_tools_that_are_missing() {
    let folder = package("no-stock", "cdylib");
    let output = Command::new(TOOL)
        .args(["--toolchain", "stock", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("BREAKWATER_RUSTC", folder.join("no-rustc"))
        .output()
        .expect("the tool runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("apt-get install rustc-web rust-web-src llvm-22-dev"), "{said}");
}

#[test]
fn a_package_that_is_no_program() {
    let folder = package("library", "rlib");
    let (output, said) = build(&folder, &["--toolchain", "stock"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("builds no library of crate type `cdylib`"), "{said}");
}

/// As `cargo build-sbf` calls its subcommand.
#[test]
fn the_name_of_a_cargo_subcommand() {
    let output = Command::new(TOOL)
        .args(["build-sbf", "--manifest-path", "nowhere/Cargo.toml", "--sbf-out-dir", "out"])
        .output()
        .expect("the tool runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("no Cargo.toml at nowhere/Cargo.toml"), "{said}");
}
