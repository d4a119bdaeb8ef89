//! A product's cover, price today, and what it has done.

use {
    crate::{
        errors::{OrMath, PoolError},
        instructions::{no_extra, now},
        state::{Pool, Product},
    },
    anchor_lang::prelude::*,
    breakwater_math::{premium, solvency, time},
};

/// Everything is in atoms unless it says otherwise.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ProductSummary {
    /// When (unix seconds).
    pub at: i64,
    /// Cover whose end and grace are not over …
    pub active: u64,
    /// … the part of it in force …
    pub in_force: u64,
    /// … and the part still waiting.
    pub waiting: u64,
    /// Most active cover.
    pub cap: u64,
    /// Cover that has not ended, waiting or in force, in basis points of the cap, rounded down: what the price follows.
    pub utilisation_bps: u64,
    /// Annual rate that the next atom of cover pays, with loadings, parts per billion of cover, rounded up.
    pub rate: u64,
    /// Price factor today by loadings, parts per billion of the curve's price.
    pub factor: u64,
    /// The part of it that losses left, parts per billion.
    pub experience: u64,
    /// Days since the last audit; `u32::MAX` when there was none.
    pub audit_age_days: u32,
    /// Active cover times severity.
    pub exposure: u64,
    /// What is undecided.
    pub provisional: u64,
    /// Premium ever paid in.
    pub premium_total: u64,
    /// Cover ever sold.
    pub cover_total: u64,
    /// Losses ever made final, less what was reserved and not needed.
    pub loss_total: u64,
    /// Payments ever booked to policies.
    pub paid_total: u64,
    /// Losses in basis points of premium, rounded down; `u64::MAX` when there was no premium.
    pub loss_ratio_bps: u64,
    pub policies_sold: u32,
    pub open_policies: u32,
    pub incidents: u32,
    pub open_incidents: u32,
    pub claims_filed: u32,
    pub claims_accepted: u32,
    pub claims_denied: u32,
    /// Payments to policies.
    pub payments: u32,
    /// Mean seconds from event to payment, rounded down; 0 when there was none.
    pub mean_seconds_to_pay: u64,
}

#[derive(Accounts)]
pub struct ReadProduct {
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub product: Account<Product>,
}

/// Specification:
/// - Everything shall be as of now.
/// - Nothing shall change but what time alone changes.
pub fn handler(ctx: &mut Context<ReadProduct>) -> Result<ProductSummary> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    a.product.roll(&mut a.pool, at)?;
    let product = &a.product;
    let (active, cap, factor) = (product.active.get(), product.limits.cap.get(), product.price_factor(at, 0)?);
    let unexpired = product.unexpired()?;
    let today = time::day_of(at).or_math()?;
    let audit_age_days = if product.audit_day.is_zero() {
        u32::MAX
    } else {
        today.saturating_sub(product.audit_day.get())
    };
    let payments = product.payments.get();
    Ok(ProductSummary {
        at,
        active,
        in_force: product.in_force()?,
        waiting: product.waiting.get(),
        cap,
        utilisation_bps: solvency::ratio_floor(unexpired, cap),
        rate: premium::rate_ceil(&product.limits.curve(), cap, unexpired, factor).or_math()?,
        factor,
        experience: product.experience(at)?,
        audit_age_days,
        exposure: product.counted.exposure.get(),
        provisional: product.provisional.get(),
        premium_total: product.premium_total.get(),
        cover_total: product.cover_total.get(),
        loss_total: product.loss_total.get(),
        paid_total: product.paid_total.get(),
        loss_ratio_bps: solvency::ratio_floor(product.loss_total.get(), product.premium_total.get()),
        policies_sold: product.policies_sold.get(),
        open_policies: product.open_policies.get(),
        incidents: product.incident_count.get(),
        open_incidents: product.open_incidents.get(),
        claims_filed: product.claims_filed.get(),
        claims_accepted: product.claims_accepted.get(),
        claims_denied: product.claims_denied.get(),
        payments,
        mean_seconds_to_pay: product.payment_seconds.get().checked_div(payments.into()).unwrap_or(0),
    })
}
