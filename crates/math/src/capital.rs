//! What capital may leave a pool and what cover it may still sell. Amounts in atoms.

/// Largest amount that may leave: `C - active - ended`, not below 0. What stays backs every active atom of cover, however the
/// undecided losses end: an atom lost to active cover lowers that cover as well, so only what may be lost to cover that has ended,
/// at most `ended_at_stake`, must stay on top. Exact.
#[inline]
pub fn free(capital: u64, active_cover: u64, ended_at_stake: u64) -> u64 {
    capital.saturating_sub(active_cover).saturating_sub(ended_at_stake)
}

/// Whether `new_cover` may be sold: `capital - provisional - matured >= active_cover + new_cover`. Exact, for all arguments.
#[inline]
pub fn can_sell(capital: u64, provisional: u64, matured: u64, active_cover: u64, new_cover: u64) -> bool {
    let claims_on_capital = u128::from(provisional)
        .wrapping_add(u128::from(matured))
        .wrapping_add(u128::from(active_cover))
        .wrapping_add(u128::from(new_cover)); // at most 4·(2^64 - 1): never wraps
    u128::from(capital) >= claims_on_capital
}
