//! `close_product`.

use {
    super::*,
    crate::pool::{second_pool, tamper::*},
    breakwater::{
        errors::{AccessError, GovernanceError, PoolError, ProductError},
        events::ProductClosed,
        state::{Action, EpisodeState},
    },
    solana_instruction_error::InstructionError::*,
};

/// A listed product with nothing open, retired.
fn retired(w: &mut World) -> Address {
    let product = w.product_from(&DepegSpec::default());
    w.retire(&product).ok();
    product
}

#[test]
fn inv20_the_rent_of_product_and_watch_and_unspent_bounties_go_back_exactly() {
    for sealed in [false, true] {
        let mut w = World::new();
        let (before, first) = (w.svm.get_balance(&w.bootstrap).expect("a wallet"), w.dao().proposals.get());
        let product = if sealed { retired(&mut w) } else { w.draft(&DepegSpec::default()) };
        let watch = pda::watch(&product);
        let rent = w.svm.get_balance(&product).expect("the product") + w.svm.get_balance(&watch).expect("the watch");
        // Who queued the actions that listed and retired it paid for their proposals too.
        let proposals: u64 = (first..w.dao().proposals.get())
            .map(|n| w.svm.get_balance(&pda::proposal(n)).expect("a proposal"))
            .sum();
        assert_eq!(w.svm.get_balance(&w.bootstrap), Some(before - rent - proposals));
        give_lamports(&mut w, &watch, 7_654_321);
        let said = ProductClosed { product, at: w.now() };
        w.close_product(&product).emits(said).ok();
        assert_eq!(w.svm.get_balance(&w.bootstrap), Some(before - proposals + 7_654_321));
        for address in [product, watch] {
            assert!(w.svm.get_account(&address).is_none_or(|a| a.lamports == 0 && a.data.is_empty()));
        }
        assert_eq!((w.pool().open_products.get(), w.pool().product_count.get()), (0, 1));
        w.assert_books();
    }
}

#[test]
fn close_product_takes_exactly_what_it_declares() {
    let mut w = World::new();
    let product = retired(&mut w);
    // Anyone sends it: each account stands in one slot only.
    let (sender, payer) = (w.wallet_address(), w.bootstrap);
    let before = w.svm.get_balance(&payer);
    let ix = ix::close_product(sender, w.pool, product, payer);
    refused_unless_as_declared_with(&mut w, &ix, &[4]).ok();
    assert!(
        w.svm.get_balance(&payer) > before,
        "the rent goes to who paid it, and not to who sends"
    );
}

/// What the framework does with one account in two slots. A written slot that must be there refuses it before anything is loaded, whichever
/// of the two it is. A written slot that may be empty, the watch, refuses it when its turn to load comes. A slot that is only read has no such
/// check. The slot of who paid the rent (`unsafe(dup)`) may hold an account that is only read elsewhere: a sender who paid.
#[test]
fn a14_one_account_in_two_slots_is_refused_whichever_of_them_is_asked_first() {
    const NAMES: [&str; 5] = ["sender", "pool", "product", "watch", "rent_payer"];
    let mut w = World::new();
    let product = retired(&mut w);
    // A sender who did not pay, so that all five are different accounts.
    let (sender, payer) = (w.wallet_address(), w.bootstrap);
    let right = ix::close_product(sender, w.pool, product, payer);
    for (to, from) in (0..5)
        .flat_map(|to| (0..5).map(move |from| (to, from)))
        .filter(|(to, from)| to != from)
    {
        let base = w.svm.clone();
        let mut bad = right.clone();
        bad.accounts[to].pubkey = right.accounts[from].pubkey;
        println!("the {} in the slot of {}", NAMES[from], NAMES[to]);
        let outcome = w.send_all(&[bad]);
        match (NAMES[to], NAMES[from]) {
            ("pool" | "product" | "watch", _) | (_, "pool" | "product" | "watch") => outcome.refused_by_framework(DUPLICATE),
            // Who paid may send it.
            ("sender", _) => {
                outcome.ok();
                w.svm = base.clone();
            }
            _ => outcome.refused(AccessError::WrongRentPayer),
        }
    }
    // The program's own address in the slot of the watch stands for no account.
    let mut without = right.clone();
    without.accounts[3].pubkey = breakwater::ID;
    w.send_all(&[without]).refused(ProductError::WatchMismatch);
    w.send_all(&[right]).ok();
}

