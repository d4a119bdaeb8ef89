//! What is left of the bond of a dispute that failed: the holders', by their cover and beside it, when their policies pass; what nobody takes goes
//! back.

use {
    super::kit::*,
    crate::incident::kit::*,
    breakwater::{
        errors::{IncidentError, PolicyError},
        events::{IncidentClosed, PolicySettled},
        state::TopUp,
    },
    breakwater_testkit::*,
};

#[test]
fn it_is_shared_by_cover_in_every_order() {
    for order in [[0, 1], [1, 0]] {
        let (mut w, product, p) = stepped(&[40]);
        let case = disputed(&mut w, &product, 0, STANDS);
        let i = w.incident(&product, 0);
        assert_eq!(
            (i.bonus.get(), i.funded.get(), w.pool().payable.get()),
            (500 * USDC, 500 * USDC, 500 * USDC)
        );
        w.finalise(&product, 0).ok();
        w.assert_books();
        for n in order {
            assert_eq!(paid(&mut w, &product, &p[n]), [40_000 * USDC, 20_000 * USDC][n]);
        }
        seal(&mut w, &product);
        for n in order {
            let part = 500 * USDC * [2, 1][n] / 3;
            let said = PolicySettled {
                policy: p[n],
                incident: pda::incident(&product, 0),
                holder: w.policy(&p[n]).holder,
                amount: 0,
                bonus: part,
                passed: true,
                at: w.now(),
            };
            let before = w.wallet(&said.holder);
            w.settle(&product, 0, &p[n]).emits(said).ok();
            w.assert_books();
            assert_eq!(w.wallet(&w.policy(&p[n]).holder) - before, part);
            w.settle(&product, 0, &p[n]).refused(IncidentError::AlreadySettled);
        }
        let i = w.incident(&product, 0);
        let left = i.funded.get() - i.paid.get();
        assert_eq!(left, 1, "an atom of rounding");
        let said = IncidentClosed {
            incident: pda::incident(&product, 0),
            paid: i.paid.get(),
            left,
            at: w.now(),
        };
        w.close_incident(&product, 0).emits(said).ok();
        w.assert_books();
        let (pool, of) = (w.pool(), w.product(&product));
        assert_eq!((pool.payable.get(), pool.paid_total.get()), (0, i.paid.get()));
        assert_eq!(
            [pool.loss_total.get(), of.loss_total.get(), of.paid_total.get()],
            [60_500 * USDC - 1; 3]
        );
        put_away(&mut w, &case);
    }
}

/// 40 % is due: 60 % of the cover is left, with a bonus as without, and the price is the same.
#[test]
fn it_lowers_no_cover_and_loads_no_price() {
    let (mut w, product, p) = stepped(&[40]);
    disputed(&mut w, &product, 0, STANDS);
    w.finalise(&product, 0).ok();
    for policy in &p {
        w.settle(&product, 0, policy).ok();
    }
    seal(&mut w, &product);
    let before = w.product(&product);
    for policy in &p {
        assert!(paid(&mut w, &product, policy) > 0);
    }
    let after = w.product(&product);
    assert_eq!(
        (after.loading, after.loading_at, after.payments),
        (before.loading, before.loading_at, before.payments)
    );
    assert_eq!((after.active.get(), w.pool().active_cover.get()), (90_000 * USDC, 90_000 * USDC));
    assert_eq!((&after.starts[..], &after.ends[..]), (&before.starts[..], &before.ends[..]));
    let lowered = |of: &breakwater::state::Product| of.marks.map(|mark| mark.lowered.get());
    assert_eq!(lowered(&after), lowered(&before));
    for (policy, paid) in p.iter().zip([40_000 * USDC, 20_000 * USDC]) {
        let of = w.policy(policy);
        assert_eq!(
            (of.paid.get(), of.incident_paid.get(), of.owed.get(), of.bonus_owed),
            (paid, paid, 0, 0)
        );
    }
    // What is left of the cover is paid whole by a later incident.
    w.close_incident(&product, 0).ok();
    let second = strike_and_finalise(&mut w, &product, price_at(100));
    assert_eq!(settled(&mut w, &product, second, &p[1]), 30_000 * USDC);
    w.assert_books();
}

