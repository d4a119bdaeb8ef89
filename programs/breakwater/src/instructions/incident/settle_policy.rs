//! Pays one policy what an incident owes it by now. Anyone may send it; money goes to the holder.

use {
    crate::{
        errors::{IncidentError, PolicyError, PoolError},
        events::{CutToppedUp, PolicyPaid, PolicySettled},
        instructions::{no_extra, now},
        ops::{
            delivery::{self, Delivery},
            tokens,
        },
        state::{Incident, Policy, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::{associated_token::AssociatedToken, token::TokenAccount},
};

#[derive(Accounts)]
pub struct SettlePolicy {
    /// Anyone; pays for the holder's token account if it is missing.
    #[account(mut, unsafe(dup))]
    pub caller: Signer,
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = incident.product @ IncidentError::OtherProduct)]
    pub product: Account<Product>,
    #[account(mut)]
    pub incident: Account<Incident>,
    #[account(mut, constraint = policy.product == *product.address() @ PolicyError::PolicyOfOtherProduct)]
    pub policy: Account<Policy>,
    /// CHECK: only to create the holder's token account; checked in the handler. It is optional so that no address a holder may
    /// have, an account of this instruction among them, can stop a settlement.
    pub holder: Option<UncheckedAccount>,
    /// CHECK: the holder's associated token account; checked in the handler, created when missing.
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    /// CHECK: the pool's mint, for creating the holder's account.
    #[account(address = pool.mint @ PoolError::WrongMint)]
    pub mint: UncheckedAccount,
    pub token_program: Program<Token>,
    pub associated_token_program: Program<AssociatedToken>,
    pub system_program: Program<System>,
}

/// Specification:
/// - The policy shall have been past waiting and in force at the first breach, and shall settle its incidents in order.
/// - It shall get the highest final step whose window began before its end, less what this incident paid it, never above its cover (INV-08).
/// - The product's price shall be loaded by what is paid, but for what was recovered.
/// - A payment that cannot be delivered shall be stored as owed, count as settled, and stay payable.
/// - What was recovered for a policy that was cut and has passed shall be paid to it too, unless a later incident has paid it; not while a later
///   incident has counted it and not let it pass, and only by the holder while an earlier one may still recover something for it.
/// - Once the incident is sealed, or the cover wholly paid, the policy shall pass, and shall not be settled twice.
/// - When it passes it shall get its part of the bonds of disputes that have failed by then, once, beside its cover: it shall lower no cover and
///   load no price.
/// - If a step was cut, every policy shall be counted first; what the incident reserved and does not owe shall then be added to the
///   cut, the same for all policies of a step, and each shall be settled once more.
pub fn handler(ctx: &mut Context<SettlePolicy>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let holder = a.policy.holder;
    require!(
        a.holder.as_ref().is_none_or(|account| *account.address() == holder),
        PolicyError::WrongHolder
    );
    tokens::check_associated(a.destination.address(), &holder, &a.pool.mint)?;
    a.product.roll(&mut a.pool, at)?;
    let (amount, bonus, passed) = settle(a, at)?;
    a.product.check_invariants()?;
    a.incident.check_invariants()?;
    emit!(PolicySettled {
        policy: *a.policy.address(),
        incident: *a.incident.address(),
        holder,
        amount,
        bonus,
        passed,
        at
    });
    let delivered = delivery::owed(Delivery {
        caller: &mut a.caller,
        pool: &mut a.pool,
        policy: &mut a.policy,
        holder: a.holder.as_ref(),
        destination: &mut a.destination,
        vault: &mut a.vault,
        mint: &a.mint,
        token_program: &a.token_program,
        associated_token_program: &a.associated_token_program,
        system_program: &a.system_program,
    })?;
    a.pool.check_invariants(a.vault.amount())?;
    if delivered > 0 {
        emit!(PolicyPaid {
            policy: *a.policy.address(),
            holder,
            amount: delivered,
            at
        });
    }
    Ok(())
}

