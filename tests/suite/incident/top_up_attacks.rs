//! Attempts to break the top-up: atoms that do not divide, states that nobody leaves, time that passes in between.

use {
    crate::incident::kit::*,
    breakwater::{
        errors::{IncidentError, PolicyError},
        state::{Step, TopUp},
    },
    breakwater_testkit::*,
};

const COVERS: [u64; 7] = [1, 2, 3, 10_000_001, 10_000_002, 10_000_003, 7_777_777];

/// Fourteen policies of these atoms, half of them ended on day 13; two steps of day 4 strike all, one of day 14 the other half, but counts
/// more: 9,000,001 atoms waited at the breach. Nothing is final.
fn atoms() -> (World, Address, Vec<Address>) {
    let mut spec = DepegSpec::default();
    spec.terms.min_cover = 1;
    let (mut w, product) = world_of(&spec);
    let mut policies = vec![];
    for days in [12, 60] {
        policies.extend(COVERS.map(|cover| w.holder(&product, cover, days).1));
    }
    w.set_time(day(4, 0));
    w.holder(&product, 9_000_001, 60);
    w.advance(60);
    strike(&mut w, &product, 903_333_340);
    fall(&mut w, &product, 885_555_550);
    w.raise(&product, 0).ok();
    w.set_time(day(14, 0));
    fall(&mut w, &product, 837_777_770);
    w.raise(&product, 0).ok();
    w.advance(24 * HOUR);
    (w, product, policies)
}

/// Makes the next step final with exactly these atoms in the pool, or with enough.
fn finalise_with(w: &mut World, product: &Address, atoms: Option<u64>) {
    if w.pool().tranches[1].shares.is_zero() {
        start_anew(w, 1_000 * USDC);
    }
    write_capital(w, 0, atoms.unwrap_or(1_000 * USDC));
    w.finalise(product, 0).ok();
}

fn mul_div(a: u64, b: u64, c: u64) -> u64 {
    u64::try_from(u128::from(a) * u128::from(b) / u128::from(c)).expect("an amount")
}

/// What these steps owe a policy of this cover: the whole ones by their sum, each of the others by its part.
fn due(steps: &[Step], cover: u64, ends_at: i64) -> u64 {
    let paying = || steps.iter().filter(|s| s.window_start.get() < ends_at);
    let whole: u64 = paying().filter(|s| s.cut == 0).map(|s| s.rise.get()).sum();
    let parts = paying().filter(|s| s.cut == 1 && s.needed.get() > 0);
    parts
        .map(|s| mul_div(mul_div(cover, s.rise.get(), FULL), s.funded.get(), s.needed.get()))
        .sum::<u64>()
        + mul_div(cover, whole, FULL)
}

/// Settles in this order until all have passed, once before the seal when `early`; checks every atom; gives what each was paid.
#[track_caller]
fn worked_off(w: &mut World, product: &Address, policies: &[Address], order: &[usize], early: bool) -> Vec<u64> {
    if early {
        for index in order.iter().step_by(2) {
            let _ = w.settle(product, 0, &policies[*index]).name();
        }
    }
    recover_and_seal(w, product, 0);
    let (cut, before) = (w.incident(product, 0).cut == 1, w.incident(product, 0).shortfall.get());
    for round in 0..2 {
        for index in order {
            let name = w.settle(product, 0, &policies[*index]).name();
            let done = round == 1 && ["IncidentError::AlreadySettled", "ok"].contains(&name.as_str());
            assert!(name == "ok" || done, "round {round}, policy {index}: {name}");
        }
        w.assert_books();
    }
    let incident = w.incident(product, 0);
    assert_eq!(incident.policies_passed.get() as usize, policies.len());
    let steps = incident.steps();
    let paid: Vec<u64> = policies.iter().map(|policy| w.policy(policy).paid.get()).collect();
    for (policy, paid) in policies.iter().zip(&paid) {
        let policy = w.policy(policy);
        assert_eq!(*paid, due(steps, policy.cover.get(), policy.ends_at()));
    }
    let sum: u64 = paid.iter().sum();
    assert_eq!(sum, incident.paid.get());
    assert!(sum <= incident.funded.get());
    let lacking: u64 = steps.iter().filter(|s| s.cut == 1).map(|s| s.needed.get() - s.funded.get()).sum();
    assert_eq!((incident.shortfall.get(), w.pool().shortfall.get()), (lacking, lacking));
    assert!(lacking <= before && (cut || lacking == 0));
    let dust = (steps.len() * policies.len()) as u64;
    assert!(
        lacking == 0 || incident.funded.get() - sum < dust,
        "INV-15: {lacking} atoms lack, {} are left",
        incident.funded.get() - sum
    );
    w.finish_incident(product, 0);
    // What is left over belongs to those who were wiped out.
    let to_fetch: u64 = w.pool().tranches.iter().map(|tranche| tranche.recovery_left.get()).sum();
    assert_eq!(w.pool().payable.get(), to_fetch);
    w.assert_books();
    paid
}

