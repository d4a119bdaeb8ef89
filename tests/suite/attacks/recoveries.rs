//! Recoveries, generations and dust, as an attacker used them.

use {
    crate::incident::kit::*,
    breakwater::errors::{IncidentError, PoolError},
    breakwater_testkit::{world::PLENTY, *},
};

/// Two policies of 10,000 for a year, struck at 50 % by incident 0 that only 4,000 of 10,000 could be found for; sealed, each policy
/// settled once (the first is counted and paid, the last passes), released. Then new capital of 60,000.
fn cut_and_released(covers: [u64; 2]) -> (World, Address, [Address; 2]) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let (_, _) = (w.underwriter(JUNIOR, 10_000 * USDC), w.underwriter(SENIOR, 10_000 * USDC));
    w.observe_at(&product, PAR).ok();
    let policies = covers.map(|cover| w.holder(&product, cover, 365).1);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(50));
    w.advance(DAY);
    write_capital(&mut w, 1_000 * USDC, 3_000 * USDC);
    w.finalise(&product, 0).ok();
    recover_and_seal(&mut w, &product, 0);
    for policy in policies {
        w.settle(&product, 0, &policy).ok();
    }
    w.release(&product, 0).ok();
    w.assert_books();
    w.underwriter(SENIOR, 60_000 * USDC);
    (w, product, policies)
}

/// A policy that was counted and has not passed when its incident is released was settled as if nothing had been released: after a later
/// incident had paid it, the earlier one paid it once more in full, which erased what the later one had paid, and that one paid it once
/// more too, out of what it had reserved for others, who were then refused for ever.
#[test]
fn a46_a_policy_that_has_not_passed_a_released_incident_is_not_paid_twice_by_the_next_one() {
    let (mut w, product, [mine, victim]) = cut_and_released([10_000 * USDC, 10_000 * USDC]);
    let (thief, holder) = (w.policy(&mine).holder, w.policy(&victim).holder);
    let rich = w.actor(PLENTY);
    let number = strike_and_finalise(&mut w, &product, price_at(50));
    assert_eq!(number, 1);
    let (rich_before, thief_before) = (w.wallet(&rich), w.wallet(&thief));
    w.settle(&product, 1, &mine).ok();
    let fair = w.wallet(&thief) - thief_before;
    // The thief's own money, most of which comes back at once through the policy.
    w.recover_incident(&rich, &product, 0, 1_500 * USDC).ok();
    let erased = w.settle(&product, 0, &mine).name();
    let again = w.settle(&product, 1, &mine).name();
    let got = w.wallet(&thief) - thief_before;
    let spent = rich_before - w.wallet(&rich);
    recover_and_seal(&mut w, &product, 1);
    let due = w.policy(&victim).remaining().expect("a policy") / 2;
    let before = w.wallet(&holder);
    let answer = w.settle(&product, 1, &victim).name();
    let lost = due - (w.wallet(&holder) - before);
    let close = w.close_incident(&product, 1).name();
    assert!(
        got <= fair + spent / 2 && lost == 0,
        "fair {fair}; the thief spent {spent} and got {got} (earlier incident: {erased}, later again: {again}); the other holder is due {due}, lacks {lost}: {answer}; close: {close}"
    );
}

/// A recovery of an earlier incident that was paid to a policy which had passed the later one lowered the later one's cover, although
/// the policy's whole base had passed: the later one could be closed before others were settled.
#[test]
fn a46_a_recovery_after_passing_does_not_let_the_later_incident_close_before_others_are_settled() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 60_000 * USDC);
    w.observe_at(&product, PAR).ok();
    let (_, mine) = w.holder(&product, 50_000 * USDC, 14);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(80));
    w.advance(DAY);
    write_capital(&mut w, 0, 4_000 * USDC);
    w.finalise(&product, 0).ok();
    recover_and_seal(&mut w, &product, 0);
    w.settle(&product, 0, &mine).ok();
    w.release(&product, 0).ok();
    // New capital; somebody else buys; a second breach begins while both are in force, and its window closes after mine has ended.
    let boss = w.underwriter(SENIOR, 80_000 * USDC);
    let (_, victim) = w.holder(&product, 10_000 * USDC, 30);
    w.set_time(i64::from(w.policy(&victim).start_day.get()) * DAY + HOUR);
    assert!(w.now() < w.policy(&mine).ends_at());
    see(&mut w, &product, STRIKE - 10).ok();
    let until = w.policy(&mine).ends_at() + HOUR;
    stay_broken(&mut w, &product, until);
    let number = strike_and_finalise(&mut w, &product, price_at(80));
    assert_eq!(number, 1);
    recover_and_seal(&mut w, &product, 1);
    w.settle(&product, 1, &mine).ok();
    let early = w.close_incident(&product, 1).name();
    let rich = w.actor(PLENTY);
    let (holder, thief) = (w.policy(&victim).holder, w.policy(&mine).holder);
    let before = w.wallet(&thief);
    w.recover_incident(&rich, &product, 0, 12_000 * USDC).ok();
    w.settle(&product, 0, &mine).ok();
    let back = w.wallet(&thief) - before;
    let close = w.close_incident(&product, 1).name();
    let before = w.wallet(&holder);
    let paid = w
        .try_read::<breakwater::state::Incident>(&pda::incident(&product, 1))
        .is_some_and(|_| w.settle(&product, 1, &victim).result.is_ok());
    let got = w.wallet(&holder) - before;
    w.advance(91 * DAY);
    let mut pool = w.pool();
    pool.recognise(w.now()).expect("a ledger");
    let capital = pool.capital().expect("a sum");
    assert!(
        paid && got == 8_000 * USDC,
        "before the recovery: {early}; 12,000 recovered for incident 0, of which {back} came back to the payer's policy; close of incident 1: {close}; the holder of 10,000 due 8,000 got {got}; capital after 90 days {capital}, boss {boss}"
    );
}

