//! Any order of sweeps, locks, notices, claims and silences, beside a plain model that divides every second's money among who has tokens locked then.

use super::*;

const OWNERS: usize = 6;

/// Xorshift: the same numbers on every machine.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// The share in Q64 atoms, owner by owner: what streams how fast until when, and what everybody has earned. No sum per token, no debts.
#[derive(Default)]
struct Model {
    rate: u128,
    until: i64,
    at: i64,
    waits: u128,
    locked: [u64; OWNERS],
    earned: [u128; OWNERS],
    funded: u64,
    claimed: u64,
}

impl Model {
    /// Whatever streams until this time is divided among all who have tokens locked.
    fn pass(&mut self, now: i64) {
        let seconds = (now.min(self.until) - self.at).max(0);
        self.at = now;
        let part = self.rate * seconds as u128;
        let all: u128 = self.locked.iter().map(|locked| u128::from(*locked)).sum();
        if all == 0 {
            self.waits += part;
            return;
        }
        let mut given = 0;
        for (earned, locked) in self.earned.iter_mut().zip(self.locked.map(u128::from)) {
            // A product of all three would not fit.
            let own = part / all * locked + part % all * locked / all;
            *earned += own;
            given += own;
        }
        self.waits += part - given;
    }

    fn sweep(&mut self, amount: u64) {
        let left = (self.until - self.at).max(0) as u128;
        let running = if left == 0 { 0 } else { self.rate * left };
        let fresh = (u128::from(amount) << 64) + self.waits;
        let (old, new) = (running.div_ceil(1 << 64), fresh >> 64);
        let seconds = (old * left + new * STREAM as u128) / (old + new);
        self.rate = (running + fresh) / seconds;
        self.waits = (running + fresh) % seconds;
        self.until = self.at + seconds as i64;
        self.funded += amount;
    }
}

#[test]
fn a42_in_any_order_everybody_gets_their_seconds_and_all_together_no_more_than_was_swept() {
    for seed in 1..=4u64 {
        let mut draws = Draws(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut w = world();
        let owners: Vec<Address> = (0..OWNERS).map(|_| w.wallet_address()).collect();
        for owner in &owners {
            w.open_escrow(owner).ok();
            w.grant(owner, 1 << 50);
            w.fund(*owner, 0);
        }
        let mut m = Model {
            at: w.now(),
            ..Model::default()
        };
        for step in 0..160 {
            let n = draws.below(OWNERS as u64) as usize;
            let owner = owners[n];
            match draws.below(8) {
                0 | 1 => {
                    let size = [4, 20, 36][draws.below(3) as usize];
                    let amount = 1 + draws.below(1 << size);
                    share(&mut w, amount);
                    m.sweep(amount);
                }
                2 | 3 => {
                    let amount = 1 + draws.below(1 << 40);
                    w.lock(&owner, amount).ok();
                    m.locked[n] += amount;
                }
                4 => {
                    let locked = w.escrow(&owner).locked.get();
                    if locked > 0 {
                        let amount = if draws.below(2) == 0 { locked } else { 1 + draws.below(locked) };
                        w.request_unlock(&owner, amount).ok();
                        m.locked[n] -= amount;
                    }
                }
                5 => {
                    let whole = due(&w, &owner);
                    if whole > 0 {
                        w.claim_revenue(&owner).ok();
                        m.claimed += whole;
                    }
                }
                _ => {
                    let most = [60, 86_400, 20 * 86_400][draws.below(3) as usize];
                    let wait = 1 + draws.below(most) as i64;
                    w.advance(wait);
                    m.pass(w.now());
                }
            }
            let mut sum = 0u64;
            for (owner, wanted) in owners.iter().zip(m.earned) {
                let got = (u128::from(w.wallet(owner)) << 64) + w.revenue_due(owner);
                // A thousandth of an atom: the sum per token is cut at every step, and the crumbs stream again.
                assert!(got.abs_diff(wanted) < 1 << 54, "seed {seed} step {step}: {got}, not {wanted}");
                sum += due(&w, owner);
            }
            assert!(m.claimed + sum <= m.funded, "A-42: {sum} claimable of {}", m.funded - m.claimed);
            w.assert_books();
        }
        // Everything reaches somebody in the end, but what waits and a fraction for each.
        w.lock(&owners[0], 1).ok();
        w.advance(STREAM);
        for owner in &owners {
            let _ = w.claim_revenue(owner);
        }
        w.assert_books();
        let (held, waits) = (w.voters().revenue_held.get(), w.voters().revenue_waits.get() >> 64);
        assert!(u128::from(held) <= waits + 1 + OWNERS as u128, "{held} is left, and {waits} wait");
    }
}
