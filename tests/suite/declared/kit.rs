//! What the tests of declared incidents start from.

use {
    crate::claims::kit::by_incident,
    breakwater::state::Ballot,
    breakwater_testkit::{
        courts::{JURORS, juror},
        world::START,
        *,
    },
};

/// Jurors who vote: as many as a quorum needs. They outweigh any payout of these tests twice.
pub const VOTERS: usize = 5;
/// Choice of everything.
pub const ALL: u8 = 20;
/// Choice of nothing.
pub const NOTHING: u8 = 0;
/// Choice of nothing, and abusive.
pub const ABUSIVE: u8 = 21;
/// Day number of the start of the world.
pub const DAY_0: u32 = (START / DAY) as u32;

/// Settled by incident, with so many days of grace.
pub fn with_grace(days: u16) -> AssessedSpec {
    let mut spec = by_incident();
    spec.terms.grace_days = days;
    spec
}

/// 100,000 of junior and 400,000 of senior capital, a court, and the product; nobody is insured.
pub fn market(spec: &AssessedSpec) -> (World, Address) {
    let mut w = World::new();
    let product = w.assessed(spec);
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    (w, product)
}

/// Moves to so many days and hours after the start.
pub fn to_day(w: &mut World, day: i64, hours: i64) {
    w.set_time(START + day * DAY + hours * 3_600);
}

/// As [`market`], with policies of this many whole tokens for 60 days, all in force from day 8 to 60; it is an hour past the midnight of
/// day 10.
pub fn insured_by(covers: &[u64]) -> (World, Address, Vec<Address>) {
    let (mut w, product) = market(&by_incident());
    let policies = covers.iter().map(|cover| w.holder(&product, cover * USDC, 60).1).collect();
    to_day(&mut w, 10, 1);
    (w, product, policies)
}

/// The case of a declared incident.
pub fn case_of(product: &Address, number: u32) -> Address {
    pda::case(&pda::incident(product, number), 0)
}

/// Declares an event of this day. Gives the incident's number.
#[track_caller]
pub fn declare(w: &mut World, product: &Address, event_day: u32) -> u32 {
    let (outcome, number) = w.declare(product, &juror(24), event_day);
    outcome.ok();
    w.assert_books();
    number
}

/// Declares an event of `days` before today.
#[track_caller]
pub fn declare_ago(w: &mut World, product: &Address, days: u32) -> u32 {
    let day = w.today() - days;
    declare(w, product, day)
}

/// Why this day cannot be declared.
#[track_caller]
pub fn undeclarable(w: &mut World, product: &Address, event_day: u32, why: impl Into<outcome::ErrorCode>) {
    w.declare(product, &juror(24), event_day).0.refused(why);
}

/// The jurors vote on cases that were opened within a day of each other, and nobody appeals.
#[track_caller]
pub fn judge(w: &mut World, cases: &[(Address, u8)]) {
    let votes: Vec<_> = cases
        .iter()
        .map(|(case, choice)| (*case, World::votes(0, VOTERS, *choice)))
        .collect();
    judge_by(w, &votes);
}

/// As [`judge`], with the votes of each case.
#[track_caller]
pub fn judge_by(w: &mut World, cases: &[(Address, Vec<(Address, u8)>)]) {
    let last = |w: &World, of: fn(&breakwater::state::Case) -> i64| cases.iter().map(|(case, _)| of(&w.case(case))).max().expect("a case");
    let at = last(w, |c| c.current().commit_from.get());
    w.set_time(at);
    for (case, votes) in cases {
        for (juror, choice) in votes {
            w.commit(case, juror, *choice).ok();
        }
    }
    let at = last(w, |c| c.current().reveal_from.get());
    w.set_time(at);
    for (case, votes) in cases {
        for (juror, choice) in votes {
            w.reveal(case, juror, *choice).ok();
        }
    }
    let at = last(w, |c| c.current().reveal_until.get());
    w.set_time(at);
    for (case, _) in cases {
        w.advance_case(case).ok();
    }
    let at = last(w, |c| c.appeal_until.get());
    w.set_time(at.max(w.now()));
    for (case, _) in cases {
        if w.case(case).phase == 2 {
            w.advance_case(case).ok();
        }
    }
}

/// The jurors decide an incident, and it is concluded.
#[track_caller]
pub fn decide(w: &mut World, product: &Address, number: u32, choice: u8) {
    judge(w, &[(case_of(product, number), choice)]);
    conclude(w, product, number);
}

/// Concludes an incident.
#[track_caller]
pub fn conclude(w: &mut World, product: &Address, number: u32) {
    w.conclude_declared(product, number).ok();
    w.assert_books();
}

/// Nobody votes in either round: the case is drawn.
#[track_caller]
pub fn nobody_votes(w: &mut World, case: &Address) {
    for _ in 0..2 {
        let at = w.case(case).current().reveal_until.get();
        w.set_time(at.max(w.now()));
        w.advance_case(case).ok();
    }
}

/// Ballots are settled, bonds go back, the case is closed.
#[track_caller]
pub fn put_away(w: &mut World, case: &Address) {
    for round in 0..3 {
        for n in 0..JURORS {
            if w.try_read::<Ballot>(&pda::ballot(case, round, &juror(n))).is_some() {
                w.settle_ballot(case, &juror(n), round).ok();
            }
        }
    }
    let (bond, appeal) = (w.case(case).bond_back.get(), w.case(case).appeal_back.get());
    if bond > 0 {
        w.refund(case, false).ok();
    }
    if appeal > 0 {
        w.refund(case, true).ok();
    }
    w.close_case(case).ok();
    w.assert_books();
}

/// Settles a policy. Gives what reached its holder.
#[track_caller]
pub fn settled(w: &mut World, product: &Address, number: u32, policy: &Address) -> u64 {
    let holder = w.policy(policy).holder;
    let before = w.wallet(&holder);
    w.settle(product, number, policy).ok();
    w.assert_books();
    w.wallet(&holder) - before
}

/// Declares yesterday, jurors choose this, it is concluded.
#[track_caller]
pub fn happened(w: &mut World, product: &Address, choice: u8) -> u32 {
    let number = declare_ago(w, product, 1);
    decide(w, product, number, choice);
    number
}

/// Seeds of random lives, `BREAKWATER_LIVES` of them if it is set.
pub fn seeds(usual: u64) -> std::ops::RangeInclusive<u64> {
    let wanted = std::env::var("BREAKWATER_LIVES").ok().and_then(|n| n.parse().ok());
    1..=wanted.unwrap_or(usual)
}

/// A small generator (SplitMix64): the same numbers from the same seed everywhere.
pub struct Dice(pub u64);

impl Dice {
    /// The next number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    /// One of these.
    pub fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}
