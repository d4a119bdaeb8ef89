//! What the year must come to, computed plainly: which cover capital carries, what may leave, what a loss loads.

use {
    crate::reference::whole::{atoms, big, up},
    num_bigint::BigUint,
};

/// Limits of the pool, basis points.
#[derive(Clone, Copy)]
pub struct Limits {
    pub margin: u64,
    pub correlation: u64,
    pub floor: u64,
    pub caps: [u64; 3],
}

/// Cover of each product with its group and severity (parts per billion).
pub struct Cover {
    pub active: u64,
    pub group: usize,
    pub severity: u64,
}

/// Exposure of each group, each product's part rounded up.
pub fn exposures(covers: &[Cover]) -> [u64; 3] {
    let mut groups = [0; 3];
    for cover in covers {
        groups[cover.group] += atoms(&up(big(cover.active) * cover.severity, big(1_000_000_000)));
    }
    groups
}

/// `capital ≥ share · R`, with R from exposures and correlation; squares are compared.
fn carries(limits: &Limits, capital: u64, exposures: &[u64; 3], share: u64) -> bool {
    let sum: BigUint = exposures.iter().map(|e| big(*e)).sum();
    let squares: BigUint = exposures.iter().map(|e| big(*e) * *e).sum();
    let required = squares * (10_000 - limits.correlation) + &sum * &sum * limits.correlation;
    big(capital) * capital * 1_000_000_000_000u64 >= required * share * share
}

/// Least capital with its margin.
pub fn required(limits: &Limits, exposures: &[u64; 3]) -> u64 {
    least(u64::MAX >> 8, |capital| carries(limits, capital, exposures, limits.margin))
}

/// The smallest number up to `most` for which a rule that stays true once it is true holds.
fn least(most: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// What may leave a layer while nothing is undecided: what stays meets every limit.
pub fn free(limits: &Limits, covers: &[Cover], capital: u64, layer: (usize, u64)) -> u64 {
    let exposures = exposures(covers);
    let largest = covers.iter().map(|cover| cover.active).max().unwrap_or(0);
    let within = |capital: u64| {
        let shares = exposures.iter().zip(limits.caps);
        capital >= largest && shares.into_iter().all(|(e, cap)| big(*e) * 10_000u64 <= big(capital) * cap)
    };
    let stays = least(capital.max(1), |left| {
        within(left) && carries(limits, left, &exposures, limits.margin)
    });
    let mut free = capital.saturating_sub(stays).min(layer.1);
    if layer.0 == 0 {
        let floor = least(u64::MAX >> 8, |junior| carries(limits, junior, &exposures, limits.floor));
        free = free.min(layer.1.saturating_sub(floor));
    }
    if within(capital) && carries(limits, capital, &exposures, limits.margin) {
        free
    } else {
        0
    }
}

/// What is left of a loading after some seconds: half of it in 180 days, straight in between, rounded up.
pub fn experience(loading: u64, seconds: i64) -> u64 {
    let (half, seconds) = (180 * 86_400, seconds.unsigned_abs());
    let halvings = seconds / half;
    if halvings > 63 {
        return 0;
    }
    let numerator = big(loading) * (2 * half - seconds % half);
    atoms(&up(numerator, big(2 * half) << halvings))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        margin: 12_000,
        correlation: 2_500,
        floor: 2_000,
        caps: [10_000; 3],
    };

    #[test]
    fn by_hand() {
        // E = 400,000 and 100,000: R² = 0.75 · 1.7e11 + 0.25 · 2.5e11 = 1.9e11; R = 435,889.9; with the margin 523,067.9.
        assert_eq!(required(&LIMITS, &[400_000, 100_000, 0]), 523_068);
        let cover = |active, group, severity| Cover { active, group, severity };
        let covers = [cover(400_000, 0, 1_000_000_000), cover(200_000, 1, 500_000_000)];
        assert_eq!(free(&LIMITS, &covers, 800_000, (1, 600_000)), 800_000 - 523_068);
        // Junior keeps a fifth of R, 87,178.
        assert_eq!(free(&LIMITS, &covers, 800_000, (0, 100_000)), 100_000 - 87_178);
        assert_eq!(free(&LIMITS, &covers, 500_000, (1, 400_000)), 0);
    }

    #[test]
    fn a_loading_halves_in_180_days() {
        assert_eq!(experience(200, 0), 200);
        assert_eq!(experience(200, 90 * 86_400), 150);
        assert_eq!(experience(201, 180 * 86_400), 101);
        assert_eq!(experience(200, 540 * 86_400), 25);
    }
}
