//! Governance as a whole: random histories of proposals against plain rules (INV-17, INV-18).

mod acts;
mod ends;
mod plain;
mod stateful;
