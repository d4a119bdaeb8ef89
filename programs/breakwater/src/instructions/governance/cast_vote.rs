//! A member votes on a proposal.

use {
    crate::{
        constants::VERSION,
        errors::{AccessError, GovernanceError},
        events::VoteCast,
        instructions::{no_extra, now},
        state::{Escrow, Proposal, Vote, VoteChoice},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct CastVote {
    /// Pays the rent of the vote and gets it back.
    #[account(mut)]
    pub voter: Signer,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    #[account(mut, constraint = escrow.owner == *voter.address() @ AccessError::NotOwner)]
    pub escrow: Account<Escrow>,
    #[account(init, payer = voter, seeds = [b"vote", proposal.address().as_ref(), voter.address().as_ref()], bump)]
    pub vote: Account<Vote>,
    pub system_program: Program<System>,
}

/// Specification:
/// - A member shall vote once, until the vote ends, for the action with the hash that they read.
/// - The vote shall weigh what they had locked for a week when the vote opened and have not under notice, and at most the cap.
/// - Nothing shall leave the escrow until the vote is closed (INV-11).
pub fn handler(ctx: &mut Context<CastVote>, choice: u8, hash: [u8; 32]) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.vote;
    let a = &mut ctx.accounts;
    let choice_made = VoteChoice::try_from(choice)?;
    a.proposal.check_voting(at)?;
    require!(a.proposal.hash == hash, GovernanceError::WrongAction);
    let weight = a.escrow.weight(a.proposal.opened_at)?.min(a.proposal.cap);
    require!(weight > 0, GovernanceError::NoVote);
    a.proposal.cast(choice_made, weight)?;
    a.escrow.open_vote()?;
    let vote = &mut a.vote;
    vote.version = VERSION;
    vote.bump = bump;
    vote.choice = choice;
    vote.proposal = *a.proposal.address();
    vote.voter = *a.voter.address();
    (vote.weight, vote.at) = (weight.into(), at.into());
    emit!(VoteCast {
        proposal: *a.proposal.address(),
        voter: *a.voter.address(),
        choice,
        weight,
        at
    });
    Ok(())
}
