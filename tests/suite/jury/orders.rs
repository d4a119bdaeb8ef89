//! Any order of locks, notices and silences, beside a plain list of who locked what when.

use super::*;

/// What one owner has locked: time and atoms, the latest last.
type Lots = Vec<(i64, u64)>;

/// Atoms of a list that at this time had been locked for so many whole days, counted between midnights.
fn aged(lots: &Lots, days: i64, at: i64) -> u64 {
    let counts = |locked: i64| (locked + DAY - 1) / DAY * DAY + days * DAY <= at;
    lots.iter().filter(|(when, _)| counts(*when)).map(|(_, amount)| amount).sum()
}

/// Takes the latest first.
fn take(lots: &mut Lots, mut amount: u64) {
    while amount > 0 {
        let last = lots.last_mut().expect("enough");
        let part = last.1.min(amount);
        last.1 -= part;
        amount -= part;
        if last.1 == 0 {
            lots.pop();
        }
    }
}

struct Model {
    lots: Vec<Lots>,
    under_notice: Vec<(u64, i64)>,
    /// Aged atoms of all at the end of each day that is over.
    ends: Vec<(i64, u64)>,
}

impl Model {
    fn total(&self, at: i64) -> u64 {
        self.lots.iter().map(|lots| aged(lots, 7, at)).sum()
    }

    /// Time goes on: the totals of the days that end are written down.
    fn pass(&mut self, from: i64, to: i64) {
        for day in from / DAY..to / DAY {
            let end = (day + 1) * DAY - 1;
            let total = self.total(end);
            self.ends.push((day, total));
        }
    }

    fn size(&self, at: i64) -> u64 {
        let day = at / DAY - 7;
        let then = self.ends.iter().find(|(d, _)| *d == day).map_or(0, |(_, total)| *total);
        self.total(at).min(then)
    }
}

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

fn check(w: &World, model: &Model, owners: &[Address], opened: &[(i64, Vec<u64>)]) {
    let (at, all) = (w.now(), w.voters());
    for ((owner, lots), (under, _)) in owners.iter().zip(&model.lots).zip(&model.under_notice) {
        let escrow = w.escrow(owner);
        assert_eq!(escrow.locked.get(), lots.iter().map(|(_, a)| a).sum::<u64>());
        assert_eq!(escrow.unlocking.get(), *under);
        for days in [0, 1, 7, 29, 30] {
            let said = escrow.aged(days, today(w)).expect("an age");
            assert_eq!(said, aged(lots, i64::from(days), at), "{days} days");
        }
    }
    for (opened_at, _) in opened.iter().filter(|(opened_at, _)| at - opened_at < 20 * DAY) {
        for (owner, lots) in owners.iter().zip(&model.lots) {
            assert_eq!(w.escrow(owner).weight(*opened_at), Ok(aged(lots, 7, *opened_at)));
        }
    }
    assert_eq!(size(w), model.size(at), "the electorate");
    let sum = |f: &dyn Fn(usize) -> u64| (0..owners.len()).map(f).sum::<u64>();
    assert_eq!(all.locked.get(), sum(&|n| model.lots[n].iter().map(|(_, a)| a).sum()));
    assert_eq!(all.unlocking.get(), sum(&|n| model.under_notice[n].0));
    assert_eq!(w.balance(&vault()), all.locked.get() + all.unlocking.get());
}

fn run(seed: u64, steps: usize) {
    let mut draws = Draws(seed);
    let mut w = world();
    let owners: Vec<Address> = (0..4).map(|_| w.wallet_address()).collect();
    for owner in &owners {
        w.grant(owner, 1_000_000);
        w.open_escrow(owner).ok();
    }
    let mut model = Model {
        lots: vec![vec![]; 4],
        under_notice: vec![(0, 0); 4],
        ends: vec![],
    };
    let mut opened: Vec<(i64, Vec<u64>)> = vec![];
    for _ in 0..steps {
        let (who, at) = (usize::try_from(draws.below(4)).expect("an index"), w.now());
        let owner = owners[who];
        match draws.below(10) {
            0..=3 => {
                let amount = 1 + draws.below(purse(&w, &owner).clamp(1, 5_000));
                if purse(&w, &owner) >= amount {
                    w.lock(&owner, amount).ok();
                    model.lots[who].push((at, amount));
                }
            }
            4 | 5 => {
                let locked = w.escrow(&owner).locked.get();
                if locked > 0 {
                    let amount = if draws.below(4) == 0 { locked } else { 1 + draws.below(locked) };
                    w.request_unlock(&owner, amount).ok();
                    take(&mut model.lots[who], amount);
                    model.under_notice[who] = (model.under_notice[who].0 + amount, at + NOTICE);
                }
            }
            6 => {
                let (amount, from) = model.under_notice[who];
                let accepted = w.unlock(&owner).result.is_ok();
                assert_eq!(accepted, amount > 0 && at >= from);
                if accepted {
                    model.under_notice[who] = (0, 0);
                }
            }
            7 => opened.push((at, vec![])),
            _ => {
                let seconds = match draws.below(12) {
                    0 => 600 * DAY,
                    1 => i64::try_from(draws.below(45)).expect("days") * DAY,
                    2 | 3 => DAY - at % DAY, // the midnight itself
                    4 => DAY - at % DAY - 1, // the second before it
                    5 => DAY - at % DAY + 1,
                    _ => i64::try_from(draws.below(3 * 86_400)).expect("seconds"),
                };
                model.pass(at, at + seconds);
                w.advance(seconds);
            }
        }
        check(&w, &model, &owners, &opened);
    }
    w.assert_books();
}

#[test]
fn any_order_of_locks_notices_and_silences_weighs_what_a_plain_list_says() {
    for seed in 1..=24 {
        run(u64::wrapping_mul(seed, 0x9e37_79b9_7f4a_7c15), 150);
    }
}
