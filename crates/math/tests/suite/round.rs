use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        PPB,
        round::{Outcome, Round, Turnout, resolve},
        tally::{Side, Verdict},
        weight,
    },
    proptest::prelude::*,
};

const ALL: Verdict = Verdict::Share(PPB);
const NOTHING: Verdict = Verdict::Nothing { abusive: false };

/// An electorate of a thousand tokens of nine decimals.
fn turnout(revealed: u64, jurors: u32) -> Turnout {
    Turnout {
        revealed: revealed * PPB,
        jurors,
        electorate: 1_000 * PPB,
    }
}

#[test]
fn a_quorum_is_15_percent_and_five_jurors_a_double_one_30_and_ten() {
    assert!(turnout(150, 5).has_quorum(false));
    assert!(
        !turnout(149, 5).has_quorum(false) && !turnout(1_000, 4).has_quorum(false),
        "A-64: nor by one whale"
    );
    assert!(turnout(300, 10).has_quorum(true));
    assert!(!turnout(299, 10).has_quorum(true) && !turnout(1_000, 9).has_quorum(true));
    let tiny = Turnout {
        revealed: 1,
        jurors: 5,
        electorate: 7,
    };
    assert!(!tiny.has_quorum(false), "15 % of 7 is more than 1");
}

/// A-65, R10: an empty electorate has no quorum, whatever is revealed.
#[test]
fn a65_without_an_electorate_there_is_no_quorum() {
    for revealed in [0, 1, u64::MAX] {
        let nobody = Turnout {
            revealed,
            jurors: u32::MAX,
            electorate: 0,
        };
        assert!(!nobody.has_quorum(false) && !nobody.has_quorum(true));
    }
}

#[test]
fn revealed_weight_must_be_worth_twice_the_payout() {
    // 150 tokens at 0.50 of a token of six decimals are worth 75: enough for 37.50.
    assert!(turnout(150, 5).outweighs(37_500_000, 500_000));
    assert!(!turnout(150, 5).outweighs(37_500_001, 500_000));
    assert!(turnout(0, 0).outweighs(0, 0));
    assert!(!turnout(1_000, 5).outweighs(1, 0));
}

/// UMA, March 2025: a quarter of the votes, 5 million UMA, flipped a market of 7 million dollars. At 1.40 they are worth the market, not twice it.
#[test]
fn r10_the_uma_vote_of_march_2025_decides_nothing() {
    let uma = Turnout {
        revealed: 5_000_000 * PPB,
        jurors: 50,
        electorate: 20_000_000 * PPB,
    };
    let outcome = |round| resolve(round, &uma, ALL, 7_000_000_000_000, 1_400_000);
    assert_eq!(outcome(Round::First), Outcome::Again { double: true });
    assert_eq!(
        outcome(Round::Second { double: true }),
        Outcome::Draw,
        "nor is a quarter a double quorum"
    );
}

/// Every cell of the automaton, with a payout that is outweighed (1) or not (u64::MAX).
#[test]
fn what_follows_from_each_round() {
    use Outcome::*;
    let first = |verdict| Decided { verdict, appealable: true };
    let last = |verdict| Decided {
        verdict,
        appealable: false,
    };
    let (again, twice) = (Again { double: false }, Again { double: true });
    let (second, strict) = (Round::Second { double: false }, Round::Second { double: true });
    let (few, some, many) = (turnout(100, 5), turnout(200, 9), turnout(400, 10));
    for (round, who, verdict, payout, expect) in [
        // a missed quorum comes first, whatever else
        (Round::First, few, ALL, 1, again),
        (Round::First, few, ALL, u64::MAX, again),
        (Round::First, few, NOTHING, 1, again),
        (Round::First, few, Verdict::Tie, 1, again),
        (Round::First, some, ALL, 1, first(ALL)),
        (Round::First, some, ALL, u64::MAX, twice),
        (Round::First, some, NOTHING, u64::MAX, first(NOTHING)),
        (Round::First, some, Verdict::Tie, u64::MAX, Draw),
        (Round::First, some, Verdict::Void, u64::MAX, twice),
        (Round::First, some, Verdict::Stands, u64::MAX, first(Verdict::Stands)),
        // at most two rounds
        (second, few, ALL, 1, Draw),
        (second, some, ALL, 1, first(ALL)),
        (second, some, ALL, u64::MAX, Draw),
        (second, some, NOTHING, u64::MAX, first(NOTHING)),
        (second, some, Verdict::Tie, 1, Draw),
        (strict, some, ALL, 1, Draw),
        (strict, some, NOTHING, 1, Draw),
        (strict, many, ALL, 1, first(ALL)),
        (strict, many, ALL, u64::MAX, Draw),
        (strict, many, NOTHING, u64::MAX, first(NOTHING)),
        (strict, many, Verdict::Tie, 1, Draw),
        // an appeal that decides nothing leaves what was decided
        (Round::Appeal, some, ALL, 1, Upheld),
        (Round::Appeal, some, NOTHING, 1, Upheld),
        (Round::Appeal, many, ALL, u64::MAX, Upheld),
        (Round::Appeal, many, Verdict::Tie, 1, Upheld),
        (Round::Appeal, many, ALL, 1, last(ALL)),
        (Round::Appeal, many, NOTHING, u64::MAX, last(NOTHING)),
        (Round::Appeal, many, Verdict::Void, 1, last(Verdict::Void)),
    ] {
        assert_eq!(
            resolve(round, &who, verdict, payout, 1_000_000),
            expect,
            "{round:?} {who:?} {verdict:?} {payout}"
        );
    }
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        (1..=20u64).prop_map(|n| Verdict::Share(n * PPB / 20)),
        any::<bool>().prop_map(|abusive| Verdict::Nothing { abusive }),
        Just(Verdict::Void),
        Just(Verdict::Stands),
        Just(Verdict::Tie),
    ]
}

