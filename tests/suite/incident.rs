//! Breaches, incidents, ladders and payouts.

pub mod kit;

mod bounds;
mod bounty;
mod closing;
mod delivery;
mod episode;
mod exits;
mod finalise;
mod observe;
mod oracle;
mod orders;
mod overlap;
mod provisional;
mod quorum;
mod raise;
mod recount;
mod recount_attacks;
mod recoveries;
mod returns;
mod settle;
mod settle_refused;
mod stake;
mod top_up;
mod top_up_attacks;
mod trigger;
mod windows;
