//! What ballots lose and win by the final decision of their case. Slashes in atoms of the governance token, fees in atoms of the pool's mint;
//! both are shared by the same rule.
//!
//! Source: UMA's DVM 2 (0.16 % for a wrong vote; the correct side shares by weight, in its escrows). Not revealing costs more than being
//! wrong, so that nobody copies the majority for fear of the slash.
use crate::{
    MathError, PPB, Result, rate,
    tally::{Side, Sides},
    wide,
};

/// Parts per billion of its weight that a ballot loses when it was committed and not revealed: 1 %.
pub const UNREVEALED: u64 = 10_000_000;
/// Parts per billion of its weight that a ballot on the losing side loses: 0.16 %.
pub const LOSING: u64 = 1_600_000;

/// The most that a ballot can lose: 1 % of its weight, rounded up. A program that keeps the sum of this over an escrow's unsettled ballots at
/// or below its aged tokens (no ballot beyond, no unlocking while one is open) collects every slash in whatever order they come; without the
/// rule 32 open ballots of one atom each, or one escrow that keeps losing while old ballots stay open, would leave the pot short.
/// Errors: none for any argument.
#[inline]
pub fn at_risk_ceil(weight: u64) -> Result<u64> {
    rate::share_ceil(weight, UNREVEALED)
}

/// What a ballot loses, rounded up: 1 % of its weight if it was not revealed (`vote` is none), 0.16 % on the losing side, else nothing. On a
/// draw (`decision` is none) nobody loses anything, who did not reveal included: nobody could win it, and hiding a vote does no more than
/// not voting. Errors: none for any argument.
#[inline]
pub fn slash_ceil(weight: u64, vote: Option<Side>, decision: Option<Side>) -> Result<u64> {
    match (vote, decision) {
        (_, None) => Ok(0),
        (None, Some(_)) => at_risk_ceil(weight),
        (Some(vote), Some(decision)) if vote != decision => rate::share_ceil(weight, LOSING),
        _ => Ok(0),
    }
}

/// Whether a ballot shares what there is to win: it was revealed, and on the side that won. On a draw every revealed ballot does: there are
/// no slashes then, and whoever votes to settle a dispute gets its fee whatever the vote, so the fee favours no choice.
#[inline]
pub fn is_coherent(vote: Option<Side>, decision: Option<Side>) -> bool {
    vote.is_some() && (decision.is_none() || vote == decision)
}

/// What all ballots of a case lose and who shares it, fixed at finality.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pot {
    /// Atoms to share out: at most the sum of the slashes, whose rounding it leaves out.
    pub slashed: u64,
    /// Weight of the ballots that share, over all rounds: up to three times the electorate.
    pub coherent: u128,
}

impl Pot {
    /// Adds a round: `floor(((committed - revealed) · 1 % + losing · 0.16 %))`, and the weight that shares. Every round of a case is added,
    /// with the same final decision. Never more than 1 % of what was committed. Errors, and nothing is changed: [`MathError::OutOfRange`]
    /// when more was revealed than committed; [`MathError::Overflow`].
    pub fn add_round(&mut self, committed: u64, sides: &Sides, decision: Option<Side>) -> Result<()> {
        let revealed = sides.for_it.checked_add(sides.against).ok_or(MathError::Overflow)?;
        let unrevealed = committed.checked_sub(revealed).ok_or(MathError::OutOfRange)?;
        let (coherent, losing, unrevealed) = match decision {
            Some(Side::For) => (sides.for_it, sides.against, unrevealed),
            Some(Side::Against) => (sides.against, sides.for_it, unrevealed),
            None => (revealed, 0, 0),
        };
        // Both weights are at most 2^64, both rates below 2^24: the sum never wraps, and the quotient is at most 1 % of committed.
        let lost = wide::mul(unrevealed, UNREVEALED).wrapping_add(wide::mul(losing, LOSING));
        let (lost, _) = wide::div_rem_128_by_64(lost, PPB)?;
        let next = Self {
            slashed: self.slashed.checked_add(lost).ok_or(MathError::Overflow)?,
            coherent: self.coherent.checked_add(u128::from(coherent)).ok_or(MathError::Overflow)?,
        };
        *self = next;
        Ok(())
    }

    /// A coherent ballot's part of `amount`, the slashes or the fee: `floor(amount · weight / coherent)`. The parts of all ballots add up to
    /// at most the amount, in whatever order they are settled; what rounding leaves stays where it is.
    /// Errors: [`MathError::OutOfRange`] for more weight than all that shares.
    #[inline]
    pub fn reward_floor(&self, amount: u64, weight: u64) -> Result<u64> {
        if weight == 0 {
            return Ok(0);
        }
        if u128::from(weight) > self.coherent {
            return Err(MathError::OutOfRange);
        }
        match u64::try_from(self.coherent) {
            Ok(coherent) => wide::mul_div_floor(amount, weight, coherent),
            Err(_) => Ok(wide::low(wide::mul_div_128_floor(u128::from(amount), weight, self.coherent)?)), // at most amount
        }
    }
}
