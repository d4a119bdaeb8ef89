//! Who takes part and when: three underwriters, N holders who buy on different days, a keeper's times. Seeded.

use {
    crate::{
        format::USDC,
        record::{Record, Sale},
        rng::Rng,
        tape::Tape,
        terms::Terms,
        time::{DAY, HOUR, day_of, midnight_after},
    },
    std::collections::BTreeSet,
};

/// Junior tranche.
pub const JUNIOR: usize = 0;
/// Senior tranche.
pub const SENIOR: usize = 1;

/// Capital of one underwriter in one tranche.
#[derive(Clone, Copy, Debug)]
pub struct Deposit {
    pub owner: usize,
    pub tranche: usize,
    pub amount: u64,
}

/// Where a policy lies against the first breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Ended before it.
    Before,
    /// In force, and ends within the days of the breach.
    During,
    /// In force throughout.
    Through,
    /// Bought before it and still waiting at it.
    Waiting,
    /// Tries to buy once the price has moved.
    Late,
    /// Spread over the replay (no breach is expected).
    Spread,
}

impl Group {
    /// For a table.
    pub fn label(self) -> &'static str {
        match self {
            Self::Before => "ended before the breach",
            Self::During => "ended in the days of the breach",
            Self::Through => "in force throughout",
            Self::Waiting => "still waiting at the breach",
            Self::Late => "came after the price had moved",
            Self::Spread => "spread over the replay",
        }
    }
}

/// One wish to buy cover.
#[derive(Clone, Copy, Debug)]
pub struct Buyer {
    pub group: Group,
    pub at: i64,
    pub cover: u64,
    pub days: u16,
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Protocol, pool and product are set up and capital comes in.
    pub start: i64,
    pub deposits: Vec<Deposit>,
    /// In order of time.
    pub buyers: Vec<Buyer>,
    /// Times of the keeper, rising; it goes on by the hour after the last until nothing is open.
    pub ticks: Vec<i64>,
    /// The product's cap, atoms.
    pub cap: u64,
}

/// The underwriter who gives notice as soon as the first breach is seen.
pub const LEAVER: usize = 2;
/// Notice of a withdrawal, days.
pub const NOTICE_DAYS: i64 = 7;
/// Names of the underwriters.
pub const UNDERWRITERS: [&str; 3] = ["first (junior)", "second (senior)", "third (both)"];

impl Plan {
    /// `holders` buyers: around the first breach when there is one, else over the replay.
    pub fn new(tape: &Tape, terms: &Terms, first_breach: Option<i64>, holders: usize, seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let schedule = tape.schedule(terms);
        let mut buyers: Vec<Buyer> = (0..holders)
            .map(|i| match first_breach {
                Some(breach) => around(&mut rng, terms, breach, i),
                None => spread(&mut rng, tape, terms),
            })
            .collect();
        if let Some(breach) = first_breach {
            buyers.extend(latecomers(&mut rng, tape, terms, &schedule, breach));
        }
        buyers.sort_by_key(|buyer| buyer.at);
        let covered: u64 = buyers.iter().filter(|b| b.group != Group::Late).map(|b| b.cover).sum();
        let mut ticks: BTreeSet<i64> = schedule.into_iter().collect();
        let step = i64::from(terms.step);
        ticks.extend(buyers.iter().map(|buyer| buyer.at.div_euclid(step) * step));
        let first = ticks.first().copied().unwrap_or(tape.from);
        let start = day_of(first.min(tape.from)) * DAY - DAY;
        // A quarter more capital than cover, in whole thousands: the pool can carry all of it at once.
        let capital = (covered / 4 * 5).div_ceil(1_000 * USDC).max(10) * 1_000 * USDC;
        Self {
            start,
            deposits: deposits(capital),
            buyers,
            ticks: ticks.into_iter().collect(),
            cap: capital,
        }
    }

    /// How long the keeper waits for its next look once the series are over: an hour, after a month a day.
    pub fn pause(elapsed: i64) -> i64 {
        if elapsed < 30 * DAY { HOUR } else { DAY }
    }

    /// When everybody can leave after `from`: notice is over, every policy has ended, everything has streamed back.
    pub fn end_after(from: i64, record: &Record) -> i64 {
        let sold = record.sales.iter().flatten().filter_map(|sale| match sale {
            Sale::Made { end_day, .. } => Some(end_day * DAY),
            Sale::Refused(_) => None,
        });
        let streamed = record
            .incidents
            .iter()
            .filter_map(|incident| incident.closed_at)
            .map(|at| midnight_after(at, 90) * DAY);
        sold.chain(streamed).chain([midnight_after(from, 8) * DAY]).max().unwrap_or(from) + HOUR
    }

    /// All capital, atoms.
    pub fn capital(&self) -> u64 {
        self.deposits.iter().map(|d| d.amount).sum()
    }
}

/// 20 % junior and 55 % senior by one each, 10 % and 15 % by the third.
fn deposits(capital: u64) -> Vec<Deposit> {
    let part = |percent: u64| capital / 100 * percent;
    vec![
        Deposit {
            owner: 0,
            tranche: JUNIOR,
            amount: part(20),
        },
        Deposit {
            owner: 1,
            tranche: SENIOR,
            amount: part(55),
        },
        Deposit {
            owner: 2,
            tranche: JUNIOR,
            amount: part(10),
        },
        Deposit {
            owner: 2,
            tranche: SENIOR,
            amount: part(15),
        },
    ]
}

/// Whole amounts that people insure, with cents and atoms so that rounding is met.
fn cover(rng: &mut Rng) -> u64 {
    let whole = rng.pick(&[
        500, 1_000, 1_000, 2_500, 2_500, 5_000, 5_000, 10_000, 10_000, 25_000, 50_000, 100_000,
    ]);
    whole * USDC + rng.range(0, 999_999).unsigned_abs()
}

