//! Attacks on treasury, revenue share, emissions and bonds. Each test says what should hold.

use {
    breakwater::{
        errors::{GovernanceError, PoolError, RewardError, TreasuryError},
        state::{Action, Purse},
    },
    breakwater_testkit::{client::ix, jurors::GOVERNANCE_MINT, *},
};

const TOKEN: u64 = 1_000_000_000;
const WEEK: u64 = 7 * 86_400;

fn purse(w: &World) -> Box<Purse> {
    w.read(&pda::purse(&GOVERNANCE_MINT))
}

fn spend(w: &mut World, to: Address, amount: u64) -> Outcome {
    w.enact(Action::Spend {
        mint: GOVERNANCE_MINT,
        to,
        amount,
    })
}

fn cap(w: &mut World, bps: u16) {
    let mut config = w.config();
    config.voting.spend_bps = bps.into();
    w.write(&pda::config(), &*config);
}

/// Emission ran for nobody; the pool is retired and empty. Whoever opens an empty position there keeps tokens, reserve and rents locked.
fn retired_with_left_over() -> World {
    let mut w = World::new();
    w.open_rewards().ok();
    w.open_purse_of(GOVERNANCE_MINT);
    w.emit_rewards(1_000 * TOKEN, WEEK);
    w.retire_pool();
    w.advance(8 * DAY);
    w
}

#[test]
fn inv18_a_retired_pool_takes_no_new_positions() {
    let mut w = retired_with_left_over();
    let stranger = w.wallet_address();
    w.open_position(&stranger).refused(GovernanceError::PoolRetired);
    w.close_rewards().ok();
    assert_eq!(purse(&w).held.get(), 1_000 * TOKEN);
}

/// An owner who lost the key has left an empty position.
#[test]
fn inv18_an_empty_position_without_its_owner_does_not_keep_rewards_and_pool_for_ever() {
    let mut w = World::new();
    w.open_rewards().ok();
    w.open_purse_of(GOVERNANCE_MINT);
    let lost = w.underwriter(SENIOR, 1_000 * USDC);
    w.request_all(&lost, SENIOR).ok();
    w.advance(9 * DAY);
    w.execute(&lost, SENIOR).ok();
    w.emit_rewards(1_000 * TOKEN, WEEK);
    w.retire_pool();
    w.advance(5 * 365 * DAY);
    // Nothing is in it, nothing is due to it, and nothing can ever be: a stranger closes it, and its rent goes to its owner.
    let (stranger, before) = (w.wallet_address(), w.svm.get_balance(&lost).unwrap_or(0));
    let rent = w.svm.get_balance(&pda::position(&w.pool, &lost)).unwrap_or(0);
    w.send_all(&[client::ix::close_left_position(w.pool, stranger, lost)]).ok();
    assert_eq!(w.svm.get_balance(&lost), Some(before + rent), "INV-20");
    w.close_rewards().ok();
    w.close_pool().ok();
}

/// The whole supply of the largest token, one atom locked, one share in a tranche, again and again.
#[test]
fn a30_accumulators_at_their_ends_stop_nothing() {
    let mut w = World::new();
    w.electorate().ok();
    w.open_revenue().ok();
    let one = w.juror(1);
    w.fund(one, 0);
    for round in 0..40u64 {
        let (address, mint, vault) = (w.pool, w.mint, pda::vault(&w.pool));
        let mut pool = w.pool();
        pool.fees_owed = (1u64 << 63).into();
        w.write(&address, &*pool);
        let before = w.balance(&vault);
        w.put_token(vault, &mint, &address, before + (1 << 63));
        w.sweep().ok();
        w.advance(31 * DAY);
        w.claim_revenue(&one).ok();
        let ata = pda::associated_token(&one, &w.mint);
        w.put_token(ata, &mint, &one, 0);
        // The treasury's part is burnt, so that the token has 2^64 atoms at most.
        let mut p = w.treasury_purse();
        (p.held, p.taken_in, p.spent_total) = (0u64.into(), 0u64.into(), 0u64.into());
        let (key, tv) = (pda::purse(&mint), w.treasury_vault());
        w.write(&key, &*p);
        w.put_token(tv, &mint, &key, 0);
        w.grant(&one, 1);
        if round % 2 == 0 {
            w.request_unlock(&one, 1).ok();
            w.lock(&one, 1).ok();
        }
    }
    println!("per token {}", w.voters().revenue_per_token.get());
    w.assert_books();
}

