//! How much an escrow counts in a vote: only what had aged when the round opened, up to a cap. Amounts in atoms of the governance token, which
//! age where they are locked: in the program's escrow, by midnights (docs/adr/0023). A token that was bought for a vote comes too late for it
//! (Beanstalk, April 2022), and no owner decides alone (Nexus Mutual's and InsurAce's cap of 5 %; UMA, March 2025, had none). Both rules bind
//! wallets, not people.
use crate::{MathError, PPB, Result, wide};

/// Escrows from which on the cap is a twentieth of the electorate instead of a fifth.
pub const MANY_ESCROWS: u32 = 20;

/// Electorate of a round: the smaller of today's total of aged weight and that of seven days ago, so that neither a flood of tokens nor a
/// forgotten total helps. Without a total of seven days ago it is 0, and nothing has a quorum. Exact.
#[inline]
pub fn electorate(today: u64, week_ago: u64) -> u64 {
    today.min(week_ago)
}

/// Most that one owner's ballot weighs: 5 % of the electorate, rounded down; 20 % while fewer than [`MANY_ESCROWS`] escrows have aged
/// weight. Empty escrows must not be counted: they would lower the cap of those who vote, until no quorum is possible.
#[inline]
pub fn cap_floor(electorate: u64, escrows: u32) -> u64 {
    if escrows < MANY_ESCROWS { electorate / 5 } else { electorate / 20 }
}

/// Weight of a ballot: `weight`, at most `cap`. Exact. Errors: [`MathError::OutOfRange`] for a ballot of no weight, which would count as
/// a juror for the quorum.
#[inline]
pub fn ballot(weight: u64, cap: u64) -> Result<u64> {
    match weight.min(cap) {
        0 => Err(MathError::OutOfRange),
        weight => Ok(weight),
    }
}

/// Whether the owner of `value` atoms of a pool of `capital` atoms has too much to lose to judge: more than 0.5 % of it, both tranches
/// and pending withdrawals included. Value and capital are those before provisional losses, or the case itself could lift the rule. Exact.
#[inline]
pub fn is_conflicted(value: u64, capital: u64) -> bool {
    wide::mul(value, 200) > u128::from(capital)
}

/// Largest cap of an assessed product: 15 % of the value of the aged electorate, rounded down, in atoms of the pool; at most 2^64 - 1.
/// `token_value` is the pool's atoms for 1e9 atoms of the governance token. Half of a doubled quorum then outweighs the largest payout.
/// Checked when the cap is set and at each sale, since electorate and value change. Errors: none for any argument.
#[inline]
pub fn assessed_cap_floor(electorate: u64, token_value: u64) -> Result<u64> {
    const HUNDREDTHS: u64 = 100 * PPB;
    let cap = wide::mul_div_128_floor(wide::mul(electorate, token_value), 15, u128::from(HUNDREDTHS))?;
    Ok(u64::try_from(cap).unwrap_or(u64::MAX))
}
