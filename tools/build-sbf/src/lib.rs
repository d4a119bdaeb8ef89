//! Builds a Solana program with `cargo-build-sbf`, or with stock Rust and LLVM 22 where that cannot be had.
//! README.md tells how it works.

pub mod backend;
pub mod check;
pub mod cli;
pub mod error;
pub mod link;
pub mod llvm;
mod lower;
pub mod program;
pub mod stock;
pub mod syscalls;
pub mod toolchain;
pub mod verify;
pub mod wrapper;
