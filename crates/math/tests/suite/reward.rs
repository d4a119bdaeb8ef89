use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{MathError, PPB, reward, wide},
    proptest::prelude::*,
};

#[test]
fn a_stream_gives_what_was_put_in_and_no_more() {
    let rate = reward::rate_floor(wide::join(604_800, 0), 604_800).unwrap();
    assert_eq!(rate, 1 << 64, "an atom a second");
    assert_eq!(reward::rate_floor(1, 0), Err(MathError::DivideByZero));
    assert_eq!(reward::rate_floor(u128::MAX, 1), Ok(u128::MAX));
}

#[test]
fn what_cannot_be_shared_alike_is_carried() {
    assert_eq!(reward::per_share_floor(10, 3), Ok((3, 1)));
    assert_eq!(reward::per_share_floor(2, 3), Ok((0, 2)));
    assert_eq!(reward::per_share_floor(1, 0), Err(MathError::DivideByZero));
    assert_eq!(reward::per_share_floor(u128::MAX, 1), Ok((u128::MAX, 0)));
}

#[test]
fn atoms_are_paid_and_fractions_stay() {
    assert_eq!(reward::atoms_floor(wide::join(7, 9)), (7, 9));
    assert_eq!(reward::split_floor(11, PPB), Ok((11, 0)));
    assert_eq!(reward::split_floor(11, 0), Ok((0, 11)));
    assert_eq!(reward::split_floor(11, PPB / 2), Ok((5, 6)));
    assert_eq!(reward::split_floor(11, PPB + 1), Err(MathError::OutOfRange));
}

/// One owner's life in a tranche, second by second.
#[derive(Clone, Debug)]
enum Act {
    Wait(u64),
    Enter(usize, u128),
    Leave(usize, u128),
    Claim(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (1u64..200).prop_map(Act::Wait),
        2 => (0usize..5, any_u128()).prop_map(|(who, shares)| Act::Enter(who, shares >> 12)),
        1 => (0usize..5, any_u128()).prop_map(|(who, shares)| Act::Leave(who, shares)),
        2 => (0usize..5).prop_map(Act::Claim),
    ]
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn rates_splits_and_accumulators_are_exact(q in any_u128(), seconds in any_u64(), ppb in any_ratio(), shares in any_u128()) {
        match reward::rate_floor(q, seconds) {
            Ok(rate) => prop_assert_eq!(big(rate), big(q) / seconds),
            Err(error) => prop_assert!(seconds == 0 && error == MathError::DivideByZero),
        }
        let (junior, senior) = reward::split_floor(q, ppb).unwrap();
        prop_assert_eq!(big(junior), big(q) * ppb / PPB);
        prop_assert_eq!(big(junior) + senior, big(q));
        match reward::per_share_floor(q, shares) {
            Ok((rise, carry)) => prop_assert!(big(rise) * shares + carry == big(q) && carry < shares),
            Err(error) => prop_assert!(shares == 0 && error == MathError::DivideByZero),
        }
        match reward::earned(shares, q) {
            Ok(earned) => prop_assert_eq!(big(earned), big(shares) * q),
            Err(error) => prop_assert!(error == MathError::Overflow && big(shares) * q >= big(1u32) << 128u32),
        }
        prop_assert_eq!(big(reward::atoms_floor(q).0) * (big(1u32) << 64u32) + reward::atoms_floor(q).1, big(q));
    }

    /// A-42, R1: whoever enters, leaves and claims when, in whatever order, all together never have more than was put in, and with the carry exactly
    /// what has streamed while anybody had shares.
    #[test]
    fn a42_r1_all_owners_together_have_exactly_what_has_streamed(amount in amount(), seconds in 1u64..2_000, acts in prop::collection::vec(act(), 1..40)) {
        let rate = reward::rate_floor(wide::join(amount, 0), seconds).unwrap();
        let (mut left, mut per_share, mut carry, mut total, mut streamed, mut paid) = (seconds, 0u128, 0u128, 0u128, 0u128, 0u64);
        let mut owners = [(0u128, 0u128, 0u128); 5]; // shares, debt, due
        for act in acts {
            match act {
                Act::Wait(wait) => {
                    let run = wait.min(left);
                    left -= run;
                    if total > 0 {
                        let q = rate * u128::from(run);
                        streamed += q;
                        let (rise, rest) = reward::per_share_floor(q + carry, total).unwrap();
                        per_share += rise;
                        carry = rest;
                    }
                }
                Act::Enter(who, _) | Act::Leave(who, _) | Act::Claim(who) => {
                    let (shares, debt, due) = &mut owners[who];
                    *due += reward::earned(*shares, per_share - *debt).unwrap();
                    *debt = per_share;
                    match act {
                        Act::Enter(_, more) => {
                            *shares += more;
                            total += more;
                        }
                        Act::Leave(_, fewer) => {
                            let fewer = fewer.min(*shares);
                            *shares -= fewer;
                            total -= fewer;
                        }
                        _ => {
                            let (atoms, rest) = reward::atoms_floor(*due);
                            paid += atoms;
                            *due = rest;
                        }
                    }
                }
            }
            let due: u128 = owners.iter().map(|(shares, debt, due)| due + reward::earned(*shares, per_share - debt).unwrap()).sum();
            prop_assert_eq!(due + carry + wide::join(paid, 0), streamed);
            prop_assert!(streamed <= wide::join(amount, 0));
        }
    }

    /// Counting each second gives what counting once gives, but for less than a unit for each share.
    #[test]
    fn counting_often_or_once_gives_the_same(rate in 0u128..1 << 100, seconds in 1u32..300, shares in any_u128()) {
        let shares = (shares >> 8).max(1);
        let (mut often, mut carry) = (0u128, 0u128);
        for _ in 0..seconds {
            let (rise, rest) = reward::per_share_floor(rate + carry, shares).unwrap();
            often += rise;
            carry = rest;
        }
        let once = reward::per_share_floor(rate * u128::from(seconds), shares).unwrap();
        prop_assert_eq!((often, carry), once);
    }
}
