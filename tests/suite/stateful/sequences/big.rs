//! Exact fractions for the model: 256-bit naturals with schoolbook multiplication and bit-by-bit division, nothing clever.

/// A natural number below 2^256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Big {
    high: u128,
    low: u128,
}

const HALF: u128 = u64::MAX as u128;

impl From<u128> for Big {
    fn from(low: u128) -> Self {
        Self { high: 0, low }
    }
}

impl Big {
    /// `self + other`.
    pub fn plus(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        let (low, carry) = self.low.overflowing_add(other.low);
        let high = self.high.checked_add(other.high).and_then(|h| h.checked_add(u128::from(carry)));
        Self {
            high: high.expect("below 2^256"),
            low,
        }
    }

    fn minus(self, other: Self) -> Self {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        Self {
            high: self.high - other.high - u128::from(borrow),
            low,
        }
    }

    /// `self * factor`.
    pub fn times(self, factor: u128) -> Self {
        let high = self.high.checked_mul(factor).expect("below 2^256");
        let product = product(self.low, factor);
        Self {
            high: product.high.checked_add(high).expect("below 2^256"),
            low: product.low,
        }
    }

    /// Quotient and whether a remainder is left.
    fn divide(self, by: Self) -> (Self, bool) {
        assert!(by > Self::from(0), "a divisor above zero");
        if self.high == 0 && by.high == 0 {
            return (Self::from(self.low / by.low), !self.low.is_multiple_of(by.low));
        }
        let (mut quotient, mut rest) = (Self::from(0), Self::from(0));
        for bit in (0..256).rev() {
            let next = if bit >= 128 { self.high >> (bit - 128) } else { self.low >> bit } & 1;
            rest = rest.plus(rest).plus(next);
            quotient = quotient.plus(quotient);
            if rest >= by {
                rest = rest.minus(by);
                quotient = quotient.plus(1);
            }
        }
        (quotient, rest > Self::from(0))
    }
}

/// `a * b`.
pub fn product(a: u128, b: u128) -> Big {
    let (a1, a0, b1, b0) = (a >> 64, a & HALF, b >> 64, b & HALF);
    let middle = |x: u128| Big {
        high: x >> 64,
        low: x << 64,
    };
    let ends = Big {
        high: a1 * b1,
        low: a0 * b0,
    };
    ends.plus(middle(a1 * b0)).plus(middle(a0 * b1))
}

/// A fraction, never reduced.
#[derive(Clone, Copy, Debug)]
pub struct Fraction {
    numerator: Big,
    denominator: Big,
}

impl Fraction {
    /// `numerator / denominator`.
    pub fn of(numerator: Big, denominator: impl Into<Big>) -> Self {
        Self {
            numerator,
            denominator: denominator.into(),
        }
    }

    /// The whole number at or below it.
    pub fn floor(self) -> u128 {
        let (whole, _) = self.numerator.divide(self.denominator);
        assert_eq!(whole.high, 0, "a quotient below 2^128");
        whole.low
    }

    /// The whole number at or above it.
    pub fn ceil(self) -> u128 {
        let (whole, more) = self.numerator.divide(self.denominator);
        assert_eq!(whole.high, 0, "a quotient below 2^128");
        whole.low + u128::from(more)
    }
}

/// `floor(a * b / d)`.
pub fn part_floor(a: u128, b: u128, d: u128) -> u128 {
    Fraction::of(product(a, b), d).floor()
}

/// `ceil(a * b / d)`.
pub fn part_ceil(a: u128, b: u128, d: u128) -> u128 {
    Fraction::of(product(a, b), d).ceil()
}

#[test]
fn fractions_of_256_bits_round_as_they_say() {
    assert_eq!(part_floor(u128::MAX, u128::MAX, u128::MAX), u128::MAX);
    assert_eq!((part_floor(7, 3, 2), part_ceil(7, 3, 2), part_ceil(6, 3, 2)), (10, 11, 9));
    let square = product(1 << 100, (1 << 100) + 1);
    assert_eq!(Fraction::of(square, 1 << 100).floor(), (1 << 100) + 1);
    assert_eq!(Fraction::of(square.plus(1), 1 << 100).ceil(), (1 << 100) + 2);
    assert_eq!(Fraction::of(square.times(3), Big::from(3).times(1 << 100)).floor(), (1 << 100) + 1);
}
