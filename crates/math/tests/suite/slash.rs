use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        MathError,
        slash::{self, Pot},
        tally::{Side, Sides},
    },
    proptest::prelude::*,
};

const FOR: Option<Side> = Some(Side::For);
const AGAINST: Option<Side> = Some(Side::Against);

fn sides(for_it: u64, against: u64) -> Sides {
    Sides {
        for_it,
        against,
        abusive: 0,
    }
}

#[test]
fn hiding_costs_one_percent_losing_a_sixth_of_that_and_a_draw_nothing() {
    assert_eq!(slash::slash_ceil(1_000_000, None, FOR), Ok(10_000));
    assert_eq!(slash::slash_ceil(1_000_000, AGAINST, FOR), Ok(1_600));
    assert_eq!(slash::slash_ceil(1_000_000, FOR, FOR), Ok(0));
    assert_eq!(slash::slash_ceil(1_000_000, FOR, AGAINST), Ok(1_600));
    for vote in [None, FOR, AGAINST] {
        assert_eq!(slash::slash_ceil(u64::MAX, vote, None), Ok(0));
    }
    assert_eq!(slash::slash_ceil(1, FOR, AGAINST), Ok(1), "rounded up");
    assert_eq!(slash::slash_ceil(0, None, FOR), Ok(0));
}

#[test]
fn who_shares() {
    assert!(slash::is_coherent(FOR, FOR) && slash::is_coherent(AGAINST, AGAINST));
    assert!(!slash::is_coherent(AGAINST, FOR) && !slash::is_coherent(None, FOR));
    assert!(slash::is_coherent(FOR, None) && slash::is_coherent(AGAINST, None) && !slash::is_coherent(None, None));
}

/// UMA, `VotingV2.js`, "Slashing correctly reallocates funds between voters": of 32 million voted wrong 51,200 are slashed (0.16 %), and with
/// 6,400 more of another voter 57,600 are shared by two of 32 million each. "Multiple votes in the same voting round": 32 and 4 million share
/// 102,400. (There a missed vote costs as little as a wrong one.)
#[test]
fn uma_slashes_are_shared_by_weight() {
    const UMA: u64 = 1_000_000; // decimals enough for what is asserted, as 18 do not fit
    let wrong = slash::slash_ceil(32_000_000 * UMA, AGAINST, FOR).unwrap();
    assert_eq!(wrong, 51_200 * UMA);
    assert_eq!(slash::slash_ceil(4_000_000 * UMA, AGAINST, FOR), Ok(6_400 * UMA));
    let mut pot = Pot::default();
    let round = sides(64_000_000 * UMA, 36_000_000 * UMA);
    pot.add_round(100_000_000 * UMA, &round, FOR).unwrap();
    assert_eq!((pot.slashed, pot.coherent), (57_600 * UMA, 64_000_000_000_000));
    assert_eq!(pot.reward_floor(pot.slashed, 32_000_000 * UMA), Ok(28_800 * UMA));
    let mut pot = Pot::default();
    pot.add_round(100_000_000 * UMA, &sides(36_000_000 * UMA, 64_000_000 * UMA), FOR)
        .unwrap();
    assert_eq!(pot.slashed, 102_400 * UMA);
    assert_eq!(pot.reward_floor(pot.slashed, 32_000_000 * UMA), Ok(91_022_222_222));
    assert_eq!(pot.reward_floor(pot.slashed, 4_000_000 * UMA), Ok(11_377_777_777));
}

#[test]
fn every_round_is_judged_by_the_final_decision() {
    let mut pot = Pot::default();
    pot.add_round(1_000_000, &sides(700_000, 200_000), AGAINST).unwrap(); // the first round was for it
    pot.add_round(2_000_000, &sides(500_000, 1_500_000), AGAINST).unwrap(); // the appeal was not
    assert_eq!(pot.slashed, 1_000 + 1_120 + 800);
    assert_eq!(pot.coherent, 1_700_000);
}

