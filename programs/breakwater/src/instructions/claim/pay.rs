//! Delivers what an accepted claim owes. Anyone may send it; money goes to the holder.

use {
    crate::{
        errors::{ClaimError, PolicyError, PoolError},
        events::PolicyPaid,
        instructions::{no_extra, now},
        ops::{
            delivery::{self, Delivery},
            tokens,
        },
        state::{Claim, ClaimState, Policy, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::{associated_token::AssociatedToken, token::TokenAccount},
};

#[derive(Accounts)]
pub struct PayClaim {
    /// Anyone; pays for the holder's token account if it is missing.
    #[account(mut, unsafe(dup))]
    pub caller: Signer,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    #[account(mut, address = claim.policy @ ClaimError::ClaimOfOtherPolicy)]
    pub policy: Account<Policy>,
    pub claim: Account<Claim>,
    /// CHECK: only to create the holder's token account; checked in the handler.
    pub holder: Option<UncheckedAccount>,
    /// CHECK: the holder's associated token account; checked in the handler, created when missing.
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    /// CHECK: the pool's mint, for creating the holder's account.
    #[account(address = pool.mint @ PoolError::WrongMint)]
    pub mint: UncheckedAccount,
    pub token_program: Program<Token>,
    pub associated_token_program: Program<AssociatedToken>,
    pub system_program: Program<System>,
}

/// Specification:
/// - What the policy is owed shall go to the holder's associated account, which is created when it is missing, and to nobody else.
/// - An account that cannot take it shall stop nobody else: what is owed stays payable without limit. It shall be paid once.
pub fn handler(ctx: &mut Context<PayClaim>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let holder = a.policy.holder;
    require!(
        a.holder.as_ref().is_none_or(|account| *account.address() == holder),
        PolicyError::WrongHolder
    );
    tokens::check_associated(a.destination.address(), &holder, &a.pool.mint)?;
    require!(
        a.claim.is(ClaimState::Accepted) && !a.policy.owed.is_zero(),
        ClaimError::ClaimNotPayable
    );
    let amount = delivery::owed(Delivery {
        caller: &mut a.caller,
        pool: &mut a.pool,
        policy: &mut a.policy,
        holder: a.holder.as_ref(),
        destination: &mut a.destination,
        vault: &mut a.vault,
        mint: &a.mint,
        token_program: &a.token_program,
        associated_token_program: &a.associated_token_program,
        system_program: &a.system_program,
    })?;
    require!(amount > 0, PoolError::DestinationFrozen);
    a.pool.check_invariants(a.vault.amount())?;
    emit!(PolicyPaid {
        policy: *a.policy.address(),
        holder,
        amount,
        at
    });
    Ok(())
}
