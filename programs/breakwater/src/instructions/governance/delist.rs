//! Takes a mint or a feed off the list.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, GovernanceError},
        events::Delisted,
        instructions::{no_extra, now},
        ops::authority,
        state::{Action, Config, Listing, Proposal},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct TakeOffList {
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    #[account(mut, close = rent_payer)]
    pub listing: Account<Listing>,
    /// CHECK: gets the rent; must be who paid it.
    #[account(mut, address = listing.rent_payer @ AccessError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

/// Specification:
/// - A proposal that takes this off the list shall be executed, and no other (INV-17). Pools and sealed products shall keep what they have.
/// - The rent shall go to who paid it (INV-20).
pub fn handler(ctx: &mut Context<TakeOffList>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let Action::Delist { kind, id } = a.proposal.action else {
        return authority::wrong_action();
    };
    require!(a.listing.kind == kind as u8 && a.listing.id == id, GovernanceError::OtherSubject);
    authority::execute(&mut a.proposal, &mut a.config, 0, at)?;
    emit!(Delisted { kind: kind as u8, id, at });
    Ok(())
}
