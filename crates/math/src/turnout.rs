//! What members' votes on a proposal come to. Weights in atoms of the governance token.
//!
//! Sources: the quorum of 15 % is Nexus Mutual's governor's; that votes *for* make it, and not all votes, is Compound's: whoever is against never
//! helps a proposal by voting. The least part of all tokens answers Synthetify (October 2023), whose few active tokens were outvoted by a
//! stranger's.
use crate::{BPS, Result, wide};

/// Least number of members who vote.
pub const MIN_VOTERS: u32 = 5;
/// Least part of all governance tokens that must be for a proposal, basis points, however few are locked (2 %).
pub const LEAST_OF_SUPPLY_BPS: u16 = 200;

/// What a vote comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The members want it.
    pub accepted: bool,
    /// As many weighed in, on either side, as are needed for it: the question was worth a vote.
    pub worth_a_vote: bool,
}

/// `amount` times `bps` basis points, rounded up. Errors: [`MathError::Overflow`](crate::MathError::Overflow), never for `bps` up to 10,000.
#[inline]
pub fn part_ceil(amount: u64, bps: u16) -> Result<u64> {
    wide::mul_div_ceil(amount, u64::from(bps), BPS)
}

/// Votes for a proposal that it needs: the electorate's part, rounded up, at least 2 % of all tokens, and never nothing.
pub fn quorum_ceil(electorate: u64, quorum_bps: u16, supply: u64) -> Result<u64> {
    let least = part_ceil(supply, LEAST_OF_SUPPLY_BPS)?;
    Ok(part_ceil(electorate, quorum_bps)?.max(least).max(1))
}

/// More for than against, the quorum for it, and at least five members. A tie is no.
#[inline]
pub fn count(yes: u64, no: u64, abstain: u64, voters: u32, quorum: u64) -> Count {
    // Three numbers of 64 bits never fill 128.
    let all = u128::from(yes).saturating_add(u128::from(no)).saturating_add(u128::from(abstain));
    let enough = voters >= MIN_VOTERS;
    Count {
        accepted: enough && yes > no && yes >= quorum && quorum > 0,
        worth_a_vote: enough && all >= u128::from(quorum),
    }
}
