//! What the mends of the first attack let through.

use {
    crate::incident::kit::*,
    breakwater::errors::PolicyError,
    breakwater_testkit::{client, world::PLENTY, *},
};

/// Anybody could close a policy that had passed an open, cut incident and was over, in the moment before the incident was released: what was
/// recovered for it afterwards could never be paid to it.
#[test]
fn a46_a_policy_that_passed_a_cut_incident_is_not_closed_before_its_release() {
    let run = |attack: bool| {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        let boss = w.underwriter(SENIOR, 40_000 * USDC);
        w.observe_at(&product, PAR).ok();
        let (holder, mine) = w.holder(&product, 10_000 * USDC, 7);
        let (_, other) = w.holder(&product, 10_000 * USDC, 7);
        w.advance(3 * DAY);
        strike(&mut w, &product, price_at(50));
        w.advance(DAY);
        write_capital(&mut w, 0, 4_000 * USDC);
        w.finalise(&product, 0).ok();
        recover_and_seal(&mut w, &product, 0);
        w.settle(&product, 0, &mine).ok();
        assert!(w.now() >= w.policy(&mine).ends_at());
        let lacks_before = w.incident(&product, 0).shortfall.get();
        let buyer = w.policy(&mine).buyer;
        if attack {
            // The other policy is counted, the victim passes and is closed, all in one transaction of a stranger.
            let all = [
                settle_ix(&w, &product, 0, &other),
                settle_ix(&w, &product, 0, &mine),
                client::ix::close_policy(product, mine, buyer),
            ];
            w.send_all(&all).refused(PolicyError::PolicyStillOpen);
        }
        w.settle(&product, 0, &other).ok();
        w.settle(&product, 0, &mine).ok();
        let before = w.wallet(&holder);
        w.release(&product, 0).ok();
        let rich = w.actor(PLENTY);
        let lacks = w.incident(&product, 0).shortfall.get();
        w.recover_incident(&rich, &product, 0, lacks).ok();
        let answer = if w.try_read::<breakwater::state::Policy>(&mine).is_some() {
            w.settle(&product, 0, &mine).name()
        } else {
            "closed".into()
        };
        let got = w.wallet(&holder) - before;
        let _ = w.settle(&product, 0, &other).name();
        w.assert_books();
        w.advance(366 * DAY);
        let _ = w.close_incident(&product, 0).name();
        w.advance(92 * DAY);
        (got, lacks_before, lacks, answer, backing(&w).0, boss)
    };
    let (fair, attacked) = (run(false), run(true));
    assert!(
        fair.0 > 0 && attacked.0 >= fair.0,
        "recovered for the holder: fair {fair:?}; attacked {attacked:?}"
    );
}

