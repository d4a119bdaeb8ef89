//! Exact multiplication and division beyond 64 bits, on 64-bit limbs.
//!
//! Sources: Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D; Warren, Hacker's Delight 9-4 (`divlu`). A `u128`
//! `/` or `%` must not appear in this crate: on sBPF it is a library call of about 1,500 compute units.
use {
    crate::{MathError, Result},
    core::num::NonZeroU64,
};

const LOW_HALF: u64 = 0xffff_ffff;

/// Low 64 bits.
#[inline]
#[allow(clippy::as_conversions, reason = "dropping the upper half is the purpose")]
pub const fn low(x: u128) -> u64 {
    x as u64
}

/// High 64 bits.
#[inline]
#[allow(clippy::as_conversions, reason = "the shift leaves 64 bits")]
pub const fn high(x: u128) -> u64 {
    (x >> 64) as u64
}

/// `high * 2^64 + low`.
#[inline]
#[allow(clippy::as_conversions, reason = "widening, and From is not const")]
pub const fn join(high: u64, low: u64) -> u128 {
    ((high as u128) << 64) | low as u128
}

/// `a * b`, exact.
#[inline]
pub const fn mul(a: u64, b: u64) -> u128 {
    join(0, a).wrapping_mul(join(0, b)) // at most (2^64 - 1)^2: never wraps
}

/// `a * b`. Errors: [`MathError::Overflow`] at 2^128.
#[inline]
pub const fn mul_128_by_64(a: u128, b: u64) -> Result<u128> {
    match mul_192(a, b) {
        [low, mid, 0] => Ok(join(mid, low)),
        _ => Err(MathError::Overflow),
    }
}

/// `floor(a * b / d)`. Errors: [`MathError::DivideByZero`]; [`MathError::Overflow`] when the quotient passes 2^64 - 1.
#[inline]
pub fn mul_div_floor(a: u64, b: u64, d: u64) -> Result<u64> {
    Ok(div_rem_128_by_64(mul(a, b), d)?.0)
}

/// `ceil(a * b / d)`. Errors as [`mul_div_floor`].
#[inline]
pub fn mul_div_ceil(a: u64, b: u64, d: u64) -> Result<u64> {
    let (quotient, remainder) = div_rem_128_by_64(mul(a, b), d)?;
    quotient.checked_add(u64::from(remainder != 0)).ok_or(MathError::Overflow)
}

/// `floor(a * b / d)` with a 192-bit product. Errors: [`MathError::DivideByZero`]; [`MathError::Overflow`] when the quotient
/// passes 2^128 - 1.
#[inline]
pub fn mul_div_128_floor(a: u128, b: u64, d: u128) -> Result<u128> {
    Ok(div_192(mul_192(a, b), d)?.0)
}

/// `ceil(a * b / d)` with a 192-bit product. Errors as [`mul_div_128_floor`].
#[inline]
pub fn mul_div_128_ceil(a: u128, b: u64, d: u128) -> Result<u128> {
    round_up(div_192(mul_192(a, b), d)?)
}

/// `floor(a * (b + 1) / d)`, also for `b = 2^64 - 1`: the shape of a share price with one virtual atom.
/// Errors as [`mul_div_128_floor`].
#[inline]
pub fn mul_next_div_128_floor(a: u128, b: u64, d: u128) -> Result<u128> {
    // a·(b + 1) = a·b + a, at most (2^128 - 1)·2^64: three limbs hold it.
    let [p0, p1, p2] = mul_192(a, b);
    let (rest, carry) = join(p1, p0).overflowing_add(a);
    Ok(div_192([low(rest), high(rest), p2.wrapping_add(u64::from(carry))], d)?.0)
}

/// `floor(a / d)`. Errors: [`MathError::DivideByZero`].
#[inline]
pub fn div_128_by_64_floor(a: u128, d: u64) -> Result<u128> {
    Ok(div_192_by_64([low(a), high(a), 0], d)?.0)
}

/// `ceil(a / d)`. Errors: [`MathError::DivideByZero`].
#[inline]
pub fn div_128_by_64_ceil(a: u128, d: u64) -> Result<u128> {
    round_up(div_192_by_64([low(a), high(a), 0], d)?)
}

