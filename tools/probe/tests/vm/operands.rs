//! Operands: every pair of edge values, and random ones of every magnitude.

/// SplitMix64: repeatable, and good enough to spread operands.
pub struct Random(pub u64);

impl Random {
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.word() % bound as u64) as usize
    }

    /// A 32-bit digit, often one at which long division has to correct its estimate.
    fn digit(&mut self) -> u32 {
        const HARD: [u32; 6] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
        let word = self.word() as u32;
        HARD.get(self.below(8)).copied().unwrap_or(word)
    }

    /// Of a random number of bits, sometimes sign-extended, sometimes near a power of two.
    pub fn operand(&mut self) -> u128 {
        let bits = u128::from(self.word()) << 64 | u128::from(self.word());
        let cut = bits >> self.below(128);
        match self.below(10) {
            8 | 9 => (0..4).fold(0, |all, _| all << 32 | u128::from(self.digit())),
            0 => !cut,
            1 => (1u128 << self.below(128)).wrapping_add(self.below(5) as u128).wrapping_sub(2),
            2 => cut << self.below(128),
            3 => u128::from(self.word()),
            4 => (self.word() as i64 >> self.below(64)) as u128,
            _ => cut,
        }
    }
}

/// Values at which representations change: around powers of two, extremes of every width, decimal units.
pub fn edges() -> Vec<u128> {
    let mut all: Vec<u128> = vec![0, 1, 2, 3, 5, 7, 10, 100, 10_000, 1_000_000_000, 1_000_000_000_000_000_000];
    for power in [7, 8, 15, 16, 31, 32, 33, 47, 62, 63, 64, 65, 95, 96, 97, 126, 127] {
        let power = 1u128 << power;
        all.extend([power - 1, power, power + 1]);
    }
    let negative: Vec<u128> = all.iter().map(|value| value.wrapping_neg()).collect();
    all.extend(negative);
    all.extend([u128::MAX / 3, u128::MAX / 5 * 3, 0xffff_ffff_0000_0000, 0xffff_ffff_0000_0001]);
    all.sort_unstable();
    all.dedup();
    all
}

/// All pairs of edges, then `count` random pairs.
pub fn pairs(seed: u64, count: usize) -> Vec<(u128, u128)> {
    let edges = edges();
    let mut pairs: Vec<_> = edges.iter().flat_map(|a| edges.iter().map(|b| (*a, *b))).collect();
    let mut random = Random(seed);
    pairs.extend((0..count).map(|_| (random.operand(), random.operand())));
    pairs
}
