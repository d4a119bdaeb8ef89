//! Proposes an action to the members, for a bond.

use {
    crate::{
        constants::*,
        errors::{AccessError, EscrowError, GovernanceError, OrMath, PoolError},
        events::Proposed,
        instructions::{no_extra, now},
        ops::{
            review::{Review, Subject, review},
            tokens,
        },
        state::{Action, Config, Court, Dao, Electorate, Escrow, PROPOSAL_BYTES, Pool, Product, Proposal, ProposalState, Watch},
    },
    anchor_lang::prelude::*,
    anchor_spl::{mint::Mint, token::TokenAccount},
    breakwater_math::{turnout, weight},
};

#[derive(Accounts)]
pub struct Propose {
    /// Pays rent and bond.
    #[account(mut)]
    pub proposer: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut, address = DAO @ GovernanceError::WrongDao)]
    pub dao: Account<Dao>,
    #[account(address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: Account<Electorate>,
    #[account(constraint = escrow.owner == *proposer.address() @ AccessError::NotOwner)]
    pub escrow: Account<Escrow>,
    #[account(address = config.governance_mint @ EscrowError::WrongGovernanceMint)]
    pub mint: Account<Mint>,
    #[account(
        mut,
        constraint = *source.mint() == dao.mint @ PoolError::WrongMint,
        constraint = source.owner() == proposer.address() @ PoolError::WrongTokenOwner
    )]
    pub source: Account<TokenAccount>,
    #[account(mut, address = dao.vault @ GovernanceError::WrongDaoVault)]
    pub vault: Account<TokenAccount>,
    #[account(init, payer = proposer, space = PROPOSAL_BYTES, seeds = [b"proposal", &dao.proposals.get().to_le_bytes()], bump)]
    pub proposal: BorshAccount<Proposal>,
    /// What the action is about, as far as it is about one of these.
    pub pool: Option<Account<Pool>>,
    pub product: Option<Account<Product>>,
    pub watch: Option<Account<Watch>>,
    pub court: Option<Account<Court>>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// Specification:
/// - The proposer shall have locked the threshold's part of the electorate for a week, and shall pay the bond, rounded up.
/// - The members shall govern; before that they shall propose nothing but to take over what was offered to them.
/// - The action's values shall lie within their bounds, and it shall be about the accounts that are passed.
/// - What had aged when the vote opens shall vote; quorum and cap shall be those of that time: the quorum of
///   the electorate, the cap of all that votes, and never below a fifth of the quorum, so that five members can make it (INV-18).
pub fn handler(ctx: &mut Context<Propose>, action: Action) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let bump = ctx.bumps.proposal;
    let a = &mut ctx.accounts;
    require!(!action.is_bootstraps(), GovernanceError::BootstrapsAction);
    a.config.check_members_govern(&action, at)?;
    let found = review(&action, &subject(&a.config, &a.pool, &a.product, &a.watch, &a.court), at)?;
    let (voting, size) = (a.config.voting, a.electorate.size(at)?);
    let least = turnout::part_ceil(size, voting.threshold_bps.get()).or_math()?;
    require!(size > 0 && a.escrow.weight(at)? >= least, GovernanceError::BelowProposers);
    let bond = turnout::part_ceil(size, voting.bond_bps.get()).or_math()?;
    let quorum = turnout::quorum_ceil(size, voting.quorum_bps.get(), a.mint.supply()).or_math()?;
    // A part of all that votes: a part of last week's would let those who were there outvote any number of those who came since.
    let cap = weight::cap_floor(a.electorate.grown(at)?, a.electorate.escrows.get());
    let number = a.dao.open(bond)?;
    let new = Proposal {
        proposer: *a.proposer.address(),
        bond,
        opened_at: at,
        vote_until: at.saturating_add(i64::from(voting.vote.get())),
        delay: delay(&a.config, &action, &found),
        quorum,
        cap: turnout::cap(cap, quorum),
        ..blank(number, bump, action, found.revision)?
    };
    *a.proposal = new;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.proposer, bond)?;
    a.dao.check_invariants(a.vault.amount())?;
    emit!(Proposed {
        proposal: *a.proposal.address(),
        proposer: a.proposal.proposer,
        number,
        hash: a.proposal.hash,
        vote_until: a.proposal.vote_until,
        at
    });
    Ok(())
}

/// The accounts that were passed.
pub(super) fn subject<'a>(
    config: &'a Config,
    pool: &'a Option<Account<Pool>>,
    product: &'a Option<Account<Product>>,
    watch: &'a Option<Account<Watch>>,
    court: &'a Option<Account<Court>>,
) -> Subject<'a> {
    Subject {
        config,
        pool: pool.as_ref().map(|pool| (pool.address(), &**pool)),
        product: product.as_ref().map(|product| (product.address(), &**product)),
        watch: watch.as_deref(),
        court: court.as_ref().map(|court| (court.address(), &**court)),
    }
}

/// Delay of an action of the members.
fn delay(config: &Config, action: &Action, found: &Review) -> u32 {
    let voting = &config.voting;
    match (action.is_upgrade(), found.long) {
        (true, _) => voting.long_delay.get().max(UPGRADE_DELAY),
        (false, true) => voting.long_delay.get(),
        (false, false) => voting.delay.get(),
    }
}

/// A proposal of this action that nobody has made yet.
pub(super) fn blank(number: u64, bump: u8, action: Action, revision: u32) -> Result<Proposal> {
    Ok(Proposal {
        version: VERSION,
        bump,
        state: ProposalState::Voting,
        by_bootstrap: false,
        bond_back: false,
        number,
        proposer: Address::default(),
        bond: 0,
        opened_at: 0,
        vote_until: 0,
        delay: 0,
        eta: 0,
        dead_at: 0,
        quorum: 0,
        cap: 0,
        yes: 0,
        no: 0,
        abstain: 0,
        voters: 0,
        open_votes: 0,
        revision,
        hash: action.hash()?,
        action,
    })
}
