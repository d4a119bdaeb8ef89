//! Operands that find mistakes: random ones of every magnitude, and those around the limbs' edges.
use proptest::prelude::*;

pub const EDGES: [u64; 24] = [
    0,
    1,
    2,
    3,
    999,
    1_000,
    86_400,
    999_999_999,
    1_000_000_000,
    1_000_000_001,
    (1 << 31) - 1,
    1 << 31,
    (1 << 32) - 1,
    1 << 32,
    (1 << 32) + 1,
    0xffff_ffff_0000_0000,
    0x8000_0000_ffff_ffff,
    i64::MAX as u64 - 1,
    i64::MAX as u64,
    1 << 63,
    (1 << 63) + 1,
    u64::MAX - 1_000,
    u64::MAX - 1,
    u64::MAX,
];

/// Bends a uniform value to an edge, to a random magnitude, next to a power of two, or leaves it.
fn bend(x: u64, kind: u8) -> u64 {
    let shift = u32::from(kind >> 2) % 64;
    match kind % 8 {
        0 | 1 => EDGES[(x % EDGES.len() as u64) as usize],
        2 => (1u64 << shift).wrapping_add(x % 3).wrapping_sub(1),
        3..=5 => x >> shift,
        _ => x,
    }
}

pub fn any_u64() -> impl Strategy<Value = u64> {
    any::<(u64, u8)>().prop_map(|(x, kind)| bend(x, kind))
}

pub fn any_u128() -> impl Strategy<Value = u128> {
    any::<(u64, u64, u8, u8, u8)>().prop_map(|(high, low, a, b, shift)| {
        let x = (u128::from(bend(high, a)) << 64) | u128::from(bend(low, b));
        if shift < 128 { x >> shift } else { x }
    })
}

/// From 0 to 100 % in ppb, ends included.
pub fn any_ratio() -> impl Strategy<Value = u64> {
    any::<(u64, u8)>().prop_map(|(x, kind)| bend(x, kind) % 1_000_000_001)
}

/// Any price that an adapter lets through.
pub fn any_price() -> impl Strategy<Value = i64> {
    any_u64().prop_map(|x| (x >> 1) as i64)
}

/// A price within 50 % of the peg, at scale 1e9.
pub fn near_peg() -> impl Strategy<Value = i64> {
    500_000_000i64..=1_500_000_000
}

/// Amounts that occur: up to a quintillion atoms, every magnitude.
pub fn amount() -> impl Strategy<Value = u64> {
    any::<(u64, u8)>().prop_map(|(x, shift)| 1 + ((x % 1_000_000_000_000_000_000) >> (shift % 60)))
}
