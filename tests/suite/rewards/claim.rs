//! `claim_rewards`, and what keeps a position open.

use {
    super::*,
    crate::pool::{
        second_pool,
        tamper::{Tamper as _, refused_unless_as_declared},
        token_account,
    },
    breakwater::{
        errors::{PoolError, RewardError},
        events::RewardsClaimed,
    },
    breakwater_testkit::{client::ix, tokens::token_bytes},
};

/// One underwriter with all of an emission of which half has run: a token of rewards.
fn earned() -> (World, Address) {
    let mut w = opened();
    let owner = w.underwriter(SENIOR, 1_000 * USDC);
    w.emit_rewards(2 * TOKEN, 2 * WEEK);
    w.advance(7 * DAY);
    w.grant(&owner, 0);
    (w, owner)
}

fn claim(w: &World, owner: &Address) -> Instruction {
    let destination = pda::associated_token(owner, &GOVERNANCE_MINT);
    ix::claim_rewards(w.pool, w.keeper, *owner, destination, SENIOR)
}

#[test]
fn anyone_claims_for_an_owner_to_the_second_in_whole_atoms_and_the_fraction_stays_due() {
    let (mut w, owner) = earned();
    let due = w.rewards_due(&owner, SENIOR);
    let amount = TOKEN - 1; // the rate is rounded down
    assert_eq!(due >> 64, u128::from(amount));
    let said = RewardsClaimed {
        pool: w.pool,
        owner,
        tranche: SENIOR,
        amount,
        at: w.now(),
    };
    w.claim_rewards(&owner, SENIOR).emits(said).ok();
    assert_eq!(tokens(&w, &owner), amount);
    let rewards = w.rewards();
    assert_eq!((rewards.funded.get(), rewards.claimed.get()), (2 * TOKEN, amount));
    assert_eq!(w.balance(&rewards.vault), 2 * TOKEN - amount);
    let part = w.position(&owner).tranches[1];
    assert_eq!(part.reward_due.get(), due & u128::from(u64::MAX), "the fraction");
    assert_eq!(part.reward_debt, w.pool().tranches[1].reward_per_share);
    w.assert_books();
    // The fraction counts: with what the second week brings, all but an atom has been claimed.
    w.advance(30 * DAY);
    w.claim_rewards(&owner, SENIOR).ok();
    assert_eq!(tokens(&w, &owner), 2 * TOKEN - 1);
    w.assert_books();
}

#[test]
fn claim_rewards_takes_exactly_what_it_declares() {
    let (mut w, owner) = earned();
    let right = claim(&w, &owner);
    refused_unless_as_declared(&mut w, &right).ok();
}

#[test]
fn a42_a_second_claim_pays_nothing_nor_does_one_of_the_other_tranche_or_of_no_tranche() {
    let (mut w, owner) = earned();
    let right = claim(&w, &owner);
    // Twice in one transaction: no copy of pool, position or rewards is older than the first claim.
    w.send_all(&[right.clone(), right.clone()]).refused(RewardError::NothingToClaim);
    w.send_all(&[right]).ok();
    w.claim_rewards(&owner, SENIOR).refused(RewardError::NothingToClaim);
    w.claim_rewards(&owner, JUNIOR).refused(RewardError::NothingToClaim);
    w.claim_rewards(&owner, 2).refused(PoolError::UnknownTranche);
    w.advance(1);
    w.claim_rewards(&owner, SENIOR).ok();
}

#[test]
fn r7_tokens_go_to_the_owners_associated_account_unless_the_owner_signs_for_another_of_theirs() {
    let (mut w, owner) = earned();
    let (stranger, right) = (w.wallet_address(), claim(&w, &owner));
    let own = pda::associated_token(&owner, &GOVERNANCE_MINT);
    let (twin, foreign) = (
        token_account(&mut w, &GOVERNANCE_MINT, &owner, 0),
        token_account(&mut w, &GOVERNANCE_MINT, &stranger, 0),
    );
    let mint = w.mint;
    let other_mint = token_account(&mut w, &mint, &owner, 0);
    w.send_all(&[right.swapped(&own, &twin)]).refused(PoolError::NotAssociated);
    let signed = right.swapped(&w.keeper, &owner);
    for ix in [&right, &signed] {
        w.send_all(&[ix.swapped(&own, &foreign)]).refused(PoolError::WrongTokenOwner);
        w.send_all(&[ix.swapped(&own, &other_mint)]).refused(PoolError::WrongMint);
    }
    w.send_all(&[signed.swapped(&own, &twin)]).ok();
    assert_eq!(w.balance(&twin), TOKEN - 1);
}

