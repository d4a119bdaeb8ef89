//! Cases: the machine that jurors vote in, and their ballots.

pub mod advance;
pub mod appeal;
pub mod close;
pub mod commit;
pub mod pay_juror;
pub mod refund;
pub mod reveal;
pub mod settle;
pub mod submit_evidence;

use {
    crate::{
        errors::{CaseError, OrMath},
        state::{Case, Pool, Position},
    },
    anchor_lang::{find_and_verify_program_address, prelude::*},
    breakwater_math::weight,
};

/// Whoever opened the case, and whoever holds more than 0.5 % of the pool, has no vote. `position` must be the canonical address of the juror's
/// position, also when there is none: then it is derived here, never from a bump that somebody passes. A position that exists has no other address,
/// as only this program makes it. What is held is compared with `capital`.
#[inline(never)]
pub(super) fn check_impartial(case: &Case, pool: (&Pool, &Address), capital: u64, position: &AccountView, juror: &Address) -> Result<()> {
    let (pool, pool_address) = pool;
    require!(*juror != case.claimant, CaseError::ConflictOfInterest);
    if !position.owned_by(&crate::ID) {
        let seeds: &[&[u8]] = &[b"position", pool_address.as_ref(), juror.as_ref()];
        let found = find_and_verify_program_address(seeds, &crate::ID, position.address());
        require!(found.is_ok(), CaseError::NotCanonical);
        return Ok(());
    }
    let position = Account::<Position>::load(*position).map_err(|_| CaseError::NotCanonical)?;
    require!(position.pool == *pool_address && position.owner == *juror, CaseError::NotCanonical);
    let held = pool.value_of(&position)?;
    require!(!weight::is_conflicted(held, capital), CaseError::ConflictOfInterest);
    Ok(())
}

impl Pool {
    /// What a position is worth before undecided losses, pending withdrawals included, at the last recognised premium; atoms, rounded down.
    pub(crate) fn value_of(&self, position: &Position) -> Result<u64> {
        let mut sum = 0u64;
        for (tranche, part) in self.tranches.iter().zip(&position.tranches) {
            if part.generation == tranche.generation && !part.shares.is_zero() {
                sum = sum.saturating_add(tranche.value(part.shares.get(), tranche.capital.get())?);
            }
        }
        Ok(sum)
    }
}

/// Risk of a ballot: the most that it can lose, atoms of the governance token.
pub(super) fn risk(weight: u64) -> Result<u64> {
    breakwater_math::slash::at_risk_ceil(weight).or_math()
}
