//! Sets the parameters of a court.

use {
    super::create::CourtArgs,
    crate::{
        constants::CONFIG,
        errors::AccessError,
        events::CourtSet,
        instructions::{no_extra, now},
        state::{Config, Court},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct SetCourt {
    #[account(address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub court: Account<Court>,
}

/// Specification:
/// - Only governance shall set parameters, within their bounds; the worth of the governance token at most to its double or half, and once a week.
/// - Cases that are open shall keep those that they were opened with (R27).
pub fn handler(ctx: &mut Context<SetCourt>, args: CourtArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.court.check_value(args.token_value, at)?;
    a.court.set(&args, at)?;
    emit!(CourtSet {
        court: *a.court.address(),
        token_value: args.token_value,
        fee: args.fee,
        at
    });
    Ok(())
}
