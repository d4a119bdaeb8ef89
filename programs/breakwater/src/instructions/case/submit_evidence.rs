//! Adds evidence to a case: anyone, on either side. It is kept in the log of the transaction, and jurors read it there.

use {
    crate::{
        errors::CaseError,
        events::EvidenceSubmitted,
        instructions::{no_extra, now},
        state::{Case, CasePhase, EvidenceArgs},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct SubmitEvidence {
    /// Anyone.
    pub author: Signer,
    pub case: Account<Case>,
}

/// Specification:
/// - Evidence shall be taken from anyone in the evidence phase of the round that runs, and shall change no account.
pub fn handler(ctx: &mut Context<SubmitEvidence>, evidence: EvidenceArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &ctx.accounts;
    let open = a.case.is(CasePhase::Voting) && at < a.case.current().commit_from.get();
    require!(open, CaseError::NotEvidencePhase);
    emit!(EvidenceSubmitted {
        case: *a.case.address(),
        author: *a.author.address(),
        hash: evidence.hash,
        uri: evidence.uri,
        at
    });
    Ok(())
}
