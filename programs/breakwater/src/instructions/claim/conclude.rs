//! Makes the decision about a claim the pool's and the policy's. Anyone may send it.

use {
    crate::{
        errors::{CaseError, ClaimError, OrMath, PolicyError, PoolError},
        events::ClaimConcluded,
        instructions::{no_extra, now},
        ops::bonds,
        state::{About, Case, Claim, ClaimState, Court, Policy, Pool, Product},
    },
    anchor_lang::prelude::*,
    anchor_spl::token::TokenAccount,
    breakwater_math::{payout, tally::Verdict},
};

#[derive(Accounts)]
pub struct ConcludeClaim {
    #[account(mut, address = product.pool @ PoolError::WrongPool)]
    pub pool: Account<Pool>,
    #[account(mut, address = policy.product @ PolicyError::PolicyOfOtherProduct)]
    pub product: Account<Product>,
    #[account(mut, address = claim.policy @ ClaimError::ClaimOfOtherPolicy)]
    pub policy: Account<Policy>,
    #[account(mut)]
    pub claim: Account<Claim>,
    #[account(mut)]
    pub case: Account<Case>,
    #[account(mut, address = case.court @ CaseError::WrongCourt)]
    pub court: Account<Court>,
    #[account(mut, address = court.vault @ CaseError::WrongBondVault)]
    pub bonds: Account<TokenAccount>,
    #[account(mut, address = pool.vault @ PoolError::WrongVault)]
    pub vault: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

/// Specification:
/// - Its case shall have ended, and shall be concluded once. An incident or breach that can still pay the policy shall be settled first.
/// - Accepted: the share of the amount less the deductible, at most the cover that is left (R18), shall move from capital to payable through the
///   loss order in this instruction (R23), and be owed to the policy; what the pool lacks shall be a shortfall of the claim. The pool shall give
///   the fee back to the claimant.
/// - Denied or drawn: it shall stay undecided while it can be filed again; else its amount shall be undecided no more.
/// - A bond that is lost shall be the pool's reserve.
pub fn handler(ctx: &mut Context<ConcludeClaim>) -> Result<()> {
    no_extra(ctx)?;
    let at = now()?;
    let a = &mut ctx.accounts;
    let claim = *a.claim.address();
    a.case.conclude(About::Claim, &claim)?;
    let verdict = a.case.verdict();
    a.pool.recognise(at)?;
    a.product.roll(&mut a.pool, at)?;
    let (mut due, mut funded) = (0, 0);
    match verdict {
        Verdict::Share(share) => (due, funded) = accept(a, share, at)?,
        _ => refuse(a, verdict == Verdict::Tie, at)?,
    }
    let kept = core::mem::take(&mut a.case.bond_rest).get();
    a.pool.keep(kept)?;
    bonds::to_pool(&a.token_program, &mut a.court, &mut a.bonds, &mut a.vault, kept)?;
    let fee = a.pool.take_fee(a.case.pool_fee())?;
    bonds::from_pool(
        &a.token_program,
        &a.pool,
        &mut a.vault,
        &mut a.court,
        &mut a.case,
        &mut a.bonds,
        fee,
    )?;
    a.product.check_invariants()?;
    a.court.check_invariants(a.bonds.amount())?;
    a.pool.check_invariants(a.vault.amount())?;
    emit!(ClaimConcluded {
        claim,
        policy: *a.policy.address(),
        ruling: a.case.ruling,
        payout: due,
        funded,
        refile_until: a.claim.refile_until.get(),
        at
    });
    Ok(())
}

/// Returns what is due, and what the pool could fund of it.
fn accept(a: &mut ConcludeClaim, share: u64, at: i64) -> Result<(u64, u64)> {
    let count = a.product.incident_count.get();
    let earlier = a.product.owes_earlier(&a.policy, count)? || a.product.may_still_trigger(&a.policy)?;
    require!(!earlier, PolicyError::PolicyStillOpen);
    let (cover, paid) = (a.policy.cover.get(), a.policy.paid.get());
    let due = payout::assessed_floor(a.claim.requested.get(), share, a.case.deductible.get(), cover, paid).or_math()?;
    let taken = a.pool.take_loss_before(due, a.case.pool_fee())?;
    a.product.book_loss(due)?;
    a.product.load(taken.funded, at)?;
    a.policy.apply_claim(taken.funded, count)?;
    a.policy.end_claim();
    if taken.funded > 0 {
        let seconds = at.saturating_sub(a.claim.event_at());
        a.product.count_payment(u64::try_from(seconds).unwrap_or(0))?;
        a.product.lower_cover(&a.policy, taken.funded)?;
    }
    let held = a.claim.requested.get();
    a.product.end_claim(&mut a.pool, held)?;
    let claim = &mut a.claim;
    claim.state = ClaimState::Accepted as u8;
    (claim.payout, claim.shortfall) = (due.into(), taken.shortfall.into());
    claim.decided_at = at.into();
    a.product.claims_accepted = a.product.claims_accepted.saturating_add(1);
    a.pool.claims_accepted = a.pool.claims_accepted.saturating_add(1);
    Ok((due, taken.funded))
}

fn refuse(a: &mut ConcludeClaim, drawn: bool, at: i64) -> Result<()> {
    let grace = a.policy.grace_ends(a.product.terms.grace_days.get());
    if !a.claim.refuse(drawn, grace, at) {
        let held = a.claim.requested.get();
        a.product.end_claim(&mut a.pool, held)?;
        a.policy.end_claim();
    }
    if !drawn {
        a.product.claims_denied = a.product.claims_denied.saturating_add(1);
        a.pool.claims_denied = a.pool.claims_denied.saturating_add(1);
    }
    Ok(())
}