#[test]
fn inv18_anyone_closes_a_retired_product_and_nobody_but_its_drafter_a_draft() {
    let mut w = World::new();
    let (product, draft) = (retired(&mut w), w.draft(&DepegSpec::default()));
    let (payer, stranger) = (w.bootstrap, w.wallet_address());
    for other in [stranger, w.guardian, w.keeper] {
        w.send_all(&[ix::close_product(other, w.pool, draft, payer)])
            .refused(GovernanceError::NotDrafter);
    }
    // Not even the bootstrap authority, if another drafted.
    let mut data = w.product(&draft);
    data.rent_payer = stranger;
    w.write(&draft, &*data);
    w.send_all(&[ix::close_product(payer, w.pool, draft, stranger)])
        .refused(GovernanceError::NotDrafter);
    w.send_all(&[ix::close_product(stranger, w.pool, draft, stranger)]).ok();
    w.send_all(&[ix::close_product(stranger, w.pool, product, payer)]).ok();
}

#[test]
fn inv18_a_draft_of_ninety_days_is_closed_by_anyone_and_so_is_one_of_a_retired_pool() {
    let mut w = World::new();
    let draft = w.draft(&DepegSpec::default());
    let (payer, stranger) = (w.bootstrap, w.wallet_address());
    let close = ix::close_product(stranger, w.pool, draft, payer);
    let base = w.svm.clone();
    w.advance(90 * DAY - 1);
    w.send_all(std::slice::from_ref(&close)).refused(GovernanceError::NotDrafter);
    w.advance(1);
    w.send_all(std::slice::from_ref(&close)).ok();
    w.svm = base;
    w.send_all(std::slice::from_ref(&close)).refused(GovernanceError::NotDrafter);
    w.retire_pool();
    w.send_all(&[close]).ok();
}

#[test]
fn a18_the_rent_goes_to_nobody_else() {
    let mut w = World::new();
    let product = retired(&mut w);
    let thief = w.wallet_address();
    for other in [thief, w.guardian, w.keeper] {
        w.send_all(&[ix::close_product(w.bootstrap, w.pool, product, other)])
            .refused(AccessError::WrongRentPayer);
    }
    // Nor into an account of this very instruction.
    for other in [product, pda::watch(&product), w.pool] {
        w.send_all(&[ix::close_product(w.bootstrap, w.pool, product, other)])
            .refused_by_framework(DUPLICATE);
    }
}

#[test]
fn a_listed_product_is_retired_before_it_is_closed() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.close_product(&product).refused(ProductError::ProductStillOpen);
    w.retire(&product).ok();
    w.close_product(&product).ok();
}

#[test]
fn a18_a_product_with_an_open_policy_stays() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 100_000 * USDC);
    let (_, policy) = w.holder(&product, 1_000 * USDC, 7);
    w.retire(&product).ok();
    w.close_product(&product).refused(ProductError::ProductStillOpen);
    // Cover has ended; the policy account is still there.
    w.advance(9 * DAY);
    w.close_product(&product).refused(ProductError::ProductStillOpen);
    w.roll(&product).ok();
    w.close_policy(&product, &policy).ok();
    w.close_product(&product).ok();
    w.assert_books();
}

