//! Creates a pool's court with its vault of bonds.

use {
    crate::{
        constants::{CONFIG, VERSION},
        errors::{AccessError, GovernanceError, PoolError},
        events::CourtCreated,
        instructions::{no_extra, now},
        ops::{authority, tokens},
        state::{Action, Config, Court, Pool, Proposal},
    },
    anchor_lang::prelude::*,
};

/// Parameters of a court; units as in [`Court`].
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct CourtArgs {
    pub token_value: u64,
    pub fee: u64,
    pub min_bond: u64,
    pub declare_least: u64,
    pub evidence: u32,
    pub commit: u32,
    pub reveal: u32,
    pub appeal: u32,
}

#[derive(Accounts)]
pub struct CreateCourt {
    /// Pays the rent.
    #[account(mut)]
    pub executor: Signer,
    #[account(mut, address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub proposal: BorshAccount<Proposal>,
    pub pool: Account<Pool>,
    #[account(init, payer = executor, seeds = [b"court", pool.address().as_ref()], bump)]
    pub court: Account<Court>,
    /// CHECK: the pool's mint.
    #[account(address = pool.mint @ PoolError::WrongMint)]
    pub mint: UncheckedAccount,
    /// CHECK: created in the handler.
    #[account(mut, seeds = [b"vault", court.address().as_ref()], bump)]
    pub vault: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl CourtArgs {
    /// Every parameter lies inside its bounds.
    pub fn check(&self) -> Result<()> {
        let mut court: Court = bytemuck::Zeroable::zeroed();
        court.set(self, 0)
    }
}

impl Court {
    pub(super) fn set(&mut self, args: &CourtArgs, at: i64) -> Result<()> {
        if self.token_value.get() != args.token_value {
            (self.token_value, self.value_set_at) = (args.token_value.into(), at.into());
        }
        self.fee = args.fee.into();
        self.min_bond = args.min_bond.into();
        self.declare_least = args.declare_least.into();
        self.evidence = args.evidence.into();
        self.commit = args.commit.into();
        self.reveal = args.reveal.into();
        self.appeal = args.appeal.into();
        self.check_parameters()
    }
}

/// Specification:
/// - A proposal that creates this pool's court shall be executed, and no other (INV-17); a pool shall have one.
/// - Its parameters shall lie within their bounds, and its vault, owned by the court, shall be apart from the pool's.
pub fn handler(ctx: &mut Context<CreateCourt>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (bump, vault_bump) = (ctx.bumps.court, ctx.bumps.vault);
    let a = &mut ctx.accounts;
    let Action::CreateCourt { pool, parameters: args } = a.proposal.action else {
        return authority::wrong_action();
    };
    require!(pool == *a.pool.address(), GovernanceError::OtherSubject);
    authority::execute(&mut a.proposal, &mut a.config, 0, at)?;
    let (payer, owner) = (a.executor.account(), a.court.account());
    tokens::create_vault(payer, a.vault.account(), a.mint.account(), owner, vault_bump)?;
    let court = &mut a.court;
    court.set(&args, at)?;
    court.version = VERSION;
    court.bump = bump;
    court.vault_bump = vault_bump;
    court.pool = *a.pool.address();
    court.mint = a.pool.mint;
    court.vault = *a.vault.address();
    court.value_set_at = at.into();
    court.rent_payer = *a.executor.address();
    emit!(CourtCreated {
        court: *a.court.address(),
        pool: *a.pool.address(),
        token_value: args.token_value,
        fee: args.fee,
        at
    });
    Ok(())
}
