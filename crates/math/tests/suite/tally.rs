use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        MathError,
        tally::{self, ABUSIVE, CHOICES, Form, STEP, Side, Sides, Verdict, Weights},
    },
    proptest::prelude::*,
};

const PERCENT: u64 = 10_000_000;

pub fn weights(of: &[(usize, u64)]) -> Weights {
    let mut weights = [0; CHOICES];
    for (choice, weight) in of {
        weights[*choice] += weight;
    }
    weights
}

fn request(of: &[(usize, u64)], large: bool) -> Verdict {
    tally::verdict(Form::Request, &weights(of), large).unwrap()
}

fn dispute(stands: u64, void: u64) -> Verdict {
    tally::verdict(Form::Dispute, &weights(&[(0, stands), (1, void)]), false).unwrap()
}

#[test]
fn each_form_has_its_choices_and_sides() {
    for choice in 0..=u8::MAX {
        let expect = match choice {
            0 | 21 => Ok(Side::Against),
            1..=20 => Ok(Side::For),
            _ => Err(MathError::OutOfRange),
        };
        assert_eq!(Form::Request.side(choice), expect);
    }
    assert_eq!(Form::Dispute.side(tally::STANDS), Ok(Side::Against));
    assert_eq!(Form::Dispute.side(tally::VOID), Ok(Side::For));
    for choice in 2..=u8::MAX {
        assert_eq!(Form::Dispute.side(choice), Err(MathError::OutOfRange));
    }
    assert_eq!(usize::from(ABUSIVE) + 1, CHOICES);
}

#[test]
fn more_than_half_accepts_and_half_is_a_tie() {
    assert_eq!(request(&[(20, 51), (0, 49)], false), Verdict::Share(100 * PERCENT));
    assert_eq!(request(&[(20, 50), (0, 50)], false), Verdict::Tie);
    assert_eq!(request(&[(20, 50), (0, 25), (21, 25)], false), Verdict::Tie, "A-64");
    assert_eq!(request(&[(20, 49), (0, 51)], false), Verdict::Nothing { abusive: false });
    assert_eq!(request(&[(1, 1)], false), Verdict::Share(5 * PERCENT));
}

/// Nexus v3 lets one vote win, and 0 to 0 is a draw there; without any weight nothing is ever approved.
#[test]
fn a65_no_votes_approve_nothing() {
    assert_eq!(request(&[], false), Verdict::Tie);
    assert_eq!(request(&[], true), Verdict::Tie);
    assert_eq!(dispute(0, 0), Verdict::Tie);
}

#[test]
fn large_requests_need_more_than_60_percent_and_are_denied_by_more_than_half() {
    assert_eq!(request(&[(20, 61), (0, 39)], true), Verdict::Share(100 * PERCENT));
    assert_eq!(request(&[(20, 60), (0, 40)], true), Verdict::Tie);
    assert_eq!(request(&[(20, 50), (0, 50)], true), Verdict::Tie);
    assert_eq!(request(&[(20, 49), (0, 51)], true), Verdict::Nothing { abusive: false });
    assert!(!tally::is_large(5, 100) && tally::is_large(6, 100) && tally::is_large(1, 0) && !tally::is_large(0, 0));
    assert!(tally::is_large(u64::MAX, u64::MAX));
}

#[test]
fn the_share_is_the_median_of_those_who_approve_the_lower_one_at_half() {
    assert_eq!(request(&[(4, 10), (10, 10), (20, 10)], false), Verdict::Share(50 * PERCENT));
    assert_eq!(request(&[(4, 10), (20, 10)], false), Verdict::Share(20 * PERCENT), "exactly half");
    assert_eq!(request(&[(4, 10), (20, 11)], false), Verdict::Share(100 * PERCENT));
    assert_eq!(
        request(&[(0, 40), (21, 5), (4, 10), (20, 40)], false),
        Verdict::Share(100 * PERCENT),
        "who denies has no say in it"
    );
    assert_eq!(request(&[(7, u64::MAX)], false), Verdict::Share(35 * PERCENT));
}

/// R18: Nexus claim 113 paid all on a partial loss. One juror who asks for all moves a median no further than the next juror's share.
#[test]
fn r18_one_extreme_vote_does_not_move_the_share() {
    assert_eq!(request(&[(5, 40), (6, 30), (20, 20)], false), Verdict::Share(30 * PERCENT));
    assert_eq!(request(&[(5, 40), (6, 50)], false), Verdict::Share(30 * PERCENT));
}

#[test]
fn abusive_needs_more_than_half_of_all_and_not_only_of_those_who_deny() {
    assert_eq!(request(&[(21, 51), (20, 49)], false), Verdict::Nothing { abusive: true });
    assert_eq!(request(&[(21, 50), (0, 50)], false), Verdict::Nothing { abusive: false });
    assert_eq!(request(&[(21, 30), (0, 25), (20, 45)], false), Verdict::Nothing { abusive: false });
}

#[test]
fn a_dispute_stands_or_is_void_by_more_than_half() {
    assert_eq!(dispute(51, 49), Verdict::Stands);
    assert_eq!(dispute(49, 51), Verdict::Void);
    assert_eq!(dispute(50, 50), Verdict::Tie);
    let large = tally::verdict(Form::Dispute, &weights(&[(0, 45), (1, 55)]), true);
    assert_eq!(large, Ok(Verdict::Void), "both sides are equals");
}

