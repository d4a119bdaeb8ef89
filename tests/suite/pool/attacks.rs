//! Attacks on the capital of a pool, each as its attacker would try it.

use {
    super::{tamper::*, *},
    breakwater::errors::PoolError,
};

/// Gives tokens to the pool's vault.
fn donate(w: &mut World, amount: u64) {
    let give = donation(w, amount);
    w.send_all(&[give]).ok();
}

/// A pool that takes the smallest deposits and gives one day's notice.
fn small() -> World {
    let mut spec = PoolSpec::default();
    (spec.0.min_deposit, spec.0.notice_days) = (1_000, 1);
    World::with_pool(spec)
}

/// Requests everything, waits and is paid; gives what came out.
fn leave(w: &mut World, owner: &Address, tranche: u8) -> u64 {
    let before = w.wallet(owner);
    w.request_all(owner, tranche).ok();
    w.advance(2 * DAY);
    w.execute(owner, tranche).ok();
    w.wallet(owner) - before
}

#[test]
fn a31_the_first_depositor_cannot_inflate_the_share_price() {
    for tranche in [JUNIOR, SENIOR] {
        let mut w = small();
        let attacker = w.underwriter(tranche, 1_000);
        donate(&mut w, 1_000_000_000_000);
        let victim = w.underwriter(tranche, 1_999);
        assert_eq!(w.position(&victim).tranches[usize::from(tranche)].shares.get(), 1_999_000);
        assert!(leave(&mut w, &victim, tranche) >= 1_998, "at most one atom lost");
        assert!(leave(&mut w, &attacker, tranche) <= 1_000);
        w.assert_books();
    }
}

#[test]
fn a31_leaving_a_single_share_behind_inflates_nothing() {
    let mut w = small();
    let attacker = w.underwriter(JUNIOR, 10 * USDC);
    w.request(&attacker, JUNIOR, 10 * 1_000_000_000 - 1).ok();
    w.advance(2 * DAY);
    w.execute(&attacker, JUNIOR).ok();
    donate(&mut w, 1_000_000 * USDC);
    let book = w.pool().tranches[0];
    assert_eq!(book.shares.get(), 1);
    let victim = w.underwriter(JUNIOR, 1_000_000);
    let got = leave(&mut w, &victim, JUNIOR);
    assert!((999_998..=1_000_000).contains(&got), "{got}");
    w.assert_books();
}

/// During a breach leavers leave capital behind. However few shares stay, what stays must not make one share dear: who comes next
/// would lose up to a share's price to rounding.
#[test]
fn a31_whoever_leaves_almost_alone_during_a_breach_makes_no_share_dear() {
    let mut w = small();
    let product = w.product_from(&DepegSpec::default());
    let attacker = w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 100_000 * USDC);
    w.holder(&product, 50_000 * USDC, 30);
    w.request_all(&attacker, JUNIOR).ok();
    w.advance(3 * DAY);
    w.observe_at(&product, 900_000_000).ok();
    let shares = w.position(&attacker).tranches[0].shares.get();
    // As many as the program lets go.
    let mut left = 1;
    while w.withdraw(&attacker, JUNIOR, shares - left, 1).name() != "ok" {
        left *= 10;
    }
    let victim = w.underwriter(JUNIOR, 999 * USDC);
    let lost = 999 * USDC - worth(&w, &victim, JUNIOR);
    assert!(lost <= 1, "{left} shares stayed; a deposit of 999 USDC lost {lost} atoms");
}

#[test]
fn a31_premium_on_a_tiny_tranche_takes_nothing_from_the_next_depositor() {
    let mut w = small();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 60_000 * USDC);
    let attacker = w.underwriter(JUNIOR, 1_000);
    w.holder(&product, 50_000 * USDC, 30);
    w.advance(31 * DAY);
    let victim = w.underwriter(JUNIOR, 1_000);
    let got = leave(&mut w, &victim, JUNIOR);
    assert!((999..=1_000).contains(&got), "{got}");
    assert!(worth(&w, &attacker, JUNIOR) >= 1_000);
}

