//! How much an escrow counts in a vote: only what has been locked for seven days when the round opens, up to a cap. Amounts in atoms of the
//! governance token, time in unix seconds. A token that was bought for a vote comes too late for it (Beanstalk, April 2022), and no owner
//! decides alone (Nexus Mutual's and InsurAce's cap of 5 %; UMA, March 2025, had none). Both rules bind wallets, not people.
use crate::{DAY, MathError, PPB, Result, wide};

/// Seconds for which tokens are locked before they count, and by which a round's commit phase must have ended after it opened.
pub const AGE: i64 = 7 * DAY;
/// Escrows from which on the cap is a twentieth of the electorate instead of a fifth.
pub const MANY_ESCROWS: u32 = 20;

/// What an escrow has locked, unlocking tokens apart: those count for nothing from the request on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// Locked for at least [`AGE`] when it was promoted.
    pub aged: u64,
    /// Amount of the last promotion, contained in `aged`.
    pub promoted: u64,
    /// Time of the last promotion.
    pub promoted_at: i64,
    /// Locked, not yet promoted.
    pub fresh: u64,
    /// When the newest of the fresh tokens was locked.
    pub since: i64,
}

/// How a stake changed. The electorate's total of aged weight changes by `promoted - from_aged`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Moved from fresh to aged.
    pub promoted: u64,
    /// Taken out of aged.
    pub from_aged: u64,
    /// Taken out of fresh.
    pub from_fresh: u64,
}

impl Stake {
    /// Moves the fresh tokens to the aged ones once they have been locked for [`AGE`] seconds (exactly that is enough), and remembers
    /// the move. Does nothing before. Anyone may cause it. Errors, and nothing is changed: [`MathError::Overflow`].
    #[inline]
    pub fn promote(&mut self, now: i64) -> Result<Change> {
        if self.fresh == 0 || now.saturating_sub(self.since) < AGE {
            return Ok(Change::default());
        }
        let aged = self.aged.checked_add(self.fresh).ok_or(MathError::Overflow)?;
        let promoted = core::mem::take(&mut self.fresh);
        (self.aged, self.promoted, self.promoted_at) = (aged, promoted, now);
        Ok(Change {
            promoted,
            ..Change::default()
        })
    }

    /// Locks `amount` more, after promoting what is due. What is fresh by then starts to age anew with it, what is aged does not: one time
    /// is stored for all fresh tokens, and no token counts early. The owner must sign, or a stranger's atom could keep an escrow fresh.
    /// Errors, and nothing is changed: [`MathError::OutOfRange`] for 0, which would only restart the age; [`MathError::Overflow`].
    pub fn lock(&mut self, amount: u64, now: i64) -> Result<Change> {
        if amount == 0 {
            return Err(MathError::OutOfRange);
        }
        let (mut next, change) = self.promoted_and_room(amount, now)?;
        next.fresh = next.fresh.saturating_add(amount); // there is room
        next.since = now;
        *self = next;
        Ok(change)
    }

    /// Adds a reward out of slashes, after promoting what is due. It joins the fresh tokens without restarting their age, or strangers who
    /// settle ballots could keep an active juror's tokens fresh; every such token was aged in the escrow that lost it, so it is no way to
    /// bring new tokens to a vote. Errors, and nothing is changed: [`MathError::Overflow`].
    pub fn credit(&mut self, amount: u64, now: i64) -> Result<Change> {
        let (mut next, change) = self.promoted_and_room(amount, now)?;
        if next.fresh == 0 {
            next.since = now;
        }
        next.fresh = next.fresh.saturating_add(amount); // there is room
        *self = next;
        Ok(change)
    }

    /// Takes `amount` out for unlocking, after promoting what is due: fresh tokens first. The caller refuses it while a ballot or vote is
    /// open. Errors, and nothing is changed: [`MathError::OutOfRange`] for more than there is; [`MathError::Overflow`].
    pub fn unlock(&mut self, amount: u64, now: i64) -> Result<Change> {
        let (mut next, change) = self.promoted_and_room(0, now)?;
        let from_fresh = amount.min(next.fresh);
        let from_aged = amount.saturating_sub(from_fresh); // at most amount
        next.aged = next.aged.checked_sub(from_aged).ok_or(MathError::OutOfRange)?;
        next.fresh = next.fresh.saturating_sub(from_fresh); // at most fresh
        *self = next;
        Ok(Change {
            from_aged,
            from_fresh,
            ..change
        })
    }

    /// Takes a slash: aged tokens first, which have voted, then fresh ones; never more than there is, so that a settlement never fails.
    /// Who keeps what open ballots can lose below the aged tokens ([`at_risk_ceil`](crate::slash::at_risk_ceil)) always gets all. Exact.
    #[inline]
    pub fn slash(&mut self, amount: u64) -> Change {
        let from_aged = amount.min(self.aged);
        let from_fresh = amount.saturating_sub(from_aged).min(self.fresh);
        self.aged = self.aged.saturating_sub(from_aged);
        self.fresh = self.fresh.saturating_sub(from_fresh);
        Change {
            promoted: 0,
            from_aged,
            from_fresh,
        }
    }

    /// Weight at `now` in a round that opened at `opened`, before the cap: aged tokens less what was promoted at or after the opening,
    /// which the round's electorate does not contain. What is fresh counts for nothing, whatever its age: it should have been promoted
    /// before. One promotion is remembered and two are at least [`AGE`] apart, so from that age of the round on, and before the opening, the
    /// answer is 0. Exact, or too low after an unlocking.
    #[inline]
    pub fn weight(&self, opened: i64, now: i64) -> u64 {
        if now < opened || now.saturating_sub(opened) >= AGE {
            return 0;
        }
        if self.promoted_at >= opened {
            self.aged.saturating_sub(self.promoted)
        } else {
            self.aged
        }
    }

    /// A copy that is promoted, with its change, if `amount` more fits beside all that is locked.
    #[inline]
    fn promoted_and_room(&self, amount: u64, now: i64) -> Result<(Self, Change)> {
        let mut next = *self;
        let change = next.promote(now)?;
        let all = next.aged.checked_add(next.fresh).and_then(|all| all.checked_add(amount));
        all.map(|_| (next, change)).ok_or(MathError::Overflow)
    }
}

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