#[test]
fn verdicts_have_sides() {
    assert_eq!(Verdict::Share(STEP).side(), Some(Side::For));
    assert_eq!(Verdict::Void.side(), Some(Side::For));
    assert_eq!(Verdict::Nothing { abusive: true }.side(), Some(Side::Against));
    assert_eq!(Verdict::Stands.side(), Some(Side::Against));
    assert_eq!(Verdict::Tie.side(), None);
}

#[test]
fn tallies_beyond_all_tokens_are_refused() {
    let too_many = weights(&[(0, u64::MAX), (1, 1)]);
    assert_eq!(Sides::of(&too_many), Err(MathError::Overflow));
    assert_eq!(tally::verdict(Form::Request, &too_many, false), Err(MathError::Overflow));
    assert_eq!(tally::median_lower(&too_many), Err(MathError::Overflow));
    assert_eq!(tally::median_lower(&[0; CHOICES]), Ok(0));
}

/// Tallies of one magnitude, many of them empty, whose sum fits.
pub fn any_weights() -> impl Strategy<Value = Weights> {
    (prop::array::uniform22((any::<bool>(), any_u64())), 5u32..64)
        .prop_map(|(all, shift)| all.map(|(there, weight)| if there { weight >> shift } else { 0 }))
}

/// The share of the atom that half of those who approve, rounded up, do not pass.
fn median(w: &Weights) -> u64 {
    let total: BigUint = w[1..=20].iter().map(|x| big(*x)).sum();
    let middle = ceil(total, big(2u32));
    let reached = |choice: &usize| w[1..=*choice].iter().map(|x| big(*x)).sum::<BigUint>() >= middle;
    (1..=20).find(reached).unwrap() as u64 * 50_000_000
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn sides_are_exact(w in prop::array::uniform22(any_u64()), small in any_weights()) {
        for w in [w, small] {
            let sum = |choices: core::ops::RangeInclusive<usize>| w[choices].iter().map(|x| u128::from(*x)).sum::<u128>();
            match Sides::of(&w) {
                Ok(sides) => {
                    prop_assert_eq!(u128::from(sides.for_it), sum(1..=20));
                    prop_assert_eq!(u128::from(sides.against), sum(0..=0) + sum(21..=21));
                    prop_assert_eq!((sides.abusive, u128::from(sides.revealed())), (w[21], sum(0..=21)));
                }
                Err(error) => prop_assert!(error == MathError::Overflow && sum(0..=21) > u128::from(u64::MAX)),
            }
        }
    }

    #[test]
    fn verdicts_are_exact(w in any_weights(), tip in any::<u8>(), large in any::<bool>()) {
        let mut tipped = w;
        let sides = Sides::of(&w).unwrap();
        // Half of the cases are made as close as weights allow.
        tipped[usize::from(tip & 1)] += sides.for_it.abs_diff(sides.against);
        for w in [w, tipped] {
            let sides = Sides::of(&w).unwrap();
            let (yes, no, all) = (big(sides.for_it), big(sides.against), big(sides.for_it) + sides.against);
            let accepted = &yes * 100u32 > &all * if large { 60u32 } else { 50 };
            let request = if accepted {
                Verdict::Share(median(&w))
            } else if no > yes {
                Verdict::Nothing { abusive: big(w[21]) * 2u32 > all }
            } else {
                Verdict::Tie
            };
            prop_assert_eq!(tally::verdict(Form::Request, &w, large), Ok(request));
            let two = weights(&[(0, sides.against), (1, sides.for_it)]);
            let dispute = if yes > no { Verdict::Void } else if no > yes { Verdict::Stands } else { Verdict::Tie };
            prop_assert_eq!(tally::verdict(Form::Dispute, &two, large), Ok(dispute));
        }
    }

    /// The median is the middle one of all atoms that approve, put in a row; the lower of two middle ones.
    #[test]
    fn the_median_is_the_middle_atom(w in prop::array::uniform22(0u64..12), scale in 1u64..1 << 50) {
        let row: Vec<usize> = (1..=20).flat_map(|choice| vec![choice; w[choice] as usize]).collect();
        let expect = if row.is_empty() { 0 } else { row[(row.len() - 1) / 2] as u64 * STEP };
        prop_assert_eq!(tally::median_lower(&w), Ok(expect));
        prop_assert_eq!(tally::median_lower(&w.map(|x| x * scale)), Ok(expect));
    }

    #[test]
    fn at_least_half_lies_at_or_below_the_median_and_less_than_half_below(w in any_weights()) {
        let median = tally::median_lower(&w).unwrap();
        let at = (median / STEP) as usize;
        let total: BigUint = w[1..=20].iter().map(|x| big(*x)).sum();
        if total == big(0u32) {
            prop_assert_eq!(median, 0);
        } else {
            let up_to = |end: usize| w[1..=end].iter().map(|x| big(*x)).sum::<BigUint>() * 2u32;
            prop_assert!((1..=20).contains(&at) && median.is_multiple_of(STEP));
            prop_assert!(up_to(at) >= total && up_to(at - 1) < total);
        }
    }

    /// More weight for a denial never turns one into a payment, and more weight for a share never lowers the chance of one.
    #[test]
    fn weight_never_works_against_its_own_side(w in any_weights(), more in 1u64..1 << 40, choice in 1usize..=20, large in any::<bool>()) {
        let rank = |w: &Weights| match tally::verdict(Form::Request, w, large).unwrap().side() {
            Some(Side::For) => 2,
            None => 1,
            Some(Side::Against) => 0,
        };
        let (mut against, mut for_it) = (w, w);
        against[0] += more;
        for_it[choice] += more;
        prop_assert!(rank(&against) <= rank(&w) && rank(&w) <= rank(&for_it));
    }
}
