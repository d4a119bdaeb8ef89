//! Cover: bought, paid out and closed.

mod buy;
mod buy_refused;
mod capacity;
mod close;
mod guard;
mod pay_owed;
