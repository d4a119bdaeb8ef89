//! What a claim takes from the pool: the loss order, a shortfall, what is paid in for it, and how undecided claims price withdrawals.

use {
    super::{kit::*, steps::*},
    crate::pool::tamper::*,
    breakwater::{
        errors::{ClaimError, PolicyError, PoolError},
        events::ClaimRecovered,
        state::ClaimState,
    },
    breakwater_testkit::{
        client::ix::{self, ClaimKey},
        world::{PLENTY, START},
        *,
    },
};

const PAYOUT: u64 = 38_000 * USDC;

/// An accepted claim of 38,000 that waits to be concluded, in a pool that has this much of junior, senior and reserve.
fn before(junior: u64, senior: u64, reserve: u64) -> (World, ClaimKey) {
    let (mut w, key) = claimed();
    decide(&mut w, &key.case(0), ALL);
    leave(&mut w, junior, senior, reserve);
    (w, key)
}

/// Premium is recognised until now, then the pool has this much.
fn leave(w: &mut World, junior: u64, senior: u64, reserve: u64) {
    w.underwriter(SENIOR, USDC);
    let (address, mut pool) = (w.pool, w.pool());
    pool.tranches[0].capital = junior.into();
    pool.tranches[1].capital = senior.into();
    pool.reserve = reserve.into();
    w.write(&address, &*pool);
}

fn capital(w: &World) -> (u64, u64, u64) {
    let pool = w.pool();
    (pool.tranches[0].capital.get(), pool.tranches[1].capital.get(), pool.reserve.get())
}

/// A claim of 38,000 of which the pool had 15,000.
fn short() -> (World, ClaimKey) {
    let (mut w, key) = before(9_000 * USDC, 5_000 * USDC, 1_000 * USDC);
    w.conclude_claim(&key, 0).ok();
    w.assert_books();
    (w, key)
}

const LACKS: u64 = 23_000 * USDC;

#[test]
fn a_loss_is_taken_from_junior_then_senior_then_the_reserve() {
    for (has, left, lacks) in [
        // What the pool lacks includes nothing of the fee; what it has pays the fee after the claim.
        ((60_000, 50_000, 9_000), (21_900, 50_000, 9_000), 0),
        ((38_100, 50_000, 9_000), (0, 50_000, 9_000), 0),
        ((38_050, 50_000, 9_000), (0, 49_950, 9_000), 0),
        ((38_000, 50_000, 9_000), (0, 49_900, 9_000), 0),
        ((10_000, 50_000, 9_000), (0, 21_900, 9_000), 0),
        ((10_000, 20_000, 9_000), (0, 0, 900), 0),
        ((10_000, 20_000, 8_050), (0, 0, 0), 0),
        ((10_000, 20_000, 8_000), (0, 0, 0), 0),
        ((10_000, 20_000, 7_999), (0, 0, 0), 1),
        ((0, 0, 0), (0, 0, 0), 38_000),
    ] {
        let (mut w, key) = before(has.0 * USDC, has.1 * USDC, has.2 * USDC);
        w.conclude_claim(&key, 0).ok();
        assert_eq!(capital(&w), (left.0 * USDC, left.1 * USDC, left.2 * USDC), "of {has:?}");
        let (claim, pool, policy) = (w.claim(&key), w.pool(), w.policy(&key.policy));
        assert_eq!((claim.payout.get(), claim.shortfall.get()), (PAYOUT, lacks * USDC));
        assert_eq!(pool.shortfall.get(), lacks * USDC);
        assert_eq!(
            (policy.paid.get(), policy.owed.get()),
            (PAYOUT - lacks * USDC, PAYOUT - lacks * USDC)
        );
        assert_eq!(pool.payable.get(), PAYOUT - lacks * USDC);
        assert_eq!(pool.loss_total.get(), PAYOUT);
        w.assert_books();
    }
}

#[test]
fn a_pool_that_was_wiped_out_gives_no_fee_back_and_everything_goes_on() {
    let (mut w, key) = short();
    let case = key.case(0);
    assert_eq!(bond_parts(&w.case(&case)), (BOND - FEE, FEE, 0), "the fee is not given back");
    assert_eq!(undecided(&w, &key), (0, 0));
    w.pay_claim(&key).ok();
    assert_eq!(w.policy(&key.policy).paid.get(), PAYOUT - LACKS);
    clear(&mut w, &case, 5);
    // Who enters now is not touched by what was decided before.
    let late = w.underwriter(JUNIOR, 10_000 * USDC);
    assert_eq!(capital(&w).0, 10_000 * USDC);
    w.pay_claim(&key).refused(ClaimError::NoPayoutWaits);
    assert!(w.position(&late).tranches[0].shares.get() > 0);
    w.assert_books();
    // A fee that is partly there is partly given back.
    let (mut w, key) = before(PAYOUT + 40 * USDC, 0, 0);
    w.conclude_claim(&key, 0).ok();
    assert_eq!(bond_parts(&w.case(&key.case(0))), (BOND - 60 * USDC, FEE, 0));
    assert_eq!((w.pool().shortfall.get(), capital(&w)), (0, (0, 0, 0)));
    w.assert_books();
}

