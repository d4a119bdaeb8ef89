//! Counts the votes on a proposal when the vote has ended.

use {
    crate::{
        events::VotesCounted,
        instructions::{no_extra, now},
        state::Proposal,
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct CountVotes {
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
}

/// Specification:
/// - Anyone shall count once the vote has ended. More for than against, the quorum for it and five members shall queue it; a tie shall not.
/// - It shall be executed not before its delay after the end of the vote, however late it is counted, and not after 14 more days.
pub fn handler(ctx: &mut Context<CountVotes>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.proposal.count(at)?;
    emit!(VotesCounted {
        proposal: *a.proposal.address(),
        yes: a.proposal.yes,
        no: a.proposal.no,
        abstain: a.proposal.abstain,
        voters: a.proposal.voters,
        quorum: a.proposal.quorum,
        eta: a.proposal.eta,
        at
    });
    Ok(())
}