#[test]
fn a_draw_has_no_pot_and_shares_a_fee_among_all_who_revealed() {
    let mut pot = Pot::default();
    pot.add_round(1_000, &sides(300, 100), None).unwrap();
    assert_eq!((pot.slashed, pot.coherent), (0, 400));
    assert_eq!(pot.reward_floor(8, 100), Ok(2));
    assert_eq!(Pot::default().reward_floor(8, 0), Ok(0), "nobody revealed");
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let mut pot = Pot {
        slashed: u64::MAX,
        coherent: 5,
    };
    let before = pot;
    assert_eq!(pot.add_round(399, &sides(300, 100), FOR), Err(MathError::OutOfRange));
    assert_eq!(pot.add_round(u64::MAX, &sides(u64::MAX, 1), FOR), Err(MathError::Overflow));
    assert_eq!(pot.add_round(1_000, &sides(300, 100), FOR), Err(MathError::Overflow));
    assert_eq!(pot, before);
    assert_eq!(pot.reward_floor(10, 6), Err(MathError::OutOfRange));
    assert_eq!(pot.reward_floor(u64::MAX, 5), Ok(u64::MAX));
}

#[derive(Clone, Copy, Debug)]
struct Ballot {
    round: usize,
    weight: u64,
    vote: Option<Side>,
}

fn vote() -> impl Strategy<Value = Option<Side>> {
    prop_oneof![Just(None), Just(FOR), Just(AGAINST)]
}

fn ballots() -> impl Strategy<Value = Vec<Ballot>> {
    let ballot = (0usize..3, any_u64(), vote()).prop_map(|(round, weight, vote)| Ballot { round, weight, vote });
    (prop::collection::vec(ballot, 1..24), 5u32..60).prop_map(|(mut ballots, shift)| {
        ballots.iter_mut().for_each(|b| b.weight >>= shift);
        ballots
    })
}

/// (committed, for, against) of a round, added up one by one.
fn count(ballots: &[Ballot], round: usize) -> (u64, u64, u64) {
    let sum = |of: &dyn Fn(&Ballot) -> bool| ballots.iter().filter(|b| b.round == round && of(b)).map(|b| b.weight).sum();
    (sum(&|_| true), sum(&|b| b.vote == FOR), sum(&|b| b.vote == AGAINST))
}

