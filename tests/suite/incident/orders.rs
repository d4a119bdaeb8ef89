//! Whatever order keepers send things in, holders get the same atoms.

use {
    crate::incident::kit::*,
    breakwater_testkit::{client::ix, *},
};

/// Two policies struck by both incidents, at 40 % and at 50 %, and one by the second only. Both breaches are over; nothing is final.
fn two_incidents() -> (World, Address, [Address; 3]) {
    let (mut w, product) = world();
    let [one, two] = [1_000_000_007, 2_000_000_011].map(|cover| w.holder(&product, cover, 60).1);
    w.advance(3 * DAY);
    strike(&mut w, &product, price_at(40));
    recover(&mut w, &product);
    let (_, late) = w.holder(&product, 500_000_003, 60);
    w.advance(2 * DAY);
    strike(&mut w, &product, price_at(50));
    recover(&mut w, &product);
    w.advance(TAIL + 1);
    (w, product, [one, two, late])
}

/// Everything that a keeper can send, in the order in which an orderly one would.
fn sendable(w: &World, product: &Address, policies: &[Address; 3]) -> Vec<Instruction> {
    let mut all = vec![];
    for number in [0, 1] {
        all.push(ix::finalise_step(w.pool, *product, number));
        all.push(ix::seal_incident(w.pool, *product, number));
        all.extend(policies.iter().map(|policy| settle_ix(w, product, number, policy)));
        all.push(ix::recount(w.pool, *product, number + 1, Some(number)));
        all.push(ix::release_incident(w.pool, *product, number));
        all.push(ix::close_incident(w.pool, *product, number, w.keeper));
    }
    all
}

/// Sends all of it again and again in the order `of`, refused or not, until both incidents are closed or wait for recoveries.
#[track_caller]
fn run(w: &mut World, product: &Address, all: &[Instruction], of: &[usize]) -> usize {
    let mut rounds = 0;
    while w.product(product).marks.iter().any(|mark| mark.open == 1) {
        for index in of {
            let _ = w.send_all(std::slice::from_ref(&all[*index])).name();
        }
        w.assert_books();
        rounds += 1;
        assert!(rounds < 20, "they never close in the order {of:?}");
    }
    rounds
}

/// Every rotation of the orderly sequence and of its reverse.
fn orders(count: usize) -> impl Iterator<Item = Vec<usize>> {
    (0..2 * count).map(move |n| {
        let rotated = (0..count).map(|k| (k + n) % count);
        if n < count { rotated.collect() } else { rotated.rev().collect() }
    })
}

/// What each policy was paid, after every order, from this world. All must be the same.
#[track_caller]
fn paid_in_every_order(w: &mut World, product: &Address, policies: &[Address; 3]) -> [u64; 3] {
    let (all, before) = (sendable(w, product, policies), w.svm.clone());
    let mut seen = None;
    for of in orders(all.len()) {
        w.svm = before.clone();
        run(w, product, &all, &of);
        let paid = policies.map(|policy| w.policy(&policy).paid.get());
        let to_fetch: u64 = w.pool().tranches.iter().map(|tranche| tranche.recovery_left.get()).sum();
        assert_eq!(w.pool().payable.get(), to_fetch, "{of:?}");
        assert_eq!(*seen.get_or_insert(paid), paid, "{of:?}");
    }
    seen.expect("an order")
}

#[test]
fn a51_holders_get_the_same_atoms_in_whatever_order_two_incidents_are_worked_off() {
    let (mut w, product, policies) = two_incidents();
    let paid = paid_in_every_order(&mut w, &product, &policies);
    // 40 % rounded down, then half of the rest rounded down; the late one half of its cover.
    let [one, two] = [(1_000_000_007, 400_000_002), (2_000_000_011, 800_000_004)].map(|(cover, first)| first + (cover - first) / 2);
    assert_eq!(paid, [one, two, 250_000_001]);
    assert_eq!(w.pool().shortfall.get(), 0);
}

#[test]
fn a51_holders_get_the_same_atoms_in_whatever_order_though_the_first_incident_is_cut() {
    let (mut w, product, policies) = two_incidents();
    // The first needs 1,200.000008 (40 % of 3,000.000018, rounded up).
    write_capital(&mut w, 300 * USDC, 700 * USDC);
    w.finalise(&product, 0).ok();
    assert_eq!(w.incident(&product, 0).funded.get(), 1_000 * USDC);
    // New capital of 1,200 comes; the second needs no more of it than half of what is left, and is cut too.
    start_anew(&mut w, 1_200 * USDC);
    let paid = paid_in_every_order(&mut w, &product, &policies);
    // What is due, 400.000002 and 800.000004, adds up to 1,200.000006: all are paid 1,000 / 1,200.000006 of it.
    let first = [400_000_002u64, 800_000_004].map(|due| due * 1_000_000_000 / 1_200_000_006);
    assert_eq!(first, [333_333_333, 666_666_666]);
    // Half of 666.666674, of 1,333.333345 and of 500.000003: 1,250.000010 are due, and 1,200 are there.
    let second = [333_333_337u64, 666_666_672, 250_000_001].map(|due| due * 1_200_000_000 / 1_250_000_010);
    assert_eq!(paid, [first[0] + second[0], first[1] + second[1], second[2]]);
    // What was counted, down to what was due, less what was there: 1,200.000006 - 1,000 and 1,250.000010 - 1,200.
    assert_eq!(w.pool().shortfall.get(), 200_000_006 + 50_000_010);
}
