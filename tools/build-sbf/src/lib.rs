//! Builds a Solana program with `cargo-build-sbf`, or with stock Rust and LLVM 22 where that cannot be had.
//! README.md tells how it works.

pub mod backend;
mod check;
pub mod cli;
pub mod error;
pub mod link;
mod llvm;
mod lower;
pub mod program;
pub mod stock;
mod syscalls;
pub mod toolchain;
pub mod verify;
pub mod wrapper;
