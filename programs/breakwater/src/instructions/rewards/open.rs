//! Opens the rewards of a pool with their vault.

use {
    crate::{
        constants::{CONFIG, VERSION},
        errors::{AccessError, EscrowError},
        events::RewardsOpened,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Config, Pool, Rewards},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct OpenRewards {
    /// Anyone; pays the rent.
    #[account(mut)]
    pub payer: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    pub pool: Account<Pool>,
    #[account(init, payer = payer, seeds = [b"rewards", pool.address().as_ref()], bump)]
    pub rewards: Account<Rewards>,
    /// CHECK: the governance mint; the handler refuses anything but an SPL Token mint, by name.
    #[account(address = config.governance_mint @ EscrowError::WrongGovernanceMint)]
    pub mint: UncheckedAccount,
    /// CHECK: created in the handler.
    #[account(mut, seeds = [b"vault", rewards.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// Specification:
/// - Anyone shall open the rewards of a pool, once at a time, and pay the rent.
/// - Their mint shall be the governance mint of the configuration; without one they shall be refused.
/// - The vault shall be owned by the rewards, which shall start empty: opening promises nothing.
pub fn handler(ctx: &mut Context<OpenRewards>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (bump, vault_bump) = (ctx.bumps.rewards, ctx.bumps.vault);
    let a = &mut ctx.accounts;
    tokens::check_mint(a.mint.account())?;
    let (payer, authority) = (a.payer.account(), a.rewards.account());
    tokens::create_vault(payer, a.vault.account(), a.mint.account(), authority, vault_bump)?;
    let rewards = &mut a.rewards;
    rewards.version = VERSION;
    rewards.bump = bump;
    rewards.vault_bump = vault_bump;
    rewards.pool = *a.pool.address();
    rewards.mint = *a.mint.address();
    rewards.vault = *a.vault.address();
    rewards.rent_payer = *a.payer.address();
    emit!(RewardsOpened {
        pool: *a.pool.address(),
        mint: *a.mint.address(),
        vault: *a.vault.address(),
        at
    });
    Ok(())
}
