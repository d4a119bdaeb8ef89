//! Pays an owner what one tranche of their position has earned in governance tokens.

use {
    crate::{
        errors::{PoolError, RewardError},
        events::RewardsClaimed,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Pool, Position, Rewards},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct ClaimRewards {
    /// Anyone.
    pub caller: Signer,
    #[account(mut, address = position.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub position: Account<Position>,
    #[account(mut, constraint = rewards.pool == *pool.address() @ RewardError::WrongRewards)]
    pub rewards: Account<Rewards>,
    /// The owner's associated account of the governance mint, or any of theirs if they sign.
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    #[account(mut, address = rewards.vault @ RewardError::WrongRewardsVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Anyone shall claim for an owner, to an account of theirs: the associated one, or any if the owner signs (R7).
/// - The amount shall be what the shares have earned to the second and not been paid, in whole atoms; the fraction shall stay due. Less than an atom
///   shall be refused, so a second claim pays nothing.
/// - What shares of the last closed generation had earned shall be paid as well.
/// - All claims together shall never pay more than the tranches were given, nor than was put in. The vault shall fall by exactly the
///   amount (INV-03), and what is given to it shall change nothing.
pub fn handler(ctx: &mut Context<ClaimRewards>, tranche: u8) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let owner = a.position.owner;
    let signs = owner == *a.caller.address();
    tokens::check_destination(&a.destination, &owner, &a.rewards.mint, signs)?;
    a.pool.recognise(at)?;
    let amount = a.position.part(tranche, a.pool.tranche(tranche)?)?.claim_rewards();
    require!(amount > 0, RewardError::NothingToClaim);
    a.rewards.apply_claim(&a.pool, amount)?;
    tokens::reward(&a.token_program, &a.rewards, &mut a.vault, a.destination.account(), amount)?;
    require!(a.vault.amount() >= a.rewards.held()?, RewardError::RewardLedgerBroken);
    emit!(RewardsClaimed {
        pool: *a.pool.address(),
        owner,
        tranche,
        amount,
        at
    });
    Ok(())
}
