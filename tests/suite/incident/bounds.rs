//! Attacks on the bounds of what a breach can still cost; each was a loss once.

use {
    crate::incident::kit::*,
    breakwater::errors::{IncidentError, PoolError},
    breakwater_testkit::*,
};

/// A step counts more cover than the step before it: cover that waited at the first breach excuses ends only once it has been in
/// force long enough to have ended, so that the bound of a later day lies above the bound of an earlier one. What is held was
/// lowered to the earlier, lower bound.
#[test]
fn inv02_a_later_step_counts_no_more_cover_than_the_step_before_it() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 23_000 * USDC);
    let leaver = w.underwriter(SENIOR, 100_000 * USDC);
    w.request_all(&leaver, SENIOR).ok();
    w.holder(&product, 19_000 * USDC, 7); // ends on day 8
    let (_, long) = w.holder(&product, 1_000 * USDC, 60);
    w.set_time(day(6, 10));
    w.holder(&product, 19_000 * USDC, 60); // begins on day 8
    w.set_time(day(6, 12));
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(8, 1));
    strike(&mut w, &product, price_at(5));
    let incident = w.incident(&product, 0);
    assert_eq!(incident.ladder[0].eligible.get(), 1_000 * USDC);
    assert_eq!(w.pool().provisional.get(), 1_000 * USDC);
    let shares = w.position(&leaver).tranches[1].shares.get();
    w.withdraw(&leaver, SENIOR, shares, 1).ok();
    let (capital, cover) = backing(&w);
    assert!(capital >= cover + 1_000 * USDC);
    stay_broken(&mut w, &product, day(14, 0));
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    let eligible = w.incident(&product, 0).ladder[1].eligible.get();
    w.advance(24 * HOUR);
    for _ in 0..2 {
        w.finalise(&product, 0).ok();
    }
    w.settle(&product, 0, &long).ok();
    w.assert_books();
    let (capital, cover) = backing(&w);
    assert!(
        capital >= cover && eligible <= 1_000 * USDC,
        "step 1 counts {eligible}; {capital} atoms back {cover} atoms of cover"
    );
}

/// The same without a step: recount lowers what an untriggered breach holds to a bound that a later day exceeds.
#[test]
fn inv02_recount_frees_nothing_that_a_later_trigger_takes() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 23_000 * USDC);
    let leaver = w.underwriter(SENIOR, 100_000 * USDC);
    w.request_all(&leaver, SENIOR).ok();
    w.holder(&product, 19_000 * USDC, 7);
    w.holder(&product, 1_000 * USDC, 60);
    w.set_time(day(6, 10));
    w.holder(&product, 19_000 * USDC, 60);
    w.set_time(day(6, 12));
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(8, 1));
    w.recount(&product, 1, None).ok();
    let held = w.pool().provisional.get();
    let shares = w.position(&leaver).tranches[1].shares.get();
    w.withdraw(&leaver, SENIOR, shares, 1).ok();
    stay_broken(&mut w, &product, day(14, 0));
    strike_and_finalise(&mut w, &product, price_at(100));
    let taken = w.incident(&product, 0).funded.get();
    assert!(
        taken <= held,
        "{held} atoms were held, {taken} were taken; {:?} (capital, cover)",
        backing(&w)
    );
}

/// A final step that nobody has settled yet raises the bound of the next one above what the last one counted.
#[test]
fn inv02_an_unsettled_step_does_not_raise_what_the_next_one_counts() {
    let (mut w, product) = world();
    let (_, short) = w.holder(&product, 19_000 * USDC, 7);
    let (_, long) = w.holder(&product, 1_000 * USDC, 60);
    w.set_time(day(6, 0));
    strike(&mut w, &product, price_at(50));
    w.advance(6 * HOUR);
    w.finalise(&product, 0).ok();
    for policy in [short, long] {
        w.settle(&product, 0, &policy).ok();
    }
    stay_broken(&mut w, &product, day(8, 1));
    fall(&mut w, &product, price_at(95));
    w.raise(&product, 0).ok();
    w.advance(6 * HOUR);
    w.finalise(&product, 0).ok();
    let held = w.pool().provisional.get();
    fall(&mut w, &product, price_at(100));
    w.raise(&product, 0).ok();
    let steps = w.incident(&product, 0).ladder;
    assert!(
        steps[2].needed.get() <= held,
        "{held} atoms were held, the last step needs {}: it counts {} after {}",
        steps[2].needed.get(),
        steps[2].eligible.get(),
        steps[1].eligible.get()
    );
}

/// A window that began before the last eligible end is open: neither does the stake end, nor is anything freed, before it has closed.
#[test]
fn inv02_recount_frees_nothing_that_a_window_which_began_before_the_last_end_takes() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let leaver = w.underwriter(SENIOR, 100_000 * USDC);
    w.request_all(&leaver, SENIOR).ok();
    let (_, policy) = w.holder(&product, 30_000 * USDC, 7); // ends on day 8
    w.set_time(day(7, 10));
    strike_and_finalise_small(&mut w, &product);
    w.settle(&product, 0, &policy).ok();
    w.set_time(day(7, 23) + 1_200);
    for _ in 0..8 {
        see(&mut w, &product, price_at(100)).ok();
        w.advance(300);
    }
    assert_eq!(w.now(), day(8, 0));
    w.end_episode(&product).refused(IncidentError::BreachNotOver);
    w.recount(&product, 1, Some(0)).refused(IncidentError::NothingToRelease);
    assert_eq!(w.pool().provisional.get(), 27_000 * USDC);
    w.execute(&leaver, SENIOR).refused(PoolError::Undecided);
    for _ in 0..5 {
        see(&mut w, &product, price_at(100)).ok();
        w.advance(300);
    }
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.assert_books();
    let step = w.incident(&product, 0).ladder[1];
    assert_eq!(
        (step.needed.get(), step.funded.get(), w.pool().shortfall.get()),
        (27_000 * USDC, 27_000 * USDC, 0),
        "needed, funded, shortfall"
    );
}