/// What a policy was counted with and what it passed with were not the same once a recovery of an earlier incident had been paid in between: the
/// later incident never had all of its cover passed, and the next one waited for a year.
#[test]
fn a51_a_recovery_between_counting_and_passing_does_not_keep_the_later_incident_open_for_a_year() {
    let run = |attack: bool| {
        let mut spec = DepegSpec::default();
        spec.terms.waiting_days = 6;
        let mut w = World::new();
        let product = w.product_from(&spec);
        w.underwriter(SENIOR, 60_000 * USDC);
        w.observe_at(&product, PAR).ok();
        let (_, mine) = w.holder(&product, 50_000 * USDC, 40);
        w.set_time(day(3, 12));
        w.observe_at(&product, PAR).ok();
        let (_, victim) = w.holder(&product, 10_000 * USDC, 200);
        w.set_time(day(7, 12));
        strike(&mut w, &product, price_at(80));
        w.advance(DAY);
        write_capital(&mut w, 0, 4_000 * USDC);
        w.finalise(&product, 0).ok();
        recover_and_seal(&mut w, &product, 0);
        w.settle(&product, 0, &mine).ok();
        w.release(&product, 0).ok();
        let boss = w.underwriter(SENIOR, 200_000 * USDC);
        w.observe_at(&product, PAR).ok();
        let (_, _waiter) = w.holder(&product, 50_000 * USDC, 200);
        w.advance(HOUR);
        assert!(w.policy(&victim).in_force_at(w.now()).expect("a time") && w.policy(&mine).in_force_at(w.now()).expect("a time"));
        see(&mut w, &product, STRIKE - 10).ok();
        let until = w.policy(&mine).ends_at() + HOUR;
        stay_broken(&mut w, &product, until);
        let number = strike(&mut w, &product, price_at(80));
        assert_eq!(number, 1);
        w.advance(DAY);
        write_capital(&mut w, 0, 4_000 * USDC);
        w.finalise(&product, 1).ok();
        recover_and_seal(&mut w, &product, 1);
        let mut answers = vec![w.settle(&product, 1, &mine).name()];
        let mut spent = 0;
        if attack {
            let rich = w.actor(PLENTY);
            let before = w.wallet(&rich);
            w.recover_incident(&rich, &product, 0, 1_000).ok();
            spent = before - w.wallet(&rich);
            answers.push(w.settle(&product, 0, &mine).name());
        }
        for policy in [&victim, &mine, &victim] {
            answers.push(w.settle(&product, 1, policy).name());
        }
        let i = w.incident(&product, 1);
        let figures = (
            i.cover.get(),
            i.counted.get(),
            i.passed.get(),
            i.top_up,
            w.product(&product).lowered(1),
        );
        let (release, close) = (w.release(&product, 1).name(), w.close_incident(&product, 1).name());
        w.assert_books();
        // The next breach: whoever is covered waits for a year.
        w.fund(boss, 200_000 * USDC);
        w.deposit(&boss, SENIOR, 200_000 * USDC).ok();
        let third = strike(&mut w, &product, price_at(50));
        w.advance(DAY);
        let next = w.finalise(&product, third).name();
        recover(&mut w, &product);
        w.advance(300 * DAY);
        let later = w.finalise(&product, third).name();
        (release, close, next, later, answers, figures, spent)
    };
    let (fair, attacked) = (run(false), run(true));
    assert!(
        (attacked.0 == "ok" || attacked.1 == "ok") && attacked.2 == "ok",
        "release, close, finalise of the next, 300 days later: fair {fair:?}; attacked {attacked:?}"
    );
}

/// Who owns a tranche pays the cost of cancelling to oneself: a few cancelled requests of a second wallet kept keepers from executing the first
/// one's matured request, which was a free option for weeks.
#[test]
fn a38_cancelling_to_oneself_does_not_make_a_matured_request_a_free_option() {
    let run = |attack: bool| {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        let first = w.underwriter(JUNIOR, 50_000 * USDC);
        let second = w.underwriter(JUNIOR, 50_000 * USDC);
        w.underwriter(SENIOR, 200_000 * USDC);
        w.observe_at(&product, PAR).ok();
        w.holder(&product, 100_000 * USDC, 180);
        w.request_all(&first, JUNIOR).ok();
        w.advance(DAY);
        w.fund(second, 5_000 * USDC);
        let mut cancels = 0;
        let mut answers = vec![];
        for k in 0..9 {
            if attack {
                // More than a hundredth on its way, at any time in the next ten days.
                while w.pool().tranches[0].returning_atoms(w.now()).expect("a sum") < w.pool().tranches[0].capital.get() / 80 {
                    w.request_all(&second, JUNIOR).ok();
                    w.cancel(&second, JUNIOR).ok();
                    cancels += 1;
                    w.advance(1);
                }
            }
            w.advance(10 * DAY);
            if w.position(&first).tranches[0].pending.get() > 0 {
                answers.push(format!("day {}: {}", 1 + 10 * (k + 1), w.execute(&first, JUNIOR).name()));
            }
        }
        let executed = w.position(&first).tranches[0].pending.is_zero();
        let mut pool = w.pool();
        pool.recognise(w.now()).expect("a ledger");
        let t = &pool.tranches[0];
        let back = t.returning_atoms(w.now()).expect("a sum");
        let spent = 5_000 * USDC - w.wallet(&second);
        // The owner chooses the second before the breach.
        if !executed {
            let pending = w.position(&first).tranches[0].pending.get();
            w.withdraw(&first, JUNIOR, pending, 1).ok();
        }
        let got = w.wallet(&first);
        strike(&mut w, &product, price_at(100));
        w.advance(DAY);
        w.finalise(&product, 0).ok();
        w.assert_books();
        let end = w.pool();
        (
            executed,
            cancels,
            spent,
            t.capital.get(),
            back,
            got,
            end.tranches[1].capital.get(),
            answers,
        )
    };
    let (fair, attacked) = (run(false), run(true));
    assert!(
        attacked.0,
        "executed, cancels, paid for them, junior's capital, of which on its way, leaver got, senior after the loss: fair {fair:?}; attacked {attacked:?}"
    );
}

