//! Closes a policy that is over and gives its rent back to the buyer. Anyone may send it.

use {
    crate::{
        errors::{AccessError, ClaimError, OrMath, PolicyError},
        events::PolicyClosed,
        instructions::{no_extra, now},
        state::{Policy, Product},
    },
    anchor_lang::prelude::*,
    breakwater_math::time,
};

#[derive(Accounts)]
pub struct ClosePolicy {
    #[account(mut, address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    #[account(mut, close = buyer)]
    pub policy: Account<Policy>,
    /// CHECK: gets the rent; must be who paid it.
    #[account(mut, address = policy.buyer @ AccessError::WrongRentPayer)]
    pub buyer: UncheckedAccount,
}

/// Specification:
/// - Term and grace shall be over, or the cover wholly paid.
/// - No claim of it shall be on record, and nothing of its term declarable any more.
/// - Nothing shall be owed, no open incident or triggerable episode shall count the policy, and no recovery shall be able to come.
/// - The rent shall go back to the buyer (INV-20).
pub fn handler(ctx: &mut Context<ClosePolicy>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let grace_ends = time::midnight(a.policy.end_day.get().saturating_add(u32::from(a.product.terms.grace_days.get())));
    require!(at >= grace_ends || a.policy.remaining()? == 0, PolicyError::PolicyNotOver);
    require!(a.policy.owed.is_zero(), PolicyError::StillOwed);
    require!(a.policy.claims == 0, ClaimError::ClaimsOnRecord);
    a.product.check_undeclarable(&a.policy, time::day_of(at).or_math()?)?;
    require!(
        !a.product.owes_earlier(&a.policy, a.product.incident_count.get())?,
        PolicyError::PolicyStillOpen
    );
    require!(!a.product.may_still_trigger(&a.policy)?, PolicyError::PolicyStillOpen);
    require!(!a.product.may_recover(&a.policy)?, PolicyError::PolicyStillOpen);
    a.product.open_policies = a
        .product
        .open_policies
        .get()
        .checked_sub(1)
        .ok_or(PolicyError::PolicyLedgerBroken)?
        .into();
    let (holder, paid) = (a.policy.holder, a.policy.paid.get());
    emit!(PolicyClosed {
        policy: *a.policy.address(),
        product: *a.product.address(),
        holder,
        paid,
        at
    });
    Ok(())
}
