//! The gate that every privileged instruction goes through.

use {
    crate::{
        errors::GovernanceError,
        events::ActionExecuted,
        state::{Config, Pool, Proposal},
    },
    anchor_lang::prelude::*,
};

/// Executes a proposal's action: its time has come, and its subject is at `revision`, as it was. Whoever sends it has no part in what happens
/// (INV-17).
#[inline(never)]
pub fn execute(proposal: &mut BorshAccount<Proposal>, config: &mut Config, revision: u32, at: i64) -> Result<()> {
    let address = *proposal.address();
    proposal.execute(config, revision, at)?;
    config.acted_at = at.into();
    emit!(ActionExecuted {
        proposal: address,
        hash: proposal.hash,
        at
    });
    Ok(())
}

/// The proposal's action is another than this instruction's.
pub fn wrong_action<T>() -> Result<T> {
    Err(GovernanceError::WrongAction.into())
}

/// Nobody governs and nobody has capital in the pool: whoever wants to clean up may (INV-18).
pub fn check_abandoned(config: &Config, pool: &Pool, at: i64) -> Result<()> {
    let unused = pool.tranches.iter().all(|tranche| tranche.shares.is_zero()) && pool.active_cover.is_zero();
    require!(config.is_silent(at) && unused, GovernanceError::NotAbandoned);
    Ok(())
}
