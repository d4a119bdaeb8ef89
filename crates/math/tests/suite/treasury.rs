use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{MathError, treasury},
    proptest::prelude::*,
};

const PERIOD: u64 = 30 * 86_400;

/// A purse as somebody without this crate would write it: every spend with its time, and exact fractions.
#[derive(Default)]
struct Bucket {
    held: u64,
    recent: u64,
    at: u64,
    spends: Vec<(u64, u64)>,
}

impl Bucket {
    fn recent(&self, at: u64) -> u64 {
        treasury::recent_ceil(self.recent, at - self.at, PERIOD).unwrap()
    }

    fn room(&self, at: u64, bps: u16) -> u64 {
        treasury::room(self.held, self.recent(at), bps).unwrap()
    }

    fn spend(&mut self, amount: u64, at: u64) {
        self.recent = self.recent(at) + amount;
        (self.held, self.at) = (self.held - amount, at);
        self.spends.push((at, amount));
    }
}

#[test]
fn what_was_spent_falls_out_of_the_count_in_a_straight_line() {
    let recent = |elapsed| treasury::recent_ceil(1_000, elapsed, PERIOD);
    assert_eq!((recent(0), recent(PERIOD / 2), recent(PERIOD / 4)), (Ok(1_000), Ok(500), Ok(750)));
    assert_eq!((recent(1), recent(PERIOD - 1)), (Ok(1_000), Ok(1)), "rounded up");
    assert_eq!((recent(PERIOD), recent(u64::MAX)), (Ok(0), Ok(0)));
    assert_eq!(treasury::recent_ceil(1_000, 0, 0), Ok(0));
}

#[test]
fn the_cap_is_a_share_of_what_is_held_and_of_what_was_spent_lately() {
    assert_eq!(treasury::room(10_000, 0, 1_000), Ok(1_000));
    assert_eq!(treasury::room(9_000, 1_000, 1_000), Ok(0), "the whole cap is spent");
    assert_eq!(treasury::room(9_400, 600, 1_000), Ok(400), "a spend does not lower its own cap");
    assert_eq!(
        (treasury::room(1, 0, 1), treasury::room(0, 0, 2_500)),
        (Ok(1), Ok(0)),
        "the last atom can leave"
    );
    assert_eq!(treasury::cap_ceil(u64::MAX, 1, 1), Err(MathError::Overflow));
}

/// Cut into parts or not, at once no more leaves than the cap.
#[test]
fn r20_no_cutting_of_a_spend_brings_out_more() {
    for parts in 1..=50u64 {
        let mut bucket = Bucket {
            held: 1_000_000,
            ..Bucket::default()
        };
        let mut out = 0;
        for n in 0..parts {
            let part = bucket.room(0, 1_234).div_ceil(parts - n);
            bucket.spend(part, 0);
            out += part;
        }
        assert_eq!((out, bucket.room(0, 1_234)), (123_400, 0), "{parts} parts");
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn cap_and_recent_are_exact(held in any_u64(), recent in any_u64(), bps in any::<u16>(), elapsed in any_u64(), period in 1u64..) {
        let cap = (u64_of(big(held) + recent)).and_then(|base| u64_of(ceil(big(base) * bps, big(10_000u32))));
        prop_assert_eq!(treasury::cap_ceil(held, recent, bps), cap.ok_or(MathError::Overflow));
        let left = period.saturating_sub(elapsed);
        prop_assert_eq!(treasury::recent_ceil(recent, elapsed, period).map(big), Ok(ceil(big(recent) * left, big(period))));
        if let Ok(room) = treasury::room(held, recent, bps) {
            prop_assert!(room <= held && room <= cap.unwrap_or(u64::MAX).saturating_sub(recent));
        }
    }

    /// In no window, however the spends lie, more leaves than the largest cap in it and its linear refill, whatever is paid in between.
    #[test]
    fn a42_in_no_window_more_leaves_than_the_cap_and_its_refill(
        start in 1u64..1 << 50, bps in 1u16..=2_500,
        steps in prop::collection::vec((0u64..PERIOD, 0u64..1 << 40, 0u32..=100), 1..24),
    ) {
        let mut bucket = Bucket { held: start, ..Bucket::default() };
        let (mut at, mut caps) = (1_000_000, vec![]);
        for (wait, income, part) in steps {
            at += if wait % 3 == 0 { 0 } else { wait };
            if wait % 2 == 0 {
                bucket.held += income;
            }
            caps.push((at, treasury::cap_ceil(bucket.held, bucket.recent(at), bps).unwrap()));
            let amount = (u128::from(bucket.room(at, bps)) * u128::from(part) / 100) as u64;
            bucket.spend(amount, at);
            prop_assert!(bucket.recent <= treasury::cap_ceil(bucket.held, bucket.recent, bps).unwrap());
        }
        for (n, (from, _)) in bucket.spends.iter().enumerate() {
            for (until, _) in &bucket.spends[n..] {
                let inside = |t: &u64| t >= from && t <= until;
                let out: u64 = bucket.spends.iter().filter(|(t, _)| inside(t)).map(|(_, amount)| amount).sum();
                let cap = caps.iter().filter(|(t, _)| inside(t)).map(|(_, cap)| *cap).max().unwrap();
                let most = ceil(big(cap) * (PERIOD + (until - from)), big(PERIOD));
                prop_assert!(big(out) <= most, "{} left in {} s under a cap of {}", out, until - from, cap);
            }
        }
    }

    /// Who pays back what was spent gets room for a share of it only: what is out in all never passes the share of all that was ever there.
    #[test]
    fn r20_paying_in_again_what_was_spent_brings_out_nothing_more(start in 10_000u64..1 << 50, bps in 1u16..=2_500) {
        let mut bucket = Bucket { held: start, ..Bucket::default() };
        let (mut out, mut back) = (0u64, 0u64);
        for _ in 0..60 {
            let room = bucket.room(0, bps);
            bucket.spend(room, 0);
            out += room;
            let outside = out - back;
            let cap = ceil(big(start) * bps, big(10_000u32));
            prop_assert!(big(outside) <= cap, "{} of {} is outside", outside, start);
            bucket.held += room;
            back += room;
        }
    }
}
