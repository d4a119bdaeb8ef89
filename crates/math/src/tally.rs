//! What jurors say. Each chooses one of 22 tallies: 0 to 20 are shares in steps of 5 %, 21 is "nothing, and abusive". A dispute has two,
//! "stands" and "void". Weights in atoms of the governance token. Whether it counts is said by [`round`](crate::round).
//!
//! Sources: the median answers Nexus Mutual's claim 113, a full payout on a partial loss; a tie is a draw, as in Nexus v3.
use crate::{MathError, PPB, Result, wide};

/// Number of tallies.
pub const CHOICES: usize = 22;
/// Choice of a claim or incident: nothing is paid, and the request was abusive. 0 is nothing, 1 to 20 are [`STEP`]s.
pub const ABUSIVE: u8 = 21;
/// Choice of a dispute: the step stands.
pub const STANDS: u8 = 0;
/// Choice of a dispute: the step is void.
pub const VOID: u8 = 1;
/// Share (ppb) of one step: 5 %.
pub const STEP: u64 = PPB / 20;

/// Revealed weight by choice, in one round.
pub type Weights = [u64; CHOICES];

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A claim or a declared incident: which share is paid.
    Request,
    /// A disputed step of a trigger: whether it stands.
    Dispute,
}

/// The two sides that jurors are judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Something is paid; the step is void.
    For,
    /// Nothing is paid; the step stands.
    Against,
}

impl Form {
    /// Side of a choice. Errors: [`MathError::OutOfRange`] for a choice that the form does not have: refuse it at the reveal.
    #[inline]
    pub fn side(self, choice: u8) -> Result<Side> {
        match (self, choice) {
            (Self::Request, 0 | ABUSIVE) | (Self::Dispute, STANDS) => Ok(Side::Against),
            (Self::Request, 1..ABUSIVE) | (Self::Dispute, VOID) => Ok(Side::For),
            _ => Err(MathError::OutOfRange),
        }
    }
}

/// Revealed weight by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// Choices 1 to 20.
    pub for_it: u64,
    /// Choices 0 and 21.
    pub against: u64,
    /// Choice 21, contained in `against`.
    pub abusive: u64,
}

impl Sides {
    /// Adds the tallies up. Exact. Errors: [`MathError::Overflow`] when all add up to more than 64 bits, which escrowed tokens cannot.
    pub fn of(weights: &Weights) -> Result<Self> {
        let [nothing, shares @ .., abusive] = weights;
        let against = nothing.checked_add(*abusive).ok_or(MathError::Overflow)?;
        let all = shares
            .iter()
            .try_fold(against, |sum, w| sum.checked_add(*w))
            .ok_or(MathError::Overflow)?;
        Ok(Self {
            for_it: all.saturating_sub(against),
            against,
            abusive: *abusive,
        })
    }

    /// All revealed weight. Exact for the sides of any tallies.
    #[inline]
    pub fn revealed(&self) -> u64 {
        self.for_it.saturating_add(self.against)
    }
}

/// What the revealed weight says, quorum apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A request is accepted: this share (ppb) of the amount requested or of cover.
    Share(u64),
    /// A request is denied, perhaps as abusive.
    Nothing {
        /// The whole bond is kept.
        abusive: bool,
    },
    /// A disputed step is void.
    Void,
    /// A disputed step stands by the jurors' will.
    Stands,
    /// Neither side has won. As the end of a case: a draw, for whatever reason.
    Tie,
}

impl Verdict {
    /// The side that has won, which ballots of every round are judged by; none on a tie or draw.
    #[inline]
    pub fn side(self) -> Option<Side> {
        match self {
            Self::Share(_) | Self::Void => Some(Side::For),
            Self::Nothing { .. } | Self::Stands => Some(Side::Against),
            Self::Tie => None,
        }
    }
}

/// Counts a round. For it: more than half of the revealed weight, of a `large` request more than 60 %. Against it: more than half. Else a
/// tie: exactly half, no weight at all, and a large request between half and 60 % (both included), since a denial would slash the majority
/// and let a minority farm it. Abusive: more than half of all revealed weight says so, not only of those who deny. `large` means nothing
/// for a dispute: voiding and standing are equals. Exact. Errors: as [`Sides::of`].
pub fn verdict(form: Form, weights: &Weights, large: bool) -> Result<Verdict> {
    let sides = Sides::of(weights)?;
    let revealed = sides.revealed();
    let tenths = if large && form == Form::Request { 6 } else { 5 };
    let is_more_than_half = |weight: u64| wide::mul(weight, 2) > u128::from(revealed);
    Ok(if wide::mul(sides.for_it, 10) > wide::mul(revealed, tenths) {
        match form {
            Form::Request => Verdict::Share(median_lower(weights)?),
            Form::Dispute => Verdict::Void,
        }
    } else if is_more_than_half(sides.against) {
        match form {
            Form::Request => Verdict::Nothing {
                abusive: is_more_than_half(sides.abusive),
            },
            Form::Dispute => Verdict::Stands,
        }
    } else {
        Verdict::Tie
    })
}

/// Weighted median (ppb) of those who chose a share: the least share that at least half of their weight does not pass, so the lower one at
/// exactly half. 0 when nobody chose one. Exact. Errors: as [`Sides::of`].
pub fn median_lower(weights: &Weights) -> Result<u64> {
    let for_it = Sides::of(weights)?.for_it;
    if for_it == 0 {
        return Ok(0);
    }
    let (mut share, mut below) = (0u64, 0u64);
    for weight in weights.iter().skip(1).take(20) {
        share = share.saturating_add(STEP); // at most 1e9
        below = below.saturating_add(*weight); // at most for_it
        if wide::mul(below, 2) >= u128::from(for_it) {
            break;
        }
    }
    Ok(share)
}

/// Whether the open requests of a product exceed 5 % of its pool: then 60 % must approve. Exact.
#[inline]
pub fn is_large(open_requests: u64, capital: u64) -> bool {
    wide::mul(open_requests, 20) > u128::from(capital)
}
