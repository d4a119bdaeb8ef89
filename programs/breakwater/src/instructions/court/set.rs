//! Sets the parameters of a court.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, GovernanceError},
        events::CourtSet,
        instructions::{no_extra, now},
        ops::authority,
        state::{Action, Config, Court, Proposal},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct SetCourt {
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    #[account(mut)]
    pub court: Account<Court>,
}

/// Specification:
/// - A proposal that sets this court's parameters shall be executed, and no other (INV-17). They shall lie within their bounds; the worth of the governance token at most to its double or half, and once a week.
/// - Cases that are open shall keep those that they were opened with (R27).
pub fn handler(ctx: &mut Context<SetCourt>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let Action::SetCourt { court, parameters: args } = a.proposal.action else {
        return authority::wrong_action();
    };
    require!(court == *a.court.address(), GovernanceError::OtherSubject);
    authority::execute(&mut a.proposal, &mut a.config, a.court.revision.get(), at)?;
    a.court.revision = a.court.revision.get().wrapping_add(1).into();
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
