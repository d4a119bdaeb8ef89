//! A-42, R1: whatever is called in which order, nobody gets more than was put in, and nobody gains by the order.

use {super::*, breakwater_testkit::client::ix};

/// Two in senior, one in junior with a matured request, half an emission gone.
fn stage() -> (World, [Address; 3]) {
    let mut w = opened();
    let owners = [
        w.underwriter(SENIOR, 1_000 * USDC),
        w.underwriter(SENIOR, 333 * USDC),
        w.underwriter(JUNIOR, 77 * USDC),
    ];
    w.request_all(&owners[1], SENIOR).ok();
    w.emit_rewards(10_000_019, 3 * WEEK);
    w.advance(10 * DAY + 7);
    w.fund(owners[0], 500 * USDC);
    (w, owners)
}

const ACTS: usize = 6;

fn act(w: &mut World, owners: &[Address; 3], number: usize) {
    match number {
        0 => w.deposit(&owners[0], SENIOR, 500 * USDC).ok(),
        1 => w.execute(&owners[1], SENIOR).ok(),
        2 => w.claim_rewards(&owners[0], SENIOR).ok(),
        3 => w.claim_rewards(&owners[1], SENIOR).ok(),
        4 => w.claim_rewards(&owners[2], JUNIOR).ok(),
        _ => {
            w.emit_rewards(5_000_011, WEEK);
            0
        }
    };
}

fn orders(left: &[usize], done: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
    if left.is_empty() {
        all.push(done.clone());
    }
    for (at, number) in left.iter().enumerate() {
        let mut rest = left.to_vec();
        rest.remove(at);
        done.push(*number);
        orders(&rest, done, all);
        done.pop();
    }
}

#[test]
fn a42_r1_claims_stay_within_what_was_funded_in_every_order_and_no_order_pays_more() {
    let (mut w, owners) = stage();
    let base = w.svm.clone();
    let mut all = vec![];
    orders(&(0..ACTS).collect::<Vec<_>>(), &mut vec![], &mut all);
    assert_eq!(all.len(), 720);
    let mut wanted = None;
    for order in all {
        w.svm = base.clone();
        for number in &order {
            act(&mut w, &owners, *number);
        }
        w.assert_books();
        let now: Vec<u64> = owners.iter().map(|owner| tokens(&w, owner)).collect();
        w.advance(30 * DAY);
        for (owner, tranche) in owners.iter().zip([SENIOR, SENIOR, JUNIOR]) {
            let _ = w.claim_rewards(owner, tranche);
        }
        w.assert_books();
        let rewards = w.rewards();
        assert!(rewards.claimed <= rewards.funded, "{order:?}");
        let end: Vec<u64> = owners.iter().map(|owner| tokens(&w, owner)).collect();
        assert_eq!(end.iter().sum::<u64>(), rewards.claimed.get());
        let all = wanted.get_or_insert((now.clone(), end.clone()));
        assert_eq!(now, all.0, "{order:?}");
        assert!(
            end.iter().zip(&all.1).all(|(one, other)| one.abs_diff(*other) <= 1),
            "{order:?}: {end:?}, not {:?}",
            all.1
        );
    }
}

#[test]
fn a42_deposit_earn_and_claim_in_one_transaction_pays_nothing() {
    let (mut w, owners) = stage();
    let late = w.actor(1_000_000 * USDC);
    let (destination, source) = (w.grant(&late, 0), pda::associated_token(&late, &w.mint));
    let pool = w.pool;
    let claim = ix::claim_rewards(pool, late, late, destination, SENIOR);
    let all = [
        ix::open_position(pool, late),
        ix::deposit(pool, late, source, SENIOR, 1_000_000 * USDC, 0),
        claim,
    ];
    let before = owners.map(|owner| w.rewards_due(&owner, SENIOR));
    w.send_all(&all).refused(breakwater::errors::RewardError::NothingToClaim);
    w.send_all(&all[..2]).ok();
    assert_eq!(w.rewards_due(&late, SENIOR), 0);
    assert_eq!(owners.map(|owner| w.rewards_due(&owner, SENIOR)), before);
}

#[test]
fn a42_counting_often_or_once_earns_the_same() {
    let (mut w, owners) = stage();
    let base = w.svm.clone();
    w.advance(12 * 3_600);
    let once = w.rewards_due(&owners[0], SENIOR);
    w.svm = base;
    for _ in 0..12 * 60 {
        w.advance(60);
        let (mut pool, address) = (w.pool(), w.pool);
        pool.recognise(w.now()).expect("a ledger");
        w.write(&address, &*pool);
    }
    let often = w.rewards_due(&owners[0], SENIOR);
    // The split is cut to 2^-64 atoms each time, and the carry is less than a unit for each share.
    let shares = w.pool().tranches[1].shares.get();
    assert!(once.abs_diff(often) <= shares + 12 * 60, "{once} {often}");
}
