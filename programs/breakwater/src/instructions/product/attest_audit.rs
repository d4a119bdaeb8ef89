//! Records an audit of the covered code: who, what report, which day.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, GovernanceError, OrMath, ProductError},
        events::AuditAttested,
        instructions::{no_extra, now},
        ops::authority,
        state::{Action, Config, Product, Proposal},
    },
    anchor_lang::prelude::*,
    breakwater_math::time,
};

/// Days before this one are mistakes (1 January 1971).
const FIRST_DAY: u32 = 365;

#[derive(Accounts)]
pub struct AttestAudit {
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    #[account(mut)]
    pub product: Account<Product>,
}

/// Specification:
/// - A proposal that records an audit of this product shall be executed, and no other (INV-17). Auditor and hash shall be set; the day shall not lie in the future.
/// - Later premiums shall be loaded by the age of this audit; sold cover shall not change.
pub fn handler(ctx: &mut Context<AttestAudit>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let Action::AttestAudit {
        product,
        auditor,
        hash,
        day,
    } = a.proposal.action
    else {
        return authority::wrong_action();
    };
    require!(product == *a.product.address(), GovernanceError::OtherSubject);
    authority::execute(&mut a.proposal, &mut a.config, a.product.revision.get(), at)?;
    check_audit(&auditor, &hash, day, at)?;
    a.product.revise();
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

/// Who audited what, and when: not in the future.
pub(crate) fn check_audit(auditor: &Address, hash: &[u8; 32], day: u32, at: i64) -> Result<()> {
    require!(*auditor != Address::default() && *hash != [0; 32], ProductError::BadAudit);
    require!(day >= FIRST_DAY && day <= time::day_of(at).or_math()?, ProductError::BadAudit);
    Ok(())
}
