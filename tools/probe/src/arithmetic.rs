//! Arithmetic of every width, as functions of two 128-bit operands; narrower types take the low bits.

use crate::{calls, records::Operation};

fn some<T>(value: Option<T>, widen: impl Fn(T) -> u128) -> (u128, bool) {
    match value {
        Some(value) => (widen(value), true),
        None => (0, false),
    }
}

/// Rows of the table for one type: its checked, wrapping, saturating and bitwise operations.
macro_rules! rows {
    ($($ty:ident)*) => { &[$(
        (concat!(stringify!($ty), " checked_add"), |a, b| some((a as $ty).checked_add(b as $ty), |v| v as u128)),
        (concat!(stringify!($ty), " checked_sub"), |a, b| some((a as $ty).checked_sub(b as $ty), |v| v as u128)),
        (concat!(stringify!($ty), " checked_mul"), |a, b| some((a as $ty).checked_mul(b as $ty), |v| v as u128)),
        (concat!(stringify!($ty), " checked_div"), |a, b| some((a as $ty).checked_div(b as $ty), |v| v as u128)),
        (concat!(stringify!($ty), " checked_rem"), |a, b| some((a as $ty).checked_rem(b as $ty), |v| v as u128)),
        (concat!(stringify!($ty), " overflowing_mul"), |a, b| {
            let (v, over) = (a as $ty).overflowing_mul(b as $ty);
            (v as u128, !over)
        }),
        (concat!(stringify!($ty), " wrapping_add"), |a, b| ((a as $ty).wrapping_add(b as $ty) as u128, true)),
        (concat!(stringify!($ty), " wrapping_sub"), |a, b| ((a as $ty).wrapping_sub(b as $ty) as u128, true)),
        (concat!(stringify!($ty), " wrapping_mul"), |a, b| ((a as $ty).wrapping_mul(b as $ty) as u128, true)),
        (concat!(stringify!($ty), " wrapping_neg"), |a, _| ((a as $ty).wrapping_neg() as u128, true)),
        (concat!(stringify!($ty), " saturating_add"), |a, b| ((a as $ty).saturating_add(b as $ty) as u128, true)),
        (concat!(stringify!($ty), " saturating_sub"), |a, b| ((a as $ty).saturating_sub(b as $ty) as u128, true)),
        (concat!(stringify!($ty), " saturating_mul"), |a, b| ((a as $ty).saturating_mul(b as $ty) as u128, true)),
        (concat!(stringify!($ty), " abs_diff"), |a, b| ((a as $ty).abs_diff(b as $ty) as u128, true)),
        (concat!(stringify!($ty), " wrapping_shl"), |a, b| ((a as $ty).wrapping_shl(b as u32) as u128, true)),
        (concat!(stringify!($ty), " wrapping_shr"), |a, b| ((a as $ty).wrapping_shr(b as u32) as u128, true)),
        (concat!(stringify!($ty), " checked_shl"), |a, b| some((a as $ty).checked_shl(b as u32 % 300), |v| v as u128)),
        (concat!(stringify!($ty), " rotate_left"), |a, b| ((a as $ty).rotate_left(b as u32) as u128, true)),
        (concat!(stringify!($ty), " swap_bytes"), |a, _| ((a as $ty).swap_bytes() as u128, true)),
        (concat!(stringify!($ty), " reverse_bits"), |a, _| ((a as $ty).reverse_bits() as u128, true)),
        (concat!(stringify!($ty), " leading_zeros"), |a, _| ((a as $ty).leading_zeros() as u128, true)),
        (concat!(stringify!($ty), " trailing_zeros"), |a, _| ((a as $ty).trailing_zeros() as u128, true)),
        (concat!(stringify!($ty), " count_ones"), |a, _| ((a as $ty).count_ones() as u128, true)),
        (concat!(stringify!($ty), " compare"), |a, b| ((a as $ty).cmp(&(b as $ty)) as i8 as u128, (a as $ty) < (b as $ty))),
        (concat!(stringify!($ty), " checked_pow"), |a, b| some((a as $ty).checked_pow(b as u32 % 8), |v| v as u128)),
        (concat!(stringify!($ty), " div_rem"), |a, b| {
            let (a, b) = (a as $ty, b as $ty);
            match (a.checked_div(b), a.checked_rem(b)) {
                (Some(q), Some(r)) => ((q as u128).wrapping_mul(31) ^ r as u128, true),
                _ => (0, false),
            }
        }),
        (concat!(stringify!($ty), " by constants"), |a, _| {
            let a = a as $ty;
            let parts = [a / 10, a % 10, a / 7, a % 100, (a >> 1) / 3, a / 64, a % 64, a / 127];
            (parts.into_iter().fold(0, |all: u128, part| all.wrapping_mul(1_000_003) ^ part as u128), true)
        }),
    )*] };
}

