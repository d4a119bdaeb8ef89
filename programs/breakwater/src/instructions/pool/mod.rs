//! Capital: pools, positions, deposits and withdrawals.

pub mod cancel_withdrawal;
pub mod close;
pub mod close_position;
pub mod create;
pub mod deposit;
pub mod execute_withdrawal;
pub mod fetch_recovery;
pub mod open_position;
pub mod recover;
pub mod request_withdrawal;
pub mod retire;
pub mod set_parameters;
pub mod shares_arg;
pub mod sweep_fees;
pub mod withdraw;