#[test]
fn a32_a_donation_changes_no_price_no_capacity_and_no_account() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 50_000 * USDC);
    w.request(&owner, SENIOR, 1_000_000_000).ok();
    let (before, price) = (w.snapshot(&[w.pool]), worth(&w, &owner, SENIOR));
    donate(&mut w, 1_000_000 * USDC);
    assert_eq!(w.snapshot(&[w.pool]), before);
    assert_eq!(worth(&w, &owner, SENIOR), price);
    // Not an atom more cover is sold, and not an atom more may leave.
    let buyer = w.actor(100_000 * USDC);
    w.buy(&product, &buyer, 0, 50_000 * USDC + 1, 30)
        .refused(breakwater::errors::PolicyError::WatchStale);
    w.observe(&product).ok();
    w.buy(&product, &buyer, 0, 50_000 * USDC + 1, 30)
        .refused(breakwater::errors::PolicyError::NotEnoughCapital);
    w.buy(&product, &buyer, 0, 50_000 * USDC, 30).ok();
    w.advance(9 * DAY);
    w.execute(&owner, SENIOR).ok();
    // The one USDC requested leaves, with its premium of nine days, and nothing of the gift.
    assert!((USDC..USDC + 1_000).contains(&w.wallet(&owner)));
    w.assert_books();
}

#[test]
fn a33_no_loop_of_deposits_and_exits_ever_gains() {
    // An odd price in each tranche, so that every step rounds.
    for (tranche, capital) in [(JUNIOR, 10_333_333), (SENIOR, 7_654_321)] {
        let mut w = small();
        let stayer = w.underwriter(tranche, 10 * USDC);
        let mut pool = w.pool();
        pool.tranches[usize::from(tranche)].capital = capital.into();
        w.write(&w.pool.clone(), &*pool);
        donate(&mut w, USDC);
        let attacker = w.actor(100 * USDC);
        w.open_position(&attacker).ok();
        let (mut funds, mut stays, mut seed) = (w.wallet(&attacker), worth(&w, &stayer, tranche), 12_345u64);
        for _ in 0..40 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let amount = 1_000 + seed % 1_000_000;
            w.deposit(&attacker, tranche, amount).ok();
            // Out in two parts of random size.
            let shares = w.position(&attacker).tranches[usize::from(tranche)].shares.get();
            let part = 1 + u128::from(seed >> 32) % (shares - 1);
            w.request(&attacker, tranche, part).ok();
            w.advance(2 * DAY);
            w.execute(&attacker, tranche).ok();
            leave(&mut w, &attacker, tranche);
            let (now, stay) = (w.wallet(&attacker), worth(&w, &stayer, tranche));
            assert!(now <= funds, "the attacker gained: {funds} to {now}");
            assert!(stay >= stays, "who stayed lost: {stays} to {stay}");
            assert!(funds - now <= 4, "more than rounding");
            (funds, stays) = (now, stay);
        }
        w.assert_books();
    }
}

#[test]
fn a34_shares_are_not_atoms() {
    let mut w = small();
    let owner = w.underwriter(SENIOR, 10 * USDC);
    // A price of two.
    let mut pool = w.pool();
    pool.tranches[1].capital = (20 * USDC).into();
    w.write(&w.pool.clone(), &*pool);
    donate(&mut w, 10 * USDC);
    let other = w.underwriter(SENIOR, 10 * USDC);
    // 10^7 · (10^10 + 1,000) / (2 · 10^7 + 1)
    assert_eq!(w.position(&other).tranches[1].shares.get(), 5_000_000_249);
    w.request(&owner, SENIOR, 5_000_000_000).ok();
    w.advance(2 * DAY);
    w.execute(&owner, SENIOR).ok();
    // 5 · 10^9 · 30,000,001 / 15,000,001,249 = 9,999,999.5…
    assert_eq!(w.wallet(&owner), 9_999_999);
    let book = w.pool().tranches[1];
    assert_eq!((book.capital.get(), book.shares.get()), (20_000_001, 10_000_000_249));
    // What the shares were issued for leaves in proportion: 20 of which a third.
    assert_eq!(
        book.issued_for.get(),
        20_000_000 - (5_000_000_000u128 * 20_000_000 / 15_000_000_249) as u64
    );
}

