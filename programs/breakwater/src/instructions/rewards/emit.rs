//! Gives governance tokens of the treasury to a pool's underwriters, by proposal.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, GovernanceError, RewardError, TreasuryError},
        events::RewardsEmitted,
        instructions::{no_extra, now, treasury::check_purse},
        ops::{authority, tokens},
        state::{Action, Config, Pool, Proposal, Purse, Rewards},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

/// Seconds of a day.
const DAY: u64 = 86_400;

#[derive(Accounts)]
pub struct EmitRewards {
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    #[account(mut, address = rewards.pool @ RewardError::WrongRewards)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub rewards: Account<Rewards>,
    #[account(mut, address = rewards.vault @ RewardError::WrongRewardsVault)]
    pub vault: Account<TokenAccount>,
    /// The treasury's purse of the governance mint.
    #[account(mut)]
    pub purse: Account<Purse>,
    #[account(mut, address = purse.vault @ TreasuryError::WrongPurseVault)]
    pub purse_vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - A proposal that emits to this pool shall be executed, and no other (INV-17).
/// - The pool shall not be retired: nobody could join, and whoever kept one share would get all of it.
/// - The tokens shall be in the vault before any of them can be claimed (A-42, R1), and count against the treasury's cap like any spend.
/// - What still runs, and what ran while nobody had shares, shall join the new emission; what was given shall stay given.
pub fn handler(ctx: &mut Context<EmitRewards>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let Action::Emit { pool, amount, days } = a.proposal.action else {
        return authority::wrong_action();
    };
    require!(pool == *a.pool.address(), GovernanceError::OtherSubject);
    a.pool.check_not_retired()?;
    authority::execute(&mut a.proposal, &mut a.config, 0, at)?;
    check_purse(&a.purse, &a.purse_vault, &a.rewards.mint)?;
    a.pool.recognise(at)?;
    a.purse.apply_spend(amount, a.config.voting.spend_bps.get(), at)?;
    a.rewards
        .apply_emission(&mut a.pool, amount, u64::from(days).saturating_mul(DAY), at)?;
    tokens::spend(&a.token_program, &a.purse, &mut a.purse_vault, a.vault.account(), amount)?;
    a.purse.check_invariants(a.purse_vault.amount())?;
    require!(a.vault.amount() >= a.rewards.held()?, RewardError::RewardLedgerBroken);
    emit!(RewardsEmitted {
        pool,
        amount,
        until: a.pool.reward_until.get(),
        at
    });
    Ok(())
}
