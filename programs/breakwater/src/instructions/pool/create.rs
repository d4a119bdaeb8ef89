//! Creates a pool with its vault.

use {
    crate::{
        bounds,
        constants::*,
        errors::{AccessError, GovernanceError, PoolError},
        events::PoolCreated,
        instructions::{no_extra, now},
        ops::{authority, tokens},
        state::{Action, Config, Listing, Pool, Proposal},
    },
    anchor_lang::prelude::*,
};

/// Parameters of a pool; each has hard bounds.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct CreatePoolArgs {
    /// Weight of junior against senior capital in the premium split, parts per billion.
    pub junior_weight: u64,
    /// Smallest deposit, atoms.
    pub min_deposit: u64,
    /// Share of each premium for the reserve, basis points.
    pub reserve_bps: u16,
    /// Required capital is multiplied by this, basis points.
    pub margin_bps: u16,
    /// Correlation between risk groups, basis points.
    pub correlation_bps: u16,
    /// Junior's least share of R (what the exposures require before the margin), basis points.
    pub junior_floor_bps: u16,
    /// Notice of a withdrawal, days.
    pub notice_days: u8,
    /// Highest share of capital per risk group, basis points.
    pub group_caps_bps: [u16; GROUPS],
}

impl CreatePoolArgs {
    /// Writes the parameters; sums stay.
    pub fn apply(&self, pool: &mut Pool) {
        pool.junior_weight = self.junior_weight.into();
        pool.min_deposit = self.min_deposit.into();
        pool.reserve_bps = self.reserve_bps.into();
        pool.margin_bps = self.margin_bps.into();
        pool.correlation_bps = self.correlation_bps.into();
        pool.junior_floor_bps = self.junior_floor_bps.into();
        pool.notice_days = self.notice_days;
        for (group, cap) in pool.groups.iter_mut().zip(self.group_caps_bps) {
            group.cap_bps = cap.into();
        }
    }
}

#[derive(Accounts)]
pub struct CreatePool {
    /// Pays the rent.
    #[account(mut)]
    pub executor: Signer,
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    #[account(init, payer = executor, seeds = [b"pool", &config.pool_count.get().to_le_bytes()], bump)]
    pub pool: Account<Pool>,
    /// The mint's listing.
    pub listing: Account<Listing>,
    /// CHECK: the handler refuses anything but an SPL Token mint, by name.
    pub mint: UncheckedAccount,
    /// CHECK: created in the handler, once the mint is known to be one that this protocol takes.
    #[account(mut, seeds = [b"vault", pool.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

/// Specification:
/// - A proposal that creates a pool of this mint shall be executed, and no other (INV-17).
/// - The mint shall be on the list.
/// - The mint shall be an SPL Token mint; a Token-2022 mint shall be refused by name.
/// - Every parameter shall lie within its bounds.
/// - The vault shall be owned by the pool and the pool shall start empty.
pub fn handler(ctx: &mut Context<CreatePool>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (bump, vault_bump) = (ctx.bumps.pool, ctx.bumps.vault);
    let a = &mut ctx.accounts;
    let Action::CreatePool { mint, parameters: args } = a.proposal.action else {
        return authority::wrong_action();
    };
    require!(mint == *a.mint.address(), GovernanceError::OtherSubject);
    a.listing.check_mint(&mint)?;
    authority::execute(&mut a.proposal, &mut a.config, 0, at)?;
    check_args(&args)?;
    let decimals = tokens::check_mint(a.mint.account())?;
    let (payer, owner) = (a.executor.account(), a.pool.account());
    tokens::create_vault(payer, a.vault.account(), a.mint.account(), owner, vault_bump)?;
    let id = a.config.pool_count.get();
    let pool = &mut a.pool;
    pool.version = VERSION;
    pool.bump = bump;
    pool.vault_bump = vault_bump;
    pool.decimals = decimals;
    pool.id = id.into();
    pool.mint = *a.mint.address();
    pool.vault = *a.vault.address();
    pool.rent_payer = *a.executor.address();
    pool.recognised_at = at.into();
    args.apply(pool);
    a.config.pool_count = id.checked_add(1).ok_or(PoolError::BadParameter)?.into();
    emit!(PoolCreated {
        pool: *a.pool.address(),
        id,
        mint: *a.mint.address(),
        at
    });
    Ok(())
}

/// Every parameter lies inside its bounds.
pub(crate) fn check_args(args: &CreatePoolArgs) -> Result<()> {
    let split = bounds::JUNIOR_WEIGHT.holds(args.junior_weight)
        && bounds::RESERVE.holds(args.reserve_bps.into())
        && bounds::JUNIOR_FLOOR.holds(args.junior_floor_bps.into());
    let carried = bounds::MARGIN.holds(args.margin_bps.into())
        && bounds::CORRELATION.holds(args.correlation_bps.into())
        && args.group_caps_bps.iter().all(|cap| bounds::GROUP_CAP.holds((*cap).into()));
    let terms = bounds::MIN_DEPOSIT.holds(args.min_deposit) && bounds::NOTICE.holds(args.notice_days.into());
    require!(split && carried && terms, PoolError::BadParameter);
    Ok(())
}
