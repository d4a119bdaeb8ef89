//! Random sequences of pauses and lifts, against the plain rules that keep the whole history.

use {
    super::{kit::*, plain::Plain},
    breakwater::state::Config,
    breakwater_testkit::{client::ix, world::START, *},
    bytemuck::Zeroable,
};

/// splitmix64.
struct Random(u64);

impl Random {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.word() % n
    }

    /// Time until the next act: nothing, seconds around the limits, or anything up to two days.
    fn wait(&mut self) -> i64 {
        let near = [0, PAUSE, PAUSE, 2 * PAUSE, WEEK, WEEK - PAUSE, WEEK - 2 * PAUSE, DAY];
        let (kind, by) = (self.below(12), self.below(3) as i64 - 1);
        match kind {
            0..=7 => (near[kind as usize] + by).max(0),
            8 => self.below(PAUSE as u64) as i64,
            9 => 0,
            _ => self.below(2 * DAY as u64) as i64,
        }
    }
}

/// What is done next.
#[derive(Debug)]
enum Act {
    Pause,
    LiftByGuardian,
    LiftByAnyone,
}

fn act(random: &mut Random) -> Act {
    match random.below(10) {
        0..=5 => Act::Pause,
        6..=7 => Act::LiftByGuardian,
        _ => Act::LiftByAnyone,
    }
}

/// The bounds that users rely on.
#[track_caller]
fn check(plain: &Plain) {
    assert!(plain.most_in_a_week() <= 3 * PAUSE, "more than 18 hours in seven days: {plain:?}");
    assert!(
        plain.most_without_rest() <= 2 * PAUSE,
        "more than 12 hours without a rest: {plain:?}"
    );
}

#[test]
fn a72_ten_thousand_random_sequences_never_stop_business_for_18_hours_in_seven_days_or_12_without_a_rest() {
    let (mut accepted, mut refused, mut full) = (0, 0, [false; 2]);
    for seed in 0..10_000 {
        let (mut random, mut plain, mut at) = (Random(seed), Plain::default(), START);
        let mut config = Config::zeroed();
        for step in 0..40 {
            at += random.wait();
            let act = act(&mut random);
            let (got, wanted) = match act {
                Act::Pause => (config.pause(at).is_ok(), plain.pause(at)),
                Act::LiftByGuardian => (config.lift_pause(true, at).is_ok(), plain.lift(true, at)),
                Act::LiftByAnyone => (config.lift_pause(false, at).is_ok(), plain.lift(false, at)),
            };
            assert_eq!(got, wanted, "seed {seed}, step {step}, {act:?} at {at}: {plain:?}");
            if matches!(act, Act::Pause) {
                if got { accepted += 1 } else { refused += 1 }
            }
            let ends = plain.history.last().map_or(at, |pause| pause.until);
            for time in [at, ends - 1, ends, ends + 1] {
                if time >= at {
                    assert_eq!(
                        config.check_open(time).is_err(),
                        plain.is_paused(time),
                        "seed {seed}, step {step}, {time}"
                    );
                }
            }
        }
        check(&plain);
        full[0] |= plain.most_in_a_week() == 3 * PAUSE;
        full[1] |= plain.most_without_rest() == 2 * PAUSE;
    }
    // The sequences try both sides of every rule, and the bounds are reached.
    assert!(accepted > 50_000 && refused > 50_000, "{accepted} {refused}");
    assert_eq!(full, [true; 2]);
}

#[test]
fn a72_the_built_program_follows_the_plain_rules() {
    let mut w = World::new();
    let underwriter = w.underwriter(SENIOR, 1_000 * USDC);
    w.fund(underwriter, 1_000 * USDC);
    let base = w.svm.clone();
    for seed in 1_000_000..1_000_060 {
        w.svm = base.clone();
        let (mut random, mut plain) = (Random(seed), Plain::default());
        for step in 0..25 {
            w.advance(random.wait());
            let (at, act) = (w.now(), act(&mut random));
            let (instruction, wanted) = match act {
                Act::Pause => (ix::pause(w.guardian), plain.pause(at)),
                Act::LiftByGuardian => (ix::lift_pause(w.guardian), plain.lift(true, at)),
                Act::LiftByAnyone => (ix::lift_pause(w.keeper), plain.lift(false, at)),
            };
            let outcome = w.send_all(&[instruction]);
            assert_eq!(
                outcome.result.is_ok(),
                wanted,
                "seed {seed}, step {step}, {act:?} at {at}: {plain:?}"
            );
            assert!(wanted || !outcome.changed);
            assert_eq!(is_paused(&mut w, &underwriter), plain.is_paused(at), "seed {seed}, step {step}");
        }
        check(&plain);
    }
}