#[test]
fn a18_a_product_in_a_breach_or_with_an_incident_stays() {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.underwriter(SENIOR, 100_000 * USDC);
    let (_, policy) = w.holder(&product, 1_000 * USDC, 7);
    w.retire(&product).ok();
    w.advance(3 * DAY);
    w.hold(&product, 790_000_000, 3_600);
    w.close_product(&product).refused(ProductError::ProductStillOpen);
    w.trigger(&product).ok();
    w.advance(DAY);
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    w.seal(&product, 0).ok();
    w.advance(6 * DAY);
    w.roll(&product).ok();
    w.close_policy(&product, &policy).ok();
    w.close_product(&product).refused(ProductError::ProductStillOpen);
    w.close_incident(&product, 0).ok();
    // The breach itself goes on, until it is over by time alone: 14 days of silence.
    w.close_product(&product).refused(ProductError::ProductStillOpen);
    w.advance(14 * DAY);
    w.end_episode(&product).ok();
    w.close_product(&product).refused(ProductError::ProductStillOpen);
    w.advance(3 * DAY + 1);
    w.end_episode(&product).ok();
    w.close_product(&product).ok();
    w.assert_books();
}

#[test]
fn a18_each_thing_that_refers_to_a_product_keeps_it_alone() {
    use breakwater::state::Product;
    type Change = fn(&mut Product);
    let changes: [Change; 8] = [
        |p| p.open_policies = 1.into(),
        |p| p.open_incidents = 1.into(),
        |p| (p.active, p.starts[100], p.ends[100]) = (1.into(), 0.into(), 1.into()),
        |p| p.provisional = 1.into(),
        |p| p.episodes[0].state = EpisodeState::Running as u8,
        |p| p.episodes[3].state = EpisodeState::Ended as u8,
        |p| p.status = 1,
        |p| (p.status, p.provisional) = (0, 1.into()),
    ];
    for (line, change) in changes.iter().enumerate() {
        let mut w = World::new();
        let address = retired(&mut w);
        let mut product = w.product(&address);
        change(&mut product);
        w.write(&address, &*product);
        println!("case {line}");
        w.close_product(&address).refused(ProductError::ProductStillOpen);
    }
}

#[test]
fn a04_pool_product_and_watch_belong_together() {
    let mut w = World::new();
    let second = second_pool(&mut w);
    let (one, two) = (retired(&mut w), retired(&mut w));
    let right = ix::close_product(w.bootstrap, w.pool, one, w.bootstrap);
    w.send_all(&[right.swapped(&w.pool, &second)]).refused(PoolError::WrongPool);
    w.send_all(&[right.swapped(&pda::watch(&one), &pda::watch(&two))])
        .refused(ProductError::WrongWatch);
    w.send_all(&[right.swapped(&one, &two)]).refused(ProductError::WrongWatch);
}

#[test]
fn a11_the_number_of_a_closed_product_is_never_used_again() {
    let mut w = World::new();
    let product = retired(&mut w);
    w.close_product(&product).ok();
    let spec = DepegSpec::default();
    let again = ix::draft_product(w.bootstrap, w.pool, 0, spec.group, spec.terms, spec.parametric, spec.limits);
    w.send_all(&[again]).refused_by_framework(InvalidSeeds);
    assert_eq!(w.draft(&spec), pda::product(&w.pool, 1));
}

#[test]
fn a13_a_closed_product_cannot_be_revived_with_lamports() {
    let mut w = World::new();
    let product = retired(&mut w);
    let rich = w.wallet_address();
    let close = ix::close_product(w.bootstrap, w.pool, product, w.bootstrap);
    let refund = |to: &Address| pay_lamports(&rich, to, 1_000_000_000);
    let roll = ix::roll_product(w.pool, product);
    let set = w.ready(Action::SetLimits {
        product,
        limits: DepegSpec::default().limits,
    });
    for later in [roll, set, close.clone()] {
        let revived = [close.clone(), refund(&product), refund(&pda::watch(&product)), later];
        w.send_all(&revived).refused_by_framework(AccountDataTooSmall);
    }
}

#[test]
fn a_clock_behind_the_last_roll_is_refused() {
    let mut w = World::new();
    let product = retired(&mut w);
    w.advance(-DAY);
    w.close_product(&product).refused(ProductError::ProductClockWentBack);
}