/// Policies that were counted and have not passed at the release were refused, the last of them, for atoms that rounding had left and the
/// release had given back.
#[test]
fn a17_the_last_policy_collects_a_whole_recovery_though_it_had_not_passed() {
    let covers = [10_000 * USDC, 9_000 * USDC];
    let (mut w, product, policies) = cut_and_released(covers);
    let rich = w.actor(PLENTY);
    let lacks = w.incident(&product, 0).shortfall.get();
    w.recover_incident(&rich, &product, 0, lacks).ok();
    let [first, last] = policies;
    w.settle(&product, 0, &last).ok();
    let (holder, before) = (w.policy(&first).holder, w.wallet(&w.policy(&first).holder));
    let answer = w.settle(&product, 0, &first).name();
    let got = w.wallet(&holder) - before;
    assert!(got > 0, "{lacks} recovered for both; the last one: {answer}, got {got}");
}

/// Anybody's deposit of one token into a wiped-out tranche made the next step close another generation: what would have come back to the
/// owners of the generation before went to the reserve.
#[test]
fn a37_a_deposit_of_one_token_does_not_take_what_comes_back_from_a_closed_generation() {
    let run = |grief: bool| {
        let mut spec = DepegSpec::default();
        spec.terms.waiting_days = 6;
        let mut w = World::new();
        let product = w.product_from(&spec);
        let victim = w.underwriter(JUNIOR, 50_000 * USDC);
        w.underwriter(SENIOR, 130_000 * USDC);
        w.observe_at(&product, PAR).ok();
        // Ends early: counted by the first step as far as waiting cover excuses its end.
        w.holder(&product, 50_000 * USDC, 9);
        let (_, runs) = w.holder(&product, 50_000 * USDC, 60);
        w.set_time(day(2, 12));
        w.holder(&product, 50_000 * USDC, 60);
        w.set_time(day(6, 23));
        w.set_time(day(7, 12));
        see(&mut w, &product, STRIKE - 10).ok();
        let (from, until) = (w.now(), day(10, 12));
        assert!(from < until);
        stay_broken(&mut w, &product, until);
        strike_and_finalise(&mut w, &product, price_at(60));
        let generation = w.pool().tranches[0].generation.get();
        if grief {
            let stranger = w.actor(USDC);
            w.open_position(&stranger).ok();
            w.deposit(&stranger, JUNIOR, USDC).refused(PoolError::BelowMinimumDeposit);
        }
        fall(&mut w, &product, price_at(66));
        w.raise(&product, 0).ok();
        w.advance(24 * HOUR);
        w.finalise(&product, 0).ok();
        recover_and_seal(&mut w, &product, 0);
        let mut policies: Vec<_> = w.books().policies.iter().map(|(a, _)| *a).collect();
        policies.retain(|p| w.policy(p).in_force_at(w.incident(&product, 0).first_breach.get()).expect("a time"));
        for policy in &policies {
            w.settle(&product, 0, policy).ok();
        }
        w.close_incident(&product, 0).ok();
        w.assert_books();
        w.fetch_recovery(&victim, JUNIOR).ok();
        (generation, w.wallet(&victim), w.pool().reserve.get(), w.policy(&runs).paid.get())
    };
    let (fair, griefed) = (run(false), run(true));
    assert!(fair.1 > 0, "something comes back");
    assert_eq!(fair, griefed, "generation, what junior's owner gets, reserve, paid");
}

