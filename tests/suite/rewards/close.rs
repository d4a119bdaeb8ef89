//! `close_rewards`, and what the rewards keep open.

use {
    super::*,
    crate::pool::{
        second_pool,
        tamper::{Tamper as _, refused_unless_as_declared_with},
        token_account,
    },
    breakwater::{
        errors::{AccessError, RewardError, TreasuryError},
        events::RewardsClosed,
    },
    breakwater_testkit::client::ix,
};

/// Everybody has left; of ten tokens the second half has run for nobody.
fn left() -> World {
    let mut w = opened();
    let owner = w.underwriter(SENIOR, 1_000 * USDC);
    w.request_all(&owner, SENIOR).ok();
    w.next_midnight();
    w.emit_rewards(10 * TOKEN, 2 * WEEK);
    w.advance(7 * DAY);
    w.execute(&owner, SENIOR).ok();
    w.claim_rewards(&owner, SENIOR).ok();
    w.close_position(&owner).ok();
    assert_eq!(tokens(&w, &owner), 5 * TOKEN - 1);
    w.advance(7 * DAY - 1);
    w.open_purse_of(GOVERNANCE_MINT);
    w
}

fn close(w: &World) -> Instruction {
    ix::close_rewards(w.pool, GOVERNANCE_MINT, w.keeper)
}

#[test]
fn what_ran_for_nobody_goes_to_the_treasury_with_what_was_given_and_the_rent_to_who_paid_it() {
    let mut w = left();
    w.close_rewards().refused(RewardError::EmissionRunning);
    w.advance(1);
    let (address, payer) = (pda::rewards(&w.pool), w.keeper);
    let vault = pda::vault(&address);
    let rent = |w: &World, key: &Address| w.svm.get_balance(key).unwrap_or(0);
    let before = rent(&w, &payer) + rent(&w, &address) + rent(&w, &vault);
    w.put_token(vault, &GOVERNANCE_MINT, &address, 5 * TOKEN + 1 + 3);
    let said = RewardsClosed {
        pool: w.pool,
        unassigned: 5 * TOKEN + 1,
        surplus: 3,
        at: w.now(),
    };
    w.close_rewards().emits(said).ok();
    let purse = w.read::<breakwater::state::Purse>(&pda::purse(&GOVERNANCE_MINT));
    assert_eq!((purse.held.get(), w.balance(&purse.vault)), (5 * TOKEN + 4, 5 * TOKEN + 4));
    assert_eq!((rent(&w, &address), rent(&w, &vault), rent(&w, &payer)), (0, 0, before));
    w.assert_books();
    // The pool forgets them, and can have rewards again.
    let pool = w.pool();
    assert_eq!(
        (pool.reward_rate.get(), pool.reward_until.get(), pool.rewards_assigned.get()),
        (0, 0, 0)
    );
    for tranche in &pool.tranches {
        let all = [tranche.reward_per_share, tranche.closed_reward_per_share, tranche.reward_carry];
        assert!(all.iter().all(|x| x.is_zero()));
    }
    w.open_rewards().ok();
    let owner = w.underwriter(SENIOR, 1_000 * USDC);
    w.emit_rewards(TOKEN, WEEK);
    w.advance(7 * DAY);
    assert_eq!(claimable(&w, &owner, SENIOR), TOKEN - 1);
    w.assert_books();
}

#[test]
fn close_rewards_takes_exactly_what_it_declares() {
    let mut w = left();
    w.advance(1);
    let right = close(&w);
    refused_unless_as_declared_with(&mut w, &right, &[5]).ok();
}

#[test]
fn rewards_stay_while_anybody_has_a_position() {
    let mut w = left();
    w.advance(1);
    let owner = w.wallet_address();
    w.open_position(&owner).ok();
    w.close_rewards().refused(RewardError::RewardsOwned);
    w.close_position(&owner).ok();
    w.close_rewards().ok();
}

#[test]
fn the_rest_goes_to_the_treasurys_purse_and_the_rent_to_who_paid_it_only() {
    let mut w = left();
    w.advance(1);
    let (right, stranger) = (close(&w), w.wallet_address());
    let purse = pda::purse(&GOVERNANCE_MINT);
    let (twin, foreign) = (
        token_account(&mut w, &GOVERNANCE_MINT, &purse, 0),
        token_account(&mut w, &GOVERNANCE_MINT, &stranger, 0),
    );
    for other in [twin, foreign] {
        w.send_all(&[right.swapped(&pda::vault(&purse), &other)])
            .refused(TreasuryError::WrongPurseVault);
    }
    w.send_all(&[ix::close_rewards(w.pool, w.mint, w.keeper)])
        .refused(TreasuryError::WrongPurse);
    w.send_all(&[right.swapped(&w.keeper, &stranger)])
        .refused(AccessError::WrongRentPayer);
    let (here, there) = (w.pool, second_pool(&mut w));
    w.send_all(&[right.swapped(&here, &there)]).refused(RewardError::WrongRewards);
    let wrong = pda::vault(&here);
    w.send_all(&[right.swapped(&pda::vault(&pda::rewards(&here)), &wrong)])
        .refused(RewardError::WrongRewardsVault);
    w.send_all(&[right]).ok();
}

#[test]
fn a_vault_of_rewards_that_has_less_than_the_ledger_is_not_closed() {
    let mut w = left();
    w.advance(1);
    let address = pda::rewards(&w.pool);
    w.put_token(pda::vault(&address), &GOVERNANCE_MINT, &address, 5 * TOKEN);
    w.close_rewards().refused(RewardError::RewardLedgerBroken);
}

#[test]
fn a18_a_pool_with_rewards_stays_until_they_are_closed() {
    let mut w = left();
    w.advance(1);
    w.close_pool().refused(RewardError::RewardsOpen);
    // Nor is it closed past them, with another address in their place.
    w.retire_pool();
    let payer = w.pool().rent_payer;
    let elsewhere = ix::close_pool(w.pool, w.mint, payer).swapped(&pda::rewards(&w.pool), &w.keeper);
    w.send_all(&[elsewhere])
        .refused_by_framework(solana_instruction_error::InstructionError::InvalidSeeds);
    w.close_rewards().ok();
    w.close_pool().ok();
}
