//! What the tests of disputes start from.

use {crate::incident::kit::*, breakwater::state::StepState, breakwater_testkit::*};

pub use crate::declared::kit::{VOTERS, judge, judge_by, nobody_votes, put_away};

/// Choice: the step stands.
pub const STANDS: u8 = 0;
/// Choice: the step is void.
pub const VOID: u8 = 1;

/// The default product, a court and jurors, 100,000 of junior and 400,000 of senior capital, policies of this many whole tokens for 60
/// days; three days after the start.
pub fn courted(covers: &[u64]) -> (World, Address, Vec<Address>) {
    let mut w = World::new();
    w.seat_court();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    let policies = covers.iter().map(|cover| w.holder(&product, cover * USDC, 60).1).collect();
    w.advance(3 * DAY);
    (w, product, policies)
}

/// As [`courted`] with 100,000 and 50,000 of cover, and steps of these depths in percent, all in their wait.
pub fn stepped(depths: &[i64]) -> (World, Address, Vec<Address>) {
    let (mut w, product, policies) = courted(&[100_000, 50_000]);
    strike(&mut w, &product, price_at(depths[0]));
    for depth in &depths[1..] {
        fall(&mut w, &product, price_at(*depth));
        w.raise(&product, 0).ok();
    }
    w.assert_books();
    (w, product, policies)
}

/// Who disputes in these tests.
pub fn doubter() -> Address {
    courts::juror(23)
}

/// Disputes a step. Gives the case.
#[track_caller]
pub fn dispute(w: &mut World, product: &Address, step: u8) -> Address {
    let number = u32::from(w.incident(product, 0).cases);
    w.dispute(product, &doubter(), 0, step).ok();
    w.assert_books();
    pda::case(&pda::incident(product, 0), number)
}

/// Concludes the last dispute.
#[track_caller]
pub fn conclude(w: &mut World, product: &Address) {
    let number = u32::from(w.incident(product, 0).cases) - 1;
    w.conclude_dispute(product, 0, number).ok();
    w.assert_books();
}

/// Disputes a step; the jurors choose this, and it is concluded.
#[track_caller]
pub fn disputed(w: &mut World, product: &Address, step: u8, choice: u8) -> Address {
    let case = dispute(w, product, step);
    judge(w, &[(case, choice)]);
    conclude(w, product);
    case
}

/// States of all steps.
pub fn states(w: &World, product: &Address) -> Vec<u8> {
    w.incident(product, 0).steps().iter().map(|step| step.state).collect()
}

/// As bytes.
pub fn of<const N: usize>(states: [StepState; N]) -> Vec<u8> {
    states.map(|state| state as u8).to_vec()
}

/// What incident, product and pool hold as undecided, whole tokens.
#[track_caller]
pub fn held(w: &World, product: &Address) -> u64 {
    let held = w.incident(product, 0).provisional.get();
    assert_eq!((w.product(product).provisional.get(), w.pool().provisional.get()), (held, held));
    held / USDC
}

/// The breach ends, its tail passes, the incident is sealed.
#[track_caller]
pub fn seal(w: &mut World, product: &Address) {
    // A breach that nobody has seen for 14 days ends by time alone.
    if w.end_episode(product).result.is_err() {
        recover(w, product);
    }
    w.advance(TAIL + 1);
    w.seal(product, 0).ok();
    w.assert_books();
}

/// Settles, and gives what arrived.
#[track_caller]
pub fn paid(w: &mut World, product: &Address, policy: &Address) -> u64 {
    settled(w, product, 0, policy)
}