#[test]
fn a30_one_share_and_all_tokens_there_are_stop_nothing() {
    let mut w = World::new();
    w.open_rewards().ok();
    let owner = w.underwriter(JUNIOR, 1_000 * USDC);
    let shares = w.position(&owner).tranches[0].shares.get();
    w.request(&owner, JUNIOR, shares - 1).ok();
    w.advance(9 * DAY);
    w.execute(&owner, JUNIOR).ok();
    assert_eq!(w.pool().tranches[0].shares.get(), 1);
    w.emit_rewards(u64::MAX, WEEK);
    w.advance(10 * DAY);
    let next = w.underwriter(JUNIOR, 1_000 * USDC);
    w.claim_rewards(&owner, JUNIOR).ok();
    w.request(&owner, JUNIOR, 1).ok();
    w.request_all(&next, JUNIOR).ok();
    w.advance(9 * DAY);
    let name = w.execute(&owner, JUNIOR).name();
    println!("the one share: {name}, per share {}", w.pool().tranches[0].reward_per_share.get());
    w.execute(&next, JUNIOR).ok();
    w.close_position(&next).ok();
    let refused = w.claim_rewards(&owner, JUNIOR);
    assert!(refused.result.is_err());
    w.assert_books();
}

/// The issuer freezes the vault of the share.
#[test]
fn a26_a_frozen_revenue_vault_is_passed_by_when_members_stop_the_share() {
    let mut w = World::new();
    w.electorate().ok();
    w.open_revenue().ok();
    let (address, mint, vault) = (w.pool, w.mint, pda::vault(&w.pool));
    let mut pool = w.pool();
    pool.fees_owed = 1_000u64.into();
    w.write(&address, &*pool);
    let before = w.balance(&vault);
    w.put_token(vault, &mint, &address, before + 1_000);
    let key = pda::revenue_vault();
    let mut account = w.svm.get_account(&key).expect("the vault");
    account.data[108] = 2;
    w.svm.set_account(key, account).expect("set");
    w.sweep().refused(PoolError::DestinationFrozen);
    let fee = w.config().fee_bps.get();
    w.enact(Action::SetFees {
        fee_bps: fee,
        revenue_bps: 0,
    })
    .ok();
    w.sweep().ok();
}

#[test]
fn a70_the_bucket_is_not_reset_by_closing_the_purse() {
    let mut w = World::new();
    w.put_governance_mint();
    w.endow(4);
    cap(&mut w, 2_500);
    let to = w.wallet_address();
    w.grant(&to, 0);
    for _ in 0..4 {
        spend(&mut w, to, 1).ok();
        spend(&mut w, to, 1).refused_somehow();
        let payer = purse(&w).rent_payer;
        if purse(&w).held.is_zero() {
            w.send("close_purse", ix::close_purse(GOVERNANCE_MINT, payer))
                .refused(TreasuryError::SpentRecently);
        }
        w.advance(30 * DAY);
    }
    let payer = purse(&w).rent_payer;
    w.send("close_purse", ix::close_purse(GOVERNANCE_MINT, payer)).ok();
}

#[test]
fn a42_a_second_claim_and_one_of_the_wrong_tranche_get_nothing() {
    let mut w = World::new();
    w.open_rewards().ok();
    let owner = w.underwriter(SENIOR, 1_000 * USDC);
    w.emit_rewards(70 * TOKEN, WEEK);
    w.advance(DAY);
    w.claim_rewards(&owner, SENIOR).ok();
    w.claim_rewards(&owner, SENIOR).refused(RewardError::NothingToClaim);
    w.claim_rewards(&owner, JUNIOR).refused(RewardError::NothingToClaim);
    w.assert_books();
}

