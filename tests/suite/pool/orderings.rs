//! R3, R17: whoever moves while a loss is undecided gains nothing by it, whichever way it is decided, and the others lose
//! nothing. Each case is lived through twice, with and without the move, and all wallets are compared at the end.

use {crate::incident::kit::*, breakwater_testkit::*, proptest::prelude::*};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Move {
    None,
    Leave,
    Enter,
}

#[derive(Clone, Copy, Debug)]
struct Case {
    junior: u64,
    senior: u64,
    mover: u64,
    layer: u8,
    cover: u64,
    /// Payout of the step, percent: 1 is a decision that goes well, 100 loses all that was held.
    payout: i64,
    /// Moves after the step is final, and before any policy is settled, instead of while it waits.
    late: bool,
}

/// What the mover and the others have in the end, the premium, and whether the program took the move.
struct End {
    mover: u64,
    others: u64,
    premium: u64,
    moved: bool,
}

fn live(case: Case, act: Move) -> End {
    let mut w = World::new();
    let product = w.product_from(&DepegSpec::default());
    w.set_time((w.now() / DAY + 1) * DAY);
    let others = [w.underwriter(JUNIOR, case.junior * USDC), w.underwriter(SENIOR, case.senior * USDC)];
    let amount = case.mover * USDC;
    // Who may enter has a dust position from before, so that both lives have the same accounts.
    let mover = w.underwriter(case.layer, if act == Move::Enter { USDC } else { amount });
    let (_, policy) = w.holder(&product, case.cover * USDC, 30);
    let premium = w.policy(&policy).premium.get();
    // Notice was given long before: only a matured request can be executed at the lower price.
    if act != Move::Enter {
        w.request_all(&mover, case.layer).ok();
    }
    w.advance(9 * DAY);
    w.roll(&product).ok();
    let number = strike(&mut w, &product, price_at(case.payout));
    let mut moved = false;
    if !case.late {
        moved = go(&mut w, &mover, case, act);
    }
    w.advance(24 * HOUR);
    w.finalise(&product, number).ok();
    if case.late {
        moved = go(&mut w, &mover, case, act);
    }
    recover_and_seal(&mut w, &product, number);
    settle_and_close(&mut w, &product, number, &[policy]);
    w.advance(125 * DAY);
    w.roll(&product).ok();
    for owner in [mover, others[0], others[1]] {
        if w.position(&owner).tranches.iter().any(|t| !t.shares.is_zero()) {
            let layer = if owner == mover { case.layer } else { u8::from(owner == others[1]) };
            let _ = w.request_all(&owner, layer);
        }
    }
    w.advance(8 * DAY);
    for (owner, layer) in [(mover, case.layer), (others[0], JUNIOR), (others[1], SENIOR)] {
        let _ = w.execute(&owner, layer);
    }
    w.assert_books();
    End {
        mover: w.wallet(&mover),
        others: w.wallet(&others[0]) + w.wallet(&others[1]),
        premium,
        moved,
    }
}

fn go(w: &mut World, mover: &Address, case: Case, act: Move) -> bool {
    match act {
        Move::None => false,
        Move::Leave => {
            let shares = w.position(mover).tranches[usize::from(case.layer)].shares.get();
            w.withdraw(mover, case.layer, shares, 1).result.is_ok()
        }
        Move::Enter => {
            w.fund(*mover, case.mover * USDC);
            w.deposit(mover, case.layer, case.mover * USDC).result.is_ok()
        }
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let amounts = (20_000u64..200_000, 20_000u64..400_000, 1_000u64..200_000, 1_000u64..20_000);
    (amounts, 0u8..2, 1i64..=100, any::<bool>()).prop_map(|((junior, senior, mover, cover), layer, payout, late)| Case {
        junior,
        senior,
        mover,
        layer,
        cover,
        payout,
        late,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn a37_r3_who_leaves_before_a_decision_gains_nothing_and_the_others_lose_nothing(case in cases()) {
        let (stays, leaves) = (live(case, Move::None), live(case, Move::Leave));
        // Who leaves early gets no more than who stays but a part of the premium that they would have earned is theirs no more.
        prop_assert!(leaves.mover <= stays.mover + 1, "{} {}", leaves.mover, stays.mover);
        prop_assert!(leaves.others + 2 >= stays.others, "{} {}", leaves.others, stays.others);
    }

    #[test]
    fn a36_r17_who_enters_before_a_decision_gains_no_more_than_premium_and_the_others_lose_no_more(case in cases()) {
        let (without, enters) = (live(Case { mover: 1, ..case }, Move::None), live(case, Move::Enter));
        prop_assert!(enters.moved, "the pool took the deposit");
        let put_in = (case.mover + 1) * USDC;
        prop_assert!(enters.mover <= put_in + enters.premium, "{} of {put_in}", enters.mover);
        prop_assert!(enters.others + enters.premium + 2 >= without.others, "{} {}", enters.others, without.others);
    }
}

/// Both moves are really taken, and a loss is really made, in the cases that the properties draw from.
#[test]
fn a37_the_orderings_are_not_empty() {
    let case = Case {
        junior: 100_000,
        senior: 100_000,
        mover: 50_000,
        layer: JUNIOR,
        cover: 10_000,
        payout: 80,
        late: false,
    };
    let (stays, leaves) = (live(case, Move::None), live(case, Move::Leave));
    assert!(leaves.moved, "leaving is taken");
    assert!(
        leaves.mover < stays.mover,
        "who left sold at the price of a whole loss: {} {}",
        leaves.mover,
        stays.mover
    );
    assert!(stays.mover < case.mover * USDC, "who stayed bore the loss: {}", stays.mover);
    let good = Case { payout: 1, ..case };
    assert!(
        live(good, Move::Leave).mover + USDC < live(good, Move::None).mover,
        "leaving before good news costs"
    );
}