#[test]
fn a36_a_guest_around_a_sale_earns_the_premium_of_their_days_only() {
    let mut w = small();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 100_000 * USDC);
    let guest = w.underwriter(SENIOR, 100_000 * USDC);
    let (_, policy) = w.holder(&product, 50_000 * USDC, 30);
    let premium = w.policy(&policy).premium.get();
    w.request_all(&guest, SENIOR).ok();
    // Notice of one day from noon: the second midnight, a day and a half away.
    w.advance(DAY + 43_200);
    w.execute(&guest, SENIOR).ok();
    let gain = w.wallet(&guest) - 100_000 * USDC;
    // 90 % of the premium, a day and a half of thirty and a half, half of the capital.
    let rest = premium - (premium * 5).div_ceil(100) - premium * 5 / 100;
    let fair = rest * 3 / 61 / 2;
    assert!(gain.abs_diff(fair) <= 1, "{gain} against {fair}");
}

#[test]
fn a36_a_guest_around_a_loss_bears_their_part_of_it() {
    let mut w = small();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 100_000 * USDC);
    w.holder(&product, 50_000 * USDC, 30);
    w.advance(3 * DAY);
    w.hold(&product, 790_000_000, 3_600);
    // In after the breach: priced as if nothing were lost. Out before the end: as if all were.
    let guest = w.underwriter(SENIOR, 100_000 * USDC);
    w.trigger(&product).ok();
    w.request_all(&guest, SENIOR).ok();
    w.advance(2 * DAY);
    let shares = w.position(&guest).tranches[1].shares.get();
    w.withdraw(&guest, SENIOR, shares, 1).ok();
    assert!(
        (75_000 * USDC - 10..75_010 * USDC).contains(&w.wallet(&guest)),
        "{}",
        w.wallet(&guest)
    );
    w.finalise(&product, 0).ok();
    assert!((75_000 * USDC..75_020 * USDC).contains(&worth(&w, &owner, SENIOR)));
}

#[test]
fn a40_who_asks_first_is_paid_first_and_the_other_when_cover_ends() {
    let mut w = small();
    let product = w.product_from(&DepegSpec::default());
    let owners = [w.underwriter(JUNIOR, 30_000 * USDC), w.underwriter(SENIOR, 30_000 * USDC)];
    w.holder(&product, 30_000 * USDC, 30);
    w.request_all(&owners[0], JUNIOR).ok();
    w.request_all(&owners[1], SENIOR).ok();
    w.advance(2 * DAY);
    w.execute(&owners[1], SENIOR).ok();
    assert!(w.wallet(&owners[1]) >= 30_000 * USDC);
    // What is left backs the cover; junior waits.
    let pool = w.pool();
    assert!(pool.tranches[0].capital.get() + pool.tranches[1].capital.get() >= 30_000 * USDC);
    for _ in 0..2 {
        let _ = w.execute(&owners[0], JUNIOR);
    }
    w.execute(&owners[0], JUNIOR).refused(PoolError::NotFree);
    w.advance(30 * DAY);
    w.roll(&product).ok();
    w.execute(&owners[0], JUNIOR).ok();
    assert!(w.wallet(&owners[0]) >= 30_000 * USDC);
    assert_eq!(
        w.pool().tranches.map(|t| t.capital.get()),
        [0, 0],
        "no minimum keeps the last capital in"
    );
    w.assert_books();
}

#[test]
fn a42_deposit_earn_and_leave_in_one_transaction_moves_nothing() {
    let mut w = small();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 100_000 * USDC);
    w.holder(&product, 50_000 * USDC, 30);
    w.advance(10 * DAY);
    let guest = w.actor(100_000 * USDC);
    let source = pda::associated_token(&guest, &w.mint);
    let all = 100_000_000_000_000u128;
    let deposit = ix::deposit(w.pool, guest, source, SENIOR, 100_000 * USDC, 0);
    let request = ix::request_withdrawal(w.pool, guest, SENIOR, all / 2);
    let execute = ix::execute_withdrawal(w.pool, guest, guest, source, SENIOR);
    let withdraw = ix::withdraw(w.pool, guest, source, SENIOR, all / 2, 1);
    let open = ix::open_position(w.pool, guest);
    for exit in [execute, withdraw] {
        w.send_all(&[open.clone(), deposit.clone(), request.clone(), exit])
            .refused(PoolError::NotMatured);
    }
    let close = ix::close_position(w.pool, guest);
    w.send_all(&[open, deposit, close]).refused(PoolError::NotEmpty);
    assert_eq!(w.wallet(&guest), 100_000 * USDC);
}

