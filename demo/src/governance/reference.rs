//! What governance must come to, computed plainly and without the math crate: weights by age, electorates, tallies, bonds, the treasury's cap, the
//! escrows' share of fees, rewards, and the balance of every token account.

use {
    crate::time::{DAY, day_of, midnight_after},
    num_bigint::BigUint,
    std::collections::BTreeMap,
};

pub use crate::{exploit::reference::up, money::Money};

/// Days for which tokens are locked before they count, and between the two totals of which the smaller is the electorate.
const AGE: i64 = 7;
/// Seconds over which a swept share streams.
pub const MONTH: i64 = 30 * DAY;
/// Binary digits behind the point, where amounts are divided: whatever is cut is far below an atom.
const DIGITS: u32 = 256;

/// `a · b / c`, rounded down.
pub fn down(a: u64, b: u64, c: u64) -> u64 {
    u64::try_from(u128::from(a) * u128::from(b) / u128::from(c)).expect("an amount")
}

fn fine(atoms: u64) -> BigUint {
    BigUint::from(atoms) << DIGITS
}

/// Whole atoms, and whole atoms of a millionth less: the program cuts more digits than this does, and may pay either.
fn whole(exact: &BigUint) -> (u64, u64) {
    let atoms = |of: BigUint| u64::try_from(of >> DIGITS).expect("an amount");
    let one = BigUint::from(1u8);
    let millionth = &one << (DIGITS - 20);
    let less = if *exact > millionth {
        exact - &millionth
    } else {
        BigUint::default()
    };
    // What was cut here is put back.
    (atoms(exact + (one << (DIGITS / 2))), atoms(less))
}

/// All that anybody locked or gave notice of, in order: (time, who, amount, locked). Everything else is counted from it anew each time.
#[derive(Default)]
pub struct Stakes {
    done: Vec<(i64, usize, u64, bool)>,
    escrows: usize,
}

impl Stakes {
    pub fn open(&mut self) {
        self.escrows += 1;
    }

    pub fn lock(&mut self, who: usize, amount: u64, now: i64) {
        self.done.push((now, who, amount, true));
    }

    pub fn leave(&mut self, who: usize, amount: u64, now: i64) {
        self.done.push((now, who, amount, false));
    }

    /// What is locked before this time, by the midnight since which it counts; what was locked last leaves first.
    fn lots(&self, who: usize, before: i64) -> BTreeMap<i64, u64> {
        let mut lots = BTreeMap::new();
        for (at, _, amount, locked) in self.done.iter().filter(|d| d.1 == who && d.0 < before) {
            if *locked {
                *lots.entry(midnight_after(*at, 0)).or_default() += amount;
                continue;
            }
            let mut left = *amount;
            for held in lots.values_mut().rev() {
                let part = left.min(*held);
                *held -= part;
                left -= part;
            }
        }
        lots
    }

    /// Locked and not under notice now.
    pub fn locked(&self, who: usize) -> u64 {
        self.lots(who, i64::MAX).values().sum()
    }

    pub fn people(&self) -> Vec<usize> {
        let mut all: Vec<usize> = self.done.iter().map(|d| d.1).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Tokens that had aged when a vote opened, and are there still.
    pub fn weight(&self, who: usize, opened: i64) -> u64 {
        self.lots(who, i64::MAX).range(..=day_of(opened) - AGE).map(|lot| lot.1).sum()
    }

    /// What had aged at the end of a day.
    fn aged(&self, day: i64) -> u64 {
        let of = |who: usize| self.lots(who, (day + 1) * DAY).range(..=day - AGE).map(|lot| lot.1).sum::<u64>();
        self.people().into_iter().map(of).sum()
    }

    /// The smaller of today's aged weight and that of a week ago.
    pub fn electorate(&self, now: i64) -> u64 {
        self.aged(day_of(now)).min(self.aged(day_of(now) - AGE))
    }

    /// The most that one vote weighs.
    pub fn cap(&self, electorate: u64) -> u64 {
        electorate / if self.escrows < 20 { 5 } else { 20 }
    }
}

/// What a vote has come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    pub electorate: u64,
    pub cap: u64,
    pub quorum: u64,
    pub bond: u64,
    pub yes: u64,
    pub no: u64,
    pub abstain: u64,
    pub voters: u32,
    pub accepted: bool,
    pub bond_back: bool,
}

