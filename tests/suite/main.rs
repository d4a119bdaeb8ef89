//! Every test that runs the built program, in one binary. Each test builds its own world.
//!
//! Names say the claim; ids (INV-xx, A-xx, Rxx) are those of `docs/invariants.md` and `docs/threats.md`.

mod attacks;
mod bounds;
mod cases;
mod claims;
mod config;
mod conformance;
mod court;
mod declared;
mod disputes;
mod governance;
mod guardian;
mod guides;
mod incident;
mod jury;
mod layout;
mod lifecycle;
mod oracle_readers;
mod policy;
mod pool;
mod privileged;
mod product;
mod rewards;
mod run_off;
mod stateful;
mod substitution;
mod treasury;
mod upgrade;
mod views;
mod wordings;