/// Part of the first step was paid out when the dispute of the second fails.
#[test]
fn it_is_no_capital_that_could_come_back() {
    for settled_before in [0, 1, 2] {
        let (mut w, product, p) = stepped(&[40, 60]);
        w.advance(DAY - HOUR);
        let case = dispute(&mut w, &product, 1);
        w.finalise(&product, 0).ok();
        for policy in &p[..settled_before] {
            w.settle(&product, 0, policy).ok();
        }
        w.assert_books();
        judge(&mut w, &[(case, STANDS)]);
        conclude(&mut w, &product);
        let bonus = w.incident(&product, 0).bonus.get();
        assert_eq!(bonus, 200 * USDC, "1 % of 20 % of 150,000, less the fee");
        if settled_before == 2 {
            w.settle(&product, 0, &p[1]).refused(IncidentError::NothingToPay);
        } else {
            assert_eq!(paid(&mut w, &product, &p[1]), 20_000 * USDC);
        }
        w.finalise(&product, 0).ok();
        w.assert_books();
        for policy in &p {
            w.settle(&product, 0, policy).ok();
            w.assert_books();
        }
        seal(&mut w, &product);
        assert_eq!([0, 1].map(|n| paid(&mut w, &product, &p[n])), [bonus * 2 / 3, bonus / 3]);
        assert_eq!([0, 1].map(|n| w.policy(&p[n]).paid.get()), [60_000 * USDC, 30_000 * USDC]);
        w.close_incident(&product, 0).ok();
        w.assert_books();
    }
}

#[test]
fn inv08_who_is_paid_the_whole_cover_gets_it_beside_the_cover() {
    for order in [[0, 1], [1, 0]] {
        let (mut w, product, p) = stepped(&[100]);
        let case = disputed(&mut w, &product, 0, STANDS);
        let bonus = w.incident(&product, 0).bonus.get();
        assert_eq!(bonus, 1_400 * USDC);
        w.finalise(&product, 0).ok();
        for n in order {
            let cover = [100_000 * USDC, 50_000 * USDC][n];
            assert_eq!(paid(&mut w, &product, &p[n]), cover + bonus * [2, 1][n] / 3);
            assert_eq!(w.policy(&p[n]).paid.get(), cover);
            w.settle(&product, 0, &p[n]).refused(IncidentError::AlreadySettled);
            w.assert_books();
        }
        w.seal(&product, 0).ok();
        let paid = w.incident(&product, 0).paid.get();
        let said = IncidentClosed {
            incident: pda::incident(&product, 0),
            paid,
            left: 1,
            at: w.now(),
        };
        w.close_incident(&product, 0).emits(said).ok();
        w.assert_books();
        assert_eq!((paid, w.pool().payable.get()), (151_400 * USDC - 1, 0));
        put_away(&mut w, &case);
    }
}