#[test]
fn a74_a_pool_left_alone_for_600_days_recognises_all_of_it_at_once() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let owner = w.underwriter(SENIOR, 100_000 * USDC);
    for days in [7, 30, 180, 365] {
        w.holder(&product, 10_000 * USDC, days);
    }
    w.request(&owner, SENIOR, 1_000_000_000).ok();
    let unearned = w.pool().unearned.get();
    assert!(unearned > 0);
    let capital = w.pool().tranches[1].capital.get();
    w.advance(600 * DAY);
    let units = w.underwriter_units();
    let pool = w.pool();
    assert_eq!((pool.unearned.get(), pool.stream.get()), (0, 0));
    assert!(pool.stream_ends.iter().all(|s| s.is_zero()));
    assert_eq!(
        pool.tranches[1].capital.get(),
        capital + unearned.div_ceil(1 << 64) as u64 + 10 * USDC
    );
    assert_eq!(pool.tranches[1].matured_shares.get(), 1_000_000_000);
    println!("deposit after 600 days: {units} compute units");
    assert!(units < 200_000, "{units} of 200,000, the default limit of one instruction");
    w.assert_books();
}

trait Units {
    fn underwriter_units(&mut self) -> u64;
}

impl Units for World {
    /// Compute units of a new underwriter's deposit of ten USDC.
    fn underwriter_units(&mut self) -> u64 {
        let owner = self.actor(10 * USDC);
        self.open_position(&owner).ok();
        self.deposit(&owner, SENIOR, 10 * USDC).ok()
    }
}

#[test]
fn a14_a_token_account_is_not_both_ends_of_a_transfer() {
    let mut w = World::new();
    let owner = w.underwriter(JUNIOR, 10 * USDC);
    w.request_all(&owner, JUNIOR).ok();
    w.advance(9 * DAY);
    let (vault, ata) = (pda::vault(&w.pool), pda::associated_token(&owner, &w.mint));
    let pay = ix::execute_withdrawal(w.pool, owner, owner, ata, JUNIOR);
    w.send_all(&[pay.swapped(&ata, &vault)]).refused_by_framework(DUPLICATE);
    w.send_all(&[pay.swapped(&vault, &ata)]).refused_by_framework(DUPLICATE);
    let deposit = ix::deposit(w.pool, owner, ata, JUNIOR, USDC, 0);
    w.send_all(&[deposit.swapped(&ata, &vault)]).refused_by_framework(DUPLICATE);
    w.send_all(&[deposit.swapped(&vault, &ata)]).refused_by_framework(DUPLICATE);
    // An undeclared account that is a declared writable one.
    w.send_all(&[deposit.plus(&vault)]).refused_by_framework(DUPLICATE);
}

/// Shares stand in their owner's position only: there is no transfer, and what waits for its notice cannot wait a second time.
#[test]
fn a39_the_same_shares_are_not_queued_twice_nor_from_another_wallet() {
    let (mut w, _) = crate::incident::kit::world();
    let (ann, ben) = (w.underwriter(SENIOR, 10_000 * USDC), w.underwriter(SENIOR, 10 * USDC));
    let shares = w.position(&ann).tranches[1].shares.get();
    w.request(&ann, SENIOR, shares).ok();
    w.request(&ann, SENIOR, 1).refused(PoolError::RequestPending);
    let own = w.position(&ben).tranches[1].shares.get();
    w.request(&ben, SENIOR, own + 1).refused(PoolError::NotEnoughShares);
    // Ann's position under Ben's signature is another's account.
    let mut theft = ix::request_withdrawal(w.pool, ben, SENIOR, 1);
    let (anns, bens) = (pda::position(&w.pool, &ann), pda::position(&w.pool, &ben));
    theft.accounts.iter_mut().filter(|m| m.pubkey == bens).for_each(|m| m.pubkey = anns);
    w.send("request_withdrawal", theft)
        .refused(breakwater::errors::AccessError::NotOwner);
    w.assert_books();
}
