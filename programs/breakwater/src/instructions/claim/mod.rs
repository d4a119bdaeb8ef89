//! Claims: what one holder asks for one event, on products that are settled by claims, and in outages of sources.

pub mod close;
pub mod conclude;
pub mod file;
pub mod give_up;
pub mod pay;
pub mod recover;
pub mod refile;
pub mod withdraw;

use {
    crate::{
        errors::{ClaimError, OrMath, PoolError},
        state::{Case, Claim, Court, EvidenceArgs, Opening, Policy, Pool, Product, Watch},
    },
    anchor_lang::prelude::*,
    breakwater_math::{DAY, bond, payout, tally, time},
};

/// The event may be claimed under this policy now.
#[inline(never)]
pub(super) fn check_event(policy: &Policy, product: &Product, watch: Option<&Watch>, day: u32, at: i64) -> Result<()> {
    let today = time::day_of(at).or_math()?;
    require!(day <= today, ClaimError::EventInFuture);
    require!(policy.in_force_at(time::midnight(day))?, ClaimError::EventNotCovered);
    require!(at < policy.grace_ends(product.terms.grace_days.get()), ClaimError::ClaimTooLate);
    let window = u32::from(product.terms.claim_window_days.get());
    require!(window == 0 || today.saturating_sub(day) <= window, ClaimError::ClaimWindowOver);
    if let Some(watch) = watch {
        require!(had_outage(watch, policy, day, at), ClaimError::NoOutage);
    } else {
        require!(product.terms.by_incident == 0, ClaimError::SettledByIncident);
    }
    Ok(())
}

/// The sources brought no valid reading for a day or more of the policy's force, in a hole that touches the event's day.
fn had_outage(watch: &Watch, policy: &Policy, day: u32, at: i64) -> bool {
    let (from, until) = (time::midnight(policy.start_day.get()), policy.ends_at().min(at));
    let (begins, ends) = (time::midnight(day), time::midnight(day.saturating_add(1)));
    let is_long = |hole_from: i64, hole_to: i64| {
        let inside = hole_to.min(until).saturating_sub(hole_from.max(from));
        inside >= DAY && hole_from < ends && hole_to > begins
    };
    let past = watch.holes.iter().any(|hole| is_long(hole.from.get(), hole.to.get()));
    // The one that still runs; a watch that was never read has run since the policy began.
    past || is_long(watch.observed_at.get(), at)
}

/// Opens the case of a claim. Returns the bond.
#[inline(never)]
#[allow(clippy::too_many_arguments)] // each is another account
pub(super) fn open_case(
    case: &mut Case,
    court: &mut Court,
    policy: &Policy,
    product: &Product,
    pool: &Pool,
    addresses: (Address, Address),
    claim: &Claim,
    evidence: &EvidenceArgs,
    size: (u64, u32),
    at: i64,
) -> Result<u64> {
    let amount = claim.requested.get();
    let again = claim.filings > 1;
    let bond = bond::claim_ceil(amount, court.min_bond.get(), court.fee.get(), again).or_math()?;
    let opening = Opening {
        about: crate::state::About::Claim,
        number: u32::from(claim.filings.saturating_sub(1)),
        subject: addresses.0,
        product: policy.product,
        pool: product.pool,
        court: addresses.1,
        claimant: policy.holder,
        base: amount,
        deductible: payout::deductible_ceil(policy.cover.get(), product.terms.deductible_bps.get()).or_math()?,
        limit: policy.remaining()?,
        bond,
        large: tally::is_large(product.provisional.get(), pool.capital()?),
    };
    case.open(&opening, court, evidence, size, at)?;
    court.count_case()?;
    court.take(bond)?;
    Ok(bond)
}

impl Product {
    /// A claim of `amount` is filed: it is undecided.
    pub(super) fn open_claim(&mut self, pool: &mut Pool, amount: u64) -> Result<()> {
        self.open_claims = self.open_claims.get().checked_add(1).ok_or(ClaimError::ClaimLedgerBroken)?.into();
        self.replace_claim(pool, 0, amount)
    }

    /// It is decided for good.
    pub(super) fn end_claim(&mut self, pool: &mut Pool, amount: u64) -> Result<()> {
        self.open_claims = self.open_claims.get().checked_sub(1).ok_or(ClaimError::ClaimLedgerBroken)?.into();
        self.replace_claim(pool, amount, 0)
    }

    /// Replaces `old` by `new` in what claims of this product hold as undecided.
    pub(super) fn replace_claim(&mut self, pool: &mut Pool, old: u64, new: u64) -> Result<()> {
        let rest = self.claimed.get().checked_sub(old).and_then(|rest| rest.checked_add(new));
        self.claimed = rest.ok_or(ClaimError::ClaimLedgerBroken)?.into();
        self.replace_provisional(pool, old, new)
    }
}

impl Pool {
    /// What the pool owes a claimant who was right: the fee that came out of the bond, as far as capital and reserve reach. Returns it.
    pub(crate) fn take_fee(&mut self, fee: u64) -> Result<u64> {
        if fee == 0 {
            return Ok(0);
        }
        let taken = self.take_loss(fee)?;
        // It is no loss of a holder, and nobody waits for what is missing.
        self.lower_shortfall(taken.shortfall)?;
        self.lower_loss(fee)?;
        self.payable = self
            .payable
            .get()
            .checked_sub(taken.funded)
            .ok_or(PoolError::PoolLedgerBroken)?
            .into();
        Ok(taken.funded)
    }
}