fn round() -> impl Strategy<Value = Round> {
    prop_oneof![
        Just(Round::First),
        any::<bool>().prop_map(|double| Round::Second { double }),
        Just(Round::Appeal)
    ]
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn quorum_and_floor_are_exact(revealed in any_u64(), electorate in any_u64(), jurors in 0u32..20, payout in any_u64(), value in any_u64()) {
        let near = (u128::from(electorate) * 15 / 100) as u64;
        for revealed in [revealed, near, near.saturating_add(1), near * 2] {
            let turnout = Turnout { revealed, jurors, electorate };
            let share = |percent: u32| electorate > 0 && big(revealed) * 100u32 >= big(electorate) * percent;
            prop_assert_eq!(turnout.has_quorum(false), share(15) && jurors >= 5);
            prop_assert_eq!(turnout.has_quorum(true), share(30) && jurors >= 10);
            let worth = big(revealed) * value;
            prop_assert_eq!(turnout.outweighs(payout, value), worth >= big(payout) * 2u32 * PPB);
            let most = u64::try_from(worth / PPB / 2u32).unwrap_or(u64::MAX);
            prop_assert!(turnout.outweighs(most, value));
        }
    }

    /// Nothing is paid or voided without a quorum and the floor, no tie decides, no appeal can be appealed, and no third round opens.
    #[test]
    fn only_a_quorum_that_outweighs_the_payout_decides(
        round in round(), verdict in verdict(), revealed in any_u64(), jurors in 0u32..20, electorate in any_u64(), payout in any_u64(), value in any_u64(),
    ) {
        let turnout = Turnout { revealed, jurors, electorate };
        match resolve(round, &turnout, verdict, payout, value) {
            Outcome::Decided { verdict: decided, appealable } => {
                prop_assert_eq!(decided, verdict);
                let double = matches!(round, Round::Appeal | Round::Second { double: true });
                prop_assert!(verdict != Verdict::Tie && turnout.has_quorum(double));
                prop_assert!(verdict.side() != Some(Side::For) || turnout.outweighs(payout, value));
                prop_assert_eq!(appealable, round != Round::Appeal);
            }
            Outcome::Again { .. } => prop_assert_eq!(round, Round::First),
            Outcome::Draw => prop_assert!(round != Round::Appeal),
            Outcome::Upheld => prop_assert_eq!(round, Round::Appeal),
        }
    }

    /// R10: under the cap of an assessed product a double quorum always outweighs the payout: the second round is no dead end.
    #[test]
    fn r10_a_double_quorum_outweighs_any_payout_under_the_cap(electorate in 1u64..u64::MAX / 2, value in any_u64(), extra in any_u64(), part in any_ratio()) {
        let least = (u128::from(electorate) * 30).div_ceil(100) as u64;
        let turnout = Turnout { revealed: least.saturating_add(extra), jurors: 10, electorate };
        let cap = weight::assessed_cap_floor(electorate, value).unwrap();
        let payout = (u128::from(cap) * u128::from(part) / u128::from(PPB)) as u64;
        prop_assert!(turnout.has_quorum(true) && turnout.outweighs(payout, value));
    }
}