#[test]
fn recover_claim_takes_exactly_what_it_declares_and_owes_it_at_once() {
    let (mut w, key) = short();
    w.pay_claim(&key).ok();
    let payer = w.actor(PLENTY);
    let source = pda::associated_token(&payer, &w.mint);
    let right = ix::recover_claim(payer, &key, source, 5_000 * USDC);
    let said = ClaimRecovered {
        claim: key.claim(),
        payer,
        amount: 5_000 * USDC,
        at: w.now(),
    };
    let vault = w.balance(&pda::vault(&w.pool));
    refused_unless_as_declared(&mut w, &right).emits(said).ok();
    assert_eq!(w.balance(&pda::vault(&w.pool)) - vault, 5_000 * USDC);
    assert_eq!(
        (w.claim(&key).shortfall.get(), w.pool().shortfall.get()),
        (LACKS - 5_000 * USDC, LACKS - 5_000 * USDC)
    );
    assert_eq!(w.policy(&key.policy).owed.get(), 5_000 * USDC);
    w.assert_books();
    let own = holder(&w, &key);
    let before = w.wallet(&own);
    w.pay_claim(&key).ok();
    assert_eq!(w.wallet(&own) - before, 5_000 * USDC);
    w.assert_books();
}

#[test]
fn r19_exactly_what_a_claim_lacks_can_be_paid_in_and_no_share_price_rises() {
    let (mut w, key) = short();
    let payer = w.actor(PLENTY);
    recover(&mut w, &payer, &key, 0).refused(PoolError::ZeroAmount);
    recover(&mut w, &payer, &key, LACKS + 1).refused(ClaimError::AboveShortfall);
    w.underwriter(JUNIOR, 10_000 * USDC);
    let before = capital(&w);
    recover(&mut w, &payer, &key, 1).ok();
    recover(&mut w, &payer, &key, LACKS).refused(ClaimError::AboveShortfall);
    recover(&mut w, &payer, &key, LACKS - 1).ok();
    assert_eq!(capital(&w), before);
    recover(&mut w, &payer, &key, 1).refused(ClaimError::AboveShortfall);
    assert_eq!((w.claim(&key).shortfall.get(), w.pool().shortfall.get()), (0, 0));
    assert_eq!(w.policy(&key.policy).owed.get(), PAYOUT);
    w.pay_claim(&key).ok();
    w.assert_books();
}

#[test]
fn nothing_is_recovered_for_a_claim_that_lacks_nothing() {
    for (mut w, key) in [claimed(), concluded(NOTHING), concluded(ALL), drawn()] {
        let payer = w.actor(PLENTY);
        recover(&mut w, &payer, &key, 1).refused(ClaimError::AboveShortfall);
    }
}

#[test]
fn the_accounts_of_a_recovery_belong_together() {
    let (mut w, key) = short();
    let payer = w.actor(PLENTY);
    let source = pda::associated_token(&payer, &w.mint);
    let right = ix::recover_claim(payer, &key, source, USDC);
    let (other, _) = (w.actor(PLENTY), ());
    w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 100_000 * USDC);
    let (_, second) = w.holder(&key.product, 10_000 * USDC, 60);
    let foreign = foreign(&mut w);
    let pool = w.pool;
    let swap = |a: &Address, b: &Address| right.swapped(a, b);
    w.send_all(&[swap(&pool, &foreign.pool)]).refused(PoolError::WrongPool);
    w.send_all(&[swap(&key.product, &foreign.twin)])
        .refused(PolicyError::PolicyOfOtherProduct);
    w.send_all(&[swap(&key.policy, &second)]).refused(ClaimError::ClaimOfOtherPolicy);
    w.send_all(&[swap(&source, &pda::associated_token(&other, &w.mint))])
        .refused(PoolError::WrongTokenOwner);
    let of_another_mint = foreign.token(&mut w, &payer);
    w.send_all(&[swap(&source, &of_another_mint)]).refused(PoolError::WrongMint);
    w.send_all(&[swap(&pda::vault(&pool), &pda::vault(&foreign.pool))])
        .refused(PoolError::WrongVault);
    let (mint, poor) = (w.mint, USDC - 1);
    w.put_token(source, &mint, &payer, poor);
    w.send_all(std::slice::from_ref(&right)).refused(PoolError::SourceShort);
    w.put_token(source, &mint, &payer, USDC);
    w.send_all(&[right]).ok();
}