/// `(n / d, n % d)`. Errors: [`MathError::DivideByZero`].
#[inline]
pub fn div_rem_128(n: u128, d: u128) -> Result<(u128, u128)> {
    let (quotient, _) = div_192([low(n), high(n), 0], d)?;
    Ok((quotient, n.wrapping_sub(quotient.wrapping_mul(d)))) // quotient·d <= n
}

/// `(n / d, n % d)` when the quotient fits 64 bits. Errors: [`MathError::DivideByZero`]; [`MathError::Overflow`] when it
/// does not fit (`n >= d * 2^64`).
pub fn div_rem_128_by_64(n: u128, d: u64) -> Result<(u64, u64)> {
    let (n1, n0) = (high(n), low(n));
    if n1 == 0 {
        return div_rem(n0, d);
    }
    if d == 0 {
        return Err(MathError::DivideByZero);
    }
    if n1 >= d {
        return Err(MathError::Overflow);
    }
    if d <= LOW_HALF {
        // Schoolbook division with 32-bit digits: each partial dividend is below d·2^32 <= 2^64.
        let (q1, r1) = div_rem((n1 << 32) | (n0 >> 32), d)?;
        let (q0, r0) = div_rem((r1 << 32) | (n0 & LOW_HALF), d)?;
        return Ok(((q1 << 32) | q0, r0));
    }
    // Scale so that the divisor's top bit is set; the quotient stays, the remainder scales along.
    let shift = d.leading_zeros();
    let v = d.wrapping_shl(shift);
    let top = n1.wrapping_shl(shift) | spilled(n0, shift);
    let bottom = n0.wrapping_shl(shift);
    let (q1, rest) = half_digit(top, bottom >> 32, v)?;
    let (q0, rest) = half_digit(rest, bottom & LOW_HALF, v)?;
    Ok(((q1 << 32) | q0, rest.wrapping_shr(shift)))
}

/// One 32-bit digit of the quotient: `(rest·2^32 + next) / v` and the remainder, for `rest < v` and `v >= 2^63`.
#[inline]
fn half_digit(rest: u64, next: u64, v: u64) -> Result<(u64, u64)> {
    let (v1, v0) = (v >> 32, v & LOW_HALF);
    let (mut q, mut r) = div_rem(rest, v1)?;
    // The estimate from the upper half of v is never too small and at most 2 too large. r stays below 2^32 + v1.
    while q > LOW_HALF || q.wrapping_mul(v0) > ((r << 32) | next) {
        q = q.wrapping_sub(1);
        r = r.wrapping_add(v1);
        if r > LOW_HALF {
            break;
        }
    }
    // The true remainder is below v, so arithmetic modulo 2^64 yields it.
    Ok((q, (rest << 32).wrapping_add(next).wrapping_sub(q.wrapping_mul(v))))
}

/// `a * b` as limbs, lowest first. Exact.
#[inline]
pub const fn mul_192(a: u128, b: u64) -> [u64; 3] {
    let p0 = mul(low(a), b);
    if high(a) == 0 {
        return [low(p0), high(p0), 0];
    }
    let p1 = mul(high(a), b).wrapping_add(join(0, high(p0))); // (2^64 - 1)^2 + 2^64 - 1 < 2^128: never wraps
    [low(p0), low(p1), high(p1)]
}

/// Sum of three limbs each, lowest first. Errors: [`MathError::Overflow`] at 2^192.
#[inline]
pub fn add_192(a: [u64; 3], b: [u64; 3]) -> Result<[u64; 3]> {
    let ([a0, a1, a2], [b0, b1, b2]) = (a, b);
    let (lower, carry) = join(a1, a0).overflowing_add(join(b1, b0));
    let upper = a2.checked_add(b2).and_then(|sum| sum.checked_add(u64::from(carry)));
    Ok([low(lower), high(lower), upper.ok_or(MathError::Overflow)?])
}