/// Books what is due. Returns it, the part of bonds, and whether the policy passed.
fn settle(a: &mut SettlePolicy, at: i64) -> Result<(u64, u64, bool)> {
    let number = a.incident.number.get();
    // After the release only recoveries come, to a policy that was counted and has not passed as well.
    if a.policy.next_incident.get() > number || a.incident.recovering == 1 {
        return collect(a, number, at).map(|amount| (amount, 0, false));
    }
    require!(a.policy.in_force_at(a.incident.first_breach.get())?, IncidentError::NotEligible);
    require!(!a.product.owes_earlier(&a.policy, number)?, IncidentError::OutOfOrder);
    let base = a.policy.base_for(number)?;
    let counts = a.incident.must_count(&a.policy);
    if counts {
        a.incident.count(&a.policy, base)?;
        a.policy.mark_counted(number)?;
        top_up(a, at)?;
    }
    let amount = a.incident.due_to(&a.policy)?;
    pay(a, number, amount, at)?;
    let passed = a.incident.lets_pass() || (base > 0 && a.policy.remaining()? == 0);
    require!(amount > 0 || passed || counts, IncidentError::NothingToPay);
    let mut bonus = 0;
    if passed {
        a.incident.pass(base)?;
        bonus = give_bonus(a, base)?;
        a.policy.next_incident = number.checked_add(1).ok_or(IncidentError::IncidentLedgerBroken)?.into();
    }
    Ok((amount, bonus, passed))
}

/// The policy passes and gets its part of the bonds of disputes that failed. Returns it.
fn give_bonus(a: &mut SettlePolicy, base: u64) -> Result<u64> {
    let amount = a.incident.bonus_of(&a.policy, base)?;
    if amount > 0 {
        leave(a, amount)?;
        a.policy.apply_bonus(amount)?;
        a.product.count_bonus(amount)?;
    }
    Ok(amount)
}

/// What was recovered for a policy that has passed or was counted. Returns it.
fn collect(a: &mut SettlePolicy, number: u32, at: i64) -> Result<u64> {
    let may = a.incident.recovering == 1 && a.policy.in_force_at(a.incident.first_breach.get())?;
    require!(may && a.policy.may_collect(number), IncidentError::AlreadySettled);
    // A later incident has counted this cover: it shall not be lower when the policy passes there.
    require!(!a.product.is_counted_later(&a.policy, number), IncidentError::OutOfOrder);
    // Nobody else may end what an earlier incident can still recover for the holder.
    let own = *a.caller.address() == a.policy.holder;
    require!(own || !a.product.recovers_earlier(&a.policy, number)?, IncidentError::OutOfOrder);
    // What rounding had left was given back at the release: the last to collect gets less than an atom for each policy less, and is never refused.
    let amount = a.incident.due_to(&a.policy)?.min(a.incident.reserved()?);
    require!(amount > 0, IncidentError::NothingToPay);
    pay(a, number, amount, at)?;
    Ok(amount)
}

/// Books a payment in all ledgers.
fn pay(a: &mut SettlePolicy, number: u32, amount: u64, at: i64) -> Result<()> {
    if amount == 0 {
        return Ok(());
    }
    if a.incident.recovering == 0 {
        leave(a, amount)?;
        a.product.load(amount, at)?;
    } else {
        a.incident.apply_payment(amount)?;
    }
    a.policy.apply_settlement(number, amount)?;
    let seconds = at.saturating_sub(a.incident.first_breach.get());
    a.product.count_payment(u64::try_from(seconds).unwrap_or(0))?;
    a.product.apply_payment(&mut a.pool, &a.policy, amount)
}

/// A policy's money leaves what the incident has reserved: it cannot come back any more.
fn leave(a: &mut SettlePolicy, amount: u64) -> Result<()> {
    let before = a.incident.taken.to_living(a.incident.unpaid(), &a.pool);
    a.incident.apply_payment(amount)?;
    let after = a.incident.taken.to_living(a.incident.unpaid(), &a.pool);
    a.pool.replace_may_return(before, after)
}

/// When the last policy of an incident with a cut has been counted: what is left over goes to the cut.
fn top_up(a: &mut SettlePolicy, at: i64) -> Result<()> {
    if !a.incident.may_top_up(a.product.lowered(a.incident.number.get())) {
        return Ok(());
    }
    let fallen = a.incident.give_left_over()?;
    a.pool.lower_shortfall(fallen)?;
    a.pool.lower_loss(fallen)?;
    a.product.lower_loss(fallen)?;
    emit!(CutToppedUp {
        incident: *a.incident.address(),
        shortfall: a.incident.shortfall.get(),
        at
    });
    Ok(())
}
