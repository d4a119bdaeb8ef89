//! Sets cap, price curve and severity of a product.

use {
    super::{draft::check_limits, terms_args::LimitsArgs},
    crate::{
        errors::{AccessError, ProductError},
        events::LimitsSet,
        instructions::{no_extra, now},
        state::{Config, Limits, Product, Watch},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct SetLimits {
    #[account(address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(seeds = [b"config"], bump = config.bump)]
    pub config: Account<Config>,
    #[account(mut, address = watch.product @ ProductError::WrongWatch)]
    pub product: Account<Product>,
    pub watch: Account<Watch>,
}

/// Specification:
/// - Only governance shall set limits, within their bounds; severity shall only rise.
/// - A cap below active cover stops sales and takes nothing from sold cover.
pub fn handler(ctx: &mut Context<SetLimits>, limits: LimitsArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let limits = Limits::from(limits);
    check_limits(&limits, a.watch.terms.largest.get())?;
    require!(limits.severity.get() >= a.product.limits.severity.get(), ProductError::SeverityFell);
    a.product.limits = limits;
    emit!(LimitsSet {
        product: *a.product.address(),
        cap: limits.cap.get(),
        severity: limits.severity.get(),
        at
    });
    Ok(())
}