/// Three limbs times one. Errors: [`MathError::Overflow`] at 2^192.
#[inline]
pub fn scale_192(a: [u64; 3], b: u64) -> Result<[u64; 3]> {
    let [a0, a1, a2] = a;
    let [p0, p1, p2] = mul_192(join(a1, a0), b);
    let top = mul(a2, b).wrapping_add(join(0, p2)); // (2^64 - 1)^2 + 2^64 - 1 < 2^128: never wraps
    if high(top) != 0 {
        return Err(MathError::Overflow);
    }
    Ok([p0, p1, low(top)])
}

/// Whether `a < b`, three limbs each, lowest first.
#[inline]
pub const fn less_192(a: [u64; 3], b: [u64; 3]) -> bool {
    let ([a0, a1, a2], [b0, b1, b2]) = (a, b);
    a2 < b2 || (a2 == b2 && join(a1, a0) < join(b1, b0))
}

/// Quotient of three limbs (lowest first) and whether a remainder is left.
fn div_192(n: [u64; 3], d: u128) -> Result<(u128, bool)> {
    if high(d) == 0 {
        return div_192_by_64(n, low(d));
    }
    let [n0, n1, n2] = n;
    let shift = high(d).leading_zeros();
    let v1 = high(d).wrapping_shl(shift) | spilled(low(d), shift);
    let v0 = low(d).wrapping_shl(shift);
    let u0 = n0.wrapping_shl(shift);
    let u1 = n1.wrapping_shl(shift) | spilled(n0, shift);
    let u2 = n2.wrapping_shl(shift) | spilled(n1, shift);
    if join(n2, n1) < d {
        // One limb of quotient, as for every share's value: the scaled dividend has three limbs, the top two below v.
        let (q0, rest) = digit(join(u2, u1), u0, v1, v0)?;
        return Ok((join(0, q0), rest != 0));
    }
    // The scaled dividend has four limbs; its top two are below 2^127 <= v, so the quotient has two.
    let (q1, rest) = digit(join(spilled(n2, shift), u2), u1, v1, v0)?;
    let (q0, rest) = digit(rest, u0, v1, v0)?;
    Ok((join(q1, q0), rest != 0))
}

/// As [`div_192`] for a divisor of one limb.
fn div_192_by_64(n: [u64; 3], d: u64) -> Result<(u128, bool)> {
    let [n0, n1, n2] = n;
    if n2 == 0 && n1 < d {
        let (q, r) = div_rem_128_by_64(join(n1, n0), d)?;
        return Ok((join(0, q), r != 0));
    }
    let (q1, r1) = div_rem_128_by_64(join(n2, n1), d)?;
    let (q0, r0) = div_rem_128_by_64(join(r1, n0), d)?;
    Ok((join(q1, q0), r0 != 0))
}

/// One 64-bit digit of the quotient: `(rest·2^64 + next) / v` and the remainder, for `v = v1·2^64 + v0`, `v1 >= 2^63` and
/// `rest < v`.
#[inline]
fn digit(rest: u128, next: u64, v1: u64, v0: u64) -> Result<(u64, u128)> {
    let (mut q, mut r, mut carried) = if high(rest) >= v1 {
        // high(rest) = v1: the largest digit is the estimate, and rest - q·v1 = low(rest) + v1.
        let (r, carried) = low(rest).overflowing_add(v1);
        (u64::MAX, r, carried)
    } else {
        let (q, r) = div_rem_128_by_64(rest, v1)?;
        (q, r, false)
    };
    // At most two rounds, as in half_digit.
    while !carried && mul(q, v0) > join(r, next) {
        q = q.wrapping_sub(1);
        (r, carried) = r.overflowing_add(v1);
    }
    Ok((q, join(r, next).wrapping_sub(mul(q, v0))))
}

/// The bits of `limb` that a left shift by `shift` (0 to 63) moves into the limb above.
#[inline]
const fn spilled(limb: u64, shift: u32) -> u64 {
    (limb >> 1).wrapping_shr(63u32.wrapping_sub(shift))
}

#[inline]
fn div_rem(n: u64, d: u64) -> Result<(u64, u64)> {
    let d = NonZeroU64::new(d).ok_or(MathError::DivideByZero)?;
    Ok((n / d, n % d))
}

#[inline]
fn round_up((quotient, inexact): (u128, bool)) -> Result<u128> {
    quotient.checked_add(u128::from(inexact)).ok_or(MathError::Overflow)
}
