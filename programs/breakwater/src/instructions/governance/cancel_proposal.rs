//! The guardian cancels a queued action, once; copies of it that were made before that, too.

use {
    crate::{
        constants::{CONFIG, VERSION},
        errors::{AccessError, GovernanceError},
        events::ProposalCancelled,
        instructions::{no_extra, now},
        ops::nonce::refuse_durable_nonce,
        state::{Config, Proposal, Veto},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct CancelProposal {
    /// Pays the rent of the veto.
    #[account(mut, address = config.guardian @ GovernanceError::NotGuardian)]
    pub guardian: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    /// Created by the first cancellation of this action.
    #[account(init_if_needed, payer = guardian, seeds = [b"veto", &proposal.hash], bump)]
    pub veto: Account<Veto>,
    /// CHECK: its address is checked where it is read.
    pub instructions: UncheckedAccount,
    pub system_program: Program<System>,
}

/// Specification:
/// - Only the guardian shall cancel, nobody when there is none, and only what is queued and not dead.
/// - What is about the guardian or the authority shall not be cancelled.
/// - The same action shall be cancelled once: what repeats it after that shall not be, for a year. Copies that were made before the
///   cancellation are no repeats: each of them can be cancelled.
/// - The bond shall go back to the proposer.
/// - A transaction with a durable nonce shall be refused.
pub fn handler(ctx: &mut Context<CancelProposal>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.veto;
    let a = &mut ctx.accounts;
    refuse_durable_nonce(a.instructions.account())?;
    require!(
        Config::is_named(a.guardian.address(), &a.config.guardian),
        GovernanceError::NotGuardian
    );
    a.proposal.cancel(at)?;
    if a.veto.version == 0 {
        a.veto.version = VERSION;
        a.veto.bump = bump;
        a.veto.hash = a.proposal.hash;
        a.veto.rent_payer = *a.guardian.address();
        a.veto.at = at.into();
    }
    require!(a.proposal.opened_at <= a.veto.at.get(), GovernanceError::CancelledBefore);
    emit!(ProposalCancelled {
        proposal: *a.proposal.address(),
        hash: a.proposal.hash,
        at
    });
    Ok(())
}
