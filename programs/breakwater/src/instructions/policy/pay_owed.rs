//! Delivers what a policy is owed: a settlement that could not be paid stays payable without limit.

use {
    crate::{
        errors::{PolicyError, PoolError},
        events::PolicyPaid,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Policy, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

#[derive(Accounts)]
pub struct PayOwed {
    /// Anyone.
    pub caller: Signer,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    #[account(mut)]
    pub policy: Account<Policy>,
    /// The holder's associated account, or any account of theirs when they sign.
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Everything owed shall go to the holder, and to nobody else.
pub fn handler(ctx: &mut Context<PayOwed>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let holder = a.policy.holder;
    tokens::check_destination(&a.destination, &holder, &a.pool.mint, holder == *a.caller.address())?;
    let amount = a.policy.take_owed();
    require!(amount > 0, PolicyError::NothingOwed);
    a.pool.pay(amount)?;
    tokens::push(&a.token_program, &a.pool, &mut a.vault, a.destination.account(), amount)?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(PolicyPaid {
        policy: *a.policy.address(),
        holder,
        amount,
        at
    });
    Ok(())
}
