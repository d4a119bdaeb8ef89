//! What a program may not contain is refused, and the message names the function or symbol.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn tool() -> Command {
    Command::new(env!("CARGO_BIN_EXE_breakwater-build-sbf"))
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{name}.ll"))
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// Finishes a fixture; gives what the tool said, and where the ELF would be.
fn finish(name: &str) -> (Output, PathBuf) {
    let elf = folder().join(format!("{name}.so"));
    let _ = fs::remove_file(&elf);
    let output = tool()
        .arg("finish")
        .arg(fixture(name))
        .arg("--output")
        .arg(&elf)
        .output()
        .expect("the tool runs");
    (output, elf)
}

fn refused(name: &str, words: &[&str]) {
    let (output, elf) = finish(name);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{name}: {message}");
    assert!(message.starts_with("error: "), "{name}: {message}");
    for word in words {
        assert!(message.contains(word), "{name} does not say {word:?}: {message}");
    }
    assert!(!elf.exists(), "{name} is refused, and written nevertheless");
}

#[test]
fn floats() {
    refused("float", &["floating point", "`half_of`"]);
}

#[test]
fn frames_above_4096_bytes() {
    refused("frame", &["stack frame size (5000) exceeds limit (4096)", "large_frame"]);
    let (output, elf) = finish("frame_of_4096");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(elf.exists());
}

#[test]
fn undefined_functions_and_data() {
    refused("undefined", &["undefined", "`price_of_nothing`"]);
    refused("undefined_data", &["undefined", "`table_elsewhere`"]);
    refused("no_entrypoint", &["undefined", "`entrypoint`"]);
}

#[test]
fn syscalls_that_are_not_active() {
    refused("inactive_syscall", &["sol_remaining_compute_units", "not active", "`look_up`"]);
}

#[test]
fn writable_statics() {
    refused("writable", &["writable statics", "`counter`"]);
}

#[test]
fn constructors_nobody_would_run() {
    refused("constructor", &["llvm.global_ctors"]);
}

#[test]
fn syscalls_with_more_arguments_than_registers() {
    refused("wide_syscall", &["calls a syscall with more arguments", "`six_to_the_vm`"]);
}

/// A constant that asks for a section of its own, and that nothing refers to, is in the ELF all the same.
#[test]
fn sections_of_their_own() {
    let (output, elf) = finish("section");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bytes = fs::read(elf).expect("it is there");
    assert!(bytes.windows(18).any(|window| window == b"contact: nobody at"));
}

/// Operations the back end cannot select: it names the function, and some of its reports stand for wrong code.
#[test]
fn diagnostics_of_llvm() {
    refused("varargs", &["variadic functions are not supported", "any_number"]);
    refused("dynamic_alloca", &["unsupported dynamic stack allocation", "as_much_as"]);
    refused("too_wide", &["__multi3", "square_of"]);
}

#[test]
fn something_that_is_no_module() {
    let file = folder().join("text.ll");
    fs::write(&file, "this is no module").expect("written");
    let output = tool()
        .arg("finish")
        .arg(&file)
        .args(["-o", "x.so"])
        .output()
        .expect("the tool runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be read"));
}

#[test]
fn errors_of_the_command_line() {
    let said = |arguments: &[&str]| {
        let output = tool().args(arguments).output().expect("the tool runs");
        assert!(!output.status.success(), "{arguments:?} is accepted");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(said(&["--manifest-path", "nowhere/Cargo.toml"]).contains("no Cargo.toml at nowhere/Cargo.toml"));
    assert!(said(&["--toolchain", "gcc"]).contains("possible values: auto, solana, stock"));
    assert!(said(&["--arch", "v0"]).contains("possible values: v3"));
    assert!(said(&["finish", "nowhere.ll", "-o", "x.so"]).contains("nowhere.ll"));
}
