//! Random histories of governance against the plain rules.
//!
//! `BREAKWATER_GOVERNANCE_SEEDS` histories of `BREAKWATER_GOVERNANCE_STEPS` acts, from seed `BREAKWATER_GOVERNANCE_FIRST` on.

use {super::acts::Run, crate::attacks::cases_fuzz::number, std::collections::BTreeMap};

/// After every act by whomever: an effect on configuration, pool, product, list or treasury exists only where an action with this hash was queued, its
/// delay over, its window open, not cancelled, not executed before, not stale, and whoever queued it still had the right.
#[test]
fn inv17_inv18_inv05_inv10_inv11_inv20_governance_follows_the_plain_rules_whatever_people_do() {
    let (first, seeds) = (number("BREAKWATER_GOVERNANCE_FIRST", 1), number("BREAKWATER_GOVERNANCE_SEEDS", 16));
    let steps = number("BREAKWATER_GOVERNANCE_STEPS", 250);
    let (mut tried, mut executed, mut longest): (BTreeMap<_, (u64, u64)>, BTreeMap<String, u64>, i64) = Default::default();
    for seed in first..first + seeds {
        println!("seed {seed}");
        let mut run = Run::new(seed);
        for _ in 0..steps {
            run.step();
        }
        longest = longest.max(run.abandon());
        for (name, (all, good)) in run.tried {
            let sum = tried.entry(name).or_default();
            *sum = (sum.0 + all, sum.1 + good);
        }
        for (name, times) in run.executed {
            *executed.entry(name).or_default() += times;
        }
    }
    println!("{seeds} histories of {steps} acts; the last proposal was closed after at most {longest} days\n{executed:#?}");
    for (name, (all, good)) in tried {
        println!("{name:>18}: {good} of {all}");
        assert!(good < all, "{name} was never refused");
        assert!(good > 0 || name == "execute otherwise", "{name} never succeeded");
    }
    assert!(executed.len() >= 11, "too few kinds of actions were ever executed: {executed:?}");
}
