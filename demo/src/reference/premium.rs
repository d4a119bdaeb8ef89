//! What cover costs: the area under the rate, as an exact fraction, rounded up once.

use {
    super::whole::{atoms, big, up},
    crate::terms::Terms,
    num_bigint::BigUint,
};

const YEAR: u64 = 365 * 86_400;

/// Premium in atoms for `cover` more on top of `used` of `cap`, for `seconds`.
pub fn premium(terms: &Terms, cap: u64, used: u64, cover: u64, seconds: u64) -> u64 {
    loaded(terms, cap, used, cover, seconds, 1_000_000_000)
}

/// The same with a loading: the area is rounded up to whole atom-billionths, loaded, rounded up, and then timed.
pub fn loaded(terms: &Terms, cap: u64, used: u64, cover: u64, seconds: u64, factor: u64) -> u64 {
    let kink = atoms(&(big(cap) * terms.kink / 1_000_000_000u64));
    let (a, b) = (used, used + cover);
    // Below the kink: from `rate_base` at 0 to `rate_kink` at the kink; above: from there to `rate_full` at the cap.
    let below = strip(terms.rate_base, terms.rate_kink, kink, a.min(kink), b.min(kink));
    let above = strip(
        terms.rate_kink,
        terms.rate_full,
        cap - kink,
        a.saturating_sub(kink),
        b.saturating_sub(kink),
    );
    let (width, rest) = (big(2) * kink, big(2) * (cap - kink));
    let area = below * &rest + above * &width; // over width · rest
    let least = big(terms.rate_minimum) * cover * &width * &rest;
    let area = if factor == 1_000_000_000 {
        area
    } else {
        up(up(area, &width * &rest) * factor, big(1_000_000_000)) * &width * &rest
    };
    let premium = up(area.max(least) * seconds, width * rest * 1_000_000_000u64 * YEAR);
    atoms(&premium).max(1)
}

/// Twice `width` times the area under the line from `first` at 0 to `last` at `width`, between `a` and `b`.
fn strip(first: u64, last: u64, width: u64, a: u64, b: u64) -> BigUint {
    let level = big(2) * width * first * (b - a);
    let slope = big(last - first) * (b - a) * (big(a) + b);
    level + slope
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let terms = Terms::new(1); // 2 % at 0, 8 % at 80 %, 40 % at 100 %, at least 1 %
        let cap = 1_000_000;
        // The first 10 %: from 2 % to 2.75 %, on average 2.375 % of 100,000 for a year.
        assert_eq!(premium(&terms, cap, 0, 100_000, YEAR), 2_375);
        // A half of it, for half a year, up: 2.1875 % · 50,000 / 2 = 546.875.
        assert_eq!(premium(&terms, cap, 0, 50_000, YEAR / 2), 547);
        // Across the kink: 700,000 to 900,000 is 7.625 % on 100,000 and 16 % on 100,000.
        assert_eq!(premium(&terms, cap, 700_000, 200_000, YEAR), 7_625 + 16_000);
        // All of it: 5 % on 800,000 and 24 % on 200,000.
        assert_eq!(premium(&terms, cap, 0, cap, YEAR), 40_000 + 48_000);
    }

    #[test]
    fn never_below_the_minimum_nor_an_atom() {
        let terms = Terms {
            rate_minimum: 100_000_000,
            ..Terms::new(1)
        };
        assert_eq!(premium(&terms, 1_000_000, 0, 100_000, YEAR), 10_000);
        assert_eq!(premium(&Terms::new(1), 1_000_000, 0, 1, 1), 1);
    }
}