/// A second of this day, soon after a whole step, so that a reading is fresh.
fn second_of(rng: &mut Rng, terms: &Terms, day: i64) -> i64 {
    let step = i64::from(terms.step);
    let first = (day * DAY).div_euclid(step) + 1;
    let last = ((day + 1) * DAY - step).div_euclid(step).max(first);
    rng.range(first, last) * step + rng.range(1, (step - 1).min(240))
}

/// Twelve per cent end before the breach, fourteen in its days, fourteen wait, the rest run through.
fn around(rng: &mut Rng, terms: &Terms, breach: i64, index: usize) -> Buyer {
    let d = day_of(breach);
    let wait = i64::from(terms.waiting_days);
    let cover = cover(rng);
    // Ends at the first midnight `days` after the purchase: bought within a day, that is the day's number plus days plus one.
    let ending = |rng: &mut Rng, end: i64, days: i64| (second_of(rng, terms, end - days - 1), days);
    let (group, (at, days)) = match (index * 37 + 20) % 50 * 2 {
        0..12 => {
            let (end, days) = (d - rng.range(0, 6), rng.range(7, 14));
            (Group::Before, ending(rng, end, days))
        }
        12..26 => {
            let (end, days) = (d + rng.range(1, 3), rng.range(10, 45));
            (Group::During, ending(rng, end, days))
        }
        26..40 => {
            let day = d - rng.range(1, wait.max(1));
            (Group::Waiting, (second_of(rng, terms, day), rng.range(30, 90)))
        }
        _ => {
            let day = d - rng.range(wait + 1, 45);
            (Group::Through, (second_of(rng, terms, day), d - day + rng.range(4, 90)))
        }
    };
    Buyer {
        group,
        at,
        cover,
        days: days as u16,
    }
}

/// Bought on any day from shortly before the replay to a month before its end; short replays are covered as a whole.
fn spread(rng: &mut Rng, tape: &Tape, terms: &Terms) -> Buyer {
    let (from, to) = tape.days();
    let long = to - from > 90;
    let wait = i64::from(terms.waiting_days);
    let day = if long {
        rng.range(from - 20, to - 30)
    } else {
        rng.range(from - 30, from - wait - 1)
    };
    let days = if long { rng.range(30, 365) } else { to - day + rng.range(1, 60) };
    Buyer {
        group: Group::Spread,
        at: second_of(rng, terms, day),
        cover: cover(rng),
        days: days.clamp(7, 365) as u16,
    }
}

/// Two who come too late: one when a price first lies within the guard, one in the breach.
fn latecomers(rng: &mut Rng, tape: &Tape, terms: &Terms, schedule: &[i64], breach: i64) -> Vec<Buyer> {
    let guarded = |t: &&i64| tape.at(**t).iter().flatten().any(|price| *price <= terms.guard_price());
    let near = schedule.iter().filter(|t| **t < breach).find(guarded).copied();
    let late = i64::from(terms.step).min(240) - 60;
    near.into_iter()
        .chain([breach])
        .map(|t| Buyer {
            group: Group::Late,
            at: t + late.max(1),
            cover: cover(rng),
            days: 30,
        })
        .collect()
}

/// Start of force and end of a policy bought now, as day numbers.
pub fn days_of(terms: &Terms, at: i64, days: u16) -> (i64, i64) {
    // Cover begins at the next midnight at the earliest.
    let start = midnight_after(at, i64::from(terms.waiting_days)).max(day_of(at) + 1);
    (start, midnight_after(at, i64::from(days)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Series;

    fn tape(terms: &Terms) -> Tape {
        let rows: String = (0..2_000)
            .map(|i| format!("{},{}\n", 1_700_006_400 + i * 900, if i > 900 { "0.94" } else { "1" }))
            .collect();
        Tape::new(
            vec![Series::parse("x", "x.csv", &format!("timestamp,price\n{rows}")).unwrap()],
            terms,
        )
        .unwrap()
    }

    #[test]
    fn the_same_seed_gives_the_same_people_and_another_seed_others() {
        let terms = Terms::new(1);
        let people = |seed| format!("{:?}", Plan::new(&tape(&terms), &terms, Some(1_701_000_000), 50, seed).buyers);
        assert_eq!(people(1), people(1));
        assert_ne!(people(1), people(2));
    }

    #[test]
    fn each_group_lies_where_its_name_says() {
        let terms = Terms::new(1);
        let breach = 1_701_000_000;
        let plan = Plan::new(&tape(&terms), &terms, Some(breach), 200, 7);
        let mut seen = BTreeSet::new();
        for buyer in &plan.buyers {
            let (start, end) = days_of(&terms, buyer.at, buyer.days);
            let (start, end) = (start * DAY, end * DAY);
            let fits = match buyer.group {
                Group::Before => end <= breach,
                Group::During => start <= breach && breach < end && end <= breach + 4 * DAY,
                Group::Through => start <= breach && end > breach + 3 * DAY,
                Group::Waiting => buyer.at < breach && start > breach,
                Group::Late => buyer.at > 1_700_006_400 + 900 * 900,
                Group::Spread => false,
            };
            assert!(fits, "{buyer:?}");
            assert!(buyer.days >= 7 && buyer.days <= 365 && buyer.at > plan.start);
            assert!(
                plan.ticks.iter().any(|t| *t <= buyer.at && buyer.at - t < 600),
                "a fresh reading for {buyer:?}"
            );
            seen.insert(buyer.group);
        }
        assert_eq!(seen.len(), 5, "{seen:?}");
        assert_eq!(plan.buyers.iter().filter(|b| b.group != Group::Late).count(), 200);
        assert_eq!(plan.capital(), plan.cap);
    }
}
