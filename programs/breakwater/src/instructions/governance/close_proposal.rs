//! Closes a proposal that is over; its bond goes to the proposer or to the treasury.

use {
    crate::{
        constants::DAO,
        errors::{AccessError, GovernanceError, TreasuryError},
        events::ProposalClosed,
        instructions::{no_extra, now, treasury::check_purse},
        ops::tokens,
        state::{Dao, Proposal, Purse},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct CloseProposal {
    #[account(mut, address = DAO @ GovernanceError::WrongDao)]
    pub dao: Account<Dao>,
    #[account(mut, close = proposer)]
    pub proposal: BorshAccount<Proposal>,
    /// Where the bond goes: the proposer's associated token account, or the vault of the treasury's purse. None without a bond.
    #[account(mut)]
    pub destination: Option<Account<TokenAccount>>,
    /// The treasury's purse of the governance mint, if the bond is kept.
    #[account(mut)]
    pub purse: Option<Account<Purse>>,
    #[account(mut, address = dao.vault @ GovernanceError::WrongDaoVault)]
    pub vault: Account<TokenAccount>,
    /// CHECK: gets the rent; must be who paid it.
    #[account(mut, address = proposal.proposer @ AccessError::WrongRentPayer)]
    pub proposer: UncheckedAccount,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Anyone shall close a proposal that was executed, rejected or cancelled, or is dead, once no vote on it is open.
/// - The bond shall go to the proposer, unless too few voted to make the question worth a vote: then to the treasury.
/// - The rent shall go to the proposer (INV-20).
pub fn handler(ctx: &mut Context<CloseProposal>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.proposal.check_over(at)?;
    let (bond, back) = (a.proposal.bond, a.proposal.bond_back);
    a.dao.close_proposal(bond, back)?;
    if bond > 0 {
        let to = a.destination.as_ref().ok_or(GovernanceError::WrongReceiver)?;
        if back {
            tokens::check_destination(to, &a.proposal.proposer, &a.dao.mint, false)?;
        } else {
            let purse = a.purse.as_mut().ok_or(GovernanceError::WrongReceiver)?;
            require!(purse.vault == *to.address(), TreasuryError::WrongPurseVault);
            check_purse(purse, to, &a.dao.mint)?;
            purse.apply_income(bond)?;
        }
        tokens::return_bond(&a.token_program, &a.dao, &mut a.vault, to.account(), bond)?;
    }
    a.dao.check_invariants(a.vault.amount())?;
    emit!(ProposalClosed {
        proposal: *a.proposal.address(),
        bond,
        back,
        at
    });
    Ok(())
}
