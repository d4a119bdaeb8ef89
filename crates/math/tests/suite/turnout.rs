//! What members' votes come to.

use {breakwater_math::turnout::*, proptest::prelude::*};

#[test]
fn a64_a_tie_a_missing_vote_and_a_missing_member_are_no() {
    assert!(count(100, 99, 0, 5, 100).accepted);
    assert!(!count(100, 100, 0, 5, 100).accepted);
    assert!(!count(99, 0, 1_000, 5, 100).accepted, "abstentions are no quorum");
    assert!(!count(100, 0, 0, 4, 100).accepted);
    assert!(!count(u64::MAX, 0, 0, 5, 0).accepted, "A-65: a quorum of nothing");
    assert!(count(0, 60, 40, 5, 100).worth_a_vote && !count(0, 60, 39, 5, 100).worth_a_vote);
    assert!(!count(0, u64::MAX, u64::MAX, 4, 1).worth_a_vote);
}

#[test]
fn a65_a_quorum_is_never_nothing_and_never_less_than_two_percent_of_all() {
    assert_eq!(quorum_ceil(0, 1_500, 0), Ok(1));
    assert_eq!(quorum_ceil(1_000, 1_500, 1_000), Ok(150));
    assert_eq!(quorum_ceil(1_000, 1_500, 1_000_000), Ok(20_000));
    assert_eq!(quorum_ceil(1, 1_000, 0), Ok(1));
    assert_eq!(quorum_ceil(u64::MAX, 10_000, u64::MAX), Ok(u64::MAX));
}

proptest! {
    #[test]
    fn more_votes_against_never_help(yes: u64, no: u64, more: u32, voters: u32, quorum: u64) {
        let (before, after) = (count(yes, no, 0, voters, quorum), count(yes, no.saturating_add(more.into()), 0, voters, quorum));
        prop_assert!(!after.accepted || before.accepted);
    }

    #[test]
    fn an_accepted_question_was_worth_a_vote(yes: u64, no: u64, abstain: u64, voters: u32, quorum: u64) {
        let result = count(yes, no, abstain, voters, quorum);
        prop_assert!(!result.accepted || result.worth_a_vote);
    }

    #[test]
    fn a_part_is_rounded_up(amount: u64, bps in 0u16..=10_000) {
        let part = u128::from(part_ceil(amount, bps).expect("a part of a u64"));
        let exact = u128::from(amount) * u128::from(bps);
        prop_assert!(part * 10_000 >= exact && (part == 0 || (part - 1) * 10_000 < exact));
    }
}

/// Five members who each weigh the cap make the quorum, whatever the part of it is; with more than that the cap is the part.
#[test]
fn inv18_five_members_can_make_every_quorum() {
    for (part, quorum, wanted) in [
        (0, 1, 1),
        (0, 5, 1),
        (0, 6, 2),
        (5, 15, 5),
        (5, 25, 5),
        (5, 26, 6),
        (20, 50, 20),
        (0, u64::MAX, u64::MAX / 5),
    ] {
        let cap = cap(part, quorum);
        assert_eq!(cap, wanted, "{part} {quorum}");
        assert!(u128::from(cap) * 5 >= u128::from(quorum));
    }
}
