//! Moves owed fees to the treasury and, in part, to escrows. Anyone may send it.

use {
    crate::{
        constants::{CONFIG, ELECTORATE, REVENUE_VAULT},
        errors::{AccessError, EscrowError, OrMath, PoolError, TreasuryError},
        events::FeesSwept,
        instructions::{no_extra, now, treasury::check_purse},
        ops::tokens,
        state::{Config, Electorate, Pool, Purse},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::revenue,
};

#[derive(Accounts)]
pub struct SweepFees {
    #[account(address = CONFIG @ AccessError::WrongConfig)]
    pub config: Account<Config>,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    /// The treasury's purse of the pool's mint.
    #[account(mut)]
    pub purse: Account<Purse>,
    #[account(mut, address = purse.vault @ TreasuryError::WrongPurseVault)]
    pub purse_vault: Account<TokenAccount>,
    /// CHECK: the electorate's address, always, so that nobody sweeps past the escrows; used when it exists and shares in this mint.
    #[account(mut, address = ELECTORATE @ EscrowError::WrongElectorate)]
    pub electorate: UncheckedAccount,
    /// CHECK: the address of the vault of the escrows' share, which exists when the electorate says so.
    #[account(mut, address = REVENUE_VAULT @ TreasuryError::WrongRevenueVault)]
    pub revenue_vault: UncheckedAccount,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Exactly the owed fees shall leave the pool.
/// - Of fees in the revenue mint the escrows' share, rounded down, shall go to their vault and stream to them over 30 days, once that vault exists;
///   all else shall go to the treasury's purse of the pool's mint, and nothing elsewhere.
/// - Both ledgers shall grow by exactly what their vaults get (INV-03).
pub fn handler(ctx: &mut Context<SweepFees>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    check_purse(&a.purse, &a.purse_vault, &a.pool.mint)?;
    let amount = a.pool.fees_owed.get();
    require!(amount > 0, PoolError::NothingToSweep);
    a.pool.fees_owed = 0u64.into();
    let to_escrows = share_with_escrows(a, amount, at)?;
    let rest = amount.checked_sub(to_escrows).ok_or(TreasuryError::TreasuryLedgerBroken)?;
    a.purse.apply_income(rest)?;
    tokens::push(&a.token_program, &a.pool, &mut a.vault, a.purse_vault.account(), rest)?;
    a.pool.check_invariants(a.vault.amount())?;
    a.purse.check_invariants(a.purse_vault.amount())?;
    emit!(FeesSwept {
        pool: *a.pool.address(),
        amount,
        to_escrows,
        at
    });
    Ok(())
}

/// Sends the escrows their share. Returns it: at most half of the amount, and nothing when no escrow can have one.
fn share_with_escrows(a: &mut SweepFees, amount: u64, at: i64) -> Result<u64> {
    let shares = a.pool.mint == a.config.revenue_mint && a.electorate.account().owned_by(&crate::ID);
    if !shares {
        return Ok(0);
    }
    // SAFETY: the slot is writable and, as all slots of this instruction, no other slot's account; nothing else has a view of its data.
    let mut electorate = unsafe { Account::<Electorate>::load_mut(*a.electorate.account())? };
    let share = revenue::share_floor(amount, a.config.revenue_bps.get()).or_math()?;
    if share == 0 || electorate.revenue_mint != a.pool.mint {
        return Ok(0);
    }
    let vault = Account::<TokenAccount>::load(*a.revenue_vault.account())?;
    require!(!vault.is_frozen(), PoolError::DestinationFrozen);
    electorate.apply_revenue(share, at)?;
    tokens::push(&a.token_program, &a.pool, &mut a.vault, a.revenue_vault.account(), share)?;
    electorate.check_revenue(vault.amount())?;
    Ok(share)
}
