//! One folder per domain, one file per instruction: accounts, specification, handler.

pub mod case;
pub mod claim;
pub mod config;
pub mod court;
pub mod governance;
pub mod incident;
pub mod jury;
pub mod policy;
pub mod pool;
pub mod product;
pub mod rewards;
pub mod treasury;
pub mod view;

use {crate::errors::AccessError, anchor_lang::prelude::*};

/// The handler takes exactly the accounts it declares.
pub(crate) fn no_extra<T: Bumps>(ctx: &mut Context<T>) -> Result<()> {
    require!(ctx.remaining_accounts()?.is_empty(), AccessError::UnexpectedAccount);
    Ok(())
}

/// Chain time, unix seconds.
pub(crate) fn now() -> Result<i64> {
    use anchor_lang::prelude::PinocchioSysvar as _;
    Ok(Clock::get()?.unix_timestamp)
}
