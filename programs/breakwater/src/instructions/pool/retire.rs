//! Retires a pool: it takes no capital and no products any more, and can be closed when everybody has left.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, GovernanceError},
        events::PoolRetired,
        instructions::{no_extra, now},
        ops::authority,
        state::{Action, Config, Pool, Proposal},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct RetirePool {
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    /// The proposal; none for a pool that nobody uses, once governance has been silent for 180 days.
    #[account(mut)]
    pub proposal: Option<BorshAccount<Proposal>>,
    #[account(mut)]
    pub pool: Account<Pool>,
}

/// Specification:
/// - A proposal that retires this pool shall be executed, and no other (INV-17).
/// - Without one anyone shall retire a pool without shares, once nothing was executed for 180 days (INV-18).
/// - A pool that still sells shall not be retired: its products come first.
/// - Rewards shall stop: nobody can join any more, and who stays last would get all of them. What was given stays given, the rest goes back to the
///   treasury when they are closed.
pub fn handler(ctx: &mut Context<RetirePool>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.pool.check_not_retired()?;
    require!(a.pool.listed_products.is_zero(), GovernanceError::PoolStillSells);
    match &mut a.proposal {
        Some(proposal) => {
            let Action::RetirePool { pool } = proposal.action else {
                return authority::wrong_action();
            };
            require!(pool == *a.pool.address(), GovernanceError::OtherSubject);
            authority::execute(proposal, &mut a.config, a.pool.revision.get(), at)?;
        }
        None => authority::check_abandoned(&a.config, &a.pool, at)?,
    }
    a.pool.recognise(at)?;
    a.pool.end_rewards();
    a.pool.retired = 1;
    a.pool.revise();
    emit!(PoolRetired {
        pool: *a.pool.address(),
        at
    });
    Ok(())
}