/// A new vote: 15 % of the electorate, and 2 % of all tokens, must be for it; the bond is a thousandth of the electorate.
pub fn opened(stakes: &Stakes, supply: u64, now: i64) -> Tally {
    let electorate = stakes.electorate(now);
    let quorum = up(electorate, 15, 100).max(up(supply, 2, 100));
    Tally {
        electorate,
        cap: stakes.cap(stakes.aged(day_of(now))).max(quorum.div_ceil(5)),
        quorum,
        bond: up(electorate, 1, 1_000),
        ..Tally::default()
    }
}

impl Tally {
    /// Votes, each with its weight before the cap and its choice: for, against, neither.
    pub fn count(&mut self, votes: &[(u64, u8)]) {
        let side = |choice: u8| votes.iter().filter(|v| v.1 == choice).map(|v| v.0.min(self.cap)).sum::<u64>();
        (self.yes, self.no, self.abstain) = (side(0), side(1), side(2));
        self.voters = votes.len() as u32;
        self.accepted = self.voters >= 5 && self.yes > self.no && self.yes >= self.quorum;
        self.bond_back = self.voters >= 5 && self.yes + self.no + self.abstain >= self.quorum;
    }
}

/// The treasury's money of one mint.
#[derive(Default)]
pub struct Purse {
    pub held: u64,
    pub spent: u64,
    recent: u64,
    at: i64,
}

impl Purse {
    /// What was spent and still counts.
    fn counts(&self, now: i64) -> u64 {
        let left = (MONTH - (now - self.at)).max(0).unsigned_abs();
        up(self.recent, left, MONTH.unsigned_abs())
    }

    /// What may be spent: a tenth of what is held and was spent lately, less what was spent lately.
    pub fn room(&self, now: i64) -> u64 {
        let recent = self.counts(now);
        up(self.held + recent, 1, 10).saturating_sub(recent)
    }

    pub fn spend(&mut self, amount: u64, now: i64) {
        (self.recent, self.at) = (self.counts(now) + amount, now);
        self.held -= amount;
        self.spent += amount;
    }
}

/// The escrows' share of fees.
#[derive(Default)]
pub struct Revenue {
    rate: BigUint,
    at: i64,
    until: i64,
    due: BTreeMap<usize, BigUint>,
    pub swept: u64,
    pub claimed: u64,
}

impl Revenue {
    /// Gives what has streamed to what is locked; comes before any change of what is locked.
    pub fn stream(&mut self, stakes: &Stakes, now: i64) {
        let to = now.min(self.until);
        if to <= self.at {
            return;
        }
        let streamed = &self.rate * (to - self.at).unsigned_abs();
        let locked: Vec<(usize, u64)> = stakes.people().into_iter().map(|who| (who, stakes.locked(who))).collect();
        let all: u64 = locked.iter().map(|l| l.1).sum();
        for (who, own) in locked {
            *self.due.entry(who).or_default() += &streamed * own / all;
        }
        self.at = to;
    }

    /// A share joins the stream; its end is the mean of both ends by amount.
    pub fn sweep(&mut self, amount: u64, stakes: &Stakes, now: i64) {
        self.stream(stakes, now);
        let left = (self.until - now).max(0).unsigned_abs();
        let running = &self.rate * left;
        let (floor, _) = whole(&running);
        let old = u128::from(floor + u64::from(running > fine(floor)));
        let weighted = old * u128::from(left) + u128::from(amount) * u128::from(MONTH.unsigned_abs());
        let seconds = weighted / (old + u128::from(amount));
        self.rate = (running + fine(amount)) / seconds;
        (self.at, self.until) = (now, now + i64::try_from(seconds).expect("a month"));
        self.swept += amount;
    }

