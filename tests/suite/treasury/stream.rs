//! How the share streams to what is locked.

use super::*;

#[test]
fn a_share_streams_over_thirty_days_by_what_is_locked() {
    let mut w = world();
    let (a, b) = (member(&mut w, 3_000), member(&mut w, 1_000));
    share(&mut w, 4_000_000);
    assert_eq!((due(&w, &a), due(&w, &b)), (0, 0), "nothing at once");
    w.advance(STREAM / 2);
    assert_eq!((due(&w, &a), due(&w, &b)), (1_500_000 - 1, 500_000 - 1), "half of it, rounded down");
    w.advance(STREAM / 2);
    assert_eq!((due(&w, &a), due(&w, &b)), (3_000_000 - 1, 1_000_000 - 1));
    w.advance(300 * DAY);
    assert_eq!((due(&w, &a), due(&w, &b)), (3_000_000 - 1, 1_000_000 - 1), "and no more");
    w.assert_books();
}

/// A-61 for money: who locks for the second of a sweep, or of the end of one, gets nothing of it.
#[test]
fn a61_r20_a_lock_just_in_time_gains_nothing() {
    let mut w = world();
    let loyal = member(&mut w, 1_000);
    share(&mut w, 1_000_000);
    w.advance(10 * DAY);
    let before = due(&w, &loyal);
    // All in one second: lock, sweep, claim, give notice.
    let thief = member(&mut w, 1_000_000_000);
    share(&mut w, 5_000_000);
    assert_eq!(w.revenue_due(&thief), 0);
    w.claim_revenue(&thief).refused(breakwater::errors::TreasuryError::NoRevenueDue);
    w.request_unlock(&thief, 1_000_000_000).ok();
    assert_eq!(w.revenue_due(&thief), 0);
    w.advance(7 * DAY);
    w.unlock(&thief).ok();
    assert_eq!((w.revenue_due(&thief), w.wallet(&thief)), (0, 0));
    assert!(due(&w, &loyal) > before, "and the loyal one earns on");
    w.assert_books();
}

#[test]
fn a62_what_is_under_notice_earns_nothing_and_keeps_what_it_has_earned() {
    let mut w = world();
    let (a, b) = (member(&mut w, 1_000), member(&mut w, 1_000));
    share(&mut w, 3_000_000);
    w.advance(10 * DAY);
    w.request_unlock(&a, 1_000).ok();
    let (earned, other) = (due(&w, &a), due(&w, &b));
    assert_eq!((earned, other), (499_999, 499_999));
    w.advance(20 * DAY);
    assert_eq!((due(&w, &a), due(&w, &b)), (earned, 2_499_999));
    w.unlock(&a).ok();
    w.claim_revenue(&a).ok();
    assert_eq!(w.wallet(&a), earned);
    w.assert_books();
}

#[test]
fn new_tokens_earn_from_their_lock_on() {
    let mut w = world();
    let a = member(&mut w, 1_000);
    share(&mut w, 3_000_000);
    w.advance(10 * DAY);
    let b = member(&mut w, 1_000);
    w.grant(&a, 2_000);
    w.lock(&a, 2_000).ok();
    assert_eq!((due(&w, &a), due(&w, &b)), (999_999, 0));
    w.advance(20 * DAY);
    assert_eq!((due(&w, &a), due(&w, &b)), (2_499_999, 499_999));
    w.assert_books();
}

#[test]
fn a_new_sweep_joins_what_streams_and_both_end_on_average() {
    let mut w = world();
    let a = member(&mut w, 1_000);
    share(&mut w, 2_592_000);
    w.advance(20 * DAY);
    // 864,000 atoms with ten days to go, and as many anew: twenty days.
    share(&mut w, 864_000);
    let all = w.voters();
    assert_eq!(all.revenue_until.get() - w.now(), 20 * DAY);
    assert_eq!(all.revenue_rate.get() >> 64, 1, "one atom a second");
    w.advance(20 * DAY);
    let wanted = 2_592_000 + 864_000;
    assert_eq!(due(&w, &a), wanted);
    w.assert_books();
}

/// The known grief: dust that begins the whole time anew.
#[test]
fn r20_crumbs_do_not_stretch_what_streams() {
    let mut w = world();
    member(&mut w, 1_000);
    share(&mut w, 10_000_000);
    w.advance(20 * DAY);
    let until = w.voters().revenue_until.get();
    for _ in 0..200 {
        share(&mut w, 1);
    }
    let late = w.voters().revenue_until.get() - until;
    assert!((0..=104).contains(&late), "two hundred atoms of ten millions delay by {late} s");
}

#[test]
fn what_streams_to_nobody_joins_the_next_sweep_and_is_not_who_locks_next_s() {
    let mut w = world();
    share(&mut w, 3_000_000);
    w.advance(10 * DAY);
    let a = member(&mut w, 1_000);
    assert_eq!((due(&w, &a), w.voters().revenue_waits.get() >> 64), (0, 1_000_000));
    w.advance(20 * DAY);
    assert_eq!(due(&w, &a), 1_999_999, "only what streamed meanwhile");
    w.advance(100 * DAY);
    assert_eq!(due(&w, &a), 1_999_999);
    share(&mut w, 500_000);
    w.advance(STREAM);
    assert_eq!(due(&w, &a), 3_499_999);
    w.assert_books();
}

/// A slash takes what has earned, and a reward earns from its settlement on.
#[test]
fn a42_ballots_that_are_settled_move_what_earns_and_not_what_is_earned() {
    let mut w = World::new();
    let product = w.assessed(&AssessedSpec::default());
    w.open_revenue().ok();
    w.underwriter(SENIOR, 400_000 * USDC);
    let (_, policy) = w.holder(&product, 10_000 * USDC, 60);
    share(&mut w, 30_000_000);
    w.advance(10 * DAY);
    let key = w.claim_key(&product, &policy, w.today() - 1);
    w.file_claim(&key, 1_000 * USDC).ok();
    let case = key.case(0);
    let mut votes = World::votes(0, 20, 10);
    votes[19].1 = 0;
    w.vote(&case, &votes);
    w.end_case(&case);
    w.conclude_claim(&key, 0).ok();
    let dues: Vec<u128> = votes.iter().map(|(juror, _)| w.revenue_due(juror)).collect();
    assert!(dues.iter().all(|due| due == &dues[0] && *due > 0));
    for (juror, _) in &votes {
        let held = w.escrow(juror).locked.get();
        w.settle_ballot(&case, juror, 0).ok();
        assert_ne!(w.escrow(juror).locked.get(), held);
        assert_eq!(w.revenue_due(juror), dues[0], "nothing comes or goes with the tokens");
        w.assert_books();
    }
    let gained = |w: &World, n: usize| w.revenue_due(&votes[n].0) - dues[0];
    w.advance(DAY);
    assert!(gained(&w, 0) > gained(&w, 19), "who was right earns more from then on");
    w.assert_books();
}
