//! What cargo calls as rustc.

use std::{env, ffi::OsString, os::unix::process::CommandExt, process::Command};

/// The compiler behind the wrapper: Debian's `rustc-web`, built on the LLVM that finishes the program.
pub fn rustc() -> OsString {
    env::var_os("BREAKWATER_RUSTC").unwrap_or_else(|| "/usr/bin/rustc".into())
}

/// `std` has no Solana back end upstream. The crate `std`, and only it, is told that it is compiled for a zkVM, which
/// gives it a back end without an operating system; after link-time optimisation little of it is left.
fn for_std(arguments: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(arguments.len() + 6);
    for argument in arguments {
        if argument == "restricted_std" && kept.last().is_some_and(|last| last == "--cfg") {
            kept.pop();
        } else {
            kept.push(argument);
        }
    }
    for extra in [
        "--cfg",
        "target_os=\"zkvm\"",
        "--cfg",
        "target_arch=\"csky\"",
        "-A",
        "explicit_builtin_cfgs_in_flags",
    ] {
        kept.push(extra.to_owned());
    }
    kept
}

/// Replaces the process by the compiler; returns only if that fails.
pub fn run(arguments: impl Iterator<Item = String>) -> std::io::Error {
    let mut arguments: Vec<String> = arguments.collect();
    let is_std = arguments.windows(2).any(|pair| pair[0] == "--crate-name" && pair[1] == "std");
    if is_std {
        arguments = for_std(arguments);
    }
    let mut command = Command::new(rustc());
    command.args(arguments);
    // Here and not in RUSTFLAGS: paths there would make every checkout rebuild the standard library.
    for (variable, replacement) in [("BREAKWATER_REMAP_ROOT", "/program"), ("BREAKWATER_REMAP_CARGO", "/cargo")] {
        if let Ok(path) = env::var(variable) {
            command.arg(format!("--remap-path-prefix={path}={replacement}"));
        }
    }
    command.exec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn std_is_compiled_as_for_a_zkvm() {
        let arguments = ["--cfg", "restricted_std", "--cfg", "feature=\"x\""].map(str::to_owned);
        let kept = for_std(arguments.to_vec());
        assert_eq!(kept[..2], ["--cfg", "feature=\"x\""].map(str::to_owned));
        assert!(kept.contains(&"target_os=\"zkvm\"".to_owned()));
        assert!(!kept.contains(&"restricted_std".to_owned()));
    }
}