#[test]
fn inv15_no_ratio_and_no_order_pays_an_atom_more_than_was_reserved() {
    let (mut w, product, policies) = atoms();
    let ladder = w.incident(&product, 0).ladder;
    let needed = [0, 1, 2].map(|n| ladder[n].needed.get());
    let count = policies.len();
    let forward: Vec<usize> = (0..count).collect();
    let backward: Vec<usize> = (0..count).rev().collect();
    let mixed: Vec<usize> = (0..count).map(|k| k * 5 % count).collect();
    let all = w.svm.clone();
    let of = |n: usize, how: u64| match how {
        0 => None,
        1 => Some(needed[n] - 1),
        2 => Some(needed[n] / 2 + 1),
        3 => Some(needed[n] / 7),
        4 => Some(1),
        _ => Some(0),
    };
    for how in [
        [0, 0, 1],
        [0, 0, 2],
        [1, 0, 0],
        [0, 1, 0],
        [1, 1, 1],
        [2, 2, 2],
        [2, 3, 1],
        [3, 2, 0],
        [4, 0, 0],
        [0, 4, 4],
        [5, 0, 1],
        [0, 0, 5],
        [5, 5, 5],
        [4, 5, 0],
    ] {
        w.svm = all.clone();
        for (n, how) in how.into_iter().enumerate() {
            finalise_with(&mut w, &product, of(n, how));
        }
        let (ready, mut seen) = (w.svm.clone(), None);
        for (order, early) in [
            (&forward, false),
            (&backward, false),
            (&mixed, false),
            (&forward, true),
            (&mixed, true),
        ] {
            w.svm = ready.clone();
            let paid = worked_off(&mut w, &product, &policies, order, early);
            assert_eq!(*seen.get_or_insert_with(|| paid.clone()), paid, "{how:?}, {order:?}, {early}");
        }
    }
}

#[test]
fn one_atom_of_rounding_that_is_mended_is_a_second_settlement_of_nothing() {
    // 50 % of 10.000001 twice are 10.000002, and each policy has 5.000000 coming: two atoms were counted too many.
    let (mut w, product) = world();
    let policies = [60, 60].map(|days| w.holder(&product, 10_000_001, days).1);
    w.set_time(day(4, 0));
    strike(&mut w, &product, price_at(50));
    w.advance(24 * HOUR);
    write_capital(&mut w, 0, 10_000_000);
    w.finalise(&product, 0).ok();
    let step = w.incident(&product, 0).ladder[0];
    assert_eq!((step.needed.get(), step.funded.get()), (10_000_001, 10_000_000));
    recover_and_seal(&mut w, &product, 0);
    assert_eq!(
        settled(&mut w, &product, 0, &policies[0]),
        4_999_999,
        "5,000,000 of 10,000,001 parts"
    );
    assert_eq!(settled(&mut w, &product, 0, &policies[1]), 5_000_000);
    assert_eq!(w.incident(&product, 0).top_up, TopUp::Added as u8);
    assert_eq!(settled(&mut w, &product, 0, &policies[0]), 1);
    w.close_incident(&product, 0).ok();
    assert_eq!((w.pool().payable.get(), w.pool().shortfall.get()), (0, 0));
    w.assert_books();
}

