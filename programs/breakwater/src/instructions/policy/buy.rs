//! Buys cover, for oneself or for another.

// The framework's derive binds instruction arguments also where it does not read them.
#![allow(unused_variables)]

use {
    crate::{
        constants::*,
        errors::{OrMath, PolicyError, PoolError, ProductError},
        events::PolicyBought,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Config, Policy, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::{premium, rate, time},
};

/// What is bought. The quote names the end, and the premium never exceeds `max_premium`.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct BuyArgs {
    /// Chosen by the buyer; makes the policy's address.
    pub id: u64,
    /// Sum insured, atoms.
    pub cover: u64,
    /// Whole days asked for; cover ends at the first midnight at least this far away.
    pub days: u16,
    /// Most the buyer pays, atoms.
    pub max_premium: u64,
    /// Who gets paid.
    pub holder: Address,
    /// Account the cover is bound to; zero when to none.
    pub insured: Address,
}

#[derive(Accounts)]
#[instruction(args: BuyArgs)]
pub struct BuyPolicy {
    /// Pays premium and rent.
    #[account(mut)]
    pub buyer: Signer,
    #[account(seeds = [b"config"], bump = config.bump)]
    pub config: Account<Config>,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = watch.product @ ProductError::WrongWatch)]
    pub product: Account<Product>,
    pub watch: Account<Watch>,
    #[account(init, payer = buyer, seeds = [b"policy", product.address().as_ref(), buyer.address().as_ref(), &args.id.to_le_bytes()], bump)]
    pub policy: Account<Policy>,
    #[account(mut, constraint = *source.mint() == pool.mint @ PoolError::WrongMint, constraint = source.owner() == buyer.address() @ PoolError::WrongTokenOwner)]
    pub source: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// A sale, computed before anything is written.
struct Sale {
    start: u32,
    end: u32,
    premium: u64,
    parts: premium::Parts,
}

/// Specification:
/// - New business shall not be paused and the product shall be listed.
/// - Nothing shall be sold during a breach, near the strike, on a wide or old reading.
/// - Cover and period shall lie within the terms, the cap and what the pool's capital carries.
/// - The premium shall be the area under the price curve for exactly the seconds to the end, rounded up, at most `max_premium`.
/// - Cover shall begin at a midnight after the waiting period and end at a midnight.
/// - One transfer of exactly the premium shall be made (INV-03); fee and reserve shall be ledger fields.
pub fn handler(ctx: &mut Context<BuyPolicy>, args: BuyArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.policy;
    let a = &mut ctx.accounts;
    a.config.check_open(at)?;
    a.product.check_listed()?;
    require!(args.holder != Address::default(), PolicyError::ZeroHolder);
    a.watch.check_sale(at)?;
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let sale = quote(a, &args, at)?;
    require!(sale.premium <= args.max_premium, PolicyError::PremiumTooHigh);
    require!(a.pool.can_sell(args.cover)?, PolicyError::NotEnoughCapital);
    a.product.apply_sale(&mut a.pool, args.cover, sale.start, sale.end)?;
    let stream = apply_premium(a, &sale, at)?;
    write_policy(a, &args, &sale, stream, bump, at);
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.buyer, sale.premium)?;
    a.product.check_invariants()?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(PolicyBought {
        policy: *a.policy.address(),
        product: *a.product.address(),
        holder: args.holder,
        buyer: *a.buyer.address(),
        cover: args.cover,
        premium: sale.premium,
        starts_at: time::midnight(sale.start),
        ends_at: time::midnight(sale.end),
        at,
    });
    Ok(())
}

fn quote(a: &BuyPolicy, args: &BuyArgs, at: i64) -> Result<Sale> {
    let (terms, limits) = (&a.product.terms, &a.product.limits);
    require!(
        args.days >= terms.min_days.get() && args.days <= terms.max_days.get(),
        PolicyError::PeriodOutOfBounds
    );
    require!(
        args.cover >= terms.min_cover.get() && args.cover <= terms.max_cover.get(),
        PolicyError::CoverOutOfBounds
    );
    // Without a waiting period cover still begins at the next midnight: starts of force are day boundaries.
    let start = Policy::midnight_after(at, terms.waiting_days.get())?.max(a.product.rolled_day.get().saturating_add(1));
    let end = Policy::midnight_after(at, args.days)?;
    let ahead = end
        .saturating_add(u32::from(terms.grace_days.get()))
        .saturating_sub(a.product.rolled_day.get());
    require!(ahead <= MAX_AHEAD_DAYS, PolicyError::PeriodTooFar);
    let used = a.product.active.get();
    require!(
        used.checked_add(args.cover).is_some_and(|sum| sum <= limits.cap.get()),
        PolicyError::CapReached
    );
    let seconds = u64::try_from(time::midnight(end).saturating_sub(at)).map_err(|_| PolicyError::PeriodOutOfBounds)?;
    let premium = premium::price_ceil(&limits.curve(), limits.cap.get(), used, args.cover, seconds).or_math()?;
    let parts = premium::parts(premium, rate::bps(a.config.fee_bps.get()), a.pool.reserve_ppb()).or_math()?;
    Ok(Sale {
        start,
        end,
        premium,
        parts,
    })
}

fn apply_premium(a: &mut BuyPolicy, sale: &Sale, at: i64) -> Result<u128> {
    let pool = &mut a.pool;
    let broken = PoolError::PoolLedgerBroken;
    pool.fees_owed = pool.fees_owed.get().checked_add(sale.parts.fee).ok_or(broken)?.into();
    pool.reserve = pool.reserve.get().checked_add(sale.parts.reserve).ok_or(broken)?.into();
    pool.premium_total = pool.premium_total.get().checked_add(sale.premium).ok_or(broken)?.into();
    a.product.premium_total = a.product.premium_total.get().checked_add(sale.premium).ok_or(broken)?.into();
    pool.stream_in(sale.parts.rest, at, sale.end)
}

fn write_policy(a: &mut BuyPolicy, args: &BuyArgs, sale: &Sale, stream: u128, bump: u8, at: i64) {
    let policy = &mut a.policy;
    policy.version = VERSION;
    policy.bump = bump;
    policy.next_incident = a.product.incident_count;
    policy.product = *a.product.address();
    policy.holder = args.holder;
    policy.buyer = *a.buyer.address();
    policy.insured = args.insured;
    policy.id = args.id.into();
    policy.cover = args.cover.into();
    policy.premium = sale.premium.into();
    policy.stream = stream.into();
    policy.start_day = sale.start.into();
    policy.end_day = sale.end.into();
    policy.sold_at = at.into();
    a.product.open_policies = a.product.open_policies.saturating_add(1);
    a.product.policies_sold = a.product.policies_sold.saturating_add(1);
}
