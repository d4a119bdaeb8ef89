//! Sets a pool's parameters within their bounds.

use {
    super::create::check_args,
    crate::{
        constants::CONFIG,
        errors::{AccessError, GovernanceError},
        events::PoolParametersSet,
        instructions::{no_extra, now},
        ops::authority,
        state::{Action, Config, Pool, Proposal},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct SetPoolParameters {
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    #[account(mut)]
    pub pool: Account<Pool>,
}

/// Specification:
/// - A proposal that sets this pool's parameters shall be executed, and no other (INV-17); they shall lie within the bounds of the creation.
/// - Premium shall be recognised by the old split first.
/// - If any limit becomes stricter, all limits shall hold afterwards, capital counted as for a sale; a change that only loosens, or that
///   touches none, shall always be allowed. Notice applies to later requests only.
pub fn handler(ctx: &mut Context<SetPoolParameters>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let Action::SetPool { pool, parameters: args } = a.proposal.action else {
        return authority::wrong_action();
    };
    require!(pool == *a.pool.address(), GovernanceError::OtherSubject);
    authority::execute(&mut a.proposal, &mut a.config, a.pool.revision.get(), at)?;
    a.pool.revise();
    check_args(&args)?;
    a.pool.recognise(at)?;
    let caps = a.pool.groups.iter().zip(args.group_caps_bps);
    let stricter = args.margin_bps > a.pool.margin_bps.get()
        || args.correlation_bps > a.pool.correlation_bps.get()
        || args.junior_floor_bps > a.pool.junior_floor_bps.get()
        || caps.into_iter().any(|(group, cap)| cap < group.cap_bps.get());
    args.apply(&mut a.pool);
    a.pool.fix_split()?;
    if stricter {
        a.pool.check_limits()?;
    }
    emit!(PoolParametersSet {
        pool: *a.pool.address(),
        margin_bps: args.margin_bps,
        correlation_bps: args.correlation_bps,
        junior_floor_bps: args.junior_floor_bps,
        at
    });
    Ok(())
}
