//! The protocol outlives its keys (issue 5 item 6, protocol.md 3.7, INV-18): in these worlds the keys of bootstrap authority, guardian and keeper do
//! not exist any more, and the world itself panics when something is sent that they would sign or that governs. Holders, underwriters and jurors have
//! their own keys and nobody else's; all else is sent by strangers.

mod cases;
mod dao;
mod edges;
mod exits;
mod kit;
mod parametric;
mod random;
mod strangers;
