//! `emit_rewards`: governance tokens for a pool's underwriters, by proposal, funded in advance.

use {
    super::kit::*,
    crate::pool::{second_pool, tamper::*},
    breakwater::{
        errors::{GovernanceError, PoolError, RewardError, TreasuryError},
        events::RewardsEmitted,
        state::{Action, Purse},
    },
    breakwater_testkit::{jurors::GOVERNANCE_MINT, *},
};

const HELD: u64 = 1_000_000 * TOKEN;

/// Rewards are open and the treasury has governance tokens.
fn funded() -> World {
    let mut w = World::new();
    w.open_rewards().ok();
    w.endow(HELD);
    w
}

fn emission(w: &World, amount: u64, days: u16) -> Action {
    Action::Emit {
        pool: w.pool,
        amount,
        days,
    }
}

#[test]
fn a42_r1_the_tokens_are_in_the_vault_before_any_of_them_streams() {
    let mut w = funded();
    w.underwriter(SENIOR, 1_000 * USDC);
    let action = emission(&w, HELD / 10, 30);
    refused_unless_queued_and_back(&mut w, action);
    let right = w.ready(action);
    let until = w.now() + 30 * DAY;
    let said = RewardsEmitted {
        pool: w.pool,
        amount: HELD / 10,
        until,
        at: w.now(),
    };
    refused_unless_as_declared(&mut w, &right).emits(said).ok();
    let (purse, rewards) = (w.read::<Purse>(&pda::purse(&GOVERNANCE_MINT)), w.rewards());
    assert_eq!((purse.held.get(), w.balance(&purse.vault)), (HELD * 9 / 10, HELD * 9 / 10));
    assert_eq!((rewards.funded.get(), w.balance(&rewards.vault)), (HELD / 10, HELD / 10));
    assert_eq!(w.pool().reward_until.get(), until);
    w.assert_books();
}

#[test]
fn a70_an_emission_counts_against_the_treasurys_cap_like_a_spend() {
    let mut w = funded();
    w.enact(emission(&w, HELD / 10 + 1, 30)).refused(TreasuryError::AboveCap);
    w.enact(emission(&w, HELD / 20, 30)).ok();
    let to = w.keeper;
    w.grant(&to, 0);
    let pay = |amount| Action::Spend {
        mint: GOVERNANCE_MINT,
        to,
        amount,
    };
    w.enact(pay(HELD / 20 + 1)).refused(TreasuryError::AboveCap);
    w.enact(pay(HELD / 20)).ok();
    w.enact(emission(&w, 1, 7)).refused(TreasuryError::AboveCap);
}

#[test]
fn inv17_an_emission_to_one_pool_reaches_no_other_and_comes_from_its_purse_only() {
    let mut w = funded();
    let own = w.pool;
    let other = second_pool(&mut w);
    w.pool = other;
    w.open_rewards().ok();
    w.pool = own;
    let right = w.ready(emission(&w, TOKEN, 7));
    let there = |ix: &Instruction| {
        let (from, to) = (pda::rewards(&own), pda::rewards(&other));
        ix.swapped(&from, &to).swapped(&pda::vault(&from), &pda::vault(&to))
    };
    w.send_all(&[there(&right).swapped(&own, &other)])
        .refused(GovernanceError::OtherSubject);
    w.send_all(&[there(&right)]).refused(RewardError::WrongRewards);
    w.send_all(&[right.swapped(&own, &other)]).refused(RewardError::WrongRewards);
    let vault = pda::vault(&pda::rewards(&own));
    w.send_all(&[right.swapped(&vault, &pda::vault(&pda::rewards(&other)))])
        .refused(RewardError::WrongRewardsVault);
    let (purse, money) = (pda::purse(&GOVERNANCE_MINT), pda::purse(&w.mint));
    w.send_all(&[right.swapped(&purse, &money)]).refused(TreasuryError::WrongPurseVault);
    let treasury = w.treasury_vault();
    w.send_all(&[right.swapped(&purse, &money).swapped(&pda::vault(&purse), &treasury)])
        .refused(TreasuryError::WrongPurse);
    w.send_all(&[right]).ok();
}

#[test]
fn a71_an_emission_lasts_a_week_to_a_year_and_is_not_nothing() {
    let mut w = funded();
    for (amount, days) in [(0, 7), (1, 6), (1, 366), (1, 0)] {
        let (queued, _) = w.queue(emission(&w, amount, days));
        queued.refused(GovernanceError::BadAmount);
        let (good, bad) = (emission(&w, 1, 7), emission(&w, amount, days));
        let base = w.svm.clone();
        let right = forged(&mut w, good, bad);
        w.send_all(&[right]).refused(RewardError::BadEmission);
        w.svm = base;
    }
    for days in [7, 365] {
        w.enact(emission(&w, 1, days)).ok();
    }
}

#[test]
fn a26_a_frozen_purse_emits_nothing() {
    let mut w = funded();
    let right = w.ready(emission(&w, 1, 7));
    let address = pda::vault(&pda::purse(&GOVERNANCE_MINT));
    let mut vault = w.svm.get_account(&address).expect("a vault");
    vault.data[108] = 2;
    w.svm.set_account(address, vault).expect("an account");
    w.send_all(&[right]).refused(PoolError::DestinationFrozen);
}

#[test]
fn what_still_runs_joins_the_new_emission_and_what_was_given_stays_given() {
    let mut w = funded();
    let owner = w.underwriter(SENIOR, 1_000 * USDC);
    w.enact(emission(&w, 30 * TOKEN, 30)).ok();
    w.advance(10 * DAY);
    let given = w.rewards_due(&owner, SENIOR) >> 64;
    assert!((9 * TOKEN..=10 * TOKEN).contains(&u64::try_from(given).expect("atoms")), "{given}");
    w.enact(emission(&w, 10 * TOKEN, 10)).ok();
    assert_eq!(w.rewards_due(&owner, SENIOR) >> 64, given);
    // Twenty that still run and ten more, in ten days.
    assert_eq!(w.pool().reward_until.get(), w.now() + 10 * DAY);
    w.advance(10 * DAY);
    let all = u64::try_from(w.rewards_due(&owner, SENIOR) >> 64).expect("atoms");
    assert!((40 * TOKEN - 10..=40 * TOKEN).contains(&all), "{all}");
    w.assert_books();
}
