//! What members' votes on a proposal come to. Weights in atoms of the governance token.
//!
//! Sources: the quorum of 15 % is Nexus Mutual's governor's; that votes *for* make it, and not all votes, is Compound's: whoever is against never
//! helps a proposal by voting. The least part of all tokens answers Synthetify (October 2023), whose few active tokens were outvoted by a
//! stranger's.
use crate::{MathError, Result, wide};

/// Least number of members who vote.
pub const MIN_VOTERS: u32 = 5;
/// Least part of all governance tokens that must be for a proposal, basis points, however few are locked (2 %).
pub const LEAST_OF_SUPPLY_BPS: u16 = 200;

const BPS: u64 = 10_000;

/// What a vote comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The members want it.
    pub accepted: bool,
    /// As many weighed in, on either side, as are needed for it: the question was worth a vote.
    pub worth_a_vote: bool,
}

/// `amount` times `bps` basis points, rounded up. Errors: [`MathError::Overflow`] never for `bps` up to 10,000.
#[inline]
pub fn part_ceil(amount: u64, bps: u16) -> Result<u64> {
    u64::try_from(wide::mul(amount, u64::from(bps)).div_ceil(u128::from(BPS))).map_err(|_| MathError::Overflow)
}

/// Votes for a proposal that it needs: the electorate's part, rounded up, at least 2 % of all tokens, and never nothing.
pub fn quorum_ceil(electorate: u64, quorum_bps: u16, supply: u64) -> Result<u64> {
    let least = part_ceil(supply, LEAST_OF_SUPPLY_BPS)?;
    Ok(part_ceil(electorate, quorum_bps)?.max(least).max(1))
}

/// More for than against, the quorum for it, and at least five members. A tie is no.
#[inline]
pub fn count(yes: u64, no: u64, abstain: u64, voters: u32, quorum: u64) -> Count {
    let all = u128::from(yes).saturating_add(no.into()).saturating_add(abstain.into()); // three times 64 bits fit
    let enough = voters >= MIN_VOTERS;
    Count {
        accepted: enough && yes > no && yes >= quorum && quorum > 0,
        worth_a_vote: enough && all >= u128::from(quorum),
    }
}

#[cfg(test)]
mod tests {
    use {super::*, proptest::prelude::*};

    #[test]
    fn a_tie_a_missing_vote_and_a_missing_member_are_no() {
        assert!(count(100, 99, 0, 5, 100).accepted);
        assert!(!count(100, 100, 0, 5, 100).accepted);
        assert!(!count(99, 0, 1_000, 5, 100).accepted, "abstentions are no quorum");
        assert!(!count(100, 0, 0, 4, 100).accepted);
        assert!(!count(u64::MAX, 0, 0, 5, 0).accepted, "A-65: a quorum of nothing");
        assert!(count(0, 60, 40, 5, 100).worth_a_vote && !count(0, 60, 39, 5, 100).worth_a_vote);
    }

    #[test]
    fn a_quorum_is_never_nothing_and_never_less_than_two_percent_of_all() {
        assert_eq!(quorum_ceil(0, 1_500, 0), Ok(1));
        assert_eq!(quorum_ceil(1_000, 1_500, 1_000), Ok(150));
        assert_eq!(quorum_ceil(1_000, 1_500, 1_000_000), Ok(20_000));
        assert_eq!(quorum_ceil(1, 1_000, 0), Ok(1));
        assert_eq!(quorum_ceil(u64::MAX, 10_000, u64::MAX), Ok(u64::MAX));
    }

    proptest! {
        #[test]
        fn more_votes_against_never_help(yes: u64, no: u64, more: u32, voters: u32, quorum: u64) {
            let (before, after) = (count(yes, no, 0, voters, quorum), count(yes, no.saturating_add(more.into()), 0, voters, quorum));
            prop_assert!(!after.accepted || before.accepted);
        }

        #[test]
        fn a_part_is_rounded_up(amount: u64, bps in 0u16..=10_000) {
            let part = u128::from(part_ceil(amount, bps).unwrap());
            let exact = u128::from(amount) * u128::from(bps);
            prop_assert!(part * 10_000 >= exact && (part == 0 || (part - 1) * 10_000 < exact));
        }
    }
}
