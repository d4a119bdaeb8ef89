//! What may leave a purse: its own rule, which every spend by proposal goes through.

use {
    super::*,
    breakwater::{errors::TreasuryError, state::Purse},
};

const PERIOD: i64 = 30 * DAY;
const START: i64 = 1_736_121_600;

fn purse(held: u64) -> Purse {
    let mut purse: Purse = bytemuck::Zeroable::zeroed();
    purse.apply_income(held).expect("income");
    purse
}

/// Refused with this error, and nothing has changed.
#[track_caller]
fn refused(purse: &mut Purse, amount: u64, cap_bps: u16, at: i64, error: TreasuryError) {
    let before = *purse;
    let result = purse.apply_spend(amount, cap_bps, at);
    assert_eq!(result, Err(error.into()));
    assert_eq!(bytemuck::bytes_of(&before), bytemuck::bytes_of(purse));
}

#[test]
fn a42_a_period_s_cap_is_never_passed_and_refills_in_a_straight_line() {
    let mut p = purse(10_000);
    refused(&mut p, 1_001, 1_000, START, TreasuryError::AboveCap);
    p.apply_spend(600, 1_000, START).expect("within the cap");
    p.apply_spend(400, 1_000, START).expect("the rest of the cap");
    refused(&mut p, 1, 1_000, START, TreasuryError::AboveCap);
    assert_eq!((p.held.get(), p.recent.get(), p.spent_total.get()), (9_000, 1_000, 1_000));
    // Half a period later half of it counts no longer; the cap has become a little smaller.
    let at = START + PERIOD / 2;
    assert_eq!((p.recent(at), p.room(1_000, at)), (Ok(500), Ok(450)));
    refused(&mut p, 451, 1_000, at, TreasuryError::AboveCap);
    p.apply_spend(450, 1_000, at).expect("what has refilled");
    assert_eq!((p.recent(at + PERIOD - 1), p.recent(at + PERIOD)), (Ok(1), Ok(0)));
    p.check_invariants(8_550).expect("as much as the vault has");
}

#[test]
fn a71_the_cap_lies_between_a_ten_thousandth_and_a_quarter() {
    for (cap, inside) in [(0, false), (1, true), (2_500, true), (2_501, false), (u16::MAX, false)] {
        let mut p = purse(1_000_000);
        if inside {
            p.apply_spend(1, cap, START).expect("inside");
        } else {
            refused(&mut p, 1, cap, START, TreasuryError::CapOutOfBounds);
        }
    }
}

#[test]
fn nothing_is_spent_that_is_not_held() {
    let mut p = purse(3);
    refused(&mut p, 4, 2_500, START, TreasuryError::NotEnoughHeld);
    // The last atoms can leave, one by one.
    for n in 0..3 {
        p.apply_spend(1, 1, START + n * PERIOD).expect("an atom");
    }
    assert_eq!((p.held.get(), p.spent_total.get()), (0, 3));
    refused(&mut p, 1, 2_500, START + 9 * PERIOD, TreasuryError::NotEnoughHeld);
}

#[test]
fn a_clock_that_goes_back_refills_nothing() {
    let mut p = purse(10_000);
    p.apply_spend(1_000, 1_000, START).expect("the cap");
    refused(&mut p, 1, 1_000, START - PERIOD, TreasuryError::AboveCap);
    refused(&mut p, 1, 1_000, i64::MIN, TreasuryError::AboveCap);
    p.apply_income(100).expect("income");
    p.apply_spend(10, 1_000, START - 5).expect("a tenth of what came in");
    assert_eq!(p.recent_at.get(), START);
}

/// Paying in the same instant makes room for its share and no more, and what was given without being said for none.
#[test]
fn a42_money_that_comes_in_makes_room_for_its_share_only() {
    let mut p = purse(10_000);
    p.apply_spend(1_000, 1_000, START).expect("the cap");
    p.apply_income(500).expect("income");
    refused(&mut p, 51, 1_000, START, TreasuryError::AboveCap);
    p.apply_spend(50, 1_000, START).expect("a tenth of it");
    assert_eq!(p.surplus(10_000), Ok(10_000 - 9_450));
    refused(&mut p, 1, 1_000, START, TreasuryError::AboveCap);
}

#[test]
fn the_sums_of_a_life_stop_and_stop_nothing() {
    let mut p = purse(5);
    (p.taken_in, p.spent_total) = (u64::MAX.into(), u64::MAX.into());
    p.apply_income(5).expect("income");
    p.apply_spend(1, 2_500, START).expect("a spend");
    assert_eq!((p.taken_in.get(), p.spent_total.get(), p.held.get()), (u64::MAX, u64::MAX, 9));
}
