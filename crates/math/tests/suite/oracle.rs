//! Unbounded arithmetic that expected values are computed with.
pub use num_bigint::{BigInt, BigUint};

pub fn big(x: impl Into<BigUint>) -> BigUint {
    x.into()
}

pub fn floor(n: BigUint, d: BigUint) -> BigUint {
    n / d
}

pub fn ceil(n: BigUint, d: BigUint) -> BigUint {
    (n + &d - 1u8) / d
}

/// The value if it fits; what a function that reports overflow must return as `.ok()`.
pub fn u64_of(x: BigUint) -> Option<u64> {
    u64::try_from(x).ok()
}

pub fn u128_of(x: BigUint) -> Option<u128> {
    u128::try_from(x).ok()
}