#[test]
fn a26_a_frozen_holder_is_owed_it_beside_the_whole_cover_and_is_paid_later() {
    let (mut w, product, p) = stepped(&[100]);
    disputed(&mut w, &product, 0, STANDS);
    w.finalise(&product, 0).ok();
    let holder = w.policy(&p[1]).holder;
    let account = pda::associated_token(&holder, &w.mint);
    freeze(&mut w, &account);
    for policy in &p {
        w.settle(&product, 0, policy).ok();
        w.assert_books();
    }
    let due = 50_000 * USDC + 1_400 * USDC / 3;
    let of = w.policy(&p[1]);
    assert_eq!((of.owed.get(), of.paid.get(), of.bonus_owed), (due, 50_000 * USDC, 1));
    w.seal(&product, 0).ok();
    w.close_incident(&product, 0).ok();
    w.assert_books();
    assert_eq!(w.pool().payable.get(), due, "still there");
    recover(&mut w, &product);
    w.advance(700 * DAY);
    w.close_policy(&product, &p[1]).refused(PolicyError::StillOwed);
    thaw(&mut w, &account);
    let before = w.wallet(&holder);
    w.pay_owed(&product, &p[1]).ok();
    w.assert_books();
    assert_eq!((w.wallet(&holder) - before, w.pool().payable.get()), (due, 0));
    let of = w.policy(&p[1]);
    assert_eq!((of.owed.get(), of.bonus_owed), (0, 0));
    w.close_policy(&product, &p[1]).ok();
}

/// As long as one has not passed the incident stays, though nothing can be added to the cut: it would lose its part.
#[test]
fn with_a_cut_everybody_gets_the_same_part_and_the_bonus_on_top() {
    let covers = [50_000, 50_000, 20_000];
    for order in [[0, 1, 2], [2, 1, 0]] {
        let (mut w, product, p) = courted(&covers);
        strike(&mut w, &product, price_at(40));
        let case = disputed(&mut w, &product, 0, STANDS);
        let bonus = w.incident(&product, 0).bonus.get();
        assert_eq!(bonus, 380 * USDC);
        write_capital(&mut w, 4_000 * USDC, 8_000 * USDC);
        w.finalise(&product, 0).ok();
        w.assert_books();
        // A quarter of 48,000.
        assert_eq!(w.incident(&product, 0).ladder[0].funded.get(), 12_000 * USDC);
        for n in order {
            assert_eq!(paid(&mut w, &product, &p[n]), covers[n] * USDC / 10);
        }
        seal(&mut w, &product);
        let part = |n: usize| covers[n] * bonus / 120_000;
        // Each is counted; the last passes with it.
        for (turn, n) in order.into_iter().enumerate() {
            let passes = turn == 2;
            assert_eq!(paid(&mut w, &product, &p[n]), if passes { part(n) } else { 0 });
            w.assert_books();
        }
        for n in &order[..2] {
            w.release(&product, 0).refused(IncidentError::NotAllPassed);
            assert_eq!(paid(&mut w, &product, &p[*n]), part(*n));
            w.assert_books();
        }
        w.release(&product, 0).ok();
        w.assert_books();
        let payer = w.actor(100_000 * USDC);
        w.recover_incident(&payer, &product, 0, 36_000 * USDC).ok();
        w.assert_books();
        for n in order {
            assert_eq!(paid(&mut w, &product, &p[n]), covers[n] * USDC * 3 / 10, "and no bonus again");
            assert_eq!(w.policy(&p[n]).paid.get(), covers[n] * USDC * 4 / 10);
        }
        w.close_incident(&product, 0).ok();
        w.assert_books();
        put_away(&mut w, &case);
    }
}

