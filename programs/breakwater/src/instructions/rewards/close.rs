//! Closes the rewards of a pool without positions, with their vault, and gives the rent back.

use {
    crate::{
        errors::{AccessError, RewardError, TreasuryError},
        events::RewardsClosed,
        instructions::{no_extra, now, treasury::check_purse},
        ops::tokens,
        state::{Pool, Purse, Rewards},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct CloseRewards {
    #[account(mut, address = rewards.pool @ RewardError::WrongRewards)]
    pub pool: Account<Pool>,
    #[account(mut, close = rent_payer)]
    pub rewards: Account<Rewards>,
    /// The treasury's purse of the governance mint.
    #[account(mut)]
    pub purse: Account<Purse>,
    #[account(mut, address = purse.vault @ TreasuryError::WrongPurseVault)]
    pub purse_vault: Account<TokenAccount>,
    #[account(mut, address = rewards.vault @ RewardError::WrongRewardsVault)]
    pub vault: Account<TokenAccount>,
    /// CHECK: gets the rent of both accounts; must be who paid it.
    #[account(mut, unsafe(dup), address = rewards.rent_payer @ AccessError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Anyone shall close the rewards of a pool in which nobody has a position, so that nobody can have anything to claim, and no emission runs.
/// - What is in the vault shall go to the treasury's purse of the governance mint, and nowhere else.
/// - The pool shall forget its stream and accumulators; it can have rewards again.
/// - The rent of rewards and vault shall go to who paid it (INV-20).
pub fn handler(ctx: &mut Context<CloseRewards>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    check_purse(&a.purse, &a.purse_vault, &a.rewards.mint)?;
    let unassigned = a.rewards.apply_close(&mut a.pool, at)?;
    // All of the balance: a donation sent just before must not keep the vault open.
    let left = a.vault.amount();
    let surplus = left.checked_sub(unassigned).ok_or(RewardError::RewardLedgerBroken)?;
    if left > 0 {
        a.purse.apply_income(left)?;
        tokens::reward(&a.token_program, &a.rewards, &mut a.vault, a.purse_vault.account(), left)?;
    }
    a.purse.check_invariants(a.purse_vault.amount())?;
    tokens::close_rewards(&a.token_program, &a.rewards, &mut a.vault, &mut a.rent_payer)?;
    emit!(RewardsClosed {
        pool: *a.pool.address(),
        unassigned,
        surplus,
        at
    });
    Ok(())
}
