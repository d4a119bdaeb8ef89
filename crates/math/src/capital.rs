//! What capital may leave a pool and what cover it may still sell. Amounts in atoms.

/// Largest amount that may leave: `min(C - active, C - provisional - (active - counted))`, not below 0. The first keeps every
/// active atom of cover backed if nothing undecided is lost; the second if all of it is, where `counted_cover` is the active
/// cover that `provisional` counts already. Exact.
#[inline]
pub fn free(capital: u64, provisional: u64, active_cover: u64, counted_cover: u64) -> u64 {
    let if_nothing_is_lost = capital.saturating_sub(active_cover);
    let uncounted = active_cover.saturating_sub(counted_cover);
    let if_all_is_lost = capital.saturating_sub(provisional).saturating_sub(uncounted);
    if_nothing_is_lost.min(if_all_is_lost)
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
