//! Who bears a loss and who earns a premium: junior first and more, senior last and less.
use crate::{MathError, PPB, Result, wide};

/// A loss divided over those who bear it, in atoms. The four parts add up to the loss.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// Borne by the junior tranche: first.
    pub junior: u64,
    /// Borne by the senior tranche: once junior is empty.
    pub senior: u64,
    /// Borne by the pool's reserve: once both are empty.
    pub reserve: u64,
    /// Borne by nobody: policies get that much less, until somebody recovers it.
    pub shortfall: u64,
}

/// Divides `loss` over what the three hold, in loss order. Exact; never takes more than is there.
#[inline]
pub fn waterfall(junior: u64, senior: u64, reserve: u64, loss: u64) -> Loss {
    let from_junior = loss.min(junior);
    let rest = loss.saturating_sub(from_junior);
    let from_senior = rest.min(senior);
    let rest = rest.saturating_sub(from_senior);
    let from_reserve = rest.min(reserve);
    Loss {
        junior: from_junior,
        senior: from_senior,
        reserve: from_reserve,
        shortfall: rest.saturating_sub(from_reserve),
    }
}

/// Capital of (junior, senior) as if all of `provisional` were lost, in loss order: the price of a withdrawal.
#[inline]
pub fn after_provisional(junior: u64, senior: u64, provisional: u64) -> (u64, u64) {
    let loss = waterfall(junior, senior, 0, provisional);
    (junior.saturating_sub(loss.junior), senior.saturating_sub(loss.senior))
}

/// Junior's share (ppb) of the premium that both tranches earn: `floor(jc·w / (jc·w + sc·1e9) · 1e9)` for a junior weight of
/// `w` ppb (3e9: an atom of junior capital earns three times what an atom of senior capital earns). An empty tranche leaves all
/// to the other: 0 without junior capital, 1e9 without senior capital (0 with both empty: the caller asks for neither).
/// Errors: [`MathError::Overflow`] for weights near 2^64.
#[inline]
pub fn junior_split(junior_capital: u64, senior_capital: u64, junior_weight_ppb: u64) -> Result<u64> {
    if junior_capital == 0 {
        return Ok(0);
    }
    if senior_capital == 0 {
        return Ok(PPB);
    }
    let junior = wide::mul(junior_capital, junior_weight_ppb);
    let both = junior.checked_add(wide::mul(senior_capital, PPB)).ok_or(MathError::Overflow)?;
    Ok(wide::low(wide::mul_div_128_floor(junior, PPB, both)?)) // at most 1e9
}

/// Divides `earned` atoms into (junior, senior, new carry): junior gets `floor((earned · junior_ppb + carry) / 1e9)`, senior the
/// rest of `earned`, and the remainder (billionths of an atom owed to junior, below 1e9) is handed to the next call. So any
/// number of calls gives what one call gives: nobody can starve a tranche by calling often. With `junior_ppb = 1e9` junior gets
/// exactly `earned` and the carry stays. Errors: [`MathError::OutOfRange`] when `junior_ppb > 1e9` or `carry >= 1e9`.
#[inline]
pub fn split(earned: u64, junior_ppb: u64, carry: u64) -> Result<(u64, u64, u64)> {
    if junior_ppb > PPB || carry >= PPB {
        return Err(MathError::OutOfRange);
    }
    // earned·1e9 + carry < (earned + 1)·1e9: neither the sum nor the quotient overflows, and junior <= earned.
    let owed = wide::mul(earned, junior_ppb).wrapping_add(u128::from(carry));
    let (junior, carry) = wide::div_rem_128_by_64(owed, PPB)?;
    Ok((junior, earned.saturating_sub(junior), carry))
}

/// Whether a tranche is closed: its capital fell below a millionth of what its shares were issued for. Exact.
#[inline]
pub fn is_wiped_out(capital: u64, issued_for: u64) -> bool {
    wide::mul(capital, 1_000_000) < u128::from(issued_for)
}