    /// Whole atoms that are due.
    pub fn due(&self, who: usize) -> (u64, u64) {
        self.due.get(&who).map_or((0, 0), whole)
    }

    pub fn claim(&mut self, who: usize, amount: u64) {
        if let Some(due) = self.due.get_mut(&who) {
            *due -= fine(amount).min(due.clone());
        }
        self.claimed += amount;
    }
}

/// One emission to a pool whose capital does not move: by the split of both layers, then by deposits.
#[derive(Clone, Copy)]
pub struct Emission {
    pub amount: u64,
    pub from: i64,
    pub seconds: i64,
}

impl Emission {
    /// What one deposit has earned by now. `layers`: all deposits of junior, of senior.
    pub fn earned(&self, layer: usize, deposit: u64, layers: [u64; 2], now: i64) -> (u64, u64) {
        let seconds = (now - self.from).clamp(0, self.seconds).unsigned_abs();
        let streamed = fine(self.amount) * seconds / self.seconds.unsigned_abs();
        // An atom of junior capital earns three times what one of senior capital earns, to the billionth.
        let [junior, senior] = layers.map(u128::from);
        let split = 3 * junior * 1_000_000_000 / (3 * junior + senior);
        let part = if layer == 0 { split } else { 1_000_000_000 - split };
        whole(&(streamed * part / 1_000_000_000u64 * deposit / layers[layer]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_locked_counts_after_a_week_and_no_wallet_above_the_cap() {
        let mut stakes = Stakes::default();
        stakes.open();
        stakes.lock(0, 1_000, 10 * DAY + 5);
        assert_eq!((stakes.weight(0, 18 * DAY - 1), stakes.weight(0, 18 * DAY)), (0, 1_000));
        assert_eq!((stakes.electorate(24 * DAY), stakes.electorate(25 * DAY)), (0, 1_000));
        stakes.lock(1, 9_000, 25 * DAY);
        assert_eq!((stakes.electorate(33 * DAY), stakes.electorate(39 * DAY)), (1_000, 10_000));
        stakes.leave(1, 9_000, 40 * DAY);
        assert_eq!(stakes.electorate(40 * DAY), 1_000);
        let mut tally = opened(&stakes, 10_000, 40 * DAY);
        assert_eq!((tally.cap, tally.quorum, tally.bond), (200, 200, 1));
        tally.count(&[(1_000, 0), (50, 1), (1, 2), (1, 1)]);
        assert!(!tally.accepted && !tally.bond_back && tally.yes == 200);
        tally.count(&[(1_000, 0), (50, 1), (1, 2), (1, 1), (1, 1)]);
        assert!(tally.accepted && tally.bond_back);
    }

    #[test]
    fn a_tenth_can_be_spent_in_a_month() {
        let mut purse = Purse {
            held: 1_000,
            ..Purse::default()
        };
        assert_eq!(purse.room(0), 100);
        purse.spend(100, 0);
        assert_eq!((purse.room(0), purse.room(MONTH / 2), purse.room(MONTH)), (0, 45, 90));
    }

    #[test]
    fn the_share_streams_by_what_is_locked_and_ends_after_a_month() {
        let (mut stakes, mut revenue) = (Stakes::default(), Revenue::default());
        stakes.lock(0, 100, 0);
        revenue.sweep(3_000, &stakes, 0);
        revenue.stream(&stakes, MONTH / 2);
        stakes.lock(1, 200, MONTH / 2);
        revenue.stream(&stakes, 2 * MONTH);
        assert_eq!((revenue.due(0).0, revenue.due(1).1 + 1), (2_000, 1_000));
    }
}
