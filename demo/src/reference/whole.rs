//! Whole numbers of any size and the two ways to divide them.

use num_bigint::BigUint;

/// A number.
pub fn big(n: u64) -> BigUint {
    BigUint::from(n)
}

/// Rounded down.
pub fn down(numerator: BigUint, denominator: BigUint) -> BigUint {
    numerator / denominator
}

/// Rounded up.
pub fn up(numerator: BigUint, denominator: BigUint) -> BigUint {
    (numerator + &denominator - 1u8) / denominator
}

/// As atoms.
pub fn atoms(n: &BigUint) -> u64 {
    u64::try_from(n).expect("an amount that fits 64 bits")
}

/// `amount · ppb / 1e9`, rounded down.
pub fn share_down(amount: u64, ppb: u64) -> u64 {
    atoms(&down(big(amount) * ppb, big(1_000_000_000)))
}

/// `amount · ppb / 1e9`, rounded up.
pub fn share_up(amount: u64, ppb: u64) -> u64 {
    atoms(&up(big(amount) * ppb, big(1_000_000_000)))
}
