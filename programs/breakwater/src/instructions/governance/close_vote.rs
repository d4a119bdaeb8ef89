//! Closes a vote whose time is over; the escrow is free of it, the rent goes back.

use {
    crate::{
        errors::{AccessError, GovernanceError},
        events::VoteClosed,
        instructions::{no_extra, now},
        state::{Escrow, Proposal, Vote},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct CloseVote {
    #[account(mut, address = vote.proposal @ GovernanceError::VoteOfOtherProposal)]
    pub proposal: BorshAccount<Proposal>,
    #[account(mut, constraint = escrow.owner == vote.voter @ AccessError::NotOwner)]
    pub escrow: Account<Escrow>,
    #[account(mut, close = voter)]
    pub vote: Account<Vote>,
    /// CHECK: gets the rent; must be who paid it.
    #[account(mut, address = vote.voter @ AccessError::WrongRentPayer)]
    pub voter: UncheckedAccount,
}

/// Specification:
/// - Anyone shall close a vote once the vote on its proposal has ended, whatever came of it; the weight that it gave shall stay counted.
/// - The rent shall go to the voter (INV-20).
pub fn handler(ctx: &mut Context<CloseVote>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(at >= a.proposal.vote_until, GovernanceError::VoteRunning);
    a.proposal.close_vote()?;
    a.escrow.close_vote()?;
    emit!(VoteClosed {
        proposal: *a.proposal.address(),
        voter: a.vote.voter,
        at
    });
    Ok(())
}