/// A few atoms of "recovery" for a later incident that had paid a policy nothing made what was recovered for it by an earlier one uncollectable.
#[test]
fn a17_dust_recovered_for_a_later_incident_does_not_take_what_an_earlier_one_recovered() {
    let run = |attack: bool| {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        let boss = w.underwriter(SENIOR, 40_000 * USDC);
        w.observe_at(&product, PAR).ok();
        let (holder, mine) = w.holder(&product, 10_000 * USDC, 300);
        let (_, other) = w.holder(&product, 10_000 * USDC, 300);
        w.advance(3 * DAY);
        for number in 0..2 {
            strike(&mut w, &product, price_at(50));
            w.advance(DAY);
            let capital = if number == 0 { 4_000 * USDC } else { 0 };
            write_capital(&mut w, 0, capital);
            w.finalise(&product, number).ok();
            recover_and_seal(&mut w, &product, number);
            for policy in [&mine, &other, &mine] {
                let _ = w.settle(&product, number, policy).name();
            }
            w.release(&product, number).ok();
        }
        let funded = w.incident(&product, 1).funded.get();
        let before = w.wallet(&holder);
        let rich = w.actor(PLENTY);
        let lacks = w.incident(&product, 0).shortfall.get();
        w.recover_incident(&rich, &product, 0, lacks).ok();
        let mut spent = 0;
        let mut dust = String::new();
        if attack {
            let poor = w.actor(USDC);
            w.recover_incident(&poor, &product, 1, 10).ok();
            dust = w.settle(&product, 1, &mine).name();
            spent = USDC - w.wallet(&poor);
        }
        let answer = w.settle(&product, 0, &mine).name();
        let got = w.wallet(&holder) - before;
        let _ = w.settle(&product, 0, &other).name();
        w.advance(366 * DAY);
        let _ = w.close_incident(&product, 0).name();
        let shares = w.position(&boss).tranches[1].closed_shares.get();
        let wallet = w.wallet(&boss);
        let _ = w.fetch_recovery(&boss, SENIOR).name();
        (
            got,
            funded,
            lacks,
            spent,
            dust,
            answer,
            shares,
            w.wallet(&boss) - wallet,
            w.pool().reserve.get(),
        )
    };
    let (fair, attacked) = (run(false), run(true));
    println!("fair {fair:?}; attacked {attacked:?}");
    assert!(fair.0 > 0 && attacked.0 >= fair.0, "fair {fair:?}; attacked {attacked:?}");
}

