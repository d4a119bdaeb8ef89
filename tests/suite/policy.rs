//! Cover: bought, paid out and closed.

mod buy;
mod buy_refused;
mod cancel;
mod capacity;
mod close;
mod extend;
mod guard;
mod pay_owed;
mod transfer;
