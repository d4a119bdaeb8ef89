//! Buys cover, for oneself or for another.

// The framework's derive binds instruction arguments also where it does not read them.
#![allow(unused_variables)]

use {
    crate::{
        constants::*,
        errors::{AccessError, CaseError, EscrowError, PolicyError, PoolError},
        events::PolicyBought,
        instructions::{no_extra, now},
        ops::{sale, tokens},
        state::{Config, Court, Electorate, Escrow, Policy, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::time,
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
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub product: Account<Product>,
    /// The product's watch, if its kind has one.
    pub watch: Option<Account<Watch>>,
    /// The buyer's escrow, for its discount.
    #[account(constraint = escrow.owner == *buyer.address() @ AccessError::NotOwner)]
    pub escrow: Option<Account<Escrow>>,
    /// The pool's court, if jurors decide.
    #[account(constraint = court.pool == *pool.address() @ CaseError::WrongCourt)]
    pub court: Option<Account<Court>>,
    /// The electorate, if jurors decide.
    #[account(address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Option<Account<Electorate>>,
    #[account(init, payer = buyer, seeds = [b"policy", product.address().as_ref(), buyer.address().as_ref(), &args.id.to_le_bytes()], bump)]
    pub policy: Account<Policy>,
    #[account(mut, constraint = *source.mint() == pool.mint @ PoolError::WrongMint, constraint = source.owner() == buyer.address() @ PoolError::WrongTokenOwner)]
    pub source: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// Specification:
/// - New business shall not be paused and the product shall be listed.
/// - Under a parametric product nothing shall be sold during a breach, near the strike, on a wide or old reading.
/// - Cover and period shall lie within the terms, the cap and what the pool's capital carries.
/// - Cover that jurors decide shall be at most 15 % of what the aged electorate is worth (R10).
/// - The premium shall be the area under the price curve for exactly the seconds to the end, with today's loadings, rounded up, at most
///   `max_premium`.
/// - The buyer may pass an escrow, which shall be their own: what it has held for 30 days and holds without notice shall lower the premium by
///   its tier of the discount, and nothing else shall.
/// - Cover shall begin at a midnight after the waiting period and end at a midnight.
/// - One transfer of exactly the premium shall be made (INV-03); fee and reserve shall be ledger fields.
pub fn handler(ctx: &mut Context<BuyPolicy>, args: BuyArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.policy;
    let a = &mut ctx.accounts;
    require!(args.holder != Address::default(), PolicyError::ZeroHolder);
    sale::check_open(&a.config, &a.product, a.product.address(), a.watch.as_deref(), at)?;
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let (start, end) = term(&a.product, &args, at)?;
    let discount = sale::discount(&a.config, a.escrow.as_deref(), at)?;
    let used = a.product.unexpired()?;
    let seconds = time::midnight(end).saturating_sub(at);
    let premium = sale::premium(&a.product, used, args.cover, seconds, at, discount)?;
    require!(premium <= args.max_premium, PolicyError::PremiumTooHigh);
    a.product.apply_sale(&mut a.pool, args.cover, start, end)?;
    a.pool.check_carries(&a.product)?;
    sale::check_jurors(&a.product, a.court.as_deref(), a.electorate.as_deref(), a.product.active.get(), at)?;
    let rest = sale::divide(&a.config, &mut a.pool, &mut a.product, premium)?;
    let stream = a.pool.stream_in(rest, at, end)?;
    write_policy(a, &args, (start, end), premium, stream, bump, at);
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.buyer, premium)?;
    a.product.check_invariants()?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(PolicyBought {
        policy: *a.policy.address(),
        product: *a.product.address(),
        holder: args.holder,
        buyer: *a.buyer.address(),
        cover: args.cover,
        premium,
        starts_at: time::midnight(start),
        ends_at: time::midnight(end),
        at,
    });
    Ok(())
}

/// First day in force and day of the end, within the terms.
fn term(product: &Product, args: &BuyArgs, at: i64) -> Result<(u32, u32)> {
    let terms = &product.terms;
    product.check_days(args.days)?;
    require!(
        args.cover >= terms.min_cover.get() && args.cover <= terms.max_cover.get(),
        PolicyError::CoverOutOfBounds
    );
    // Without a waiting period cover still begins at the next midnight: starts of force are day boundaries.
    let start = Policy::midnight_after(at, terms.waiting_days.get())?.max(product.rolled_day.get().saturating_add(1));
    let end = Policy::midnight_after(at, args.days)?;
    product.check_end(end)?;
    Ok((start, end))
}

fn write_policy(a: &mut BuyPolicy, args: &BuyArgs, term: (u32, u32), premium: u64, stream: u128, bump: u8, at: i64) {
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
    policy.premium = premium.into();
    (policy.stream, policy.stream_until) = (stream.into(), term.1.into());
    policy.start_day = term.0.into();
    policy.end_day = term.1.into();
    policy.sold_at = at.into();
    a.product.open_policies = a.product.open_policies.saturating_add(1);
    a.product.policies_sold = a.product.policies_sold.saturating_add(1);
}
