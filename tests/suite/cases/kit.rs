//! What the tests of cases start from.

use {
    crate::claims::kit::*,
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        courts::{TOKEN, juror, salt},
        world::{PLENTY, START},
        *,
    },
};

/// What a juror of the testkit's court weighs.
pub const WEIGHT: u64 = courts::STAKE * TOKEN;
/// Their electorate.
pub const ELECTORATE: u64 = courts::JURORS as u64 * WEIGHT;
/// Index of a round.
pub const FIRST: u8 = 0;
/// See [`FIRST`].
pub const SECOND: u8 = 1;
/// See [`FIRST`].
pub const APPEAL: u8 = 2;

/// A claim of the whole cover, in its commit phase.
pub fn voting() -> (World, ClaimKey, Address) {
    let (mut w, key) = claimed();
    let case = key.case(0);
    w.to_commit(&case);
    (w, key, case)
}

/// Writes what the governance token is worth in the pool, atoms per token, as if governance had moved it there over weeks. Cases that run keep what
/// they have.
pub fn set_token_value(w: &mut World, atoms: u64) {
    let (address, mut court) = (pda::court(&w.pool), w.court());
    court.token_value = atoms.into();
    w.write(&address, &*court);
}

/// A juror's reveal of the ballot that was cast in this round, as the client sends it.
pub fn reveal_ix(w: &World, case: &Address, round: u8, juror: &Address, choice: u8) -> Instruction {
    ix::reveal_ballot(*juror, w.pool, *case, round, choice, salt(juror, round))
}

/// A juror's commitment in this round, as the client sends it.
pub fn commit_ix(w: &World, case: &Address, round: u8, juror: &Address, choice: u8) -> Instruction {
    let hidden = breakwater::state::commitment(case, round, juror, choice, &salt(juror, round));
    ix::commit_ballot(*juror, w.pool, *case, round, hidden)
}

/// A whole round: all of them commit, all but the last `hidden` reveal, and it is counted.
pub fn round(w: &mut World, case: &Address, votes: &[(Address, u8)], hidden: usize) {
    w.to_commit(case);
    for (juror, choice) in votes {
        w.commit(case, juror, *choice).ok();
    }
    w.to_reveal(case);
    for (juror, choice) in &votes[..votes.len() - hidden] {
        w.reveal(case, juror, *choice).ok();
    }
    w.to_count(case);
    w.advance_case(case).ok();
}

/// A new juror whose tokens have been locked for 20 days.
pub fn aged_juror(w: &mut World, amount: u64) -> Address {
    let now = w.now();
    w.set_time(now - 20 * DAY);
    let juror = w.juror(amount);
    w.give_sol(juror);
    w.fund(juror, 0);
    w.set_time(now);
    juror
}

/// Whoever holds the claim's policy.
pub fn claimant(w: &World, key: &ClaimKey) -> Address {
    w.policy(&key.policy).holder
}

/// A world whose jurors have locked this much each, 20 days before its start, and a claim of 40,000.
pub fn with_jurors(weights: &[u64]) -> (World, Address, Vec<Address>) {
    let mut w = World::new();
    let now = w.now();
    w.set_time(now - 20 * DAY);
    w.electorate().ok();
    let jurors: Vec<Address> = (0..weights.len()).map(juror).collect();
    for (juror, weight) in jurors.iter().zip(weights) {
        w.give_sol(*juror);
        w.with_escrow(juror, *weight);
        w.fund(*juror, 0);
    }
    w.set_time(now);
    let product = w.assessed(&AssessedSpec::default());
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    let buyer = w.actor(PLENTY);
    w.buy(&product, &buyer, 0, 40_000 * USDC, 60).ok();
    w.set_time(START + 10 * DAY + 3_600);
    let key = w.claim_key(&product, &pda::policy(&product, &buyer, 0), w.today() - 1);
    w.file_claim(&key, 40_000 * USDC).ok();
    (w, key.case(0), jurors)
}
