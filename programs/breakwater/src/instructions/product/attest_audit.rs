//! Records an audit of the covered code: who, what report, which day.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, OrMath, ProductError},
        events::AuditAttested,
        instructions::{no_extra, now},
        state::{Config, Product},
    },
    anchor_lang::prelude::*,
    breakwater_math::time,
};

/// Days before this one are mistakes (1 January 1971).
const FIRST_DAY: u32 = 365;

#[derive(Accounts)]
pub struct AttestAudit {
    #[account(address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub product: Account<Product>,
}

/// Specification:
/// - Only governance shall attest. Auditor and hash shall be set; the day shall not lie in the future.
/// - Later premiums shall be loaded by the age of this audit; sold cover shall not change.
pub fn handler(ctx: &mut Context<AttestAudit>, auditor: Address, hash: [u8; 32], day: u32) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(auditor != Address::default() && hash != [0; 32], ProductError::BadAudit);
    require!(day >= FIRST_DAY && day <= time::day_of(at).or_math()?, ProductError::BadAudit);
    a.product.auditor = auditor;
    a.product.audit_hash = hash;
    a.product.audit_day = day.into();
    emit!(AuditAttested {
        product: *a.product.address(),
        auditor,
        day,
        at
    });
    Ok(())
}