#[test]
fn a26_a_frozen_account_of_the_owner_is_refused_and_another_takes_the_rewards() {
    let (mut w, owner) = earned();
    let own = pda::associated_token(&owner, &GOVERNANCE_MINT);
    w.put(own, pda::TOKEN, token_bytes(&GOVERNANCE_MINT, &owner, 0, 2));
    let right = claim(&w, &owner);
    w.send_all(std::slice::from_ref(&right)).refused(PoolError::DestinationFrozen);
    let twin = token_account(&mut w, &GOVERNANCE_MINT, &owner, 0);
    w.send_all(&[right.swapped(&own, &twin).swapped(&w.keeper, &owner)]).ok();
}

#[test]
fn a04_pool_position_rewards_and_vault_must_be_of_one_family() {
    let (mut w, owner) = earned();
    let right = claim(&w, &owner);
    let (here, there) = (w.pool, second_pool(&mut w));
    w.pool = there;
    w.open_rewards().ok();
    w.open_position(&owner).ok();
    w.pool = here;
    let (mine, other) = (pda::rewards(&here), pda::rewards(&there));
    w.send_all(&[right.swapped(&here, &there)]).refused(PoolError::WrongPool);
    w.send_all(&[right.swapped(&mine, &other)]).refused(RewardError::WrongRewards);
    w.send_all(&[right.swapped(&pda::vault(&mine), &pda::vault(&other))])
        .refused(RewardError::WrongRewardsVault);
    w.send_all(&[right.swapped(&pda::position(&here, &owner), &pda::position(&there, &owner))])
        .refused(PoolError::WrongPool);
    w.send_all(&[right]).ok();
}

#[test]
fn a32_what_is_given_to_the_vault_of_rewards_changes_no_claim() {
    let (mut w, owner) = earned();
    let (due, address) = (w.rewards_due(&owner, SENIOR), pda::rewards(&w.pool));
    w.put_token(pda::vault(&address), &GOVERNANCE_MINT, &address, 5_000 * TOKEN);
    assert_eq!(w.rewards_due(&owner, SENIOR), due);
    w.claim_rewards(&owner, SENIOR).ok();
    assert_eq!(w.balance(&pda::vault(&address)), 5_000 * TOKEN - (TOKEN - 1));
}

#[test]
fn a42_a_ledger_that_would_pay_more_than_was_given_is_refused() {
    let (mut w, owner) = earned();
    let base = w.svm.clone();
    // More claimed than the tranches were given.
    let mut rewards = w.rewards();
    rewards.claimed = TOKEN.into();
    w.write(&pda::rewards(&w.pool), &*rewards);
    w.claim_rewards(&owner, SENIOR).refused(RewardError::RewardLedgerBroken);
    // More given than was put in.
    w.svm = base.clone();
    rewards = w.rewards();
    rewards.funded = TOKEN.into();
    w.write(&pda::rewards(&w.pool), &*rewards);
    w.claim_rewards(&owner, SENIOR).refused(RewardError::RewardLedgerBroken);
    // A debt ahead of the accumulator.
    w.svm = base.clone();
    let mut position = w.position(&owner);
    position.tranches[1].reward_debt = u128::MAX.into();
    w.write(&pda::position(&w.pool, &owner), &*position);
    w.claim_rewards(&owner, SENIOR).refused(RewardError::RewardLedgerBroken);
    // A vault that has less than the ledger says.
    w.svm = base;
    let address = pda::rewards(&w.pool);
    w.put_token(pda::vault(&address), &GOVERNANCE_MINT, &address, 2 * TOKEN - 1);
    w.claim_rewards(&owner, SENIOR).refused(RewardError::RewardLedgerBroken);
}

#[test]
fn a18_a_position_with_an_atom_of_rewards_stays_and_one_with_a_fraction_goes() {
    let (mut w, owner) = earned();
    w.request_all(&owner, SENIOR).ok();
    w.advance(8 * DAY);
    w.execute(&owner, SENIOR).ok();
    w.close_position(&owner).refused(RewardError::RewardsLeft);
    w.claim_rewards(&owner, SENIOR).ok();
    assert!(w.rewards_due(&owner, SENIOR) > 0, "a fraction stays");
    w.close_position(&owner).ok();
    w.assert_books();
}

#[test]
fn a18_where_nobody_opened_rewards_or_put_anything_in_a_position_closes() {
    for rewards in [false, true] {
        let mut w = World::new();
        if rewards {
            w.open_rewards().ok();
        }
        let owner = w.underwriter(JUNIOR, 1_000 * USDC);
        w.request_all(&owner, JUNIOR).ok();
        w.advance(8 * DAY);
        w.execute(&owner, JUNIOR).ok();
        w.close_position(&owner).ok();
    }
}