/// Two policies of 10,000; one step of 50 % counted 18,000 and got 4,500 of 9,000, though one policy ended before it. Sealed.
fn half() -> (World, Address, [Address; 2]) {
    let (mut w, product) = world();
    let policies = [12, 60].map(|days| w.holder(&product, 10_000 * USDC, days).1);
    w.set_time(day(4, 0));
    w.holder(&product, 8_000 * USDC, 60);
    w.advance(60);
    // The breach runs, and no window closes before day 14.
    see(&mut w, &product, STRIKE - 10).ok();
    stay_broken(&mut w, &product, day(14, 0));
    strike(&mut w, &product, price_at(50));
    w.advance(24 * HOUR);
    write_capital(&mut w, 500 * USDC, 4_000 * USDC);
    w.finalise(&product, 0).ok();
    recover_and_seal(&mut w, &product, 0);
    (w, product, policies)
}

#[test]
fn a_policy_that_no_step_pays_is_counted_too_and_without_it_nothing_is_added() {
    let (mut w, product, [short, long]) = half();
    assert_eq!(settled(&mut w, &product, 0, &long), 2_500 * USDC);
    w.settle(&product, 0, &long).refused(IncidentError::NothingToPay);
    assert_eq!(settled(&mut w, &product, 0, &short), 0);
    assert_eq!(w.policy(&short).next_incident.get(), 1, "it passes with nothing");
    assert_eq!(
        settled(&mut w, &product, 0, &long),
        2_000 * USDC,
        "4,500 for the 5,000 that are due"
    );
    w.finish_incident(&product, 0);
    assert_eq!(w.pool().shortfall.get(), 500 * USDC);
    w.assert_books();
}

#[test]
fn inv18_a_year_between_two_settlements_takes_nothing_while_the_incident_is_open() {
    let (mut w, product, [short, long]) = half();
    assert_eq!(settled(&mut w, &product, 0, &long), 2_500 * USDC);
    w.advance(400 * DAY);
    assert_eq!(settled(&mut w, &product, 0, &short), 0);
    assert_eq!(settled(&mut w, &product, 0, &long), 2_000 * USDC);
    w.close_incident(&product, 0).ok();
    assert_eq!(w.pool().payable.get(), 0);
    w.assert_books();
}

#[test]
fn inv18_after_its_year_a_half_counted_incident_closes_with_its_cut_and_the_rest_streams_back() {
    let (mut w, product, [short, long]) = half();
    assert_eq!(settled(&mut w, &product, 0, &long), 2_500 * USDC);
    w.set_time(w.incident(&product, 0).sealed_at.get() + 365 * DAY - 1);
    w.close_incident(&product, 0).refused(IncidentError::NotAllPassed);
    w.advance(1);
    w.close_incident(&product, 0).ok();
    let pool = w.pool();
    // 500 of junior and 4,000 of senior were taken, all they had: the 2,000 that nobody asked for are senior's to fetch.
    assert_eq!((pool.payable.get(), pool.shortfall.get()), (2_000 * USDC, 4_500 * USDC));
    assert_eq!(pool.tranches[1].recovery_left.get(), 2_000 * USDC);
    w.assert_books();
    for policy in [short, long] {
        w.close_policy(&product, &policy).ok();
    }
}

