//! Executes what a proposal changes in the configuration.

use {
    crate::{
        constants::CONFIG,
        errors::{AccessError, GovernanceError},
        instructions::{no_extra, now},
        ops::authority,
        state::{Action, Config, Proposal, Topic},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct SetParameters {
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
}

/// Specification:
/// - A proposal about fees, discounts, votes, the guardian or the authority shall be executed, and no other (INV-17).
/// - Every value shall lie within its bounds again.
/// - A bootstrap authority that is named shall have nothing until it accepts; what is handed over shall stay until the members take it; when
///   they do, the bootstrap authority and whoever it named shall be nothing.
pub fn handler(ctx: &mut Context<SetParameters>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let action = a.proposal.action;
    let topic = topic_of(&action)?;
    let revision = if matches!(action, Action::TakeOver) { 0 } else { a.config.revision(topic) };
    authority::execute(&mut a.proposal, &mut a.config, revision, at)?;
    a.config.revise(topic);
    apply(&mut a.config, &action)?;
    a.config.check_invariants()
}

/// The part of the configuration that an action changes.
fn topic_of(action: &Action) -> Result<Topic> {
    Ok(match action {
        Action::SetFees { .. } => Topic::Fees,
        Action::SetDiscounts { .. } => Topic::Discounts,
        Action::SetVoting { .. } => Topic::Voting,
        Action::NameGuardian { .. } => Topic::Guardian,
        Action::NameBootstrap { .. } | Action::HandOver | Action::TakeOver => Topic::Authority,
        _ => return authority::wrong_action(),
    })
}

/// Writes it.
fn apply(config: &mut Config, action: &Action) -> Result<()> {
    match action {
        Action::SetFees { fee_bps, revenue_bps } => {
            Config::check_fees(*fee_bps, *revenue_bps)?;
            config.fee_bps = (*fee_bps).into();
            config.revenue_bps = (*revenue_bps).into();
        }
        Action::SetDiscounts { tiers } => config.set_discounts(tiers)?,
        Action::SetVoting { voting } => {
            voting.check()?;
            config.voting = (*voting).into();
        }
        Action::NameGuardian { guardian } => config.guardian = *guardian,
        Action::NameBootstrap { bootstrap } => config.pending_bootstrap = *bootstrap,
        Action::HandOver => config.handed_over = 1,
        Action::TakeOver => {
            require!(config.handed_over == 1, GovernanceError::NothingOffered);
            config.bootstrap = Address::default();
            config.pending_bootstrap = Address::default();
        }
        _ => return authority::wrong_action(),
    }
    Ok(())
}