/// 80,000 that waited hide that one of two had ended: the second step counts 180,000 for 100,000, and half of it is funded.
#[test]
fn what_a_cut_is_topped_up_with_is_not_of_it() {
    for order in [[0, 1], [1, 0]] {
        let (mut w, product, _) = courted(&[]);
        w.set_time(day(1, 0).max(w.now()));
        let start = w.today();
        let p = [12, 60].map(|days| w.holder(&product, 100_000 * USDC, days).1);
        w.advance(3 * DAY);
        w.holder(&product, 80_000 * USDC, 60);
        w.advance(60);
        strike(&mut w, &product, price_at(10));
        disputed(&mut w, &product, 0, STANDS);
        assert_eq!(w.incident(&product, 0).bonus.get(), 100 * USDC, "1 % of 20,000, less the fee");
        w.set_time(i64::from(start + 14) * DAY);
        fall(&mut w, &product, price_at(60));
        w.raise(&product, 0).ok();
        w.finalise(&product, 0).ok();
        w.advance(DAY);
        write_capital(&mut w, 15_000 * USDC, 30_000 * USDC);
        w.finalise(&product, 0).ok();
        let steps = w.incident(&product, 0).ladder;
        assert_eq!([0, 1].map(|n| steps[n].funded.get()), [20_000 * USDC, 45_000 * USDC]);
        assert_eq!(steps[1].needed.get(), 90_000 * USDC);
        seal(&mut w, &product);
        for n in order {
            w.settle(&product, 0, &p[n]).ok();
            w.assert_books();
        }
        assert_eq!(w.incident(&product, 0).top_up, TopUp::Added as u8);
        w.settle(&product, 0, &p[order[0]]).ok();
        w.assert_books();
        let covers = p.map(|policy| w.policy(&policy).paid.get());
        assert_eq!(covers, [10_000 * USDC, 55_000 * USDC], "nine tenths of the second step");
        let i = w.incident(&product, 0);
        assert_eq!((i.paid.get(), i.unpaid()), (65_100 * USDC, 0), "and 50 of the bond to each");
        w.release(&product, 0).ok();
        w.assert_books();
    }
}

#[test]
fn a_wiped_out_pool_still_pays_the_bonus() {
    let (mut w, product, p) = stepped(&[40]);
    disputed(&mut w, &product, 0, STANDS);
    write_capital(&mut w, 0, 0);
    w.finalise(&product, 0).ok();
    w.assert_books();
    w.settle(&product, 0, &p[0]).refused(IncidentError::NothingToPay);
    seal(&mut w, &product);
    assert_eq!(paid(&mut w, &product, &p[0]), 0, "counted");
    assert_eq!(paid(&mut w, &product, &p[1]), 500 * USDC / 3);
    assert_eq!(paid(&mut w, &product, &p[0]), 500 * USDC * 2 / 3);
    assert_eq!([0, 1].map(|n| w.policy(&p[n]).paid.get()), [0, 0]);
    w.finish_incident(&product, 0);
    w.assert_books();
    assert_eq!(w.pool().payable.get(), 0);
}

/// The whole cover was due and half of it is recovered: nobody gets more of the cover than it, and the bonus once.
#[test]
fn inv08_with_a_cut_that_is_recovered_it_is_not_paid_again() {
    let (mut w, product, p) = stepped(&[100]);
    disputed(&mut w, &product, 0, STANDS);
    write_capital(&mut w, 40_000 * USDC, 35_000 * USDC);
    w.finalise(&product, 0).ok();
    w.seal(&product, 0).ok();
    let bonus = 1_400 * USDC;
    assert_eq!(paid(&mut w, &product, &p[0]), 50_000 * USDC);
    assert_eq!(paid(&mut w, &product, &p[1]), 25_000 * USDC + bonus / 3);
    assert_eq!(paid(&mut w, &product, &p[0]), bonus * 2 / 3);
    w.assert_books();
    w.release(&product, 0).ok();
    let payer = w.actor(100_000 * USDC);
    w.recover_incident(&payer, &product, 0, 80_000 * USDC).ok();
    for (policy, cover) in p.iter().zip([100_000, 50_000]) {
        assert_eq!(paid(&mut w, &product, policy), cover * USDC / 2);
        w.assert_books();
        assert_eq!(w.policy(policy).paid.get(), cover * USDC);
        w.settle(&product, 0, policy).refused(IncidentError::NothingToPay);
    }
    w.advance(365 * DAY);
    w.close_incident(&product, 0).ok();
    w.assert_books();
    assert_eq!(
        w.pool().payable.get(),
        w.pool().tranches.iter().map(|t| t.recovery_left.get()).sum::<u64>()
    );
}

