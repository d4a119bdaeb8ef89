//! Cover: bought, settled elsewhere, paid out and closed.

pub mod buy;
pub mod close;
pub mod pay_owed;
