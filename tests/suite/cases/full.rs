//! What one escrow can have open at a time.

use {
    super::kit::*,
    crate::claims::kit::*,
    breakwater::errors::{CaseError, EscrowError},
    breakwater_testkit::{courts::juror, world::PLENTY, *},
};

fn write_escrow(w: &mut World, owner: &Address, ballots: u8, at_risk: u64) {
    let mut escrow = w.escrow(owner);
    (escrow.open_ballots, escrow.at_risk) = (ballots, at_risk.into());
    w.write(&pda::escrow(owner), &*escrow);
}

#[test]
fn an_escrow_has_32_open_ballots_and_not_a_33rd() {
    let (mut w, _, case) = voting();
    write_escrow(&mut w, &juror(0), 31, 31);
    w.commit(&case, &juror(0), 20).ok();
    assert_eq!(w.escrow(&juror(0)).open_ballots, 32);
    write_escrow(&mut w, &juror(1), 32, 32);
    w.commit(&case, &juror(1), 20).refused(EscrowError::TooManyBallots);
}

#[test]
fn inv11_what_all_open_ballots_can_lose_never_passes_what_is_locked() {
    let (mut w, _, case) = voting();
    let risk = WEIGHT / 100;
    write_escrow(&mut w, &juror(0), 1, WEIGHT - risk);
    w.commit(&case, &juror(0), 20).ok();
    assert_eq!(w.escrow(&juror(0)).at_risk.get(), WEIGHT);
    write_escrow(&mut w, &juror(1), 1, WEIGHT - risk + 1);
    w.commit(&case, &juror(1), 20).refused(CaseError::TooMuchAtRisk);
}

/// A ballot of one atom can lose one atom: an escrow of one atom has one.
#[test]
fn inv11_an_escrow_of_one_atom_has_one_open_ballot() {
    let (mut w, product, policy) = insured();
    let dust = aged_juror(&mut w, 1);
    let buyer = w.actor(PLENTY);
    w.buy(&product, &buyer, 0, 1_000 * USDC, 60).ok();
    w.advance(8 * DAY);
    let day = w.today();
    let keys = [policy, pda::policy(&product, &buyer, 0)].map(|policy| w.claim_key(&product, &policy, day));
    for key in &keys {
        w.file_claim(key, 1_000 * USDC).ok();
    }
    w.to_commit(&keys[0].case(0));
    w.commit(&keys[0].case(0), &dust, 20).ok();
    w.commit(&keys[1].case(0), &dust, 20).refused(CaseError::TooMuchAtRisk);
    w.assert_books();
}