/// While anything at all of the pool was undecided, nobody but the owner could execute a matured request, and the owner could leave at a
/// price that was hardly lower: ten tokens of cover in another product's long breach made a free option for everybody.
#[test]
fn a38_dust_that_is_undecided_does_not_make_a_free_exit() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let mut other = spec_with_feeds(11);
    other.group = 1;
    let other = w.product_from(&other);
    let junior = w.underwriter(JUNIOR, 20_000 * USDC);
    w.underwriter(SENIOR, 300_000 * USDC);
    let lurker = w.underwriter(SENIOR, 100_000 * USDC);
    w.observe_at(&product, PAR).ok();
    w.holder(&product, 300_000 * USDC, 180);
    let (_, dust) = w.holder(&other, 10 * USDC, 365);
    assert!(w.policy(&dust).cover.get() > 0);
    w.request_all(&lurker, SENIOR).ok();
    w.advance(2 * DAY);
    see(&mut w, &other, STRIKE - 10).ok();
    let matured = w.now() + 7 * DAY;
    stay_broken(&mut w, &other, matured);
    see(&mut w, &other, STRIKE - 10).ok();
    // A stranger ends the option: senior loses nothing of the ten, which junior would bear.
    let junior = w.position(&junior);
    assert_eq!(junior.tranches[1].shares.get(), 0);
    w.execute(&lurker, SENIOR).ok();
    let got = w.wallet(&lurker);
    assert!((100_000 * USDC..100_200 * USDC).contains(&got), "{got}");
    w.assert_books();
    strike(&mut w, &product, price_at(100));
    assert!(w.pool().provisional.get() >= 300_000 * USDC);
}

/// A thousandth of the price is the most that a stranger can make an owner lose.
#[test]
fn a38_nobody_else_makes_an_owner_leave_at_a_price_that_is_noticeably_lower() {
    for (cover, executes) in [(99u64, true), (102, false)] {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        let owner = w.underwriter(SENIOR, 50_000 * USDC);
        w.underwriter(SENIOR, 50_000 * USDC);
        w.observe_at(&product, PAR).ok();
        w.holder(&product, cover * USDC, 60);
        w.request_all(&owner, SENIOR).ok();
        w.set_time(day(9, 12));
        see(&mut w, &product, STRIKE - 10).ok();
        assert_eq!(w.pool().provisional.get(), cover * USDC);
        if executes {
            w.execute(&owner, SENIOR).ok();
            let got = w.wallet(&owner);
            assert!(
                (49_950 * USDC..50_000 * USDC).contains(&got),
                "{got}: half of what is undecided stays"
            );
        } else {
            w.execute(&owner, SENIOR).refused(PoolError::Undecided);
        }
        w.assert_books();
    }
}

/// The same where the later incident is cut: the recovery lowered its cover after the policy was counted, so that the cut was topped up before
/// everybody had been counted, and those who had not been were refused.
#[test]
fn a46_a_recovery_after_counting_does_not_top_up_before_everybody_has_been_counted() {
    let run = |attack: bool| {
        let mut w = World::new();
        let product = w.product_from(&DepegSpec::default());
        w.underwriter(SENIOR, 60_000 * USDC);
        w.observe_at(&product, PAR).ok();
        let (_, mine) = w.holder(&product, 50_000 * USDC, 14);
        w.advance(3 * DAY);
        strike(&mut w, &product, price_at(80));
        w.advance(DAY);
        write_capital(&mut w, 0, 4_000 * USDC);
        w.finalise(&product, 0).ok();
        recover_and_seal(&mut w, &product, 0);
        w.settle(&product, 0, &mine).ok();
        w.release(&product, 0).ok();
        w.underwriter(SENIOR, 80_000 * USDC);
        let (_, tiny) = w.holder(&product, 10 * USDC, 30);
        let (_, victim) = w.holder(&product, 10_000 * USDC, 30);
        w.set_time(i64::from(w.policy(&victim).start_day.get()) * DAY + HOUR);
        see(&mut w, &product, STRIKE - 10).ok();
        let until = w.policy(&mine).ends_at() + HOUR;
        stay_broken(&mut w, &product, until);
        strike(&mut w, &product, price_at(80));
        w.advance(DAY);
        write_capital(&mut w, 0, 4_000 * USDC);
        w.finalise(&product, 1).ok();
        recover_and_seal(&mut w, &product, 1);
        w.settle(&product, 1, &mine).ok();
        let mut answers = vec![];
        if attack {
            let rich = w.actor(PLENTY);
            w.recover_incident(&rich, &product, 0, 12_000 * USDC).ok();
            answers.push(w.settle(&product, 0, &mine).name());
        }
        for policy in [&tiny, &victim, &tiny, &mine, &victim] {
            answers.push(w.settle(&product, 1, policy).name());
        }
        (
            w.policy(&victim).paid.get(),
            w.policy(&tiny).paid.get(),
            answers,
            w.release(&product, 1).name(),
            w.close_incident(&product, 1).name(),
        )
    };
    let (fair, attacked) = (run(false), run(true));
    assert!(
        attacked.0 >= fair.0,
        "victim and a policy of 10: fair {fair:?}, attacked {attacked:?}"
    );
}