#[test]
fn several_disputes_add_up() {
    let (mut w, product, p) = stepped(&[40, 60, 80]);
    let mut cases = vec![];
    for step in [0, 2] {
        cases.push(disputed(&mut w, &product, step, STANDS));
        if step == 2 {
            w.advance(DAY);
        }
        w.finalise(&product, 0).ok();
    }
    let i = w.incident(&product, 0);
    assert_eq!(i.bonus.get(), 700 * USDC, "500 and 200");
    w.advance(DAY);
    while w.incident(&product, 0).decided < 3 {
        w.finalise(&product, 0).ok();
    }
    w.assert_books();
    seal(&mut w, &product);
    assert_eq!(paid(&mut w, &product, &p[1]), 40_000 * USDC + 700 * USDC / 3);
    assert_eq!(paid(&mut w, &product, &p[0]), 80_000 * USDC + 700 * USDC * 2 / 3);
    w.close_incident(&product, 0).ok();
    w.assert_books();
    for case in cases {
        put_away(&mut w, &case);
    }
}

#[test]
fn it_is_the_holders_also_when_a_later_dispute_voids_the_rest() {
    let (mut w, product, p) = stepped(&[40, 60]);
    disputed(&mut w, &product, 0, STANDS);
    w.finalise(&product, 0).ok();
    disputed(&mut w, &product, 1, VOID);
    w.finalise(&product, 0).refused(IncidentError::NothingDue);
    seal(&mut w, &product);
    assert_eq!(paid(&mut w, &product, &p[1]), 20_000 * USDC + 500 * USDC / 3);
    assert_eq!(paid(&mut w, &product, &p[0]), 40_000 * USDC + 500 * USDC * 2 / 3);
    w.close_incident(&product, 0).ok();
    w.assert_books();
}

#[test]
fn inv18_a_bonus_that_nobody_fetches_goes_back_after_a_year() {
    let (mut w, product, _) = stepped(&[40]);
    disputed(&mut w, &product, 0, STANDS);
    w.finalise(&product, 0).ok();
    seal(&mut w, &product);
    w.advance(365 * DAY);
    w.close_incident(&product, 0).ok();
    w.assert_books();
    assert_eq!(w.pool().payable.get(), 0);
}

/// One of two never passes: its part goes back when the year is over, and can be fetched no more.
#[test]
fn inv18_a_part_that_nobody_fetches_goes_back_when_the_incident_is_released_or_closed() {
    for cut in [false, true] {
        let (mut w, product, p) = stepped(&[40]);
        disputed(&mut w, &product, 0, STANDS);
        if cut {
            write_capital(&mut w, 10_000 * USDC, 20_000 * USDC);
        }
        w.finalise(&product, 0).ok();
        seal(&mut w, &product);
        if cut {
            // Both are counted; the second passes.
            w.settle(&product, 0, &p[0]).ok();
        }
        w.settle(&product, 0, &p[1]).ok();
        w.close_incident(&product, 0).refused(IncidentError::NotAllPassed);
        w.release(&product, 0).refused(IncidentError::NotAllPassed);
        w.advance(365 * DAY);
        let i = w.incident(&product, 0);
        w.close_incident(&product, 0).ok();
        w.assert_books();
        let (pool, of) = (w.pool(), w.product(&product));
        let lost = i.paid.get() + i.shortfall.get();
        // With a cut it goes to who owned the tranche that lost all.
        let to_fetch = pool.tranches.iter().map(|t| t.recovery_left.get()).sum::<u64>();
        assert_eq!(to_fetch, if cut { 500 * USDC - 500 * USDC / 3 } else { 0 });
        assert_eq!(
            (pool.payable.get(), pool.loss_total.get(), of.loss_total.get()),
            (to_fetch, lost, lost)
        );
        assert_eq!(of.paid_total, i.paid);
        let given = i.paid.get() - p.iter().map(|policy| w.policy(policy).paid.get()).sum::<u64>();
        assert_eq!(given, 500 * USDC / 3);
        w.close_policy(&product, &p[0]).ok();
    }
}