type Row = (&'static str, Operation);

const UNSIGNED_AND_SIGNED: &[Row] = rows!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128);

const OTHERS: &[Row] = &[
    ("u64 product in 128 bits", |a, b| {
        (u128::from(a as u64) * u128::from(b as u64), true)
    }),
    ("i64 product in 128 bits", |a, b| {
        ((i128::from(a as i64) * i128::from(b as i64)) as u128, true)
    }),
    ("u64 mul_div through 128 bits", |a, b| {
        let (x, y, z) = (a as u64, b as u64, (a >> 64) as u64);
        some((u128::from(x) * u128::from(y)).checked_div(u128::from(z)), |v| v)
    }),
    ("u128 by ten thousand", |a, _| (a / 10_000, a % 10_000 > 5_000)),
    ("u128 by 10^18", |a, _| {
        let unit = 1_000_000_000_000_000_000u128;
        ((a / unit).wrapping_mul(3) ^ (a % unit), true)
    }),
    ("u128 isqrt", |a, _| (a.isqrt(), true)),
    ("u64 isqrt", |a, _| (u128::from((a as u64).isqrt()), true)),
    ("u64 ilog", |a, _| some((a as u64).checked_ilog10(), u128::from)),
    ("u128 ilog2", |a, _| some(a.checked_ilog2(), u128::from)),
    ("i128 to narrower", |a, _| {
        let v = a as i128;
        (u64::try_from(v).map_or(0, u128::from), i64::try_from(v).is_ok())
    }),
    ("sign extension", |a, _| {
        let sum = (a as i8 as i64).wrapping_add(a as i16 as i64).wrapping_add(a as i32 as i64);
        (sum as i128 as u128, (a as i32) < 0)
    }),
    ("zero extension of a 32-bit sum", |a, b| {
        let sum = (a as u32).wrapping_add(b as u32);
        (u128::from(u64::from(sum) << 7 | u64::from(sum) >> 3), true)
    }),
    ("zero extension of a 32-bit product", |a, b| {
        let product = (a as u32).wrapping_mul(b as u32);
        (u128::from(u64::from(product) + 1), product > 7)
    }),
    ("zero extension of a 32-bit difference", |a, b| {
        let difference = (a as u32).wrapping_sub(b as u32);
        (u128::from(u64::from(difference) / 3), true)
    }),
    ("i32 index arithmetic", |a, b| {
        let at = (a as i32).wrapping_sub(b as i32) as usize % 16;
        (b"0123456789abcdef"[at].into(), true)
    }),
    ("constant 128-bit shifts", |a, _| {
        ((a << 1) ^ (a << 63) ^ (a << 64) ^ (a >> 65) ^ ((a as i128 >> 100) as u128), true)
    }),
    ("jump table", |a, b| {
        let value = match a as u8 % 12 {
            0 => b,
            1 => b ^ 5,
            2 => b.wrapping_mul(7),
            3 => b >> 9,
            4 => !b,
            5 => b | 77,
            6 => b.wrapping_sub(3),
            7 => b & 0xffff_0000,
            8 => b.rotate_left(17),
            9 => b.swap_bytes(),
            10 => 3,
            _ => 0,
        };
        (value, true)
    }),
];

/// Every operation, with its name.
pub fn operations() -> impl Iterator<Item = &'static Row> {
    UNSIGNED_AND_SIGNED.iter().chain(OTHERS).chain(calls::ROWS)
}
