//! Closes a case whose subject is concluded, and gives its rent back to the claimant. Anyone may send it.

use {
    crate::{
        errors::{AccessError, CaseError},
        events::CaseClosed,
        instructions::{no_extra, now},
        state::{Case, Court},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct CloseCase {
    #[account(mut, close = claimant)]
    pub case: Account<Case>,
    #[account(mut, address = case.court @ CaseError::WrongCourt)]
    pub court: Account<Court>,
    /// CHECK: gets the rent; must be who paid it.
    #[account(mut, address = case.claimant @ AccessError::WrongRentPayer)]
    pub claimant: UncheckedAccount,
}

/// Specification:
/// - Its subject shall be concluded, every ballot settled, and bond and appeal price refunded.
/// - What rounding left of the fees shall stay with the court; the rent shall go to who paid it (INV-20).
pub fn handler(ctx: &mut Context<CloseCase>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let left = a.case.check_over()?;
    a.court.close_case(left)?;
    emit!(CaseClosed {
        case: *a.case.address(),
        left,
        at
    });
    Ok(())
}