/// An incident tells two generations of a tranche apart. With a third, what the first one had lost was booked as the second one's: whoever had
/// put one token into the second got what came back to the first.
#[test]
fn a37_what_three_generations_lost_goes_back_to_nobody_who_did_not_lose_it() {
    let mut spec = DepegSpec::default();
    spec.terms.waiting_days = 6;
    let mut w = World::new();
    let product = w.product_from(&spec);
    w.underwriter(JUNIOR, 50_000 * USDC);
    w.underwriter(SENIOR, 130_000 * USDC);
    w.observe_at(&product, PAR).ok();
    // Ends on day 10; the cover that waits at the first breach excuses its end, so the steps count it.
    w.holder(&product, 50_000 * USDC, 9);
    w.holder(&product, 50_000 * USDC, 60);
    w.set_time(day(2, 12));
    w.holder(&product, 50_000 * USDC, 60);
    w.set_time(day(7, 12));
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(10, 12));
    strike_and_finalise(&mut w, &product, price_at(60));
    // Generation 0 is gone. As little as is let in makes generation 1, which the next step closes.
    let thief = w.underwriter(JUNIOR, 4_000 * USDC);
    fall(&mut w, &product, price_at(66));
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    // Generation 2 bears the third step and lives on.
    w.fund(thief, 7_000 * USDC);
    w.deposit(&thief, JUNIOR, 7_000 * USDC).ok();
    fall(&mut w, &product, price_at(72));
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    recover_and_seal(&mut w, &product, 0);
    let mut policies: Vec<_> = w.books().policies.iter().map(|(a, _)| *a).collect();
    policies.retain(|p| w.policy(p).in_force_at(w.incident(&product, 0).first_breach.get()).expect("a time"));
    for policy in &policies {
        w.settle(&product, 0, policy).ok();
    }
    w.close_incident(&product, 0).ok();
    w.assert_books();
    let generations = w.pool().tranches[0].generation.get();
    assert_eq!(generations, 2, "the third lives");
    let before = w.wallet(&thief);
    let _ = w.fetch_recovery(&thief, JUNIOR).name();
    let fetched = w.wallet(&thief) - before;
    assert!(
        fetched <= 4_001 * USDC,
        "{fetched} for a generation that lost 4,000 and a day's premium"
    );
    let older: u64 = w.pool().reserve.get();
    assert!(
        older > 7_000 * USDC,
        "what the first generation lost can go to nobody but the reserve: {older}"
    );
    w.assert_books();
}

/// What was recovered in the last minute of an incident's year went to underwriters a minute later, by whoever closed the incident.
#[test]
fn a17_a_recovery_late_in_the_year_can_be_collected_for_a_month_and_for_three_at_most() {
    let (mut w, product, policies) = cut_and_released([10_000 * USDC, 10_000 * USDC]);
    let rich = w.actor(PLENTY);
    let (lacks, sealed) = (w.incident(&product, 0).shortfall.get(), w.incident(&product, 0).sealed_at.get());
    w.set_time(sealed + 365 * DAY - 60);
    w.recover_incident(&rich, &product, 0, lacks / 2).ok();
    let before = policies.map(|p| w.policy(&p).paid.get());
    w.set_time(sealed + 395 * DAY - 61);
    w.close_incident(&product, 0).refused(IncidentError::RecoveriesMayCome);
    for policy in &policies {
        w.settle(&product, 0, policy).ok();
    }
    let got: u64 = policies.iter().zip(before).map(|(p, b)| w.policy(p).paid.get() - b).sum();
    assert!((lacks / 2 - 2..=lacks / 2).contains(&got), "{got} of {}", lacks / 2);
    // Atoms do not keep it open for ever.
    for day in [390, 415, 440] {
        w.set_time(w.now().max(sealed + day * DAY));
        w.recover_incident(&rich, &product, 0, 1).ok();
    }
    w.set_time(sealed + 455 * DAY - 1);
    w.close_incident(&product, 0).refused(IncidentError::RecoveriesMayCome);
    w.advance(1);
    w.close_incident(&product, 0).ok();
    w.assert_books();
}
