//! Cancels a policy: the part of the premium that the pool has not earned comes back, less a tenth of the premium.

use {
    crate::{
        constants::CANCEL_AFTER,
        errors::{AccessError, ClaimError, OrMath, PolicyError, PoolError},
        events::PolicyCancelled,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Policy, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::{premium, stream, time},
};

#[derive(Accounts)]
pub struct CancelPolicy {
    pub holder: Signer,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    #[account(mut, close = buyer, constraint = policy.holder == *holder.address() @ PolicyError::WrongHolder)]
    pub policy: Account<Policy>,
    /// CHECK: gets the rent; must be who paid it.
    #[account(mut, unsafe(dup), address = policy.buyer @ AccessError::WrongRentPayer)]
    pub buyer: UncheckedAccount,
    /// Any account of the holder.
    #[account(mut)]
    pub destination: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Only the holder shall cancel, at least seven days after the sale, before the end, with nothing owed and no claim on record.
/// - It shall be refused while a breach or an incident of the product or a claim of the policy is open, or while recoveries can come to the policy.
/// - The refund shall be the unearned part of its stream times remaining over cover, less 10 % of the premium, rounded down, and at least
///   `min_refund`; fee and reserve share shall not come back.
/// - What a cancellation keeps shall go to the reserve: no share price rises (INV-07).
/// - Its cover shall leave every sum, the policy shall close, and its rent shall go to the buyer (INV-20).
pub fn handler(ctx: &mut Context<CancelPolicy>, min_refund: u64) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let holder = *a.holder.address();
    tokens::check_destination(&a.destination, &holder, &a.pool.mint, true)?;
    let remaining = a.policy.remaining()?;
    require!(
        at.saturating_sub(a.policy.sold_at.get()) >= CANCEL_AFTER,
        PolicyError::TooEarlyToCancel
    );
    require!(at < a.policy.ends_at() && remaining > 0, PolicyError::PolicyOver);
    require!(a.policy.owed.is_zero(), PolicyError::StillOwed);
    require!(a.policy.claims == 0, ClaimError::ClaimsOnRecord);
    require!(!a.product.is_undecided(), PolicyError::ProductUndecided);
    require!(!a.product.may_recover(&a.policy)?, PolicyError::PolicyStillOpen);
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let (rate, until) = (a.policy.stream.get(), a.policy.stream_until.get());
    let seconds = u64::try_from(time::midnight(until).saturating_sub(at)).unwrap_or(0);
    let exact = stream::left_floor(rate, seconds).or_math()?;
    let unearned = a.pool.take_stream(rate, at, until)?;
    let refund = premium::refund_floor(unearned.min(exact), remaining, a.policy.cover.get(), a.policy.premium.get()).or_math()?;
    require!(refund >= min_refund, PolicyError::RefundTooLow);
    a.pool.keep(unearned.saturating_sub(refund))?;
    a.product.apply_cancellation(&mut a.pool, &a.policy, remaining)?;
    tokens::push(&a.token_program, &a.pool, &mut a.vault, a.destination.account(), refund)?;
    a.product.check_invariants()?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(PolicyCancelled {
        policy: *a.policy.address(),
        product: *a.product.address(),
        holder,
        cover: remaining,
        refund,
        at,
    });
    Ok(())
}
