//! Cover: bought, settled elsewhere, paid out and closed.

pub mod buy;
pub mod cancel;
pub mod close;
pub mod extend;
pub mod pay_owed;
pub mod transfer;