fn strike_and_finalise_small(w: &mut World, product: &Address) {
    strike(w, product, price_at(10));
    w.advance(6 * HOUR);
    w.finalise(product, 0).ok();
}

/// A window that began in the last hour of the last eligible policy, the first of its breach, pays whatever is tried meanwhile.
#[test]
fn a51_a_first_window_that_began_before_the_last_end_pays_whoever_ends_the_stake_meanwhile() {
    for ends in [false, true] {
        let (mut w, product) = world();
        w.holder(&product, 30_000 * USDC, 7);
        w.set_time(day(7, 23) + 1_200);
        for k in 0..13 {
            if w.now() == day(8, 0) && ends {
                w.end_episode(&product).refused(IncidentError::BreachNotOver);
            }
            see(&mut w, &product, price_at(100)).ok();
            if k < 12 {
                w.advance(300);
            }
        }
        let outcome = w.trigger(&product).name();
        assert_eq!(outcome, "ok", "ended in between: {ends}");
    }
}

/// 10,000 for a year, in force at the breach; 10,000 that waited then, for 120 days. On day 128 the latter have ended, and the day on
/// which they began is no longer readable: their end is taken for an end of eligible cover, and the step counts nobody.
#[test]
fn a_step_counts_cover_that_runs_however_long_ago_the_cover_began_that_waited_at_the_breach() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 10_000 * USDC, 365);
    w.set_time(day(6, 10));
    w.holder(&product, 10_000 * USDC, 120); // from day 8 to day 127
    w.set_time(day(6, 12));
    strike(&mut w, &product, price_at(10));
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    stay_broken(&mut w, &product, day(128, 0));
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    let eligible = w.incident(&product, 0).ladder[1].eligible.get();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    let settled = w.settle(&product, 0, &policy).name();
    assert_eq!((eligible, settled.as_str()), (10_000 * USDC, "ok"));
}

/// And recount frees what that policy can still lose.
#[test]
fn inv02_recount_after_108_days_still_holds_what_the_cover_in_force_can_lose() {
    let (mut w, product) = world();
    w.holder(&product, 10_000 * USDC, 365);
    w.set_time(day(6, 10));
    w.holder(&product, 10_000 * USDC, 120);
    w.set_time(day(6, 12));
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(128, 0));
    let _ = w.recount(&product, 1, None).name();
    assert_eq!(w.pool().provisional.get(), 10_000 * USDC);
}

/// A recount counts 1,000 for windows still to close, while a step of 95 % waits. Once that is final and nobody has settled it, what is left of
/// the 1,000 looks like the rest of ten times as much; the recount binds the step after it all the same.
#[test]
fn inv02_a_recount_binds_the_windows_that_begin_after_it() {
    let (mut w, product) = world();
    let policies = [(19_000, 7), (1_000, 60)].map(|(cover, days)| w.holder(&product, cover * USDC, days).1);
    w.set_time(day(6, 0));
    strike(&mut w, &product, price_at(50));
    w.advance(6 * HOUR);
    w.finalise(&product, 0).ok();
    for policy in policies {
        w.settle(&product, 0, &policy).ok();
    }
    fall(&mut w, &product, price_at(95));
    w.raise(&product, 0).ok();
    assert_eq!(w.incident(&product, 0).ladder[1].eligible.get(), 20_000 * USDC);
    stay_broken(&mut w, &product, day(9, 1));
    w.recount(&product, 1, Some(0)).ok();
    assert_eq!(
        w.pool().provisional.get(),
        9_050 * USDC,
        "45 % of 20,000 wait, 5 % of 1,000 can come"
    );
    w.finalise(&product, 0).ok();
    let held = w.pool().provisional.get();
    fall(&mut w, &product, price_at(100));
    w.raise(&product, 0).ok();
    let step = w.incident(&product, 0).ladder[2];
    assert_eq!((step.eligible.get(), step.needed.get(), held), (1_000 * USDC, 50 * USDC, 50 * USDC));
}

/// Cover that is sold, ends and is sold again adds up to more than 64 bits in the end; no roll and no step may stop at that.
#[test]
fn a30_ended_cover_of_more_than_64_bits_stops_no_roll_and_no_step() {
    let (mut w, product) = world();
    w.holder(&product, 10_000 * USDC, 60);
    w.set_time(day(6, 0));
    strike(&mut w, &product, price_at(10));
    stay_broken(&mut w, &product, day(9, 1));
    w.roll(&product).ok();
    let (mut p, mut pool) = (w.product(&product), w.pool());
    let today = p.rolled_day.get();
    for ago in [0, 1] {
        p.ends[(today - ago) as usize % 512] = u64::MAX.into();
    }
    p.ended_at_stake = u64::MAX.into();
    pool.ended_at_stake = pool.provisional;
    w.write(&product, &*p);
    w.write(&w.pool.clone(), &*pool);
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 0).ok();
    assert_eq!(w.incident(&product, 0).ladder[1].eligible.get(), 0, "all of it has ended, twice");
    w.advance(24 * HOUR);
    w.roll(&product).ok();
    w.recount(&product, 1, Some(0)).refused(IncidentError::NothingToRelease);
}