/// Everything on, 600 idle days, both tranches with requests that mature.
#[test]
fn a74_after_600_idle_days_everything_fits_a_fifth_of_the_limit() {
    for what in 0..7 {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        w.open_rewards().ok();
        w.electorate().ok();
        w.open_revenue().ok();
        w.endow(u64::MAX / 4);
        let (junior, senior) = (w.underwriter(JUNIOR, 200_000 * USDC), w.underwriter(SENIOR, 400_000 * USDC));
        for days in 7..47 {
            w.holder(&product, 1_000 * USDC, days * 7);
        }
        w.emit_rewards(u64::MAX / 3, 365 * 86_400);
        w.request(&senior, SENIOR, 1_000_000_000_003).ok();
        w.request(&junior, JUNIOR, 1_000_000_000_003).ok();
        let fresh = w.actor(10 * USDC);
        w.open_position(&fresh).ok();
        w.advance(600 * DAY);
        let pool = w.pool;
        let (name, units) = match what {
            0 => ("deposit", w.deposit(&fresh, SENIOR, 10 * USDC).ok()),
            1 => ("claim_rewards", w.claim_rewards(&senior, SENIOR).ok()),
            2 => ("execute_withdrawal", w.execute(&junior, JUNIOR).ok()),
            3 => ("withdraw", w.withdraw(&senior, SENIOR, 1_000_000_000_003, 1).ok()),
            4 => ("cancel_withdrawal", {
                w.fund(senior, 100_000 * USDC);
                w.cancel(&senior, SENIOR).ok()
            }),
            5 => (
                "emit_rewards",
                w.enact(Action::Emit {
                    pool,
                    amount: 12_345_678_901_234_567,
                    days: 365,
                })
                .ok(),
            ),
            _ => ("sweep_fees", w.sweep().ok()),
        };
        println!("{name} after 600 days: {units}");
        assert!(units < 200_000, "{name}: {units}");
        w.assert_books();
    }
}

/// Two proposals are under way: one emits to the pool, one retires it. Everybody leaves but one share; its owner executes the emission, and nobody can
/// join any more.
#[test]
fn a42_an_emission_to_a_retired_pool_is_not_one_shares_windfall() {
    let mut w = World::new();
    w.open_rewards().ok();
    w.endow(4_000 * TOKEN);
    cap(&mut w, 2_500);
    let (thief, honest) = (w.underwriter(SENIOR, 10 * USDC), w.underwriter(SENIOR, 1_000_000 * USDC));
    let pool = w.pool;
    let shares = w.position(&thief).tranches[1].shares.get();
    w.request(&thief, SENIOR, shares - 1).ok();
    w.request_all(&honest, SENIOR).ok();
    w.advance(DAY);
    let emission = Action::Emit {
        pool,
        amount: 1_000 * TOKEN,
        days: 7,
    };
    let (queued, proposal) = w.queue(emission);
    queued.ok();
    w.retire_pool();
    w.advance(8 * DAY);
    w.execute(&honest, SENIOR).ok();
    w.execute(&thief, SENIOR).ok();
    assert_eq!(w.pool().tranches[1].shares.get(), 1);
    let executed = w.execute_proposal(&proposal);
    if executed.result.is_ok() {
        let late = w.actor(1_000_000 * USDC);
        w.open_position(&late).ok();
        w.deposit(&late, SENIOR, 1_000_000 * USDC).refused(GovernanceError::PoolRetired);
        w.advance(7 * DAY);
        w.claim_rewards(&thief, SENIOR).ok();
        let got = w.governance_tokens(&thief);
        println!("one share of nothing got {got} of {} atoms", 1_000 * TOKEN);
    }
    executed.refused(GovernanceError::PoolRetired);
}

/// A year's emission runs when the pool is retired: the last share gets the rest of it, and nobody can join.
#[test]
fn a42_the_last_share_of_a_retired_pool_does_not_take_the_rest_of_a_year() {
    let mut w = World::new();
    w.open_rewards().ok();
    let (thief, honest) = (w.underwriter(SENIOR, 10 * USDC), w.underwriter(SENIOR, 1_000_000 * USDC));
    w.emit_rewards(1_000 * TOKEN, 365 * 86_400);
    w.advance(DAY);
    let shares = w.position(&thief).tranches[1].shares.get();
    w.request(&thief, SENIOR, shares - 1).ok();
    w.request_all(&honest, SENIOR).ok();
    w.retire_pool();
    w.advance(8 * DAY);
    w.execute(&honest, SENIOR).ok();
    w.execute(&thief, SENIOR).ok();
    w.advance(365 * DAY);
    w.claim_rewards(&thief, SENIOR).ok();
    w.claim_rewards(&honest, SENIOR).ok();
    let (got, theirs) = (w.governance_tokens(&thief), w.governance_tokens(&honest));
    println!("one share got {got}, a million USDC got {theirs}");
    assert!(got < theirs, "a share of nothing got {got}, a million USDC {theirs}");
}
