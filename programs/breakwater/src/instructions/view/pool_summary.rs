//! A pool's capital, what it must keep, and what it has done.

use {
    crate::{
        constants::GROUPS,
        errors::{OrMath, PoolError},
        instructions::{no_extra, now},
        state::{JUNIOR, Pool, SENIOR},
    },
    anchor_lang::prelude::*,
    breakwater_math::{BPS, solvency, stream},
};

/// Exposure of one risk group.
#[derive(Clone, Copy, Default, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct GroupSummary {
    /// Active cover times severity, atoms.
    pub exposure: u64,
    /// The same if everything undecided is lost, atoms.
    pub exposure_if_lost: u64,
    /// Part of capital that it takes, basis points, rounded down; `u32::MAX` without capital.
    pub used_bps: u32,
    /// Part of capital that it may take, basis points.
    pub cap_bps: u16,
}

/// Everything is in atoms unless it says otherwise.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct PoolSummary {
    /// When (unix seconds).
    pub at: i64,
    /// Capital of both tranches …
    pub capital: u64,
    /// … of junior …
    pub junior: u64,
    /// … and of senior.
    pub senior: u64,
    /// Third in the loss order.
    pub reserve: u64,
    /// Premium paid in and not yet earned.
    pub unearned: u64,
    /// On its way back to the tranches.
    pub returning: u64,
    /// Reserved for policies and recoveries, not yet paid.
    pub payable: u64,
    /// What would be lost if everything undecided went against the pool.
    pub provisional: u64,
    /// Value of matured requests.
    pub matured: u64,
    /// Cover of all products whose end and grace are not over, each as of its last roll.
    pub active_cover: u64,
    /// R: what the risk groups' exposures require together, rounded up.
    pub risk: u64,
    /// Capital in basis points of R, rounded down; `u64::MAX` when nothing is required.
    pub capital_bps: u64,
    /// Required capital with its margin, `ceil(margin · R)`.
    pub required: u64,
    /// Capital less provisional, in basis points of `required`, rounded down; `u64::MAX` when nothing is required.
    pub ratio_bps: u64,
    /// What may leave junior now …
    pub free_junior: u64,
    /// … and senior.
    pub free_senior: u64,
    /// Premium ever paid in.
    pub premium_total: u64,
    /// Cover ever sold.
    pub cover_total: u64,
    /// Losses ever made final, less what was reserved and not needed.
    pub loss_total: u64,
    /// Payments ever made to holders.
    pub paid_total: u64,
    /// Recoveries ever paid in.
    pub recovered_total: u64,
    /// Final losses that nobody could fund.
    pub shortfall: u64,
    /// Losses in basis points of premium, rounded down; `u64::MAX` when there was no premium.
    pub loss_ratio_bps: u64,
    /// Recoveries in basis points of losses, rounded down; `u64::MAX` when there was no loss.
    pub recovered_bps: u64,
    /// Products that are sold now: covered protocols and assets.
    pub listed_products: u32,
    pub claims_filed: u32,
    pub claims_accepted: u32,
    pub claims_denied: u32,
    /// Risk groups.
    pub groups: [GroupSummary; GROUPS],
}

#[derive(Accounts)]
pub struct ReadPool {
    #[account(mut)]
    pub pool: Account<Pool>,
}

/// Specification:
/// - Everything shall be as of now, but for products that nobody has rolled: they overstate active cover.
/// - Nothing shall change but what time alone changes.
pub fn handler(ctx: &mut Context<ReadPool>) -> Result<PoolSummary> {
    no_extra(ctx)?;
    let at = now()?;
    let pool = &mut ctx.accounts.pool;
    pool.recognise(at)?;
    let (capital, risk, required) = (pool.capital()?, pool.risk()?, pool.required()?);
    let matured = pool.matured_values()?;
    let [junior, senior] = [JUNIOR, SENIOR].map(|index| &pool.tranches[index]);
    Ok(PoolSummary {
        at,
        capital,
        junior: junior.capital.get(),
        senior: senior.capital.get(),
        reserve: pool.reserve.get(),
        unearned: stream::atoms_ceil(pool.unearned.get()).or_math()?,
        returning: junior.returning_atoms(at)?.saturating_add(senior.returning_atoms(at)?),
        payable: pool.payable.get(),
        provisional: pool.provisional.get(),
        matured: matured[JUNIOR].checked_add(matured[SENIOR]).ok_or(PoolError::PoolLedgerBroken)?,
        active_cover: pool.active_cover.get(),
        risk,
        capital_bps: solvency::ratio_floor(capital, risk),
        required,
        ratio_bps: solvency::ratio_floor(capital.saturating_sub(pool.provisional.get()), required),
        free_junior: pool.free(0)?,
        free_senior: pool.free(1)?,
        premium_total: pool.premium_total.get(),
        cover_total: pool.cover_total.get(),
        loss_total: pool.loss_total.get(),
        paid_total: pool.paid_total.get(),
        recovered_total: pool.recovered_total.get(),
        shortfall: pool.shortfall.get(),
        loss_ratio_bps: solvency::ratio_floor(pool.loss_total.get(), pool.premium_total.get()),
        recovered_bps: solvency::ratio_floor(pool.recovered_total.get(), pool.loss_total.get()),
        listed_products: pool.listed_products.get(),
        claims_filed: pool.claims_filed.get(),
        claims_accepted: pool.claims_accepted.get(),
        claims_denied: pool.claims_denied.get(),
        groups: groups(pool, capital),
    })
}

fn groups(pool: &Pool, capital: u64) -> [GroupSummary; GROUPS] {
    pool.groups.map(|group| GroupSummary {
        exposure: group.exposure.get(),
        exposure_if_lost: group.exposure_if_lost.get(),
        used_bps: used(group.exposure.get(), capital),
        cap_bps: group.cap_bps.get(),
    })
}

/// A share of capital in basis points, rounded down.
fn used(exposure: u64, capital: u64) -> u32 {
    if exposure == 0 {
        return 0;
    }
    breakwater_math::wide::mul_div_floor(exposure, BPS, capital).map_or(u32::MAX, |bps| u32::try_from(bps).unwrap_or(u32::MAX))
}
