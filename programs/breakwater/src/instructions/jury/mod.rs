//! Jurors: the electorate, and what each member has locked.

pub mod close_escrow;
pub mod create_electorate;
pub mod lock;
pub mod open_escrow;
pub mod request_unlock;
pub mod unlock;
