use {
    crate::{cases, oracle::*, values::*},
    breakwater_math::{
        MathError, PPB,
        bond::{self, Release},
        tally::{Form, Verdict},
    },
    proptest::prelude::*,
};

const USDC: u64 = 1_000_000;
const DENIED: Verdict = Verdict::Nothing { abusive: false };
const ABUSIVE: Verdict = Verdict::Nothing { abusive: true };

#[test]
fn a_claims_bond_is_half_a_percent_or_the_minimum() {
    assert_eq!(bond::claim_ceil(100_000 * USDC, 50 * USDC, 20 * USDC, false), Ok(500 * USDC));
    assert_eq!(bond::claim_ceil(5_000 * USDC, 50 * USDC, 20 * USDC, false), Ok(50 * USDC));
    assert_eq!(bond::claim_ceil(201, 0, 0, false), Ok(2), "rounded up");
    assert_eq!(bond::claim_ceil(1, 0, 20, false), Ok(20), "it contains the fee");
    assert_eq!(
        bond::claim_ceil(5_000 * USDC, 50 * USDC, 20 * USDC, true),
        Ok(100 * USDC),
        "refiled"
    );
    assert_eq!(bond::claim_ceil(0, u64::MAX, 0, true), Err(MathError::Overflow));
    assert_eq!(bond::claim_ceil(u64::MAX, 0, 0, true), Ok(184_467_440_737_095_518));
}

#[test]
fn an_incidents_bond_is_half_a_percent_of_eligible_cover() {
    assert_eq!(bond::incident_ceil(2_000_000 * USDC, 20 * USDC, false), Ok(10_000 * USDC));
    assert_eq!(bond::incident_ceil(2_000_000 * USDC, 20 * USDC, true), Ok(20_000 * USDC));
    assert_eq!(bond::incident_ceil(0, 20 * USDC, false), Ok(20 * USDC));
}

#[test]
fn a_dispute_costs_one_percent_and_an_appeal_two_fees() {
    assert_eq!(bond::dispute_ceil(300_000 * USDC, 20 * USDC), Ok(3_000 * USDC));
    assert_eq!(bond::dispute_ceil(101, 0), Ok(2), "rounded up");
    assert_eq!(bond::dispute_ceil(100, 20), Ok(20));
    assert_eq!(bond::appeal(20 * USDC), Ok(40 * USDC));
    assert_eq!(bond::appeal(u64::MAX), Err(MathError::Overflow));
}

#[test]
fn what_becomes_of_a_bond() {
    let of = |back, fee, rest, pool_fee| Release { back, fee, rest, pool_fee };
    for (form, verdict, expect) in [
        (Form::Request, Verdict::Share(PPB), of(500, 0, 0, 20)),
        (Form::Request, Verdict::Share(PPB / 20), of(500, 0, 0, 20)),
        (Form::Request, DENIED, of(480, 20, 0, 0)),
        (Form::Request, ABUSIVE, of(0, 20, 480, 0)),
        (Form::Request, Verdict::Tie, of(500, 0, 0, 0)),
        (Form::Dispute, Verdict::Void, of(500, 0, 0, 20)),
        (Form::Dispute, Verdict::Stands, of(0, 20, 480, 0)),
        (Form::Dispute, Verdict::Tie, of(0, 20, 480, 0)),
    ] {
        assert_eq!(bond::release(form, verdict, 500, 20), expect, "{form:?} {verdict:?}");
    }
    assert_eq!(
        bond::release(Form::Request, DENIED, 15, 20),
        of(0, 15, 0, 0),
        "never more than there is"
    );
}

#[test]
fn an_appeal_is_free_for_who_turned_the_decision() {
    let share = Verdict::Share(PPB);
    assert_eq!(bond::appeal_back(40, share, DENIED), 40);
    assert_eq!(bond::appeal_back(40, DENIED, share), 40);
    assert_eq!(bond::appeal_back(40, Verdict::Stands, Verdict::Void), 40);
    assert_eq!(bond::appeal_back(40, share, share), 0);
    assert_eq!(bond::appeal_back(40, share, Verdict::Share(PPB / 2)), 0);
    assert_eq!(bond::appeal_back(40, ABUSIVE, DENIED), 0);
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        (1..=20u64).prop_map(|n| Verdict::Share(n * PPB / 20)),
        Just(DENIED),
        Just(ABUSIVE),
        Just(Verdict::Void),
        Just(Verdict::Stands),
        Just(Verdict::Tie),
    ]
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn bonds_are_exact(amount in any_u64(), minimum in any_u64(), fee in any_u64(), again in any::<bool>()) {
        let times = if again { 2u32 } else { 1 };
        let half = ceil(big(amount) * 5u32, big(1_000u32));
        let claim = half.clone().max(big(minimum)).max(big(fee)) * times;
        prop_assert_eq!(bond::claim_ceil(amount, minimum, fee, again), u64_of(claim).ok_or(MathError::Overflow));
        prop_assert_eq!(bond::incident_ceil(amount, fee, again), u64_of(half.max(big(fee)) * times).ok_or(MathError::Overflow));
        prop_assert_eq!(big(bond::dispute_ceil(amount, fee).unwrap()), ceil(big(amount), big(100u32)).max(big(fee)));
        prop_assert_eq!(bond::appeal(fee), u64_of(big(fee) * 2u32).ok_or(MathError::Overflow));
    }

    /// a bond is divided without rest, and no more than it is ever kept.
    #[test]
    fn a73_every_bond_is_conserved(verdict in verdict(), dispute in any::<bool>(), bond in any_u64(), fee in any_u64()) {
        let form = if dispute { Form::Dispute } else { Form::Request };
        let r = bond::release(form, verdict, bond, fee);
        prop_assert_eq!(big(r.back) + r.fee + r.rest, big(bond));
        prop_assert!(r.fee <= fee && (r.pool_fee == 0 || (r.pool_fee == fee && r.back == bond)));
        if verdict == DENIED {
            prop_assert!(r.rest == 0 && r.back == bond.saturating_sub(fee), "the fee only");
        }
    }
}