/// Shares that losses had made cheap, once closed, were a bound that nobody could pay to enter while anything at all was undecided.
#[test]
fn a37_a_tranche_can_be_entered_with_a_sum_of_its_own_size_while_something_is_undecided() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(JUNIOR, 20_000 * USDC);
    w.underwriter(SENIOR, 100_000 * USDC);
    // A loss that left a ten-thousandth, and capital that came after it.
    write_capital(&mut w, 2 * USDC, 100_000 * USDC);
    w.underwriter(JUNIOR, 20_000 * USDC);
    w.observe_at(&product, PAR).ok();
    w.holder(&product, 50_000 * USDC, 200);
    w.advance(3 * DAY);
    strike_and_finalise(&mut w, &product, price_at(60));
    assert!(w.pool().tranches[0].shares.is_zero() && w.pool().provisional.get() > 0);
    let mut answers = vec![];
    for amount in [1_250u64, 20_000, 1_000_000, 10_000_000, 20_000_000] {
        let owner = w.actor(amount * USDC);
        w.open_position(&owner).ok();
        answers.push((amount, w.deposit(&owner, JUNIOR, amount * USDC).name()));
    }
    let last = w.now() + 13 * DAY;
    assert!(answers[1].1 == "ok", "{answers:?}; {last}");
}

/// A quote after a long silence read slots of the ring twice: cover that had ended before the last roll was taken off once more.
#[test]
fn a_quote_after_a_long_silence_is_what_the_program_asks() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 100_000 * USDC);
    w.observe_at(&product, PAR).ok();
    w.holder(&product, 1_000 * USDC, 7);
    w.set_time(day(10, 12));
    w.roll(&product).ok();
    for silence in [390i64, 402, 403, 450, 505, 515, 600] {
        w.set_time(day(10 + silence, 12));
        let (config, pool, p) = (w.config(), w.pool(), w.product(&product));
        let now = w.now();
        let quote = client::quote::policy(&config, &pool, &p, 100 * USDC, 30, now).map(|q| q.premium);
        let mut fresh = *w.product(&product);
        let mut copy = *w.pool();
        fresh.roll(&mut copy, now).expect("a roll");
        let wanted = client::quote::policy(&config, &copy, &fresh, 100 * USDC, 30, now).map(|q| q.premium);
        assert!(wanted.is_ok());
        assert_eq!(quote, wanted, "after {silence} days");
    }
}

/// Ten tokens in another product's long breach kept strangers from executing the request of a tranche's only owner at all, who could leave with
/// 99 % at any time.
#[test]
fn a38_dust_in_a_long_breach_does_not_make_a_free_exit_for_the_only_owner_of_a_tranche() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let mut other = spec_with_feeds(11);
    other.group = 1;
    let other = w.product_from(&other);
    let lurker = w.underwriter(JUNIOR, 100_000 * USDC);
    w.underwriter(SENIOR, 300_000 * USDC);
    w.observe_at(&product, PAR).ok();
    w.holder(&product, 290_000 * USDC, 180);
    let (holder, dust) = w.holder(&other, 10 * USDC, 365);
    let premium = w.policy(&dust).premium.get();
    let _ = holder;
    w.request_all(&lurker, JUNIOR).ok();
    w.advance(2 * DAY);
    see(&mut w, &other, STRIKE - 10).ok();
    let mut answers = vec![];
    for k in 1..=6 {
        let until = w.now() + 10 * DAY;
        stay_broken(&mut w, &other, until);
        see(&mut w, &other, STRIKE - 10).ok();
        answers.push(format!("day {}: {}", 2 + 10 * k, w.execute(&lurker, JUNIOR).name()));
    }
    let pending = w.position(&lurker).tranches[0].pending.get();
    let leaves = if pending > 0 {
        w.withdraw(&lurker, JUNIOR, pending / 100 * 99, 1).name()
    } else {
        "executed".into()
    };
    let got = w.wallet(&lurker);
    strike(&mut w, &product, price_at(90));
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    let senior = w.pool().tranches[1].capital.get();
    assert!(
        answers.iter().any(|a| a.ends_with("ok")),
        "premium of the dust {premium}; {answers:?}; then the owner: {leaves}, got {got}; senior after the loss {senior}"
    );
}
