//! Creates a pool's court with its vault of bonds.

use {
    crate::{
        constants::{CONFIG, VERSION},
        errors::{AccessError, PoolError},
        events::CourtCreated,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Config, Court, Pool},
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
    #[account(mut, address = config.governance @ AccessError::NotGovernance)]
    pub governance: Signer,
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    pub pool: Account<Pool>,
    #[account(init, payer = governance, seeds = [b"court", pool.address().as_ref()], bump)]
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
/// - Only governance shall create a court, and a pool shall have one.
/// - Its parameters shall lie within their bounds, and its vault, owned by the court, shall be apart from the pool's.
pub fn handler(ctx: &mut Context<CreateCourt>, args: CourtArgs) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let (bump, vault_bump) = (ctx.bumps.court, ctx.bumps.vault);
    let a = &mut ctx.accounts;
    let (payer, authority) = (a.governance.account(), a.court.account());
    tokens::create_vault(payer, a.vault.account(), a.mint.account(), authority, vault_bump)?;
    let court = &mut a.court;
    court.set(&args, at)?;
    court.version = VERSION;
    court.bump = bump;
    court.vault_bump = vault_bump;
    court.pool = *a.pool.address();
    court.mint = a.pool.mint;
    court.vault = *a.vault.address();
    court.rent_payer = *a.governance.address();
    emit!(CourtCreated {
        court: *a.court.address(),
        pool: *a.pool.address(),
        token_value: args.token_value,
        fee: args.fee,
        at
    });
    Ok(())
}
