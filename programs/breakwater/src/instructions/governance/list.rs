//! Puts a mint or a feed on the list.

use {
    crate::{
        constants::CONFIG,
        errors::AccessError,
        events::Listed,
        instructions::{no_extra, now},
        ops::authority,
        state::{Action, Config, Listing, Proposal},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct PutOnList {
    /// Pays the rent.
    #[account(mut)]
    pub executor: Signer,
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    #[account(init, payer = executor, seeds = [b"listing", &proposal.action.listed_kind(), &proposal.action.listed_id()], bump)]
    pub listing: Account<Listing>,
    pub system_program: Program<System>,
}

/// Specification:
/// - A proposal that lists shall be executed, and no other (INV-17); a mint or a feed shall be listed once.
/// - For a Switchboard feed its queue and job hash shall be listed with it.
pub fn handler(ctx: &mut Context<PutOnList>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.listing;
    let a = &mut ctx.accounts;
    let Action::List {
        kind,
        id,
        queue,
        feed_hash,
    } = a.proposal.action
    else {
        return authority::wrong_action();
    };
    authority::execute(&mut a.proposal, &mut a.config, 0, at)?;
    Listing::check(kind, &id, &queue, &feed_hash)?;
    a.listing.write(bump, kind, id, (queue, feed_hash), *a.executor.address(), at);
    emit!(Listed { kind: kind as u8, id, at });
    Ok(())
}
