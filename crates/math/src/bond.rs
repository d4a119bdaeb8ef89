//! What whoever asks for jurors puts down, and what becomes of it. Amounts in atoms of the pool's mint. Every bond contains the case fee.
//!
//! An honest request that is denied costs its fee and no more: peers who keep the deposit (Nexus Mutual v2, Cover) deter small claims.
use crate::{
    MathError, Result, rate,
    tally::{Form, Verdict},
};

/// Parts per billion of the amount requested, or of an incident's eligible cover: 0.5 %.
pub const REQUEST: u64 = 5_000_000;
/// Parts per billion of a disputed step's amount: 1 %.
pub const DISPUTE: u64 = 10_000_000;

/// Bond of a claim: the larger of `minimum` and 0.5 % of the amount requested, rounded up, and not below the case fee, which it contains;
/// twice that for the refiling of an event, after a draw too. Errors: [`MathError::Overflow`].
#[inline]
pub fn claim_ceil(requested: u64, minimum: u64, fee: u64, again: bool) -> Result<u64> {
    doubled(rate::share_ceil(requested, REQUEST)?.max(minimum).max(fee), again)
}

/// Bond of a declared incident: 0.5 % of the eligible cover, rounded up, not below the case fee; twice that for a redeclaration.
/// Errors: [`MathError::Overflow`].
#[inline]
pub fn incident_ceil(eligible: u64, fee: u64, again: bool) -> Result<u64> {
    claim_ceil(eligible, 0, fee, again)
}

/// Bond of a dispute: 1 % of the step's amount, rounded up, not below the case fee. Errors: none for any argument.
#[inline]
pub fn dispute_ceil(amount: u64, fee: u64) -> Result<u64> {
    Ok(rate::share_ceil(amount, DISPUTE)?.max(fee))
}

/// Price of an appeal: twice the case fee. Exact. Errors: [`MathError::Overflow`].
#[inline]
pub fn appeal(fee: u64) -> Result<u64> {
    doubled(fee, true)
}

/// What becomes of a bond. `back + fee + rest` is the bond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// To whoever paid it.
    pub back: u64,
    /// To the jurors.
    pub fee: u64,
    /// Forfeited: of an abusive request to the pool's reserve, of a dispute to the holders that it kept waiting.
    pub rest: u64,
    /// To the jurors from the pool, not from the bond.
    pub pool_fee: u64,
}

/// Divides a bond at the end of its case; a [`Verdict::Tie`] is a draw. Accepted or void: all goes back and the pool pays the fee. Denied: the
/// fee is kept, all if abusive. A request's draw: all goes back, and nobody pays a fee. A dispute that stands or draws: the fee is kept, the rest
/// goes to the holders (the caller adds the fee to it if no ballot was revealed: nobody can take it). Exact. The fee is the one of the
/// day the bond was paid; of a smaller bond it is all.
#[inline]
pub fn release(form: Form, verdict: Verdict, bond: u64, fee: u64) -> Release {
    let kept = fee.min(bond);
    let rest = bond.saturating_sub(kept);
    match (form, verdict) {
        (_, Verdict::Share(_) | Verdict::Void) => Release {
            back: bond,
            pool_fee: fee,
            ..Release::default()
        },
        (_, Verdict::Nothing { abusive: false }) => Release {
            back: rest,
            fee: kept,
            ..Release::default()
        },
        (Form::Request, Verdict::Tie) => Release {
            back: bond,
            ..Release::default()
        },
        (_, Verdict::Nothing { abusive: true } | Verdict::Stands | Verdict::Tie) => Release {
            fee: kept,
            rest,
            ..Release::default()
        },
    }
}

/// What goes back of an appeal's price: all if the final decision is for the other side, else nothing, and it adds to the jurors' fee. Another
/// share, or another word on abuse, is the same side: medians of two juries rarely agree, and appeals would be free. Exact.
#[inline]
pub fn appeal_back(paid: u64, before: Verdict, after: Verdict) -> u64 {
    if before.side() == after.side() { 0 } else { paid }
}

#[inline]
fn doubled(bond: u64, again: bool) -> Result<u64> {
    if again {
        bond.checked_mul(2).ok_or(MathError::Overflow)
    } else {
        Ok(bond)
    }
}