#[test]
fn cover_that_an_earlier_incident_paid_is_not_counted_and_what_was_counted_too_high_by_it_is_mended() {
    // 10,000 that end on day 8 and 10,000 that run on, struck by 40 %, and again before that is paid.
    let (mut w, product) = world();
    let [short, long] = [7, 60].map(|days| w.holder(&product, 10_000 * USDC, days).1);
    w.set_time(day(3, 12));
    strike(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    let ended_at = w.now();
    w.finalise(&product, 0).ok();
    strike(&mut w, &product, price_at(10));
    w.set_time(ended_at + TAIL + 1);
    w.seal(&product, 0).ok();
    settle_and_close(&mut w, &product, 0, &[short, long]);
    assert_eq!(w.product(&product).marks[1].lowered.get(), 8_000 * USDC);
    w.finalise(&product, 1).ok();
    assert_eq!(
        w.incident(&product, 1).funded.get(),
        1_200 * USDC,
        "10 % of the 12,000 that are left"
    );
    w.set_time(day(9, 0));
    fall(&mut w, &product, price_at(60));
    w.raise(&product, 1).ok();
    // 6,000 of `long` are left, and nobody has settled the 10 %: as far as the product can tell they are 90 % of its base.
    assert_eq!(w.incident(&product, 1).ladder[1].eligible.get(), 6_666_666_667);
    w.advance(24 * HOUR);
    write_capital(&mut w, 500 * USDC, 1_000 * USDC);
    w.finalise(&product, 1).ok();
    recover_and_seal(&mut w, &product, 1);
    assert_eq!(w.pool().shortfall.get(), 3_333_333_334 - 1_500_000_000);
    // 10 % and 50 % of 6,000, the second cut to 1,500 / 3,333.333334.
    assert_eq!(settled(&mut w, &product, 1, &long), 600_000_000 + 1_349_999_999);
    assert_eq!(settled(&mut w, &product, 1, &short), 600_000_000);
    assert_eq!(settled(&mut w, &product, 1, &long), 150_000_001, "half of the 3,000 that are due");
    assert_eq!(w.pool().shortfall.get(), 1_500_000_000);
    w.finish_incident(&product, 1);
    assert_eq!(w.pool().payable.get(), 0);
    w.assert_books();
}

#[test]
fn a_policy_that_an_earlier_incident_paid_wholly_holds_up_no_count_and_passes_with_nothing() {
    for touched in [false, true] {
        let (mut w, product) = world();
        let (_, gone) = w.holder(&product, 1_000 * USDC, 60);
        w.set_time(day(3, 0));
        strike(&mut w, &product, price_at(100));
        recover(&mut w, &product);
        let (_, late) = w.holder(&product, 1_000 * USDC, 60);
        w.advance(2 * DAY);
        strike(&mut w, &product, price_at(50));
        w.finalise(&product, 0).ok();
        w.seal(&product, 0).ok();
        settle_and_close(&mut w, &product, 0, &[gone]);
        assert_eq!(w.policy(&gone).remaining().expect("paid at most the cover"), 0);
        w.advance(24 * HOUR);
        write_capital(&mut w, 100 * USDC, 100 * USDC);
        w.finalise(&product, 1).ok();
        recover_and_seal(&mut w, &product, 1);
        if touched {
            assert_eq!(settled(&mut w, &product, 1, &gone), 0);
            w.settle(&product, 1, &gone).refused(IncidentError::NothingToPay);
        }
        w.close_policy(&product, &gone).refused(PolicyError::PolicyStillOpen);
        assert_eq!(settled(&mut w, &product, 1, &late), 200 * USDC, "of 500");
        if touched {
            w.settle(&product, 1, &gone).ok();
            w.close_policy(&product, &gone).ok();
            w.finish_incident(&product, 1);
        } else {
            w.finish_incident(&product, 1);
            w.close_policy(&product, &gone).ok();
        }
        assert_eq!((w.pool().payable.get(), w.pool().shortfall.get()), (0, 300 * USDC));
        w.assert_books();
    }
}

#[test]
fn a_count_by_one_incident_is_none_by_the_next() {
    let (mut w, product) = world();
    let (_, policy) = w.holder(&product, 10_000 * USDC, 60);
    w.set_time(day(3, 0));
    strike(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    strike(&mut w, &product, price_at(50));
    w.advance(24 * HOUR);
    write_capital(&mut w, 0, 3_000 * USDC);
    w.finalise(&product, 0).ok();
    recover(&mut w, &product);
    w.advance(TAIL + 1);
    w.seal(&product, 0).ok();
    assert_eq!(settled(&mut w, &product, 0, &policy), 3_000 * USDC);
    assert_eq!((w.policy(&policy).counted_by.get(), w.policy(&policy).next_incident.get()), (1, 1));
    w.release(&product, 0).ok();
    start_anew(&mut w, 1_000 * USDC);
    w.finalise(&product, 1).ok();
    w.seal(&product, 1).ok();
    let funded = w.incident(&product, 1).funded.get();
    assert!(funded < 3_500 * USDC);
    assert_eq!(settled(&mut w, &product, 1, &policy), funded);
    let i = w.incident(&product, 1);
    assert_eq!((i.counted.get(), w.policy(&policy).counted_by.get()), (7_000 * USDC, 2));
    w.finish_incident(&product, 1);
    w.assert_books();
}