#[test]
fn r18_a_payout_is_at_most_the_cover_that_is_left_when_it_is_decided() {
    let (mut w, key) = short();
    w.pay_claim(&key).ok();
    w.underwriter(JUNIOR, 100_000 * USDC);
    let second = ClaimKey {
        event_day: key.event_day + 1,
        ..key
    };
    let left = w.policy(&key.policy).remaining().unwrap();
    assert_eq!(left, 25_000 * USDC);
    w.file_claim(&second, left).ok();
    let payer = w.actor(PLENTY);
    // What the first lacked comes in while the second is open.
    recover(&mut w, &payer, &key, 20_000 * USDC).ok();
    w.assert_books();
    conclude(&mut w, &second, 0, ALL);
    assert_eq!(w.claim(&second).payout.get(), 5_000 * USDC, "not 23,000");
    let policy = w.policy(&key.policy);
    assert_eq!((policy.paid.get(), policy.remaining().unwrap()), (policy.cover.get(), 0), "INV-08");
    // And the rest of the first cannot be paid in any more: there is no cover for it.
    assert_eq!(w.claim(&key).shortfall.get(), 3_000 * USDC);
    recover(&mut w, &payer, &key, 1).refused(ClaimError::AboveShortfall);
    w.pay_claim(&second).ok();
    w.assert_books();
}

#[test]
fn a_claim_that_lacks_money_waits_a_year_for_it() {
    let (mut w, key) = short();
    w.pay_claim(&key).ok();
    let decided = w.claim(&key).decided_at.get();
    assert!(grace_end(&w, &key) < decided + 365 * DAY);
    for at in [grace_end(&w, &key), decided + 365 * DAY - 1] {
        w.set_time(at);
        close(&mut w, &key).refused(ClaimError::ClaimNotOver);
    }
    w.close_policy(&key.product, &key.policy).refused(ClaimError::ClaimsOnRecord);
    let before = w.svm.clone();
    let payer = w.actor(PLENTY);
    // Recovered in the last second: closed at once when paid.
    recover(&mut w, &payer, &key, LACKS).ok();
    w.close_policy(&key.product, &key.policy).refused(PolicyError::StillOwed);
    w.pay_claim(&key).ok();
    close(&mut w, &key).ok();
    w.assert_books();
    w.svm = before;
    w.advance(1);
    close(&mut w, &key).ok();
    w.close_policy(&key.product, &key.policy).ok();
    w.roll(&key.product).ok();
    w.assert_books();
}

/// Two underwriters, junior with a matured request for all of it, and a policy that can be claimed on.
fn leaving() -> (World, ClaimKey, Address) {
    let mut w = World::new();
    let product = w.assessed(&AssessedSpec::default());
    let junior = w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 400_000 * USDC);
    let buyer = w.actor(PLENTY);
    w.buy(&product, &buyer, 0, 40_000 * USDC, 60).ok();
    w.request_all(&junior, JUNIOR).ok();
    w.set_time(START + 10 * DAY + 3_600);
    let policy = pda::policy(&product, &buyer, 0);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    (w, key, junior)
}

#[test]
fn inv13_who_leaves_while_a_claim_is_open_leaves_as_if_it_were_lost() {
    let (mut w, key, junior) = leaving();
    w.file_claim(&key, 40_000 * USDC).ok();
    w.execute(&junior, JUNIOR).refused(PoolError::Undecided);
    let shares = w.position(&junior).tranches[0].shares.get();
    let before = w.wallet(&junior);
    let half = shares / 2;
    w.withdraw(&junior, JUNIOR, half, 1).ok();
    let got = w.wallet(&junior) - before;
    // Of 100,000 and premium 60,000 and premium are left as if it were lost: half of that.
    let premium = w.policy(&key.policy).premium.get();
    assert!(got >= 30_000 * USDC && got <= 30_000 * USDC + premium, "{got}");
    w.assert_books();
    // Who stayed bears the loss, or keeps what the leaver left.
    conclude(&mut w, &key, 0, NOTHING);
    w.execute(&junior, JUNIOR).refused(PoolError::Undecided);
    let own = holder(&w, &key);
    give_up(&mut w, &own, &key).ok();
    let before = w.wallet(&junior);
    w.execute(&junior, JUNIOR).ok();
    let rest = w.wallet(&junior) - before;
    assert!(rest >= 70_000 * USDC - 2 * USDC, "{rest}");
    w.assert_books();
}

#[test]
fn a_deposit_while_a_claim_is_open_is_priced_as_if_it_were_lost_by_nobody() {
    let (mut w, product, policy) = insured();
    let key = w.claim_key(&product, &policy, w.today() - 1);
    let before = w.svm.clone();
    let one = w.underwriter(JUNIOR, 10_000 * USDC);
    let shares = w.position(&one).tranches[0].shares.get();
    w.svm = before;
    w.file_claim(&key, 40_000 * USDC).ok();
    let other = w.underwriter(JUNIOR, 10_000 * USDC);
    assert_eq!(w.position(&other).tranches[0].shares.get(), shares);
    w.assert_books();
}

#[test]
fn a_claim_that_was_accepted_without_the_means_is_accepted() {
    let (w, key) = short();
    assert_state(&w, &key, ClaimState::Accepted);
    let (pool, product) = (w.pool(), w.product(&key.product));
    assert_eq!(
        (pool.claims_accepted, product.claims_accepted),
        (pool.claims_filed, product.claims_filed)
    );
}
