//! Does what is due in a case: counts a round that is over, or ends the case after its appeal window. Anyone may send it.

use {
    crate::{
        constants::ELECTORATE,
        errors::EscrowError,
        events::CaseAdvanced,
        instructions::{no_extra, now},
        state::{Case, Electorate},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct AdvanceCase {
    #[account(mut)]
    pub case: Account<Case>,
    #[account(address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
}

/// Specification:
/// - A round shall be counted once its reveal phase is over, and never before: nothing ends a phase early.
/// - Without a quorum a second, longer round shall follow; without one again, or on a tie, the case shall end as a draw.
/// - A verdict whose weight is worth less than twice what it moves shall need a second round with a double quorum, and else be a draw (R10).
/// - A decision shall be final after the appeal window; in the appeal round a missed quorum or a tie shall leave it.
/// - At the end the exact sums of slashes and rewards, and what becomes of bond and appeal price, shall be fixed.
pub fn handler(ctx: &mut Context<AdvanceCase>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let size = a.electorate.for_round(at)?;
    let round = a.case.round;
    a.case.advance(size, at)?;
    emit!(CaseAdvanced {
        case: *a.case.address(),
        round,
        phase: a.case.phase,
        ruling: a.case.ruling,
        share: a.case.share.get(),
        at
    });
    Ok(())
}