fn pot(ballots: &[Ballot], decision: Option<Side>) -> Pot {
    let mut pot = Pot::default();
    for round in 0..3 {
        let (committed, for_it, against) = count(ballots, round);
        pot.add_round(committed, &sides(for_it, against), decision).unwrap();
    }
    pot
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn slashes_are_exact(weight in any_u64(), vote in vote(), decision in vote()) {
        let rate = match (vote, decision) {
            (_, None) => 0u32,
            (None, _) => 100,
            (Some(vote), Some(decision)) if vote == decision => 0,
            _ => 16,
        };
        let exact = ceil(big(weight) * rate, big(10_000u32));
        prop_assert_eq!(big(slash::slash_ceil(weight, vote, decision).unwrap()), exact);
        let risk = slash::at_risk_ceil(weight).unwrap();
        prop_assert!(slash::slash_ceil(weight, vote, decision).unwrap() <= risk && risk <= weight);
    }

    #[test]
    fn the_pot_is_exact(ballots in ballots(), decision in vote()) {
        let (mut lost, mut coherent) = (big(0u32), big(0u32));
        for round in 0..3 {
            let (committed, for_it, against) = count(&ballots, round);
            let unrevealed = committed - for_it - against;
            let (losing, winning) = if decision == FOR { (against, for_it) } else { (for_it, against) };
            if decision.is_some() {
                lost += floor(big(unrevealed) * 100u32 + big(losing) * 16u32, big(10_000u32));
                coherent += winning;
            } else {
                coherent += big(for_it) + against;
            }
        }
        let pot = pot(&ballots, decision);
        prop_assert_eq!(big(pot.slashed), lost);
        prop_assert_eq!(big(pot.coherent), coherent);
    }

    #[test]
    fn a_reward_is_exact(amount in any_u64(), weight in any_u64(), coherent in any_u128()) {
        let pot = Pot { slashed: 0, coherent };
        let expect = match weight {
            0 => Ok(0),
            _ if u128::from(weight) > coherent => Err(MathError::OutOfRange),
            _ => Ok(u64_of(floor(big(amount) * weight, big(coherent))).unwrap()),
        };
        prop_assert_eq!(pot.reward_floor(amount, weight), expect);
    }

    /// R21, INV-15: settled one by one in any order, the rewards never pass the pot, the slashes cover them at the end, and what stays behind
    /// is dust: an atom for each reward and each round. The fee is shared as well, and never more than once.
    #[test]
    fn rewards_never_pass_slashes_and_fee_in_any_order(
        (ballots, order) in ballots().prop_flat_map(|b| (Just(b.clone()), Just(b).prop_shuffle())), decision in vote(), fee in any_u64(),
    ) {
        let pot = pot(&ballots, decision);
        let (mut left, mut fee_left, mut slashed, mut rewards, mut winners) = (pot.slashed, fee, 0u64, 0u64, 0u64);
        for b in order {
            slashed += slash::slash_ceil(b.weight, b.vote, decision).unwrap();
            if slash::is_coherent(b.vote, decision) {
                let reward = pot.reward_floor(pot.slashed, b.weight).unwrap();
                left = left.checked_sub(reward).expect("the pot is never overdrawn");
                fee_left = fee_left.checked_sub(pot.reward_floor(fee, b.weight).unwrap()).expect("nor the fee");
                rewards += reward;
                winners += 1;
            }
        }
        prop_assert!(rewards <= pot.slashed && pot.slashed <= slashed);
        prop_assert!(slashed - pot.slashed <= ballots.len() as u64 + 3);
        if pot.coherent > 0 {
            prop_assert!(left < winners.max(1) && fee_left < winners.max(1));
        }
    }

    /// an escrow that is split into two neither loses less nor wins more.
    #[test]
    fn a73_splitting_an_escrow_gains_nothing(a in any_u64(), b in any_u64(), vote in vote(), decision in vote(), amount in any_u64(), others in any_u64()) {
        let (a, b) = (a >> 1, b >> 1);
        let slash = |weight| slash::slash_ceil(weight, vote, decision).unwrap();
        prop_assert!(slash(a) + slash(b) >= slash(a + b));
        let pot = Pot { slashed: amount, coherent: u128::from(a + b) + u128::from(others) };
        let reward = |weight| pot.reward_floor(amount, weight).unwrap();
        prop_assert!(reward(a) + reward(b) <= reward(a + b));
    }

    /// whoever votes on both sides, or hides ballots, wins no more out of slashes than the others lose.
    #[test]
    fn a73_nobody_farms_the_own_slashes(ballots in ballots(), mine in any::<u32>(), decision in vote()) {
        let pot = pot(&ballots, decision);
        let (mut won, mut lost, mut others) = (0u64, 0u64, 0u64);
        for (n, b) in ballots.iter().enumerate() {
            let slash = slash::slash_ceil(b.weight, b.vote, decision).unwrap();
            if mine >> n & 1 == 0 {
                others += slash;
                continue;
            }
            lost += slash;
            if slash::is_coherent(b.vote, decision) {
                won += pot.reward_floor(pot.slashed, b.weight).unwrap();
            }
        }
        prop_assert!(won <= lost + others);
    }

    /// As long as all that open ballots can lose is no more than what is aged, every slash is there, in whatever order ballots come and go.
    #[test]
    fn every_slash_is_there_if_open_ballots_cannot_lose_more_than_is_aged(
        aged in 1u64..1 << 60, acts in prop::collection::vec((vote(), vote(), any_ratio(), any::<prop::sample::Index>(), any::<bool>()), 1..80), tiny in any::<bool>(),
    ) {
        let mut aged = if tiny { aged % 300 } else { aged };
        let (mut open, mut risk) = (Vec::new(), 0);
        for (vote, decision, part, which, settle) in acts {
            if settle && !open.is_empty() {
                let (weight, vote) = open.swap_remove(which.index(open.len()));
                let slash = slash::slash_ceil(weight, vote, decision).unwrap();
                aged = aged.checked_sub(slash).expect("every slash is there");
                risk -= slash::at_risk_ceil(weight).unwrap();
            } else if open.len() < 32 {
                let weight = (u128::from(aged) * u128::from(part)).div_ceil(1_000_000_000) as u64;
                let more = slash::at_risk_ceil(weight).unwrap();
                if risk + more <= aged {
                    open.push((weight, vote));
                    risk += more;
                }
            }
            prop_assert!(risk <= aged);
        }
    }
}
