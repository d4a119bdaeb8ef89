//! nobody leaves before a loss or enters after it to another's cost.

use {crate::incident::kit::*, breakwater::errors::PoolError, breakwater_testkit::*};

/// A pool of two equal underwriters of 100,000 each, who bear a loss of 20,000: half of 40,000 in force since three days.
fn pair() -> (World, Address, Address, Address, Address) {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    let one = w.underwriter(SENIOR, 100_000 * USDC);
    let two = w.underwriter(SENIOR, 100_000 * USDC);
    let (_, policy) = w.holder(&product, 40_000 * USDC, 14);
    w.advance(3 * DAY);
    (w, product, one, two, policy)
}

/// Half of the way: triggers, finalises, settles, recovers, seals.
fn lose_half(w: &mut World, product: &Address, policy: &Address) {
    strike_and_finalise(w, product, price_at(50));
    w.settle(product, 0, policy).ok();
    recover_and_seal(w, product, 0);
}

/// Lets everything mature and end, executes for both, and gives what each got.
fn leave(w: &mut World, product: &Address, one: &Address, two: &Address) -> (u64, u64) {
    w.advance(30 * DAY);
    w.roll(product).ok();
    let of = |w: &World, who: &Address| w.wallet(who);
    let before = (of(w, one), of(w, two));
    w.execute(one, SENIOR).ok();
    w.execute(two, SENIOR).ok();
    w.assert_books();
    (of(w, one) - before.0, of(w, two) - before.1)
}

#[test]
fn a37_who_asked_before_at_or_after_the_breach_bears_the_same_loss() {
    for when in ["long before", "matured before", "at the breach", "after the decision"] {
        let (mut w, product, one, two, policy) = pair();
        w.request_all(&two, SENIOR).ok();
        match when {
            "long before" => {
                w.request_all(&one, SENIOR).ok();
            }
            "matured before" => {
                w.request_all(&one, SENIOR).ok();
                w.advance(8 * DAY);
                w.roll(&product).ok();
            }
            _ => {}
        }
        if when == "at the breach" {
            w.advance(601);
            see(&mut w, &product, price_at(50)).ok();
            w.request_all(&one, SENIOR).ok();
        }
        lose_half(&mut w, &product, &policy);
        if when == "after the decision" {
            w.request_all(&one, SENIOR).ok();
        }
        let premium = {
            let pool = w.pool();
            pool.premium_total.get() - pool.fees_owed.get()
        };
        let (first, second) = leave(&mut w, &product, &one, &two);
        assert!(first.abs_diff(second) <= 1, "{when}: {first} and {second}");
        assert!(
            (180_000 * USDC..=180_000 * USDC + premium).contains(&(first + second)),
            "{when}: 20,000 are lost"
        );
    }
}

#[test]
fn a37_a_matured_request_is_not_executed_while_a_loss_is_undecided() {
    let (mut w, product, one, _, policy) = pair();
    w.request_all(&one, SENIOR).ok();
    w.advance(8 * DAY);
    fall(&mut w, &product, price_at(50));
    w.execute(&one, SENIOR).refused(PoolError::Undecided);
    w.trigger(&product).ok();
    w.execute(&one, SENIOR).refused(PoolError::Undecided);
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.execute(&one, SENIOR).refused(PoolError::Undecided);
    w.settle(&product, 0, &policy).ok();
    recover(&mut w, &product);
    w.execute(&one, SENIOR).refused(PoolError::Undecided);
    w.advance(TAIL + 1);
    w.seal(&product, 0).ok();
    w.execute(&one, SENIOR).ok();
    w.assert_books();
}

#[test]
fn a37_who_leaves_during_a_breach_leaves_as_if_all_of_it_were_lost() {
    let (mut w, product, one, _, _) = pair();
    w.request_all(&one, SENIOR).ok();
    w.advance(8 * DAY);
    see(&mut w, &product, price_at(1)).ok();
    let shares = w.position(&one).tranches[1].shares.get();
    let mut pool = w.pool();
    pool.recognise(w.now()).expect("a ledger that adds up");
    let tranche = &pool.tranches[1];
    // Shares' part of the capital less 40,000, by the price with one virtual atom and a thousand virtual shares.
    let wanted =
        u64::try_from(shares * u128::from(tranche.capital.get() - 40_000 * USDC + 1) / (tranche.shares.get() + 1_000)).expect("atoms");
    assert!((80_000 * USDC..80_100 * USDC).contains(&wanted));
    w.withdraw(&one, SENIOR, shares, wanted + 1).refused(PoolError::SlippageAssets);
    let before = w.wallet(&one);
    w.withdraw(&one, SENIOR, shares, wanted).ok();
    assert_eq!(w.wallet(&one) - before, wanted);
    w.assert_books();
}

#[test]
fn a36_who_enters_during_a_breach_bears_the_loss_with_the_others() {
    let (mut w, product, one, _, policy) = pair();
    fall(&mut w, &product, price_at(50));
    let late = w.underwriter(SENIOR, 200_000 * USDC);
    w.trigger(&product).ok();
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    w.settle(&product, 0, &policy).ok();
    recover_and_seal(&mut w, &product, 0);
    w.request_all(&one, SENIOR).ok();
    w.request_all(&late, SENIOR).ok();
    let (old, new) = leave(&mut w, &product, &one, &late);
    assert!(new < 190_100 * USDC, "half of the capital bears half of 20,000: {new}");
    assert!(new <= 2 * old, "and earned no more than those who were there");
}

#[test]
fn a36_a_deposit_around_a_final_step_gains_nothing() {
    let (mut w, product, _, _, _) = pair();
    strike(&mut w, &product, price_at(50));
    w.advance(24 * HOUR);
    w.finalise(&product, 0).ok();
    let reserved = w.pool().tranches[1].may_return.get();
    let late = w.underwriter(SENIOR, 100_000 * USDC);
    let (shares, tranche) = (w.position(&late).tranches[1].shares.get(), w.pool().tranches[1]);
    let value = |worth: u64| u64::try_from(shares * u128::from(worth + 1) / (tranche.shares.get() + 1_000)).expect("atoms");
    // Worth what was paid only if all that was reserved came back; the policies have yet to be paid.
    let (now, then) = (value(tranche.capital.get()), value(tranche.capital.get() + reserved));
    assert!(
        reserved > 0 && then <= 100_000 * USDC && then + 1 >= 100_000 * USDC && now < then,
        "{now}, {then}"
    );
    w.assert_books();
}

#[test]
fn a36_a_deposit_around_the_close_of_an_incident_gains_nothing() {
    let (mut w, product, _, _, _) = pair();
    strike_and_finalise(&mut w, &product, price_at(50));
    recover_and_seal(&mut w, &product, 0);
    w.advance(365 * DAY);
    let late = w.underwriter(SENIOR, 100_000 * USDC);
    // 20,000 that nobody fetched come back in the same second.
    w.close_incident(&product, 0).ok();
    let (shares, tranche) = (w.position(&late).tranches[1].shares.get(), w.pool().tranches[1]);
    let value = u64::try_from(shares * u128::from(tranche.capital.get() + 1) / (tranche.shares.get() + 1_000)).expect("atoms");
    assert!(value <= 100_000 * USDC + 1, "the price did not rise at once: {value}");
    w.assert_books();
}
