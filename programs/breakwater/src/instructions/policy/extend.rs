//! Extends a policy from its end, at today's price.

use {
    crate::{
        constants::{CONFIG, ELECTORATE},
        errors::{AccessError, CaseError, ClaimError, EscrowError, PolicyError, PoolError},
        events::PolicyExtended,
        instructions::{no_extra, now},
        ops::{sale, tokens},
        state::{Config, Court, Electorate, Escrow, Policy, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::time,
};

#[derive(Accounts)]
pub struct ExtendPolicy {
    /// Anyone; pays the premium.
    pub payer: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    /// The product's watch, if its kind has one.
    pub watch: Option<Account<Watch>>,
    /// The payer's escrow, for its discount.
    #[account(constraint = escrow.owner == *payer.address() @ AccessError::NotOwner)]
    pub escrow: Option<Account<Escrow>>,
    /// The pool's court, if jurors decide.
    #[account(constraint = court.pool == *pool.address() @ CaseError::WrongCourt)]
    pub court: Option<Account<Court>>,
    /// The electorate, if jurors decide.
    #[account(address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Option<Account<Electorate>>,
    #[account(mut)]
    pub policy: Account<Policy>,
    #[account(
        mut,
        constraint = *source.mint() == pool.mint @ PoolError::WrongMint,
        constraint = source.owner() == payer.address() @ PoolError::WrongTokenOwner
    )]
    pub source: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - It shall be refused whenever a purchase would be, and while a breach or an incident of the product or a claim of the policy is open.
/// - The policy shall not have ended, and cover shall go on from its old end without a gap and without a waiting period.
/// - Cover that jurors decide shall be at most 15 % of what the aged electorate is worth (R10).
/// - The premium shall be today's price of the cover that is left, for exactly the seconds from the old end to the new one, rounded up,
///   at most `max_premium`.
/// - The payer may pass an escrow, which shall be their own: what it has held for 30 days and holds without notice shall lower the premium by
///   its tier of the discount, and nothing else shall.
/// - What is unearned of the old premium and the new one shall stream together until the new end, or until an earlier midnight if the old
///   one streamed faster: nothing that was being earned shall be earned later, or come back at a cancellation, because cover goes on.
/// - The cover shall not grow, and one transfer of exactly the premium shall be made (INV-03).
pub fn handler(ctx: &mut Context<ExtendPolicy>, days: u16, max_premium: u64) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    sale::check_open(&a.config, &a.product, a.product.address(), a.watch.as_deref(), at)?;
    require!(!a.product.is_undecided(), PolicyError::ProductUndecided);
    require!(a.policy.claim_open == 0, ClaimError::ClaimOpen);
    a.product.check_days(days)?;
    let remaining = a.policy.remaining()?;
    require!(at < a.policy.ends_at() && remaining > 0, PolicyError::PolicyOver);
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let old = a.policy.end_day.get();
    let end = old.saturating_add(u32::from(days));
    a.product.check_end(end)?;
    // The cover is counted already: it pays for the part of the curve that it stands on if it came last.
    let used = a
        .product
        .unexpired()?
        .checked_sub(remaining)
        .ok_or(PolicyError::PolicyLedgerBroken)?;
    let seconds = time::midnight(end).saturating_sub(time::midnight(old));
    let discount = sale::discount(&a.config, a.escrow.as_deref(), at)?;
    let premium = sale::premium(&a.product, used, remaining, seconds, at, discount)?;
    require!(premium <= max_premium, PolicyError::PremiumTooHigh);
    a.product.move_end(&a.policy, remaining, end)?;
    a.pool.check_carries(&a.product)?;
    sale::check_jurors(&a.product, a.court.as_deref(), a.electorate.as_deref(), a.product.active.get(), at)?;
    let rest = sale::divide(&a.config, &mut a.pool, &mut a.product, premium)?;
    let stream = (a.policy.stream.get(), a.policy.stream_until.get());
    let stream = a.pool.extend_stream(stream, rest, at, end)?;
    a.policy.apply_extension(premium, stream, end)?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.payer, premium)?;
    a.product.check_invariants()?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(PolicyExtended {
        policy: *a.policy.address(),
        product: *a.product.address(),
        payer: *a.payer.address(),
        premium,
        ends_at: time::midnight(end),
        at,
    });
    Ok(())
}
