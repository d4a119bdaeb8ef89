//! Pays a recovery in. Anyone may send it and says what it was recovered from.

use {
    crate::{
        errors::{IncidentError, PoolError},
        events::Recovered,
        instructions::{no_extra, now},
        ops::tokens,
        state::{Incident, JUNIOR, Pool, SENIOR},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
};

/// The money belongs to whoever underwrites now.
const FOR_POOL: u8 = 0;
/// The money was lost in one incident, which is passed.
const FOR_INCIDENT: u8 = 1;
/// The money was lost by the last closed generation of junior …
const FOR_CLOSED_JUNIOR: u8 = 2;
/// … or of senior.
const FOR_CLOSED_SENIOR: u8 = 3;

#[derive(Accounts)]
pub struct Recover {
    /// Whoever has the money.
    pub payer: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The incident, when the money was lost in it.
    #[account(mut)]
    pub incident: Option<Account<Incident>>,
    /// Its product, which names the pool.
    pub product: Option<Account<crate::state::Product>>,
    #[account(
        mut,
        constraint = *source.mint() == pool.mint @ PoolError::WrongMint,
        constraint = source.owner() == payer.address() @ PoolError::WrongTokenOwner
    )]
    pub source: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - What an incident's policies lacked shall be recovered first; they fetch it by `settle_policy`.
/// - The rest shall go to those who bore the loss, backwards through the loss order (ADR 18): to the reserve, to living tranches over 90 days,
///   to the last closed generation for its owners to fetch.
/// - A recovery for the pool shall stream to the tranches over 90 days, so that nobody can jump in front of it.
/// - No share price shall rise at once; the vault shall grow by exactly `amount` (INV-03).
pub fn handler(ctx: &mut Context<Recover>, subject: u8, amount: u64) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    require!(amount > 0, PoolError::ZeroAmount);
    require!(a.source.amount() >= amount, PoolError::SourceShort);
    a.pool.recognise(at)?;
    let to_policies = match subject {
        FOR_POOL => a.pool.stream_back(amount, at).map(|()| 0)?,
        FOR_INCIDENT => for_incident(a, amount, at)?,
        FOR_CLOSED_JUNIOR | FOR_CLOSED_SENIOR => {
            let index = if subject == FOR_CLOSED_JUNIOR { JUNIOR } else { SENIOR };
            require!(!a.pool.tranches[index].closed_shares.is_zero(), PoolError::NothingRecovered);
            let closed = a.pool.tranches[index].generation.get().wrapping_sub(1);
            a.pool.give_to_generation(index, closed, amount, at).map(|()| 0)?
        }
        _ => return Err(PoolError::UnknownSubject.into()),
    };
    a.pool.count_recovery(amount)?;
    tokens::pull(&a.token_program, &mut a.source, &mut a.vault, &a.payer, amount)?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(Recovered {
        pool: *a.pool.address(),
        payer: *a.payer.address(),
        subject,
        amount,
        to_policies,
        at
    });
    Ok(())
}

/// Policies first, then those who bore the loss. Returns what policies can fetch.
fn for_incident(a: &mut Recover, amount: u64, at: i64) -> Result<u64> {
    let (Some(incident), Some(product)) = (a.incident.as_mut(), a.product.as_ref()) else {
        return Err(PoolError::UnknownSubject.into());
    };
    require!(incident.product == *product.address(), IncidentError::OtherProduct);
    require!(product.pool == *a.pool.address(), PoolError::WrongPool);
    require!(incident.recovering == 1, IncidentError::NotReleased);
    let used = incident.recover(amount, at)?;
    a.pool.fund_shortfall(used)?;
    let back = incident.taken.back(amount.saturating_sub(used));
    a.pool.give_back(&incident.taken, &back, at)?;
    incident.taken.lower(&back)?;
    Ok(used)
}
