//! Queues an action without a vote: what the bootstrap authority can do until the members take over.

use {
    super::propose::{blank, subject},
    crate::{
        constants::*,
        errors::{AccessError, GovernanceError},
        events::ActionQueued,
        instructions::{no_extra, now},
        ops::{nonce::refuse_durable_nonce, review::review},
        state::{Action, Config, Court, Dao, PROPOSAL_BYTES, Pool, Product, Proposal, Watch},
    },
    anchor_lang::prelude::*,
};

#[derive(Accounts)]
pub struct QueueAction {
    /// Pays the rent.
    #[account(mut, address = config.bootstrap @ GovernanceError::NotBootstrap)]
    pub bootstrap: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut, address = DAO @ GovernanceError::WrongDao)]
    pub dao: Account<Dao>,
    #[account(init, payer = bootstrap, space = PROPOSAL_BYTES, seeds = [b"proposal", &dao.proposals.get().to_le_bytes()], bump)]
    pub proposal: BorshAccount<Proposal>,
    /// What the action is about, as far as it is about one of these.
    pub pool: Option<Account<Pool>>,
    pub product: Option<Account<Product>>,
    pub watch: Option<Account<Watch>>,
    pub court: Option<Account<Court>>,
    /// CHECK: its address is checked where it is read.
    pub instructions: UncheckedAccount,
    pub system_program: Program<System>,
}

/// Specification:
/// - Only the bootstrap authority shall queue, within 180 days, and nothing that the members must want themselves.
/// - The same bounds shall hold as for the members' proposals.
/// - The action shall wait for 24 hours, an upgrade for seven days, whatever the parameters of votes are.
/// - A transaction with a durable nonce shall be refused.
pub fn handler(ctx: &mut Context<QueueAction>, action: Action) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.proposal;
    let a = &mut ctx.accounts;
    refuse_durable_nonce(a.instructions.account())?;
    require!(a.config.is_bootstrap(a.bootstrap.address(), at), GovernanceError::NotBootstrap);
    require!(!matches!(action, Action::TakeOver), GovernanceError::MembersAction);
    let found = review(&action, &subject(&a.config, &a.pool, &a.product, &a.watch, &a.court), at)?;
    let number = a.dao.open(0)?;
    let mut new = Proposal {
        by_bootstrap: true,
        bond_back: true,
        proposer: *a.bootstrap.address(),
        opened_at: at,
        vote_until: at,
        delay: if action.is_upgrade() { UPGRADE_DELAY } else { BOOTSTRAP_DELAY },
        ..blank(number, bump, action, found.revision)?
    };
    new.queue(at)?;
    *a.proposal = new;
    emit!(ActionQueued {
        proposal: *a.proposal.address(),
        number,
        hash: a.proposal.hash,
        eta: a.proposal.eta,
        at
    });
    Ok(())
}
